"""How many passwords fall: to a vault that counts, to one whose key got out, and to a locked file.

The file is what there is without a vault: a backup key under PBKDF2 of a password, which whoever
stores it can try passwords on at home. How people choose passwords is not here: that is the list.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from cryptokit.errors import CannotOpen
from cryptokit.evidence import backup, vault
from cryptokit.evidence.backup import KeyEnvelope
from cryptokit.evidence.hardening import COST, SALT_SIZE, Cost, WrappingKey
from cryptokit.evidence.vault import Vault
from cryptokit.keys import DataKey
from cryptokit.mtproto.login.password import Password
from cryptokit.rng import Rng, draw, system

ITERATIONS: Final = 600_000
"""Rounds of PBKDF2-HMAC-SHA256. See: OWASP, "Password Storage Cheat Sheet", 2023."""
_NONCE: Final = bytes(12)
"""A salt is drawn for each file, so each key locks one thing only."""


@dataclass(frozen=True, slots=True)
class PasswordFile:
    """A backup key locked with a password alone: salt, rounds and ciphertext."""

    salt: bytes
    iterations: int
    locked: bytes


@dataclass(frozen=True, slots=True)
class Fallen:
    """How many of the accounts fell: each guess is tried on every one of them."""

    accounts: int
    vault: int
    vault_key_known: int
    file: int


def lock_file(
    password: Password, key: DataKey, *, iterations: int = ITERATIONS, rng: Rng = system
) -> PasswordFile:
    """Lock a backup key with a password alone.

    >>> file = lock_file(Password.of("dragon"), DataKey(bytes(32)), iterations=10)
    >>> open_file(file, Password.of("dragon")) == DataKey(bytes(32))
    True

    See: RFC 8018, section 5.2.
    """
    salt = draw(rng, SALT_SIZE)
    cipher = ChaCha20Poly1305(_derive(password, salt, iterations).reveal())
    return PasswordFile(salt, iterations, cipher.encrypt(_NONCE, key.reveal(), salt))


def open_file(file: PasswordFile, password: Password) -> DataKey:
    """Try a password on a file: nobody hears of it. Raises CannotOpen."""
    cipher = ChaCha20Poly1305(_derive(password, file.salt, file.iterations).reveal())
    try:
        return DataKey(cipher.decrypt(_NONCE, file.locked, file.salt))
    except InvalidTag:
        raise CannotOpen from None


def guess_online(
    kept: Vault, envelope: KeyEnvelope, guesses: Iterable[Password], *, rng: Rng = system
) -> tuple[Vault, Password | None]:
    """Try passwords on a stolen envelope by asking its vault, which counts, until one opens it."""
    for one in guesses:
        asked = backup.ask(one, rng=rng)
        kept, answer = vault.guess(kept, asked.element, rng=rng)
        if answer is None:
            return kept, None
        try:
            backup.open_with(asked, answer, envelope)
        except CannotOpen:
            continue
        return kept, one
    return kept, None


def guess_file(file: PasswordFile, guesses: Iterable[Password]) -> Password | None:
    """Try passwords on a locked file until one opens it."""
    for one in guesses:
        try:
            open_file(file, one)
        except CannotOpen:
            continue
        return one
    return None


def fallen(
    passwords: Sequence[Password],
    guesses: Sequence[Password],
    *,
    cost: Cost = COST,
    iterations: int = ITERATIONS,
    rng: Rng = system,
) -> Fallen:
    """Attack one account for each password with a list of guesses, likeliest first.

    Every guess is really tried; take ``hardening.CHEAPEST`` and few iterations to see it happen.

    >>> from cryptokit.evidence.hardening import CHEAPEST
    >>> guesses = [Password.of(f"guess {i}") for i in range(30)]
    >>> fallen([guesses[3], guesses[25], Password.of("x")], guesses, cost=CHEAPEST, iterations=1)
    Fallen(accounts=3, vault=1, vault_key_known=2, file=2)
    """
    counted = known = alone = 0
    for password in passwords:
        key = DataKey.draw(rng)
        envelope, kept = backup.register(password, key, name="", cost=cost, rng=rng)
        file = lock_file(password, key, iterations=iterations, rng=rng)
        counted += guess_online(kept, envelope, guesses, rng=rng)[1] is not None
        known += backup.guess_offline(envelope, kept.key, guesses) is not None
        alone += guess_file(file, guesses) is not None
    return Fallen(len(passwords), counted, known, alone)


def _derive(password: Password, salt: bytes, iterations: int) -> WrappingKey:
    kdf = PBKDF2HMAC(SHA256(), 32, salt, iterations)
    return WrappingKey(kdf.derive(password.reveal()), from_lesson=password.from_lesson)
