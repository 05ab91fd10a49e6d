r"""JSON as Telegram Desktop writes it: its spaces, its escapes. What is written is next door.

Control characters come out as ``\x0B``, which is not JSON, and an empty list takes two lines.
"""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from cryptokit.conversation import Run
from cryptokit.conversation.jsonvalues import is_fields, is_list

_ESCAPES: Final = {code: rf"\x{code:02X}" for code in range(32)} | {
    ord("\n"): r"\n",
    ord("\r"): r"\r",
    ord("\t"): r"\t",
    ord('"'): r"\"",
    ord("\\"): r"\\",
    0x2028: r"\u2028",
    0x2029: r"\u2029",
}
_FLAT: Final = frozenset({"completed", "incompleted"})
"""The lists that stand on one line; ``text_entities`` does when it is empty."""


def written(value: object, level: int = 0) -> str:
    r"""Write a JSON value, with one space per level and no final newline.

    Numbers with a point are Decimal, so that their digits stay as they are.

    >>> print(written({"id": 1, "from": None, "text": "a\x0b\n", "text_entities": []}))
    {
     "id": 1,
     "from": null,
     "text": "a\x0B\n",
     "text_entities": []
    }

    See: telegramdesktop/tdesktop, export_output_json.cpp, SerializeString and SerializeObject.
    """
    if isinstance(value, str):
        return f'"{value.translate(_ESCAPES)}"'
    if is_fields(value):
        return _block("{}", [_member(key, inner, level + 1) for key, inner in value.items()], level)
    if is_list(value):
        return _block("[]", [written(inner, level + 1) for inner in value], level)
    return str(value) if isinstance(value, Decimal) else json.dumps(value)


def _member(key: str, value: object, level: int) -> str:
    flat = key in _FLAT or (key == "text_entities" and value == [])
    if flat and is_list(value):
        return f"{written(key)}: [{','.join(map(written, value))}]"
    return f"{written(key)}: {written(value, level)}"


def _block(brackets: str, items: Iterable[str], level: int) -> str:
    inside = ",".join(f"\n{' ' * (level + 1)}{item}" for item in items)
    return f"{brackets[0]}{inside}\n{' ' * level}{brackets[1]}"


def entities(runs: Sequence[Run]) -> list[object]:
    """Give runs as ``text_entities``: every one an object.

    >>> entities([Run("x", "text_link", (("href", "https://example.org"),))])
    [{'type': 'text_link', 'text': 'x', 'href': 'https://example.org'}]
    """
    return [{"type": run.style, "text": run.text} | dict(run.more) for run in runs]


def text_of(runs: Sequence[Run]) -> object:
    """Give runs as ``text``: a string if all is plain, else a list of strings and objects.

    >>> text_of([Run("a "), Run("b", "bold")])
    ['a ', {'type': 'bold', 'text': 'b'}]
    """
    if not runs:
        return ""
    pieces: list[object] = [
        run.text if run.style == "plain" else entity
        for run, entity in zip(runs, entities(runs), strict=True)
    ]
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) else pieces
