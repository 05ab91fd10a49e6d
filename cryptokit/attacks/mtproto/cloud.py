"""A small cloud with one account on it: its owner's phone, cloud chats, and one secret chat.

The server does what Telegram's does: a device that is signed in gets every cloud chat. It is meaner
in one point, and hands out the packets of secret chats, which it need not keep.
"""

from dataclasses import dataclass
from typing import Final, Self

from cryptokit.errors import CannotOpen
from cryptokit.keys import SecretChatKey
from cryptokit.messengers.line import Line
from cryptokit.mtproto import dh, invitation, objects, secret, service
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.login import signing_in, srp
from cryptokit.mtproto.login.account import Account, Device
from cryptokit.mtproto.login.codes import Delivery, LoginCode, Sent, Verdict
from cryptokit.mtproto.login.password import Algorithm, Password, renew
from cryptokit.mtproto.login.signing_in import Login
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng

PHONE: Final = "+0000000001"
ITERATIONS: Final = 1000
"""Rounds of PBKDF2, a hundredth of Telegram's, so that a hundred guesses take a second."""
OFFERED: Final = Algorithm(b"salt1 of the server", b"salt2 of the server", iterations=ITERATIONS)
COMMON: Final = tuple(
    f"{season}{year}" for year in range(2026, 2001, -1)
    for season in ("spring", "summer", "autumn", "winter")
)  # fmt: skip
"""A hundred passwords that people choose: a season and a year."""
CLOUD_CHATS: Final = ("Mira: the door code is 4711", "Jon: thanks", "Mira: delete this, please")
UNDER_SEAL: Final = "Mira: and this stays between us"
START: Final = 1_700_000_000
"""Seconds since 1970, when the owner signs in."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a device got: texts of cloud chats, and packets of secret chats."""

    texts: tuple[str, ...]
    packets: tuple[bytes, ...]


@dataclass(slots=True)
class Hands:
    """A device with its line to the server: the owner's phone, or somebody else's."""

    name: str
    line: Line

    @classmethod
    def with_new_key(cls, name: str, now: int, rng: Rng) -> Self:
        """Make a device that has agreed on an authorization key, which everybody may do."""
        return cls(name, Line.open(now, rng))

    @property
    def device(self) -> Device:
        """What the server calls it."""
        return Device(self.line.key.key_id(), self.name, 0)


class Cloud:
    """The server: it owns the account and what lies beside it."""

    def __init__(self, rng: Rng) -> None:
        self.login = Login(Account(PHONE))
        self.texts = CLOUD_CHATS
        self.packets: tuple[bytes, ...] = ()
        self.rng = rng

    def ask_code(self, now: float) -> tuple[Sent, Delivery]:
        """Send a code; the second result is on its way to an app or a phone number."""
        self.login, sent, delivery = signing_in.ask_code(self.login, now=now, rng=self.rng)
        return sent, delivery

    def resend(self, sent: Sent, now: float) -> tuple[Sent, Delivery]:
        """Send another code by SMS."""
        self.login, sent, delivery = signing_in.resend(
            self.login, sent.code_hash, now=now, rng=self.rng
        )
        return sent, delivery

    def sign_in(self, who: Hands, sent: Sent, code: LoginCode, now: float) -> Verdict:
        """Take a code."""
        self.login, verdict = signing_in.sign_in(
            self.login, who.device, sent.code_hash, code, now=now
        )
        return verdict

    def try_password(self, who: Hands, password: Password, now: float) -> Verdict:
        """Challenge a device, let it answer with this password, and check that."""
        key_id = who.device.key_id
        self.login, challenge = signing_in.ask_password(self.login, key_id, rng=self.rng)
        proof = srp.prove(challenge, password, rng=who.line.rng)
        self.login, verdict = signing_in.check_password(self.login, who.device, proof, now=now)
        return verdict

    def fetch(self, who: Hands, now: int) -> Read:
        """Let a device ask for everything; who is not signed in gets an error."""
        asks = objects.write("lab.getMessages", after=0, limit=len(self.texts))
        answer = objects.read_all(who.line.call(asks, lambda call: self._do(call, who), now))
        if answer.kind != "lab.messages":
            return Read((), ())
        texts = tuple(one["text"].decode() for one in answer["messages"])
        return Read(texts, tuple(_pushed(who.line, packet, now) for packet in self.packets))

    def _do(self, call: bytes, who: Hands) -> bytes:
        objects.read_all(call, "lab.getMessages")
        if not self.login.account.holds(who.device.key_id):
            return service.error(401, "AUTH_KEY_UNREGISTERED")
        listed = [
            TlObject("lab.message", {"id": number, "date": START, "text": text.encode()})
            for number, text in enumerate(self.texts, 1)
        ]
        return objects.write("lab.messages", messages=listed)


def _pushed(line: Line, packet: bytes, now: int) -> bytes:
    """Hand a packet of a secret chat to a device; give it as the device has it."""
    fields = {"random_id": 0, "chat_id": 1, "date": now, "bytes": packet}
    message = {**fields, "file": TlObject("encryptedFileEmpty", {})}
    update = {"message": TlObject("encryptedMessage", message), "qts": 1}
    news = TlObject("updateNewEncryptedMessage", update)
    heard = objects.read_all(line.push(objects.write("updateShort", update=news, date=now), now))
    return heard.inner("update").inner("message").data("bytes")


@dataclass(frozen=True, slots=True)
class Owner:
    """The owner's phone, its second password if there is one, and the key of the secret chat."""

    hands: Hands
    password: Password | None
    chat_key: SecretChatKey


def settle(password: Password | None, rng: Rng) -> tuple[Cloud, Owner]:
    """Let the owner sign in, set a password or none, and have chats of both kinds.

    >>> from cryptokit.rng import lesson
    >>> cloud, owner = settle(None, lesson("settle"))
    >>> read = cloud.fetch(owner.hands, START)
    >>> len(read.texts), opened(read.packets, owner.chat_key)
    (3, ('Mira: and this stays between us',))

    See: Telegram, "User Authorization".
    """
    cloud, hands = Cloud(rng), Hands.with_new_key("the owner's phone", START, rng)
    sent, delivery = cloud.ask_code(START)
    cloud.sign_in(hands, sent, delivery.code, START)
    if password is not None:
        stored = renew(password, OFFERED, rng=rng)
        key_id = hands.device.key_id
        cloud.login = signing_in.set_password(cloud.login, key_id, stored, offered=OFFERED)
    invited, g_a = invitation.request(dh.TELEGRAM, rng=rng)
    friend, acceptance = invitation.accept(dh.TELEGRAM, g_a, rng=rng)
    mine = invitation.confirm(invited, acceptance)
    _, packet = secret.seal(friend, Text(1, UNDER_SEAL), rng=rng)
    cloud.packets = (packet,)
    return cloud, Owner(hands, password, mine.key)


def opened(packets: tuple[bytes, ...], *keys: SecretChatKey) -> tuple[str, ...]:
    """Give the texts of the packets that one of some keys opens."""
    texts = list[str]()
    for packet in packets:
        for key in keys:
            try:
                layer = secret.open_packet(key, packet)
            except CannotOpen:
                continue
            texts += [layer.message.text] if isinstance(layer.message, Text) else []
    return tuple(texts)


def moves(owner: Owner, cloud: Cloud, rng: Rng) -> bool:
    """Tell whether the owner, with a new phone, gets in and reads every cloud chat."""
    now = START + 60
    new = Hands.with_new_key("the owner's new phone", now, rng)
    sent, delivery = cloud.ask_code(now)
    verdict = cloud.sign_in(new, sent, delivery.code, now)
    if verdict is Verdict.PASSWORD_NEEDED and owner.password is not None:
        verdict = cloud.try_password(new, owner.password, now)
    read = cloud.fetch(new, now)
    return verdict is Verdict.SIGNED_IN and read.texts == CLOUD_CHATS
