"""Sharing: a secret in n parts, of which any k give it back and fewer tell nothing.

``split`` and ``join`` for keys; ``seal`` and ``open_`` for texts and files. Beside them, by idea:

    xor, scalar             all of n; numbers instead of strings
    batch, stream           arrays and files at the speed of memory
    formats, slip39         shares of other programs; shares as words
    feldman, pedersen, pvss shares that can be checked, by their holders or by everybody
    robust                  the secret although some lie, and who they are
    refresh, recovery, repair, redistribution
                            shares that change, come back, or move to other holders
    policy, hierarchical    who may read, in words and beyond k of n
"""

from cryptokit.sharing.sealed import Box, Sealed, open_, seal
from cryptokit.sharing.shamir import join, split
from cryptokit.sharing.share import Share

__all__ = ["Box", "Sealed", "Share", "join", "open_", "seal", "split"]
