"""Signal's unidentified access key: what lets a stranger drop a sealed message into your box.

Not here: the server, which keeps the key and compares. It is no encryption: who has your profile
key may send to you without saying who he is, and the server can tell that he may.

See: Signal, "Technology preview: Sealed sender for Signal", 2018, on abuse.
"""

from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cryptokit.keys import Secret

_NONCE: Final = bytes(12)
_BLOCK: Final = 16


class ProfileKey(Secret):
    """What a user's profile is encrypted under, shared with contacts. 32 bytes."""

    __slots__ = ()
    size = 32


class AccessKey(Secret):
    """What a sender shows instead of a name. 16 bytes."""

    __slots__ = ()
    size = _BLOCK


def access_key(profile: ProfileKey) -> AccessKey:
    """Derive the access key of a profile key: 16 zero bytes under AES-256-GCM, without the tag.

    >>> access_key(ProfileKey(bytes(32)))
    <AccessKey 16 bytes #03c2>

    See: the blog post above; the nonce is zero, so it is the AES block of counter 2.
    """
    sealed = AESGCM(profile.reveal()).encrypt(_NONCE, bytes(_BLOCK), None)
    return AccessKey(sealed[:_BLOCK], from_lesson=profile.from_lesson)
