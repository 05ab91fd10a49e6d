"""Which format a text is in, told by how it begins. Nothing is read to its end here."""

from typing import Final

from cryptokit.conversation.signal.lines import is_signal
from cryptokit.conversation.telegram import EXPORT_AS_JSON
from cryptokit.conversation.whatsapp.styles import style_of
from cryptokit.errors import BadExport

EXPORTS: Final = "Telegram's result.json, WhatsApp's .txt or .zip, signal-export's chat.md"
"""What can be read, for people."""

_SEEN: Final = 15  # characters of a strange line whose shape an error shows
_BESIDE: Final = '{"date": "'


def format_of(head: str, source: str) -> str:
    """Find the format from how a text begins. Raises BadExport if no reader knows it.

    >>> format_of('{"name": "Ann"}', "result.json")
    'telegram'
    """
    start = head.lstrip("\ufeff \t\r\n")
    if start.startswith("{") and not start.startswith(_BESIDE):
        return "telegram"
    if is_signal(head, source):
        return "signal-markdown"
    if style_of(head) is not None:
        return "whatsapp"
    raise _strange(start, source)


def _strange(start: str, source: str) -> BadExport:
    if not start:
        return BadExport("the file is empty", source=source, hint="export the chat again")
    if start[:15].lower().startswith(("<!doctype", "<html")):
        what = "a web page; Telegram exports this too, but it is made for reading"
        return BadExport(what, source=source, hint=EXPORT_AS_JSON)
    if start.startswith(_BESIDE):
        what = "the data.json of signal-export, which is not read"
        return BadExport(what, source=source, where="line 1", hint="the chat.md beside it")
    if start.startswith(("[{", '"')):
        what = "not a Telegram export, which begins with {"
        return BadExport(what, source=source, where="line 1", hint=EXPORT_AS_JSON)
    what = f"no chat export known here begins like {_shape(start)}"
    return BadExport(what, source=source, where="line 1", hint=f"one of {EXPORTS}")


def _shape(start: str) -> str:
    """Show how a line is built: a letter as x, a digit as 0; it may be a name or a key."""
    line = start.partition("\n")[0].rstrip()
    seen = "".join(map(_masked, line[:_SEEN]))
    return f"{seen!r}" + ("..." if len(line) > _SEEN else "")


def _masked(char: str) -> str:
    if char.isascii() and not char.isalnum():
        return char if char.isprintable() else "?"
    return "0" if char.isdecimal() else "x"
