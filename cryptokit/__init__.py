"""Who can read this message? A cryptography teaching toolkit that answers by experiment.

Teaching code: not for protecting people, not legal advice. Names load when they are first used.

>>> import cryptokit as ck
>>> result = ck.who_can_read(ck.say(["Alice: hi"]), levels=[ck.Level.SHARES])
>>> [f"{one.trial.messenger.name}: {one.readable} of {one.of}" for one in result.answers]
['domestic: 1 of 1', 'cloud_chat: 1 of 1', 'secret_chat: 0 of 1', 'whatsapp: 0 of 1']
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptokit import (
        attacks,
        conversation,
        court,
        errors,
        evidence,
        experiment,
        exposure,
        keys,
        knowledge,
        messengers,
        mtproto,
        primitives,
        rng,
        sharing,
        threshold,
        transcript,
        wire,
        world,
    )
    from cryptokit.conversation import Chat, Message, read_account, read_chat, read_chats, say
    from cryptokit.court import Report, examine
    from cryptokit.errors import (
        BadExhibit,
        BadExport,
        BadShare,
        BadWorld,
        CannotOpen,
        CryptokitError,
        Inconsistent,
        NotEnoughShares,
        Unknown,
        Untrusted,
        WireError,
    )
    from cryptokit.experiment import Answer, Refusal, Result, who_can_read
    from cryptokit.messengers import Messenger
    from cryptokit.sharing import Share
    from cryptokit.world import Level, Power, World

__version__ = "0.1.0"

DISCLAIMER = "Teaching code: not for protecting people, not legal advice."

_HOMES = {
    "conversation": ("Chat", "Message", "read_account", "read_chat", "read_chats", "say"),
    "court": ("Report", "examine"),
    "errors": (
        "BadExhibit", "BadExport", "BadShare", "BadWorld", "CannotOpen", "CryptokitError",
        "Inconsistent", "NotEnoughShares", "Unknown", "Untrusted", "WireError",
    ),
    "experiment": ("Answer", "Refusal", "Result", "who_can_read"),
    "messengers": ("Messenger",),
    "sharing": ("Share",),
    "world": ("Level", "Power", "World"),
}  # fmt: skip
_ROOMS = (*_HOMES, "attacks", "evidence", "exposure", "keys", "knowledge", "mtproto",
          "primitives", "rng", "threshold", "transcript", "wire")  # fmt: skip
_HOME_OF = {name: room for room, names in _HOMES.items() for name in names}

__all__ = [
    "Answer", "BadExhibit", "BadExport", "BadShare", "BadWorld", "CannotOpen", "Chat",
    "CryptokitError", "Inconsistent", "Level", "Message", "Messenger", "NotEnoughShares", "Power",
    "Refusal", "Report", "Result", "Share", "Unknown", "Untrusted", "WireError", "World", "attacks",
    "conversation", "court", "errors", "evidence", "examine", "experiment", "exposure", "keys",
    "knowledge", "messengers", "mtproto", "primitives", "read_account", "read_chat", "read_chats",
    "rng", "say", "sharing", "threshold", "transcript", "who_can_read", "wire", "world",
]  # fmt: skip


def __getattr__(name: str) -> object:
    if name in _HOME_OF:
        return getattr(import_module(f"cryptokit.{_HOME_OF[name]}"), name)
    if name in _ROOMS:
        return import_module(f"cryptokit.{name}")
    raise AttributeError(f"module 'cryptokit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted((*__all__, "__version__"))
