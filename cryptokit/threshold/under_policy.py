"""The public half of a key that is held under any policy, and how each holder's shares are used.

A holder has as many shares as rows of the policy's matrix; the coefficients that add them up to
the key do so in the exponent too. A dealer split such a key and knew it.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Self

from cryptokit.errors import NotEnoughShares, WireError
from cryptokit.primitives.group import Element
from cryptokit.sharing.policy import from_json, to_json
from cryptokit.sharing.policy.coalitions import missing
from cryptokit.sharing.policy.programme import Programme, of
from cryptokit.sharing.policy.verifiable import PolicyCommitments, PolicyDealing
from cryptokit.sharing.share import SET_ID_SIZE
from cryptokit.threshold.public import require_elements
from cryptokit.threshold.reading import (
    GROUP,
    LONGEST_NAME,
    MOST,
    read_element,
    read_start,
    read_whole,
    sized,
    start,
)
from cryptokit.wire import Cursor

MAGIC: Final = b"CKtq"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PolicyKeys:
    """The public half of a key under a policy: a holder is called by its name there.

    >>> from cryptokit.keys import SecretScalar
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing.policy import from_words, verifiable
    >>> policy = from_words("CH and (IS or DE)", parties=["CH", "IS", "DE"])
    >>> dealt = verifiable.deal(SecretScalar.of(42), policy, rng=lesson("policies"))
    >>> from_policy(dealt)
    <PolicyKeys ce1a3299, 3 holders>
    >>> from_policy(dealt).weights(["DE", "IS"])
    Traceback (most recent call last):
    cryptokit.errors.NotEnoughShares: 2 shares, but 3 are needed...
    """

    set_id: bytes
    commitments: PolicyCommitments
    epoch: int = 0

    def __post_init__(self) -> None:
        if len(self.set_id) != SET_ID_SIZE or self.epoch != 0:
            raise ValueError(f"a set id has {SET_ID_SIZE} bytes, and such shares stay at epoch 0")
        if self.commitments.group.name != GROUP.name:
            raise ValueError(f"threshold keys live in {GROUP.name}")
        if len(self.commitments.programme.rows) > MOST:
            raise ValueError(f"a policy of a threshold key has up to {MOST} rows")
        if any(len(name.encode()) > LONGEST_NAME for name in self.commitments.programme.owners):
            raise ValueError(f"the name of a holder has up to {LONGEST_NAME} bytes")

    def __repr__(self) -> str:
        many, name = len(set(self.commitments.programme.owners)), self.key[:4].hex()
        return f"<PolicyKeys {name}, {many} holders>"

    @property
    def key(self) -> Element:
        """The public key, to which boxes are made."""
        return self.commitments.public_key

    def indices(self, holder: str) -> tuple[int, ...]:
        """Give the rows of a holder; none for a stranger."""
        return self.commitments.programme.rows_of(holder)

    def share(self, index: int) -> Element:
        """Give the share of this row times the base point."""
        return self.commitments.public_value(index)

    def weights(self, holders: Collection[str]) -> dict[int, int]:
        """Give the coefficients of the rows of these holders.

        In NotEnoughShares, ``need`` counts the holders and some who would complete them.
        """
        programme = self.commitments.programme
        names = {name for name in holders if self.indices(name)}
        found = programme.coefficients(names)
        if found is None:
            more = missing(programme.policy, names)
            raise NotEnoughShares(have=len(names), need=len(names) + len(more))
        return found

    def to_bytes(self) -> bytes:
        """Give set id, policy and commitments as bytes.

        Raises ValueError for a matrix that is not the usual one of its policy.
        """
        programme = self.commitments.programme
        if programme != of(programme.policy):
            raise ValueError(
                "the bytes name the policy alone, so its matrix is programme.of(policy)"
            )
        policy = sized(_policy_bytes(programme), 4)
        return start(MAGIC) + self.set_id + policy + b"".join(self.commitments.elements)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError, and Untrusted for a bad element."""
        return read_whole(data, cls.read)

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read the keys from a cursor, which keeps the spans of the fields."""
        read_start(cursor, MAGIC)
        set_id, size = cursor.take(SET_ID_SIZE, "set id"), cursor.uint(4, "size of policy")
        at, text = cursor.offset, cursor.take(size, "policy")
        try:
            programme = of(from_json(json.loads(text)))
        except (ValueError, WireError, RecursionError):
            raise WireError("not a policy in JSON", offset=at, field="policy") from None
        if _policy_bytes(programme) != text:  # one key, one way to write it down
            raise WireError("written in another way than here", offset=at, field="policy")
        names = [f"commitment {j}" for j in range(programme.columns)]
        elements = tuple(read_element(cursor, name) for name in names)
        commitments = PolicyCommitments(programme, elements, GROUP)
        try:
            return cls(set_id=set_id, commitments=commitments)
        except ValueError as error:
            raise WireError(str(error), offset=at, field="policy") from None


def from_policy(dealing: PolicyDealing) -> PolicyKeys:
    """Give the public half of a key that a trusted dealer split under a policy.

    Raises Untrusted for a commitment that is the identity.
    """
    require_elements(dealing.commitments.elements)
    return PolicyKeys(set_id=dealing.shares[0].set_id, commitments=dealing.commitments)


def _policy_bytes(programme: Programme) -> bytes:
    return json.dumps(to_json(programme.policy)).encode()
