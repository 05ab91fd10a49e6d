"""Conversations: what a chat is, and readers for the exports that people have."""

from cryptokit.conversation.chat import Chat, Message, Service

__all__ = ["Chat", "Message", "Service"]
