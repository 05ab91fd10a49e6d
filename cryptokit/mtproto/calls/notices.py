"""Refusals: the codes by which the server says that it ignored a message, and what a device does.

When the server sends which code is decided in ``register``; the remedy is applied in ``recovery``.
"""

from enum import Enum, IntEnum
from typing import Final


class Code(IntEnum):
    """Why a message was ignored. See: Telegram, "Service Messages about Messages"."""

    ID_TOO_LOW = 16
    ID_TOO_HIGH = 17
    ID_NOT_BY_FOUR = 18
    CONTAINER_ID_TAKEN = 19
    TOO_OLD_TO_TELL = 20
    SEQ_TOO_LOW = 32
    SEQ_TOO_HIGH = 33
    SEQ_NOT_EVEN = 34
    SEQ_NOT_ODD = 35
    WRONG_SALT = 48
    BAD_CONTAINER = 64


class Remedy(Enum):
    """What a device does about a refusal.

    NEW_IDS: the clock is off, so set its offset by the notice, and send again under new ids.
    NEW_SALT: take the salt of the notice, and send again.
    ASK: nobody can tell whether it was done, so who made the call must decide.
    START_OVER: this session is broken; open another one and send all that is unanswered.
    """

    NEW_IDS = "new ids"
    NEW_SALT = "new salt"
    ASK = "ask"
    START_OVER = "start over"


_REMEDIES: Final = {
    Code.ID_TOO_LOW: Remedy.NEW_IDS,
    Code.ID_TOO_HIGH: Remedy.NEW_IDS,
    Code.TOO_OLD_TO_TELL: Remedy.ASK,
    Code.WRONG_SALT: Remedy.NEW_SALT,
}


def remedy(code: int) -> Remedy:
    """Give the remedy for a code, known or not.

    The others "must never happen": they say that device and server count differently. TDLib closes
    the session then, and so does this.

    >>> [remedy(code).value for code in (17, 48, 33, 255)]
    ['new ids', 'new salt', 'start over', 'start over']

    See: Telegram, "Service Messages about Messages", on ignored messages.
    """
    known = code in Code.__members__.values()
    return _REMEDIES.get(Code(code), Remedy.START_OVER) if known else Remedy.START_OVER
