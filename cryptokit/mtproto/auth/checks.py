"""What each side looks at before it goes on: one function a check, Untrusted with the field if not.

Checks of the numbers themselves are in ``dh`` and ``factor``, those of hashes in ``inner`` and
``rsa``. None of them may be left out; the tests show what is lost with each.
"""

import hmac
from collections.abc import Iterable

from cryptokit.errors import Untrusted
from cryptokit.keys import AuthKey
from cryptokit.mtproto.auth.nonces import Run, nonce_hash
from cryptokit.mtproto.auth.rsa import PublicKey
from cryptokit.mtproto.auth.terms import VERDICTS
from cryptokit.mtproto.objects import TlObject


def same_nonce(found: TlObject, nonce: bytes) -> None:
    """Check that a message belongs to our run.

    >>> same_nonce(TlObject("resPQ", {"nonce": bytes(16)}), bytes(range(16)))
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: nonce: this resPQ belongs to another run...

    See: Telegram, "Security Guidelines for Client Software Developers", on nonces.
    """
    if not hmac.compare_digest(found.data("nonce"), nonce):
        raise Untrusted(f"this {found.kind} belongs to another run", field="nonce")


def same_server_nonce(found: TlObject, server_nonce: bytes) -> None:
    """Check that a message belongs to the server's run."""
    if not hmac.compare_digest(found.data("server_nonce"), server_nonce):
        raise Untrusted(f"this {found.kind} belongs to another run", field="server_nonce")


def known_key(fingerprints: Iterable[bytes], keys: Iterable[PublicKey]) -> PublicKey:
    """Give the first key that the server offers and we trust: Untrusted, ``fingerprint``, if none.

    This is the only thing that tells the server from anybody else.
    """
    ours = {key.fingerprint: key for key in keys}
    for fingerprint in fingerprints:
        if fingerprint in ours:
            return ours[fingerprint]
    raise Untrusted("no key that we trust", field="fingerprint")


def same_key(found: TlObject, run: Run, key: AuthKey) -> None:
    """Check that the server's verdict is about our key: Untrusted, ``new_nonce_hash1`` to 3."""
    verdict = VERDICTS[found.kind]
    field = f"new_nonce_hash{verdict}"
    if not hmac.compare_digest(found.data(field), nonce_hash(run, verdict, key)):
        raise Untrusted("not from who has our key", field=field)


def solved(p: int, q: int, *, puzzle: tuple[int, int]) -> None:
    """Check the work of a client, which costs it more than us: Untrusted with field ``pq``."""
    if (p, q) != puzzle:
        raise Untrusted("not the factors that were asked for", field="pq")


def right_dc(dc: int | None, ours: int) -> None:
    """Check that a device meant this data centre, for its messages or for media.

    The old form names none, and passes.
    """
    if dc is not None and abs(dc) != ours:
        raise Untrusted(f"this is data centre {ours}", field="dc")


def lifetime(seconds: int | None) -> None:
    """Check how long a temporary key is to live: Untrusted with field ``expires_in``."""
    if seconds is not None and seconds <= 0:
        raise Untrusted("a key that is over before it starts", field="expires_in")


def same_attempt(found: TlObject, refused: bytes) -> None:
    """Check which refused key a client answers to, 8 bytes, zeros at first: ``retry_id``."""
    if found.number("retry_id") != int.from_bytes(refused, "little", signed=True):
        raise Untrusted("it follows another attempt", field="retry_id")
