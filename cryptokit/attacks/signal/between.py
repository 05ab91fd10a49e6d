"""Phones that write to each other by keys which a server hands out, and what is the server's.

Not here: any attack. Everything is real: bundles, X3DH, the Double Ratchet and safety numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.rng import Rng
from cryptokit.signal import directory, peers, prekeys, safety_number, sessions
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.directory import Address, Directory
from cryptokit.signal.prekeys import Bundle, PhoneKeys
from cryptokit.signal.safety_number import ITERATIONS
from cryptokit.signal.session import Message
from cryptokit.signal.sessions import Sessions

ALICE: Final = b"alice"
BOB: Final = b"bob"
WORDS: Final = b"we meet at noon"
NOW: Final = 1_700_000_000
"""The second at which everything happens; nothing depends on it but that lists are not old."""


@dataclass(frozen=True, slots=True)
class Screen:
    """The page of an app where two people compare: names and keys, as one phone knows them."""

    mine: tuple[bytes, PublicKey]
    theirs: tuple[bytes, PublicKey]
    iterations: int = ITERATIONS

    def number(self) -> str:
        """Give the 60 digits of the page."""
        halves = (
            safety_number.fingerprint(name, key, iterations=self.iterations)
            for name, key in (self.mine, self.theirs)
        )
        return safety_number.number(*halves)


def phone(rng: Rng, *, one_time: int = 1, identity: KeyPair | None = None) -> PhoneKeys:
    """Install the app on a phone, or on a device with an identity key that is there already."""
    if identity is None:
        return prekeys.install(now=NOW, one_time=one_time, rng=rng)
    keys = PhoneKeys(identity, 1, (prekeys.sign(identity, 1, now=NOW, rng=rng),))
    return prekeys.refill(keys, count=one_time, rng=rng)


def bundle_of(keys: PhoneKeys, *, device: int = 1) -> Bundle:
    """Give what an honest directory hands out for these keys."""
    address = ("somebody", device)
    held = directory.publish(Directory(), address, prekeys.listing(keys))
    return directory.fetch(held, address)[1]


def write(writer: PhoneKeys, bundle: Bundle, text: bytes, rng: Rng) -> Message:
    """Write a first message to whoever has the keys of a bundle."""
    peer = peers.start(writer, bundle, now=NOW, rng=rng)
    return peers.encrypt(writer, peer, text, now=NOW)[1]


def read(reader: PhoneKeys, message: Message, rng: Rng) -> bytes:
    """Read a first message. Raises what ``peers.decrypt`` raises."""
    return peers.decrypt(reader, None, message, rng=rng).plaintext


def relay(
    alice: PhoneKeys, as_bob: PhoneKeys, as_alice: PhoneKeys, bob: PhoneKeys, rng: Rng
) -> tuple[bytes, bytes]:
    """Sit between: read as Bob what Alice writes, write it on as Alice, and see what Bob reads."""
    caught = read(as_bob, write(alice, bundle_of(as_bob), WORDS, rng), rng)
    return caught, read(bob, write(as_alice, bundle_of(bob), caught, rng), rng)


def fan_out(
    writer: PhoneKeys, devices: Mapping[Address, PhoneKeys], text: bytes, rng: Rng
) -> dict[Address, bytes]:
    """Write to several devices, each on a session of its own, and give what each of them reads.

    >>> from cryptokit.rng import lesson
    >>> rng = lesson("fan-out")
    >>> ana, phone_, laptop = (phone(rng) for _ in range(3))
    >>> sorted(fan_out(ana, {("bob", 1): phone_, ("bob", 2): laptop}, b"hi", rng).items())
    [(('bob', 1), b'hi'), (('bob', 2), b'hi')]

    See: Marlinspike and Perrin, "The Sesame Algorithm", revision 2, 2017, section 3.
    """
    known = Sessions()
    for (name, number), keys in devices.items():
        bundle = bundle_of(keys, device=number)
        known = sessions.start(known, writer, name, bundle, now=NOW, rng=rng)
    _, sent = sessions.encrypt(known, writer, tuple(devices), text, now=NOW)
    return {address: read(devices[address], message, rng) for address, message in sent.items()}
