"""Files that people have, and the text in them. Nothing is parsed here."""
