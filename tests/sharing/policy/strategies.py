"""Policies for Hypothesis, and the subsets of their parties."""

from itertools import combinations

from hypothesis import strategies as st

from cryptokit import testing
from cryptokit.sharing.policy import Gate
from cryptokit.sharing.policy.tree import parties_of

PARTIES = ("CH", "IS", "DE", "SG", "US")
names = st.sampled_from(PARTIES)


def policies(*, parties=names, most=8):
    """Trees of any gates; a party can occur in several places."""
    return testing.policies(parties=parties, most=most)


def formulas(*, parties=names, most=8):
    """Trees of AND and OR alone."""
    return st.recursive(parties, _and_or, max_leaves=most)


def subsets(parties):
    """All subsets, the empty one first."""
    for size in range(len(parties) + 1):
        yield from map(frozenset, combinations(parties, size))


def subsets_of(policy):
    return subsets(parties_of(policy))


def _and_or(children):
    some = st.lists(children, min_size=1, max_size=4).map(tuple)
    return some.flatmap(lambda s: st.builds(Gate, st.sampled_from((1, len(s))), st.just(s)))
