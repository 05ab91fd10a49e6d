"""Numbers, handles and addresses that lead to a person, found and invented. Names are next door.

A phone number is a plus and seven or more digits, with at most three spaces, hyphens, dots, slashes
or brackets between any two of them; or a zero and eight or more, with at most two, and no dots; or
an area code with a zero, a slash, and five or more. Other digits are a number only where the
export says so: as the name of a person, or in a field for numbers. So an order, a date or a price
stays.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count
from typing import Final

from cryptokit.conversation.privacy.aliases import is_free

Contact = tuple[str, str]
"""A kind (number, handle, mail, ip, id) and the contact itself, written in one way."""

ID: Final = "id"
"""The kind of an id of a person, as links of Telegram hold it; its other is not invented here."""

_MARKS: Final = ("+", "@", "=")
_BETWEEN: Final = " \u00a0\u202f\u2011()-"
_HINT: Final = re.compile(rf"0(?:[\d{_BETWEEN}]{{8}}|\d{{2,5}}/\d{{5}})")
_THOUSANDS: Final = r"\d{1,3}(?:\.\d{3}){1,2}(?![./ -]?\d)"
_NUMBER: Final = (
    rf"(?:\+(?!{_THOUSANDS})[(]?\d(?:[./\u2010\u2013{_BETWEEN}]{{0,3}}\d){{6,}}"
    rf"|(?<![.,:/])(?<!\d[ .,-])0(?:\d{{2,5}}/\d{{5,}}|(?:[{_BETWEEN}]{{0,2}}\d){{8,}}))"
)
_CONTACT: Final = re.compile(
    r"(?<![\w.+%-])(?P<mail>[\w.+%-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|\b(?:t|telegram|wa)\.me/(?:joinchat/|c/)?\+?(?P<path>[\w-]+)"
    r"|//(?P<host>\w+)\.t\.me\b"
    r"|(?:\btg://\w+|\bwhatsapp(?:\.com/|://)send/?)\?(?:\w+=[^&\s]*&)*?"
    r"(?:domain=(?P<domain>\w+)|(?:user_)?id=(?P<id>[0-9]{1,20})|phone=(?:%2B)?\+?(?P<dialled>\d+))"
    r"|(?<![^\W_])@(?!(?:all|everyone|here)(?!\.?\w))(?P<handle>[A-Za-z0-9_]{3,}(?:\.[A-Za-z0-9_]+)*)"
    rf"|(?<![^\W_])(?<!\+)(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_NUMBER_ONLY: Final = re.compile(_NUMBER)
_DOMAINS: Final = ("example.org", "invented.test", "nowhere.invalid", "0.0")
_ENOUGH: Final = 7
_LINKED: Final = ("path", "host", "domain")
"""Parts of links that are handles."""


def may_hold_contacts(text: str) -> bool:
    """Tell quickly that a text holds no contact, as most hold none.

    >>> may_hold_contacts("at 10:00"), may_hold_contacts("call 0000 000000")
    (False, True)
    """
    if any(mark in text for mark in _MARKS) or ("/" in text and ".me" in text):
        return True
    return _HINT.search(text) is not None


def is_number(name: str) -> bool:
    """Tell whether a name is a phone number.

    >>> is_number("+00 000 000-00-02"), is_number("0000 00000"), is_number("1234567")
    (True, True, False)
    """
    return _NUMBER_ONLY.fullmatch(name) is not None


def digits(text: str) -> str:
    """Keep the digits of a number only."""
    return "".join(filter(str.isdecimal, text))


def contacts_in(text: str) -> Iterator[tuple[int, int, Contact]]:
    """Find contacts: where each begins and ends, and which it is.

    >>> list(contacts_in("ask @Ada_E, +00 (000) 000-0001"))
    [(5, 10, ('handle', 'ada_e')), (12, 30, ('number', '000000000001'))]
    """
    for match in _CONTACT.finditer(text):
        kind = match.lastgroup or ""
        yield match.start(kind), match.end(kind), contact(kind, match[kind])


def contact(kind: str, written: str) -> Contact:
    """Write a contact in one way, so that two mentions of it are equal."""
    if kind in {"number", "dialled"} or (kind in {"path", "handle"} and _is_digits(written)):
        return "number", digits(written)
    if kind == ID:
        return ID, str(int(written))
    return "handle" if kind in _LINKED else kind, written.removeprefix("@").casefold()


def _is_digits(written: str) -> bool:
    return written.isdecimal() and len(written) >= _ENOUGH


def invented(real: Iterable[Contact], taken: frozenset[str]) -> dict[Contact, str]:
    """Give each contact another of its kind that is nobody's, in the order given.

    >>> invented([("number", "4917000000"), ("handle", "ada_e")], frozenset())
    {('number', '4917000000'): '+00 000 000 00 01', ('handle', 'ada_e'): 'person1'}
    """
    known = dict.fromkeys(real)
    fresh = {kind: _fresh(kind, known, taken) for kind in _MAKERS}
    return {each: next(fresh[each[0]]) for each in known}


def _fresh(kind: str, known: Mapping[Contact, None], taken: frozenset[str]) -> Iterator[str]:
    domain = next((each for each in _DOMAINS if is_free(each, taken)), _DOMAINS[-1])
    for number in count(1):
        made = _MAKERS[kind](number)
        if kind == "mail":
            made += f"@{domain}"
        if contact(kind, made) not in known and made not in taken:
            yield made


def _a_number(number: int) -> str:
    return f"+00 000 000 {number // 100:02d} {number % 100:02d}"


def _an_address(number: int) -> str:
    # RFC 5737 and RFC 3849: blocks that are kept for examples.
    return f"192.0.2.{number}" if number < 255 else f"2001:db8::{number}"


_MAKERS: Final[dict[str, Callable[[int], str]]] = {
    "number": _a_number,
    "handle": "person{}".format,
    "mail": "person{}".format,
    "ip": _an_address,
}
