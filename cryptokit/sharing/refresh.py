"""Refresh: all shares change, the secret and the public key stay, and old shares lose their worth.

Every party adds a sharing of 0. Whoever collects shares one by one must then be faster than the
next refresh. Not here: erasing the old shares and their backups, without which it is for nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from cryptokit.errors import Inconsistent, Untrusted
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.group import Element, Group
from cryptokit.rng import Rng, is_lesson, system
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
    total,
)
from cryptokit.sharing.scalar import ScalarShare, draw_polynomial


def deal_zero(
    share: ScalarShare, holders: Collection[int], *, rng: Rng = system
) -> tuple[Piece, ...]:
    """Share 0 among all holders (their x), one's own among them.

    The polynomial has the threshold of the set. Its pieces end the epoch of ``share``.

    >>> from cryptokit.keys import SecretScalar
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.scalar import join_scalar, split_scalar
    >>> rng = lesson("refresh")
    >>> old = split_scalar(SecretScalar.of(42), threshold=2, shares=3, rng=rng)
    >>> sent = [piece for share in old for piece in deal_zero(share, (1, 2, 3), rng=rng)]
    >>> to = lambda x: [piece for piece in sent if piece.receiver == x]
    >>> new = [refresh(share, to(share.x), dealers=(1, 2, 3)) for share in old]
    >>> new[0].epoch, join_scalar(new[:2]).reveal_number()
    (1, 42)

    See: Herzberg, Jarecki, Krawczyk and Yung, "Proactive secret sharing", CRYPTO 1995, section 3.
    """
    polynomial = _zero(share, holders, rng)
    return hand_out(polynomial, _purpose(share), share.x, holders, from_lesson=is_lesson(rng))


def deal_zero_verifiably(
    share: ScalarShare, holders: Collection[int], *, group: Group = EDWARDS25519, rng: Rng = system
) -> Handout:
    """Share 0 among all holders, and commit to the polynomial.

    See: Herzberg, Jarecki, Krawczyk and Yung, "Proactive secret sharing", CRYPTO 1995, section 3.
    """
    polynomial = _zero(share, holders, rng)
    return commit_and_hand_out(
        polynomial, _purpose(share), share.x, holders, group=group, from_lesson=is_lesson(rng)
    )


def decode_zero(elements: Sequence[bytes], group: Group = EDWARDS25519) -> Commitments:
    """Check a dealing of 0 from outside: commitments to all coefficients but the constant.

    That one is the identity, which nobody needs to send. Raises Untrusted.

    >>> sent = [EDWARDS25519.times_base(5), EDWARDS25519.times_base(7)]
    >>> check_zero(3, decode_zero(sent), threshold=3)
    """
    checked = [group.decode(data, f"commitment {j}") for j, data in enumerate(elements, 1)]
    return Commitments((group.identity, *checked), group)


def check_zero(dealer: int, commitments: Commitments, threshold: int) -> None:
    """Check in public that a dealer shares 0, by a polynomial of the right degree.

    Raises Inconsistent, naming the dealer: with another constant it would change the secret.
    Untrusted for more or fewer commitments than the threshold.
    """
    require_length(len(commitments.elements), threshold)
    if not _shares_zero(commitments):
        raise Inconsistent("shares another number than 0", holder=str(dealer))


def refresh(
    share: ScalarShare, pieces: Iterable[Piece], *, dealers: Collection[int]
) -> ScalarShare:
    """Give the share of the next epoch, from one piece of each dealer.

    All holders must agree on ``dealers``, the x of those whose dealing nobody complained about:
    shares that took in different dealings do not fit together. One of them must be honest, or who
    knows what all dealt can follow: so take as many dealers as the threshold, or more.

    Raises Inconsistent, naming a dealer whose piece belongs elsewhere, or BadShare, one who sent
    none.
    """
    if not dealers:
        raise ValueError("a refresh needs a dealer: without one the shares stay as they are")
    found = gather(pieces, _purpose(share), share.x, dealers)
    return replace(share, value=total(found, onto=share.value), epoch=share.epoch + 1)


def refresh_verifiably(
    share: ScalarShare, pieces: Iterable[Piece], public: Mapping[int, Commitments]
) -> ScalarShare:
    """Give the share of the next epoch, with all that the dealers (x -> commitments) sent checked.

    Raises Inconsistent, naming a dealer who does not share 0 or sent another number than it
    committed to; otherwise as ``refresh`` does.
    """
    for dealer, commitments in public.items():
        check_zero(dealer, commitments, share.threshold)
    found = gather(pieces, _purpose(share), share.x, tuple(public))
    for piece in found:
        check_piece(piece, public[piece.sender])
    return refresh(share, found, dealers=tuple(public))


def refresh_public(old: Commitments, dealt: Iterable[Commitments]) -> Commitments:
    """Give the commitments of the next epoch. The public key among them stays what it was.

    Raises Untrusted for a dealing of another number than 0 or with another threshold;
    ``check_zero`` also names the dealer.
    """
    for one in dealt:
        require_length(len(one.elements), len(old.elements))
        if not _shares_zero(one):
            raise Untrusted("a dealing of another number than 0", field="commitments")
        old = old.plus(one)
    return old


def refresh_public_share(
    public: Element, x: int, dealt: Iterable[Commitments], group: Group = EDWARDS25519
) -> Element:
    """Give the public share at ``x`` of the next epoch, where only public shares were kept."""
    for one in dealt:
        public = group.add(public, one.public_share(x))
    return public


def _shares_zero(commitments: Commitments) -> bool:
    return commitments.public_key == commitments.group.identity


def _zero(share: ScalarShare, holders: Collection[int], rng: Rng) -> tuple[int, ...]:
    require_holders(holders, share.field)
    if share.threshold == 1:
        raise ValueError("with a threshold of 1 every share is the secret, and none can change")
    return draw_polynomial(0, share.threshold, share.field, rng)


def _purpose(share: ScalarShare) -> Purpose:
    return Purpose("refresh", share.set_id, share.epoch, share.field)
