"""A key that nobody holds: made by all holders together, and used without being put together.

``dkg`` makes one; ``encrypt``, ``partial`` and ``combine`` use it.
"""

from cryptokit.threshold.answers import Partial, Refused
from cryptokit.threshold.decryption import Box, combine, encrypt, partial
from cryptokit.threshold.public import PublicKeys

__all__ = ["Box", "Partial", "PublicKeys", "Refused", "combine", "encrypt", "partial"]
