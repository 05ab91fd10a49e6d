"""Which coalitions may read, which may not, and what each party has to keep.

Everything is asked of ``cryptokit.knowledge``, as for worlds: a policy is a few k-of-n rules.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from cryptokit import knowledge
from cryptokit.knowledge import Reaches, Rule, derive, maximal_sets_without, minimal_sets
from cryptokit.sharing.policy.tree import Party, Policy, leaves, parties_of, satisfied

GOAL: Final = "secret"
MOST_PARTIES: Final = 20
"""Beyond, a search through all coalitions has a million to look at."""

Coalition = tuple[Party, ...]
"""Parties in alphabetical order."""


def rules(policy: Policy, *, goal: str = GOAL) -> tuple[Rule, ...]:
    """Give the policy as rules over facts: each party is one, and each gate (``secret.1.2``).

    >>> from cryptokit.sharing.policy.tree import all_of, any_of
    >>> for rule in rules(all_of("CH", any_of("IS", "DE"))):
    ...     print(rule.out, rule.k, rule.of)
    secret.2 1 ('IS', 'DE')
    secret 2 ('CH', 'secret.2')
    """
    if any(f"{party}.".startswith(f"{goal}.") for party in leaves(policy)):
        raise ValueError(f"a party is called as the goal, {goal!r}: give another goal")
    return tuple(_rules(policy, goal))


def minimal_authorised(policy: Policy) -> tuple[Coalition, ...]:
    """List the coalitions that may read and can spare nobody, smallest first.

    >>> from cryptokit.sharing.policy.tree import all_of, any_of
    >>> minimal_authorised(all_of("CH", any_of("IS", "DE")))
    (('CH', 'DE'), ('CH', 'IS'))
    """
    return _sorted(minimal_sets(_few(policy), _reaches(policy)))


def maximal_forbidden(policy: Policy) -> tuple[Coalition, ...]:
    """List the coalitions that may not read, but could with anybody else, smallest first.

    >>> from cryptokit.sharing.policy.tree import all_of, any_of
    >>> maximal_forbidden(all_of("CH", any_of("IS", "DE")))
    (('CH',), ('DE', 'IS'))
    """
    return _sorted(maximal_sets_without(_few(policy), _reaches(policy)))


def share_sizes(policy: Policy) -> dict[Party, int]:
    """Count the field elements that each party keeps, by ``programme`` or ``recursive``.

    >>> from cryptokit.sharing.policy.groups import weighted
    >>> share_sizes(weighted(3, {"CH": 2, "IS": 1, "DE": 1}))
    {'CH': 2, 'IS': 1, 'DE': 1}
    """
    return dict(Counter(leaves(policy)))


@dataclass(frozen=True, slots=True)
class Census:
    """How big a policy is: its matrix, and its coalitions."""

    parties: int
    rows: int
    columns: int
    minimal: int
    forbidden: int


def census(policy: Policy) -> Census:
    """Count what a policy consists of.

    >>> from cryptokit.sharing.policy.tree import all_of, any_of
    >>> census(all_of("CH", any_of("IS", "DE")))
    Census(parties=3, rows=3, columns=2, minimal=2, forbidden=2)
    """
    return Census(
        parties=len(parties_of(policy)),
        rows=len(tuple(leaves(policy))),
        columns=1 + _added_columns(policy),
        minimal=len(minimal_authorised(policy)),
        forbidden=len(maximal_forbidden(policy)),
    )


def missing(policy: Policy, parties: Collection[Party]) -> frozenset[Party]:
    """Name a few parties that would complete these; none of them could be spared.

    Where a party stands in several places, others might do who are fewer.

    >>> from cryptokit.sharing.policy.tree import all_of, any_of
    >>> sorted(missing(all_of("CH", any_of("IS", "DE")), {"IS"}))
    ['CH']
    """
    goal = f"{GOAL} of {', '.join(parties_of(policy))}"  # longer than the name of any party
    wanted = knowledge.missing(parties, rules(policy, goal=goal), goal)
    for one in sorted(wanted):
        if satisfied(policy, {*parties, *(wanted - {one})}):
            wanted -= {one}
    return wanted


def _rules(policy: Policy, out: str) -> Iterator[Rule]:
    if isinstance(policy, str):
        yield Rule(out, 1, (policy,))
        return
    inputs = list[str]()
    for i, child in enumerate(policy.children, 1):
        # A rule takes each fact once, so a party with several votes gets a fact for each of them.
        if isinstance(child, str) and policy.children.count(child) == 1:
            inputs.append(child)
        else:
            inputs.append(f"{out}.{i}")
            yield from _rules(child, inputs[-1])
    yield Rule(out, policy.threshold, tuple(inputs))


def _reaches(policy: Policy) -> Reaches:
    goal = f"{GOAL} of {', '.join(parties_of(policy))}"
    steps = rules(policy, goal=goal)
    return lambda parties: goal in derive(parties, steps)


def _few(policy: Policy) -> tuple[Party, ...]:
    parties = parties_of(policy)
    if len(parties) > MOST_PARTIES:
        raise ValueError(
            f"{len(parties)} parties have too many coalitions: at most {MOST_PARTIES} are searched"
        )
    return parties


def _sorted(found: Iterator[frozenset[Party]]) -> tuple[Coalition, ...]:
    return tuple(sorted((tuple(sorted(one)) for one in found), key=lambda one: (len(one), one)))


def _added_columns(policy: Policy) -> int:
    if isinstance(policy, str):
        return 0
    return policy.threshold - 1 + sum(map(_added_columns, policy.children))
