"""A device that was linked with the account's key reads along, and the safety number stays.

Where an account has one identity key and its phone hands that to each linked device, the number
speaks of the account, and not of how many devices it has. Where each device has a key of its own
and all of them go into the number, a new device makes another number. That helps people who
compare again, or whose app tells them. Not here: how the phone was brought to link it.

Groups close to Russia's state did that by QR codes sent as invitations, Google reported on 19
February 2025. Signal's number is of the account; WhatsApp's is of all devices (2021).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.signal.between import ALICE, BOB, WORDS, fan_out, phone
from cryptokit.rng import Rng
from cryptokit.signal import safety_number
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.prekeys import PhoneKeys

PHONE: Final = ("bob", 1)
GHOST: Final = ("bob", 2)


@dataclass(frozen=True, slots=True)
class Model:
    """How an account has several devices: what linking one makes, and what a half is made of."""

    link: Callable[[PhoneKeys, Rng], PhoneKeys]
    half: Callable[[bytes, Sequence[PublicKey]], bytes]


def same_key(primary: PhoneKeys, rng: Rng) -> PhoneKeys:
    """Link a device that gets the identity key of the account."""
    return phone(rng, identity=primary.identity)


def own_key(_primary: PhoneKeys, rng: Rng) -> PhoneKeys:
    """Link a device that has an identity key of its own."""
    return phone(rng)


def of_account(name: bytes, identities: Sequence[PublicKey]) -> bytes:
    """Hash the key of the account."""
    return safety_number.fingerprint(name, identities[0])  # the flaw: devices are not in it


def of_devices(name: bytes, identities: Sequence[PublicKey]) -> bytes:
    """Hash the keys of all devices."""
    return safety_number.of_all_devices(name, identities)


def number(model: Model, alice: PhoneKeys, devices: Sequence[PhoneKeys]) -> str:
    """Give the 60 digits of Alice and of Bob with these devices."""
    mine = model.half(ALICE, [alice.identity.public])
    theirs = model.half(BOB, [keys.identity.public for keys in devices])
    return safety_number.number(mine, theirs)


def program(model: Model, _budget: int, rng: Rng) -> Outcome:
    """Link a device after the two have compared, read, and let them compare again."""
    alice, bob = phone(rng), phone(rng)
    before = number(model, alice, [bob])
    ghost = model.link(bob, rng)
    got = fan_out(alice, {PHONE: bob, GHOST: ghost}, WORDS, rng)
    after = number(model, alice, [bob, ghost])
    change = "is the same" if before == after else "has changed"
    told = f"the ghost read {got[GHOST].decode()!r}; the safety number {change}"
    return Outcome(got[GHOST] == WORDS and before == after, 1, told)


def honest(model: Model, rng: Rng) -> bool:
    """Tell whether the number stays if nothing happens, and a linked laptop reads."""
    alice, bob = phone(rng), phone(rng)
    laptop = model.link(bob, rng)
    got = fan_out(alice, {PHONE: bob, GHOST: laptop}, WORDS, rng)
    numbers = {number(model, alice, order) for order in ([bob, laptop], [bob, laptop])}
    return set(got.values()) == {WORDS} and len(numbers) == 1


ATTACK: Final = Attack(
    name="ghost_behind_the_number",
    title="A device that the safety number does not count",
    mistake="the number is made of the account's key, which all of its devices have",
    repair="the number is made of the keys of all devices",
    source='Google Threat Intelligence Group, "Signals of Trouble", 19 February 2025; Levy, '
    'Robinson, Lawfare, 29 November 2018; WhatsApp, "Encryption Overview", version 6, 2021, on '
    "verifying keys",
    scale="real size. Held means that the number shows it: the first message is read in both runs",
    budget=1,
    program=program,
    honest=honest,
    flawed=Model(same_key, of_account),
    repaired=Model(own_key, of_devices),
)
