"""The provider between the phones, where its directory hands out keys of its own.

To every phone it says that all others have registered anew. The apps take the new keys and show
that security codes have changed; whether anybody looks is not said here. From then on it reads each
message, and sends it on in its author's name. What was said before stays closed.

See: Levy and Robinson, "Principles for a More Informed Exceptional Access Debate", Lawfare, 2018.
"""

from cryptokit.messengers.whatsapp_desk import Desk
from cryptokit.messengers.whatsapp_phone import Phone
from cryptokit.messengers.whatsapp_registry import PRIMARY, Entry
from cryptokit.rng import Rng
from cryptokit.signal.directory import Address


class Between:
    """A second directory, with a false phone for each person. Its keys are in no file."""

    def __init__(self, real: Desk, now: int, rng: Rng) -> None:
        self.real, self.false = real, Desk()
        for owner in dict.fromkeys(one.owner for one in real.phones.values()):
            self.false.sign_in(Phone((owner, PRIMARY), now, rng), now)
        for phone in real.phones.values():
            for one in self.false.others(phone.owner):
                phone.meet_anew(self.false.fetch(one.address, now), now)

    def fetch(self, asking: Phone, address: Address, now: int) -> Entry:
        """Hand out false keys to a phone, but of its owner's other devices: it would see that."""
        desk = self.real if address[0] == asking.owner else self.false
        return desk.fetch(address, now)

    def receivers(self, sender: Phone) -> tuple[Phone, ...]:
        """Give those that a phone writes to: its owner's other devices, and all false phones."""
        own = (one for one in self.real.of(sender.owner) if one is not sender)
        return (*own, *self.false.others(sender.owner))

    def posing_as(self, owner: str) -> Phone:
        """Give the false phone of somebody."""
        return self.false.phones[owner, PRIMARY]
