"""Laws of secret sharing, to hold your own code against: what ``split`` and ``join`` must do.

Not here: who learns what from fewer shares, which ``_secrecy`` counts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from typing import Any, Final, TypeVar

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from cryptokit.rng import Rng, lesson
from cryptokit.testing._complaints import hold
from cryptokit.testing._sharing import plans, secrets

Point = tuple[int, bytes]
"""Where a share lies, and its value there."""
LONG: Final = 16
"""Bytes of a secret that no wrong answer hits by chance: 2^-128."""
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Scheme:
    """Code that shares secrets, as the laws call it. A share may be anything.

    ``look`` gives the point of a share; ``forge`` makes a share like another one with another
    point. ``of`` draws the secrets that the code takes.
    """

    split: Callable[..., Sequence[Any]]
    join: Callable[[Sequence[Any]], bytes]
    look: Callable[[Any], Point]
    forge: Callable[[Any, Point], Any]
    of: st.SearchStrategy[bytes]

    def shared(self, secret: bytes, k_of_n: tuple[int, int], rng: Rng) -> list[Any]:
        """Split, whatever kind of sequence comes out."""
        threshold, shares = k_of_n
        return list(self.split(secret, threshold=threshold, shares=shares, rng=rng))

    def refuses(self, shares: Sequence[Any]) -> bool:
        """Tell whether ``join`` raises an exception."""
        try:
            self.join(shares)
        except Exception:  # noqa: BLE001  # a student's code may refuse in any way
            return True
        return False


def check_sharing(
    split: Callable[..., Sequence[S]],
    join: Callable[[Sequence[S]], bytes],
    *,
    look: Callable[[S], Point] = lambda share: share,  # type: ignore[return-value, assignment]
    forge: Callable[[S, Point], S] = lambda _share, point: point,  # type: ignore[return-value, assignment]
    of: st.SearchStrategy[bytes] | None = None,
    laws: Iterable[str] | None = None,
) -> None:
    """Hold your ``split`` and ``join`` against every law in ``LAWS``.

    They are called as ``split(secret, threshold=k, shares=n, rng=rng)``, which gives shares, and
    ``join(shares)``, which gives the secret or raises. A share is a pair of x and bytes, unless
    ``look`` and ``forge`` say how to read one and how to change one; ``of`` draws the secrets that
    your code takes, if it does not take all bytes; ``laws`` names some laws, if not all are meant.
    It takes some seconds. Raises AssertionError, which names every broken law with the smallest
    counterexample that Hypothesis finds; TypeError for a ``split`` that cannot be called so.

    >>> from dataclasses import replace
    >>> from cryptokit import sharing
    >>> from cryptokit.keys import ShareValue
    >>> check_sharing(
    ...     sharing.split,
    ...     sharing.join,
    ...     look=lambda share: (share.x, share.value.reveal()),
    ...     forge=lambda share, point: replace(share, x=point[0], value=ShareValue(point[1])),
    ... )

    See: Shamir, "How to share a secret", CACM 22(11), 1979; and cryptokit.attacks.sharing for what
    breaks without each law.
    """
    require_callable(split)
    scheme = Scheme(split, join, look, forge, secrets() if of is None else of)
    hold(scheme, LAWS if laws is None else {name: LAWS[name] for name in laws})


def require_callable(split: Callable[..., object]) -> None:
    """Refuse a ``split`` that does not take what it is called with. Raises TypeError."""
    try:
        signature(split).bind(b"", threshold=2, shares=3, rng=lesson("any"))
    except TypeError as error:
        what = "split is called as split(secret, threshold=2, shares=3, rng=rng)"
        raise TypeError(f"{what}: {error}; rng(32) gives it 32 random bytes") from None


def _hunt(law: Callable[..., None], **drawn: st.SearchStrategy[Any]) -> None:
    # Explaining takes minutes, and the counterexample is small anyway.
    phases = set(Phase) - {Phase.explain}
    settings(phases=phases, deadline=None, max_examples=30)(given(**drawn)(law))()


_SEEDS: Final = st.binary(min_size=1, max_size=4)


def any_k_give_the_secret(scheme: Scheme) -> None:
    """Give the secret for any ``threshold`` shares, in any order."""

    def law(secret: bytes, k_of_n: tuple[int, int], seed: bytes, data: st.DataObject) -> None:
        shares = scheme.shared(secret, k_of_n, lesson(seed))
        chosen = data.draw(st.permutations(shares), "shares")[: k_of_n[0]]
        _require(
            scheme.join(chosen) == secret, f"{k_of_n[0]} of {k_of_n[1]} do not give the secret"
        )

    _hunt(law, secret=scheme.of, k_of_n=plans(), seed=_SEEDS, data=st.data())


def every_x_is_its_own(scheme: Scheme) -> None:
    """Give each share an x of its own, and none 0."""

    def law(secret: bytes, k_of_n: tuple[int, int], seed: bytes) -> None:
        shares = scheme.shared(secret, k_of_n, lesson(seed))
        xs = [scheme.look(share)[0] for share in shares]
        _require(len(xs) == k_of_n[1], f"{len(xs)} shares instead of {k_of_n[1]}")
        _require(0 not in xs, "a share lies at x = 0, where the secret is")
        _require(len(set(xs)) == len(xs), "two shares have one x")

    _hunt(law, secret=scheme.of, k_of_n=plans(), seed=_SEEDS)


def zero_is_refused(scheme: Scheme) -> None:
    """Refuse a share that claims to lie at x = 0."""

    def law(secret: bytes, k_of_n: tuple[int, int], seed: bytes) -> None:
        first, *others = scheme.shared(secret, k_of_n, lesson(seed))[: k_of_n[0]]

        def forged_and_joined() -> bool:
            try:
                at_zero = scheme.forge(first, (0, scheme.look(first)[1]))
            except Exception:  # noqa: BLE001  # refused before it is joined, which is as good
                return True
            return scheme.refuses([at_zero, *others])

        _require(forged_and_joined(), "a share at x = 0 is believed")

    _hunt(law, secret=scheme.of, k_of_n=plans(), seed=_SEEDS)


def one_x_twice_is_refused(scheme: Scheme) -> None:
    """Refuse two different shares at one x."""

    def law(secret: bytes, k_of_n: tuple[int, int], seed: bytes) -> None:
        shares = scheme.shared(secret, k_of_n, lesson(seed))[: k_of_n[0]]
        x, value = scheme.look(shares[1])
        other = scheme.forge(shares[1], (x, _changed(value)))
        _require(scheme.refuses([*shares, other][1:]), "two values at one x are joined")

    _hunt(law, secret=scheme.of, k_of_n=plans(), seed=_SEEDS)


def fewer_give_nothing(scheme: Scheme) -> None:
    """Refuse fewer than ``threshold`` shares: a wrong secret without a word is a trap."""

    def law(secret: bytes, k_of_n: tuple[int, int], seed: bytes) -> None:
        shares = scheme.shared(secret, k_of_n, lesson(seed))
        _require(scheme.refuses(shares[: k_of_n[0] - 1]), f"{k_of_n[0] - 1} shares are joined")

    _hunt(law, secret=scheme.of, k_of_n=plans(), seed=_SEEDS)


def one_change_is_noticed(scheme: Scheme) -> None:
    """Refuse one changed share among more than ``threshold``."""

    def law(secret: bytes, k_of_n: tuple[int, int], seed: bytes) -> None:
        threshold, shares = k_of_n
        made = scheme.shared(secret, (threshold, shares + 1), lesson(seed))[: threshold + 1]
        x, value = scheme.look(made[0])
        forged = scheme.forge(made[0], (x, _changed(value)))
        _require(scheme.refuses([forged, *made[1:]]), "a changed share shifts the secret unnoticed")

    _hunt(law, secret=scheme.of, k_of_n=plans(), seed=_SEEDS)


def all_luck_is_given(scheme: Scheme) -> None:
    """Give the same shares for the same randomness, and others for other randomness."""

    def law(seed: bytes, k_of_n: tuple[int, int], data: st.DataObject) -> None:
        secret = data.draw(scheme.of, "secret")
        points = [
            list(map(scheme.look, scheme.shared(secret, k_of_n, lesson(one))))
            for one in (seed, seed)
        ]
        _require(points[0] == points[1], "luck comes from elsewhere than the given source")
        others = [
            list(map(scheme.look, scheme.shared(secret, k_of_n, lesson(seed + bytes([i])))))
            for i in range(_NEW)
        ]
        _require(any(other != points[0] for other in others), "another sharing is the same one")

    _hunt(law, seed=_SEEDS, k_of_n=plans(), data=st.data())


_NEW: Final = 20
"""New sharings of a secret of one byte, which are all alike with probability 2^-160 at most."""


def bytes_are_shared_alone(scheme: Scheme) -> None:
    """Draw coefficients for each byte: equal bytes have different shares."""

    def law(seed: bytes, k_of_n: tuple[int, int], data: st.DataObject) -> None:
        byte = data.draw(scheme.of, "byte")[:1]
        shares = scheme.shared(byte * LONG, k_of_n, lesson(seed))
        for x, value in map(scheme.look, shares):
            width = len(value) // LONG  # whatever stands in front of the value
            parts = {value[-at - width :][:width] for at in range(0, LONG * width, width)}
            _require(len(parts) > 1, f"at x = {x} equal bytes have equal shares")

    _hunt(law, seed=_SEEDS, k_of_n=plans(), data=st.data())


def _changed(value: bytes) -> bytes:
    return value[:-1] + bytes([value[-1] ^ 1])


def _require(holds: bool, what: str) -> None:  # noqa: FBT001  # as assert, which is for our own code
    if not holds:
        raise AssertionError(what)


LAWS: Final[Mapping[str, Callable[[Scheme], None]]] = {
    law.__name__: law
    for law in (
        any_k_give_the_secret,
        every_x_is_its_own,
        zero_is_refused,
        one_x_twice_is_refused,
        fewer_give_nothing,
        one_change_is_noticed,
        all_luck_is_given,
        bytes_are_shared_alone,
    )
}
"""Each law of secret sharing by its name, which is a sentence; the docstring says it in full."""
