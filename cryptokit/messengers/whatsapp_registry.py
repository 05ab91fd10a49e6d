"""The provider's directory: prekeys of each device, and the signed list of each account's devices.

Whoever runs it can hand out keys of its own (``whatsapp_server``), and cannot add a device to a
list unseen. Left out: the log that would show it such a key, see ``signal.transparency``.

See: WhatsApp, "Encryption Overview", version 6, 2021, on the signed device list.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.signal import directory
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.device_list import SignedList
from cryptokit.signal.devices import Link
from cryptokit.signal.directory import Address, Directory
from cryptokit.signal.prekeys import Bundle, Listing

PRIMARY: Final = 1
"""The number of the phone in each account; companions have others."""


@dataclass(frozen=True, slots=True)
class Account:
    """What shows which devices are somebody's: the phone's key, its list, and the links."""

    primary: PublicKey
    signed: SignedList
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What is handed out for one device: a bundle, and the account that it is said to be of."""

    owner: str
    bundle: Bundle
    account: Account


class Registry:
    """What lies on the server: public keys and signatures."""

    def __init__(self) -> None:
        self._directory = Directory()
        self._accounts = dict[str, Account]()

    def publish(self, address: Address, listing: Listing) -> None:
        """Take the prekeys of a device."""
        self._directory = directory.publish(self._directory, address, listing)

    def put(self, owner: str, account: Account) -> None:
        """Take the list of somebody's devices."""
        self._accounts[owner] = account

    def fetch(self, address: Address) -> Entry:
        """Hand out a bundle of a device, and drop its one-time prekey. Raises Unknown."""
        self._directory, bundle = directory.fetch(self._directory, address)
        return Entry(address[0], bundle, self._accounts[address[0]])

    def remaining(self, address: Address) -> int:
        """Count the one-time prekeys that are left of a device."""
        return directory.remaining(self._directory, address)
