"""What lies on a phone's disk of a secret chat: its whole state as bytes, keys in the clear.

This is what a thief or a court gets. The format is ours, not that of any app, and it's no pickle:
reading it runs nothing. Messages that were read are not in it; those that wait for a missing one
are, and in the clear.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isnan
from struct import pack, unpack
from typing import Any, Final, TypeVar

from cryptokit.errors import WireError
from cryptokit.keys import DhExponent, Secret, SecretChatKey
from cryptokit.mtproto import actions, dh, picture, rekey, tl
from cryptokit.mtproto.decrypted import Layer
from cryptokit.mtproto.device import Phone
from cryptokit.mtproto.gaps import Kept
from cryptokit.mtproto.layers import Layers
from cryptokit.mtproto.rekey import Limits
from cryptokit.mtproto.secret import Author, SecretChat
from cryptokit.mtproto.timers import Timer
from cryptokit.wire import Cursor

_MARK: Final = b"cryptokit phone1"
COUNT_LIMIT: Final = 1 << 31
"""Messages are counted below this: a sequence number of 4 bytes is twice the count, plus a bit."""
T = TypeVar("T")
S = TypeVar("S", bound=Secret)


@dataclass(frozen=True, slots=True)
class _Codec:
    read: Callable[[Cursor, str], Any]
    write: Callable[[Any], bytes]


def to_bytes(phone: Phone) -> bytes:
    """Write all that a phone holds.

    >>> from cryptokit.mtproto import phone as phones
    >>> from cryptokit.rng import lesson
    >>> key = SecretChatKey.draw(lesson("phone"))
    >>> phone = phones.begin(SecretChat(key, Author.CREATOR), now=0)
    >>> from_bytes(to_bytes(phone)) == phone, key.reveal() in to_bytes(phone)
    (True, True)
    """
    return _MARK + b"".join(codec.write(getattr(phone, name)) for name, codec in _PHONE)


def from_bytes(data: bytes) -> Phone:
    """Read what a phone held. Raises WireError; Untrusted for a group that is none."""
    return Phone(**_fields(data, dict(_PHONE)))


def secrets_in(data: bytes) -> tuple[Secret, ...]:
    """Give the keys in what a phone held, and the exponent if one waits. Raises WireError.

    The group is not tested. A forged one would take seconds, and there may be thousands on a disk.

    >>> from cryptokit.mtproto import phone as phones
    >>> key = SecretChatKey(bytes(256))
    >>> secrets_in(to_bytes(phones.begin(SecretChat(key, Author.CREATOR), now=0))) == (key,)
    True
    """
    fields = _fields(data, dict(_PHONE) | {"group": _UNTESTED})
    fields["group"] = dh.TELEGRAM
    phone = Phone(**fields)
    return phone.keys if phone.exponent is None else (*phone.keys, phone.exponent)


def _fields(data: bytes, codecs: Mapping[str, _Codec]) -> dict[str, Any]:
    cursor = Cursor(data)
    cursor.expect(_MARK, "mark")
    fields = {name: codec.read(cursor, name) for name, codec in codecs.items()}
    cursor.finish()
    return fields


def _record(make: Callable[..., Any], **codecs: _Codec) -> _Codec:
    def read(cursor: Cursor, name: str) -> Any:
        with cursor.group(name):
            return make(**{part: codec.read(cursor, part) for part, codec in codecs.items()})

    def write(value: Any) -> bytes:
        return b"".join(codec.write(getattr(value, part)) for part, codec in codecs.items())

    return _Codec(read, write)


def _many(one: _Codec) -> _Codec:
    def read(cursor: Cursor, name: str) -> tuple[Any, ...]:
        with cursor.group(name):
            # A count is only a claim: the first item that is missing ends the loop.
            return tuple(one.read(cursor, "item") for _ in range(cursor.uint(4, "count")))

    def write(values: Any) -> bytes:
        return tl.uint(len(values)) + b"".join(one.write(value) for value in values)

    return _Codec(read, write)


def _one_of(kinds: dict[type[Any], _Codec]) -> _Codec:
    """Give a codec for one of several records, told apart by their place in the list."""
    places = list(kinds)

    def read(cursor: Cursor, name: str) -> Any:
        at, place = cursor.offset, cursor.uint(4, f"kind of {name}")
        if place >= len(places):
            raise WireError("no such kind", offset=at, field=name)
        return kinds[places[place]].read(cursor, name)

    def write(value: Any) -> bytes:
        kind = value.__class__
        return tl.uint(places.index(kind)) + kinds[kind].write(value)

    return _Codec(read, write)


def _secret(kind: type[S]) -> _Codec:
    def read(cursor: Cursor, name: str) -> S:
        from_lesson = _read_flag(cursor, f"{name} from a lesson")
        return kind(cursor.take(kind.size or 0, name), from_lesson=from_lesson)

    def write(value: S) -> bytes:
        return tl.uint(value.from_lesson) + value.reveal()

    return _Codec(read, write)


def _inside(read: Callable[[Cursor], T], write: Callable[[T], bytes]) -> _Codec:
    """Give a codec for something that fills its bytes, wrapped in a string."""

    def read_(cursor: Cursor, name: str) -> T:
        at, data = cursor.offset, tl.read_string(cursor, name)
        if len(data) % 4:
            raise WireError("no multiple of 4 bytes", offset=at, field=name)
        inner = Cursor(data)
        value = read(inner)
        inner.finish()
        return value

    return _Codec(read_, lambda value: tl.string(write(value)))


def _read_author(cursor: Cursor, name: str) -> Author:
    at, value = cursor.offset, cursor.uint(4, name)
    if value not in set(Author):
        raise WireError("neither side", offset=at, field=name)
    return Author(value)


def _read_flag(cursor: Cursor, name: str) -> bool:
    at, flag = cursor.offset, cursor.uint(4, name)
    if flag > 1:
        raise WireError("neither 0 nor 1", offset=at, field=name)
    return bool(flag)


def _read_count(cursor: Cursor, name: str) -> int:
    at, count = cursor.offset, cursor.sint(8, name)
    if not 0 <= count < COUNT_LIMIT:
        raise WireError("no count of messages", offset=at, field=name)
    return count


def _read_time(cursor: Cursor, name: str) -> float:
    at, (value,) = cursor.offset, unpack("<d", cursor.take(8, name))
    if isnan(value):
        raise WireError("no number", offset=at, field=name)
    return float(value)


def _maybe(codec: _Codec) -> _Codec:
    """Give a codec for something that may be None."""

    def read(cursor: Cursor, name: str) -> Any:
        return codec.read(cursor, name) if _read_flag(cursor, f"{name} is there") else None

    def write(value: Any) -> bytes:
        return tl.uint(0) if value is None else tl.uint(1) + codec.write(value)

    return _Codec(read, write)


def _read_prime(cursor: Cursor, name: str) -> int:
    return int.from_bytes(cursor.take(dh.SIZE, name), "big")


_LONG: Final = _Codec(lambda cursor, name: cursor.sint(8, name), tl.long)
_COUNT: Final = _Codec(_read_count, tl.long)
_INT: Final = _Codec(lambda cursor, name: cursor.uint(4, name), tl.uint)
_BOOL: Final = _Codec(_read_flag, tl.uint)
_TIME: Final = _Codec(_read_time, lambda value: pack("<d", value))
_BYTES: Final = _Codec(tl.read_string, tl.string)
_HASH: Final = _Codec(lambda cursor, name: cursor.take(picture.SIZE, name), bytes)
_PRIME: Final = _Codec(_read_prime, lambda value: value.to_bytes(dh.SIZE, "big"))
_AUTHOR: Final = _Codec(_read_author, tl.uint)
_KEY: Final = _secret(SecretChatKey)
_EXPONENT: Final = _secret(DhExponent)
_STAGE: Final = _one_of(
    {
        rekey.Idle: _record(rekey.Idle),
        rekey.Asked: _record(rekey.Asked, exchange_id=_LONG, exponent=_EXPONENT),
        rekey.Agreed: _record(rekey.Agreed, exchange_id=_LONG, key=_KEY),
        rekey.Committed: _record(rekey.Committed, old=_KEY, number=_COUNT),
        rekey.Answered: _record(rekey.Answered, exchange_id=_LONG, key=_KEY),
        rekey.Overtaken: _record(rekey.Overtaken, exchange_id=_LONG, old=_KEY),
    }
)
_KEPT: Final = _record(Kept, number=_COUNT, in_seq_no=_INT, random_id=_LONG, packet=_BYTES)
_TIMER: Final = _record(Timer, random_id=_LONG, seconds=_TIME, mine=_BOOL, ends=_maybe(_TIME))
_UNTESTED: Final = _record(dict, p=_PRIME, g=_INT)
_PHONE: Final = (
    (
        "chat",
        _record(
            SecretChat, key=_KEY, me=_AUTHOR, received=_COUNT, sent=_COUNT, acknowledged=_COUNT
        ),
    ),
    ("group", _record(dh.Group, p=_PRIME, g=_INT)),
    ("key_hash", _HASH),
    ("agreed", _TIME),
    ("before", _LONG),
    ("stage", _STAGE),
    ("limits", _record(Limits, messages=_LONG, seconds=_TIME)),
    ("layers", _record(Layers, mine=_INT, theirs=_INT)),
    ("early", _many(_inside(Layer.from_cursor, Layer.to_bytes))),
    ("kept", _many(_KEPT)),
    ("due", _many(_inside(actions.read_action, actions.write_action))),
    ("timers", _many(_TIMER)),
    ("ttl", _INT),
)
