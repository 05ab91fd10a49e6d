"""The exercises of lesson 10: weigh answers, refresh against a cheat, and price a coalition."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, combinations
from typing import Any, Final, cast

from hypothesis import strategies as st

from cryptokit.errors import CryptokitError
from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.scenes import coalitions
from cryptokit.lab.course.scenes.holders import refreshed
from cryptokit.lab.course.verdict import Wrong
from cryptokit.primitives import polynomials
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.group import draw_scalar
from cryptokit.rng import Rng
from cryptokit.sharing.pieces import Handout, Purpose, commit_and_hand_out
from cryptokit.sharing.refresh import deal_zero_verifiably
from cryptokit.sharing.scalar import ScalarShare, draw_polynomial, join_scalar, split_scalar

Weight = Callable[[int, Sequence[int], int], int]
_PRIMES: Final = (11, 101, SCALARS.order)


def _draw_weights(rng: Rng) -> Problem:
    """Draw three points of a parabola modulo 101; the answer is its value at 0."""
    luck = rng(6)
    xs = sorted(sorted(range(1, 7), key=lambda x: (luck[x - 1], x))[:3])
    field = Prime(101)
    polynomial = draw_polynomial(rng(1)[0] % field.order, len(xs), field, rng)
    points = {x: polynomials.evaluate(polynomial, x, field) for x in xs}
    return Problem({"points": points, "q": field.order}, polynomial[0])


def _judge_weights(answer: Weight, problem: Problem) -> None:
    def law(xs: list[int], q: int) -> None:
        wanted = polynomials.weights(xs, Prime(q))
        for x, right in zip(xs, wanted, strict=True):
            got = _whole(answer, x, xs, q)
            if got % q != right:
                raise Wrong(f"{_call(x, xs)} gave {got}, and {right} is right. {_guess(answer)}")

    hunt(
        law,
        xs=st.lists(st.integers(1, 6), min_size=1, max_size=4, unique=True),
        q=st.sampled_from(_PRIMES),
    )
    law(list(problem.given["points"]), problem.given["q"])


def _whole(answer: Weight, x: int, xs: Sequence[int], q: int) -> int:
    """Ask for a weight. Raises Wrong unless it is a whole number."""
    try:
        got: object = answer(x, list(xs), q)
    except ValueError as error:
        if "invertible" not in str(error):
            raise
        raise Wrong(
            f"{_call(x, xs)} divides by 0: for x itself, x - x is 0. Leave it out"
        ) from None
    if isinstance(got, float):
        raise Wrong(f"{_call(x, xs)} gave {got}, a fraction. To divide by b, take pow(b, -1, q)")
    if not isinstance(got, int):
        raise Wrong(f"{_call(x, xs)} gave {got!r}, and a weight is a whole number")
    return got


def _call(x: int, xs: Sequence[int]) -> str:
    return f"weight({x}, {list(xs)}, q)"


def _guess(answer: Weight) -> str:
    """Say what may have gone wrong, by a case in which the usual mistakes all differ: -5 / -2."""
    field = Prime(101)
    slips = {
        5 * field.invert(-2) % 101: "Above stand the (0 - x_j): count the signs again",
        -5 % 101: "It looks as if nothing was divided by the product of all (x - x_j)",
        2 * field.invert(5) % 101: "Above and below have changed places",
        -5 // -2: "Is it //? That throws away what is left over; pow(b, -1, q) does not",
    }
    got = answer(3, [3, 5], field.order) % field.order
    wanted = "Multiplied by every (x - x_j), it should give the product of all (0 - x_j)"
    return slips.get(got, wanted)


_HOLDERS: Final = 5
_XS: Final = tuple(range(1, _HOLDERS + 1))


def _draw_refresh(rng: Rng) -> Problem:
    """Share a key, and let each holder deal for a refresh; one deals another number than 0."""
    threshold, cheat = 3 + rng(1)[0] % 2, 1 + rng(1)[0] % _HOLDERS
    key = draw_scalar(rng)
    shares = split_scalar(key, threshold=threshold, shares=_HOLDERS, rng=rng)
    dealt: dict[int, Handout] = {
        share.x: _deal_cheating(share, rng)
        if share.x == cheat
        else deal_zero_verifiably(share, _XS, rng=rng)
        for share in shares
    }
    stolen = tuple(sorted(sorted(_XS, key=lambda x: (rng(1)[0], x))[: threshold - 1]))
    given = {"shares": shares, "dealt": dealt, "stolen": stolen}
    return Problem(given, {"key": key, "cheat": cheat})


def _deal_cheating(share: ScalarShare, rng: Rng) -> Handout:
    other = draw_scalar(rng).reveal_number()
    polynomial = draw_polynomial(other, share.threshold, share.field, rng)
    purpose = Purpose("refresh", share.set_id, share.epoch, share.field)
    return commit_and_hand_out(polynomial, purpose, share.x, _XS, group=EDWARDS25519)


def _judge_refresh(answer: Any, problem: Problem) -> None:
    old: tuple[ScalarShare, ...] = problem.given["shares"]
    new = _by_holder(answer)
    if new.keys() != set(_XS):
        lacking = ", ".join(str(x) for x in _XS if x not in new)
        raise Wrong(f"Each of the five holders needs a new share; there is none for {lacking}.")
    for share in old:
        _require_next(share, new[share.x])
    _require_key(new, old, problem)
    _require_worthless(new, old, problem)
    _require_dealers(new, problem)


def _by_holder(answer: Any) -> dict[int, ScalarShare]:
    given = cast("Sequence[object]", answer) if isinstance(answer, Sequence) else ()
    shares = {one.x: one for one in given if isinstance(one, ScalarShare)}
    if not shares:
        raise Wrong("The answer is a list of five shares, as holders.refreshed gives them.")
    return shares


def _require_next(old: ScalarShare, new: ScalarShare) -> None:
    if new.set_id != old.set_id:
        raise Wrong(
            f"Share {old.x} is of another set. Whoever split the key anew had all of it in hands; "
            "refresh the old shares in its place."
        )
    if new.epoch <= old.epoch:
        raise Wrong(
            f"Share {old.x} is still of epoch {new.epoch}: what was stolen fits as it did before."
        )


def _require_key(
    new: Mapping[int, ScalarShare], old: Sequence[ScalarShare], problem: Problem
) -> None:
    try:
        key = join_scalar(new.values())
    except CryptokitError as error:
        raise Wrong(
            f"Your new shares do not fit together ({error.what}): all holders must take in pieces "
            "of the same dealers."
        ) from None
    if key != problem.answer["key"]:
        raise Wrong(
            "Your new shares fit together, but to another key: a dealer among them did not share "
            "0. Which one? Let holders.refreshed look, which checks each dealing."
        )
    if new[1].threshold != old[0].threshold:
        raise Wrong("The threshold has changed. A refresh leaves it as it was.")


def _require_worthless(
    new: Mapping[int, ScalarShare], old: Sequence[ScalarShare], problem: Problem
) -> None:
    """Write one epoch on stolen old shares and one new share: they must not give the key."""
    stolen = problem.given["stolen"]
    loot = [share for share in old if share.x in stolen]
    fresh = next(new[x] for x in _XS if x not in stolen)
    if _forced([*loot, fresh]) == problem.answer["key"]:
        raise Wrong(
            f"The old shares of {_and(stolen)} and the new one of {fresh.x} still give the key. "
            "A new label is not enough: the numbers must change."
        )


def _require_dealers(new: Mapping[int, ScalarShare], problem: Problem) -> None:
    """Refuse a refresh to which fewer holders dealt than are needed: robbing them undoes it."""
    dealt, shares = problem.given["dealt"], problem.given["shares"]
    honest = [x for x in dealt if x != problem.answer["cheat"]]
    for few in chain.from_iterable(combinations(honest, n) for n in range(1, new[1].threshold)):
        if refreshed(shares, {x: dealt[x] for x in few})[0].value == new[1].value:
            raise Wrong(
                f"Only {_and(few)} dealt. Whoever robs as few as that can work out the new shares "
                "from the old ones: let every honest dealer deal."
            )


def _forced(shares: Sequence[ScalarShare]) -> object:
    return join_scalar(replace(one, epoch=0) for one in shares)


def _and(some: Sequence[int]) -> str:
    *most, last = map(str, some)
    return f"{', '.join(most)} and {last}" if most else last


EXERCISES: Final = (
    Exercise(
        "10.1",
        Kind.MAKE,
        "Write the weight of the answer at x among those at xs, for the value at 0, modulo q.",
        (
            "Which polynomial is 1 at x and 0 at all the other xs? What is it at 0?",
            "For each other x_j: (0 - x_j) above, (x - x_j) below. Multiply; leave out x itself.",
            "above * pow(below, -1, q) % q, with both products taken over the other xs.",
        ),
        _draw_weights,
        _judge_weights,
    ),
    Exercise(
        "10.2",
        Kind.MODIFY,
        "Give all five holders refreshed shares of the same key, though one dealer cheated.",
        (
            "What happens to the key if somebody's dealing is not one of 0?",
            "holders.refreshed names a dealer who did not share 0. Leave that one out.",
            "kept = dict(given['dealt']); del kept[(the cheat)]; and then refreshed(..., kept).",
        ),
        _draw_refresh,
        _judge_refresh,
    ),
    Exercise(
        "10.3",
        Kind.ORDER,
        "Find the fewest countries that, by acting and by asking, get the store and 3 operators.",
        (
            "Whose order can a country get without giving it itself?",
            "Write down for each country whom it reaches: itself, and those in its line of helps.",
            "Two countries are enough. Try those with the longest lines, and look for the store.",
        ),
        coalitions.draw,
        coalitions.judge,
    ),
)
