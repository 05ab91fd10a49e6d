"""How phones write the time of a WhatsApp message, and the words of their app. No chat is here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptokit.conversation.whatsapp.words import Words

MARK: Final = "\u200e"
"""What the app puts before its own words on iPhones, and before attachments on Android."""

FORMS: Final = {
    "en-US Android": "{m}/{d}/{yy}, {h12}:{min}\u202f{AM} - ",
    "en-US Android, older": "{m}/{d}/{yy}, {h12}:{min} {AM} - ",
    "en-GB Android": "{d:02}/{m:02}/{yyyy}, {h:02}:{min} - ",
    "en-IN Android": "{d:02}/{m:02}/{yy}, {h12}:{min}\u202f{am} - ",
    "en-CA Android": "{yyyy}-{m:02}-{d:02}, {h12}:{min}\u202f{dots} - ",
    "de Android": "{d:02}.{m:02}.{yy}, {h:02}:{min} - ",
    "de Android, 12 hours": "{d:02}.{m:02}.{yy}, {h12}:{min} {german} - ",
    "ru Android": "{d:02}.{m:02}.{yyyy}, {h:02}:{min} - ",
    "cs Android": "{d:02}.{m:02}.{yy} {h:02}:{min} - ",
    "fi Android": "{d}.{m}.{yyyy} klo {h}.{min}.{sec} - ",
    "id Android": "{d:02}/{m:02}/{yy} {h:02}.{min} - ",
    "nl Android": "{d:02}-{m:02}-{yyyy} {h:02}:{min} - ",
    "fr Android": "{d:02}/{m:02}/{yyyy} à {h:02}:{min} - ",
    "es Android": "{d}/{m}/{yy}, {h12}:{min}\u00a0{spanish} - ",
    "tr Android": "{d}.{m:02}.{yyyy} {turkish} {h12}:{min} - ",
    "zh Android": "{yyyy}/{m}/{d} {chinese}{h12}:{min} - ",
    "hu Android": "{yyyy}. {m:02}. {d:02}. {h}:{min} - ",
    "vi Android": "{h:02}:{min}, {d}/{m}/{yyyy} - ",
    "ar Android": "{d}\u200f/{m}\u200f/{yyyy}، {h12}:{min} {arabic} - ",
    "de iPhone": "[{d:02}.{m:02}.{yy}, {h:02}:{min}:{sec}] ",
    "en-US iPhone": "[{m}/{d}/{yy}, {h12}:{min}:{sec}\u202f{AM}] ",
    "en-GB iPhone": "[{d:02}/{m:02}/{yyyy}, {h:02}:{min}:{sec}] ",
    "ko iPhone": "[{yyyy}. {m}. {d}. {korean} {h12}:{min}:{sec}] ",
    "ja iPhone": "[{yyyy}/{m:02}/{d:02} {h}:{min}:{sec}] ",
}
"""How phones write the time of a message, by the language of the phone."""

_HALVES: Final[dict[str, Callable[[int], str]]] = {
    "AM": lambda hour: ("AM", "PM")[hour >= 12],
    "am": lambda hour: ("am", "pm")[hour >= 12],
    "dots": lambda hour: ("a.m.", "p.m.")[hour >= 12],
    "spanish": lambda hour: ("a. m.", "p. m.")[hour >= 12],
    "turkish": lambda hour: ("ÖÖ", "ÖS")[hour >= 12],
    "chinese": lambda hour: ("上午", "下午")[hour >= 12],
    "korean": lambda hour: ("오전", "오후")[hour >= 12],
    "arabic": lambda hour: ("ص", "م")[hour >= 12],
    "german": lambda hour: next(
        word
        for until, word in (
            *((5, "nachts"), (10, "morgens"), (12, "vormittags")),
            *((13, "mittags"), (18, "nachmittags"), (24, "abends")),
        )
        if hour < until
    ),
}
_ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True, slots=True)
class Phone:
    """Who exports: how it writes times, and its words."""

    form: str
    words: Words

    @property
    def iphone(self) -> bool:
        """Whether it is an iPhone, which marks all that the app adds."""
        return self.form.startswith("[")

    @property
    def mark(self) -> str:
        """The mark before what the app adds, if this phone writes one."""
        return MARK if self.iphone else ""

    @property
    def step(self) -> int:
        """Seconds from one time to the next that it can write."""
        return 1 if "{sec}" in self.form else 60

    def prefix(self, sent: int) -> str:
        """Write a time, which is a wall clock read as if it were UTC."""
        time = datetime.fromtimestamp(sent, UTC)
        values = {
            "d": time.day,
            "m": time.month,
            "yy": f"{time.year % 100:02}",
            "yyyy": time.year,
            "h": time.hour,
            "h12": (time.hour + 11) % 12 + 1,
            "min": f"{time.minute:02}",
            "sec": f"{time.second:02}",
            **{name: word(time.hour) for name, word in _HALVES.items()},
        }
        prefix = self.form.format_map(values)
        return prefix.translate(_ARABIC) if "{arabic}" in self.form else prefix
