"""What stands in a message that signal-export wrote: words, a quote, files, a sticker, reactions.

The tool writes the words, two spaces, and then the rest in a fixed order; so it is read backwards.
"""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from cryptokit.conversation.chat import Kind, More
from cryptokit.conversation.endings import kind_of
from cryptokit.conversation.signal.lines import DELETED

_END: Final = "  "
"""Two spaces: in Markdown the end of a line, here the end of the words."""

_QUOTE: Final = re.compile(r"\n\n(> [^\n]*(?:\n> [^\n]*)*)\n\n")
_CALL: Final = re.compile(r"(?:(?:In|Out)(?:com|go)ing|Missed) (?:\w+ )?call(?: \([^()\n]*\))?")
_REACTIONS: Final = re.compile(r"\n\(- ([^\n]*) -\)\Z")
_STICKER: Final = re.compile(
    r"(?:\n\(\( ([^\n]*) \)\)|\[([^\[\]\n]*)\]\(\.\./(exported_stickers/[^()\n]*)\)  )\Z"
)
_AFTER: Final = (_END, " -)", " ))")
"""What stands before an attachment: the end of the words, of the reactions, of a sticker."""


@dataclass(frozen=True, slots=True)
class Body:
    """A message taken apart; ``more`` holds its attachments, its sticker and its reactions."""

    text: str
    quote: str = ""
    kind: Kind = Kind.TEXT
    title: str = ""
    more: More = ()


class _Part(NamedTuple):
    """Something at the end of a body: what it is, and where it begins."""

    found: dict[str, str]
    start: int


def is_call(body: str) -> bool:
    """Tell whether an entry is the app's note of a call. The same words, typed, look alike.

    >>> is_call("Incoming voice call (accepted, 2m 3s)  "), is_call("Call me  ")
    (True, False)
    """
    return _CALL.fullmatch(body.removesuffix(_END)) is not None


def dissect(body: str) -> Body:
    r"""Take a body apart, from its end.

    >>> dissect("\n\n> Six?\n\nYes  \n(- Ann: 👍 -)").quote
    'Six?'
    >>> body = dissect("Look  ![cat.jpg](./media/cat.jpg)  ")
    >>> body.text, str(body.kind), body.more[0]
    ('Look', 'photo', ('attachments', [{'name': 'cat.jpg', 'path': 'media/cat.jpg'}]))
    """
    if body == DELETED:
        return Body("", kind=Kind.DELETED)
    quoted = _QUOTE.match(body)
    quote = quoted[1].replace("\n> ", "\n").removeprefix("> ") if quoted else ""
    rest, files = _attachments(body[quoted.end() :] if quoted else body)
    rest, sticker = _sticker(rest)
    rest, reactions = _reactions(rest)
    kind, title = _kind(files, sticker)
    found = {"attachments": files, "sticker": sticker, "reactions": reactions}
    more = tuple((name, value) for name, value in found.items() if value)
    return Body(rest.removesuffix(_END), quote, kind, title, more)


def _kind(files: list[dict[str, str]], sticker: dict[str, str]) -> tuple[Kind, str]:
    """Name the first thing that was sent along, and its title if it is just a file."""
    if sticker:
        return Kind.STICKER, ""
    if not files:
        return Kind.TEXT, ""
    if "missing" in files[0]:
        return Kind.LEFT_OUT, ""
    name = files[0]["name"]
    kind = kind_of(files[0]["path"])
    return kind, name if kind is Kind.FILE else ""


def _attachments(body: str) -> tuple[str, list[dict[str, str]]]:
    """Take links to files off the end, as far as they follow the end of the words."""
    files: list[dict[str, str]] = []
    end, taken, at = len(body), 0, len(body)
    while part := _missing(body, at) or _link(body, at):
        found, at = part
        files.append(found)
        if body.endswith(_AFTER, 0, at):
            end, taken = at, len(files)
    return body[:end], files[:taken][::-1]


def _missing(body: str, end: int) -> _Part | None:
    tags = ((kind, f"({kind} not exported)  ") for kind in ("media", "attachment"))
    known = ((kind, len(tag)) for kind, tag in tags if body.endswith(tag, 0, end))
    return next((_Part({"missing": kind}, end - size) for kind, size in known), None)


def _link(body: str, end: int) -> _Part | None:
    """Find a link that ends here. A name may hold brackets; its path says how long it is."""
    middle = body.rfind("](./", 0, end) if body.endswith(")  ", 0, end) else -1
    path = body[middle + 2 : end - len(")  ")]
    if middle < 0 or "\n" in path:
        return None
    name = path.rpartition("/")[2]
    start = middle - len(name) - 1
    if start < 0 or not body.startswith(f"[{name}", start):
        start = body.rfind("[", 0, middle)
        name = body[start + 1 : middle]
    if start < 0 or "\n" in name:
        return None
    while path.startswith("./"):
        path = path.removeprefix("./")
    return _Part({"name": name, "path": path}, start - body.startswith("![", start - 1))


def _sticker(body: str) -> tuple[str, dict[str, str]]:
    found = _STICKER.search(body)
    if found is None or not body[: found.start()].endswith(_AFTER):
        return body, {}
    emoji, label, path = found.groups(default="")
    named = {"emoji": emoji or label, "path": path}
    return body[: found.start()], {name: value for name, value in named.items() if value}


def _reactions(body: str) -> tuple[str, list[dict[str, str]]]:
    found = _REACTIONS.search(body)
    if found is None or not body[: found.start()].endswith(_END):
        return body, []
    listed: list[dict[str, str]] = []
    waiting = ""  # a name may hold a comma
    for part in found[1].split(", "):
        name, colon, emoji = (waiting + part).rpartition(": ")
        waiting = "" if colon else f"{waiting}{part}, "
        if colon:
            listed.append({"name": name.strip(), "emoji": emoji.strip()})
    return (body, []) if waiting else (body[: found.start()], listed)
