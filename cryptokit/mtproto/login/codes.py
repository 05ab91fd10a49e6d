"""Login codes: five digits, sent to a device that is signed in, or else by SMS.

A code proves that one receives what is sent to a number: no more. Whoever carries the message, or
talks the operator into a new SIM card, receives it too. Not here: who may ask how often.
"""

import hmac
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self

from cryptokit.errors import Untrusted
from cryptokit.keys import Secret
from cryptokit.rng import Rng, draw, is_lesson, system

DIGITS: Final = 5
"""As long as a code by app or SMS usually is. See: Telegram, "auth.sentCodeTypeApp"."""
LIFETIME: Final = 300
"""Seconds that a code is good for: our choice, Telegram does not say."""
TRIES: Final = 3
"""Wrong codes before a new one must be asked for: our choice."""
NEXT_AFTER: Final = 120
"""Seconds before another channel may be asked for: our choice, Telegram tells it in each answer."""
_HASH_SIZE: Final = 16
_CODES: Final = 10**DIGITS
_BELOW: Final = (1 << 24) // _CODES * _CODES
"""Three random bytes below this give every code equally often."""


class Channel(StrEnum):
    """Where a code goes: as a message to the devices that are signed in, or to the phone number."""

    APP = "app"
    SMS = "SMS"


class LoginCode(Secret):
    """A code. It prints no tag, as a tag would tell it among so few.

    >>> LoginCode.of(42) == LoginCode.of(42), LoginCode.of(42)
    (True, <LoginCode 5 bytes>)
    """

    __slots__ = ()
    tagged = False

    @classmethod
    def of(cls, number: int, *, from_lesson: bool = False) -> Self:
        """Write a number as a code, zeros in front."""
        return cls(f"{number:0{DIGITS}d}".encode(), from_lesson=from_lesson)


def draw_code(rng: Rng) -> LoginCode:
    """Draw a code; each is as likely as any other.

    >>> from cryptokit.rng import lesson
    >>> draw_code(lesson("codes"))
    <LoginCode 5 bytes lesson>
    """
    while (number := int.from_bytes(draw(rng, 3), "big")) >= _BELOW:
        pass
    return LoginCode.of(number % _CODES, from_lesson=is_lesson(rng))


class Verdict(StrEnum):
    """What became of a try. See: Telegram, "auth.signIn" and "auth.checkPassword"."""

    SIGNED_IN = "signed in"
    CHANGED = "the password is changed"
    PASSWORD_NEEDED = "the code is right, and now the password"  # noqa: S105  # a sentence
    WRONG = "wrong"
    EXPIRED = "expired"
    FLOOD = "too many tries"


@dataclass(frozen=True, slots=True)
class Sent:
    """What whoever asked is told. ``code_hash`` names the request: a code is good for it alone."""

    code_hash: bytes
    channel: Channel
    next_after: int = NEXT_AFTER


@dataclass(frozen=True, slots=True)
class Delivery:
    """The message with the code, on its way to an app or a phone number."""

    channel: Channel
    phone: str
    code: LoginCode


@dataclass(frozen=True, slots=True)
class Pending:
    """What the server remembers of a code until it is used, spent or too old."""

    phone: str
    code: LoginCode
    code_hash: bytes
    channel: Channel
    sent: float
    wrong: int = 0

    def told(self) -> tuple[Sent, Delivery]:
        """Give what the asker learns, and what is delivered."""
        sent = Sent(self.code_hash, self.channel)
        return sent, Delivery(self.channel, self.phone, self.code)


def issue(phone: str, channel: Channel, *, now: float, rng: Rng = system) -> Pending:
    """Draw a code for a phone number.

    >>> pending = issue("+0000000001", Channel.SMS, now=0)
    >>> sent, delivery = pending.told()
    >>> verify(pending, sent.code_hash, delivery.code, now=9)
    (None, <Verdict.SIGNED_IN: 'signed in'>)

    See: Telegram, "User Authorization", on sending a verification code.
    """
    return Pending(phone, draw_code(rng), draw(rng, _HASH_SIZE), channel, now)


def resend(pending: Pending, code_hash: bytes, *, now: float, rng: Rng = system) -> Pending:
    """Send a new code by SMS, once the time for the first channel is over.

    Raises Untrusted with field ``phone_code_hash`` or ``timeout``. Wrong tries go on counting.

    See: Telegram, "auth.resendCode".
    """
    _require_hash(pending, code_hash)
    if now < pending.sent + NEXT_AFTER:
        raise Untrusted(f"the next code may be asked for after {NEXT_AFTER} s", field="timeout")
    return replace(pending, code=draw_code(rng), channel=Channel.SMS, sent=now)


def verify(
    pending: Pending, code_hash: bytes, code: LoginCode, *, now: float
) -> tuple[Pending | None, Verdict]:
    """Check a code; give what the server still remembers, which is nothing once it was used.

    Raises Untrusted with field ``phone_code_hash`` for a code that answers another request.

    See: Telegram, "auth.signIn".
    """
    _require_hash(pending, code_hash)
    if now >= pending.sent + LIFETIME:
        return None, Verdict.EXPIRED
    if code == pending.code:
        return None, Verdict.SIGNED_IN
    if pending.wrong + 1 >= TRIES:
        return None, Verdict.FLOOD
    return replace(pending, wrong=pending.wrong + 1), Verdict.WRONG


def _require_hash(pending: Pending, code_hash: bytes) -> None:
    if not hmac.compare_digest(code_hash, pending.code_hash):
        raise Untrusted("it names no request that waits", field="phone_code_hash")
