"""Who may read, as a tree of gates: each opens when enough of its children do.

Not here: words for it, in ``words``; weights and groups, in ``groups``; and how a secret is shared
so that the tree holds, in ``programme``, ``recursive`` and ``replicated``.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from cryptokit.errors import WireError

Party = str
DEEPEST: Final = 50
"""Gates above one another; nobody reads as many, and a program can walk them without care."""


@dataclass(frozen=True, slots=True)
class Gate:
    """It opens when at least ``threshold`` of its children do. AND needs all, OR needs one.

    A party may stand in several places; twice under one gate, it counts twice there.

    >>> Gate(2, ("CH", "IS", "DE"))
    Gate(threshold=2, children=('CH', 'IS', 'DE'))

    See: Benaloh and Leichter, "Generalized Secret Sharing and Monotone Functions", CRYPTO 1988.
    """

    threshold: int
    children: "tuple[Policy, ...]"

    def __post_init__(self) -> None:
        if not 1 <= self.threshold <= len(self.children):
            raise ValueError(
                f"{self.threshold} of {len(self.children)}: a gate needs at least 1 of its "
                "children, and at most all"
            )
        if not all(isinstance(child, Gate | str) for child in self.children):
            raise TypeError("under a gate there are gates and names of parties")
        if "" in self.children:
            raise ValueError("a party without a name")
        if depth(self) > DEEPEST:
            raise ValueError(f"at most {DEEPEST} gates may stand above one another")


Policy: TypeAlias = Party | Gate
"""The name of a party, whose consent is all that is needed, or a gate above others."""


def all_of(*children: Policy) -> Policy:
    """Ask for every child; of a single one, make no gate.

    >>> all_of("CH", any_of("IS", "DE"))
    Gate(threshold=2, children=('CH', Gate(threshold=1, children=('IS', 'DE'))))
    """
    return at_least(len(children), *children)


def any_of(*children: Policy) -> Policy:
    """Ask for one child, whichever; of a single one, make no gate.

    >>> any_of("IS", "DE"), any_of("IS")
    (Gate(threshold=1, children=('IS', 'DE')), 'IS')
    """
    return at_least(1, *children)


def at_least(threshold: int, *children: Policy) -> Policy:
    """Ask for ``threshold`` of the children, whichever; of a single one, make no gate.

    >>> at_least(2, "CH", "IS", "DE")
    Gate(threshold=2, children=('CH', 'IS', 'DE'))
    """
    gate = Gate(threshold, children)
    return gate.children[0] if len(gate.children) == 1 else gate


def satisfied(policy: Policy, parties: Collection[Party]) -> bool:
    """Tell whether these parties together may read.

    >>> satisfied(all_of("CH", any_of("IS", "DE")), {"CH", "DE"})
    True
    """
    if isinstance(policy, str):
        return policy in parties
    return sum(satisfied(child, parties) for child in policy.children) >= policy.threshold


def leaves(policy: Policy) -> Iterator[Party]:
    """Walk the parties from left to right, each as often as it stands there."""
    if isinstance(policy, str):
        yield policy
        return
    for child in policy.children:
        yield from leaves(child)


def parties_of(policy: Policy) -> tuple[Party, ...]:
    """Name the parties once each, in the order in which they come.

    >>> parties_of(all_of("CH", any_of("IS", "CH")))
    ('CH', 'IS')
    """
    return tuple(Counter(leaves(policy)))


def depth(policy: Policy) -> int:
    """Count the gates above one another."""
    return 0 if isinstance(policy, str) else 1 + max(map(depth, policy.children))


def to_json(policy: Policy) -> object:
    """Give the policy as plain values: a name, or ``["T", threshold, [children]]``.

    >>> to_json(all_of("CH", any_of("IS", "DE")))
    ['T', 2, ['CH', ['T', 1, ['IS', 'DE']]]]
    """
    if isinstance(policy, str):
        return policy
    return ["T", policy.threshold, [to_json(child) for child in policy.children]]


def from_json(value: object) -> Policy:
    """Read what ``to_json`` gave.

    Raises WireError, whose field is the way to the part that is wrong; its offset is 0, because
    plain values have no bytes.

    >>> from_json(["T", 1, ["IS", "DE"]])
    Gate(threshold=1, children=('IS', 'DE'))
    """
    return _read(value, "policy", DEEPEST)


def _read(value: Any, where: str, deeper: int) -> Policy:
    match value:
        case str() if value:
            return value
        case ["T", int(threshold), [*children]] if deeper and not isinstance(threshold, bool):
            found = [_read(child, f"{where}[{i}]", deeper - 1) for i, child in enumerate(children)]
            if not 1 <= threshold <= len(found):
                raise WireError(f"{threshold} of {len(found)} children", offset=0, field=where)
            return Gate(threshold, tuple(found))
        case _ if not deeper:
            raise WireError(f"more than {DEEPEST} gates deep", offset=0, field=where)
        case _:
            what = 'neither a name nor ["T", threshold, [children]]'
            raise WireError(what, offset=0, field=where)
