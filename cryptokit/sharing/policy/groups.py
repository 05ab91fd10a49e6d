"""Policies in which some count for more, or must come from different groups, as trees.

Not here: seniors who must take part themselves, which is ``hierarchical`` when all are ranked.
"""

from collections.abc import Mapping
from math import gcd

from cryptokit.sharing.policy.tree import Party, Policy, all_of, any_of, at_least


def weighted(threshold: int, weights: Mapping[Party, int]) -> Policy:
    """Ask for parties whose weights add up to ``threshold``: a weight w is w children.

    The sharing grows with the weights, so they are divided by what they have in common.

    >>> weighted(5, {"CH": 4, "IS": 2, "DE": 2})
    Gate(threshold=3, children=('CH', 'CH', 'IS', 'DE'))

    See: Shamir, "How to share a secret", CACM 22(11), 1979, on hierarchical schemes.
    """
    if not weights or any(weight < 1 for weight in weights.values()):
        raise ValueError("weights are needed, and each is at least 1")
    common = gcd(*weights.values())
    names = [party for party, weight in weights.items() for _ in range(weight // common)]
    return at_least(-(-threshold // common), *names)


def spanning(threshold: int, span: int, groups: Mapping[Party, str]) -> Policy:
    """Ask for any ``threshold`` parties that come from at least ``span`` different groups.

    ``groups`` says for each party where it belongs. All of one group count once.

    >>> spanning(2, 2, {"CH": "Europe", "DE": "Europe", "SG": "Asia"})
    Gate(threshold=2, children=(Gate(threshold=1, children=('CH', 'DE')), 'SG'))

    See: Simmons, "How to (Really) Share a Secret", CRYPTO 1988, on compartments.
    """
    if not 1 <= span <= threshold:
        raise ValueError(f"{threshold} can span 1 to {threshold} groups, not {span}")
    names = dict.fromkeys(groups.values())
    if span > len(names):
        raise ValueError(f"there are {len(names)} groups, so nobody spans {span}")
    if threshold > len(groups):
        raise ValueError(f"there are {len(groups)} parties, so never {threshold}")
    members = [any_of(*(p for p, group in groups.items() if group == name)) for name in names]
    anybody, spread = at_least(threshold, *groups), at_least(span, *members)
    if span == 1:
        return anybody
    return spread if threshold == span else all_of(anybody, spread)
