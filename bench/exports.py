"""Large invented exports, the same bytes on every run. No luck is drawn."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Final

MESSAGES: Final = 100_000
_PEOPLE: Final = ("Ada Example", "Bruno Muster", "Галя Пример", "نور مثال")
_WORDS: Final = (
    *("the", "share", "of", "a", "key", "lies", "in", "five", "drawers"),
    *("and", "any", "three", "open", "the", "box", "tonight", "🔑"),
)
_START: Final = 1_740_988_920
_TEN_SECONDS: Final = 10
_ZONE: Final = timezone(timedelta(hours=2))


def words(number: int) -> str:
    """Give the text of a message: 3 to 22 words, another mix each time."""
    step = number * 2_654_435_761 % 2**32
    return " ".join(_WORDS[(step >> shift) % len(_WORDS)] for shift in range(3 + step % 20))


def telegram_entry(number: int, people: int) -> dict[str, object]:
    """Give one message as Telegram Desktop writes it; every tenth has a link, some carry more."""
    who, sent = number * 7 % 5 % people, _START + number * _TEN_SECONDS
    plain: list[object] = [words(number)]
    link = {"type": "link", "text": f"https://example.org/{number}"}
    parts = [*plain, " ", link] if number % 10 == 0 else plain
    entry: dict[str, object] = {
        "id": number,
        "type": "message",
        "date": datetime.fromtimestamp(sent, _ZONE).isoformat()[:19],
        "date_unixtime": str(sent),
        "from": _PEOPLE[who],
        "from_id": f"user100000000{who}",
    }
    if number % 12 == 0:
        entry["reply_to_message_id"] = number // 2
    if number % 25 == 0:
        entry |= {"photo": "(File not included.)", "photo_file_size": 84211, "width": 1280}
    entry["text"] = parts if len(parts) > 1 else parts[0]
    entry["text_entities"] = [
        {"type": "plain", "text": part} if isinstance(part, str) else part for part in parts
    ]
    return entry


def write_telegram(path: Path, count: int = MESSAGES, *, people: int = len(_PEOPLE)) -> Path:
    """Write a chat of ``count`` messages, with one space per level as Telegram Desktop does."""
    kind = "personal_chat" if people == 2 else "private_group"
    chat = {"name": _PEOPLE[0], "type": kind, "id": 1_000_000_000}
    entries = [telegram_entry(number, people) for number in range(1, count + 1)]
    text = json.dumps(chat | {"messages": entries}, ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")
    return path


def _whatsapp_lines(count: int) -> Iterator[str]:
    for number in range(count):
        minutes = number * 3
        day, hour, minute = minutes // 1440, minutes // 60 % 24, minutes % 60
        half = "AM" if hour < 12 else "PM"
        date = f"{1 + day // 28 % 12}/{1 + day % 28}/{24 + day // 336}"
        time = f"{(hour + 11) % 12 + 1}:{minute:02}\u202f{half}"
        yield f"{date}, {time} - {_PEOPLE[number * 7 % 5 % 4]}: {words(number)}\n"


def write_whatsapp(path: Path, count: int = MESSAGES) -> Path:
    """Write a group of ``count`` one-line messages as an American Android phone does."""
    path.write_text("".join(_whatsapp_lines(count)), encoding="utf-8")
    return path
