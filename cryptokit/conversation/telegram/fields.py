"""Fields of a Telegram entry, checked one by one. What an entry means is next door."""

from datetime import UTC, datetime
from typing import Final

from cryptokit.conversation.chat import More
from cryptokit.conversation.days import DAY
from cryptokit.conversation.jsonvalues import Fields, is_fields, is_list, kind

_END_OF_TIME: Final = 253_402_300_800  # the year 10000, which no calendar here can write
_DEEPEST: Final = 64
"""Telegram nests five deep; every room that walks through what is kept may call itself so often."""


class Misfit(Exception):
    """A field that does not fit; the reader adds which file and which message."""

    def __init__(self, field: str, what: str) -> None:
        super().__init__(field, what)
        self.field: Final = field
        self.what: Final = what


def text(fields: Fields, name: str) -> str | None:
    """Take a field that holds text, null or nothing."""
    value = fields.get(name)
    if value is None or isinstance(value, str):
        return value
    raise Misfit(name, f"{kind(value)} where text belongs")


def whole(fields: Fields, name: str) -> int | None:
    """Take a field that holds a whole number or nothing."""
    value = fields.get(name)
    if value is None or type(value) is int:
        return value
    raise Misfit(name, f"{kind(value)} where a whole number belongs")


def joined(value: object, name: str) -> str:
    """Join a text that is cut into pieces, with nothing between them.

    >>> joined(["See ", {"type": "bold", "text": "this"}, "."], "text")
    'See this.'
    """
    if isinstance(value, str):
        return value
    if not is_list(value):
        raise Misfit(name, f"{kind(value)} where text or a list of pieces belongs")
    return "".join([_piece(piece, name) for piece in value])


def _piece(value: object, name: str) -> str:
    inner = value.get("text") if is_fields(value) else value
    if not isinstance(inner, str):
        raise Misfit(name, f"{kind(inner)} among its pieces where text belongs")
    return inner


def rest(fields: Fields, known: frozenset[str]) -> More:
    """Take all fields but the known ones, in order. Raises Misfit for one nested without end.

    >>> rest({"id": 1, "width": 4, "reactions": []}, frozenset({"id"}))
    (('width', 4), ('reactions', []))
    """
    if known.issuperset(fields):
        return ()
    return tuple(
        [
            (key, value if isinstance(value, (str, int)) else bounded(value, key))
            for key, value in fields.items()
            if key not in known
        ]
    )


def bounded(value: object, name: str) -> object:
    """Give a value back, if it is not nested too deep to walk through. Raises Misfit."""
    if (is_fields(value) or is_list(value)) and not _ends(value, _DEEPEST):
        raise Misfit(name, "nested too deep for a chat export")
    return value


def _ends(value: object, levels: int) -> bool:
    if is_fields(value):
        return levels > 0 and all(_ends(each, levels - 1) for each in value.values())
    return not is_list(value) or (levels > 0 and all(_ends(each, levels - 1) for each in value))


def moment(fields: Fields, name: str, since: int = 0) -> int | None:
    """Take a time in seconds since 1970: ``name_unixtime``, or in old exports ``name`` as UTC.

    A date that names its own offset from UTC is read by that. Raises Misfit for a time earlier than
    ``since``, or too late for a calendar.

    >>> moment({"date": "2025-03-03T10:02:00", "date_unixtime": "1740988920"}, "date")
    1740988920
    >>> moment({"date": "2019-03-03T10:02:00"}, "date")
    1551607320
    >>> moment({"date": "2019-03-03T10:02:00+05:00"}, "date")
    1551589320
    """
    exact = f"{name}_unixtime"
    written = text(fields, exact)
    if written is not None:
        return _counted(written, exact)
    local = text(fields, name)
    return None if local is None else _within(_calendar(local, name), name, since)


def is_count(written: str) -> bool:
    """Tell whether a text is a number of plain digits; Python itself reads more than that.

    >>> is_count("100"), is_count("1_0_0"), is_count("١")
    (True, False, False)
    """
    return written.isascii() and written.isdecimal()


def _counted(written: str, name: str) -> int:
    try:
        seconds = int(written) if is_count(written.removeprefix("-")) else None
    except ValueError:  # far too many digits
        seconds = None
    if seconds is None:
        raise Misfit(name, "not a count of seconds")
    return _within(seconds, name)


def _within(seconds: int, name: str, since: int = 0) -> int:
    if not since <= seconds < _END_OF_TIME:
        raise Misfit(name, "before 1970 or after the year 9999")
    return seconds


def _calendar(written: str, name: str) -> int:
    try:
        date = datetime.fromisoformat(written)
    except ValueError:
        raise Misfit(name, "not a date like 2025-03-03T10:02:00") from None
    return int((date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp())


def edited(fields: Fields) -> int | None:
    """Take the time of the last edit; old exports write 1970 for "never"."""
    if "edited" not in fields and "edited_unixtime" not in fields:
        return None
    when = moment(fields, "edited", since=-DAY)  # 1970 begins in 1969 west of Greenwich
    return None if when is None or when < DAY else when
