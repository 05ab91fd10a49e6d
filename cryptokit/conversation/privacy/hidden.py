"""Names and values of an export with others in place of people. What they stand in is next door."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from cryptokit.conversation.chat import More
from cryptokit.conversation.jsonvalues import Fields, is_fields, is_list
from cryptokit.conversation.privacy.aliases import folded
from cryptokit.conversation.privacy.leaves import (
    CARDS,
    DEVICES,
    MENTIONED,
    PEOPLE,
    SILENT_KEYS,
    SOURCES,
    described,
    full_name,
    is_row,
    peer_id,
    renamed,
    tells,
)
from cryptokit.conversation.privacy.mentions import rewritten
from cryptokit.conversation.privacy.roster import Roster, contact_under

_DIGIT: Final = re.compile(r"\d")


def name_hidden(name: str, known: Roster) -> str:
    """Give the invented name; what is nobody's name is a text."""
    return known.names.get(name) or text_hidden(name, known)


def title_hidden(name: str, people: Iterable[str], known: Roster) -> str:
    """Rewrite the name of a chat, which signal-export writes without spaces after a person."""
    bare = _bare(name)
    same = (one for one in people if one in known.names and _bare(one) == bare)
    return name_hidden(next(same, name) if bare else name, known)


def _bare(name: str) -> str:
    return "".join(filter(str.isalnum, folded(name)))


def text_hidden(text: str, known: Roster) -> str:
    """Rewrite a text that may mention somebody."""
    return rewritten(text, known.mentions) if text in known.doubtful else text


def more_hidden(more: More, known: Roster, *, inside: bool = True) -> More:
    """Rewrite what else an export says; ``inside`` a message, where ``id`` is no person's."""
    return tuple(_pairs(more, known, inside=inside)) if more and tells(more) else more


def fields_hidden(fields: Fields, known: Roster, *, inside: bool = True) -> dict[str, object]:
    """Rewrite a JSON object; the two names of a contact become one."""
    made = dict(_pairs(tuple(fields.items()), known, inside=inside))
    if alias := known.names.get(full_name(fields)):
        made |= {"first_name": alias} | ({"last_name": ""} if "last_name" in fields else {})
    return made


def _pairs(pairs: More, known: Roster, *, inside: bool) -> Iterator[tuple[str, object]]:
    about = described(pairs)
    for key, value in pairs:
        if key in SILENT_KEYS:
            yield key, value
        else:
            yield key, _value(value, renamed(key, about, inside=inside), known)


def _value(value: object, key: str, known: Roster) -> object:
    if isinstance(value, str):
        return string_hidden(value, key, known)
    if is_fields(value):
        return fields_hidden(value, known)
    if is_row(value):
        row = [_value(each, key, known) for each in value]
        return row if is_list(value) else tuple(row)
    return value if (peer := peer_id(key, value)) is None else known.ids[peer]


def string_hidden(value: str, key: str, known: Roster) -> str:
    """Rewrite a text by what its key says that it is."""
    if key in PEOPLE or key in SOURCES or key == MENTIONED:
        return name_hidden(value, known)
    if key in CARDS:
        return _DIGIT.sub("0", value)
    if (peer := peer_id(key, value)) is not None:
        return value.rstrip("0123456789") + str(known.ids[peer])
    if found := contact_under(key, value):
        return f"{'@' * value.startswith('@')}{known.mentions.contacts[found]}"
    if key in DEVICES and any(name in folded(value) for name in known.mentions.names):
        return "a device"
    return text_hidden(value, known)
