"""The systems of the reference set, each deployable into a folder and answerable for a promise."""

from typing import Final

from cryptokit.errors import Unknown
from cryptokit.messengers.backdoored import BACKDOORED, BACKDOORED_SPLIT
from cryptokit.messengers.channel import CHANNEL
from cryptokit.messengers.cloud_chat import CLOUD_CHAT, CLOUD_CHAT_COLD, CLOUD_CHAT_KEY_APART
from cryptokit.messengers.domestic import DOMESTIC
from cryptokit.messengers.end_to_end import (
    END_TO_END,
    END_TO_END_BACKUP,
    END_TO_END_VAULT,
    END_TO_END_VERIFIED,
)
from cryptokit.messengers.independent import INDEPENDENT, INDEPENDENT_WITH_FACTOR
from cryptokit.messengers.messenger import Handover, Messenger, Promise
from cryptokit.messengers.register import REGISTER
from cryptokit.messengers.secret_chat import SECRET_CHAT
from cryptokit.messengers.whatsapp import WHATSAPP, WHATSAPP_BACKUP, WHATSAPP_VAULT

DEFAULT: Final = (DOMESTIC, CLOUD_CHAT, SECRET_CHAT, WHATSAPP)
"""The systems that the main table shows."""

ALL: Final = (
    *DEFAULT,
    CLOUD_CHAT_COLD,
    CLOUD_CHAT_KEY_APART,
    CHANNEL,
    INDEPENDENT,
    INDEPENDENT_WITH_FACTOR,
    REGISTER,
    BACKDOORED,
    BACKDOORED_SPLIT,
    END_TO_END,
    END_TO_END_VERIFIED,
    END_TO_END_BACKUP,
    END_TO_END_VAULT,
    WHATSAPP_BACKUP,
    WHATSAPP_VAULT,
)
"""Every system that is here: those of the main table, their variants, and what is proposed."""


def named(name: str) -> Messenger:
    """Find a messenger by its name. Raises Unknown.

    >>> named("domestic").title
    'domestic network'
    """
    for messenger in ALL:
        if messenger.name == name:
            return messenger
    raise Unknown("messenger", name, known=[messenger.name for messenger in ALL])


__all__ = ["ALL", "DEFAULT", "Handover", "Messenger", "Promise", "named"]
