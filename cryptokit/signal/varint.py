"""Numbers in groups of seven bits, the lowest first; all but the last byte have the top bit set.

Not here: signed numbers. A number written longer than it need be is read, as others read it.

See: Protocol Buffers documentation, "Encoding", on base 128 varints.
"""

from typing import Final

from cryptokit.errors import WireError

LIMIT: Final = 10
"""Bytes of the longest: 64 bits in groups of seven."""
MORE: Final = 0x80
"""The bit of a byte that is not the last."""
_THREE_BYTES: Final = MORE * MORE
"""The smallest number that has three."""
_ONE_BYTE: Final = tuple(bytes([number]) for number in range(MORE))


def write(number: int) -> bytes:
    """Write a number that is not negative.

    >>> write(300).hex()
    'ac02'
    """
    if 0 <= number < MORE:
        return _ONE_BYTE[number]
    if MORE <= number < _THREE_BYTES:  # no loop for what is written most
        return bytes((number & 0x7F | MORE, number >> 7))
    groups = bytearray()
    while number >= MORE:
        groups.append(number & 0x7F | MORE)
        number >>= 7
    groups.append(number)
    return bytes(groups)


def read(data: bytes, at: int, offset: int = 0, name: str = "number") -> tuple[int, int]:
    """Read the number that starts ``at`` a place: give it, and where it ends.

    ``offset`` and ``name`` are for the error. Raises WireError for a number that does not end, has
    more than ten bytes, or more than 64 bits.

    >>> read(bytes.fromhex("ac02"), 0)
    (300, 2)
    """
    left = len(data) - at  # no loop for what is read most
    if left > 0 and data[at] < MORE:
        return data[at], at + 1
    if left > 1 and data[at + 1] < MORE:
        return data[at] & 0x7F | data[at + 1] << 7, at + 2
    number, places, end = 0, 0, at
    for byte in data[at : at + LIMIT]:
        end += 1
        if byte < MORE:
            number |= byte << places
            if number >> 64:
                raise WireError("more than 64 bits", offset=offset + at, field=name)
            return number, end
        number |= (byte & 0x7F) << places
        places += 7
    what = f"a number of over {LIMIT} bytes" if end - at == LIMIT else "the number does not end"
    raise WireError(what, offset=offset + at, field=name)
