"""Where a text mentions people, and the text with others in their place. It knows no records.

Only whole words count, in any case. Not found: nicknames, misspellings, and inflected forms.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, chain, pairwise
from operator import add
from typing import Final

from cryptokit.conversation.privacy.aliases import EVERYBODY, WORD, folded, is_nobody
from cryptokit.conversation.privacy.contacts import (
    Contact,
    contacts_in,
    digits,
    is_number,
    may_hold_contacts,
)

Span = tuple[int, int, str]
"""Where a mention begins and ends, and what to write instead."""

_BATCH: Final = 512
_FEW: Final = 24
"""Up to so many words, looking for each is faster than collecting all words of a text."""
_MANY: Final = 128
"""From so many words, all words of a text are collected once more rather than looking for each."""
_BETWEEN: Final = "\0"
_ISOLATE: Final = "\u2068"
_BRACKETED: Final = re.compile(r"@\u2068[~\s]*([^\u2068\u2069\n]*[^\u2068\u2069\s])\s*\u2069")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names to look for, folded: by a word, and those without one, as in Han, by two signs."""

    words: Mapping[str, Sequence[str]]
    unspaced: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom to look for, what to write instead, and which names count only as written."""

    wanted: Wanted
    names: Mapping[str, str]
    contacts: Mapping[Contact, str]
    exact: Mapping[str, str] = field(default_factory=dict[str, str])


def wanted(names: Iterable[str]) -> Wanted:
    """Sort folded names by one of their words, such that each word leads to few of them.

    >>> wanted(["ada example", "ada", "王伟"])
    Wanted(words={'ada': ['ada example', 'ada']}, unspaced={'王伟': ['王伟']})
    """
    several = tuple(names)
    spaced = {name: found for name in several if (found := WORD.findall(name))}
    unspaced = {name: _pairs(name) for name in several if name not in spaced}
    return Wanted(_by_rarest(spaced), _by_rarest(unspaced))


def _pairs(text: str) -> list[str]:
    """Give each two signs that stand side by side, or the only sign.

    >>> _pairs("王小伟"), _pairs("王")
    (['王小', '小伟'], ['王'])
    """
    return [*map(add, text, text[1:])] or [text]


def _by_rarest(clues: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    often = Counter(chain.from_iterable(map(set, clues.values())))
    found: dict[str, list[str]] = {}
    for name, own in clues.items():
        # Best the rarest; among words that are rare enough, one that is looked for anyway.
        best = min(own, key=lambda clue: (max(often[clue], _FEW), clue not in clues))
        found.setdefault(best, []).append(name)
    return found


def suspects(texts: Sequence[str], names: Wanted) -> dict[str, None]:
    """Choose quickly the texts that may mention somebody; a few of them will not.

    The texts are keys, so that each is there once, in an order that every run repeats.

    >>> list(suspects(["is Ada here?", "or Adam?", "no"], wanted(["ada"])))
    ['is Ada here?', 'or Adam?']
    """
    found: dict[str, None] = {}
    for start in range(0, len(texts), _BATCH):
        batch = texts[start : start + _BATCH]
        joined = folded(_BETWEEN.join(batch))
        if clues := _clues(joined, names):
            found |= dict.fromkeys(_holding(batch, joined.split(_BETWEEN), clues, names))
        if may_hold_contacts(joined):
            found |= dict.fromkeys(filter(may_hold_contacts, batch))
    return found


def bracketed(texts: Iterable[str]) -> Iterator[str]:
    r"""Yield the names that WhatsApp sets between isolates where a person is mentioned.

    >>> list(bracketed(["ask @\u2068~Carol Stone\u2069 or @\u2068all\u2069"]))
    ['Carol Stone']
    """
    for text in [text for text in texts if _ISOLATE in text]:
        for name in _BRACKETED.findall(text):
            if not (is_nobody(name) or name.casefold() in EVERYBODY or is_number(name)):
                yield name


def _clues(text: str, names: Wanted) -> list[str]:
    """Give the words, and the signs of unspaced names, that a folded text holds."""
    if len(names.words) <= _FEW:
        words = [word for word in names.words if word in text]
    else:
        words = sorted(names.words.keys() & set(WORD.findall(text)))
    if len(names.unspaced) <= _FEW:
        return [clue for clue in names.unspaced if clue in text] + words
    return sorted(names.unspaced.keys() & {*text, *_pairs(text)}) + words


def _holding(
    batch: Sequence[str], compared: Sequence[str], clues: Sequence[str], names: Wanted
) -> Iterator[str]:
    if len(compared) != len(batch):  # a text holds the very sign that stands between them
        compared = [folded(text) for text in batch]
    if len(clues) > _MANY:
        both = zip(batch, compared, strict=True)
        yield from [text for text, each in both if _clues(each, names)]
        return
    for clue in clues:
        yield from [text for text, each in zip(batch, compared, strict=True) if clue in each]


def rewritten(text: str, known: Mentions) -> str:
    """Give a text with others mentioned in it, and the text itself where it mentions nobody.

    >>> rewritten("ADA's cake", Mentions(wanted(["ada"]), {"ada": "Alice"}, {}))
    "ALICE's cake"
    """
    composed = unicodedata.normalize("NFC", text)
    found = spans(composed, known)
    return between(composed, found, 0, len(composed)) if found else text


def rewritten_pieces(pieces: Sequence[str], known: Mentions) -> list[str]:
    """Rewrite a text that is cut into pieces; a mention goes to the piece in which it begins.

    >>> rewritten_pieces(["hi A", "da!"], Mentions(wanted(["ada"]), {"ada": "Alice"}, {}))
    ['hi Alice', '!']
    """
    text = "".join(pieces)
    composed = unicodedata.normalize("NFC", text)
    found = spans(composed, known)
    if not found:
        return list(pieces)
    borders = [0, *accumulate(map(len, pieces))]
    if composed != text:
        borders = [len(unicodedata.normalize("NFC", text[:border])) for border in borders]
        borders = list(accumulate(borders, max))
    return [between(composed, found, start, end) for start, end in pairwise(borders)]


def between(text: str, found: Iterable[Span], start: int, end: int) -> str:
    """Write the part of a text from start to end, with the mentions that begin there replaced."""
    written: list[str] = []
    for first, last, instead in found:
        if last <= start or first >= end:
            continue
        if first >= start:
            written += [text[start:first], instead]
        start = min(last, end)
    return "".join([*written, text[start:end]])


def spans(text: str, known: Mentions) -> list[Span]:
    """Find the mentions in a composed text, in order; those that overlap become one."""
    joined: list[Span] = []
    compared = text.casefold()
    both = [*_names(text, compared, known)]  # first, so that @Ada is Ada rather than a handle
    if may_hold_contacts(compared):
        both += _contacts(text, known)
    for start, end, instead in sorted(both, key=lambda span: (span[0], -span[1])):
        if joined and start < joined[-1][1]:
            before = joined.pop()
            joined.append((before[0], max(before[1], end), before[2]))
        else:
            joined.append((start, end, instead))
    return joined


def _contacts(text: str, known: Mentions) -> Iterator[Span]:
    for start, end, which in contacts_in(text):
        if (instead := known.contacts.get(which)) is not None:
            bare = which[0] == "number" and text[start] != "+"
            yield start, end, digits(instead) if bare else instead


def _names(text: str, compared: str, known: Mentions) -> Iterator[Span]:
    places = range(len(text) + 1) if len(compared) == len(text) else _places(text)
    for clue in _clues(compared, known.wanted):
        for name in known.wanted.words.get(clue) or known.wanted.unspaced[clue]:
            for start in _whole(name, compared):
                first, last = places[start], places[start + len(name) - 1] + 1
                written = text[first:last]
                if known.exact.get(name, written) == written:
                    yield first, last, _cased(known.names[name], written)


def _places(text: str) -> Sequence[int]:
    """Say for each character of a folded text from where it comes: one may become three."""
    return [at for at, char in enumerate(text) for _ in char.casefold()]


def _whole(name: str, text: str) -> Iterator[int]:
    """Find where a name stands that is no part of a longer word."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        before, after = text[max(start - 1, 0) : start + 1], text[end - 1 : end + 1]
        if not (start and WORD.fullmatch(before)) and not (after[1:] and WORD.fullmatch(after)):
            yield start
        start = text.find(name, start + 1)


def _cased(alias: str, mention: str) -> str:
    """Write an alias as the mention was: in capitals, in lower case, or as a name."""
    if mention.isupper():
        return alias.upper()
    return alias.lower() if mention.islower() else alias
