"""The directory adds a device to Bob's account: Alice's app writes to it as to the others, unseen.

No cipher is changed and no key is broken; an end is added, "an extra end", as Levy and Robinson of
GCHQ proposed it on 29 November 2018, and the notice is left out. 47 organisations, companies and
people answered in an open letter on 22 May 2019: then nobody knows any more whom they talk to.

With a list that Bob's phone signs, the directory alone can add nothing. Then the phone has to
sign: what is asked for is another app on it. Not here: a device that the phone was tricked into
linking, in ``ghost_behind_the_number``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.signal.between import NOW, WORDS, fan_out, phone
from cryptokit.errors import CryptokitError
from cryptokit.rng import Rng
from cryptokit.signal import device_list, devices
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.device_list import DeviceList, Listed, SignedList
from cryptokit.signal.devices import Link
from cryptokit.signal.directory import Address
from cryptokit.signal.prekeys import PhoneKeys

PHONE: Final[Address] = ("bob", 1)
LAPTOP: Final[Address] = ("bob", 2)
GHOST: Final[Address] = ("bob", 3)
_WEEK: Final = 604_800


@dataclass(frozen=True, slots=True)
class Shown:
    """What the directory shows of an account: a plain list, the signed one, and the links."""

    phone: PublicKey
    companions: tuple[Listed, ...]
    signed: SignedList
    links: tuple[Link, ...]


Trust = Callable[[Shown], tuple[PublicKey, ...]]
"""Give the identity keys of the devices to write to. Raises Untrusted."""


def flawed_trust(shown: Shown) -> tuple[PublicKey, ...]:
    """Write to whatever is listed."""
    listed = tuple(one.identity for one in shown.companions)
    return (shown.phone, *listed)  # the flaw: who runs the directory says which devices there are


def repaired_trust(shown: Shown) -> tuple[PublicKey, ...]:
    """Write to the devices that the phone signed, and that signed back."""
    listed = device_list.check(shown.signed, shown.phone, now=NOW)
    return device_list.recipients(listed, shown.links, shown.phone)


@dataclass(frozen=True, slots=True)
class Account:
    """The keys of Bob's devices, with those of the one that is added, and what is shown."""

    keys: Mapping[Address, PhoneKeys]
    shown: Shown

    def named(self, identities: tuple[PublicKey, ...]) -> dict[Address, PhoneKeys]:
        """Give the devices that have these identity keys."""
        return {at: keys for at, keys in self.keys.items() if keys.identity.public in identities}


def account(rng: Rng) -> Account:
    """Link a laptop to Bob's phone, both by the rules; a third device stands by."""
    keys: dict[Address, PhoneKeys] = {at: phone(rng) for at in (PHONE, LAPTOP, GHOST)}
    primary, laptop = keys[PHONE].identity, keys[LAPTOP].identity
    listed = (Listed(LAPTOP[1], laptop.public),)
    signed = sign_list(primary, listed, rng)
    shown = Shown(primary.public, listed, signed, (link(primary, laptop, rng),))
    return Account(keys, shown)


def link(primary: KeyPair, companion: KeyPair, rng: Rng) -> Link:
    """Link a companion: both sign."""
    invited = devices.invite(primary, companion.public, b"linked", rng=rng)
    return devices.join(companion, primary.public, b"linked", invited, rng=rng)


def sign_list(signer: KeyPair, listed: tuple[Listed, ...], rng: Rng) -> SignedList:
    """Sign a list of companions that holds for a week."""
    return device_list.sign(signer, DeviceList(NOW, NOW + _WEEK, listed), rng=rng)


def with_ghost(of: Account, signer: KeyPair, rng: Rng) -> Shown:
    """Add the third device, to the plain list and to one that ``signer`` signs as if the phone.

    If it is the phone that signs, everything holds.
    """
    ghost = of.keys[GHOST].identity
    listed = (*of.shown.companions, Listed(GHOST[1], ghost.public))
    links = (*of.shown.links, link(signer, ghost, rng))
    return replace(of.shown, companions=listed, signed=sign_list(signer, listed, rng), links=links)


def program(trust: Trust, budget: int, rng: Rng) -> Outcome:
    """Add a device to the plain list; then to a list that the directory signs by itself."""
    alice, bob, told = phone(rng), account(rng), ""
    forged = with_ghost(bob, bob.keys[GHOST].identity, rng)
    unsigned = replace(forged, signed=bob.shown.signed, links=bob.shown.links)
    for tries, shown in enumerate((unsigned, forged)[:budget], 1):
        trusted = answer(partial(trust, shown))
        if isinstance(trusted, CryptokitError):
            told = f"Alice's app refuses the list: {trusted.what}"
            continue
        got = fan_out(alice, bob.named(trusted), WORDS, rng)
        if got.get(GHOST) == WORDS:
            told = f"{len(got)} devices read {WORDS.decode()!r}, one of them not Bob's"
            return Outcome(won=True, tries=tries, told=told)
        told = f"{len(got)} devices read it, all of them Bob's"
    return Outcome(won=False, tries=budget, told=told)


def honest(trust: Trust, rng: Rng) -> bool:
    """Tell whether Bob's phone and laptop read what Alice writes."""
    bob = account(rng)
    got = fan_out(phone(rng), bob.named(trust(bob.shown)), WORDS, rng)
    return got == {PHONE: WORDS, LAPTOP: WORDS}


ATTACK: Final = Attack(
    name="ghost_device",
    title="A device too many",
    mistake="an app writes to all devices that the directory lists",
    repair="the phone signs the list, and each device signs back",
    source='Levy, Robinson, "Principles for a More Informed Exceptional Access Debate", Lawfare, '
    '29 November 2018; "Open Letter to GCHQ", 22 May 2019; WhatsApp, "Encryption Overview", '
    "version 6, 2021, on the signed device list",
    scale="real size",
    budget=2,
    program=program,
    honest=honest,
    flawed=flawed_trust,
    repaired=repaired_trust,
)
