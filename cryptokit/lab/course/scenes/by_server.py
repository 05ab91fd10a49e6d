"""A note by way of a server: two encrypted lines, and perhaps one more box inside, for Ben alone.

Each line is a sealed box for whoever is at its end. What TLS does besides is not here:
certificates, keys for both directions, and keys that are thrown away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cryptokit.errors import CannotOpen
from cryptokit.primitives.sealed_box import KEY_SIZE, open_, public_key, seal
from cryptokit.rng import Rng, draw, system
from cryptokit.transcript import Event, Transcript
from cryptokit.world import load

_PACKET: Final = "packet 1"
_NOTE, _BOX = "the note", "a box for Ben"

WORLD: Final = load(
    {
        "name": "a note by a server",
        "about": "an invented company with one server, and two people in two other countries",
        "entities": {"mailer": {"inc": "NO"}},
        "assets": [
            {"id": "relay", "loc": "NO", "custodian": "mailer"},
            {"id": "phone_a", "loc": "PT", "custodian": "user"},
            {"id": "phone_b", "loc": "CL", "custodian": "user"},
        ],
        "rules": [],
    }
)
"""Where the three parties stand; what they hold comes from the run."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was said, what each party got open with its own keys, and what happened."""

    words: bytes
    seen: Mapping[str, bytes]
    transcript: Transcript

    @property
    def readers(self) -> tuple[str, ...]:
        """Name the parties that have the words, besides the author."""
        return tuple(party for party, data in self.seen.items() if data == self.words)


def by_server(words: bytes, *, end_to_end: bool = False, rng: Rng = system) -> Delivered:
    """Send words from Ann to Ben over a server; ``end_to_end`` adds a box that only Ben opens.

    Three parties try their keys on what they get: a tap on the first line, the server, and Ben.

    >>> by_server(b"meet at nine").readers
    ('the server', 'Ben')
    >>> by_server(b"meet at nine", end_to_end=True).readers
    ('Ben',)

    See: RFC 8446, "The Transport Layer Security (TLS) Protocol Version 1.3", 2018.
    """
    tap, server, line, own = (draw(rng, KEY_SIZE) for _ in range(4))
    inside = seal(public_key(own), words, rng=rng) if end_to_end else words
    first = seal(public_key(server), inside, rng=rng)
    at_server = opened(first, [server])
    second = seal(public_key(line), open_(server, first), rng=rng)
    at_ben = opened(second, [line, own])
    server_has, ben_has = (_NOTE if got == words else _BOX for got in (at_server, at_ben))
    run = Transcript(
        (
            Event("Ann", "server", _PACKET, len(first), (("Ann", _NOTE), ("server", server_has))),
            Event("server", "Ben", _PACKET, len(second), (("Ben", ben_has),)),
        )
    )
    return Delivered(
        words, {"the tap": opened(first, [tap]), "the server": at_server, "Ben": at_ben}, run
    )


def opened(data: bytes, keys: Sequence[bytes]) -> bytes:
    """Open box in box with any of the keys, as far as they go, and give what is left.

    >>> key = bytes(range(32))
    >>> opened(seal(public_key(key), b"hi"), [bytes(32), key])
    b'hi'
    """
    for key in keys:
        try:
            inside = open_(key, data)
        except CannotOpen:
            continue
        return opened(inside, keys)
    return data
