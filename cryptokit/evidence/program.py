"""Which program a phone runs: its digest lies on the disk, beside what the program wrote there.

Where builds are reproducible, anybody can compute the digest of the published source and compare.
Here one line stands for a program of some million.
"""

import hashlib
from typing import Final

from cryptokit.evidence.rows import State

SCHEME: Final = "cryptokit-program-1"
"""A state that is the SHA-256 of the program on this phone."""

PUBLISHED: Final = b"show the messages, and send what is typed to whom it is for"
CHANGED: Final = PUBLISHED + b"; send a copy to whoever ordered this line"


def installed(program: bytes) -> State:
    """Give the row that says which program runs.

    >>> installed(PUBLISHED) == installed(CHANGED)
    False
    """
    return State(SCHEME, hashlib.sha256(program).digest())
