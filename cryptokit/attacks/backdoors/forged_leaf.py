"""Blaze 1994: random LEAFs until a chip takes one, and the police open it to nothing.

The check that a receiving chip makes has 16 bits, so one in 65,536 of all bit strings fits. Whoever
has one chip finds it by trial, and then talks to any lawful chip, whose owner notices nothing. Not
here: two people who both cheat, who need no trial at all; see ``fed_back_leaf``.

A check long enough to hold repairs the escrow and not the idea: whoever gets the family key and the
list of unit keys still reads everybody.
"""

from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.backdoors.clipper import Chip, Packet, chips
from cryptokit.attacks.backdoors.leaf import CHECK_SIZE, LONG, SHORT, Check, Session, SessionKey
from cryptokit.attacks.backdoors.price import Price
from cryptokit.rng import Rng, draw

WORDS: Final = b"the source sits in the third row"
"""Two whole blocks."""
EXPECTED: Final = 1 << (8 * CHECK_SIZE)
BUDGET: Final = 8 * EXPECTED
"""Eight times what it takes in the mean: it fails once in 3,000 runs."""
_STACK: Final = 4096
"""LEAFs that are tried before the interpreter looks again, as it is the slow part."""


def forge(mine: Chip, session: Session, budget: int, rng: Rng) -> tuple[bytes | None, int]:
    """Try random LEAFs on a chip of one's own: the first that it takes, and how many were tried."""
    size = mine.check.size
    for start in range(0, budget, _STACK):
        count = min(_STACK, budget - start)
        leafs = draw(rng, size * count)
        place = mine.first_taken(leafs, session)
        if place is not None:
            return leafs[size * place : size * (place + 1)], start + place + 1
    return None, budget


def program(check: Check, budget: int, rng: Rng) -> Outcome:
    """Put a LEAF found by trial beside honest words, and see who reads them."""
    escrow, (mine, lawful) = chips(check, 2, rng)
    key = SessionKey.draw(rng)
    sent = mine.send(key, WORDS, rng)
    leaf, tries = forge(mine, Session(key, sent.iv, sent.body), budget, rng)
    if leaf is None:
        return Outcome(won=False, tries=tries, told=f"none of {tries:,} random LEAFs was taken")
    forged = Packet(sent.iv, leaf, sent.body)
    heard, tapped = lawful.receive(forged, key), escrow.tap(forged)
    told = f"LEAF {tries:,} was taken; the lawful chip reads {heard!r}, the police do not"
    return Outcome(heard == WORDS and tapped != WORDS, tries, told)


def honest(check: Check, rng: Rng) -> bool:
    """Tell whether a lawful chip reads what was sent, and the police as well."""
    escrow, (alice, bob) = chips(check, 2, rng)
    key = SessionKey.draw(rng)
    packet = alice.send(key, WORDS, rng)
    return bob.receive(packet, key) == escrow.tap(packet) == WORDS


PRICE: Final = Price(
    unit="random LEAFs",
    expected=float(EXPECTED),
    once=False,
    reality="65,536 trials expected, 42 minutes on the card of 1994; anew for each session",
)
ATTACK: Final = Attack(
    name="forged_leaf",
    title="A LEAF found by trial",
    mistake="the receiving chip checks 16 bits, and cannot check the key in escrow",
    repair="a check of 128 bits; whoever has the escrow still reads everybody",
    source='Blaze, "Protocol Failure in the Escrowed Encryption Standard", ACM CCS 1994',
    scale="real size: 16 bits; an equivalent, with AES for Skipjack and our own mode for the "
    "secret one",
    budget=BUDGET,
    program=program,
    honest=honest,
    flawed=SHORT,  # the flaw: whoever owns a chip makes 2^16 trials with it
    repaired=LONG,
    seen_in="the Clipper chip and its PC card (Blaze, 1994)",
)
