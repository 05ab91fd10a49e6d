"""Shamir's sharing of a number: over a prime field, most often the exponents of a group.

Not here: strings, which ``shamir`` shares byte by byte; and whether a dealer was honest, which
``feldman`` checks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from cryptokit.errors import BadShare
from cryptokit.keys import SecretScalar
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing.agreement import Kind, one_set, require_agreement, value_at
from cryptokit.sharing.plan import require_plan
from cryptokit.sharing.share import SET_ID_SIZE

_SPARE = 16
"""Bytes drawn beyond the size of an element: reducing them leaves a bias below 2^-128."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ScalarShare:
    """One holder's part: the value at ``x`` of a polynomial whose value at 0 is the secret.

    ``epoch`` counts how often the set was refreshed; shares of different epochs do not mix.

    Raises BadShare for an x that is 0 modulo the order, and for a value that is not below it.

    >>> ScalarShare(set_id=bytes(16), threshold=2, x=3, value=SecretScalar.of(7))
    <ScalarShare 3, 2 needed, epoch 0, set 00000000>
    """

    set_id: bytes
    threshold: int
    x: int
    value: SecretScalar
    epoch: int = 0
    field: Prime = field(default=SCALARS)

    def __post_init__(self) -> None:
        if self.x % self.field.order == 0:
            what = "the value at x = 0, modulo the order, is the secret itself, so no holder has it"
            raise BadShare(what, holder=str(self.x))
        if not isinstance(self.value, SecretScalar):
            raise TypeError("the value of a scalar share is a SecretScalar, which stays hidden")
        if len(self.value) != self.field.size or self.value.reveal_number() >= self.field.order:
            raise BadShare("not a number below the order of the field", holder=str(self.x))
        if not (0 < self.x < self.field.order and self.threshold > 0 and self.epoch >= 0):
            raise ValueError("a scalar share has 0 < x < order, 1 <= threshold, 0 <= epoch")
        if len(self.set_id) != SET_ID_SIZE:
            raise ValueError(f"a set id has {SET_ID_SIZE} bytes")

    def __repr__(self) -> str:
        name = self.set_id[:4].hex()
        return f"<ScalarShare {self.x}, {self.threshold} needed, epoch {self.epoch}, set {name}>"

    def kind(self) -> Kind:
        """Tell what all shares of one set and epoch have in common."""
        return (
            ("set id", self.set_id),
            ("field", self.field),
            ("threshold", self.threshold),
            ("epoch", self.epoch),
        )

    @classmethod
    def interpolate(cls, shares: Sequence[Self], at: int) -> SecretScalar:
        """Give the value at ``at`` of the polynomial of least degree through these shares."""
        over = shares[0].field
        points = {share.x: share.value.reveal_number() for share in shares}
        return SecretScalar.of(polynomials.interpolate(points, over, at), size=over.size)


def draw_element(field: Prime, rng: Rng) -> int:
    """Draw a uniform element of a prime field."""
    return int.from_bytes(draw(rng, field.size + _SPARE), "little") % field.order


def draw_polynomial(constant: int, threshold: int, field: Prime, rng: Rng) -> tuple[int, ...]:
    """Draw a polynomial with this value at 0: ``threshold`` coefficients, uniform, 0 among them."""
    return (constant, *(draw_element(field, rng) for _ in range(threshold - 1)))


def shares_on(
    polynomial: Sequence[int],
    xs: Iterable[int],
    *,
    set_id: bytes,
    field: Prime = SCALARS,
    from_lesson: bool = False,
) -> tuple[ScalarShare, ...]:
    """Give the shares at ``xs`` of a polynomial, whose length is the threshold."""
    return tuple(
        ScalarShare(
            set_id=set_id,
            threshold=len(polynomial),
            x=x,
            value=SecretScalar.of(
                polynomials.evaluate(polynomial, x, field), size=field.size, from_lesson=from_lesson
            ),
            field=field,
        )
        for x in xs
    )


def split_scalar(
    secret: SecretScalar, *, threshold: int, shares: int, field: Prime = SCALARS, rng: Rng = system
) -> tuple[ScalarShare, ...]:
    """Split a number so that any ``threshold`` of the shares give it back, and fewer tell nothing.

    >>> from cryptokit.rng import lesson
    >>> shares = split_scalar(SecretScalar.of(42), threshold=3, shares=5, rng=lesson("scalars"))
    >>> join_scalar(shares[1:4]).reveal_number()
    42

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    require_plan(threshold, shares, most=field.order - 1)
    if len(secret) != field.size or secret.reveal_number() >= field.order:
        raise ValueError("the secret is not a number below the order of the field")
    set_id = draw(rng, SET_ID_SIZE)
    polynomial = draw_polynomial(secret.reveal_number(), threshold, field, rng)
    xs, toy = range(1, shares + 1), secret.from_lesson or is_lesson(rng)
    return shares_on(polynomial, xs, set_id=set_id, field=field, from_lesson=toy)


def join_scalar(shares: Iterable[ScalarShare]) -> SecretScalar:
    """Give the number that was split. All shares that are given must agree.

    Raises NotEnoughShares, and Inconsistent, as ``shamir.join`` does.
    """
    together = one_set(shares, ScalarShare)
    require_agreement(together)
    toy = any(share.value.from_lesson for share in together)
    return SecretScalar(value_at(together).reveal(), from_lesson=toy)
