"""Demos to run, import and read: each module has ``run()``, which prints and returns its data."""

from importlib import import_module
from typing import Final, Protocol, cast

from cryptokit.errors import Unknown

NAMES: Final = (
    "backdoor",
    "backdoor_failures",
    "backup_hole",
    "channel",
    "cheater",
    "cloud_chat",
    "contact_graph",
    "court_orders",
    "eavesdropper",
    "escrow_leak",
    "ghost",
    "handshake",
    "healing",
    "independent",
    "merge_companies",
    "never_assembled",
    "protocol_failures",
    "refresh_against_raids",
    "secret_chat",
    "seizure",
    "sharing_failures",
    "signal_failures",
    "split_formats",
    "split_key",
    "takeover",
    "three_in_a_row",
    "treaty_collapse",
    "update_channel",
    "whatsapp_chat",
    "who_can_read",
)


class Demo(Protocol):
    """A demo module."""

    def run(self) -> object:
        """Print the demo and return its data."""
        ...


def named(name: str) -> Demo:
    """Load a demo. Raises Unknown."""
    if name not in NAMES:
        raise Unknown("demo", name, known=NAMES)
    return cast("Demo", import_module(f"cryptokit.demos.{name}"))


def summary(name: str) -> str:
    """Give the first sentence of a demo."""
    return (import_module(f"cryptokit.demos.{name}").__doc__ or "").partition("\n")[0]
