"""What stands in a WhatsApp message: what was attached, what was written, whether it was edited."""

from dataclasses import dataclass
from typing import Final

from cryptokit.conversation.whatsapp_styles import MARK
from cryptokit.conversation.whatsapp_words import Words

_BY_ENDING: Final = {
    "jpg": "photo",
    "jpeg": "photo",
    "png": "photo",
    "heic": "photo",
    "mp4": "video",
    "mov": "video",
    "opus": "voice message",
    "webp": "sticker",
    "gif": "animation",
    "vcf": "contact",
}


@dataclass(frozen=True, slots=True)
class Body:
    """A message taken apart."""

    text: str
    media: str = ""
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
    Body(text='The cat', media='photo', edited=False)
    >>> dissect("3 of 5 <This message was edited>", ENGLISH)
    Body(text='3 of 5', media='', edited=True)
    """
    edited = body.endswith(words.edited)
    body = body.removesuffix(words.edited).rstrip(f" {MARK}") if edited else body
    media, text = _attachment(body, words)
    return Body(text, media, edited)


def _attachment(body: str, words: Words) -> tuple[str, str]:
    if match := words.attached.search(body):
        name = match["android"] or match["ios"]
        rest = body[: match.start()].rstrip() + body[match.end() :]
        return _file(name), rest.removeprefix("\n")
    body = body.removeprefix(MARK)
    if body.startswith(words.place):
        return "place", body.removeprefix(words.place)
    if body.startswith(words.poll):
        question, _, answers = body.removeprefix(words.poll).partition("\n")
        return f"poll: {question}", answers.replace(MARK, "").rstrip("\n")
    return _left_out(body, words)


def _left_out(body: str, words: Words) -> tuple[str, str]:
    """Find what an export without media says instead, alone or after a caption."""
    caption, mark, tag = body.rpartition(MARK)
    word = words.whole.get(tag)
    if word is None:
        return "", body
    if mark and word == "file":
        return f"file {caption.partition(' •')[0]}", ""
    return word, caption.rstrip()


def _file(name: str) -> str:
    return _BY_ENDING.get(name.rpartition(".")[2].lower()) or f"file {name}"
