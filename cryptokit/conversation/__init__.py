"""Conversations: what a chat is, and readers for the exports that people have."""

from cryptokit.certainty import Certainty
from cryptokit.conversation.account import Account, Section
from cryptokit.conversation.chat import Chat, File, Kind, Message, Run, Service
from cryptokit.conversation.date_order import DateOrder
from cryptokit.conversation.findings import Doubt, Finding
from cryptokit.conversation.readers import read_account, read_chat, read_chats
from cryptokit.conversation.rendered import markdown
from cryptokit.conversation.spoken import say

__all__ = [
    "Account",
    "Certainty",
    "Chat",
    "DateOrder",
    "Doubt",
    "File",
    "Finding",
    "Kind",
    "Message",
    "Run",
    "Section",
    "Service",
    "markdown",
    "read_account",
    "read_chat",
    "read_chats",
    "say",
]
