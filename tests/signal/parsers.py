"""Every reader of the room, with honest bytes for it and how what it reads is written again.

What has to hold of them is in test_all_parsers.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from cryptokit.errors import (
    CannotOpen,
    CryptokitError,
    OutOfStep,
    Replayed,
    TooFarAhead,
    Untrusted,
    WireError,
)
from cryptokit.rng import lesson
from cryptokit.signal import (
    certificates,
    chains,
    codecs,
    directory,
    header_encryption,
    media,
    messages,
    peers,
    prekeys,
    protobuf,
    ratchet,
    safety_number,
    sealed_content,
    sealed_delivery,
    sealed_for_many,
    sealed_sender,
    sender_key_bytes,
    sender_keys,
    sessions,
    shipped,
    state_bytes,
    varint,
    whatsapp_code,
)
from cryptokit.signal.chains import ChainKey, MessageKeys, MessageSeed, RootKey
from cryptokit.signal.codecs import Codec
from cryptokit.signal.content import Content
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.device_list import DeviceList, Listed
from cryptokit.signal.franking import FrankingNonce
from cryptokit.signal.group_messages import Distribution, GroupMessage
from cryptokit.signal.media import MediaKind, StoredFile
from cryptokit.signal.messages import Header, PreKeySignalMessage, SignalMessage
from cryptokit.signal.protobuf import Field, Message
from cryptokit.signal.sealed_delivery import Account, Device, Recipient
from cryptokit.signal.sealed_for_many import Received
from cryptokit.wire import Cursor

OPENING = (CannotOpen, OutOfStep, Replayed, TooFarAhead, Untrusted, WireError)


@dataclass(frozen=True)
class Row:
    """How bytes are read, what honest ones look like, and how what was read is written again.

    ``exact``: there is one spelling. ``locked``: damage is refused, or changes nothing of what is
    read. ``around``: how many bytes stand before fields of protobuf, and behind them.
    """

    read: Callable[[bytes], object]
    samples: tuple[bytes, ...]
    write: Callable[[object], bytes] | None = None
    refused_by: tuple[type[CryptokitError], ...] = (WireError,)
    exact: bool = False
    locked: bool = False
    around: tuple[int, int] | None = None


def of(kind, *values, exact=False, around=None):
    """A record that reads and writes itself."""
    samples = tuple(one.to_bytes() for one in values)
    return Row(kind.from_bytes, samples, kind.to_bytes, exact=exact, around=around)


def with_spans(kind, *values, around):
    """The same, where leaving spans or not must not change the answer."""

    def both(data):
        def spanned(data):
            return kind.from_bytes(data, Cursor(data))

        assert said(kind.from_bytes, data) == said(spanned, data)
        return kind.from_bytes(data)

    return replace(of(kind, *values, exact=kind is SignalMessage, around=around), read=both)


def said(read, data):
    """What comes of reading: a value, or the whole sentence of the error."""
    try:
        return read(data)
    except WireError as error:
        return str(error)


def part(read, write, *values):
    """What is read from a cursor under a name, up to the end."""

    def whole(data):
        cursor = Cursor(data)
        value = read(cursor, "part")
        cursor.finish()
        return value

    return Row(whole, tuple(map(write, values)), write, exact=True)


def coded(codec: Codec, *values):
    """A codec reads and writes."""
    return part(codec.read, codec.write, *values)


def opens(read, *samples, around=None):
    """What opens under a key, and then says what was locked."""
    return Row(read, samples, refused_by=OPENING, locked=True, around=around)


ANA, BEN, TOP = (KeyPair.draw(lesson(name)) for name in ("ana", "ben", "top"))
SERVER = certificates.issue_server(TOP, 1, TOP.public, rng=lesson("server"))
WHO = certificates.Sender(UUID(int=7), 2, ANA.public, "+31")
SHOWN = certificates.issue_sender(TOP, SERVER, WHO, expires=9, rng=lesson("sender"))
WHISPER = sealed_content.ContentKind.WHISPER
SEALED = sealed_content.Content(WHISPER, SHOWN, b"locked", hint=1, group=b"us")
V1 = sealed_sender.seal(SEALED, ANA, BEN.public, rng=lesson("one"))
V2 = sealed_for_many.seal(SEALED, ANA, (BEN.public,), rng=lesson("many"))
RECEIVED = Received(V2.for_each[0], V2.ephemeral, V2.body)
TO = Recipient(Account(UUID(int=9), 1), BEN.public, (Device(1, 5), Device(3, 16_383)))
UPLOAD = sealed_delivery.upload(V2, (TO,), (Account(UUID(int=8)),))
SEAL = sealed_sender.outer_keys(ANA, BEN.public, (BEN.public, ANA.public), field="ephemeral")

MINE = sender_keys.begin(bytes(range(16)), rng=lesson("group"))
HANDED = sender_keys.hand_out(MINE)
THEIRS = sender_keys.accept(None, HANDED)
SAID = sender_keys.encrypt(MINE, b"hi all", rng=lesson("said"))[1]
GROUPS = tuple(map(sender_key_bytes.to_bytes, (MINE, THEIRS)))

BOB = prekeys.install(now=0, one_time=2, rng=lesson("bob"))
ALICE = prekeys.install(now=0, one_time=0, rng=lesson("alice"))
AT = ("bob", 1)
DIRECTORY = directory.publish(directory.Directory(), AT, prekeys.listing(BOB))
BUNDLE = directory.fetch(DIRECTORY, AT)[1]
PEER = peers.start(ALICE, BUNDLE, now=0, rng=lesson("start"))
FIRST = peers.encrypt(ALICE, PEER, b"hi", now=0)[1]
ALL = sessions.start(sessions.Sessions(), ALICE, "bob", BUNDLE, now=0, rng=lesson("all"))
ROOT, CHAIN = RootKey(bytes(32)), ChainKey(bytes(32))
BOOK = ratchet.begin(ROOT, BEN.public, rng=lesson("book"))
HIDING = header_encryption.begin(ROOT, BEN.public, rng=lesson("hiding"))
APP = shipped.begin(ROOT, CHAIN, BEN.public, rng=lesson("app"))
STATES = tuple(map(state_bytes.to_bytes, (BOOK, HIDING, APP, PEER, ALL, BOB)))

KEYS, SEED, AD = MessageKeys(bytes(range(80))), MessageSeed(bytes(range(32))), bytes(66)
FULL = Header(BEN.public, 2**32 - 1, 9, b"pq", b"a" * 36)
ONE, OTHER = (safety_number.fingerprint(b"", key.public, iterations=2) for key in (ANA, BEN))
PERSON, FRIEND = (whatsapp_code.person(b"name", [key.public]) for key in (ANA, BEN))
ATTACHED, STORED = media.lock(b"a picture", MediaKind.IMAGE, rng=lesson("media"))
INNER = Message("inner", (Field(1, "n", "uint32"), Field(2, "b", "bytes")))
SCHEMA = Message("all", (Field(1, "n", "uint64"), Field(2, "f", "fixed64"), Field(3, "m", INNER)))

ROWS = {
    "certificates.SenderCertificate.from_bytes": with_spans(
        certificates.SenderCertificate, SHOWN, around=(0, 0)
    ),
    "certificates.ServerCertificate.from_bytes": with_spans(
        certificates.ServerCertificate, SERVER, around=(0, 0)
    ),
    "chains.decrypt": Row(
        lambda data: chains.decrypt(KEYS, data),
        (chains.encrypt(KEYS, b"hi"), chains.encrypt(KEYS, bytes(16))),
        lambda text: chains.encrypt(KEYS, text),
        refused_by=OPENING,
        exact=True,
    ),
    "chains.open_": opens(lambda data: chains.open_(SEED, data, AD), chains.seal(SEED, b"hi", AD)),
    "codecs.FLAG": coded(codecs.FLAG, *(False, True)),
    "codecs.NUMBER": coded(codecs.NUMBER, 0, 1 << 32),
    "codecs.PAIR": coded(codecs.PAIR, ANA),
    "codecs.PUBLIC": coded(codecs.PUBLIC, ANA.public),
    "codecs.TEXT": coded(codecs.TEXT, "", "é"),
    "codecs.TIME": coded(codecs.TIME, 0.0, -1.5),
    "content.Content.from_bytes": with_spans(
        Content,
        Content("hi é", attachment=ATTACHED, name="é.png", nonce=FrankingNonce(bytes(32))),
        Content(distribution=HANDED, group=bytes(16)),
        around=(0, 0),
    ),
    "curve.PublicKey.from_wire": Row(
        PublicKey.from_wire, (ANA.public.wire,), lambda key: key.wire, exact=True
    ),
    "curve.PublicKey.read": part(PublicKey.read, lambda key: key.wire, ANA.public),
    "device_list.DeviceList.from_bytes": of(
        DeviceList, DeviceList(1, 2, (Listed(2, ANA.public), Listed(3, BEN.public))), exact=True
    ),
    "group_messages.Distribution.from_bytes": of(
        Distribution, Distribution.from_bytes(HANDED), around=(1, 0)
    ),
    "group_messages.GroupMessage.from_bytes": of(
        GroupMessage, GroupMessage.from_bytes(SAID), exact=True, around=(1, 64)
    ),
    "group_messages.GroupMessage.read": Row(
        lambda data: GroupMessage.read(Cursor(data), data),
        (SAID,),
        GroupMessage.to_bytes,
        around=(1, 64),
    ),
    "header_encryption.Sealed.from_bytes": of(
        header_encryption.Sealed,
        header_encryption.encrypt(HIDING, b"hi", rng=lesson("h"))[1],
        exact=True,
    ),
    "media.unlock": opens(lambda data: media.unlock(ATTACHED, StoredFile(data)), STORED.data),
    "messages.PreKeySignalMessage.from_bytes": with_spans(
        PreKeySignalMessage, FIRST, around=(1, 0)
    ),
    "messages.SignalMessage.from_bytes": with_spans(
        SignalMessage,
        messages.seal(KEYS, AD, Header(BEN.public, 0), b"x" * 16),
        messages.seal(KEYS, AD, FULL, b"", version=4),
        around=(1, 8),
    ),
    "protobuf.read": Row(
        lambda data: protobuf.read(SCHEMA, data),
        (protobuf.write(SCHEMA, {"n": 300, "f": 7, "m": {"n": 1, "b": b"x"}}),),
        lambda fields: protobuf.write(SCHEMA, fields),
        around=(0, 0),
    ),
    "ratchet.Header.from_cursor": part(
        lambda cursor, _: ratchet.Header.from_cursor(cursor),
        ratchet.Header.to_bytes,
        ratchet.Header(ANA.public, 1, 2),
    ),
    "ratchet.Message.from_bytes": of(ratchet.Message, ratchet.encrypt(BOOK, b"hi")[1], exact=True),
    "safety_number.is_ours": Row(
        lambda data: safety_number.is_ours(data, ONE, OTHER),
        (safety_number.picture(OTHER, ONE),),
        refused_by=(Untrusted, WireError),
        around=(0, 0),
    ),
    "sealed_content.Content.from_bytes": with_spans(sealed_content.Content, SEALED, around=(0, 0)),
    "sealed_delivery.Account.read": part(
        lambda cursor, _: Account.read(cursor), Account.to_bytes, TO.account
    ),
    "sealed_delivery.deliveries": Row(sealed_delivery.deliveries, (UPLOAD,)),
    "sealed_for_many.Received.from_bytes": of(Received, RECEIVED),
    "sealed_for_many.open_": opens(
        lambda data: sealed_for_many.open_(BEN, Received.from_bytes(data)), RECEIVED.to_bytes()
    ),
    "sealed_sender.open_": opens(lambda data: sealed_sender.open_(BEN, data), V1, around=(1, 0)),
    "sealed_sender.unlock": opens(
        lambda data: sealed_sender.unlock(SEAL, data), sealed_sender.lock(SEAL, b"hi")
    ),
    "sender_key_bytes.from_bytes": Row(
        sender_key_bytes.from_bytes, GROUPS, sender_key_bytes.to_bytes, exact=True
    ),
    "sender_keys.accept": Row(
        lambda data: sender_keys.accept(None, data), (HANDED,), sender_keys.hand_out, around=(1, 0)
    ),
    "sender_keys.decrypt": opens(
        lambda data: sender_keys.decrypt(THEIRS, data)[1], SAID, around=(1, 64)
    ),
    "state_bytes.read": Row(state_bytes.read, STATES, state_bytes.to_bytes, exact=True),
    "varint.read": Row(lambda data: varint.read(data, 0)[0], (b"\xac\x02",), varint.write),
    "whatsapp_code.from_bytes": Row(
        whatsapp_code.from_bytes,
        (whatsapp_code.to_bytes(PERSON, FRIEND),),
        lambda two: whatsapp_code.to_bytes(*two),
        refused_by=(Untrusted, WireError),
        around=(0, 0),
    ),
}
BESIDE = {
    "sender_key_bytes.secrets_in": ("sender_key_bytes.from_bytes", sender_key_bytes.secrets_in),
    "state_bytes.from_bytes": (
        "state_bytes.read",
        lambda data: state_bytes.from_bytes(data, object),
    ),
    "state_bytes.secrets_in": ("state_bytes.read", state_bytes.secrets_in),
    "whatsapp_code.is_ours": (
        "whatsapp_code.from_bytes",
        lambda data: whatsapp_code.is_ours(data, FRIEND, PERSON),
    ),
}
"""Readers that read with another one: they refuse what that one refuses, in the same words."""
