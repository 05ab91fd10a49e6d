"""Which scheme opens with what, and which keys lie in an app's state, by the name of each scheme.

Protocol rooms bring their openers here, and the court is done.
"""

from collections.abc import Callable, Mapping
from typing import Final

from cryptokit.errors import CannotOpen, WireError
from cryptokit.evidence import at_rest
from cryptokit.evidence.rows import Key, Locked, State
from cryptokit.keys import DataKey, Secret, SecretChatKey
from cryptokit.mtproto import phone_bytes, secret
from cryptokit.mtproto.decrypted import Text

Opener = Callable[[Locked], str]
"""Opens one locked row and gives the words in it. Raises CannotOpen."""

SECRET_CHAT: Final = "mtproto-2.0-secret-chat"  # noqa: S105  # the name of a scheme
"""An end-to-end packet of a Telegram secret chat."""

PHONE: Final = "cryptokit-phone-1"
"""What a phone holds of a secret chat, as ``mtproto.phone_bytes`` writes it."""


def _secret_chat(key: Secret) -> Opener:
    if not isinstance(key, SecretChatKey):
        raise CannotOpen

    def open_(row: Locked) -> str:
        try:
            message = secret.open_packet(key, row.body).message
        except WireError:
            raise CannotOpen from None
        if not isinstance(message, Text):
            raise CannotOpen
        return message.text

    return open_


KEYS: Final[Mapping[str, Callable[[bytes], tuple[Secret, ...]]]] = {PHONE: phone_bytes.secrets_in}

OPENERS: Final[Mapping[str, Callable[[Secret], Opener]]] = {
    at_rest.SCHEME: at_rest.opener,
    SECRET_CHAT: _secret_chat,
}


MESSAGE_KEYS: Final = (DataKey, SecretChatKey)
"""The kinds of keys that lock messages; others lock a line, or wait for an answer."""


def keys_in(state: State) -> tuple[Key, ...]:
    """Give the keys that lie in what an app keeps; none in a scheme that nobody knows here.

    Raises WireError for bytes that are no such state.
    """
    if state.scheme not in KEYS:
        return ()
    return tuple(Key.of(secret) for secret in KEYS[state.scheme](state.body))


def opener(scheme: str, key: Secret) -> Opener:
    """Give the function that opens rows of a scheme with a key; CannotOpen if they do not fit."""
    if scheme not in OPENERS:
        raise CannotOpen
    return OPENERS[scheme](key)
