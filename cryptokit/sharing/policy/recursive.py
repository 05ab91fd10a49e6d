"""A string shared under a policy, gate by gate: what a gate is worth is split among its children.

Each party keeps one string for each place where it stands, as long as the secret. Over a prime
field the same recursion is what the matrix of ``programme.of`` does in one step.

See: Benaloh and Leichter, "Generalized Secret Sharing and Monotone Functions", CRYPTO 1988.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cryptokit.errors import Inconsistent
from cryptokit.keys import ShareValue
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing import shamir
from cryptokit.sharing.agreement import Kind
from cryptokit.sharing.plan import require_secret
from cryptokit.sharing.policy.together import (
    not_enough,
    one_sharing,
    require_agreement,
    require_strings,
)
from cryptokit.sharing.policy.tree import Party, Policy, leaves, parties_of
from cryptokit.sharing.share import SET_ID_SIZE, Share


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class TreeShare:
    """One party's part: the values of its leaves of the policy, from left to right.

    Raises BadShare for more or fewer values than leaves, and for values of different lengths.
    """

    set_id: bytes
    policy: Policy
    party: Party
    values: tuple[ShareValue, ...]

    def __post_init__(self) -> None:
        count = sum(leaf == self.party for leaf in leaves(self.policy))
        require_strings(self.values, count, self.set_id, self.party)

    def __repr__(self) -> str:
        count, size, name = len(self.values), len(self.values[0]), self.set_id[:4].hex()
        return f"<TreeShare {self.party}, {count} times {size} bytes, set {name}>"

    def kind(self) -> Kind:
        """Tell what all shares of one set have in common."""
        length = len(self.values[0])
        return (("set id", self.set_id), ("policy", self.policy), ("length", length))


def split(secret: bytes, policy: Policy, *, rng: Rng = system) -> tuple[TreeShare, ...]:
    """Split a string so that exactly those who may read can join it; others learn its length.

    Under a gate with threshold 1 all children get the same, so shares can be equal.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.policy.tree import all_of, any_of
    >>> policy = all_of("CH", any_of("IS", "DE"))
    >>> ch, is_, de = split(b"meet me at nine", policy, rng=lesson("trees"))
    >>> join([de, ch])
    b'meet me at nine'
    """
    require_secret(secret)
    set_id = draw(rng, SET_ID_SIZE)
    values = tuple(_hand_down(ShareValue(secret, from_lesson=is_lesson(rng)), policy, rng))
    owners = tuple(leaves(policy))
    return tuple(
        TreeShare(
            set_id=set_id,
            policy=policy,
            party=party,
            values=tuple(v for v, owner in zip(values, owners, strict=True) if owner == party),
        )
        for party in parties_of(policy)
    )


def join(shares: Iterable[TreeShare]) -> bytes:
    """Give the string that was split. All shares that are given must agree.

    Raises NotEnoughShares if their holders may not read; Inconsistent for shares that were not made
    together or contradict each other, naming the culprit if that can be told. With no share to
    spare, a changed share goes unnoticed and another string comes out.
    """
    together = one_sharing(shares, TreeShare)
    require_agreement(together, _agree)
    found = _climb_all(together)
    if found is None:
        raise not_enough(together, together[0].policy)
    return found.reveal()


def _hand_down(value: ShareValue, policy: Policy, rng: Rng) -> Iterator[ShareValue]:
    """Split a value along the tree; give those of the leaves from left to right."""
    if isinstance(policy, str):
        yield value
        return
    k, n = policy.threshold, len(policy.children)
    if k == 1:
        values = [value] * n
    else:
        parts = shamir.split(value.reveal(), threshold=k, shares=n, rng=rng)
        values = [part.value for part in parts]
    for one, child in zip(values, policy.children, strict=True):
        yield from _hand_down(one, child, rng)


def _agree(shares: Sequence[TreeShare]) -> bool:
    try:
        _climb_all(shares)
    except Inconsistent:
        return False
    return True


def _climb_all(shares: Sequence[TreeShare]) -> ShareValue | None:
    if not shares:
        return None
    policy, held = shares[0].policy, {share.party: iter(share.values) for share in shares}
    return _climb(policy, (next(held.get(party, iter(())), None) for party in leaves(policy)))


def _climb(policy: Policy, values: Iterator[ShareValue | None]) -> ShareValue | None:
    """Join what the children of each gate are worth; None where too few are known."""
    if isinstance(policy, str):
        return next(values)
    k, found = policy.threshold, [_climb(child, values) for child in policy.children]
    parts = [
        Share(set_id=bytes(SET_ID_SIZE), threshold=k, x=x, value=value)
        for x, value in enumerate(found, 1)
        if value is not None
    ]
    if len(parts) < k:
        return None
    return ShareValue(shamir.join(parts))
