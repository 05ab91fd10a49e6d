"""Strategies for what a Telegram message carries besides words: all kinds of media there are.

See: telegramdesktop/tdesktop, export_output_json.cpp, SerializeMessage.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from cryptokit.conversation import Kind
from cryptokit.conversation.jsonvalues import is_fields, is_list
from cryptokit.testing._exports.telegram_files import FILES, name_of, path
from cryptokit.testing._exports.telegram_parts import (
    Fields,
    at_times,
    degrees,
    numbers,
    record,
    runs,
    words,
)
from cryptokit.testing._exports.telegram_text import text_of, written


@dataclass(frozen=True, slots=True)
class Carried:
    """The fields of a message that carries something, and what a reader must make of them."""

    fields: Fields
    kind: Kind = Kind.TEXT
    title: str = ""


def carried() -> st.SearchStrategy[Carried]:
    """Give what a message can carry; nothing is the simplest.

    >>> from hypothesis import find
    >>> find(carried(), lambda what: what.kind is Kind.CONTACT).title
    'hi'
    """
    nothing = st.just(Carried(Fields()))
    return st.one_of(nothing, *(_said(kind, fields) for kind, fields in (*FILES.items(), *_OTHERS)))


def _said(kind: Kind, fields: st.SearchStrategy[Fields]) -> st.SearchStrategy[Carried]:
    title = _TITLES.get(kind, _untitled)
    return fields.map(lambda drawn: Carried(drawn, kind, title(drawn)))


_POINT: Final = record(latitude=degrees(most=0), longitude=degrees(most=180))
_FLAG: Final = st.booleans()
_WORDS: Final = runs().map(text_of)
_OTHERS: Final[tuple[tuple[Kind, st.SearchStrategy[Fields]], ...]] = (
    (
        Kind.CONTACT,
        record(
            contact_information=record(
                first_name=words(),
                last_name=st.just("") | words(),
                phone_number=st.just("+00 000 000 00 01"),
            ),
            contact_vcard=at_times(path("contacts/contact_1.vcard")),
        ),
    ),
    (
        Kind.PLACE,
        record(
            location_information=st.none() | _POINT,
            live_location_period_seconds=at_times(numbers(least=1)),
        ),
    ),
    (
        Kind.PLACE,
        record(
            place_name=words(), address=at_times(words()), location_information=at_times(_POINT)
        ),
    ),
    (Kind.GAME, record(game_title=words(), game_description=at_times(words()))),
    (
        Kind.INVOICE,
        # The one object that is written twice: as JSON, and this as a string.
        record(
            invoice_information=record(
                title=words(), description=words(), amount=numbers(), currency=st.just("EUR")
            ).map(lambda bill: written(bill, level=3))
        ),
    ),
    (
        Kind.POLL,
        record(
            poll=record(
                question=_WORDS,
                closed=_FLAG,
                total_voters=numbers(),
                answers=st.lists(record(text=_WORDS, voters=numbers(), chosen=_FLAG), max_size=2),
            )
        ),
    ),
    (
        Kind.TODO,
        record(
            todo_list=record(
                title=_WORDS,
                others_can_append=_FLAG,
                others_can_complete=_FLAG,
                answers=st.lists(record(text=_WORDS, id=numbers()), max_size=2),
            )
        ),
    ),
    (
        Kind.GIVEAWAY,
        record(
            giveaway_information=record(
                quantity=numbers(), channels=st.lists(numbers(), max_size=2), stars=numbers()
            )
        ),
    ),
    (
        Kind.GIVEAWAY,
        record(giveaway_results=record(channel=numbers(), winners_count=numbers())),
    ),
    (Kind.PAID, record(paid_stars_amount=numbers())),
)
"""All that is no file, with the fields that Telegram Desktop gives it."""


def _untitled(_fields: Fields) -> str:
    return ""


def _at(*keys: str) -> Callable[[Fields], str]:
    """Find a title: the value behind these keys, or nothing."""

    def find(fields: Fields) -> str:
        value: object = fields
        for key in keys:
            value = value.get(key, "") if is_fields(value) else ""
        return _flat(value)

    return find


def _flat(value: object) -> str:
    if is_list(value):
        return "".join(map(_flat, value))
    return str(value["text"] if is_fields(value) else value)


def _called(fields: Fields) -> str:
    first, last = (_at("contact_information", key)(fields) for key in ("first_name", "last_name"))
    return f"{first} {last}" if last else first


_TITLES: Final[Mapping[Kind, Callable[[Fields], str]]] = {
    Kind.FILE: name_of,
    Kind.AUDIO: name_of,
    Kind.CONTACT: _called,
    Kind.PLACE: _at("place_name"),
    Kind.GAME: _at("game_title"),
    Kind.POLL: _at("poll", "question"),
    Kind.TODO: _at("todo_list", "title"),
}
