"""What stands in a WhatsApp message: what was attached, what was written, whether it was edited."""

from dataclasses import dataclass
from typing import Final

from cryptokit.conversation.chat import Kind
from cryptokit.conversation.whatsapp_styles import MARK
from cryptokit.conversation.whatsapp_words import Words

_BY_ENDING: Final = {
    "jpg": Kind.PHOTO,
    "jpeg": Kind.PHOTO,
    "png": Kind.PHOTO,
    "heic": Kind.PHOTO,
    "mp4": Kind.VIDEO,
    "mov": Kind.VIDEO,
    "opus": Kind.VOICE,
    "webp": Kind.STICKER,
    "gif": Kind.ANIMATION,
    "vcf": Kind.CONTACT,
}


@dataclass(frozen=True, slots=True)
class Body:
    """A message taken apart."""

    text: str
    kind: Kind = Kind.TEXT
    title: str = ""
    edited: bool = False


def is_plain(body: str, words: Words) -> bool:
    """Tell quickly that a body is words and nothing else, as nearly all are."""
    return not (
        MARK in body
        or words.attached_hint in body
        or body.startswith(words.starts)
        or body.endswith(words.edited)
        or body in words.whole
    )


def dissect(body: str, words: Words) -> Body:
    r"""Take a body apart.

    >>> from cryptokit.conversation.whatsapp_words import ENGLISH
    >>> dissect("\u200eIMG-20240903-WA0001.jpg (file attached)\nThe cat", ENGLISH)
    Body(text='The cat', kind=<Kind.PHOTO: 'photo'>, title='', edited=False)
    >>> dissect("3 of 5 <This message was edited>", ENGLISH)
    Body(text='3 of 5', kind=<Kind.TEXT: 'text'>, title='', edited=True)
    """
    edited = body.endswith(words.edited)
    body = body.removesuffix(words.edited).rstrip(f" {MARK}") if edited else body
    kind, title, text = _attachment(body, words)
    return Body(text, kind, title, edited)


def _attachment(body: str, words: Words) -> tuple[Kind, str, str]:
    if match := words.attached.search(body):
        name = match["android"] or match["ios"]
        rest = body[: match.start()].rstrip() + body[match.end() :]
        return *_file(name), rest.removeprefix("\n")
    body = body.removeprefix(MARK)
    if body.startswith(words.place):
        return Kind.PLACE, "", body.removeprefix(words.place)
    if body.startswith(words.poll):
        question, _, answers = body.removeprefix(words.poll).partition("\n")
        return Kind.POLL, question, answers.replace(MARK, "").rstrip("\n")
    return _left_out(body, words)


def _left_out(body: str, words: Words) -> tuple[Kind, str, str]:
    """Find what an export without media says instead, alone or after a caption."""
    caption, mark, tag = body.rpartition(MARK)
    kind = words.whole.get(tag)
    if kind is None:
        return Kind.TEXT, "", body
    if mark and kind is Kind.FILE:
        return kind, caption.partition(" •")[0], ""
    return kind, "", caption.rstrip()


def _file(name: str) -> tuple[Kind, str]:
    kind = _BY_ENDING.get(name.rpartition(".")[2].lower(), Kind.FILE)
    return kind, name if kind is Kind.FILE else ""
