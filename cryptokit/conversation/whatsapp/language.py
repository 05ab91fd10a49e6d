"""In which language the app wrote an export, told from its own words. Reading them is next door."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.conversation.findings import Finding
from cryptokit.conversation.whatsapp.locales import ENGLISH, LOCALES
from cryptokit.conversation.whatsapp.styles import MARK
from cryptokit.conversation.whatsapp.words import Words

QUESTION: Final = "language"
_UNKNOWN: Final = Finding(
    QUESTION,
    "unknown",
    Certainty.GUESSED,
    "no known words of the app in the first quarter million characters, so English is tried",
)
_SHORTEST: Final = 8  # signs; shorter stretches of a template are in too many sentences
_A_NAME: Final = 60  # signs; a longer sender is a sentence


def _by_sign() -> dict[str, list[Words]]:
    found: defaultdict[str, list[Words]] = defaultdict(list)
    for words in LOCALES:
        places = (text.rstrip() for text in (*words.place, *words.poll))
        files = (text.removeprefix("{file} ") for text in words.attached)
        enclosed = (text.partition(" {file}")[0] for text in words.enclosed)
        alone = (*words.whole, *words.edited, *words.calls)
        for sign in dict.fromkeys((*alone, *places, *files, *enclosed)):
            found[sign].append(words)
    return dict(found)


_SIGNS: Final = _by_sign()
_STRETCHES: Final = {
    words: [
        stretch
        for _, template in words.notices
        if len(stretch := max(re.split("[{][a-z]+[}]", template), key=len)) >= _SHORTEST
    ]
    for words in LOCALES
}


def language_of(entries: Iterable[str]) -> tuple[Words, Finding]:
    r"""Choose the language whose words occur most.

    >>> words, finding = language_of(["Ann: hi", "Ann: <Medien ausgeschlossen>"])
    >>> print(finding)
    language: German (certain: 1 time it is the app's own, first “<Medien ausgeschlossen>”)
    """
    votes: Counter[Words] = Counter()
    first: dict[Words, str] = {}
    for entry in entries:
        for words, sign in _spoken(entry):
            votes[words] += 1
            first.setdefault(words, sign)
    if not votes:
        return ENGLISH, _UNKNOWN
    (words, most), *others = votes.most_common(2)
    times = "1 time it is" if most == 1 else f"{most} times it is"
    why = f"{times} the app's own, first “{first[words]}”"
    return words, Finding(QUESTION, words.language, _certainty(most, others), why)


def _certainty(most: int, others: Iterable[tuple[Words, int]]) -> Certainty:
    second = max((count for _, count in others), default=0)
    if not second:
        return Certainty.CERTAIN
    return Certainty.LIKELY if most > second else Certainty.GUESSED


def _spoken(entry: str) -> Iterator[tuple[Words, str]]:
    """Walk the languages that an entry may be in."""
    sender, colon, body = entry.partition(": ")
    found = {words: sign for sign in _candidates(body) for words in _SIGNS.get(sign, ())}
    if not found and (not colon or MARK in body or len(sender) > _A_NAME):
        stretches = ((words, one) for words, many in _STRETCHES.items() for one in many)
        found = {words: one.strip() for words, one in stretches if one in entry}
    yield from found.items()


def _candidates(body: str) -> Iterator[str]:
    """Walk the parts of a body that can be the app's: all, its start, its last words."""
    last = body.rpartition(MARK)[2]
    yield last
    yield body.removeprefix(MARK).partition(":")[0] + ":"
    line = body.partition("\n")[0]
    if line.endswith(")"):
        yield line[line.rfind("(") :]
    if body.endswith(">"):
        tag = body[body.rfind("<") :]
        yield tag
        yield tag.partition(": ")[0] + ":"
