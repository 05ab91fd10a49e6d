"""Telegram's servers as far as phones here need them: who is signed in, and with which keys.

A code that comes to the number is all that signs a phone in; ``mtproto.login`` has second passwords
as well. What becomes of messages is the affair of ``cloud_chat`` and ``relay``.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.evidence.rows import Key, Row
from cryptokit.messengers.deploy import accounts, first_second, too_long
from cryptokit.messengers.line import Line
from cryptokit.mtproto import objects, service
from cryptokit.mtproto.login import signing_in
from cryptokit.mtproto.login.account import Account, Device
from cryptokit.mtproto.login.codes import DIGITS, Channel, Delivery, LoginCode, Verdict
from cryptokit.mtproto.login.signing_in import Login
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng
from cryptokit.transcript import Event

DATES: Final = range(-(1 << 31), 1 << 31)
"""What a date can be on the wire: 1901 to 2038."""
NEW_LOGIN: Final = "new login"
"""What the service tells an account's devices when another device signed in."""
_KINDS: Final = {Channel.SMS: "auth.sentCodeTypeSms", Channel.APP: "auth.sentCodeTypeApp"}
_SETTINGS: Final = TlObject("codeSettings", {})


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
        self._rng = rng
        self._known = accounts(chat, first_second(chat))
        self._doors = {one.phone: Login(Account(one.phone)) for one in self._known}
        self._numbers = {one.name: one.phone for one in self._known}
        self._keys = list[Key]()
        self._delivered = list[Delivery]()

    def rows(self) -> Iterator[Row]:
        """Give what the server stores of people: their accounts, and the keys of their phones."""
        yield from self._known
        yield from self._keys

    def sign_in(self, name: str, now: int) -> tuple[Line, tuple[Event, ...]]:
        """Give a new phone of somebody a key, and sign it in by the code that comes for it."""
        line, number = Line.open(now, self._rng), self._numbers[name].encode()
        size = line.size

        def call(kind: str, **fields: object) -> TlObject:
            key_id = line.key.key_id()
            body = objects.write(kind, phone_number=number, **fields)
            return objects.read_all(line.call(body, lambda b: self._do(b, key_id, now), now))

        sent = call("auth.sendCode", api_id=0, api_hash=b"", settings=_SETTINGS)
        # It goes to the number and not over the line: who carries it there reads it as well.
        came = self._delivered.pop()
        signing = {
            "phone_code_hash": sent.data("phone_code_hash"),
            "phone_code": came.code.reveal(),
        }
        if call("auth.signIn", **signing).kind != "auth.authorization":
            raise RuntimeError("the code that came does not sign in")
        self._keys.append(Key.of(line.key))
        key, chat = f"authorization key of {name}", f"the account of {name}"
        return line, (
            Event(
                name, "server", "key exchange, six messages", size, ((name, key), ("server", key))
            ),
            Event("server", name, f"login code, by {came.channel}", DIGITS),
            Event(name, "server", "the code, signed in", line.size, ((name, chat),)),
        )

    def _do(self, body: bytes, key_id: bytes, now: int) -> bytes:
        call = objects.read_all(body, "auth.sendCode", "auth.signIn")
        number = call.data("phone_number").decode()
        door = self._doors[number]
        if call.kind == "auth.sendCode":
            self._doors[number], sent, delivery = signing_in.ask_code(door, now=now, rng=self._rng)
            self._delivered.append(delivery)
            kind = TlObject(_KINDS[sent.channel], {"length": DIGITS})
            return objects.write(
                "auth.sentCode", type=kind, phone_code_hash=sent.code_hash.hex().encode()
            )
        code = LoginCode(call.data("phone_code"))
        device = Device(key_id, "phone", now)
        code_hash = bytes.fromhex(call.data("phone_code_hash").decode())
        self._doors[number], verdict = signing_in.sign_in(door, device, code_hash, code, now=now)
        if verdict is not Verdict.SIGNED_IN:
            return service.error(400, "PHONE_CODE_INVALID")
        # What Telegram says of a user takes many fields; the number alone serves here.
        user = TlObject("userEmpty", {"id": list(self._doors).index(number) + 1})
        return objects.write("auth.authorization", user=user)
