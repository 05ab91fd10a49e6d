"""Invented names for people, and which words of a name give them away. It reads no messages.

Left alone: words that name nobody (``Me``, ``unknown``), and names without a letter, which are
replaced where they stand as a name but cannot be told from punctuation in a text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Final

from cryptokit.conversation.chat import SILENT

INVENTED: Final = (
    "Alice", "Bob", "Carol", "Dave", "Erin", "Frank", "Grace", "Heidi", "Ivan", "Judy", "Kim",
    "Leo", "Mia", "Nina", "Olivia", "Paul", "Quinn", "Rosa", "Sam", "Tina", "Uma", "Vera",
    "Wanda", "Xenia", "Yusuf", "Zoe",
)  # fmt: skip
"""First names in the order in which they are given; the roles Eve and Mallory stay free."""

NOBODY: Final = frozenset({SILENT, "", "unknown", "Me", "You", "Ich", "Du", "Я", "Вы"})
"""What exports write in place of a name, and which tells nothing."""

_NOT_A_NAME: Final = frozenset(
    {"prof", "mrs", "miss", "mag", "ing", "herr", "frau", "sir", "lady", "von", "vom", "zum", "zur",
     "van", "der", "den", "des", "del", "dela", "della", "las", "los", "the", "and", "und", "bin",
     "ibn", "bint", "abu", "work", "home", "mobile", "mobil", "office", "new", "old", "neu",
     "bot", "group", "channel", "chat", "news", "team", "support", "example"}
)  # fmt: skip
"""Titles, particles, labels of an address book, and what RFC 2606 keeps for nobody."""

UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3130-\u318f"
    "\u3400-\u9fff\uac00-\ud7ff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts in which words are not set apart (Thai to Han), or end in particles (Korean)."""

WORD: Final = re.compile(rf"[^\W_{UNSPACED}]+")
"""A word of letters and digits, in the scripts that set words apart."""

_JOINED: Final = 8
"""Letters from which a first and a last name written as one are nobody else's word."""

_AROUND: Final = re.compile(r"[\s.,;:/|&()\[\]{}<>\"“”«»_]+")


def folded(text: str) -> str:
    r"""Bring a text into the form in which mentions are compared: composed, and without case.

    >>> folded("JU\u0308RGEN") == folded("Jürgen")
    True

    See: Unicode Standard, section 3.13, Default Case Algorithms; Unicode Annex 15.
    """
    return unicodedata.normalize("NFC", text).casefold()


def aliases(names: Iterable[str], taken: frozenset[str]) -> dict[str, str]:
    """Give each name another, in the order given; none with a word that is taken.

    >>> names = ["Ada Example", "Alice Muster"]
    >>> aliases(names, words_of(names))
    {'Ada Example': 'Bob', 'Alice Muster': 'Carol'}
    """
    return dict(zip(dict.fromkeys(names), _free(taken), strict=False))


def words_of(names: Iterable[str]) -> frozenset[str]:
    """Collect all words of some names, and the names, as mentions are compared."""
    compared = [folded(name) for name in names]
    return frozenset(compared).union(*map(WORD.findall, compared))


def is_free(candidate: str, taken: frozenset[str]) -> bool:
    """Tell whether an invented text holds no word that is taken."""
    compared = folded(candidate)
    return taken.isdisjoint([compared, *WORD.findall(compared)])


def _free(taken: frozenset[str]) -> Iterator[str]:
    yield from (name for name in INVENTED if is_free(name, taken))
    stems = ("Person" * times for times in count(1))
    stem = next(stem for stem in stems if is_free(stem, taken))
    numbered = (f"{stem} {number}" for number in count(len(INVENTED) + 1))
    yield from (name for name in numbered if is_free(name, taken))


def looked_for(named: Mapping[str, str], whole_only: Iterable[str] = ()) -> dict[str, str]:
    """Say which words stand for whom in a text, folded: full names first, then their parts.

    Of two people who share a part, the first has it. Names in ``whole_only`` lend no parts.

    >>> looked_for({"Dr. Ada Muster": "Alice", "Bo": "Bob", ".": "Carol"})
    {'dr. ada muster': 'Alice', 'bo': 'Bob', 'ada': 'Alice', 'muster': 'Alice', 'adamuster': 'Alice'}
    """
    found: dict[str, str] = {}
    for name, alias in named.items():
        if is_telling(name):
            found.setdefault(folded(name), alias)
    without = frozenset(whole_only)
    for name, alias in named.items():
        if name not in without:
            own = [folded(part) for part in parts(name)]
            joined = "".join(own)  # as in links and hashtags
            for part in own if len(joined) < _JOINED else (*own, joined):
                found.setdefault(part, alias)
    return found


def is_telling(name: str) -> bool:
    """Tell whether a name can be told from other words: by two letters, or one Han sign.

    >>> is_telling("Bo"), is_telling("王"), is_telling("B"), is_telling("🔑"), is_telling("42")
    (True, True, False, False, False)
    """
    letters = [char for char in name if char.isalpha()]
    signs = sum(char.isalnum() for char in name)
    return bool(letters) and (signs > 1 or not _is_cased(letters[0]))


def parts(name: str) -> Iterator[str]:
    """Yield the parts of a name that are names themselves.

    >>> list(parts("Prof. Ada von Muster-Ruiz 🔑"))
    ['Ada', 'Muster-Ruiz']
    """
    for each in _AROUND.split(unicodedata.normalize("NFC", name)):
        part = _bare(each)
        if part and part[0].isalpha() and not part[0].islower() and _is_long(part):
            yield part


def _is_long(part: str) -> bool:
    return not _is_cased(part) or (len(part) > 2 and folded(part) not in _NOT_A_NAME)


def _is_cased(text: str) -> bool:
    return text.lower() != text.upper()


def _bare(word: str) -> str:
    """Take away emoji and other signs around a word, but no accent or vowel sign after it."""
    kinds = [unicodedata.category(char)[0] for char in word]
    start = next((at for at, kind in enumerate(kinds) if kind in "LN"), len(word))
    end = next((at for at in range(len(word), start, -1) if kinds[at - 1] in "LNM"), start)
    return word[start:end]
