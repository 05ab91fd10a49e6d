"""A ghost in the chat: an end is added, no cipher is touched, and what gives it away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rich.table import Table

from cryptokit.attacks.attack import answer
from cryptokit.attacks.signal import ghost_behind_the_number as by_link
from cryptokit.attacks.signal import ghost_device as by_list
from cryptokit.attacks.signal import ghost_member as by_group
from cryptokit.attacks.signal.between import BOB, WORDS, fan_out, phone
from cryptokit.attacks.signal.ghost_device import Account, Shown, Trust
from cryptokit.demos.show import show
from cryptokit.errors import CryptokitError
from cryptokit.rng import Rng, lesson
from cryptokit.signal import transparency
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.transparency import Entry

_MEMBER: Final = b"somebody"
_SHOWN: Final = {None: "-", True: "changed", False: "the same"}


@dataclass(frozen=True, slots=True)
class Case:
    """One way to add an end: whether it reads, what refused it, and what shows it.

    ``account`` and ``devices`` tell whether the safety number changed, made of the account's key
    or of all device keys; None where devices have no keys of their own. ``logged`` counts the keys
    that Bob's phone finds under his name, in a log of all keys, and that are not his.
    """

    title: str
    reads: bool
    refused: str
    account: bool
    devices: bool | None
    logged: int


def run() -> tuple[Case, ...]:
    """Add a reader in five ways, and show who reads and what gives it away."""
    cases = _find(lesson("demo ghost"))
    show(
        "In November 2018 two people of GCHQ proposed that a service might silently add a law "
        "enforcement participant to a chat: it hands out the keys, so it can add an end. No cipher "
        "changes. Let us add one to what Alice writes to Bob.",
        _table(cases),
        "A server alone can add a device where nobody signs the list. Where Bob's phone signs, it "
        "can't, until the phone signs for it: then it is the app on the phone that had to change. "
        "A device that has the account's own key changes no safety number and is no new key in a "
        "log. A member of a group changes nobody's number; a list of members that the server "
        "cannot write keeps it out.",
        "Whatever shows a ghost, an app has to ask for it and to tell. So the proposal is about "
        "apps, not about servers: it asks for apps that do not tell their users. And an app that "
        "keeps silent about one does so about all whom a server adds, whoever orders it.",
        "Where it comes from: Levy and Robinson, Lawfare, 29 November 2018; the open letter to "
        "GCHQ of 22 May 2019. The programs are in cryptokit.attacks.signal.",
    )
    return cases


def _find(rng: Rng) -> tuple[Case, ...]:
    return (*_on_a_list(rng), _linked(rng), _in_a_group(rng))


def _on_a_list(rng: Rng) -> tuple[Case, ...]:
    """Add a device: to a plain list, to one that the server signs, to one that the phone signs."""
    bob = by_list.account(rng)
    primary, ghost = (bob.keys[at].identity for at in (by_list.PHONE, by_list.GHOST))
    forged, signed = (by_list.with_ghost(bob, signer, rng) for signer in (ghost, primary))
    unsigned = replace(forged, signed=bob.shown.signed, links=bob.shown.links)
    return (
        _listed("a device, on a list nobody signs", bob, by_list.flawed_trust, unsigned, rng),
        _listed("a device, on a list the server signs", bob, by_list.repaired_trust, forged, rng),
        _listed("a device, on a list the phone signs", bob, by_list.repaired_trust, signed, rng),
    )


def _listed(title: str, bob: Account, trust: Trust, shown: Shown, rng: Rng) -> Case:
    own = by_list.repaired_trust(bob.shown)
    added = (Entry(BOB, shown.companions[-1].identity),)
    trusted = answer(lambda: trust(shown))
    if isinstance(trusted, CryptokitError):
        return _case(title, own, own, added, refused=trusted.what)
    got = fan_out(phone(rng), bob.named(trusted), WORDS, rng)
    return _case(title, own, trusted, added, reads=got.get(by_list.GHOST) == WORDS)


def _linked(rng: Rng) -> Case:
    """Link a device with the key of the account, as a phone does that was tricked into it."""
    alice, bob = phone(rng), phone(rng)
    ghost = by_link.same_key(bob, rng)
    got = fan_out(alice, {by_link.PHONE: bob, by_link.GHOST: ghost}, WORDS, rng)
    own, now = ((bob.identity.public,), (bob.identity.public, ghost.identity.public))
    reads = got[by_link.GHOST] == WORDS
    case = _case(
        "a device, linked with Bob's own key", own, now, (Entry(BOB, now[1]),), reads=reads
    )
    return replace(case, devices=None)


def _in_a_group(rng: Rng) -> Case:
    """Put a member on the server's list of a group that Bob is in."""
    phones = {at: phone(rng) for at in (*by_group.MEMBERS, by_group.GHOST)}
    readers = by_group.by_the_server(tuple(phones), by_group.MEMBERS)
    got = by_group.say(readers, phones, rng)
    own = (phones[by_group.MEMBERS[0]].identity.public,)
    added = (Entry(_MEMBER, phones[by_group.GHOST].identity.public),)
    return _case("a member of a group", own, own, added, reads=got[by_group.GHOST] == WORDS)


def _case(
    title: str,
    own: Sequence[PublicKey],
    now: Sequence[PublicKey],
    added: Sequence[Entry],
    *,
    reads: bool = False,
    refused: str = "",
) -> Case:
    """Look as others can: at Bob's half of the safety number, then and now, and at the log."""
    account = by_link.of_account(BOB, own) != by_link.of_account(BOB, now)
    devices = by_link.of_devices(BOB, own) != by_link.of_devices(BOB, now)
    log = (*(Entry(BOB, key) for key in own), *added)
    logged = len(transparency.strangers(log, BOB, own, transparency.head(log)))
    return Case(title, reads, refused, account, devices, logged)


def _table(cases: Sequence[Case]) -> Table:
    table = Table(title="An end is added, and what shows it", title_justify="left", show_lines=True)
    for heading in (
        "what is added",
        "the ghost",
        "number of the account's key",
        "number of all device keys",
        "strange keys in the log",
    ):
        table.add_column(heading)
    for one in cases:
        ghost = "reads" if one.reads else f"does not read: {one.refused}"
        numbers = _SHOWN[one.account], _SHOWN[one.devices]
        table.add_row(one.title, ghost, *numbers, str(one.logged))
    return table


if __name__ == "__main__":
    run()
