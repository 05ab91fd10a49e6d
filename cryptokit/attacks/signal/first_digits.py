"""Two people compare the first five digits of 60: the go-between searches keys until those agree.

The go-between has a key in Bob's name, which Alice sees, and one in Alice's name, which Bob sees,
and is free to choose both. The number begins with the smaller half. So it needs a false Bob and a
false Alice whose halves begin alike and are smaller than those of the true ones: that is a
birthday, of 560 keys if the true halves are large, and 1,500 in the mean, where a given start
takes 100,000. Ten digits cost 316 times as many as five. For 60, both true halves must be hit, by
2^99.7 keys each, and there is no birthday. Not here: people who compare nothing, who are in
``substituted_key``.

People do compare in part, and attackers who know it search for keys that agree in part: Dechand
and others tested in 2016 which forms of a number help against it.
"""

from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.signal.between import ALICE, BOB, WORDS, Screen, phone, relay
from cryptokit.rng import Rng
from cryptokit.signal import safety_number
from cryptokit.signal.curve import KeyPair, PublicKey

ITERATIONS: Final = 13
"""Rounds of hashing here, for 5,200: a try is cheaper, and there are as many tries."""
FIRST_GROUP: Final = 5  # the flaw: five digits are read out, of 60
ALL: Final = 60

Person = tuple[bytes, PublicKey]


def search(
    alice: Person, bob: Person, *, digits: int, budget: int, iterations: int, rng: Rng
) -> tuple[tuple[KeyPair, KeyPair] | None, int]:
    """Try keys in Bob's name and in Alice's by turns, until two numbers begin alike.

    Gives the false Bob and the false Alice, if they were found, and how many keys were tried.
    """
    shown: tuple[dict[str, KeyPair], dict[str, KeyPair]] = ({}, {})
    names, facing = (bob[0], alice[0]), tuple(_half(one, iterations) for one in (alice, bob))
    for tried in range(budget):
        side, pair = tried % 2, KeyPair.draw(rng)
        half = _half((names[side], pair.public), iterations)
        start = safety_number.number(facing[side], half)[:digits]
        shown[side][start] = pair
        if start in shown[1 - side]:
            return (shown[0][start], shown[1][start]), tried + 1
    return None, budget


def _half(person: Person, iterations: int) -> bytes:
    return safety_number.fingerprint(*person, iterations=iterations)


def screens(
    alice: Person, bob: Person, false: tuple[KeyPair, KeyPair], iterations: int
) -> tuple[Screen, Screen]:
    """Show what the two see who talk to a false Bob and a false Alice."""
    as_bob, as_alice = (pair.public for pair in false)
    return (
        Screen(alice, (bob[0], as_bob), iterations),
        Screen(bob, (alice[0], as_alice), iterations),
    )


def same_start(pair: tuple[Screen, Screen], digits: int) -> bool:
    """Compare that many digits, read from the left."""
    left, right = (screen.number()[:digits] for screen in pair)
    return left == right


def program(digits: int, budget: int, rng: Rng) -> Outcome:
    """Search for two keys that pass, then sit between with them."""
    alice, bob = phone(rng), phone(rng)
    people = (ALICE, alice.identity.public), (BOB, bob.identity.public)
    false, tries = search(*people, digits=digits, budget=budget, iterations=ITERATIONS, rng=rng)
    if false is None:
        return Outcome(won=False, tries=tries, told=f"no two keys that agree in {digits} digits")
    seen = screens(*people, false, ITERATIONS)
    as_bob, as_alice = (phone(rng, identity=pair) for pair in false)
    caught, arrived = relay(alice, as_bob, as_alice, bob, rng)
    won = same_start(seen, digits) and caught == arrived == WORDS
    numbers = " and ".join(screen.number()[:10] for screen in seen)
    return Outcome(won, tries, f"the numbers begin with {numbers}; read {caught.decode()!r}")


def honest(digits: int, rng: Rng) -> bool:
    """Tell whether people with nobody between them find that their digits agree."""
    alice, bob = (ALICE, KeyPair.draw(rng).public), (BOB, KeyPair.draw(rng).public)
    return same_start((Screen(alice, bob), Screen(bob, alice)), digits)


ATTACK: Final = Attack(
    name="first_digits",
    title="The first five digits of a safety number",
    mistake="the first group of five digits is compared, and the other eleven are not",
    repair="all 60 digits are",
    source='Dechand, Schürmann, Busse, Acar, Fahl, Smith, "An Empirical Study of Textual '
    'Key-Fingerprint Representations", USENIX Security 2016; Yuval, "How to Swindle Rabin", '
    "Cryptologia 3(3), 1979",
    scale="13 rounds of hashing for 5,200, so that a key costs less; the digits are real, and so "
    "is the number of keys. It fails where a true half is very small, about once in twenty",
    budget=4_000,
    program=program,
    honest=honest,
    flawed=FIRST_GROUP,
    repaired=ALL,
)
