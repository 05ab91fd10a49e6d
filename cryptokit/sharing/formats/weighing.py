"""What a set of shares tells that one share does not: which format of bare bytes this is.

Bytes have no label. But the x of dsprenkels/sss stands in front and counts 1 to n, Vault's stands
behind and is drawn at random, and boxes and headers are the same in all shares of a set. Not here:
formats that say what they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.sharing.formats import sskr, sss, vault

BARE: Final = frozenset({vault.FORMAT.name, sss.FORMAT.name, sss.KEY.name, sskr.FORMAT.name})
"""Formats that any bytes of their length have, or nearly any."""
RARE: Final = 1 / 4096
"""What chance does as seldom as this is taken for intent."""
CROWD: Final = 64
"""More holders than this are taken for chance where x counts from 1."""
_SSKR_HEAD = 3
"""Bytes that are the same in a whole SSKR set: identifier, group threshold and count."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How sure a format is for a set of shares. ``why`` is empty where the set told nothing."""

    certainty: Certainty
    why: str = ""


def weigh(names: Sequence[str], shares: Sequence[bytes]) -> dict[str, Weight]:
    """Weigh the formats that all of these shares fit, against one another.

    >>> weigh(("vault", "sss-key"), [b"1" + bytes(31) + bytes([x]) for x in (7, 199, 54)])
    {'vault': Weight(certainty=<Certainty.LIKELY: 'likely'>, why='...'), 'sss-key': ...}

    See: RFC 9413, "Maintaining Robust Protocols".
    """
    distinct = list(dict.fromkeys(shares))
    weights = dict.fromkeys(names, Weight(Certainty.GUESSED))
    for name in _TELLTALE:
        why = _TELLTALE[name](distinct) if name in names else ""
        if why:
            return weights | {name: Weight(Certainty.LIKELY, why)}
    rivals = [name for name in names if name != vault.FORMAT.name]
    if vault.FORMAT.name in names and _are_implausible(rivals, distinct):
        why = "no x that counts from 1 stands in front, so it is the one behind"
        return weights | {vault.FORMAT.name: Weight(Certainty.LIKELY, why)}
    return weights


def _as_sskr(shares: Sequence[bytes]) -> str:
    heads = [share[:_SSKR_HEAD] for share in shares]
    same = len(set(heads)) < len(heads)
    rare = sskr.CHANCE ** len(shares) <= RARE
    return "headers that do not contradict themselves" if same or rare or len(shares) == 1 else ""


def _as_sss(shares: Sequence[bytes]) -> str:
    boxes = [share[sss.KEY_SHARE_SIZE :] for share in shares]
    return "the same box in several shares" if len(set(boxes)) < len(boxes) else ""


def _as_key(shares: Sequence[bytes]) -> str:
    first, last = _ends(shares)
    if len(shares) == 1 or not _counts(first):
        return ""
    rare = (max(first) / 256) ** len(first) <= RARE
    if not rare and len(set(last)) == len(last):
        return ""
    behind = "" if rare else ", and those behind repeat"
    return f"the bytes in front count from 1 (here {', '.join(map(str, sorted(first)))}){behind}"


_TELLTALE: Final[dict[str, Callable[[Sequence[bytes]], str]]] = {
    sskr.FORMAT.name: _as_sskr,
    sss.FORMAT.name: _as_sss,
    sss.KEY.name: _as_key,
}
"""What shows each format, as a sentence; empty where nothing does."""


def _are_implausible(rivals: Sequence[str], shares: Sequence[bytes]) -> bool:
    counting = {sss.FORMAT.name, sss.KEY.name}
    if not rivals or len(shares) == 1 or not counting.issuperset(rivals):
        return False
    first, _ = _ends(shares)
    return not _counts(first)


def _ends(shares: Sequence[bytes]) -> tuple[list[int], list[int]]:
    return [share[0] for share in shares], [share[-1] for share in shares]


def _counts(first: Sequence[int]) -> bool:
    return len(set(first)) == len(first) and min(first) > 0 and max(first) <= CROWD
