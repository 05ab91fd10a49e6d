"""WhatsApp's exported ``.txt``, as phones write it in every country."""

from cryptokit.conversation.whatsapp.reader import read_whatsapp

__all__ = ["read_whatsapp"]
