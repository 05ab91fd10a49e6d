"""A policy in words, and back: "CH and (IS or DE)", "any 3 that span 2 continents".

    policy  = both { "or" both }
    both    = item { "and" item }
    item    = "(" policy ")" | NAME | ("any" NUMBER | "all") [ "of" list ] [ spread ]
    list    = part { "," part }
    part    = "(" policy ")" | NAME
    spread  = "that" "span" NUMBER NOUN

So "any" binds tightest: "any 2 of A, B and C" is "(any 2 of A, B) and C". Without a list all
parties are meant that the reader was told of. Weights are not written as numbers: a name that
stands twice in a list counts twice.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.errors import Unknown
from cryptokit.sharing.policy.groups import spanning
from cryptokit.sharing.policy.tokens import Kind, Token, quoted, tokens
from cryptokit.sharing.policy.tree import DEEPEST, Gate, Party, Policy, depth

_NUMBER: Final = re.compile("[0-9]{1,9}")


def from_words(
    text: str, *, parties: Iterable[Party] | None = None, groups: Mapping[Party, str] | None = None
) -> Policy:
    """Read a policy. ``groups`` says where each party belongs, for "that span".

    ``parties`` are those who may be named; by default those of ``groups``, or anybody.

    Raises WireError, which says at which word it stopped; Unknown for a party that is not one of
    the parties.

    >>> from_words("CH and (IS or DE)")
    Gate(threshold=2, children=('CH', Gate(threshold=1, children=('IS', 'DE'))))
    >>> from_words("any 2 that span 2 continents", groups={"CH": "Europe", "SG": "Asia"})
    Gate(threshold=2, children=('CH', 'SG'))
    """
    known = tuple(groups) if parties is None and groups is not None else parties
    reader = _Reader(tokens(text), None if known is None else tuple(known), groups)
    policy = reader.policy(DEEPEST)
    if reader.next.kind is not Kind.END:
        raise reader.next.refuse('"and", "or" or the end is due here')
    return policy


def to_words(policy: Policy) -> str:
    """Write a policy so that ``from_words`` gives the same tree.

    >>> from cryptokit.sharing.policy.tree import all_of, any_of, at_least
    >>> to_words(all_of("CH", any_of("IS", at_least(2, "US", "CA", "BR"))))
    'CH and (IS or (any 2 of US, CA, BR))'
    """
    if isinstance(policy, str):
        return quoted(policy)
    parts = [_part(child) for child in policy.children]
    if len(parts) > 1 and policy.threshold == len(parts):
        return " and ".join(parts)
    if len(parts) > 1 and policy.threshold == 1:
        return " or ".join(parts)
    return f"any {policy.threshold} of {', '.join(parts)}"


def _part(child: Policy) -> str:
    return to_words(child) if isinstance(child, str) else f"({to_words(child)})"


@dataclass(slots=True)
class _Reader:
    """Where reading has got to. ``deeper`` is how many gates may still stand above one another."""

    words: tuple[Token, ...]
    parties: tuple[Party, ...] | None
    groups: Mapping[Party, str] | None
    at: int = 0

    @property
    def next(self) -> Token:
        return self.words[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.words[self.at - 1]

    def accept(self, text: str) -> bool:
        here = self.next.kind in {Kind.MARK, Kind.KEYWORD} and self.next.text == text
        self.at += here
        return here

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise self.next.refuse(f"{text!r} is due here")

    def policy(self, deeper: int) -> Policy:
        return self.chain("or", lambda: self.chain("and", lambda: self.item(deeper)))

    def chain(self, word: str, part: Callable[[], Policy]) -> Policy:
        start, found = self.next, [part()]
        while self.accept(word):
            found.append(part())
        return (
            found[0] if len(found) == 1 else _gate(start, 1 if word == "or" else len(found), found)
        )

    def item(self, deeper: int) -> Policy:
        start = self.next
        if self.accept("any"):
            return self.choice(start, self.number(), deeper)
        if self.accept("all"):
            return self.choice(start, None, deeper)
        return self.part(deeper)

    def choice(self, start: Token, count: int | None, deeper: int) -> Policy:
        listed = self.listed(deeper) if self.accept("of") else self.everybody(start)
        wanted = len(listed) if count is None else count
        if self.accept("that"):
            self.expect("span")
            return self.spread(start, wanted, listed)
        return _gate(start, wanted, listed)

    def listed(self, deeper: int) -> list[Policy]:
        found = [self.part(deeper)]
        while self.accept(","):
            found.append(self.part(deeper))
        return found

    def part(self, deeper: int) -> Policy:
        if not deeper:
            raise self.next.refuse(f"more than {DEEPEST} parentheses deep")
        if self.accept("("):
            inside = self.policy(deeper - 1)
            self.expect(")")
            return inside
        name = self.name("a party")
        if self.parties is not None and name not in self.parties:
            raise Unknown("party", name, known=self.parties)
        return name

    def spread(self, start: Token, count: int, listed: list[Policy]) -> Policy:
        span, groups = self.number(), self.groups
        noun = self.name("what they span")
        if groups is None:
            raise start.refuse(f"which {noun} there are was not said: pass groups")
        names = [party for party in listed if isinstance(party, str)]
        if len(set(names)) != len(listed):
            raise start.refuse("only different parties by name can span anything")
        for name in names:
            if name not in groups:
                raise Unknown("party", name, known=groups)
        try:
            return spanning(count, span, {name: groups[name] for name in names})
        except ValueError as error:
            raise start.refuse(str(error).replace("groups", noun)) from None

    def everybody(self, start: Token) -> list[Policy]:
        if not self.parties:
            raise start.refuse('"of" and a list is due, as no parties were passed')
        return [*self.parties]

    def number(self) -> int:
        word = self.take()
        if word.kind is not Kind.NAME or not _NUMBER.fullmatch(word.text):
            raise word.refuse("a number is due here")
        return int(word.text)

    def name(self, what: str) -> str:
        word = self.take()
        if word.kind is not Kind.NAME:
            raise word.refuse(f"{what} is due here")
        return word.text


def _gate(start: Token, threshold: int, children: list[Policy]) -> Gate:
    """Make a gate from words that anybody may have written."""
    if not 1 <= threshold <= len(children):
        raise start.refuse(f"{threshold} of {len(children)} can not be")
    if max(map(depth, children)) >= DEEPEST:
        raise start.refuse(f"more than {DEEPEST} gates above one another")
    return Gate(threshold, tuple(children))
