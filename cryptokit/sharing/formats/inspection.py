"""What can be told of some shares without joining them. Not here: any printing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptokit.errors import CryptokitError
from cryptokit.sharing.formats.format import Raw, Reading
from cryptokit.sharing.formats.mixing import Clash, Together, clashes, sets
from cryptokit.sharing.formats.recognise import Verdict, readings, verdicts


@dataclass(frozen=True, slots=True)
class Seen:
    """One share that was looked at: all ways to read it, and how the set decides.

    ``chosen`` is None where nothing decides; ``trouble`` then is the error that joining would give.
    """

    where: str
    readings: tuple[Reading, ...]
    chosen: Reading | None
    trouble: CryptokitError | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """Some shares, each by itself; those that fit together; and pairs that do not, with the why."""

    shares: tuple[Seen, ...]
    sets: tuple[Together, ...]
    why_not: tuple[Clash, ...]


def inspect(raws: Iterable[Raw], format: str | None = None) -> Inspection:  # noqa: A002  # as users say
    """Look at shares of any origin. Bad ones are told of, not raised. Raises Unknown for a format.

    >>> lines = (b".019:ac7b5518", b".036:582e08c6", b"46b269a8cc", b"hello")
    >>> seen = inspect([Raw(f"line {i}", line) for i, line in enumerate(lines, 1)])
    >>> [(group.parts[0].format, group.have, group.need) for group in seen.sets]
    [('gfshare', 2, None), ('vault', 1, None)]
    >>> seen.why_not[0].why[0], seen.shares[3].trouble.field
    ('the formats differ: gfshare and vault', 'line 4, ...')

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    together = tuple(raws)
    decided = verdicts(together, format)
    parts = [verdict.part for verdict in decided if isinstance(verdict, Reading)]
    return Inspection(_seen(together, decided), sets(parts), clashes(parts))


def _seen(raws: Sequence[Raw], decided: Sequence[Verdict]) -> tuple[Seen, ...]:
    return tuple(_one(raw, verdict) for raw, verdict in zip(raws, decided, strict=True))


def _one(raw: Raw, verdict: Verdict) -> Seen:
    chosen = verdict if isinstance(verdict, Reading) else None
    trouble = verdict if isinstance(verdict, CryptokitError) else None
    return Seen(raw.where, readings(raw), chosen, trouble)
