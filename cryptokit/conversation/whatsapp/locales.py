"""All languages of which WhatsApp's own words are known, as one table."""

from typing import Final

from cryptokit.conversation.whatsapp.words_eastern import POLISH, RUSSIAN, TURKISH
from cryptokit.conversation.whatsapp.words_germanic import DUTCH, ENGLISH, GERMAN
from cryptokit.conversation.whatsapp.words_romance import FRENCH, ITALIAN, PORTUGUESE, SPANISH

LOCALES: Final = (
    *(ENGLISH, GERMAN, RUSSIAN, SPANISH, FRENCH),
    *(ITALIAN, PORTUGUESE, DUTCH, TURKISH, POLISH),
)
"""Every language with a row. Without one, all entries are still counted."""

CHATS: Final = tuple(template for words in LOCALES for template in words.chats)
"""How the app names the file of a whole chat."""

__all__ = ["CHATS", "ENGLISH", "LOCALES"]
