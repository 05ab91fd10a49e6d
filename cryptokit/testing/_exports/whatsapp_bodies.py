"""What people write and send in WhatsApp, in the app's words, each beside the message it is."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from hypothesis import strategies as st

from cryptokit.conversation import Kind, Message
from cryptokit.conversation.whatsapp.words import Words
from cryptokit.testing._exports.whatsapp_phones import MARK, Phone

_PLACE: Final = "https://maps.google.com/?q=0.000000,-0.500000"
_FILES: Final = {
    "IMG-20240903-WA0001.jpg": (Kind.PHOTO, ""),
    "VID-20240903-WA0002.mp4": (Kind.VIDEO, ""),
    "PTT-20240903-WA0003.opus": (Kind.VOICE, ""),
    "AUD-20240903-WA0004.m4a": (Kind.AUDIO, ""),
    "STK-20240903-WA0005.webp": (Kind.STICKER, ""),
    "GIF-20240903-WA0006.mp4": (Kind.ANIMATION, ""),
    "00000012-PHOTO-2024-09-03-09-03-30.jpg": (Kind.PHOTO, ""),
    "00000013-AUDIO-2024-09-03-09-03-31.opus": (Kind.VOICE, ""),
    "Ada Example.vcf": (Kind.CONTACT, "Ada Example"),
    "threshold notes (v2).pdf": (Kind.FILE, "threshold notes (v2).pdf"),
}
_LIKE_A_START: Final = re.compile(f"\n[{MARK}\u200f]*[\\d\\[]")


@dataclass(frozen=True, slots=True)
class Said:
    """What stands after ``sender: ``, what it becomes, and whether the phone marks its line."""

    body: str
    message: Callable[..., Message]
    marked: bool = False


def _texts(words: Words) -> st.SearchStrategy[str]:
    signs = st.characters(codec="utf-8", exclude_characters=f"<>()•\r{MARK}\u200f")
    lines = st.text(signs, max_size=12) | st.lists(st.text(signs, max_size=6), max_size=4).map(
        "\n".join
    )
    return lines.filter(
        lambda text: (
            not (
                _LIKE_A_START.search(f"\n{text}")
                or text.startswith((*words.calls, *words.whole, *words.place, *words.poll))
            )
        )
    )


@st.composite
def bodies(draw: st.DrawFn, phone: Phone) -> Said:
    """Make what stands after a sender's name, of every kind that the phone's language has."""
    kinds = [_plain, _edited, _left_out, _file, _place]
    if phone.words.poll and phone.words.option:
        kinds.append(_poll)
    if phone.iphone and phone.words.pages:
        kinds.append(_document)
    return draw(draw(st.sampled_from(kinds))(phone))


@st.composite
def _plain(draw: st.DrawFn, phone: Phone) -> Said:
    text = draw(_texts(phone.words))
    return Said(text, partial(Message, text=text))


@st.composite
def _edited(draw: st.DrawFn, phone: Phone) -> Said:
    text, tag = draw(_texts(phone.words)), draw(st.sampled_from(phone.words.edited))
    return Said(f"{text} {phone.mark}{tag}", partial(Message, text=text, edited=True))


@st.composite
def _left_out(draw: st.DrawFn, phone: Phone) -> Said:
    """Leave out what was sent; iPhones say what it was, after the caption, Android only that."""
    phrase, kind = draw(st.sampled_from([*phone.words.whole.items()]))
    text = draw(_texts(phone.words))
    if phone.iphone and kind is not Kind.DELETED:
        said = partial(Message, text=text, kind=kind)
        return Said(f"{text} {MARK}{phrase}" if text else f"{MARK}{phrase}", said, marked=True)
    if not phone.iphone and kind is Kind.LEFT_OUT and text:
        return Said(f"{phrase}\n{text}", partial(Message, text=text, kind=kind))
    return Said(f"{phone.mark}{phrase}", partial(Message, text="", kind=kind))


@st.composite
def _file(draw: st.DrawFn, phone: Phone) -> Said:
    name, (kind, title) = draw(st.sampled_from([*_FILES.items()]))
    text = draw(_texts(phone.words))
    more = () if kind is Kind.FILE else (("file", name),)
    said = partial(Message, text=text, kind=kind, title=title, more=more)
    if phone.iphone:
        tag = draw(st.sampled_from(phone.words.enclosed)).format(file=name)
        return Said(f"{text} {MARK}{tag}" if text else f"{MARK}{tag}", said, marked=True)
    tag = draw(st.sampled_from(phone.words.attached)).format(file=name)
    mark = draw(st.sampled_from(("", MARK)))
    return Said(f"{mark}{tag}\n{text}" if text else f"{mark}{tag}", said)


@st.composite
def _document(draw: st.DrawFn, phone: Phone) -> Said:
    """Send a document with its number of pages, as only iPhones tell it."""
    pages, name = draw(st.integers(1, 99)), "notes.pdf"
    shown = phone.words.pages.format(file=name, pages=f"{MARK}{pages}")
    tags = [phrase for phrase, kind in phone.words.whole.items() if kind is Kind.FILE]
    tags += [tag.format(file=f"00000014-{name}") for tag in phone.words.enclosed]
    tag = draw(st.sampled_from(tags))
    file = (("file", f"00000014-{name}"),) if name in tag else ()
    more = (*file, ("pages", pages))
    said = partial(Message, text="", kind=Kind.FILE, title=name, more=more)
    return Said(f"{shown} {MARK}{tag}", said, marked=True)


@st.composite
def _place(draw: st.DrawFn, phone: Phone) -> Said:
    before = draw(st.sampled_from(phone.words.place))
    said = partial(Message, text=_PLACE, kind=Kind.PLACE)
    return Said(f"{phone.mark}{before}{_PLACE}", said)


@st.composite
def _poll(draw: st.DrawFn, phone: Phone) -> Said:
    poll, question = draw(st.sampled_from(phone.words.poll)), draw(_lines())
    votes = draw(st.lists(st.tuples(_lines(), st.integers(0, 9)), min_size=2, max_size=4))
    options = [phone.words.option.format(answer=answer, votes=count) for answer, count in votes]
    marked = [f"{phone.mark}{option.replace('(', f'({phone.mark}')}\n" for option in options]
    said = partial(Message, text="\n".join(options), kind=Kind.POLL, title=question)
    return Said(f"{phone.mark}{poll}{question}\n{''.join(marked)}", said)


def _lines() -> st.SearchStrategy[str]:
    return st.text(st.characters(codec="ascii", categories=["L", "N", "Zs"]), max_size=9).map(
        "Which? {}".format
    )
