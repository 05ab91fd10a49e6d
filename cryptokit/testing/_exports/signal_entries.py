"""One entry of a Signal chat as signal-export writes it, beside what it must be read as."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from hypothesis import strategies as st

from cryptokit.conversation import Kind, Message, Service

OTHERS: Final = ("Ann", "Ольга", "نور", "Ben2", "O'Neil")
"""Whom a person writes with."""

_REACTORS: Final = (*OTHERS, "Me", "Lee, Jr.")
_TRICKY: Final = (
    "(This message was deleted)",
    "(- Ann: 👍 -)",
    "[a.txt](./media/a.txt)",
    "> not a reply",
    "two  \n\nparts, and a blank line",
    "Ann: hello: world",
    "مرحبا",
)
_FILES: Final = (
    ("cat.jpg", Kind.PHOTO, "!"),
    ("scan_(2).PNG", Kind.PHOTO, ""),
    ("dance.gif", Kind.ANIMATION, "!"),
    ("None.aac", Kind.AUDIO, ""),
    ("clip.mp4", Kind.VIDEO, ""),
    ("ann.vcf", Kind.CONTACT, ""),
    ("notes[1].pdf", Kind.FILE, ""),
)
"""Names of files, their kinds, and whether the tool writes them as a picture."""

_CALLS: Final = ("Incoming call", "Missed voice call", "Outgoing video call (accepted, 2m 3s)")


@dataclass(frozen=True, slots=True)
class _Extra:
    """What stands after the words of a message, and what it must be read as."""

    written: str = ""
    kind: Kind = Kind.TEXT
    title: str = ""
    more: tuple[tuple[str, object], ...] = ()


_NOTHING: Final = _Extra()
_STICKERS: Final = (
    _Extra("\n(( 🎉 ))", Kind.STICKER, more=(("sticker", {"emoji": "🎉"}),)),
    _Extra(
        "[🎉](../exported_stickers/ab/3.webp)  ",
        Kind.STICKER,
        more=(("sticker", {"emoji": "🎉", "path": "exported_stickers/ab/3.webp"}),),
    ),
)
_MISSING: Final = tuple(
    _Extra(f"({kind} not exported)  ", Kind.LEFT_OUT, more=(("attachments", [{"missing": kind}]),))
    for kind in ("media", "attachment")
)
_Entries = Sequence[Message | Service]
_Drawn = tuple[str, Message | Service]
"""What follows the sender on a line, and the entry that must be read from it."""


@st.composite
def entry(draw: st.DrawFn, blank: Message, before: _Entries) -> _Drawn:
    """Draw an entry of any kind; most are messages."""
    what = draw(st.sampled_from(("message",) * 4 + ("deleted", "call")))
    if what == "deleted":
        return "(This message was deleted)", replace(blank, kind=Kind.DELETED)
    if what == "call":
        words = draw(st.sampled_from(_CALLS))
        return f"{words}  ", Service(blank.id, blank.sent, blank.sender, "phone_call", words)
    return draw(_message(blank, before))


@st.composite
def _message(draw: st.DrawFn, blank: Message, before: _Entries) -> _Drawn:
    quoted = draw(st.sampled_from((None, *_quotable(before))))
    # The tool takes accents graves out of messages, but not out of quotes.
    told = (quoted.text, f"`{quoted.text}`") if quoted else ("", "Photo", "words that\n> are gone")
    quote = draw(st.sampled_from(told))
    quoting = "\n> ".join(quote.split("\n"))
    extra, reactions = draw(_extras()), draw(_reactions())
    text = draw(_words() if extra is _NOTHING else _words() | st.just(""))
    body = f"{text}  {reactions.written}{extra.written}"
    message = replace(
        blank,
        text=text,
        kind=extra.kind,
        title=extra.title,
        reply_to=quoted.id if quoted else None,
        more=((("quote", quote),) if quote else ()) + extra.more + reactions.more,
    )
    return (f"\n\n> {quoting}\n\n{body}" if quote else body), message


@st.composite
def plain(draw: st.DrawFn, blank: Message) -> _Drawn:
    """Draw what the tool could always write: words and files."""
    extra, text = draw(st.just(_NOTHING) | _files()), draw(_words())
    message = replace(blank, text=text, kind=extra.kind, title=extra.title, more=extra.more)
    return f"{text}  {extra.written}", message


def _quotable(before: _Entries) -> tuple[Message, ...]:
    """Choose the messages whose words nobody else said."""
    said = [each.text for each in before if isinstance(each, Message)]
    return tuple(
        each
        for each in before
        if isinstance(each, Message) and each.text and said.count(each.text) == 1
    )


def _words() -> st.SearchStrategy[str]:
    """Give what a person types, without the two signs that the tool or its format takes away."""
    letters = st.characters(exclude_categories=["Cs"], exclude_characters="\r[`")
    typed = st.text(letters, min_size=1, max_size=20).map(str.strip).filter(bool)
    return typed | st.sampled_from(_TRICKY)


def _extras() -> st.SearchStrategy[_Extra]:
    return st.just(_NOTHING) | _files() | st.sampled_from((*_STICKERS, *_MISSING))


@st.composite
def _files(draw: st.DrawFn) -> _Extra:
    drawn = draw(st.lists(st.sampled_from(_FILES), min_size=1, max_size=2))
    named = [(f"2024_{i:02}_{name}", kind, mark) for i, (name, kind, mark) in enumerate(drawn)]
    name, kind, _mark = named[0]
    return _Extra(
        written="".join(f"{mark}[{name}](./media/{name})  " for name, _, mark in named),
        kind=kind,
        title=name if kind is Kind.FILE else "",
        more=(("attachments", [{"name": n, "path": f"media/{n}"} for n, _, _ in named]),),
    )


@st.composite
def _reactions(draw: st.DrawFn) -> _Extra:
    pairs = st.tuples(st.sampled_from(_REACTORS), st.sampled_from(("👍", "❤️", "🏳️‍🌈")))
    drawn = draw(st.lists(pairs, max_size=2))
    if not drawn:
        return _NOTHING
    listed = ", ".join(f"{name}: {emoji}" for name, emoji in drawn)
    more = [{"name": name, "emoji": emoji} for name, emoji in drawn]
    return _Extra(f"\n(- {listed} -)", more=(("reactions", more),))
