"""What makes notebooks of the sources of the lessons."""
