"""Who can read this message? A cryptography teaching toolkit. Not for protecting people."""

__version__ = "0.1.0"
