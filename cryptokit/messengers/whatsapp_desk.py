"""Where devices sign in: the directory, and the phones that it asks for more prekeys.

A companion is on its owner's list because phone and companion signed each other. Left out: the code
that the two scan to find each other, and how a number is proved to be somebody's.

See: WhatsApp, "Encryption Overview", version 6, 2021, on linking companion devices.
"""

from cryptokit.messengers.whatsapp_phone import LIST_LASTS, Phone
from cryptokit.messengers.whatsapp_registry import PRIMARY, Entry, Registry
from cryptokit.signal.devices import Link
from cryptokit.signal.directory import Address
from cryptokit.signal.prekeys import REFILL_BELOW


class Desk:
    """A directory, and the devices that are in it by their addresses."""

    def __init__(self) -> None:
        self.registry, self.phones = Registry(), dict[Address, Phone]()
        self._links, self._signed = dict[str, list[Link]](), dict[str, int]()

    def sign_in(self, phone: Phone, now: int) -> int:
        """Take the prekeys of a new device; companions come after the phone of their account.

        Gives the bytes of the keys and the signature.
        """
        self.phones[phone.address], listing = phone, phone.listing()
        self.registry.publish(phone.address, listing)
        links = self._links.setdefault(phone.owner, [])
        if phone.address[1] != PRIMARY:
            links.append(phone.link(self.phones[phone.owner, PRIMARY]))
        self._sign(phone.owner, now)
        keys = (listing.identity, listing.signed.key, *(one.key for one in listing.one_time))
        return sum(len(key.wire) for key in keys) + len(listing.signature)

    def fetch(self, address: Address, now: int) -> Entry:
        """Hand out the bundle of a device, after asking its owner for prekeys where few are left.

        Raises Unknown.
        """
        owner, _ = address
        if self.registry.remaining(address) < REFILL_BELOW:
            self.registry.publish(address, self.phones[address].refill())
        if now - self._signed[owner] >= LIST_LASTS:
            self._sign(owner, now)
        return self.registry.fetch(address)

    def wake(self, phone: Phone, now: int) -> None:
        """Take a new signed prekey of a phone, if one was due."""
        if (listing := phone.wake(now)) is not None:
            self.registry.publish(phone.address, listing)

    def of(self, owner: str) -> tuple[Phone, ...]:
        """Give the devices of one person."""
        return tuple(one for one in self.phones.values() if one.owner == owner)

    def others(self, owner: str) -> tuple[Phone, ...]:
        """Give the devices of everybody else."""
        return tuple(one for one in self.phones.values() if one.owner != owner)

    def _sign(self, owner: str, now: int) -> None:
        account = self.phones[owner, PRIMARY].sign_list(self._links[owner], now)
        self.registry.put(owner, account)
        self._signed[owner] = now
