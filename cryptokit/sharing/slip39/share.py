"""A share of SLIP-39 as a record and as words. ``groups`` makes and joins them."""

from dataclasses import dataclass
from typing import Final, Self

from cryptokit.errors import WireError
from cryptokit.keys import ShareValue
from cryptokit.sharing.agreement import Kind
from cryptokit.sharing.slip39 import rs1024
from cryptokit.sharing.slip39.place import Place, good_size
from cryptokit.sharing.slip39.words import WORD_BITS, start_of, to_numbers, to_words

IDENTIFIER_BITS: Final = 15
EXPONENT_BITS: Final = 4
FIELDS: Final = (
    ("identifier", IDENTIFIER_BITS),
    ("extendable", 1),
    ("iteration exponent", EXPONENT_BITS),
    ("group index", 4),
    ("group threshold", 4),
    ("group count", 4),
    ("member index", 4),
    ("member threshold", 4),
)
"""What stands in front of the value, most significant bit first; thresholds and the count are
written less 1. See: SLIP-0039, "Format of the share mnemonic"."""
HEADER_WORDS: Final = 4
SHORTEST: Final = 20
"""Words of a share of 128 bits; one of 256 bits has 33."""
MOST_PADDING: Final = 8
"""Bits in front of the value that fill up its first word; more would be a missing word."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class MnemonicShare:
    r"""One member's part of a locked master secret. All but ``value`` may be seen by anyone.

    Shares of one set have the same ``identifier`` (15 random bits), so their first two words are
    the same.

    >>> place = Place(group=0, member=2, group_threshold=1, group_count=1, member_threshold=2)
    >>> value = ShareValue(b"meet me at nine!")
    >>> share = MnemonicShare(
    ...     identifier=7945, extendable=True, iteration_exponent=1, place=place, value=value
    ... )
    >>> share
    <MnemonicShare group 1 member 3, 16 bytes, set 7945>
    >>> MnemonicShare.from_words(share.to_words()) == share
    True

    See: SLIP-0039, "Format of the share mnemonic".
    """

    identifier: int
    extendable: bool
    iteration_exponent: int
    place: Place
    value: ShareValue

    def __post_init__(self) -> None:
        if not isinstance(self.value, ShareValue):
            raise TypeError("the value of a share is a ShareValue, which does not show its bytes")
        if not 0 <= self.identifier < 1 << IDENTIFIER_BITS:
            raise ValueError(f"an identifier has {IDENTIFIER_BITS} bits, not {self.identifier}")
        if not 0 <= self.iteration_exponent < 1 << EXPONENT_BITS:
            what = f"an iteration exponent has {EXPONENT_BITS} bits"
            raise ValueError(f"{what}, not {self.iteration_exponent}")
        if not good_size(len(self.value)):
            raise ValueError(f"a value has an even number of bytes, 16 or more: {len(self.value)}")

    def __repr__(self) -> str:
        size, name = len(self.value), self.place.name
        return f"<MnemonicShare {name}, {size} bytes, set {self.identifier}>"

    def kind(self) -> Kind:
        """Tell what all shares of one set have in common, whatever their group."""
        return (
            ("identifier", self.identifier),
            ("extendable flag", self.extendable),
            ("iteration exponent", self.iteration_exponent),
            ("group threshold", self.place.group_threshold),
            ("group count", self.place.group_count),
            ("length", len(self.value)),
        )

    def to_words(self) -> str:
        """Give the share as words: 20 for a secret of 16 bytes, 33 for one of 32."""
        header, place = 0, self.place
        fields = (
            self.identifier,
            int(self.extendable),
            self.iteration_exponent,
            place.group,
            place.group_threshold - 1,
            place.group_count - 1,
            place.member,
            place.member_threshold - 1,
        )
        for (_, size), field in zip(FIELDS, fields, strict=True):
            header = header << size | field
        count = -(-8 * len(self.value) // WORD_BITS)
        value = int.from_bytes(self.value.reveal(), "big")
        body = (*_cut(header, HEADER_WORDS), *_cut(value, count))
        return to_words((*body, *rs1024.checksum(body, extendable=self.extendable)))

    @classmethod
    def from_words(cls, text: str) -> Self:
        """Read what ``to_words`` wrote, in any case, with any space between the words.

        Raises WireError for an unknown or missing word, a checksum that does not fit, wrong
        padding, and a header that contradicts itself.
        """
        numbers = to_numbers(text)
        padding = _padding(text, len(numbers))
        fields = _header(numbers[:HEADER_WORDS])
        extendable = fields["extendable"] == 1
        if not rs1024.holds(numbers, extendable=extendable):
            what = "a word is wrong or in the wrong place"
            raise WireError(what, offset=start_of(text, -rs1024.WORDS), field="checksum")
        return cls(
            identifier=fields["identifier"],
            extendable=extendable,
            iteration_exponent=fields["iteration exponent"],
            place=_place_of(fields, text),
            value=_value(numbers[HEADER_WORDS : -rs1024.WORDS], padding, text),
        )


def _cut(number: int, count: int) -> tuple[int, ...]:
    return tuple(number >> WORD_BITS * i & (1 << WORD_BITS) - 1 for i in reversed(range(count)))


def _joined(numbers: tuple[int, ...]) -> int:
    # By way of text, as this takes time in proportion to the words however many are handed in.
    return int("".join(format(number, f"0{WORD_BITS}b") for number in numbers), 2)


def _padding(text: str, count: int) -> int:
    """Give the bits of padding in a share of so many words. Raises WireError."""
    padding = WORD_BITS * (count - HEADER_WORDS - rs1024.WORDS) % 16
    if count < SHORTEST or padding > MOST_PADDING:
        what = f"no share has {count} words: 20 or 33 are usual, all on one line"
        raise WireError(what, offset=len(text.encode(errors="replace")), field="length")
    return padding


def _header(numbers: tuple[int, ...]) -> dict[str, int]:
    rest, fields = _joined(numbers), dict[str, int]()
    for name, size in reversed(FIELDS):
        fields[name] = rest & (1 << size) - 1
        rest >>= size
    return fields


def _place_of(fields: dict[str, int], text: str) -> Place:
    try:
        return Place(
            group=fields["group index"],
            member=fields["member index"],
            group_threshold=fields["group threshold"] + 1,
            group_count=fields["group count"] + 1,
            member_threshold=fields["member threshold"] + 1,
        )
    except ValueError as error:
        raise WireError(str(error), offset=start_of(text, 2), field="groups") from None


def _value(numbers: tuple[int, ...], padding: int, text: str) -> ShareValue:
    bits = WORD_BITS * len(numbers) - padding
    number = _joined(numbers)
    if number >> bits:
        what = "the bits in front of the value are not 0"
        raise WireError(what, offset=start_of(text, HEADER_WORDS), field="padding")
    return ShareValue(number.to_bytes(bits // 8, "big"))
