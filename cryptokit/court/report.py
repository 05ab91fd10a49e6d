"""What the examiner reports: counts, the steps to them, what is missing, which exhibits are bad."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from cryptokit.court.files import Files
from cryptokit.court.metadata import Traffic


@dataclass(frozen=True, slots=True)
class Line:
    """One message that the examiner read."""

    sent: int
    sender: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of one examination.

    ``past`` and ``future`` count the messages read, sent before or after the seizure; ``locked``
    counts those that stayed closed, ``events`` the lines of metadata, ``accounts`` the people whom
    an operator's files name, with number and last address. ``orders`` say what brought the files
    that the steps use, if the case has a custody record (``recorded``). ``sample`` are the first
    few messages read. ``metadata`` tells who wrote to whom, whatever could be read, and ``files``
    which files came with messages and could be opened.
    """

    past: int
    future: int
    locked: int
    events: int
    accounts: int
    recorded: bool
    orders: tuple[str, ...]
    steps: tuple[str, ...]
    missing: tuple[str, ...]
    bad: tuple[str, ...]
    sample: tuple[Line, ...] = ()
    metadata: Traffic = Traffic()  # noqa: RUF009  # frozen, so one serves all
    files: Files = Files()  # noqa: RUF009

    def as_json(self) -> dict[str, Any]:
        """Give the report as plain values, for a pipe."""
        told = {"metadata": self.metadata.as_json(), "files": self.files.as_json()}
        return {**asdict(self), **told}

    @classmethod
    def of_json(cls, values: Mapping[str, Any]) -> "Report":
        """Read a report back from plain values."""
        texts = {name: tuple(values[name]) for name in ("orders", "steps", "missing", "bad")}
        sample = tuple(Line(**line) for line in values["sample"])
        told = Traffic.of_json(values["metadata"])
        files = Files.of_json(values["files"])
        read = {"sample": sample, "metadata": told, "files": files}
        plain: dict[str, Any] = {**values, **texts, **read}
        return cls(**plain)
