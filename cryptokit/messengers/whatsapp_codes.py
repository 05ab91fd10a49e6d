"""Security codes as two phones show them, read from their disks, and whether they agree.

A phone shows the keys of its owner's devices, and those that it holds of the other person. Left
out: the 60 digits of the same keys, see ``signal.safety_number``.

See: WhatsApp, "Encryption Overview", version 6, 2021, on verifying keys.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from cryptokit.evidence import signal_phone
from cryptokit.evidence.rows import State
from cryptokit.signal import state_bytes, whatsapp_code
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.sessions import Sessions
from cryptokit.signal.whatsapp_code import Person


@dataclass(frozen=True, slots=True)
class Screen:
    """Whose phone it is, its own identity key, and what it holds of other devices."""

    owner: str
    identity: PublicKey
    known: Sessions

    def person(self, name: str) -> Person:
        """Give somebody's keys as this phone has them, its owner's own included."""
        devices = (
            (at, peer) for at, peer in self.known.peers.items() if at not in self.known.stale
        )
        keys = [peer.identity for (owner, _), peer in devices if owner == name]
        if name == self.owner:
            keys.append(self.identity)
        return whatsapp_code.person(name.encode(), keys)

    def code(self, name: str) -> bytes | None:
        """Give the code of the chat with somebody, or None where nothing is known of them yet."""
        mine, theirs = self.person(self.owner), self.person(name)
        return whatsapp_code.to_bytes(mine, theirs) if theirs.keys else None


def screen(states: Iterable[State]) -> Screen | None:
    """Read a phone's states, if it has any of this app. Raises WireError."""
    bodies = {state.scheme: state.body for state in states}
    if not {signal_phone.DEVICE, signal_phone.SESSIONS} <= bodies.keys():
        return None
    (owner, _), keys = signal_phone.read_device(bodies[signal_phone.DEVICE])
    known = state_bytes.from_bytes(bodies[signal_phone.SESSIONS], Sessions)
    return Screen(owner, keys.identity.public, known)


def agree(one: Screen, other: Screen) -> bool:
    """Let one phone scan the other's code; where either knows nothing, there is nothing to see.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal.curve import KeyPair
    >>> from cryptokit.signal.peers import Peer
    >>> ana, ben, eve = (KeyPair.draw(lesson(name)).public for name in ("ana", "ben", "eve"))
    >>> of_ana = Screen("ana", ana, Sessions({("ben", 1): Peer(ben)}))
    >>> of_ben = Screen("ben", ben, Sessions({("ana", 1): Peer(ana)}))
    >>> agree(of_ana, of_ben), agree(Screen("ana", eve, of_ana.known), of_ben)
    (True, False)
    """
    shown, scanning = other.code(one.owner), one.code(other.owner)
    if shown is None or scanning is None:
        return True
    return whatsapp_code.is_ours(shown, one.person(one.owner), one.person(other.owner))


def differ(phones: Iterable[Sequence[State]]) -> bool:
    """Tell whether any two of these phones show codes that do not fit."""
    screens = [found for states in phones if (found := screen(states)) is not None]
    return not all(agree(one, other) for one, other in combinations(screens, 2))
