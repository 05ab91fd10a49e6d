"""End-to-end encrypted backups: a chat locked under one key, and that key behind a password.

The messages are rows of ``at_rest``. The key lies wrapped in an envelope beside them, and what
opens it is made of the password and of a key in a ``vault``: each alone opens nothing. Not here:
keeping the key as 64 digits instead, which needs neither password nor vault.

envelope = "CKbk" 01  name: size (1), bytes  key id (8)  memory (4)  rounds (4)  lanes (1)
           salt (16)  the backup key: ChaCha20-Poly1305 (32 + 16), bound to all before it

See: WhatsApp, "Security of End-to-End Encrypted Backups", 2021; RFC 9807, section 4.1.
"""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from cryptokit.errors import CannotOpen
from cryptokit.evidence import at_rest, vault
from cryptokit.evidence.hardening import COST, SALT_SIZE, Cost, WrappingKey, harden
from cryptokit.evidence.rows import Ciphertext, Plaintext, State
from cryptokit.evidence.vault import Answer, ConfirmKey, Vault, prove
from cryptokit.keys import KEY_ID_SIZE, DataKey, SecretScalar
from cryptokit.mtproto.login.password import Password
from cryptokit.rng import Rng, draw, system
from cryptokit.threshold import oprf
from cryptokit.threshold.oprf import Blinded, OprfOutput
from cryptokit.threshold.reading import (
    LONGEST_NAME,
    read_name,
    read_start,
    read_whole,
    sized,
    start,
)
from cryptokit.wire import Cursor

SCHEME: Final = "cryptokit-backup-key-1"
"""The key of somebody's backup, in an envelope."""
MAGIC: Final = b"CKbk"
CONFIRM_LABEL: Final = b"cryptokit backup confirm key v1"
_NONCE: Final = bytes(12)
"""A wrapping key locks one thing only, as its salt is drawn for it, so the nonce is a constant."""
_LOCKED_SIZE: Final = 32 + 16


@dataclass(frozen=True, slots=True)
class KeyEnvelope:
    """What lies beside a backup: whose it is, which key is in it, what a guess costs, the key."""

    name: str
    key_id: bytes
    cost: Cost
    salt: bytes
    locked: bytes

    def __post_init__(self) -> None:
        if len(self.name.encode()) > LONGEST_NAME:
            raise ValueError(f"a name has up to {LONGEST_NAME} bytes")

    def header(self) -> bytes:
        """Give all but the locked key, which is bound to it."""
        head = start(MAGIC) + sized(self.name.encode(), 1) + self.key_id
        return head + self.cost.to_bytes() + self.salt

    def to_bytes(self) -> bytes:
        """Give the envelope as bytes."""
        return self.header() + self.locked

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse what ``to_bytes`` wrote. Raises WireError."""
        return read_whole(data, cls.read)

    @classmethod
    def read(cls, cursor: Cursor) -> Self:
        """Read an envelope from a cursor, which keeps the spans of its fields. Raises WireError."""
        read_start(cursor, MAGIC)
        name, key_id = read_name(cursor, "name"), cursor.take(KEY_ID_SIZE, "key id")
        cost, salt = Cost.read(cursor), cursor.take(SALT_SIZE, "salt")
        return cls(name, key_id, cost, salt, cursor.take(_LOCKED_SIZE, "locked key"))

    def to_state(self) -> State:
        """Give the envelope as it lies in a file."""
        return State(SCHEME, self.to_bytes())


def lock_history(
    rows: Iterable[Plaintext], key: DataKey, *, rng: Rng = system
) -> tuple[Ciphertext, ...]:
    """Lock a chat history under the key of a backup; ``at_rest.opener`` opens it."""
    return tuple(map(at_rest.locker(key, rng=rng), rows))


def ask(password: Password, *, rng: Rng = system) -> Blinded:
    """Blind a password: what is sent to the vault, and what the phone keeps meanwhile."""
    return oprf.blind(password, rng=rng)


def wrap(
    asked: Blinded,
    evaluated: bytes,
    key: DataKey,
    *,
    name: str,
    cost: Cost = COST,
    rng: Rng = system,
) -> tuple[KeyEnvelope, ConfirmKey]:
    """Put a backup key into an envelope: the phone's side of registering.

    The envelope goes to whoever stores the backup, the other key to the vault. Raises Untrusted
    with field ``evaluated element``.

    >>> from cryptokit.evidence.hardening import CHEAPEST
    >>> from cryptokit.rng import lesson
    >>> rng, password = lesson("backup"), Password.of("correct horse")
    >>> key, asked = DataKey.draw(rng), ask(password, rng=rng)
    >>> secret, evaluated = vault.begin(asked.element, rng=rng)
    >>> envelope, confirms = wrap(asked, evaluated, key, name="Alice", cost=CHEAPEST, rng=rng)
    >>> kept = vault.register("Alice", secret, confirms)
    >>> again = ask(password, rng=rng)
    >>> kept, answer = vault.guess(kept, again.element, rng=rng)
    >>> found, proof = open_with(again, answer, envelope)
    >>> found == key, kept.tries, vault.confirm(kept, proof).tries
    (True, 1, 0)

    See: RFC 9807, section 5, on registration.
    """
    output = oprf.finalize(asked, evaluated)
    bare = KeyEnvelope(name, key.key_id(), cost, draw(rng, SALT_SIZE), b"")
    return replace(bare, locked=_lock(bare, output, key)), confirm_key(key)


def register(
    password: Password, key: DataKey, *, name: str, cost: Cost = COST, rng: Rng = system
) -> tuple[KeyEnvelope, Vault]:
    """Run a whole registration, both sides: the envelope, and what the vault then keeps.

    >>> from cryptokit.evidence.hardening import CHEAPEST
    >>> password, key = Password.of("correct horse"), DataKey(bytes(32))
    >>> envelope, kept = register(password, key, name="Alice", cost=CHEAPEST)
    >>> envelope.name, kept.name, kept.tries
    ('Alice', 'Alice', 0)
    """
    asked = ask(password, rng=rng)
    secret, evaluated = vault.begin(asked.element, rng=rng)
    envelope, confirms = wrap(asked, evaluated, key, name=name, cost=cost, rng=rng)
    return envelope, vault.register(name, secret, confirms)


def open_with(asked: Blinded, answer: Answer, envelope: KeyEnvelope) -> tuple[DataKey, bytes]:
    """Open an envelope with the vault's answer: the backup key, and the proof for the vault.

    Raises CannotOpen for a wrong password, a changed envelope or another vault; Untrusted with
    field ``evaluated element``.
    """
    key = _unlock(envelope, oprf.finalize(asked, answer.evaluated))
    if key is None:
        raise CannotOpen
    return key, prove(confirm_key(key), answer.challenge)


def guess_offline(
    envelope: KeyEnvelope, vault_key: SecretScalar | None, candidates: Iterable[Password]
) -> Password | None:
    """Try passwords with the envelope and the vault's own key in hand: nobody counts.

    So reads whoever makes the vault give its key out, such as by an order to change its program.
    Without the right ``vault_key`` no candidate opens anything, not even the password; it is None
    in a vault that has deleted it.

    >>> from cryptokit.evidence.hardening import CHEAPEST
    >>> words = [Password.of(word) for word in ("dragon", "letmein", "monkey")]
    >>> envelope, kept = register(words[1], DataKey(bytes(32)), name="Alice", cost=CHEAPEST)
    >>> guess_offline(envelope, kept.key, words) is words[1]
    True
    >>> guess_offline(envelope, SecretScalar.of(42), words) is None
    True
    """
    if vault_key is None:
        return None
    outputs = ((one, oprf.evaluate(vault_key, one)) for one in candidates)
    return next((one for one, output in outputs if _unlock(envelope, output) is not None), None)


def confirm_key(key: DataKey) -> ConfirmKey:
    """Derive the key that confirms from a backup key, which cannot be found from it."""
    derived = hmac.digest(key.reveal(), CONFIRM_LABEL, "sha256")
    return ConfirmKey(derived, from_lesson=key.from_lesson)


def _wrapping(envelope: KeyEnvelope, output: OprfOutput) -> WrappingKey:
    return harden(output, envelope.salt, envelope.cost)


def _lock(bare: KeyEnvelope, output: OprfOutput, key: DataKey) -> bytes:
    cipher = ChaCha20Poly1305(_wrapping(bare, output).reveal())
    return cipher.encrypt(_NONCE, key.reveal(), bare.header())


def _unlock(envelope: KeyEnvelope, output: OprfOutput) -> DataKey | None:
    cipher = ChaCha20Poly1305(_wrapping(envelope, output).reveal())
    try:
        key = DataKey(cipher.decrypt(_NONCE, envelope.locked, envelope.header()))
    except InvalidTag:
        return None
    # A ciphertext can be made that opens under two keys; the id of what is inside ties it to one.
    return key if key.key_id() == envelope.key_id else None
