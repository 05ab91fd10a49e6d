"""What parties send one another in private while shares move: a number, and all that binds it.

A piece is no share: it names its purpose, so that it can be used for that and never again.
Not here: the private channel from sender to receiver.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from cryptokit.errors import BadShare, Inconsistent
from cryptokit.keys import SecretScalar
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.group import Group
from cryptokit.sharing.feldman import Commitments, commit


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a piece is for: one action on one set in one epoch."""

    action: str
    set_id: bytes
    epoch: int
    field: Prime = field(default=SCALARS)


@dataclass(frozen=True, slots=True)
class Piece:
    """A number from the holder at x = ``sender`` to the one at x = ``receiver``.

    Raises BadShare, naming the sender, for a number that is not below the order of the field, and
    for an x that no holder has: 0, or one beyond the field.
    """

    purpose: Purpose
    sender: int
    receiver: int
    value: SecretScalar

    def __post_init__(self) -> None:
        over = self.purpose.field
        if len(self.value) != over.size or self.value.reveal_number() >= over.order:
            raise BadShare("its piece is not a number below the order", holder=str(self.sender))
        if not (0 < self.sender < over.order and 0 < self.receiver < over.order):
            what = f"its piece for {self.receiver} is not from one holder to another"
            raise BadShare(what, holder=str(self.sender))


@dataclass(frozen=True, slots=True)
class Handout:
    """A polynomial handed out: commitments for everybody, and a piece for each receiver."""

    commitments: Commitments
    pieces: tuple[Piece, ...]


def hand_out(
    polynomial: Sequence[int],
    purpose: Purpose,
    sender: int,
    receivers: Iterable[int],
    *,
    from_lesson: bool = False,
) -> tuple[Piece, ...]:
    """Give each receiver the value of a polynomial at its x."""
    over = purpose.field
    return tuple(
        Piece(
            purpose,
            sender,
            x,
            SecretScalar.of(
                polynomials.evaluate(polynomial, x, over), size=over.size, from_lesson=from_lesson
            ),
        )
        for x in receivers
    )


def check_piece(piece: Piece, commitments: Commitments) -> None:
    """Check a piece against what its sender committed to. Raises Inconsistent, naming the sender.

    Whether the commitments are as many as they must be, and of a polynomial that serves the
    purpose, everybody checks in public: ``refresh.check_zero``, ``recovery.check_mask``.
    """
    require_exponents(piece.purpose)
    mine = commitments.group.times_base(piece.value.reveal_number())
    if mine != commitments.public_share(piece.receiver):
        what = f"sent {piece.receiver} another number than it committed to"
        raise Inconsistent(what, holder=str(piece.sender))


def gather(
    pieces: Iterable[Piece], purpose: Purpose, receiver: int, senders: Collection[int]
) -> tuple[Piece, ...]:
    """Give one piece from each sender, in order; the same piece twice counts once.

    Raises Inconsistent, naming the sender, for a piece with another purpose or receiver, from a
    stranger, or sent twice with two values; BadShare for who sent none.
    """
    wanted, found = tuple(dict.fromkeys(senders)), dict[int, Piece]()
    for piece in pieces:
        if piece.purpose != purpose or piece.receiver != receiver:
            raise Inconsistent(f"its piece is {_odd(piece, purpose)}", holder=str(piece.sender))
        if piece.sender not in wanted:
            raise Inconsistent("takes no part in this", holder=str(piece.sender))
        if found.setdefault(piece.sender, piece).value != piece.value:
            raise Inconsistent("sent two different pieces", holder=str(piece.sender))
    absent = [str(x) for x in wanted if x not in found]
    if absent:
        raise BadShare("sent no piece", holder=", ".join(absent))
    return tuple(found[x] for x in wanted)


def total(pieces: Sequence[Piece], *, onto: SecretScalar | None = None) -> SecretScalar:
    """Add up pieces, onto another number if one is given."""
    over = pieces[0].purpose.field
    values = [piece.value for piece in pieces] + ([onto] if onto else [])
    number = sum(value.reveal_number() for value in values) % over.order
    return SecretScalar.of(
        number, size=over.size, from_lesson=any(value.from_lesson for value in values)
    )


def commit_and_hand_out(
    polynomial: Sequence[int],
    purpose: Purpose,
    sender: int,
    receivers: Iterable[int],
    *,
    group: Group,
    from_lesson: bool = False,
) -> Handout:
    """Hand out a polynomial and commit to it. Raises ValueError for a field that is not SCALARS."""
    require_exponents(purpose)
    pieces = hand_out(polynomial, purpose, sender, receivers, from_lesson=from_lesson)
    return Handout(commit(polynomial, group), pieces)


def require_holders(xs: Collection[int], field: Prime) -> None:
    """Refuse a list in which a holder stands twice, or one has no x. Raises ValueError."""
    if len({x % field.order for x in xs} - {0}) != len(xs):
        raise ValueError("holders have different x, none of them 0 modulo the order")


def require_exponents(purpose: Purpose) -> None:
    """Refuse to commit to numbers of another field. Raises ValueError."""
    if purpose.field != SCALARS:
        raise ValueError("commitments need shares over SCALARS, the exponents of the group")


def _odd(piece: Piece, purpose: Purpose) -> str:
    theirs = piece.purpose
    if theirs == purpose:
        return f"for {piece.receiver}"
    names = ("action", "set_id", "epoch", "field")
    differ = [name for name in names if getattr(theirs, name) != getattr(purpose, name)]
    return "for something else: another " + " and ".join(differ).replace("_", " ")
