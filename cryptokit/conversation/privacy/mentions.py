"""Where a text mentions people, and the text with others in their place. It knows no records.

Only whole words count, in any case. Not found: nicknames, misspellings, and inflected forms.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, filterfalse, pairwise
from typing import Final

from cryptokit.conversation.privacy.aliases import WORD, folded
from cryptokit.conversation.privacy.contacts import Contact, contacts_in, digits, may_hold_contacts

Span = tuple[int, int, str]
"""Where a mention begins and ends, and what to write instead."""

_BATCH: Final = 512
_FEW: Final = 24
"""Up to so many words, looking for each is faster than collecting all words of a text."""
_BETWEEN: Final = "\0"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Names to look for, folded: by their first word, and those without one, as in Han."""

    words: Mapping[str, Sequence[str]]
    unspaced: Sequence[str]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Whom to look for, and what to write instead."""

    wanted: Wanted
    names: Mapping[str, str]
    contacts: Mapping[Contact, str]


def wanted(names: Iterable[str]) -> Wanted:
    """Sort folded names by their first word.

    >>> wanted(["ada example", "ada", "王"])
    Wanted(words={'ada': ['ada example', 'ada']}, unspaced=['王'])
    """
    words: dict[str, list[str]] = {}
    unspaced: list[str] = []
    for name in names:
        if first := WORD.search(name):
            words.setdefault(first[0], []).append(name)
        else:
            unspaced.append(name)
    return Wanted(words, unspaced)


def suspects(texts: Sequence[str], names: Wanted) -> dict[str, None]:
    """Choose quickly the texts that may mention somebody; a few of them will not.

    The texts are keys, so that each is there once, in an order that every run repeats.

    >>> list(suspects(["is Ada here?", "or Adam?", "no"], wanted(["ada"])))
    ['is Ada here?', 'or Adam?']
    """
    found: dict[str, None] = {}
    # Apart, because ASCII texts fold faster, and hold no name in another script.
    for group in ([*filter(str.isascii, texts)], [*filterfalse(str.isascii, texts)]):
        for start in range(0, len(group), _BATCH):
            batch = group[start : start + _BATCH]
            joined = folded(_BETWEEN.join(batch))
            if clues := _clues(joined, names):
                found |= dict.fromkeys(_holding(batch, joined.split(_BETWEEN), clues))
            if may_hold_contacts(joined):
                found |= dict.fromkeys(filter(may_hold_contacts, batch))
    return found


def _clues(text: str, names: Wanted) -> list[str]:
    """Give the words and the unspaced names in a folded text."""
    unspaced = [name for name in names.unspaced if name in text]
    if len(names.words) <= _FEW:
        return unspaced + [word for word in names.words if word in text]
    return unspaced + sorted(names.words.keys() & set(WORD.findall(text)))


def _holding(batch: Sequence[str], compared: Sequence[str], clues: Iterable[str]) -> Iterator[str]:
    if len(compared) != len(batch):  # a text holds the very sign that stands between them
        compared = [folded(text) for text in batch]
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
        for name in known.wanted.words.get(clue, (clue,)):
            for start in _whole(name, compared):
                first, last = places[start], places[start + len(name) - 1] + 1
                yield first, last, _cased(known.names[name], text[first:last])


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
