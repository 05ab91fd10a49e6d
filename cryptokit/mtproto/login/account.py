"""What a server keeps of a person: a number, the devices that are signed in, a password's verifier.

Not here: the messages, which lie beside it, and how a device gets onto the list.
"""

from dataclasses import dataclass, replace
from typing import Final

from cryptokit.errors import Untrusted
from cryptokit.mtproto.login.limits import DAY
from cryptokit.mtproto.login.password import OWN_SALT, Algorithm, Stored

FRESH: Final = DAY
"""Seconds in which a new device may not sign others out: whoever broke in cannot lock the owner
out at once. See: Telegram, "auth.resetAuthorizations", FRESH_RESET_AUTHORISATION_FORBIDDEN."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device that is signed in: the id of its authorization key, 8 bytes, and its name.

    ``since`` is when it signed in, in seconds since 1970.
    """

    key_id: bytes
    name: str
    since: float


@dataclass(frozen=True, slots=True)
class Account:
    """A phone number with its devices; ``password`` is None until the second step is set up."""

    phone: str
    devices: tuple[Device, ...] = ()
    password: Stored | None = None

    def holds(self, key_id: bytes) -> bool:
        """Tell whether a device with this key is signed in, and so may read every cloud chat."""
        return any(device.key_id == key_id for device in self.devices)


def enrol(account: Account, device: Device) -> Account:
    """Sign a device in. Raises Untrusted with field ``auth_key_id`` if it is signed in already.

    >>> account = enrol(Account("+0000000001"), Device(b"the key1", "phone", since=0))
    >>> account.holds(b"the key1"), account.holds(b"the key2")
    (True, False)
    """
    if account.holds(device.key_id):
        raise Untrusted("this device is signed in already", field="auth_key_id")
    return replace(account, devices=(*account.devices, device))


def terminate(account: Account, asking: bytes, ended: bytes, *, now: float) -> Account:
    """Sign a device out because another one, or it itself, asks for it.

    Raises Untrusted with field ``auth_key_id`` if the asking device is not signed in, ``hash`` if
    the other is not, and ``fresh`` if the asking one is new.

    See: Telegram, "account.resetAuthorization".
    """
    asker = _signed_in(account, asking, "auth_key_id")
    gone = _signed_in(account, ended, "hash")
    if asker is not gone and now < asker.since + FRESH:
        raise Untrusted("a device that is new signs nobody out", field="fresh")
    return replace(account, devices=tuple(one for one in account.devices if one is not gone))


def set_password(account: Account, asking: bytes, stored: Stored, *, offered: Algorithm) -> Account:
    """Store a new password; whoever changes one must have proved the old one before.

    Raises Untrusted with field ``auth_key_id``, or ``new_algo`` if the salts are not those that
    were offered with 32 bytes added, which would make them the client's choice.

    See: Telegram, "account.updatePasswordSettings".
    """
    _signed_in(account, asking, "auth_key_id")
    salt1 = stored.algorithm.salt1
    if len(salt1) != len(offered.salt1) + OWN_SALT or stored.algorithm != replace(
        offered, salt1=offered.salt1 + salt1[len(offered.salt1) :]
    ):
        raise Untrusted("not what was offered with 32 bytes added", field="new_algo")
    return replace(account, password=stored)


def _signed_in(account: Account, key_id: bytes, field: str) -> Device:
    for device in account.devices:
        if device.key_id == key_id:
            return device
    raise Untrusted("no device with this key is signed in", field=field)
