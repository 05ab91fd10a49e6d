"""An export as an app writes it, beside the chat that a reader must find in it."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptokit.conversation import Chat


@dataclass(frozen=True, slots=True)
class Export:
    """A file: its name, its bytes, and ``chat``, which is what reading it with names kept gives."""

    name: str
    data: bytes = field(repr=False)
    chat: Chat

    def save(self, folder: Path) -> Path:
        """Write it into a folder, and give its path."""
        path = folder / self.name
        path.write_bytes(self.data)
        return path
