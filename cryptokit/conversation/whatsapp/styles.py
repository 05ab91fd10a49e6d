"""How phones write the time before each WhatsApp message, as one grammar. Messages are next door.

There is no published specification: each phone writes as its owner's country and clock do. A file
has one form from start to end, so the commonest is taken, and all others are only text.

See: the format study in SoongGuanLeong/footprint-messaging, which varied one setting of a phone at
a time; the test data of starkdmi/whats_json; Unicode CLDR for the words between date and time.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from cryptokit.conversation.whatsapp.clock import HALF

MARK: Final = "\u200e"
"""The invisible left-to-right mark that the app, not the writer, puts before what it adds."""

MARKS: Final = f"[{MARK}\u200f]*"
HEAD: Final = 1 << 18
"""Characters in which the form and the language of a file show themselves."""

_SPACE: Final = "[ \u00a0\u202f]"
_TO_TIME: Final = r"klo|à|às|um|alle|ob|o|u|в|at|kl\.|lúc"
_JOINT: Final = f"(?P<joint>(?:[,،.] ?|{_SPACE})(?:(?:{_TO_TIME}){_SPACE})?)"
_DATE: Final = (
    r"(?P<first>\d{4}|\d\d?)(?P<dot>\u200f?(?:[/-]|\. ?))\d\d?(?P=dot)(?P<last>\d{4}|\d\d?)"
)
_TIME: Final = (
    rf"(?P<before>(?:{HALF}){_SPACE}?)?\d\d?(?P<colon>[:.])\d\d"
    rf"(?P<seconds>(?P=colon)\d\d)?(?P<after>{_SPACE}?(?:{HALF}))?"
)
_OPEN: Final = rf"^{MARKS}(?P<bracket>\[)?"
_CLOSE: Final = r"(?P<close>(?(bracket)\] | [-–] ))"
_BODIES: Final = (f"{_DATE}{_JOINT}{_TIME}", f"{_TIME}{_JOINT}{_DATE}")
_WHOLE: Final = tuple(re.compile(f"{_OPEN}{body}{_CLOSE}", re.MULTILINE) for body in _BODIES)
_DATED: Final = tuple(re.compile(_OPEN + body) for body in _BODIES)
_PARTS: Final = {
    "YYYY": r"\d{4}",
    "YY": r"\d\d?",
    "D": r"\d\d?",
    "h": r"\d\d?",
    "m": r"\d\d",
    "s": r"\d\d",
    "am ": f"(?:{HALF}){_SPACE}?",
    " am": f"{_SPACE}?(?:{HALF})",
}
_TOKEN: Final = re.compile("|".join([*_PARTS, "."]))


@dataclass(frozen=True, slots=True)
class Style:
    """One way to write the time before a message; ``form`` is a picture of it.

    In a form ``D`` is a day or a month, ``YY`` a year, ``am`` either half of the day; the date and
    the time are set in braces. ``pattern`` finds a line end, then the marks, and both of them;
    ``dates`` the date alone.
    """

    form: str
    pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)
    dates: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        start, one, joint, two, end = _regexes(self.form)
        date, time = (two, one) if self.time_first else (one, two)
        kept = f"(?:{time}){joint}({date})" if self.time_first else f"({date}){joint}(?:{time})"
        whole = re.compile(f"\n({MARKS}){start}({one}){joint}({two}){end}")
        object.__setattr__(self, "pattern", whole)
        object.__setattr__(self, "dates", re.compile(f"\n{MARKS}{start}{kept}{end}"))

    def __str__(self) -> str:
        return self.form.translate({ord("{"): None, ord("}"): None}).strip()

    @property
    def bracketed(self) -> bool:
        """Whether an iPhone wrote it."""
        return self.form.startswith("[")

    @property
    def year_first(self) -> bool:
        """Whether dates begin with a year of four digits."""
        return "{YYYY" in self.form

    @property
    def dotted(self) -> bool:
        """Whether dots part the date."""
        return "D." in self.form

    @property
    def time_first(self) -> bool:
        """Whether the time stands before the date."""
        return self.form.index("h") < self.form.index("D")

    @property
    def halves(self) -> bool:
        """Whether the clock has 12 hours."""
        return "am" in self.form

    def written(self, marks: str, one: str, two: str) -> str:
        """Write the start of an entry again, from what ``pattern`` took out of it."""
        return f"\n{marks}" + re.sub("{.*?}", "{}", self.form).format(one, two)


def _regexes(form: str) -> tuple[str, ...]:
    """Make patterns of the five parts of a form: start, date, joint, time, end."""
    parts = re.split("[{}]", form)
    return tuple(_inside(part) if odd % 2 else re.escape(part) for odd, part in enumerate(parts))


def _inside(part: str) -> str:
    return "".join(_PARTS.get(token) or re.escape(token) for token in _TOKEN.findall(part))


def styles_in(text: str) -> Counter[Style]:
    r"""Count the forms at the starts of lines.

    >>> [str(style) for style in styles_in("9/3/24, 8:59\u202fAM - Ann: hi\n[3.9.24, 08:59:01] x")]
    ['D/D/YY, h:m am -', '[D.D.YY, h:m:s]']
    """
    # Times stand first so seldom that they are looked for only where no date does.
    found = ([*each.finditer(text)] for each in _WHOLE)
    none: list[re.Match[str]] = []
    forms = Counter(map(_form, next(filter(None, found), none)))
    return Counter({Style(form): count for form, count in forms.items()})


def _form(match: re.Match[str]) -> str:
    part = match.groupdict(default="")
    years = [
        "YYYY" if len(part[one]) == 4 else short for one, short in (("first", "D"), ("last", "YY"))
    ]
    if years[0] == "YYYY":
        years[1] = "D"
    date = f"{{{years[0]}{part['dot']}D{part['dot']}{years[1]}}}"
    seconds = f"{part['colon']}s" if part["seconds"] else ""
    before, after = "am " if part["before"] else "", " am" if part["after"] else ""
    time = f"{{{before}h{part['colon']}m{seconds}{after}}}"
    one, two = (date, time) if match.start("first") < match.start("colon") else (time, date)
    return f"{part['bracket']}{one}{part['joint']}{two}{part['close']}"


def style_of(text: str) -> Style | None:
    """Find the commonest form in the first quarter million characters; None if no line has any.

    >>> style_of("3.9.2024 klo 8.59.12 - Ann: hi").form
    '{D.D.YYYY} klo {h.m.s} - '
    """
    found = styles_in(text[:HEAD]).most_common(1)
    return found[0][0] if found else None


def looks_dated(line: str, *, closed: bool = False) -> bool:
    """Tell whether a line begins like an entry, with what closes the time or perhaps without.

    >>> looks_dated("9/3/24, 8:59 AM is text"), looks_dated("9/3/24, 8:59 AM is text", closed=True)
    (True, False)
    """
    return any(each.match(line) for each in (_WHOLE if closed else _DATED))
