"""A vault that counts guesses: it helps to try a password ten times, then deletes its key for ever.

It never sees a password, nor what it protects. Simplified: of OPAQUE only the oblivious function is
here, not the key exchange around it; success is proved with a key made of what was protected.
Where a real vault stands on many machines, so that none can turn its counter back, this is one.

state = "CKvt" 01  name: size (1), bytes  tries (1)  confirm key (32)
        OPRF key (32), zeros once it is deleted  challenge (16), zeros if none waits

See: WhatsApp, "Security of End-to-End Encrypted Backups", 2021; RFC 9807.
"""

import hmac
from dataclasses import dataclass, replace
from typing import Final, Self

from cryptokit.errors import CannotOpen, WireError
from cryptokit.evidence.rows import State
from cryptokit.keys import Secret, SecretScalar
from cryptokit.primitives.group import SCALAR_SIZE, Element, draw_scalar
from cryptokit.rng import Rng, draw, system
from cryptokit.threshold import oprf
from cryptokit.threshold.reading import (
    LONGEST_NAME,
    read_name,
    read_scalar,
    read_start,
    read_whole,
    sized,
    start,
)
from cryptokit.wire import Cursor

SCHEME: Final = "cryptokit-vault-1"
"""What a vault keeps for one person."""
MAGIC: Final = b"CKvt"
TRIES: Final = 10
"""Tries until the key is deleted. WhatsApp's paper says that they are few; Apple's vault has ten.

See: Apple, "Platform Security", on escrow security for iCloud Keychain.
"""
CHALLENGE_SIZE: Final = 16
_CONFIRM_SIZE: Final = 32
PROOF_LABEL: Final = b"cryptokit backup proof v1"


class ConfirmKey(Secret):
    """By which a phone proves that it opened its envelope: made of the backup key. 32 bytes.

    The password has no part in it, so that the vault alone has nothing to try passwords on.
    """

    __slots__ = ()
    size = _CONFIRM_SIZE


@dataclass(frozen=True, slots=True)
class Vault:
    """What a vault keeps for one person; ``tries`` counts those of which no success was heard.

    Without a ``key`` it answers nobody any more. ``challenge`` waits for a proof of success.
    """

    name: str
    confirm: ConfirmKey
    key: SecretScalar | None
    tries: int = 0
    challenge: bytes | None = None

    def __post_init__(self) -> None:
        if len(self.name.encode()) > LONGEST_NAME:
            raise ValueError(f"a name has up to {LONGEST_NAME} bytes")
        if not 0 <= self.tries <= TRIES or (self.key is None) != (self.tries == TRIES):
            raise ValueError(f"the key is there before {TRIES} tries, and gone with the last")
        if self.challenge is not None and (self.key is None or self.tries == 0):
            raise ValueError("a challenge waits after a try only, and while there is a key")

    def to_bytes(self) -> bytes:
        """Give the state as bytes; the keys are in it in the clear."""
        key = bytes(SCALAR_SIZE) if self.key is None else self.key.reveal()
        head = start(MAGIC) + sized(self.name.encode(), 1) + bytes([self.tries])
        return head + self.confirm.reveal() + key + (self.challenge or bytes(CHALLENGE_SIZE))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError."""
        return read_whole(data, cls.read)

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read a state from a cursor, which keeps the spans of its fields. Raises WireError."""
        read_start(cursor, MAGIC)
        name, at, tries = read_name(cursor, "name"), cursor.offset, cursor.uint(1, "tries")
        confirm = ConfirmKey(cursor.take(_CONFIRM_SIZE, "confirm key"))
        key = SecretScalar.of(read_scalar(cursor, "OPRF key"))
        challenge = cursor.take(CHALLENGE_SIZE, "challenge")
        here = None if key == SecretScalar.of(0) else key
        try:
            return cls(name, confirm, here, tries, challenge if any(challenge) else None)
        except ValueError as error:
            raise WireError(str(error), offset=at, field="tries") from None

    def to_state(self) -> State:
        """Give what the vault keeps as it lies in a file."""
        return State(SCHEME, self.to_bytes())


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vault answers to a try: the element, a challenge, and how many tries are left."""

    evaluated: Element
    challenge: bytes
    left: int


def begin(element: bytes, *, rng: Rng = system) -> tuple[SecretScalar, Element]:
    """Draw a key for somebody new and answer with it: then the phone makes its envelope.

    Raises Untrusted with field ``blinded element``.
    """
    key = draw_scalar(rng)
    return key, oprf.blind_evaluate(key, element)


def register(name: str, key: SecretScalar, confirm: ConfirmKey) -> Vault:
    """Keep the key that ``begin`` drew, once the phone has sent the key that confirms."""
    return Vault(name, confirm, key)


def guess(vault: Vault, element: bytes, *, rng: Rng = system) -> tuple[Vault, Answer | None]:
    """Answer a try and count it before anybody knows whether it was right; None once all are spent.

    With the last answer the key is deleted, so no password opens anything after it. Raises
    Untrusted with field ``blinded element``, which is no try.

    >>> from cryptokit.rng import lesson
    >>> vault, asked = Vault("Alice", ConfirmKey(bytes(32)), SecretScalar.of(42)), oprf.GROUP.base
    >>> for _ in range(TRIES):
    ...     vault, answer = guess(vault, asked, rng=lesson("vault"))
    >>> answer.left, vault.key, guess(vault, asked)[1]
    (0, None, None)
    """
    if vault.key is None:
        return vault, None
    evaluated, challenge = oprf.blind_evaluate(vault.key, element), draw(rng, CHALLENGE_SIZE)
    tries = vault.tries + 1
    answer = Answer(evaluated, challenge, TRIES - tries)
    if tries == TRIES:
        return replace(vault, key=None, tries=tries, challenge=None), answer
    return replace(vault, tries=tries, challenge=challenge), answer


def prove(key: ConfirmKey, challenge: bytes) -> bytes:
    """Prove to the vault that the envelope opened: the phone's last step."""
    return hmac.digest(key.reveal(), PROOF_LABEL + challenge, "sha256")


def confirm(vault: Vault, proof: bytes) -> Vault:
    """Hear of a success, and set the counter back. Raises CannotOpen for a wrong or late proof.

    Only the last challenge waits, and only once; after the last try there is nothing to set back.
    """
    waiting = vault.challenge
    if waiting is None or not hmac.compare_digest(prove(vault.confirm, waiting), proof):
        raise CannotOpen
    return replace(vault, tries=0, challenge=None)
