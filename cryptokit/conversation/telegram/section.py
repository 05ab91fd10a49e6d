"""Parts of a Telegram account's export that are no chats: sessions, contacts. Nothing is judged."""

from typing import Final

from cryptokit.conversation.account import Section
from cryptokit.conversation.jsonvalues import Fields, is_fields, is_list
from cryptokit.conversation.telegram.fields import bounded

SECTIONS: Final = (
    *("personal_information", "profile_pictures", "stories", "contacts", "frequent_contacts"),
    *("sessions", "web_sessions", "other_data"),
)
"""In the order of the file. See: telegramdesktop/tdesktop, export_output_json.cpp."""


def section(name: str, value: object) -> Section:
    """Make a section of a value: a list, an object, or one that holds ``about`` and ``list``.

    Raises Misfit for one that is nested without end.

    >>> section("sessions", {"about": "Your devices", "list": [{"last_ip": "192.0.2.1"}]})
    Section(name='sessions', about='Your devices')
    >>> section("contacts", [{"first_name": "Ann"}]).items
    ({'first_name': 'Ann'},)
    """
    bounded(value, name)
    if isinstance(value, str):
        return Section(name, (), value)
    if not is_fields(value):
        return Section(name, _items(value))
    about = value.get("about")
    said = about if isinstance(about, str) else ""
    others = dict(value)
    if isinstance(about, str):
        del others["about"]
    if not is_list(value.get("list")):
        return Section(name, _items(others or []), said)
    listed = others.pop("list")
    return Section(name, (*_items(listed), *_items(others or [])), said)


def _items(value: object) -> tuple[Fields, ...]:
    return tuple(map(_item, value if is_list(value) else [value]))


def _item(value: object) -> Fields:
    """Give an object as it is; anything else gets a name."""
    return value if is_fields(value) else {"value": value}
