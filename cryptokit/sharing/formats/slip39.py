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
from cryptokit.sharing.formats.grouped import part_of
from cryptokit.sharing.slip39 import groups
from cryptokit.sharing.slip39.share import MnemonicShare

LONGEST: Final = 1024
"""Bytes that are written as words here: 838 of them. SLIP-0039 itself has no limit."""


def read(raw: Raw) -> Reading:
    """Read words in any case, over several lines if they are. Raises WireError."""
    try:
        text = raw.data.decode("ascii")
    except UnicodeDecodeError as error:
        raise WireError("not words", offset=error.start, field="word") from None
    share = MnemonicShare.from_words(text)
    part = part_of(
        raw,
        name=FORMAT.name,
        place=share.place,
        value=share.value,
        kind=(
            ("identifier", str(share.identifier)),
            ("extendable flag", "set" if share.extendable else "not set"),
            ("iteration exponent", str(share.iteration_exponent)),
        ),
        extra=share,
    )
    return Reading(part, Certainty.CERTAIN, "all words are in the list, and their checksum fits")


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
