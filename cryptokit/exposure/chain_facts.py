"""Keys that turn, as facts and rules: roots, chains, the keys of single messages. No bytes.

A ratchet key names the chain and the root that were made with it; a group's chain has a number.
Public keys are no facts here: they stand in the headers of the very packets they are needed for.
"""

from collections.abc import Iterable, Iterator

from cryptokit.exposure.ratchet_phones import AppPhone, Phone
from cryptokit.knowledge import Fact, Rule
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.kept import Kept

Turn = tuple[str, str]
"""Two ratchet keys that were put together, each named; the root of the first made the second's."""


def short(public: PublicKey) -> str:
    """Name a key pair by the first eight bytes of its public key."""
    return public.raw[:8].hex()


def private(pair: str) -> Fact:
    """Say that the private key of a pair is known."""
    return f"private {pair}"


def root(pair: str) -> Fact:
    """Say that the root is known which came out of the turn to this key."""
    return f"root {pair}"


def chain(name: str, number: int) -> Fact:
    """Say that a chain is known from this message on.

    >>> chain("ab", 3), message_key("ab", 3)
    ('chain ab@3', 'key ab#3')
    """
    return f"chain {name}@{number}"


def message_key(name: str, number: int) -> Fact:
    """Say that the key of one message is known."""
    return f"key {label(name, number)}"


def label(name: str, number: int) -> str:
    """Name the key of one message, as a packet does."""
    return f"{name}#{number}"


def of_phone(phone: Phone) -> Iterator[Fact]:
    """Give what is known to whoever holds a phone.

    >>> from cryptokit.exposure.ratchet_phones import Form, pair
    >>> a, b = pair(Form.PUBLISHED)
    >>> [fact.partition(" ")[0] for fact in of_phone(a)], [*of_phone(b)][1] == root(short(b.own))
    (['private', 'root', 'chain'], True)
    """
    if isinstance(phone, AppPhone):
        yield from _of_app(phone)
        return
    state = phone.state
    yield from (private(short(state.own.public)), root(short(state.own.public)))
    if state.sending is not None:
        yield chain(short(state.own.public), state.sent)
    if state.receiving is not None and state.theirs is not None:
        yield chain(short(state.theirs), state.received)
    for passed in state.skipped:
        yield from of_kept(short(passed.name), passed.kept)


def _of_app(phone: AppPhone) -> Iterator[Fact]:
    keys = phone.keys
    signed, one_time = (one.pair for one in keys.signed), (one.pair for one in keys.one_time)
    pairs = (keys.identity, *signed, *one_time)
    yield from (private(short(pair.public)) for pair in pairs)
    if phone.session is None:
        return
    state = phone.session.ratchet
    own = short(state.own.public)
    yield from (private(own), root(own), chain(own, state.sent))
    for incoming in state.chains:
        yield chain(short(incoming.ratchet), incoming.number)
        yield from of_kept(short(incoming.ratchet), incoming.kept)


def of_kept(name: str, kept: Kept) -> Iterator[Fact]:
    """Give the kept keys of missing messages of a chain."""
    yield from (message_key(name, number) for number in kept.numbers)


def turning(labels: Iterable[str]) -> Iterator[Rule]:
    """Give the rules of chains: each turn gives a message key, and the way back is closed.

    ``labels`` name the keys that packets are under, in the order of their chains.

    >>> [rule.out for rule in turning(["ab#0", "ab#1"])]
    ['key ab#0', 'chain ab@1', 'key ab#1', 'chain ab@2']
    """
    parts = (label.rpartition("#") for label in labels)
    lengths = {name: int(number) + 1 for name, _, number in parts}
    for name, length in lengths.items():
        for number in range(length):
            yield Rule(message_key(name, number), 1, (chain(name, number),))
            yield Rule(chain(name, number + 1), 1, (chain(name, number),))


def agreeing(turns: Iterable[Turn]) -> Iterator[Rule]:
    """Give the rules of a turn: the root before it, and the private key of either of the two."""
    for before, after in dict.fromkeys(turns):
        for pair in (before, after):
            for made in (root(after), chain(after, 0)):
                yield Rule(made, 2, (root(before), private(pair)))
