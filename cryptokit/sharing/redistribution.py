"""Redistribution: shares move to other holders with another threshold, and no secret in between.

Enough old holders each share their own share; a new holder adds up what it gets, weighted. Not
here: making the old holders forget. Until they erase their shares, both sets give the secret.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cryptokit.errors import Inconsistent, NotEnoughShares
from cryptokit.keys import SecretScalar
from cryptokit.primitives import polynomials
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.group import Group, combine
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing.feldman import Commitments, require_length
from cryptokit.sharing.pieces import (
    Handout,
    Piece,
    Purpose,
    check_piece,
    commit_and_hand_out,
    gather,
    hand_out,
    require_holders,
)
from cryptokit.sharing.plan import require_plan
from cryptokit.sharing.scalar import ScalarShare, draw_polynomial
from cryptokit.sharing.share import SET_ID_SIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What all agree on before shares move: from which set, from whom, to whom, and how many.

    ``givers`` are old holders, at least as many as the old threshold. The new set has an id of its
    own and starts at epoch 0, so that its shares mix with no old ones.

    Raises NotEnoughShares for too few givers.
    """

    set_id: bytes
    epoch: int
    threshold: int
    givers: tuple[int, ...]
    new_set_id: bytes
    new_threshold: int
    receivers: tuple[int, ...]
    field: Prime = field(default=SCALARS)

    def __post_init__(self) -> None:
        if len(self.givers) < self.threshold:
            raise NotEnoughShares(have=len(self.givers), need=self.threshold)
        require_plan(self.new_threshold, len(self.receivers), most=self.field.order - 1)
        for xs in (self.givers, self.receivers):
            require_holders(xs, self.field)
        if self.new_set_id == self.set_id or len(self.new_set_id) != SET_ID_SIZE:
            raise ValueError(f"the new set has an id of its own, of {SET_ID_SIZE} bytes")

    def weights(self) -> dict[int, int]:
        """Give the weights with which the givers' shares make up the secret, by their x."""
        return dict(zip(self.givers, polynomials.weights(self.givers, self.field), strict=True))

    def purpose(self) -> Purpose:
        """Give what the pieces are for. The new id is drawn for this move alone, and binds them."""
        action = f"redistribution to {self.new_threshold} of {len(self.receivers)}"
        return Purpose(action, self.new_set_id, 0, self.field)


def plan(
    share: ScalarShare,
    *,
    givers: Iterable[int],
    threshold: int,
    receivers: Iterable[int],
    rng: Rng = system,
) -> Move:
    """Plan a move of the set of ``share`` to a new threshold and new holders, by their x.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.scalar import join_scalar, split_scalar
    >>> rng = lesson("redistribution")
    >>> old = split_scalar(SecretScalar.of(42), threshold=3, shares=5, rng=rng)
    >>> move = plan(old[0], givers=(1, 2, 5), threshold=4, receivers=range(1, 8), rng=rng)
    >>> sent = [piece for x in move.givers for piece in sub_share(old[x - 1], move, rng=rng)]
    >>> to = lambda x: [piece for piece in sent if piece.receiver == x]
    >>> new = [receive(move, x, to(x)) for x in move.receivers]
    >>> new[6], join_scalar(new[3:]).reveal_number()
    (<ScalarShare 7, 4 needed, epoch 0, set ...>, 42)

    See: Desmedt and Jajodia, "Redistributing secret shares to new access structures", 1997.
    """
    return Move(
        set_id=share.set_id,
        epoch=share.epoch,
        threshold=share.threshold,
        givers=tuple(givers),
        new_set_id=draw(rng, SET_ID_SIZE),
        new_threshold=threshold,
        receivers=tuple(receivers),
        field=share.field,
    )


def sub_share(share: ScalarShare, move: Move, *, rng: Rng = system) -> tuple[Piece, ...]:
    """Share one's own share among the new holders, with the new threshold.

    Raises ValueError for a share that has no part in the move.

    See: Desmedt and Jajodia, "Redistributing secret shares to new access structures", 1997.
    """
    polynomial = _polynomial(share, move, rng)
    toy = share.value.from_lesson or is_lesson(rng)
    return hand_out(polynomial, move.purpose(), share.x, move.receivers, from_lesson=toy)


def sub_share_verifiably(
    share: ScalarShare, move: Move, *, group: Group = EDWARDS25519, rng: Rng = system
) -> Handout:
    """Share one's own share among the new holders, and commit to the polynomial.

    See: Wong, Wang and Wing, "Verifiable secret redistribution for archive systems", 2002.
    """
    polynomial = _polynomial(share, move, rng)
    toy = share.value.from_lesson or is_lesson(rng)
    return commit_and_hand_out(
        polynomial, move.purpose(), share.x, move.receivers, group=group, from_lesson=toy
    )


def check_sub_sharing(giver: int, commitments: Commitments, old: Commitments, move: Move) -> None:
    """Check in public that a giver shares its own share: the constant is its old public share.

    Raises Inconsistent, naming the giver; Untrusted for a list that is not as long as a threshold.
    """
    require_length(len(old.elements), move.threshold)
    require_length(len(commitments.elements), move.new_threshold)
    if commitments.public_key != old.public_share(giver):
        raise Inconsistent("shares another number than its old share", holder=str(giver))


def receive(move: Move, x: int, pieces: Iterable[Piece]) -> ScalarShare:
    """Give the new share at ``x``, from one piece of each giver.

    Raises Inconsistent, naming a giver whose piece belongs elsewhere, or BadShare, one who sent
    none.
    """
    found = gather(pieces, move.purpose(), x, move.givers)
    return ScalarShare(
        set_id=move.new_set_id,
        threshold=move.new_threshold,
        x=x,
        value=_weighted(found, move.weights()),
        field=move.field,
    )


def receive_verifiably(
    move: Move,
    x: int,
    pieces: Iterable[Piece],
    *,
    old: Commitments,
    public: Mapping[int, Commitments],
) -> ScalarShare:
    """Give the new share at ``x``, with all that the givers (x -> commitments) sent checked.

    Raises Inconsistent, naming a giver who shares another number than its old share, or sent
    another one than it committed to; otherwise as ``receive`` does.

    See: Wong, Wang and Wing, "Verifiable secret redistribution for archive systems", 2002.
    """
    found = gather(pieces, move.purpose(), x, move.givers)
    for piece in found:
        commitments = _committed(public, piece.sender)
        check_sub_sharing(piece.sender, commitments, old, move)
        check_piece(piece, commitments)
    return receive(move, x, found)


def new_commitments(public: Mapping[int, Commitments], move: Move) -> Commitments:
    """Give the commitments of the new set. The public key among them is that of the old set.

    Each giver must have passed ``check_sub_sharing``. Raises Inconsistent, naming a giver without
    commitments; Untrusted for a list that is not as long as the new threshold.
    """
    weights, lists = list(move.weights().values()), [_committed(public, x) for x in move.givers]
    for one in lists:
        require_length(len(one.elements), move.new_threshold)
    group, columns = lists[0].group, zip(*(one.elements for one in lists), strict=True)
    return Commitments(tuple(combine(weights, list(one), group) for one in columns), group)


def _committed(public: Mapping[int, Commitments], giver: int) -> Commitments:
    if giver not in public:
        raise Inconsistent("published no commitments", holder=str(giver))
    return public[giver]


def _polynomial(share: ScalarShare, move: Move, rng: Rng) -> tuple[int, ...]:
    ours = (share.set_id, share.epoch, share.threshold, share.field)
    if ours != (move.set_id, move.epoch, move.threshold, move.field) or share.x not in move.givers:
        raise ValueError(f"{share} has no part in this move")
    return draw_polynomial(share.value.reveal_number(), move.new_threshold, share.field, rng)


def _weighted(pieces: Iterable[Piece], weights: Mapping[int, int]) -> SecretScalar:
    values = [(weights[piece.sender], piece.value, piece.purpose.field) for piece in pieces]
    over = values[0][2]
    number = sum(weight * value.reveal_number() for weight, value, _ in values) % over.order
    toy = any(value.from_lesson for _, value, _ in values)
    return SecretScalar.of(number, size=over.size, from_lesson=toy)
