"""The 1,024 words of SLIP-39, and words as numbers of ten bits each. No checksum here.

The list itself is not here either: it is read as data from the package ``shamir-mnemonic``, and
none of that package's code is run.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from cryptokit.errors import CryptokitError, WireError

WORD_BITS: Final = 10
DIGEST: Final = "bcc4555340332d169718aed8bf31dd9d5248cb7da6e5d355140ef4f1e601eec3"
"""SHA-256 of the list as the SLIP publishes it, one word a line."""
LONGEST: Final = 8
"""Letters of the longest word; the shortest has four, and the first four tell it from all others.
See: SLIP-0039, "Wordlist"."""
_SOURCE: Final = ("shamir-mnemonic", "shamir_mnemonic/wordlist.txt")
_WORD: Final = re.compile(r"\S+")


@lru_cache(maxsize=1)
def word_list() -> tuple[str, ...]:
    """Give the words in their order. Raises CryptokitError if they are not installed.

    >>> word_list()[:3], len(word_list())
    (('academic', 'acid', 'acne'), 1024)

    See: SLIP-0039, "Wordlist".
    """
    package, name = _SOURCE
    hint = f"pip install {package}"
    try:
        data = Path(str(distribution(package).locate_file(name))).read_bytes()
    except (PackageNotFoundError, OSError):
        raise CryptokitError("the words of SLIP-39 are not installed", hint) from None
    if sha256(data).hexdigest() != DIGEST:
        what = f"the word list in the installed {package} is not the one of SLIP-39"
        raise CryptokitError(what, hint)
    return tuple(data.decode("ascii").split())


@lru_cache(maxsize=1)
def _numbers() -> Mapping[str, int]:
    return {word: number for number, word in enumerate(word_list())}


def to_words(numbers: Sequence[int]) -> str:
    """Write numbers of ten bits as words, one space between two.

    >>> to_words([0, 1, 1023])
    'academic acid zero'
    """
    words = word_list()
    return " ".join([words[number] for number in numbers])


def to_numbers(text: str) -> tuple[int, ...]:
    """Read words in any case, with any space around them, as numbers of ten bits.

    Raises WireError at the first word that is not in the list. It says the place of the word and
    the nearest word, and repeats nothing of what was given.

    >>> to_numbers("academic  ACID zero")
    (0, 1, 1023)
    >>> to_numbers("acid acnee zero")
    Traceback (most recent call last):
    cryptokit.errors.WireError: at byte 5, in word 2: not in the list; the nearest is 'acne'...
    """
    known = _numbers()
    found = list[int]()
    for match in _WORD.finditer(text):
        number = known.get(match[0].lower())
        if number is None:
            raise _unknown(match[0].lower(), _bytes_before(text, match), len(found) + 1)
        found.append(number)
    return tuple(found)


def start_of(text: str, place: int) -> int:
    """Give the offset, in bytes, of the word at an index of a text of that many words.

    >>> start_of("academic  acid zero", 1), start_of("academic  acid zero", -1)
    (10, 15)
    """
    return _bytes_before(text, [*_WORD.finditer(text)][place])


def _bytes_before(text: str, match: re.Match[str]) -> int:
    return len(text[: match.start()].encode(errors="replace"))


def _unknown(word: str, offset: int, place: int) -> WireError:
    # Others are no slips of a pen, and comparing takes milliseconds: all shares of other formats
    # come by here while their format is looked for.
    slip = word.isalpha() and len(word) <= 2 * LONGEST
    near = get_close_matches(word, word_list(), n=1) if slip else []
    nearest = f"; the nearest is {near[0]!r}" if near else ""
    return WireError(f"not in the list{nearest}", offset=offset, field=f"word {place}")
