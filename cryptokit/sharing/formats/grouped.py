"""What the formats with groups have in common: a part tells its own place, and its set the rest.

Not here: how a place is written, in words or in a header of bytes.
"""

from cryptokit.keys import ShareValue
from cryptokit.sharing.formats.format import GF256_AES, Part, Raw
from cryptokit.sharing.slip39.place import Place


def part_of(
    raw: Raw,
    *,
    name: str,
    place: Place,
    value: ShareValue,
    kind: tuple[tuple[str, str], ...],
    extra: object,
) -> Part:
    """Give a share in a group as a part.

    ``kind`` is what the whole set shares, and nothing of one group alone, as parts of several
    groups fit together. The threshold is told for a single group: of others a share knows none.
    """
    levels = (
        ("group threshold", str(place.group_threshold)),
        ("group count", str(place.group_count)),
    )
    return Part(
        format=name,
        field=GF256_AES,
        x=place.member,
        value=value,
        where=raw.where,
        label=place.label,
        threshold=place.member_threshold if place.group_count == 1 else None,
        kind=(*kind, *levels),
        extra=extra,
    )
