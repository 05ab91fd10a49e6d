"""What lies on a phone's disk of its conversations: states and keys as bytes, all in the clear.

This is what a thief or a court gets. The format is ours, not that of any app; docs/formats.md
describes it. It is no pickle: reading it runs nothing, and a state has one spelling. Messages that
were read have left nothing in it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from itertools import chain, pairwise
from typing import Any, Final, TypeVar, cast

from cryptokit.errors import WireError
from cryptokit.keys import Secret
from cryptokit.signal import codecs as c
from cryptokit.signal import xeddsa
from cryptokit.signal.chains import ChainKey, RootKey
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.header_encryption import HeaderKey, Hiding
from cryptokit.signal.kept import Kept
from cryptokit.signal.passed import Passed
from cryptokit.signal.peers import ARCHIVED_LIMIT, Peer
from cryptokit.signal.prekeys import PhoneKeys, Prekey, SignedPrekey
from cryptokit.signal.ratchet import KEPT_LIMIT, Ratchet
from cryptokit.signal.session import Pending, Session, Terms
from cryptokit.signal.sessions import Sessions
from cryptokit.signal.shipped import MAX_MESSAGE_KEYS, MAX_RECEIVER_CHAINS, Incoming, Shipped
from cryptokit.signal.x3dh import Opening
from cryptokit.wire import Cursor

MARK: Final = b"cryptokit signal"
VERSION: Final = 1
State = Ratchet | Hiding | Shipped | Peer | Sessions | PhoneKeys
T = TypeVar("T", Ratchet, Hiding, Shipped, Peer, Sessions, PhoneKeys)


def to_bytes(state: T) -> bytes:
    """Write a state: a mark, the version, the kind, and all that the side holds.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal import ratchet
    >>> bob = ratchet.answer(RootKey(bytes(range(32))), KeyPair.draw(lesson("Bob")))
    >>> data = to_bytes(bob)
    >>> from_bytes(data, Ratchet) == bob, bob.root.reveal() in data, len(data)
    (True, True, 104)
    """
    number, codec = next((n, codec) for n, (kind, codec) in _KINDS.items() if kind is type(state))
    return MARK + bytes([VERSION, number]) + codec.write(state)


def from_bytes(data: bytes, kind: type[T]) -> T:
    """Read a state of the kind that is due. Raises WireError."""
    state = read(data)
    if not isinstance(state, kind):
        what = f"{type(state).__name__}, not {kind.__name__}"
        raise WireError(what, offset=len(MARK) + 1, field="kind")
    return state


def read(data: bytes) -> State:
    """Read a state of any kind. Raises WireError."""
    cursor = Cursor(data)
    cursor.expect(MARK, "mark")
    cursor.expect(bytes([VERSION]), "version")
    at, kind = cursor.offset, cursor.uint(1, "kind")
    if kind not in _KINDS:
        raise WireError("no such kind", offset=at, field="kind")
    state: State = _KINDS[kind][1].read(cursor, "state")
    cursor.finish()
    return state


def secrets_in(data: bytes) -> tuple[Secret, ...]:
    """Give every key in the bytes of a state. Raises WireError.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal import ratchet
    >>> bob = ratchet.answer(RootKey(bytes(range(32))), KeyPair.draw(lesson("Bob")))
    >>> [type(secret).__name__ for secret in secrets_in(to_bytes(bob))]
    ['RootKey', 'CurvePrivate']
    """
    return tuple(_secrets(read(data)))


def _secrets(value: object) -> Iterator[Secret]:
    if isinstance(value, Secret):
        yield value
    elif isinstance(value, KeyPair):
        yield value.private()
    else:
        yield from chain.from_iterable(map(_secrets, _parts(value)))


def _parts(value: Any) -> Iterable[object]:
    if is_dataclass(value):
        return (getattr(value, field.name) for field in fields(value))
    if isinstance(value, Mapping):
        return cast("Mapping[object, object]", value).values()
    return cast("Iterable[object]", value) if isinstance(value, tuple) else ()


def _ascending(kept: Kept) -> bool:
    return all(one < other for one, other in pairwise(kept.numbers))


_KEPT: Final = c.checked(c.kept(MAX_MESSAGE_KEYS), _ascending, "numbers do not ascend")
_HEADER_KEY: Final = c.secret(HeaderKey)
_CHAIN: Final = c.secret(ChainKey)
_COUNTS: Final[dict[str, c.Codec[Any]]] = {
    "sent": c.NUMBER,
    "received": c.NUMBER,
    "previous": c.NUMBER,
}
_CHAINS: Final[dict[str, c.Codec[Any]]] = {
    "root": c.secret(RootKey),
    "own": c.PAIR,
    "theirs": c.maybe(c.PUBLIC),
    "sending": c.maybe(_CHAIN),
    "receiving": c.maybe(_CHAIN),
}
_RATCHET: Final = c.record(
    Ratchet,
    **_CHAINS,
    **_COUNTS,
    skipped=c.many(c.record(Passed, name=c.PUBLIC, kept=_KEPT), KEPT_LIMIT),
)
_HIDING: Final = c.record(
    Hiding,
    **_CHAINS,
    next_sending_header=_HEADER_KEY,
    next_receiving_header=_HEADER_KEY,
    sending_header=c.maybe(_HEADER_KEY),
    receiving_header=c.maybe(_HEADER_KEY),
    **_COUNTS,
    skipped=c.many(c.record(Passed, name=_HEADER_KEY, kept=_KEPT), KEPT_LIMIT),
)
_INCOMING: Final = c.checked(
    c.record(Incoming, ratchet=c.PUBLIC, key=_CHAIN, number=c.NUMBER, kept=_KEPT),
    lambda one: one.kept.numbers[-1:] < (one.number,),
    "a seed of a message to come",
)
_SHIPPED: Final = c.record(
    Shipped,
    root=c.secret(RootKey),
    own=c.PAIR,
    sending=_CHAIN,
    sent=c.NUMBER,
    previous=c.NUMBER,
    chains=c.many(_INCOMING, MAX_RECEIVER_CHAINS),
)
_OPENING: Final = c.record(
    Opening, identity=c.PUBLIC, base=c.PUBLIC, signed_id=c.NUMBER, one_time_id=c.maybe(c.NUMBER)
)
_SESSION: Final = c.record(
    Session,
    terms=c.record(Terms, ours=c.PUBLIC, theirs=c.PUBLIC, base=c.PUBLIC, registration_id=c.NUMBER),
    ratchet=_SHIPPED,
    pending=c.maybe(c.record(Pending, opening=_OPENING, since=c.TIME)),
)
_PEER: Final = c.record(
    Peer,
    identity=c.PUBLIC,
    current=c.maybe(_SESSION),
    archived=c.many(_SESSION, ARCHIVED_LIMIT),
)
_ADDRESS: Final = c.both(c.TEXT, c.NUMBER)
_SESSIONS: Final = c.record(
    Sessions, peers=c.table(_ADDRESS, _PEER), stale=c.table(_ADDRESS, c.TIME)
)
_SIGNED: Final = c.record(
    SignedPrekey, id=c.NUMBER, pair=c.PAIR, signature=c.fixed(xeddsa.SIZE), made=c.TIME
)
_PHONE_KEYS: Final = c.record(
    PhoneKeys,
    identity=c.PAIR,
    registration_id=c.NUMBER,
    signed=c.many(_SIGNED, c.LONGEST),
    one_time=c.many(c.record(Prekey, id=c.NUMBER, pair=c.PAIR), c.LONGEST),
    next_id=c.NUMBER,
)
_KINDS: Final[dict[int, tuple[type[Any], c.Codec[Any]]]] = {
    1: (Ratchet, _RATCHET),
    2: (Hiding, _HIDING),
    3: (Shipped, _SHIPPED),
    4: (Peer, _PEER),
    5: (Sessions, _SESSIONS),
    6: (PhoneKeys, _PHONE_KEYS),
}
