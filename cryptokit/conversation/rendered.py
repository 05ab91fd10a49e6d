r"""A message in Markdown, styled as Telegram shows it. Reading Markdown is not done here.

Whatever people wrote is escaped: only what their app took for a style becomes markup.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from cryptokit.conversation.chat import Message, Run

_SIGNS: Final[Mapping[str, tuple[str, str]]] = {
    "bold": ("**", "b"),
    "italic": ("*", "i"),
    "underline": ("", "u"),
    "strikethrough": ("~~", "s"),
    "spoiler": ("||", ""),
}
"""The sign on both sides of a style, and the tag that stands in where no sign works."""

_SPECIAL: Final = re.compile(r"[!-/:-@\[-`{-~]")
"""All of ASCII that is neither letter, digit nor space: each may be escaped."""

_INDENT: Final = re.compile(r"^[ \t]")
_LINE_END: Final = re.compile(r"(\r\n|\n|\r)")
_TICKS: Final = re.compile("`+")
_LANGUAGE: Final = re.compile(r"[\w+#.-]+")
_UNSAFE_IN_ADDRESS: Final = re.compile(r"[\x00-\x20<>\\\x7f]")
_APART: Final = "<!-- -->"


def markdown(message: Message) -> str:
    r"""Render the text of a message in Markdown, its line ends as they are.

    >>> runs = (Run("No *sign*, "), Run("but this", "bold"), Run(" or "), Run("x`y", "code"))
    >>> print(markdown(Message(1, 0, "Ann", "No *sign*, but this or x`y", runs=runs)))
    No \*sign\*\, **but this** or ``x`y``

    See: CommonMark 0.31.2, sections 2.4, 4.5, 5.1, 6.1; core.telegram.org/bots/api, MarkdownV2, for
    the two bars of a spoiler.
    """
    shown = ""
    for run in message.runs or (Run(message.text),):
        added = _WAYS.get(run.style, _inline)(run)
        added = added if shown[-1:] not in {"", "\r", "\n"} else _begun(added)
        # Two signs side by side would be read as another sign.
        touching = shown[-1:] == added[:1] and added[:1] in {"*", "~", "|", "`"}
        shown += _APART + added if touching else added
    return shown


def escaped(text: str) -> str:
    r"""Put a backslash before every character that Markdown might take for a sign.

    >>> print(escaped("1. *no* list"))
    1\. \*no\* list
    """
    return _SPECIAL.sub(r"\\\g<0>", text)


def _begun(line: str) -> str:
    """Spell out the space that a line begins with: four of them would mean code."""
    return _INDENT.sub(lambda space: f"&#{ord(space[0])};", line)


def _lines(text: str, way: Callable[[str], str]) -> str:
    """Render each line by itself, as no sign reaches over an empty one."""
    first, *others = _LINE_END.split(text)
    return way(first) + "".join(_begun(way(line)) for line in others)


def _inline(run: Run) -> str:
    sign, tag = _SIGNS.get(run.style, ("", ""))
    return _lines(run.text, lambda line: _marked(line, sign, tag) if sign or tag else escaped(line))


def _marked(line: str, sign: str, tag: str) -> str:
    # A sign works next to a letter or digit, whatever is on its other side.
    words = line.strip()
    works = sign and (not tag or (words[:1].isalnum() and words[-1:].isalnum()))
    left, right = (sign, sign) if works else (f"<{tag}>", f"</{tag}>")
    return _around(line, left, right)


def _around(line: str, left: str, right: str) -> str:
    """Put signs around the words of a line, but not around the spaces at its ends."""
    words = line.strip()
    before, _, behind = line.partition(words) if words else (line, "", "")
    return f"{before}{left}{escaped(words)}{right}{behind}" if words else before


def _code(run: Run) -> str:
    if not run.text.strip(" ") or _LINE_END.search(run.text):
        return _block(run) if run.text.strip() else escaped(run.text)
    ticks = _longer_than_any(run.text, least=1)
    space = " " if {run.text[0], run.text[-1]} & {"`", " "} else ""
    return f"{ticks}{space}{run.text}{space}{ticks}"


def _block(run: Run) -> str:
    fence = _longer_than_any(run.text, least=3)
    language = str(dict(run.more).get("language") or "")
    known = language if _LANGUAGE.fullmatch(language) else ""
    return f"\n{fence}{known}\n{run.text}\n{fence}\n"


def _longer_than_any(text: str, *, least: int) -> str:
    longest = max((len(ticks) for ticks in _TICKS.findall(text)), default=0)
    return "`" * max(least, longest + 1)


def _link(run: Run) -> str:
    address = _UNSAFE_IN_ADDRESS.sub(_hidden, str(dict(run.more).get("href") or ""))
    return _lines(run.text, lambda line: _around(line, "[", f"](<{address}>)"))


def _hidden(match: re.Match[str]) -> str:
    return f"%{ord(match[0]):02X}"


def _quote(run: Run) -> str:
    lines = _LINE_END.split(run.text)[::2]
    return "\n" + "".join(f"> {_begun(escaped(line))}\n" for line in lines) + "\n"


_WAYS: Final[Mapping[str, Callable[[Run], str]]] = {
    "code": _code,
    "pre": _block,
    "text_link": _link,
    "blockquote": _quote,
}
"""Styles that need more than signs around their words."""
