"""A key that nobody holds: made by all holders together, and used without being put together.

To be read in this order:

1. ``kem``: the arithmetic of a box, and of the piece that one share makes of it.
2. ``public``: the public half of a k-of-n key; ``under_policy`` the same for any policy.
3. ``box``, ``answers``: what a box says in the clear; what a holder answers, and who checks it.
4. ``decryption``: encrypt, answer, combine, with a sender's proof; ``plain`` shows why it is there.
5. ``dkg``: how all make a key; it has a list of its own.
6. ``accounts``, ``knowing``: whole runs in one process; what each party learned, and could derive.
7. ``reading``: how the fields of all messages stand on the wire.
8. ``oprf``: a function of which one side has the key and the other the input; ``voprf`` proves the
   answers, ``poprf`` shows a part of the input.
9. ``signing``: one signature by enough holders, whose key is never put together.

>>> from cryptokit.rng import lesson
>>> with lesson("threshold") as rng:
...     made = generate(holders=3, threshold=2, rng=rng)
...     box = encrypt(made.public.key, b"meet me at nine", context=b"case 7", rng=rng)
...     one, two, three = (
...         partial(share, made.public, box, agrees=lambda context: holder != "2", rng=rng)
...         for holder, share in zip("123", made.shares)
...     )
>>> two
Refused(holder='2', context=b'case 7')
>>> combine(made.public, box, [one, two, three])
b'meet me at nine'

Not here: a key that a dealer may know (``sharing.feldman``).
"""

from cryptokit.threshold.accounts import generate
from cryptokit.threshold.answers import Partial, Refused
from cryptokit.threshold.decryption import Box, combine, encrypt, partial
from cryptokit.threshold.public import PublicKeys

__all__ = ["Box", "Partial", "PublicKeys", "Refused", "combine", "encrypt", "generate", "partial"]
