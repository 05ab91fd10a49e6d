"""Two people who exchange keys over a line, and somebody on it who gives each a key of her own.

A session key is a hash of what X25519 gives. Not here: signatures, and a directory of keys.
"""

import hashlib
from typing import Final

from cryptokit.keys import DataKey
from cryptokit.lab.course.scenes.packets import lock, unlock
from cryptokit.signal.curve import KeyPair, PublicKey, agree

_LABEL: Final = b"cryptokit lesson 02 session key"


def session(mine: KeyPair, theirs: PublicKey) -> DataKey:
    """Make the key of a conversation from one's own pair and the public key that arrived.

    >>> from cryptokit.rng import lesson
    >>> ann, ben = KeyPair.draw(lesson("Ann")), KeyPair.draw(lesson("Ben"))
    >>> session(ann, ben.public) == session(ben, ann.public)
    True

    See: RFC 7748, section 6.1.
    """
    agreed = agree(mine, theirs)
    digest = hashlib.sha256(_LABEL + agreed.reveal()).digest()
    return DataKey(digest, from_lesson=agreed.from_lesson)


def carry(words: bytes, by: KeyPair, middle: KeyPair, to: KeyPair) -> tuple[bytes, bytes]:
    """Carry words between two who were both given the public key of the middle.

    Gives what the middle read, and what the receiver opened.

    >>> from cryptokit.rng import lesson
    >>> ann, mallory, ben = (KeyPair.draw(lesson(who)) for who in ("Ann", "Mallory", "Ben"))
    >>> carry(b"the code is 4711", ann, mallory, ben)
    (b'the code is 4711', b'the code is 4711')
    """
    sent = lock(session(by, middle.public), 1, words)
    read = unlock(session(middle, by.public), sent)
    passed_on = lock(session(middle, to.public), 1, read)
    return read, unlock(session(to, middle.public), passed_on)
