"""Who is called what: all people, numbers and ids of an account, each with an invented one."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, filterfalse
from typing import Final

from cryptokit.conversation.account import Account
from cryptokit.conversation.privacy.aliases import (
    aliases,
    folded,
    is_nobody,
    looked_for,
    short_parts,
    words_of,
)
from cryptokit.conversation.privacy.contacts import (
    ID,
    Contact,
    contact,
    contacts_in,
    digits,
    invented,
)
from cryptokit.conversation.privacy.contacts import is_number as is_a_number
from cryptokit.conversation.privacy.leaves import (
    ADDRESSES,
    HANDLES,
    MENTIONED,
    NUMBERS,
    PEOPLE,
    SOURCES,
    Leaf,
    of_chat,
    of_section,
    peer_id,
)
from cryptokit.conversation.privacy.mentions import Mentions, bracketed, suspects, wanted

_DIGITS: Final = re.compile(r"[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is called what, and which texts may mention somebody."""

    names: Mapping[str, str]
    ids: Mapping[int, int]
    mentions: Mentions
    doubtful: Collection[str]


def roster(account: Account) -> Roster:
    """Find everybody in an account, and give each another name, in the order of appearance.

    >>> from cryptokit.conversation.spoken import say
    >>> roster(Account((say(["Ada: hi", "+00 0000000: hi"]),))).names
    {'Ada': 'Alice', '+00 0000000': '+00 000 000 00 01'}
    """
    leaves = [leaf for chat in account.chats for leaf in of_chat(chat)]
    leaves += [leaf for section in account.sections for leaf in of_section(section)]
    texts = [message.text for chat in account.chats for message in chat.messages]
    texts += [value for _, value in leaves if isinstance(value, str)]
    known = _roster(leaves, texts)
    told = _unknown(bracketed(known.doubtful), known.mentions.names)  # an at sign makes doubtful
    also = [(MENTIONED, name) for name in told]
    return _roster([*leaves, *also], texts) if also else known


def _roster(leaves: Sequence[Leaf], texts: Sequence[str]) -> Roster:
    named = dict.fromkeys(_under(leaves, PEOPLE | SOURCES), "")
    told = _under(leaves, frozenset({MENTIONED}))
    people = (*named, *_unknown(told, looked_for(named)))
    numbers = {name: digits(name) for name in people if is_a_number(name)}
    names = aliases([name for name in people if name not in numbers], words_of(people))
    sources = set(_under(leaves, SOURCES)) - set(_under(leaves, PEOPLE))
    called = looked_for(names, sources)
    short = {
        part: alias
        for part, alias in short_parts(names, sources).items()
        if folded(part) not in called
    }
    exact = {folded(part): part for part in reversed(short)}
    called |= {name: short[part] for name, part in exact.items()}
    who = wanted([*called, *map(folded, numbers), *numbers.values()])
    # Apart, because ASCII texts fold faster, and hold no name in another script.
    plain, other = [*filter(str.isascii, texts)], [*filterfalse(str.isascii, texts)]
    doubtful = suspects(plain, who) | suspects(other, who)
    found = dict.fromkeys(_contacts(numbers.values(), leaves, doubtful))
    linked = [int(number) for kind, number in found if kind == ID]
    ids = _ids([*leaves, *(("user_id", number) for number in linked)], people)
    instead = invented([each for each in found if each[0] != ID], frozenset(map(folded, people)))
    instead |= {(ID, str(number)): str(ids[number]) for number in linked if number}
    names |= {name: instead["number", bare] for name, bare in numbers.items()}
    called |= {bare: digits(instead["number", bare]) for bare in numbers.values()}
    called |= {folded(name): names[name] for name in numbers}
    mentions = Mentions(who, called, instead, exact)
    return Roster(names, ids, mentions, doubtful)


def _under(leaves: Iterable[Leaf], keys: frozenset[str]) -> Iterator[str]:
    values = dict.fromkeys(value for key, value in leaves if key in keys and isinstance(value, str))
    return (value for value in values if not is_nobody(value))


def _unknown(told: Iterable[str], known: Collection[str]) -> Iterator[str]:
    """Yield names that are no name or part of one of somebody who is known, each once."""
    return (name for name in dict.fromkeys(told) if folded(name) not in known)


def _contacts(
    numbers: Iterable[str], leaves: Sequence[Leaf], texts: Iterable[str]
) -> Iterator[Contact]:
    yield from (("number", number) for number in numbers)
    for key, value in leaves:
        if isinstance(value, str) and (found := contact_under(key, value)):
            yield found
    for text in texts:
        composed = unicodedata.normalize("NFC", text)
        yield from (which for _, _, which in contacts_in(composed))


def contact_under(key: str, value: str) -> Contact | None:
    """Take the contact that a key holds whatever it looks like; None for other keys.

    >>> contact_under("phone_number", "0000 07"), contact_under("username", "@ada")
    (('number', '000007'), ('handle', 'ada'))
    """
    if key in NUMBERS:
        return contact("number", value) if digits(value) else None
    if key in HANDLES:
        return contact("handle", value) if value else None
    return contact("ip", value) if value and key in ADDRESSES else None


def _ids(leaves: Iterable[Leaf], people: Iterable[str]) -> dict[int, int]:
    """Give each id of a person or a chat another; none that stands in a name."""
    found = (peer_id(key, value) for key, value in leaves)
    real = dict.fromkeys(number for number in found if number is not None)
    named = {int(each) for name in people for each in _DIGITS.findall(name)}
    return dict(zip(real, (number for number in count(1) if number not in named), strict=False))
