"""What is said about a field: a sentence, its source, how to read the value, whether to hide it.

Which fields there are is in ``fields_mtproto``, ``fields_signal`` and ``fields_shares``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias

from cryptokit.errors import WireError
from cryptokit.lab.printing import isolated
from cryptokit.mtproto import schema
from cryptokit.signal import varint

Reading: TypeAlias = Callable[[bytes], str]
"""The bytes of a field -> its value in a few words, or nothing if the bytes say it best."""
_LONGEST: Final = 48
_SECOND: Final = 1 << 32
_MILLISECONDS: Final = 1000
_LAST: Final = 1 << 32
"""Seconds since 1970 that are shown as a date: until 2106."""


def bare(_: bytes) -> str:
    """Say nothing: the bytes have no other form that a person would read."""
    return ""


def little(data: bytes) -> str:
    """Read an unsigned little-endian number.

    >>> little(bytes.fromhex("0100")), signed(bytes.fromhex("ff")), big(bytes.fromhex("0100"))
    ('1', '-1', '256')
    """
    return str(int.from_bytes(data, "little"))


def signed(data: bytes) -> str:
    """Read a signed little-endian number."""
    return str(int.from_bytes(data, "little", signed=True))


def big(data: bytes) -> str:
    """Read an unsigned big-endian number."""
    return str(int.from_bytes(data, "big"))


def variable(data: bytes) -> str:
    """Read a number as protocol buffers write it, seven bits a byte.

    >>> variable(bytes.fromhex("ac02"))
    '300'
    """
    try:
        number, end = varint.read(data, 0)
    except WireError:
        return ""
    return str(number) if end == len(data) else ""


def tag(data: bytes) -> str:
    """Read the tag of a field in protocol buffers: its number, and the kind of its value.

    >>> tag(bytes.fromhex("0a"))
    'field 1, wire type 2'
    """
    number = variable(data)
    return f"field {int(number) >> 3}, wire type {int(number) & 7}" if number else ""


def flags(data: bytes) -> str:
    """Name the bits that are set.

    >>> flags(bytes.fromhex("21000000")), flags(bytes(4))
    ('bits 0, 5', 'no bit')
    """
    number = int.from_bytes(data, "little")
    bits = [str(bit) for bit in range(8 * len(data)) if number >> bit & 1]
    return f"bit{'s' * (len(bits) > 1)} {', '.join(bits)}" if bits else "no bit"


def text(data: bytes) -> str:
    """Read UTF-8, cut after 48 characters; what is no UTF-8 says nothing.

    >>> text(b"Meet me at nine")
    '“Meet me at nine”'
    """
    try:
        words = data.decode()
    except UnicodeDecodeError:
        return ""
    return f"“{isolated(words if len(words) <= _LONGEST else words[: _LONGEST - 1] + '…')}”"


def date(data: bytes) -> str:
    """Read seconds since 1970, little-endian, as a date.

    >>> date((1_700_000_000).to_bytes(4, "little"))
    '1700000000, 2023-11-14 22:13:20 UTC'
    """
    return _dated(int.from_bytes(data, "little"), 1)


def milliseconds(data: bytes) -> str:
    """Read milliseconds since 1970, little-endian, as a date.

    >>> milliseconds((1_700_000_000_000).to_bytes(8, "little"))
    '1700000000000, 2023-11-14 22:13:20 UTC'
    """
    return _dated(int.from_bytes(data, "little"), _MILLISECONDS)


def message_id(data: bytes) -> str:
    """Read a message id of MTProto: about 2^32 times the seconds since 1970.

    >>> message_id((1_700_000_000 << 32).to_bytes(8, "little"))
    '7301444403200000000, 2023-11-14 22:13:20 UTC'
    """
    return _dated(int.from_bytes(data, "little"), _SECOND)


def constructor(data: bytes) -> str:
    """Name the object that a constructor id of TL begins.

    >>> constructor(bytes.fromhex("ec77be7a"))
    '7abe77ec, ping'
    """
    number = int.from_bytes(data, "little")
    name, _, _ = schema.LINES.get(number, "").partition(" ")
    return f"{number:08x}, {name or 'not in the schema'}"


def halves(data: bytes) -> str:
    """Read a version byte of Signal: the version in use, and one more.

    >>> halves(bytes.fromhex("34"))
    '3 in use, 4 known'
    """
    return f"{data[0] >> 4} in use, {data[0] & 15} known" if len(data) == 1 else ""


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence about a field, and where it is from; ``hidden`` for what is a secret.

    The bytes of a hidden field, and of all fields inside it, are shown only when asked for.
    """

    says: str
    source: str
    reads: Reading = bare
    hidden: bool = False


Notes: TypeAlias = Mapping[str, Note]
"""What is known of fields, by name; ``a/b`` is a field b inside a field a, and goes before b."""


def find(notes: Notes, path: Sequence[str]) -> Note | None:
    """Find what is known of a field, under the longest end of its path.

    >>> notes = {"length": Note("Of a string.", ""), "head/length": Note("Of all.", "")}
    >>> find(notes, ["message", "head", "length"]).says, find(notes, ["word", "length"]).says
    ('Of all.', 'Of a string.')
    """
    ends = ("/".join(path[at:]) for at in range(len(path)))
    return next((notes[end] for end in ends if end in notes), None)


def _dated(number: int, per_second: int) -> str:
    seconds = number // per_second
    if seconds >= _LAST:
        return str(number)
    return f"{number}, {datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
