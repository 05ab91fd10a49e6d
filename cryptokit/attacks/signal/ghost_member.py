"""The server adds a member to a group: each sender's app hands its key to the new one as well.

A sender key goes to whoever is a member, so who decides on members decides on readers. No safety
number changes, as those are of pairs, and none of those people has another key. Not here: a notice
to the members, which the app may leave out if somebody asks for it.

Rösler, Mainka and Schwenk showed in 2018 how groups are entered where no member has to sign for it.
What helps is a list that members change by messages of their own, which a server cannot write.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.signal.between import WORDS, fan_out, phone
from cryptokit.errors import CryptokitError
from cryptokit.rng import Rng, draw
from cryptokit.signal import sender_keys
from cryptokit.signal.directory import Address
from cryptokit.signal.group_messages import ID_SIZE
from cryptokit.signal.prekeys import PhoneKeys

MEMBERS: Final[tuple[Address, ...]] = (("bob", 1), ("cid", 1))
GHOST: Final[Address] = ("somebody", 1)

Readers = Callable[[Sequence[Address], Sequence[Address]], tuple[Address, ...]]
"""Who gets a sender key, of the server's list and of the list that members made themselves."""


def by_the_server(listed: Sequence[Address], _agreed: Sequence[Address]) -> tuple[Address, ...]:
    """Hand out to everybody on the server's list."""
    return tuple(listed)  # the flaw: who runs the server says who is in the group


def by_the_members(_listed: Sequence[Address], agreed: Sequence[Address]) -> tuple[Address, ...]:
    """Hand out to everybody whom a member has added, in a message of the group."""
    return tuple(agreed)


def say(
    readers: Sequence[Address], phones: Mapping[Address, PhoneKeys], rng: Rng
) -> dict[Address, bytes | CryptokitError]:
    """Hand out a fresh sender key, write one message, and see what becomes of it on all phones."""
    mine = sender_keys.begin(draw(rng, ID_SIZE), rng=rng)
    handed = sender_keys.hand_out(mine)
    given = fan_out(phone(rng), {at: phones[at] for at in readers}, handed, rng)
    _, packet = sender_keys.encrypt(mine, WORDS, rng=rng)

    def opened(data: bytes) -> bytes:
        return sender_keys.decrypt(sender_keys.accept(None, data), packet)[1]

    return {at: answer(partial(opened, data)) for at, data in given.items()}


def program(readers: Readers, _budget: int, rng: Rng) -> Outcome:
    """Put a phone of one's own on the list, and read."""
    phones: dict[Address, PhoneKeys] = {at: phone(rng) for at in (*MEMBERS, GHOST)}
    got = say(readers((*MEMBERS, GHOST), MEMBERS), phones, rng)
    names = ", ".join(name for (name, _), text in got.items() if text == WORDS)
    return Outcome(got.get(GHOST) == WORDS, 1, f"who read {WORDS.decode()!r}: {names}")


def honest(readers: Readers, rng: Rng) -> bool:
    """Tell whether all members read, also one whom a member has added."""
    phones = {at: phone(rng) for at in (*MEMBERS, ("eva", 1))}
    got = say(readers(tuple(phones), tuple(phones)), phones, rng)
    return got == dict.fromkeys(phones, WORDS)


ATTACK: Final = Attack(
    name="ghost_member",
    title="A member too many",
    mistake="an app hands its sender key to all members that the server lists",
    repair="it hands it to those whom members added, in messages of their own",
    source='Rösler, Mainka, Schwenk, "More is Less: On the End-to-End Security of Group Chats in '
    'Signal, WhatsApp, and Threema", IEEE EuroS&P 2018; Levy, Robinson, Lawfare, 29 November 2018',
    scale="real size, in a group of three; the members' own list is given, as no group protocol "
    "is here",
    budget=1,
    program=program,
    honest=honest,
    flawed=by_the_server,
    repaired=by_the_members,
)
