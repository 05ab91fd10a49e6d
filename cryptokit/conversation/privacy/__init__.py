"""Names, numbers and handles of people replaced by invented ones."""

from cryptokit.conversation.privacy.replaced import account_with_aliases, with_aliases

__all__ = ["account_with_aliases", "with_aliases"]
