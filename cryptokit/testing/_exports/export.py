"""Exports as apps write them, beside what a reader must find in them."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptokit.conversation import Account, Chat


@dataclass(frozen=True, slots=True)
class Written:
    """A file: its name and its bytes."""

    name: str
    data: bytes = field(repr=False)

    def save(self, folder: Path) -> Path:
        """Write it into a folder, and give its path."""
        path = folder / self.name
        path.write_bytes(self.data)
        return path


@dataclass(frozen=True, slots=True)
class Export(Written):
    """The export of a chat; reading it with names kept gives ``chat``."""

    chat: Chat


@dataclass(frozen=True, slots=True)
class AccountExport(Written):
    """The export of an account; reading it whole with names kept gives ``account``."""

    account: Account
