"""Blaze 1994: the receiver feeds back a LEAF of its own chip, so the sender's need not travel.

A chip reads nothing before it was shown a LEAF that fits session key and IV. Its own fits: it makes
one for the same key, with an IV of its own. In CBC mode the wrong IV spoils the first block alone,
in which nothing is said. On the wire goes the LEAF of an earlier session, which the police open,
to the key of that session. Both sides must cheat. Not here: one side that does, in ``forged_leaf``.

The repair covers the words with the check, and a chip makes no LEAF for words it cannot yet read.
People who both cheat can still lock their words with another cipher first.
"""

from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.backdoors.clipper import Packet, chips
from cryptokit.attacks.backdoors.forged_leaf import WORDS, honest
from cryptokit.attacks.backdoors.leaf import BLOCK, LONG, SHORT, Check, SessionKey
from cryptokit.attacks.backdoors.price import Price
from cryptokit.errors import CryptokitError
from cryptokit.rng import Rng

_FILLER: Final = b"nobody reads it."
_EARLIER: Final = b"nice weather, is it not? oh yes."


def program(check: Check, budget: int, rng: Rng) -> Outcome:
    """Talk without a LEAF: an old one goes over the wire, and the receiver's own goes in."""
    del budget  # there is nothing to try
    escrow, (alice, bob) = chips(check, 2, rng)
    old = alice.send(SessionKey.draw(rng), _EARLIER, rng)
    key = SessionKey.draw(rng)
    body = alice.send(key, _FILLER + WORDS, rng).body
    wire = Packet(old.iv, old.leaf, body)
    own = bob.send(key, _FILLER, rng)
    heard = answer(partial(bob.receive, Packet(own.iv, own.leaf, body), key))
    if isinstance(heard, CryptokitError):
        return Outcome(won=False, tries=1, told=f"the chip refuses a LEAF of its own: {heard.what}")
    tapped = escrow.tap(wire)
    won = heard[BLOCK:] == WORDS and tapped is not None and WORDS not in tapped
    told = f"the receiver reads {heard[BLOCK:]!r}; the police open the LEAF, to an old key"
    return Outcome(won, 1, told)


PRICE: Final = Price(
    unit="LEAF of one's own",
    expected=1.0,
    once=False,
    reality="no trial at all, but both sides must take part",
)
ATTACK: Final = Attack(
    name="fed_back_leaf",
    title="A LEAF that never travelled",
    mistake="a LEAF fits whatever is said under its session key, whoever's chip made it",
    repair="the check covers the words, so only the chip that locked them could make it",
    source='Blaze, "Protocol Failure in the Escrowed Encryption Standard", ACM CCS 1994',
    scale="real size; an equivalent, with AES for Skipjack and our own mode for the secret one",
    budget=1,
    program=program,
    honest=honest,
    flawed=SHORT,  # the flaw: session key and IV are all that a LEAF is bound to
    repaired=LONG,
    seen_in="the Clipper chip and its PC card (Blaze, 1994)",
)
