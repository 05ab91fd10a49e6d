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

NOBODY: Final = frozenset(
    {SILENT, "", "unknown", "me", "you", "ich", "du", "я", "вы", "você", "tú", "tu", "vous",
     "usted", "je", "jij", "u", "sen", "siz", "ty", "se", "hai", "eu", "yo", "an admin",
     "ein admin", "un administrador", "un admin"}
)  # fmt: skip
"""What exports write in place of a name, and which tells nothing; folded."""

EVERYBODY: Final = frozenset({"all", "everyone", "here", "alle", "todos", "tous", "tutti"})
"""What is mentioned like a person, and is the whole group."""

_NOT_A_NAME: Final = frozenset(
    {"prof", "mrs", "miss", "mag", "ing", "herr", "frau", "sir", "lady", "von", "vom", "zum", "zur",
     "van", "der", "den", "des", "del", "dela", "della", "las", "los", "the", "and", "und", "bin",
     "ibn", "bint", "abu", "work", "home", "mobile", "mobil", "office", "new", "old", "neu",
     "bot", "group", "channel", "chat", "news", "team", "support", "example", "whatsapp", "from",
     "for", "with", "mit", "aus", "com", "net", "org", "dr", "mr", "ms", "de", "di", "da", "la",
     "le", "el", "al", "jr", "sr", "st", "ii", "iv", "of", "in", "at", "on", "to"}
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
_HYPHEN: Final = re.compile("[-\u2010\u2011]")


def folded(text: str) -> str:
    r"""Bring a text into the form in which mentions are compared: composed, and without case.

    >>> folded("JU\u0308RGEN") == folded("Jürgen")
    True

    See: Unicode Standard, section 3.13, Default Case Algorithms; Unicode Annex 15.
    """
    return unicodedata.normalize("NFC", text).casefold()


def is_nobody(name: str) -> bool:
    """Tell whether exports write a word in place of a name, in any case.

    >>> is_nobody("ME"), is_nobody("Você"), is_nobody("Mel")
    (True, True, False)
    """
    return folded(name) in NOBODY


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

    >>> looked_for({"Dr. Ada Roe": "Alice", "Bo": "Bob", ".": "Carol", "A Quux-Poe": "Dave"})
    ... # doctest: +NORMALIZE_WHITESPACE
    {'dr. ada roe': 'Alice', 'bo': 'Bob', 'a quux-poe': 'Dave',
     'ada': 'Alice', 'roe': 'Alice', 'quux-poe': 'Dave', 'quux': 'Dave', 'poe': 'Dave'}
    """
    found: dict[str, str] = {}
    for name, alias in named.items():
        if is_telling(name):
            found.setdefault(folded(name), alias)
    lending = _without(named, whole_only)
    for name, alias in lending.items():
        own = [folded(part) for part in parts(name)]
        joined = "".join(own)  # as in links and hashtags
        for part in own if len(joined) < _JOINED else (*own, joined):
            found.setdefault(part, alias)
    for name, alias in lending.items():
        for bit in _bits(name):
            found.setdefault(folded(bit), alias)
    return found


def short_parts(named: Mapping[str, str], whole_only: Iterable[str] = ()) -> dict[str, str]:
    """Say which parts of two letters stand for whom, but only as they are written here.

    >>> short_parts({"Bo Li": "Alice", "Dr. An-Na Quux": "Bob"})
    {'Bo': 'Alice', 'Li': 'Alice', 'An': 'Bob', 'Na': 'Bob'}
    """
    found: dict[str, str] = {}
    for name, alias in _without(named, whole_only).items():
        for word in _words(name):
            for bit in _HYPHEN.split(word):
                if len(bit) == 2 and bit[0].isupper() and bit.isalpha() and _is_own(bit):
                    found.setdefault(bit, alias)
    return found


def _without(named: Mapping[str, str], whole_only: Iterable[str]) -> Mapping[str, str]:
    without = frozenset(whole_only)
    return {name: alias for name, alias in named.items() if name not in without}


def is_telling(name: str) -> bool:
    """Tell whether a name can be told from other words: by two letters, or one Han sign.

    >>> is_telling("Bo"), is_telling("王"), is_telling("B"), is_telling("🔑"), is_telling("42")
    (True, True, False, False, False)
    """
    letters = [char for char in name if char.isalpha()]
    signs = sum(char.isalnum() for char in name)
    return bool(letters) and (signs > 1 or not _is_cased(letters[0]))


def parts(name: str) -> Iterator[str]:
    """Yield the parts of a name that are names themselves; in lower case if there are no capitals.

    >>> list(parts("Prof. Ada von Muster-Ruiz 🔑")), list(parts("ada of 7"))
    (['Ada', 'Muster-Ruiz'], ['ada'])
    """
    small = _is_small(name)
    return (word for word in _words(name) if _is_part(word, small=small))


def _bits(name: str) -> Iterator[str]:
    """Yield what the hyphenated parts of a name are made of."""
    small = _is_small(name)
    for part in parts(name):
        if len(bits := _HYPHEN.split(part)) > 1:
            yield from (bit for bit in bits if _is_part(bit, small=small))


def _words(name: str) -> Iterator[str]:
    return map(_bare, _AROUND.split(unicodedata.normalize("NFC", name)))


def _is_small(name: str) -> bool:
    return not any(map(str.isupper, name))


def _is_part(word: str, *, small: bool) -> bool:
    if not word or not word[0].isalpha() or (word[0].islower() and not small):
        return False
    return not _is_cased(word) or (len(word) > 2 and _is_own(word))


def _is_own(word: str) -> bool:
    compared = folded(word)
    return compared not in _NOT_A_NAME and compared not in NOBODY


def _is_cased(text: str) -> bool:
    return text.lower() != text.upper()


def _bare(word: str) -> str:
    """Take away emoji and other signs around a word, but no accent or vowel sign after it."""
    kinds = [unicodedata.category(char)[0] for char in word]
    start = next((at for at, kind in enumerate(kinds) if kind in "LN"), len(word))
    end = next((at for at in range(len(word), start, -1) if kinds[at - 1] in "LNM"), start)
    return word[start:end]
