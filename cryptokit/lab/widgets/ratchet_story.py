"""A Double Ratchet conversation that was really played, and the names of its keys step by step.

Keys are named, never shown: ``A1`` is A's first ratchet key, and a chain bears the name of the
ratchet key it was made with. Not here: what is shown of it, which is in ``ratchet``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptokit.exposure import DoubleRatchet, Form, Party, Schedule, Victim, in_order
from cryptokit.exposure.chain_facts import of_phone, short
from cryptokit.exposure.ratchet_phones import AppPhone, Phone, restore
from cryptokit.exposure.runs import Run
from cryptokit.knowledge import Fact
from cryptokit.rng import Rng, system

LIMIT: Final = 24
"""So many messages fit beside each other in the drawing."""
_FIRST: Final = {Party.A: 1, Party.B: 0}
"""B's signed prekey is its first ratchet key, and A's first one answers to it."""
_WORDS: Final = {"root": "root key", "chain": "chain", "key": "message key"}


@dataclass(frozen=True, slots=True)
class Phones:
    """Both phones at a moment: ratchet keys that are their own, and names of all keys they hold."""

    own: Mapping[Party, str]
    keys: Mapping[Party, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Story:
    """A conversation, its run, and the phones before each step and after the last.

    ``labels`` names the key of each message: ``A1#0`` is the first one on the chain of A1.
    """

    how: DoubleRatchet
    schedule: Schedule
    run: Run = field(repr=False)
    phones: tuple[Phones, ...]
    labels: tuple[str, ...]


def tell(conversation: str | Schedule, form: Form, *, rng: Rng = system) -> Story:
    """Play a conversation; in a text such as ``AAB`` each message of A and B arrives at once.

    Raises ValueError for a text with other letters, for more than ``LIMIT`` messages, for no
    message at all, and where B speaks first.

    >>> story = tell("AAB", Form.PUBLISHED)
    >>> story.labels, story.phones[-1].own[Party.A]
    (('A1#0', 'A1#1', 'B1#0'), 'A2')
    >>> story.phones[2].keys[Party.A]
    ('private ratchet key A1', 'root key A1', 'chain A1@1')

    See: ``exposure.DoubleRatchet``.
    """
    schedule = _schedule(conversation)
    how = DoubleRatchet(form)
    run = how.play(schedule, rng=rng)
    phones = [{one: _phone(run, t, one) for one in Party} for t in range(len(run.held))]
    names = _names(phones)
    labels = tuple(_label(packet.key, names) for packet in run.packets)
    return Story(how, schedule, run, tuple(_of(both, names) for both in phones), labels)


def chain_of(label: str) -> str:
    """Give the chain that a message key is of.

    >>> chain_of("A1#0")
    'A1'
    """
    return label.partition("#")[0]


def _schedule(conversation: str | Schedule) -> Schedule:
    if isinstance(conversation, str):
        if set(conversation) - set(Party):
            raise ValueError(f"who writes is said by A and B, as in 'AAB', not {conversation!r}")
        if conversation.startswith(Party.B):
            raise ValueError("A writes first: B has no chain to send on before a message came")
        conversation = in_order(conversation)
    if not 1 <= len(conversation.senders) <= LIMIT:
        raise ValueError(f"1 to {LIMIT} messages are needed, not {len(conversation.senders)}")
    return conversation


def _phone(run: Run, t: int, party: Party) -> Phone:
    phone = restore(run.held[t][Victim(party)].states)
    if phone is None:
        raise ValueError("a run without phones has no keys to name")
    return phone


def _names(phones: list[dict[Party, Phone]]) -> dict[str, str]:
    """Give each ratchet key a number, side by side, in the order in which they were made."""
    names = dict[str, str]()
    for party in Party:
        made = dict.fromkeys(short(both[party].own) for both in phones)
        names |= {pair: f"{party}{at}" for at, pair in enumerate(made, _FIRST[party])}
    return names


def _of(both: dict[Party, Phone], names: Mapping[str, str]) -> Phones:
    own = {party: names[short(phone.own)] for party, phone in both.items()}
    return Phones(own, {party: tuple(_keys(both[party], party, names)) for party in Party})


def _keys(phone: Phone, party: Party, names: Mapping[str, str]) -> Iterator[str]:
    privates = _long_lived(phone, party)
    privates |= {pair: f"private ratchet key {name}" for pair, name in names.items()}
    seen = dict.fromkeys(_named(fact, privates, names) for fact in of_phone(phone))
    yield from seen  # the signed prekey is a ratchet key, too: it has one name


def _long_lived(phone: Phone, party: Party) -> dict[str, str]:
    if not isinstance(phone, AppPhone):
        return {}
    keys = phone.keys
    found = {short(one.pair.public): f"private signed prekey of {party}" for one in keys.signed}
    found |= {
        short(one.pair.public): f"private one-time prekey of {party}" for one in keys.one_time
    }
    return found | {short(keys.identity.public): f"private identity key of {party}"}


def _named(fact: Fact, privates: Mapping[str, str], names: Mapping[str, str]) -> str:
    kind, _, rest = fact.partition(" ")
    return privates[rest] if kind == "private" else f"{_WORDS[kind]} {_label(rest, names)}"


def _label(said: str, names: Mapping[str, str]) -> str:
    """Put the name of a key pair in the place of its bytes: they stand before any @ or #."""
    for sign in "@#":
        pair, found, number = said.partition(sign)
        if found:
            return f"{names[pair]}{sign}{number}"
    return names[said]
