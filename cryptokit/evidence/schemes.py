"""Which scheme opens with what. Protocol rooms bring their openers here, and the court is done."""

from collections.abc import Callable, Mapping
from typing import Final

from cryptokit.errors import CannotOpen, WireError
from cryptokit.evidence import at_rest
from cryptokit.evidence.rows import Locked
from cryptokit.keys import Secret, SecretChatKey
from cryptokit.mtproto import secret
from cryptokit.mtproto.decrypted import Text

Opener = Callable[[Locked], str]
"""Opens one locked row and gives the words in it. Raises CannotOpen."""

SECRET_CHAT: Final = "mtproto-2.0-secret-chat"  # noqa: S105  # the name of a scheme
"""An end-to-end packet of a Telegram secret chat."""


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


OPENERS: Final[Mapping[str, Callable[[Secret], Opener]]] = {
    at_rest.SCHEME: at_rest.opener,
    SECRET_CHAT: _secret_chat,
}


def opener(scheme: str, key: Secret) -> Opener:
    """Give the function that opens rows of a scheme with a key; CannotOpen if they do not fit."""
    if scheme not in OPENERS:
        raise CannotOpen
    return OPENERS[scheme](key)
