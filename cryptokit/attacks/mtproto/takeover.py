"""Whoever receives the login code is the owner: every cloud chat opens, unless there is a password.

The thief has the number moved to another SIM card, or sits at the operator. A code goes to the
owner's devices first, so the thief waits for the second one, which comes by SMS; the owner sees the
first. Not here: the owner who reads a code out to a stranger, against whom this helps as well.

Two accounts of activists in Moscow were reported to be taken over like this on 29 April 2016
(Jacobs, 2016). All five American carriers that researchers tried asked questions before they moved
a number which strangers can answer (Lee and others, SOUPS 2020).
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.attacks.mtproto.cloud import (
    CLOUD_CHATS,
    COMMON,
    START,
    Cloud,
    Hands,
    moves,
    opened,
    settle,
)
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto.login.codes import Channel, Delivery, LoginCode, Verdict
from cryptokit.mtproto.login.password import Password
from cryptokit.rng import Rng

NIGHT: Final = START + 7_200
"""Two hours later, when the owner sleeps."""
CHOSEN: Final = 57
"""Which of the common passwords the owner has: a poor choice, and yet it holds at the door."""


@dataclass(frozen=True, slots=True)
class Door:
    """How an account is protected: by the code alone, or by a password as well."""

    password: Password | None


@dataclass(frozen=True, slots=True)
class Loot:
    """How far the thief got: the verdict on the code, guesses made, and what could be read.

    ``warned`` tells whether a code came to the owner's devices, for which nobody there had asked.
    """

    code: Verdict
    guesses: int
    last: Verdict
    cloud: tuple[str, ...]
    secret: tuple[str, ...]
    packets: int
    warned: bool


def break_in(cloud: Cloud, budget: int, rng: Rng) -> tuple[Hands, Loot]:
    """Ask for codes until one comes by SMS, hand it in, guess passwords, and fetch everything."""
    thief, now = Hands.with_new_key("somebody's laptop", NIGHT, rng), NIGHT
    sent, delivery = cloud.ask_code(now)
    warned = delivery.channel is Channel.APP
    if warned:
        now += sent.next_after
        sent, delivery = cloud.resend(sent, now)
    code = cloud.sign_in(thief, sent, _on_the_swapped_card(delivery), now)
    guesses, last = _guess(cloud, thief, code, budget=budget, now=now)
    read = cloud.fetch(thief, now)
    # The one secret of 256 bytes that the thief has: it opens nothing but its own line.
    own = SecretChatKey(thief.line.key.reveal())
    secret = opened(read.packets, own)
    return thief, Loot(code, guesses, last, read.texts, secret, len(read.packets), warned)


def _on_the_swapped_card(delivery: Delivery) -> LoginCode:
    if delivery.channel is not Channel.SMS:
        raise AssertionError("the thief reads SMS, and not the owner's app")
    return delivery.code


def _guess(
    cloud: Cloud, thief: Hands, verdict: Verdict, *, budget: int, now: int
) -> tuple[int, Verdict]:
    """Try the common passwords one after the other, as long as the server lets us."""
    tried = 0
    while verdict in {Verdict.PASSWORD_NEEDED, Verdict.WRONG} and tried < budget:
        verdict = cloud.try_password(thief, Password.of(COMMON[tried]), now)
        tried += verdict is not Verdict.FLOOD
    return tried, verdict


def program(door: Door, budget: int, rng: Rng) -> Outcome:
    """Receive the SMS of somebody else's number, and see what opens."""
    cloud, _ = settle(door.password, rng)
    _, loot = break_in(cloud, budget, rng)
    read = f"{len(loot.cloud)} of {len(CLOUD_CHATS)} cloud messages, {len(loot.secret)} secret ones"
    way = "the code was enough"
    if loot.code is Verdict.PASSWORD_NEEDED:
        way = f"{loot.guesses} passwords guessed, the last answer: {loot.last}"
    return Outcome(loot.cloud == CLOUD_CHATS, max(loot.guesses, 1), f"{way}; read {read}")


def honest(door: Door, rng: Rng) -> bool:
    """Tell whether the owner gets in with a new phone, and the old one opens the secret chat."""
    cloud, owner = settle(door.password, rng)
    packets = cloud.fetch(owner.hands, START).packets
    return moves(owner, cloud, rng) and len(opened(packets, owner.chat_key)) == len(packets)


def code_alone(_chosen: str) -> Door:
    """Protect an account as it is when it is new."""
    return Door(password=None)  # the flaw: whoever carries messages to the number is the owner


def code_and_password(chosen: str) -> Door:
    """Protect an account by two-step verification."""
    return Door(password=Password.of(chosen))


ATTACK: Final = Attack(
    name="takeover",
    title="A login code in other hands",
    mistake="the code that was sent to the number is all that is asked for",
    repair="a second password, and few guesses a day",
    source='Jacobs, "How Russia Works on Intercepting Messaging Apps", Bellingcat, 30 April 2016; '
    'Lee, Kaiser, Mayer, Narayanan, "An Empirical Study of Wireless Carrier Authentication for SIM '
    'Swaps", SOUPS 2020; Telegram, "Two-factor authentication"',
    scale="1,000 rounds of PBKDF2 for 100,000; the limit of five guesses a day is ours, Telegram's "
    "is not public",
    budget=len(COMMON),
    program=program,
    honest=honest,
    flawed=code_alone(COMMON[CHOSEN]),
    repaired=code_and_password(COMMON[CHOSEN]),
    seen_in="accounts without a second password, on any service that signs people in by SMS",
)
