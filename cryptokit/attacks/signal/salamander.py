"""One stored file opens under two keys to two pictures: one is seen, and the other reported.

A report names files by their ciphertext, each once. The abuser sends one ciphertext twice: with the
key under which it is vile, then with the one under which it is harmless. AES-GCM does not commit to
its key (``gcm_two_keys``). Under each key a part of the file is the picture, and the rest is noise,
which viewers skip. Not here: pictures that real viewers open.

Dodis, Grubbs, Ristenpart and Woodage did that to Facebook's attachments in 2018, with a JPEG and a
bitmap. A file that also carries a hash of its key opens under one key; one with an HMAC, as in
``signal.media``, too, where ten bytes of it are met by a second key once in 2^80 tries.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.signal.gcm_two_keys import BLOCK, NONCE, Locked, two_faced
from cryptokit.errors import CannotOpen
from cryptokit.rng import Rng, draw

KEY: Final = 32
COMMITMENT: Final = 32
START: Final = b"<<"
END: Final = b">>"
"""Between these is what our viewer shows of a file."""
VILE: Final = b"<<the vile picture>>"
HARMLESS: Final = b"<<a harmless cat>>"
_LABEL: Final = b"cryptokit media key v1"


@dataclass(frozen=True, slots=True)
class Files:
    """How an app stores a file under a key, and how it opens one. Opening raises CannotOpen."""

    store: Callable[[bytes, Locked], bytes]
    open: Callable[[bytes, bytes], bytes]


Sent = tuple[bytes, bytes]
"""A key, which travels in a message, and the stored file that it is for."""


def flawed_store(_key: bytes, locked: Locked) -> bytes:
    """Store what AES-GCM gives."""
    return locked.nonce + locked.ciphertext + locked.tag  # the flaw: nothing says which key


def flawed_open(key: bytes, stored: bytes) -> bytes:
    """Open what AES-GCM gave. Raises CannotOpen."""
    try:
        return AESGCM(key).decrypt(stored[:NONCE], stored[NONCE:], None)
    except InvalidTag:
        raise CannotOpen from None


def repaired_store(key: bytes, locked: Locked) -> bytes:
    """Put a hash of the key in front."""
    return _commit(key) + flawed_store(key, locked)


def repaired_open(key: bytes, stored: bytes) -> bytes:
    """Open a file that was made for this key. Raises CannotOpen."""
    if stored[:COMMITMENT] != _commit(key):
        raise CannotOpen
    return flawed_open(key, stored[COMMITMENT:])


def _commit(key: bytes) -> bytes:
    return sha256(_LABEL + key).digest()


def seen(content: bytes) -> bytes:
    """Show a file as our viewer: what stands between the marks, and no noise."""
    return content.partition(START)[2].partition(END)[0]


def shown(files: Files, sent: Sequence[Sent]) -> list[tuple[bytes, bytes]]:
    """Give what the friend's app shows: files and pictures; what does not open is dropped."""
    got = ((stored, answer(partial(files.open, key, stored))) for key, stored in sent)
    return [(stored, seen(one)) for stored, one in got if isinstance(one, bytes)]


def reported(pictures: Sequence[tuple[bytes, bytes]]) -> tuple[bytes, ...]:
    """Give the pictures of a report: each stored file once, as it was opened last."""
    return tuple(dict(pictures).values())


def program(files: Files, budget: int, rng: Rng) -> Outcome:
    """Send one file with two keys, stored as of the one and then as of the other; be reported."""
    keys, told = (draw(rng, KEY), draw(rng, KEY)), ""
    locked = two_faced(keys, draw(rng, NONCE), (VILE, HARMLESS))
    for tries, key in enumerate(keys[:budget], 1):
        pictures = shown(files, [(each, files.store(key, locked)) for each in keys])
        friend, report = [picture for _, picture in pictures], reported(pictures)
        told = f"the friend saw {_said(friend)}, the report has {_said(report)}"
        if seen(VILE) in friend and seen(VILE) not in report:
            return Outcome(won=True, tries=tries, told=told)
    return Outcome(won=False, tries=budget, told=told)


def _said(pictures: Sequence[bytes]) -> str:
    return " and ".join(one.decode() for one in pictures)


def honest(files: Files, rng: Rng) -> bool:
    """Tell whether a picture arrives."""
    key, nonce = draw(rng, KEY), draw(rng, NONCE)
    box = AESGCM(key).encrypt(nonce, VILE, None)
    locked = Locked(nonce, box[:-BLOCK], box[-BLOCK:])
    return files.open(key, files.store(key, locked)) == VILE


ATTACK: Final = Attack(
    name="salamander",
    title="An invisible salamander",
    mistake="AES-GCM locks a file, a report names it by its ciphertext, and no key is committed to",
    repair="the file carries a hash of its key",
    source='Dodis, Grubbs, Ristenpart, Woodage, "Fast Message Franking: From Invisible Salamanders '
    'to Encryptment", CRYPTO 2018',
    scale="AES-256-GCM in real size; the pictures are short texts between marks, in noise that the "
    "viewer skips",
    budget=2,
    program=program,
    honest=honest,
    flawed=Files(flawed_store, flawed_open),
    repaired=Files(repaired_store, repaired_open),
    seen_in="attachments of Facebook Messenger's secret conversations, until 2018",
)
