"""The next step of a device's key exchange, whichever it is. The steps are in ``auth.client``."""

from collections.abc import Iterable
from typing import Final

from cryptokit.mtproto.auth import client
from cryptokit.mtproto.auth.client import Asked, Proposed, Solved
from cryptokit.mtproto.auth.rsa import PublicKey
from cryptokit.mtproto.auth.terms import Failed, Made
from cryptokit.rng import Rng, system

Step = Asked | Solved | Proposed
STEPS: Final = (Asked, Solved, Proposed)


def advance(
    state: Step, packet: bytes, keys: Iterable[PublicKey], *, now: float, rng: Rng = system
) -> tuple[Step | Made | Failed, bytes | None]:
    """Take the server's next message; give the next state, and a packet to send if there is one.

    Raises WireError, CannotOpen and Untrusted, as the steps do: hang up then, and start over.

    >>> from cryptokit.mtproto.auth.lab_key import LAB_KEY
    >>> from cryptokit.mtproto.auth.memory import Desk, answer
    >>> from cryptokit.mtproto.auth.server import Server
    >>> desk = Desk(Server((LAB_KEY,), dc=2))
    >>> state, packet = client.start(client.Terms(dc=2), now=5)
    >>> while packet:
    ...     desk, reply = answer(desk, packet, now=5)
    ...     state, packet = advance(state, reply.packet, [LAB_KEY.public], now=5)
    >>> state.key == reply.made.key
    True
    """
    match state:
        case Asked():
            return client.on_res_pq(state, packet, keys, now=now, rng=rng)
        case Solved():
            return client.on_dh_params(state, packet, now=now, rng=rng)
        case Proposed():
            return client.on_dh_gen(state, packet, now=now, rng=rng)
