"""Strategies for secrets, sharings and policies. The laws are in ``_sharing_laws``."""

from dataclasses import dataclass

from hypothesis import strategies as st

from cryptokit.rng import lesson
from cryptokit.sharing import Share, split
from cryptokit.sharing.policy.tree import Gate, Policy

_COUNTRIES = st.sampled_from(("CH", "DE", "IS", "SG"))


@dataclass(frozen=True, slots=True)
class Sharing:
    """A secret and the shares it was split into, of which ``threshold`` give it back."""

    secret: bytes
    threshold: int
    shares: tuple[Share, ...]


def secrets(*, min_size: int = 1, max_size: int = 64) -> st.SearchStrategy[bytes]:
    r"""Give secrets of some bytes; zeros and repeated bytes come early.

    >>> from hypothesis import find
    >>> find(secrets(min_size=2), lambda secret: True)
    b'\x00\x00'
    """
    return st.binary(min_size=min_size, max_size=max_size)


def plans(*, most: int = 7) -> st.SearchStrategy[tuple[int, int]]:
    """Give a threshold from 2 on, and a number of shares up to ``most``.

    >>> from hypothesis import find
    >>> find(plans(), lambda plan: True)
    (2, 2)
    """
    return st.integers(2, most).flatmap(
        lambda k: st.integers(k, most).map(lambda shares: (k, shares))
    )


@st.composite
def sharings(draw: st.DrawFn, *, most: int = 7) -> Sharing:
    """Give secrets with the shares that ``cryptokit.sharing.split`` made of them.

    >>> from hypothesis import given
    >>> from cryptokit.sharing import join
    >>> @given(sharings())
    ... def check(sharing):
    ...     assert join(sharing.shares[: sharing.threshold]) == sharing.secret
    >>> check()
    """
    secret, (threshold, count) = draw(secrets()), draw(plans(most=most))
    rng = lesson(draw(st.binary(min_size=1, max_size=4)))
    return Sharing(secret, threshold, split(secret, threshold=threshold, shares=count, rng=rng))


def policies(
    *, parties: st.SearchStrategy[str] = _COUNTRIES, most: int = 8
) -> st.SearchStrategy[Policy]:
    """Give policies over some parties: trees of gates with ``most`` leaves or a few more.

    A party may stand in several places.

    >>> from hypothesis import find
    >>> find(policies(), lambda policy: not isinstance(policy, str))
    Gate(threshold=1, children=('CH',))
    """
    return st.recursive(parties, _gates, max_leaves=most)


@st.composite
def _gates(draw: st.DrawFn, inner: st.SearchStrategy[Policy]) -> Gate:
    children = draw(st.lists(inner, min_size=1, max_size=4))
    return Gate(draw(st.integers(1, len(children))), tuple(children))
