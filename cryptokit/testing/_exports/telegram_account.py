"""Strategies for what the export of a whole Telegram account holds besides chats.

See: telegramdesktop/tdesktop, export_output_json.cpp, the functions from writePersonal on.
"""

from typing import Final

from hypothesis import strategies as st

from cryptokit.conversation import Section
from cryptokit.testing._exports.telegram_parts import Fields, at_times, numbers, record, words

_DATE: Final = {"date": st.just("2025-03-03T10:02:00"), "date_unixtime": st.just("1740988920")}
_ACTIVE: Final = {
    "last_active": st.just("2025-03-03T10:02:00"),
    "last_active_unixtime": st.just("1740988920"),
    "last_ip": st.just("192.0.2.1"),
}
_CREATED: Final = {
    "created": st.just("2025-03-03T10:02:00"),
    "created_unixtime": st.just("1740988920"),
}
_PHONE: Final = st.just("+00 000 000 00 01")
_PERSONAL: Final = record(
    user_id=st.just(1_000_000_001),
    first_name=words(),
    last_name=st.just("") | words(),
    phone_number=_PHONE,
    username=at_times(st.just("@ada_example")),
    bio=at_times(words()),
)
_CONTACT: Final = record(
    user_id=at_times(numbers(least=1)),
    first_name=words(),
    last_name=st.just("") | words(),
    phone_number=_PHONE,
    **_DATE,
) | record(**_DATE)
"""Also a contact of whom nothing is left but a date."""
_FREQUENT: Final = record(
    id=numbers(least=1),
    category=st.sampled_from(("people", "inline_bots", "calls")),
    type=st.sampled_from(("user", "private_group", "public_channel")),
    name=st.none() | words(),
    rating=st.integers(0, 5),
)
_SESSION: Final = record(
    **_ACTIVE,
    last_country=st.just("Nowhere"),
    last_region=st.just(""),
    application_name=st.none() | words(),
    application_version=at_times(st.just("5.0")),
    device_model=words(),
    platform=words(),
    system_version=words(),
    **_CREATED,
)
_WEB_SESSION: Final = record(
    **_ACTIVE,
    last_region=st.just(""),
    bot_username=st.none() | st.just("quiz_bot"),
    domain_name=st.none() | st.just("example.org"),
    browser=words(),
    platform=words(),
    **_CREATED,
)
_PICTURE: Final = record(**_DATE, photo=st.just("profile_pictures/photo_1.jpg"))
_STORY: Final = record(**_DATE, pinned=st.booleans(), media=st.just("stories/story_1.mp4"))


def sections() -> st.SearchStrategy[tuple[Fields, tuple[Section, ...]]]:
    """Give the fields of an account before its chats, and the sections they must be read as.

    >>> from hypothesis import Phase, find, settings
    >>> first = settings(phases=[Phase.generate])
    >>> fields, read = find(sections(), lambda drawn: True, settings=first)
    >>> list(fields), read
    (['personal_information'], (Section(name='personal_information', about=''),))
    """
    parts = st.tuples(
        _PERSONAL.map(lambda person: ("personal_information", person, (person,), "")),
        # What else an export holds is ticked by hand.
        st.none() | _bare("profile_pictures", _PICTURE),
        st.none() | _bare("stories", _STORY),
        st.none() | _told("contacts", _CONTACT),
        st.none() | _told("frequent_contacts", _FREQUENT),
        st.none() | _told("sessions", _SESSION),
        st.none() | _told("web_sessions", _WEB_SESSION),
    )
    return parts.map(_split)


_Part = tuple[str, object, tuple[Fields, ...], str]
"""A section: its name, its value in the file, its items, and what the app says of it."""


def _split(drawn: tuple[_Part | None, ...]) -> tuple[Fields, tuple[Section, ...]]:
    parts = [part for part in drawn if part]
    fields: Fields = {name: value for name, value, _, _ in parts}
    return fields, tuple(Section(name, items, about) for name, _, items, about in parts)


def _bare(name: str, item: st.SearchStrategy[Fields]) -> st.SearchStrategy[_Part]:
    return st.lists(item, max_size=2).map(lambda items: (name, items, tuple(items), ""))


def _told(name: str, item: st.SearchStrategy[Fields]) -> st.SearchStrategy[_Part]:
    """Give a section that begins with what it is about."""

    def told(about: str, items: list[Fields]) -> _Part:
        return name, {"about": about, "list": items}, tuple(items), about

    return st.builds(told, words(), st.lists(item, max_size=2))
