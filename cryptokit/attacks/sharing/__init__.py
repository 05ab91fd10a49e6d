"""What goes wrong with split secrets in practice, one mistake a file."""
