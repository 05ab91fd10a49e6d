"""The transports by name, for demos, tests and tables. What each does is in its own file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.mtproto.transports import obfuscated, stream
from cryptokit.mtproto.transports.abridged import Abridged
from cryptokit.mtproto.transports.full import Full
from cryptokit.mtproto.transports.intermediate import Intermediate
from cryptokit.mtproto.transports.listening import Listening, listen
from cryptokit.mtproto.transports.obfuscated import ProxySecret
from cryptokit.mtproto.transports.padded import PaddedIntermediate
from cryptokit.mtproto.transports.stream import Stream
from cryptokit.rng import Rng


@dataclass(frozen=True, slots=True)
class Transport:
    """A way to start both sides of a connection; ``secret`` is what both know beforehand."""

    name: str
    dial: Callable[[Rng], Stream]
    secret: ProxySecret | None = None

    def listen(self) -> Listening:
        """Start the server's side."""
        return listen(secret=self.secret)


def with_secret(secret: ProxySecret) -> Transport:
    """Give the obfuscated transport through a proxy, over padded intermediate."""
    return Transport(
        "obfuscated2 with a secret",
        lambda rng: obfuscated.dial(PaddedIntermediate(), dc=2, secret=secret, rng=rng),
        secret,
    )


TRANSPORTS: Final[Mapping[str, Transport]] = {
    "abridged": Transport("abridged", lambda _: stream.dial(Abridged())),
    "intermediate": Transport("intermediate", lambda _: stream.dial(Intermediate())),
    "padded intermediate": Transport(
        "padded intermediate", lambda _: stream.dial(PaddedIntermediate())
    ),
    "full": Transport("full", lambda _: stream.dial(Full())),
    "obfuscated2": Transport(
        "obfuscated2", lambda rng: obfuscated.dial(PaddedIntermediate(), rng=rng)
    ),
}
"""Those that need no secret."""
