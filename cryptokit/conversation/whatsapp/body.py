"""What stands in a WhatsApp message: what was attached, what was written, whether it was edited."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from cryptokit.conversation.chat import Kind, More
from cryptokit.conversation.endings import IN_WHATSAPP, kind_of
from cryptokit.conversation.whatsapp.styles import MARK
from cryptokit.conversation.whatsapp.words import Words, pattern

_BY_NAME: Final = {
    "PTT": Kind.VOICE,
    "GIF": Kind.ANIMATION,
    "STK": Kind.STICKER,
    "STICKER": Kind.STICKER,
}
_NAMED: Final = re.compile(r"(?:^|-)([A-Z]{3,7})-20\d\d")
_PAGES: Final = re.compile(rf"(?P<file>[^\n]+?) • {MARK}?(?P<pages>\d+)[ \u00a0][\w'’]+[ {MARK}]*")
_ANY_ATTACHED: Final = rf"{MARK}(?P<file>[^\n]+\.\w{{1,5}}) \([^()\n]+\)"
_ANY_ENCLOSED: Final = rf"<[^<>:\n]+: ?{MARK}?(?P<file>\d{{8}}-[^<>\n]+)>"


@dataclass(frozen=True, slots=True)
class Body:
    """A message taken apart."""

    text: str
    kind: Kind = Kind.TEXT
    title: str = ""
    edited: bool = False
    more: More = ()


def dissect(body: str, words: Words) -> Body:
    r"""Take a body apart.

    >>> from cryptokit.conversation.whatsapp.locales import ENGLISH
    >>> dissect("\u200eplan.pdf (file attached)\nRead it", ENGLISH)
    Body(text='Read it', kind=<Kind.FILE: 'file'>, title='plan.pdf', edited=False, more=())
    >>> dissect("3 of 5 <This message was edited>", ENGLISH)
    Body(text='3 of 5', kind=<Kind.TEXT: 'text'>, title='', edited=True, more=())
    """
    tag = next((tag for tag in words.edited if body.endswith(tag)), "")
    if tag:
        body = body.removesuffix(tag).removesuffix(MARK).removesuffix(" ")
    found = _attachment(body, words) or _left_out(body, words) or _asked(body, words) or Body(body)
    return Body(found.text, found.kind, found.title, bool(tag), found.more)


def _attachment(body: str, words: Words) -> Body | None:
    found = (each.fullmatch(body) for each in _files(words))
    match = next((match for match in found if match), None)
    if match is None:
        return None
    text, name = match["text"] or "", match["file"].strip(MARK)
    shown = _PAGES.fullmatch(name) or _PAGES.fullmatch(text)
    if shown is None:
        return _file(name, text)
    pages = ("pages", int(shown["pages"]))
    if shown[0] == name:
        return Body(text, Kind.FILE, shown["file"], more=(pages,))
    return Body("", Kind.FILE, shown["file"], more=(("file", name), pages))


@cache
def _files(words: Words) -> tuple[re.Pattern[str], ...]:
    """Make the patterns: Android writes a caption below the file, iPhones before it."""
    attached = [*map(pattern, words.attached), _ANY_ATTACHED]
    enclosed = [*map(pattern, words.enclosed), _ANY_ENCLOSED]
    below = (rf"{MARK}?{each}(?:\n(?P<text>.*))?" for each in attached)
    before = (rf"(?:(?P<text>.*?) )?{MARK}*{each}" for each in enclosed)
    return tuple(re.compile(each, re.DOTALL) for each in (*below, *before))


def _file(name: str, text: str) -> Body:
    kind = kind_of(name, IN_WHATSAPP)
    if kind is Kind.FILE:
        return Body(text, kind, name)
    if match := _NAMED.search(name):
        kind = _BY_NAME.get(match[1], kind)
    return Body(
        text, kind, name.rpartition(".")[0] if kind is Kind.CONTACT else "", more=(("file", name),)
    )


def _left_out(body: str, words: Words) -> Body | None:
    """Find what an export without media says instead: alone, after a caption, or above one."""
    before, _, tag = body.rpartition(MARK)
    if (kind := words.whole.get(tag)) is not None:
        if shown := _PAGES.fullmatch(before.removeprefix(MARK)):
            return Body("", kind, shown["file"], more=(("pages", int(shown["pages"])),))
        if kind is Kind.CONTACT and (name := before.rstrip(f" •{MARK}")).endswith(".vcf"):
            return Body("", kind, name.removesuffix(".vcf"))
        return Body(before.removesuffix(MARK).removesuffix(" "), kind)
    tag, below, text = body.partition("\n")
    kind = words.whole.get(tag)
    return Body(text, kind) if below and kind is Kind.LEFT_OUT else None


def _asked(body: str, words: Words) -> Body | None:
    """Find a place, whose address stays text, or a poll, whose options do."""
    body = body.removeprefix(MARK)
    if place := next((each for each in words.place if body.startswith(f"{each}http")), ""):
        return Body(body.removeprefix(place), Kind.PLACE)
    if poll := next((each for each in words.poll if body.startswith(each)), ""):
        question, _, options = body.removeprefix(poll).partition("\n")
        return Body(options.replace(MARK, "").rstrip("\n"), Kind.POLL, question)
    return None
