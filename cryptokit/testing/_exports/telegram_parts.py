r"""Strategies for what Telegram entries are made of: words, peers, records with fields left out.

Names are invented, numbers are zeros, places lie on the equator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from hypothesis import strategies as st

from cryptokit.conversation import Run

Fields = dict[str, object]
"""The fields of one JSON object, in the order of the file."""

NAMES: Final = ("Ada", "Bruno", "Галя", "نور", "Zoë 🎈", 'O"Neil \\ Sons', "two\nlines")
_TEXTS: Final = (
    "hi",
    "مرحبا \u200f12:30\u200f ok",
    "👩‍👩‍👧‍👦 🇺🇳 3️⃣",
    'braces {"k": "v"}, a backslash \\ and \\x0B in letters',
    "a bell \x07, a tab\t, \x0b and \x1f",
    "\u2028 and \u2029 end lines, too",
    "two\r\nlines\n",
)
_FIRST: Final = 1_376_438_400  # 14 August 2013, when Telegram began
_LAST: Final = (1 << 31) - 1  # it counts in 32 bits
_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody who writes: an id, and a name, unless the account is gone."""

    id: str
    name: str | None

    @property
    def shown(self) -> str:
        """What stands for them in a chat that was read."""
        return self.name or self.id


PEOPLE: Final = (
    *(Peer(f"user10000000{number:02}", name) for number, name in enumerate(NAMES, start=1)),
    Peer("user1000000098", None),
    Peer("user1000000099", None),
    Peer("channel1000000042", "Night shift"),
)
"""Those who may write in a group: two of them are gone, and one is a channel."""


def words(*, most: int = 12) -> st.SearchStrategy[str]:
    """Give texts of at least one character, those that need an escape among them."""
    # Half a character (a lone surrogate) is no text: it has no UTF-8.
    any_text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=most)
    return st.sampled_from(_TEXTS) | any_text


def numbers(*, least: int = 0) -> st.SearchStrategy[int]:
    """Give counts, sizes and ids that fit in 53 bits."""
    return st.integers(least, 1 << 53)


def times() -> st.SearchStrategy[int]:
    """Give seconds since 1970 at which a message may have been sent."""
    return st.integers(_FIRST, _LAST)


def degrees(*, most: int) -> st.SearchStrategy[Decimal]:
    """Give half degrees with the six digits that C++ writes, on either side of zero."""
    return st.integers(-2 * most, 2 * most).map(lambda half: Decimal(f"{half / 2:.6f}"))


def at_times(values: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Give a value, or mark its field as left out."""
    return st.just(_ABSENT) | values


def record(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[Fields]:
    """Give JSON objects with these fields in this order, without those left out.

    >>> from hypothesis import find
    >>> find(record(id=st.just(1), bio=at_times(words())), lambda fields: "bio" in fields)
    {'id': 1, 'bio': 'hi'}
    """
    # Hypothesis draws a dictionary in any order; a file has one.
    return st.fixed_dictionaries(fields).map(
        lambda drawn: {key: drawn[key] for key in fields if drawn[key] is not _ABSENT}
    )


def merged(*records: st.SearchStrategy[Fields]) -> st.SearchStrategy[Fields]:
    """Give one object with the fields of all, in order."""
    return st.tuples(*records).map(
        lambda drawn: {key: value for fields in drawn for key, value in fields.items()}
    )


_STYLES: Final[Mapping[str, st.SearchStrategy[Fields]]] = {
    **dict.fromkeys(
        (
            *("plain", "bold", "italic", "underline", "strikethrough", "spoiler", "code", "link"),
            *("mention", "hashtag", "cashtag", "bot_command", "email", "phone", "bank_card"),
            "unknown",
        ),
        record(),
    ),
    "pre": record(language=st.sampled_from(("", "python"))),
    "text_link": record(href=st.just("https://example.org/?a=b&c=%20")),
    "mention_name": record(user_id=st.just(1_000_000_002)),
    "blockquote": record(collapsed=st.booleans()),
    "custom_emoji": record(document_id=st.just("5000000000000000001")),
}


def runs(*, most: int = 3) -> st.SearchStrategy[tuple[Run, ...]]:
    """Give texts cut where the style changes: every style of Telegram, and no text at all."""
    one = st.sampled_from(tuple(_STYLES)).flatmap(
        lambda style: st.builds(
            Run, words(), st.just(style), _STYLES[style].map(lambda fields: tuple(fields.items()))
        )
    )
    return st.lists(one, max_size=most).map(_cut_by_style)


def _cut_by_style(drawn: Sequence[Run]) -> tuple[Run, ...]:
    """Drop a plain run behind a plain one: Telegram writes them as one."""
    later = (run for before, run in pairwise(drawn) if {before.style, run.style} != {"plain"})
    return (*drawn[:1], *later)
