"""Linked devices in WhatsApp: the phone signs a companion in, and the companion signs back.

Each companion has an identity key of its own, so senders encrypt once per device. Not here: the
list of all devices, see ``device_list``; the QR code by which the two meet.

Without the two signatures, whoever runs the server could add a device of its own to your account.

See: WhatsApp, "Encryption Overview", version 6, 2021, on linking companion devices.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.errors import Untrusted
from cryptokit.rng import Rng, system
from cryptokit.signal import xeddsa
from cryptokit.signal.curve import KeyPair, PublicKey

_ACCOUNT: Final = b"\x06\x00"
_DEVICE: Final = b"\x06\x01"
"""Prefixes keep the signatures apart: one for a link never passes for one of a list (06 02)."""


@dataclass(frozen=True, slots=True)
class Link:
    """A companion that belongs to an account: what both sides signed, and their signatures."""

    metadata: bytes
    companion: PublicKey
    account_signature: bytes
    device_signature: bytes


def invite(primary: KeyPair, companion: PublicKey, metadata: bytes, *, rng: Rng = system) -> bytes:
    """Sign a companion as the phone: the account signature.

    See: the paper above: CURVE25519_SIGN(I_primary, 0x0600 || metadata || I_companion).
    """
    return xeddsa.sign_shipped(primary, _account_text(metadata, companion), rng=rng)


def join(
    companion: KeyPair,
    primary: PublicKey,
    metadata: bytes,
    account_signature: bytes,
    *,
    rng: Rng = system,
) -> Link:
    """Check the phone's signature as the companion, and sign back: the device signature.

    Raises Untrusted with field ``account_signature``.

    >>> from cryptokit.rng import lesson
    >>> phone, laptop = (KeyPair.draw(lesson(name)) for name in ("phone", "laptop"))
    >>> link = join(laptop, phone.public, b"today", invite(phone, laptop.public, b"today"))
    >>> check(link, phone.public)
    >>> check(link, laptop.public)
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: account_signature: not by the phone of this account. Try: ...

    See: the paper above: CURVE25519_SIGN(I_companion, 0x0601 || metadata || I_companion ||
    I_primary).
    """
    _check_account(primary, metadata, companion.public, account_signature)
    text = _device_text(metadata, companion.public, primary)
    signature = xeddsa.sign_shipped(companion, text, rng=rng)
    return Link(metadata, companion.public, account_signature, signature)


def check(link: Link, primary: PublicKey) -> None:
    """Check both signatures, as everybody who sends to this account.

    Raises Untrusted with field ``account_signature`` or ``device_signature``.
    """
    _check_account(primary, link.metadata, link.companion, link.account_signature)
    text = _device_text(link.metadata, link.companion, primary)
    if not xeddsa.verify_shipped(link.companion, text, link.device_signature):
        raise Untrusted("the companion did not agree", field="device_signature")


def _check_account(
    primary: PublicKey, metadata: bytes, companion: PublicKey, signature: bytes
) -> None:
    if not xeddsa.verify_shipped(primary, _account_text(metadata, companion), signature):
        raise Untrusted("not by the phone of this account", field="account_signature")


# Public clients sign the keys without their type byte.
def _account_text(metadata: bytes, companion: PublicKey) -> bytes:
    return _ACCOUNT + metadata + companion.raw


def _device_text(metadata: bytes, companion: PublicKey, primary: PublicKey) -> bytes:
    return _DEVICE + metadata + companion.raw + primary.raw
