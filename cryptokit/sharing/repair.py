"""Repair of a lost share with sums: each helper cuts its contribution up among the helpers.

Simpler than ``recovery``: nothing is committed to, and the owner only adds up. But nobody can tell
who cheated: the owner checks the outcome against the commitments of its set.
"""

from collections.abc import Collection, Iterable

from cryptokit.keys import SecretScalar
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.rng import Rng, is_lesson, system
from cryptokit.sharing.pieces import Piece, Purpose, gather, total
from cryptokit.sharing.recovery import among, require_helpers
from cryptokit.sharing.scalar import ScalarShare, draw_element


def cut(
    share: ScalarShare, lost: int, helpers: Collection[int], *, rng: Rng = system
) -> tuple[Piece, ...]:
    """Cut up one's share, times its weight at the lost x, into random summands: one a helper.

    Raises NotEnoughShares for fewer helpers than the threshold; BadShare for a loss at x = 0.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.scalar import split_scalar
    >>> rng = lesson("repair")
    >>> one, two, three = split_scalar(SecretScalar.of(42), threshold=2, shares=3, rng=rng)
    >>> helpers = (1, 3)
    >>> sent = [p for share in (one, three) for p in cut(share, 2, helpers, rng=rng)]
    >>> to = lambda x: [piece for piece in sent if piece.receiver == x]
    >>> sums = [add_up(share, 2, to(share.x), helpers=helpers) for share in (one, three)]
    >>> purpose = summed(two.set_id, epoch=0, lost=2, helpers=helpers)
    >>> repair(sums, purpose, lost=2, threshold=2, helpers=helpers) == two
    True

    See: Stinson and Wei, "Combinatorial repairability for threshold schemes", 2018, section 2.
    """
    require_helpers(share, lost, helpers)
    field, toy = share.field, is_lesson(rng)
    others = [draw_element(field, rng) for _ in range(len(helpers) - 1)]
    last = (_contribution(share, lost, helpers) - sum(others)) % field.order
    return tuple(
        Piece(_purpose(share, lost, helpers), share.x, x, _scalar(number, field, from_lesson=toy))
        for x, number in zip(helpers, (*others, last), strict=True)
    )


def add_up(
    share: ScalarShare, lost: int, pieces: Iterable[Piece], *, helpers: Collection[int]
) -> Piece:
    """Add up what a helper got from all helpers: a piece for the owner of the lost share.

    Raises Inconsistent, naming a helper whose piece belongs elsewhere, or BadShare, one who sent
    none.
    """
    require_helpers(share, lost, helpers)
    found = gather(pieces, _purpose(share, lost, helpers), share.x, helpers)
    purpose = summed(share.set_id, share.epoch, lost, helpers, share.field)
    return Piece(purpose, share.x, lost, total(found))


def repair(
    sums: Iterable[Piece], purpose: Purpose, *, lost: int, threshold: int, helpers: Collection[int]
) -> ScalarShare:
    """Give the lost share: the sum of the sums. Check it, as ``feldman.check`` does.

    ``purpose`` is ``summed(...)``: the owner says of which set and epoch its share was.
    Raises Inconsistent, naming a helper whose piece belongs elsewhere, or BadShare, one who sent
    none.
    """
    found = gather(sums, purpose, lost, helpers)
    return ScalarShare(
        set_id=purpose.set_id,
        threshold=threshold,
        x=lost,
        value=total(found),
        epoch=purpose.epoch,
        field=purpose.field,
    )


def summed(
    set_id: bytes, epoch: int, lost: int, helpers: Iterable[int], field: Prime = SCALARS
) -> Purpose:
    """Give the purpose of a sum: to repair the share at ``lost`` of this set and epoch."""
    return Purpose(f"sum for {lost} {among(helpers)}", set_id, epoch, field)


def _contribution(share: ScalarShare, lost: int, helpers: Collection[int]) -> int:
    xs = tuple(helpers)
    weight = polynomials.weights(xs, share.field, lost)[xs.index(share.x)]
    return share.field.multiply(weight, share.value.reveal_number())


def _scalar(number: int, field: Prime, *, from_lesson: bool) -> SecretScalar:
    return SecretScalar.of(number, size=field.size, from_lesson=from_lesson)


def _purpose(share: ScalarShare, lost: int, helpers: Iterable[int]) -> Purpose:
    return Purpose(f"summand for {lost} {among(helpers)}", share.set_id, share.epoch, share.field)
