"""Conversations: what a chat is, and readers for the exports that people have."""

from cryptokit.conversation.chat import Chat, Message, Service
from cryptokit.conversation.readers import read_chat, read_chats
from cryptokit.conversation.spoken import say

__all__ = ["Chat", "Message", "Service", "read_chat", "read_chats", "say"]
