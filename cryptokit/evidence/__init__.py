"""What lies on a server or a phone: typed rows, in SQLite files and images, and what opens them."""
