"""Telegram's ``result.json``: a chat, or a whole account. Secret chats are never in it."""

from cryptokit.conversation.telegram.reader import EXPORT_AS_JSON, begins_as_telegram, read_telegram

__all__ = ["EXPORT_AS_JSON", "begins_as_telegram", "read_telegram"]
