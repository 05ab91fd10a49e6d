"""The words of a policy, one by one: names, marks and keywords. What they mean is in ``words``."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from cryptokit.errors import WireError

KEYWORDS: Final = frozenset({"and", "or", "any", "all", "of", "that", "span"})
_PLAIN: Final = r'[^\s(),"]+'
_TOKEN: Final = re.compile(
    rf'\s*(?P<token>(?P<mark>[(),])|"(?P<quoted>(?:[^"]|"")+)"|(?P<plain>{_PLAIN})|")'
)


class Kind(Enum):
    """What a token is."""

    MARK = "mark"
    KEYWORD = "keyword"
    NAME = "name"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a policy: which one it is, counted from 1, and at which byte it starts."""

    kind: Kind
    text: str
    number: int
    offset: int

    def refuse(self, what: str) -> WireError:
        """Make the error that says what is wrong here."""
        here = "at the end" if self.kind is Kind.END else f"word {self.number}, {self.text!r}"
        return WireError(f"{here}: {what}", offset=self.offset, field="policy")


def tokens(text: str) -> tuple[Token, ...]:
    """Cut a policy into words; the last one is the end.

    A name with spaces, commas or parentheses, or spelled as a keyword, stands in quotation marks,
    inside which a quotation mark is written twice. Raises WireError for one that does not close.

    >>> [token.text for token in tokens('any 2 of CH, "New Zealand"')]
    ['any', '2', 'of', 'CH', ',', 'New Zealand', '']
    """
    found, end, offset = list[Token](), 0, 0
    for match in _TOKEN.finditer(text):
        start = match.start("token")
        offset += _size(text[end:start])
        found.append(_token(match, len(found) + 1, offset))
        end, offset = match.end(), offset + _size(match["token"])
    return (*found, Token(Kind.END, "", len(found) + 1, offset + _size(text[end:])))


def quoted(name: str) -> str:
    """Write a name so that it is read as one.

    >>> print(quoted("CH"), quoted("New Zealand"), quoted("or"))
    CH "New Zealand" "or"
    """
    if re.fullmatch(_PLAIN, name) and name not in KEYWORDS:
        return name
    return '"' + name.replace('"', '""') + '"'


def _token(match: re.Match[str], number: int, offset: int) -> Token:
    if match["mark"]:
        return Token(Kind.MARK, match["mark"], number, offset)
    if match["quoted"]:
        return Token(Kind.NAME, match["quoted"].replace('""', '"'), number, offset)
    word = Token(
        Kind.KEYWORD if match["token"] in KEYWORDS else Kind.NAME, match["token"], number, offset
    )
    if not match["plain"]:
        raise word.refuse("a quotation mark that does not close, or has nothing inside")
    return word


def _size(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))
