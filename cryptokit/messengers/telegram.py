"""Telegram's servers as far as phones here need them: who is signed in, and with which keys.

A code that comes to the number signs a phone in, unless its owner set a password as well. What
becomes of messages is the affair of ``cloud_chat`` and ``relay``.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.evidence.rows import Key, Row
from cryptokit.keys import AuthKey
from cryptokit.messengers.deploy import accounts, first_second, too_long
from cryptokit.messengers.line import LAST_SECOND, Line
from cryptokit.mtproto import objects, service
from cryptokit.mtproto.login import signing_in
from cryptokit.mtproto.login.account import Account, Device
from cryptokit.mtproto.login.codes import DIGITS, Channel, Delivery, LoginCode, Sent, Verdict
from cryptokit.mtproto.login.password import Algorithm, Password, renew
from cryptokit.mtproto.login.signing_in import Login
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng, draw
from cryptokit.transcript import Event

DATES: Final = range(-(1 << 31), 1 << 31)
"""What a date can be on the wire: 1901 to 2038."""
AUTH_KEY: Final = "auth_key"
"""The fact that a machine has the keys of lines: a phone that of its own, a server those of all."""
NEW_LOGIN: Final = "new login"
"""What the service tells an account's devices when another device signed in."""
PASSWORD_NEEDED: Final = b"SESSION_PASSWORD_NEEDED"
"""Why a right code alone did not sign in. See: Telegram, "auth.signIn"."""
_KINDS: Final = {Channel.SMS: "auth.sentCodeTypeSms", Channel.APP: "auth.sentCodeTypeApp"}
_SALT_SIZE: Final = 16
NO_APP: Final = {"api_id": 0, "api_hash": b"", "settings": TlObject("codeSettings", {})}
"""What a call for a code says of the app that asks: nothing here."""


def refuses(chat: Chat) -> str | None:
    """Say which message no packet of Telegram's can carry, if there is one."""
    for number, message in enumerate(chat.messages, 1):
        if message.sent not in DATES:
            return f"message {number} has a date that no packet can say: 1901 to 2038"
    return too_long(chat)


def numbered(chat: Chat) -> Mapping[str, int]:
    """Give people the numbers by which calls and updates name them, from 1.

    >>> from cryptokit.conversation import say
    >>> numbered(say(["Alice: hi", "Bob: hello"]))
    {'Alice': 1, 'Bob': 2}
    """
    return {name: number for number, name in enumerate(chat.participants, 1)}


class Server:
    """The accounts of the people of a chat, and the keys of the phones that signed in."""

    def __init__(self, chat: Chat, *, rng: Rng) -> None:
        self.rng = rng
        self._known = accounts(chat, first_second(chat))
        self._doors = {one.phone: Login(Account(one.phone)) for one in self._known}
        self._numbers = {one.name: one.phone for one in self._known}
        self._keys = list[Key]()
        self._delivered = list[Delivery]()

    def rows(self) -> Iterator[Row]:
        """Give what the server stores of people: their accounts, and the keys of their phones."""
        yield from self.people
        yield from self.keys

    @property
    def people(self) -> tuple[Row, ...]:
        """The accounts, without any key."""
        return self._known

    @property
    def keys(self) -> tuple[Key, ...]:
        """The keys of the phones that signed in, in that order."""
        return tuple(self._keys)

    def holds(self, name: str, line: Line) -> bool:
        """Tell whether the phone at the end of a line is signed in as somebody."""
        return self._doors[self._numbers[name]].account.holds(line.key.key_id())

    def sign_in(self, name: str, now: int) -> tuple[Line, tuple[Event, ...]]:
        """Give a new phone of somebody a key, and sign it in by the code that comes for it."""
        line = Line.open(now, self.rng)
        size = line.size
        sent = self.call(line, name, now, "auth.sendCode", **NO_APP)
        # It goes to the number and not over the line: who carries it there reads it as well.
        came = self.delivered()
        if self.enter(line, name, now, sent, came).kind != "auth.authorization":
            raise RuntimeError("the code that came does not sign in")
        key, chat = f"authorization key of {name}", f"the account of {name}"
        return line, (
            Event(
                name, "server", "key exchange, six messages", size, ((name, key), ("server", key))
            ),
            Event("server", name, f"login code, by {came.channel}", DIGITS),
            Event(name, "server", "the code, signed in", line.size, ((name, chat),)),
        )

    def set_password(self, name: str, line: Line, password: Password) -> None:
        """Set somebody's password, as a phone that is signed in may: codes alone no longer do."""
        offered = Algorithm(draw(self.rng, _SALT_SIZE), draw(self.rng, _SALT_SIZE))
        stored, number = renew(password, offered, rng=self.rng), self._numbers[name]
        door, asking = self._doors[number], line.key.key_id()
        self._doors[number] = signing_in.set_password(door, asking, stored, offered=offered)

    def delivered(self) -> Delivery:
        """Give the code that was sent last, to whoever gets it."""
        return self._delivered.pop()

    def call(self, line: Line, name: str, now: int, kind: str, **fields: object) -> TlObject:
        """Do a call about signing in as somebody, from a phone that anybody may hold."""
        body = objects.write(kind, phone_number=self._numbers[name].encode(), **fields)
        answer = line.call(body, lambda call: self._do(call, line.key, now), min(now, LAST_SECOND))
        return objects.read_all(answer)

    def enter(self, line: Line, name: str, now: int, sent: TlObject, came: Delivery) -> TlObject:
        """Hand in a code that came; give what the server says: an authorization, or an error."""
        asked, code = sent.data("phone_code_hash"), came.code.reveal()
        return self.call(line, name, now, "auth.signIn", phone_code_hash=asked, phone_code=code)

    def _do(self, body: bytes, key: AuthKey, now: int) -> bytes:
        call = objects.read_all(body, "auth.sendCode", "auth.resendCode", "auth.signIn")
        number = call.data("phone_number").decode()
        door = self._doors[number]
        if call.kind == "auth.sendCode":
            return self._sent(*signing_in.ask_code(door, now=now, rng=self.rng))
        code_hash = bytes.fromhex(call.data("phone_code_hash").decode())
        if call.kind == "auth.resendCode":
            return self._sent(*signing_in.resend(door, code_hash, now=now, rng=self.rng))
        code = LoginCode(call.data("phone_code"))
        device = Device(key.key_id(), "phone", now)
        self._doors[number], verdict = signing_in.sign_in(door, device, code_hash, code, now=now)
        if verdict is Verdict.PASSWORD_NEEDED:
            return service.error(401, PASSWORD_NEEDED.decode())
        if verdict is not Verdict.SIGNED_IN:
            return service.error(400, "PHONE_CODE_INVALID")
        self._keys.append(Key.of(key))
        # What Telegram says of a user takes many fields; the number alone serves here.
        user = TlObject("userEmpty", {"id": list(self._doors).index(number) + 1})
        return objects.write("auth.authorization", user=user)

    def _sent(self, door: Login, sent: Sent, delivery: Delivery) -> bytes:
        """Remember that a code is on its way, and say so to whoever asked."""
        self._doors[delivery.phone] = door
        self._delivered.append(delivery)
        kind = TlObject(_KINDS[sent.channel], {"length": DIGITS})
        asked = sent.code_hash.hex().encode()
        return objects.write("auth.sentCode", type=kind, phone_code_hash=asked)
