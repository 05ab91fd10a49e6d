"""SLIP-39 mnemonics: words with a checksum, locked with a passphrase, in groups if need be.

Split here into one group. Several groups are joined here, and made by ``sharing.slip39``.
"""

from collections.abc import Sequence
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.errors import WireError
from cryptokit.sharing.formats.format import (
    GF256_AES,
    Format,
    Part,
    Plan,
    Raw,
    Reading,
    Written,
)
from cryptokit.sharing.slip39 import groups
from cryptokit.sharing.slip39.share import MnemonicShare

LONGEST: Final = 1024
"""Bytes that are written as words here: 838 of them. SLIP-0039 itself has no limit."""


def read(raw: Raw) -> Reading:
    """Read words in any case, over several lines if they are. Raises WireError.

    The threshold is told for a single group only: of other groups a share does not know it.
    """
    try:
        text = raw.data.decode("ascii")
    except UnicodeDecodeError as error:
        raise WireError("not words", offset=error.start, field="word") from None
    share = MnemonicShare.from_words(text)
    place = share.place
    part = Part(
        format=FORMAT.name,
        field=FORMAT.field,
        x=place.member,
        value=share.value,
        where=raw.where,
        label=place.label,
        threshold=place.member_threshold if place.group_count == 1 else None,
        kind=_kind(share),
        extra=share,
    )
    return Reading(part, Certainty.CERTAIN, "all words are in the list, and their checksum fits")


def _kind(share: MnemonicShare) -> tuple[tuple[str, str], ...]:
    # Nothing of one group alone: parts of several groups fit together.
    return (
        ("identifier", str(share.identifier)),
        ("extendable flag", "set" if share.extendable else "not set"),
        ("iteration exponent", str(share.iteration_exponent)),
        ("group threshold", str(share.place.group_threshold)),
        ("group count", str(share.place.group_count)),
    )


def split(secret: bytes, plan: Plan) -> tuple[Written, ...]:
    """Split among the members of one group, and write words. Raises ValueError."""
    if len(secret) > LONGEST:
        what = f"up to {LONGEST} bytes, as people write words down, not {len(secret)}"
        raise ValueError(f"{what}: seal a long secret, and share the key")
    (members,) = groups.split(
        secret,
        groups=((plan.threshold, plan.shares),),
        group_threshold=1,
        passphrase=plan.passphrase,
        rng=plan.rng,
    )
    lines = [member.to_words() for member in members]
    return tuple(Written(t, f".{i}.slip39", f"{t}\n".encode()) for i, t in enumerate(lines, 1))


def join(parts: Sequence[Part], passphrase: bytes) -> bytes:
    """Join members of one group or of several. A wrong passphrase gives another secret.

    Raises Inconsistent, NotEnoughShares; ValueError for a passphrase that is not printable ASCII.
    """
    return groups.combine([_share(part) for part in parts], passphrase)


def _share(part: Part) -> MnemonicShare:
    if not isinstance(part.extra, MnemonicShare):
        raise TypeError("this part was not read as SLIP-39")
    return part.extra


FORMAT: Final = Format(
    name="slip39",
    title="SLIP-39",
    field=GF256_AES,
    layout="words: set id and flags, group and member, the value, a checksum",
    detects="up to three wrong words; a wrong share of a set, by a digest of 32 bits",
    source="SLIP-0039",
    read=read,
    join=join,
    split=split,
    takes_passphrase=True,
)
