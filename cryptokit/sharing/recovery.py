"""Recovery of a lost share: helpers hand it back to its owner, and nobody learns another one.

The helpers add random masks that are 0 at the lost x, so what the owner sees agrees with the true
polynomial there, and is random elsewhere. ``repair`` does it with sums, which nobody can check.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import reduce

from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares
from cryptokit.keys import SecretScalar
from cryptokit.primitives import polynomials
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.group import Group
from cryptokit.rng import Rng, is_lesson, system
from cryptokit.sharing.agreement import one_set, require_agreement, value_at
from cryptokit.sharing.feldman import Commitments, require_length
from cryptokit.sharing.pieces import (
    Handout,
    Piece,
    Purpose,
    check_piece,
    commit_and_hand_out,
    gather,
    hand_out,
    total,
)
from cryptokit.sharing.scalar import ScalarShare, draw_element
from cryptokit.sharing.share import AT_ZERO


def deal_mask(
    share: ScalarShare, lost: int, helpers: Collection[int], *, rng: Rng = system
) -> tuple[Piece, ...]:
    """Hand out, among the helpers, a random polynomial whose value at the lost x is 0.

    Raises NotEnoughShares for fewer helpers than the threshold; BadShare for a loss at x = 0.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.scalar import split_scalar
    >>> rng = lesson("recovery")
    >>> one, two, three = split_scalar(SecretScalar.of(42), threshold=2, shares=3, rng=rng)
    >>> helpers = (1, 3)
    >>> sent = [p for share in (one, three) for p in deal_mask(share, 2, helpers, rng=rng)]
    >>> to = lambda x: [piece for piece in sent if piece.receiver == x]
    >>> masked = [mask(share, 2, to(share.x), helpers=helpers) for share in (one, three)]
    >>> purpose = masked_share(two.set_id, epoch=0, lost=2)
    >>> recover(masked, purpose, lost=2, threshold=2) == two
    True

    See: Herzberg, Jarecki, Krawczyk and Yung, "Proactive secret sharing", CRYPTO 1995, section 4.
    """
    polynomial = _mask(share, lost, helpers, rng)
    purpose = _purpose(share, lost, helpers)
    return hand_out(polynomial, purpose, share.x, helpers, from_lesson=is_lesson(rng))


def deal_mask_verifiably(
    share: ScalarShare,
    lost: int,
    helpers: Collection[int],
    *,
    group: Group = EDWARDS25519,
    rng: Rng = system,
) -> Handout:
    """Hand out a random polynomial whose value at the lost x is 0, and commit to it.

    See: Herzberg, Jarecki, Krawczyk and Yung, "Proactive secret sharing", CRYPTO 1995, section 4.
    """
    polynomial = _mask(share, lost, helpers, rng)
    purpose, toy = _purpose(share, lost, helpers), is_lesson(rng)
    return commit_and_hand_out(polynomial, purpose, share.x, helpers, group=group, from_lesson=toy)


def check_mask(helper: int, lost: int, commitments: Commitments, threshold: int) -> None:
    """Check in public that a mask is 0 at the lost x.

    Raises Inconsistent, naming the helper: another mask would change the share that comes out.
    Untrusted for more or fewer commitments than the threshold.
    """
    require_length(len(commitments.elements), threshold)
    if commitments.public_share(lost) != commitments.group.identity:
        raise Inconsistent(f"its mask is not 0 at {lost}", holder=str(helper))


def mask(
    share: ScalarShare, lost: int, pieces: Iterable[Piece], *, helpers: Collection[int]
) -> Piece:
    """Add the masks of all helpers to one's own share: a piece for the owner of the lost one.

    Raises Inconsistent, naming a helper whose piece belongs elsewhere, or BadShare, one who sent
    none.
    """
    require_helpers(share, lost, helpers)
    found = gather(pieces, _purpose(share, lost, helpers), share.x, helpers)
    purpose = masked_share(share.set_id, share.epoch, lost, share.field)
    return Piece(purpose, share.x, lost, total(found, onto=share.value))


def mask_verifiably(
    share: ScalarShare, lost: int, pieces: Iterable[Piece], public: Mapping[int, Commitments]
) -> Piece:
    """Add the masks of all helpers (x -> commitments) to one's own share, each mask checked.

    Raises Inconsistent, naming a helper whose mask is wrong; otherwise as ``mask`` does.
    """
    for helper, commitments in public.items():
        check_mask(helper, lost, commitments, share.threshold)
    found = gather(pieces, _purpose(share, lost, public), share.x, tuple(public))
    for piece in found:
        check_piece(piece, public[piece.sender])
    return mask(share, lost, found, helpers=tuple(public))


def recover(
    pieces: Collection[Piece], purpose: Purpose, *, lost: int, threshold: int
) -> ScalarShare:
    """Give the lost share, from the masked shares of as many helpers as the threshold or more.

    ``purpose`` is ``masked_share(...)``: the owner says of which set and epoch its share was.
    Raises Inconsistent, naming a helper whose piece belongs elsewhere, or one that is alone in
    disagreeing with two helpers more than the threshold; NotEnoughShares.
    """
    found = gather(pieces, purpose, lost, {piece.sender for piece in pieces})
    on_mask = one_set([_share(p, p.sender, p.value, threshold) for p in found], ScalarShare)
    require_agreement(on_mask)
    toy = any(piece.value.from_lesson for piece in found)
    value = SecretScalar(value_at(on_mask, lost).reveal(), from_lesson=toy)
    return _share(found[0], lost, value, threshold)


def recover_verifiably(
    pieces: Collection[Piece],
    purpose: Purpose,
    *,
    lost: int,
    old: Commitments,
    public: Mapping[int, Commitments],
) -> ScalarShare:
    """Give the lost share; each masked one is checked by the commitments of the set and the masks.

    Raises Inconsistent, naming a helper who sent a wrong one; otherwise as ``recover`` does.
    """
    threshold = len(old.elements)
    for helper, commitments in public.items():
        check_mask(helper, lost, commitments, threshold)
    masked = reduce(Commitments.plus, public.values(), old)
    for piece in gather(pieces, purpose, lost, {piece.sender for piece in pieces}):
        if old.group.times_base(piece.value.reveal_number()) != masked.public_share(piece.sender):
            what = "sent another number than its masked share"
            raise Inconsistent(what, holder=str(piece.sender))
    return recover(pieces, purpose, lost=lost, threshold=threshold)


def masked_share(set_id: bytes, epoch: int, lost: int, field: Prime = SCALARS) -> Purpose:
    """Give the purpose of a masked share: to recover the one at ``lost`` of this set and epoch."""
    return Purpose(f"masked share for {lost}", set_id, epoch, field)


def require_helpers(share: ScalarShare, lost: int, helpers: Collection[int]) -> None:
    """Refuse helpers who cannot help: too few, without oneself, or with the loser.

    And a loss at x = 0: whoever claimed to have lost the share there would get the secret.
    """
    if lost % share.field.order == 0:
        raise BadShare(AT_ZERO, holder=str(lost))
    if len(set(helpers)) < share.threshold:
        raise NotEnoughShares(have=len(set(helpers)), need=share.threshold)
    places = {x % share.field.order for x in (*helpers, lost)} - {0}
    if share.x not in helpers or len(places) != len(helpers) + 1:
        raise ValueError("the helpers are different holders, one's own x among them, not the lost")


def _mask(share: ScalarShare, lost: int, helpers: Collection[int], rng: Rng) -> tuple[int, ...]:
    require_helpers(share, lost, helpers)
    field = share.field
    free = [draw_element(field, rng) for _ in range(share.threshold - 1)]
    vanishing = polynomials.multiply((field.subtract(0, lost), 1), free, field)
    return (*vanishing, *[0] * (share.threshold - len(vanishing)))


def among(helpers: Iterable[int]) -> str:
    """Name the helpers, so that what is meant for one group of them serves no other."""
    return "among " + ", ".join(map(str, sorted(helpers)))


def _purpose(share: ScalarShare, lost: int, helpers: Iterable[int]) -> Purpose:
    return Purpose(f"mask at {lost} {among(helpers)}", share.set_id, share.epoch, share.field)


def _share(piece: Piece, x: int, value: SecretScalar, threshold: int) -> ScalarShare:
    of = piece.purpose
    return ScalarShare(
        set_id=of.set_id, threshold=threshold, x=x, value=value, epoch=of.epoch, field=of.field
    )
