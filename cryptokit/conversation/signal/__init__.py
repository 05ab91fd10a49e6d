"""Signal, which has no export: the tool signal-export's Markdown, and a locked store."""

from cryptokit.conversation.signal.reader import read_signal

__all__ = ["read_signal"]
