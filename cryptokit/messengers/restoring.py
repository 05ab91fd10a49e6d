"""Getting a backup back: with the password and the vault that counts, or with the vault cut open.

The first is what a person with a new phone does, the second what an order to change the program of
the vault itself would allow. Left out: how a phone knows that it talks to the right vault.

See: WhatsApp, "Security of End-to-End Encrypted Backups", 2021; RFC 9807.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cryptokit.errors import CannotOpen
from cryptokit.evidence import at_rest, backup, vault
from cryptokit.evidence.backup import KeyEnvelope
from cryptokit.evidence.rows import Ciphertext, Plaintext
from cryptokit.evidence.vault import Vault
from cryptokit.keys import DataKey
from cryptokit.mtproto.login.password import Password
from cryptokit.rng import Rng, system


@dataclass(frozen=True, slots=True)
class Try:
    """What came of trying a password: the vault after it, and the history if it was right."""

    vault: Vault
    history: tuple[Plaintext, ...] | None


def restore(
    kept: Vault,
    envelope: KeyEnvelope,
    stored: Iterable[Ciphertext],
    password: Password,
    *,
    rng: Rng = system,
) -> Try:
    """Try a password on a new phone: the vault counts it before anybody knows whether it is right.

    >>> from cryptokit.evidence.hardening import CHEAPEST
    >>> from cryptokit.rng import lesson
    >>> rng, right = lesson("restore"), Password.of("correct horse")
    >>> key = DataKey.draw(rng)
    >>> stored = backup.lock_history([Plaintext(1, 60, "Alice", "hi")], key, rng=rng)
    >>> envelope, kept = backup.register(right, key, name="Alice", cost=CHEAPEST, rng=rng)
    >>> wrong = restore(kept, envelope, stored, Password.of("hobby horse"), rng=rng)
    >>> wrong.history, wrong.vault.tries
    (None, 1)
    >>> again = restore(wrong.vault, envelope, stored, right, rng=rng)
    >>> again.history, again.vault.tries
    ((Plaintext(number=1, sent=60, sender='Alice', text='hi'),), 0)
    """
    asked = backup.ask(password, rng=rng)
    kept, answer = vault.guess(kept, asked.element, rng=rng)
    if answer is None:
        return Try(kept, None)
    try:
        key, proof = backup.open_with(asked, answer, envelope)
    except CannotOpen:
        return Try(kept, None)
    history = _open(key, stored)
    return Try(vault.confirm(kept, proof) if answer.left else kept, history)


def with_the_module_open(
    kept: Vault,
    envelope: KeyEnvelope,
    stored: Iterable[Ciphertext],
    guesses: Iterable[Password],
) -> tuple[Plaintext, ...]:
    """Read a backup as whoever changes the vault's own program: nobody counts any more.

    The password still has to be guessed. Raises CannotOpen if it is none of these, or if the vault
    has deleted its key.
    """
    found = backup.guess_offline(envelope, kept.key, guesses)
    history = None if found is None else restore(kept, envelope, stored, found).history
    if history is None:
        raise CannotOpen
    return history


def _open(key: DataKey, stored: Iterable[Ciphertext]) -> tuple[Plaintext, ...]:
    open_ = at_rest.opener(key)
    return tuple(Plaintext(one.number, one.sent, one.sender, open_(one)) for one in stored)
