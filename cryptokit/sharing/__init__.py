"""Sharing: a secret in n parts, of which any k give it back and fewer tell nothing.

``split`` and ``join`` for keys; ``seal`` and ``open_`` for texts and files.
"""

from cryptokit.sharing.sealed import Box, Sealed, open_, seal
from cryptokit.sharing.shamir import join, split
from cryptokit.sharing.share import Share

__all__ = ["Box", "Sealed", "Share", "join", "open_", "seal", "split"]
