"""gzip_packed: an object that travels compressed. It is unpacked up to a limit, or refused.

A few kilobytes can unpack to gigabytes, so the size that comes out is bounded while it comes out.
"""

import gzip
import zlib
from typing import Final

from cryptokit.errors import WireError
from cryptokit.mtproto import objects, schema, tl

LIMIT: Final = 16 << 20
"""Bytes that all objects of a packet together may unpack to: as many as three bytes can count, as
in a TL string."""
_MARK: Final = tl.uint(schema.GZIP_PACKED)
_GZIP_ONLY: Final = 16 + zlib.MAX_WBITS
"""Take gzip's own header and checksum, not those of zlib. See: zlib manual, inflateInit2."""


def pack(body: bytes) -> bytes:
    """Compress an object; the same bytes every time.

    >>> unpack(pack(b"ping" * 100)) == b"ping" * 100
    True

    See: Telegram, "Service Messages", on packed objects.
    """
    return objects.write("gzip_packed", packed_data=gzip.compress(body, mtime=0))


def is_packed(body: bytes) -> bool:
    """Tell whether an object is compressed."""
    return body[:4] == _MARK


def unpack(body: bytes, *, limit: int = LIMIT) -> bytes:
    """Give an object as it was before ``pack``; one that is not compressed is given as it is.

    Raises WireError for bytes that are not exactly one gzip stream, for an object of more than
    ``limit`` bytes, and for one that is compressed twice or is a container.
    """
    if not is_packed(body):
        return body
    data = _inflate(objects.read_all(body, "gzip_packed").data("packed_data"), limit)
    if is_packed(data) or data[:4] == tl.uint(schema.MSG_CONTAINER):
        raise _error("a wrapper inside it")
    return data


def spend(body: bytes, limit: int) -> tuple[bytes, int]:
    """Unpack an object; tell also how many bytes of ``limit`` are left for what comes with it.

    Several objects that each keep a limit could together be far above it. Raises WireError as
    ``unpack`` does.

    >>> [spend(one, 10) for one in (pack(b"ping"), b"ping")]
    [(b'ping', 6), (b'ping', 10)]
    """
    data = unpack(body, limit=limit)
    return data, limit - len(data) if is_packed(body) else limit


def _inflate(packed: bytes, limit: int) -> bytes:
    stream = zlib.decompressobj(_GZIP_ONLY)
    try:
        data = stream.decompress(packed, limit + 1)
    except zlib.error:
        raise _error("not gzip") from None
    if len(data) > limit:
        raise _error(f"it unpacks to more than {limit} bytes")
    if not stream.eof or stream.unused_data:
        raise _error("not one whole gzip stream")
    return data


def _error(what: str) -> WireError:
    return WireError(what, offset=4, field="packed_data")
