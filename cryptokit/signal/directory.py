"""The server that hands out bundles for phones that are off. It holds public keys and no others.

What it can do all the same: give out an identity key of its own (safety numbers show it), keep
one-time prekeys back, and know who asked for whom.

See: X3DH, sections 3.2 and 4.7.
"""

from dataclasses import dataclass, field, replace

from cryptokit.errors import Unknown
from cryptokit.signal.prekeys import Bundle, Listing

Address = tuple[str, int]
"""A name and the number of a device."""


@dataclass(frozen=True, slots=True)
class Directory:
    """What lies on the server: a listing for each device."""

    listings: dict[Address, Listing] = field(default_factory=dict[Address, Listing])

    def find(self, address: Address) -> Listing:
        """Give the listing of a device. Raises Unknown."""
        if address not in self.listings:
            known = (f"{name}.{device}" for name, device in self.listings)
            raise Unknown("device", f"{address[0]}.{address[1]}", known=known)
        return self.listings[address]


def publish(directory: Directory, address: Address, uploaded: Listing) -> Directory:
    """Take an upload: it replaces the signed prekey, and the one-time prekeys if it has any.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal import prekeys
    >>> keys = prekeys.install(now=0, one_time=1, rng=lesson("bob"))
    >>> directory = publish(Directory(), ("bob", 1), prekeys.listing(keys))
    >>> directory, first = fetch(directory, ("bob", 1))
    >>> directory, second = fetch(directory, ("bob", 1))
    >>> first.one_time.id, second.one_time, second.signed == first.signed
    (1, None, True)
    """
    held = directory.listings.get(address)
    if held is not None and not uploaded.one_time and held.identity == uploaded.identity:
        uploaded = replace(uploaded, one_time=held.one_time)
    return Directory({**directory.listings, address: uploaded})


def fetch(directory: Directory, address: Address) -> tuple[Directory, Bundle]:
    """Hand out the bundle of a device, and drop the one-time prekey that went with it.

    When there is none left, a bundle goes without. Raises Unknown.

    See: X3DH, section 3.3.
    """
    held = directory.find(address)
    given = held.one_time[0] if held.one_time else None
    bundle = Bundle(
        held.registration_id, address[1], held.identity, held.signed, held.signature, given
    )
    rest = replace(held, one_time=held.one_time[1:])
    return Directory({**directory.listings, address: rest}), bundle


def remaining(directory: Directory, address: Address) -> int:
    """Count the one-time prekeys left; below ``prekeys.REFILL_BELOW`` a phone uploads more."""
    return len(directory.find(address).one_time)
