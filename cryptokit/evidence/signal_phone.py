"""What lies in a seized phone's states: keys of messages to come, and of some that never came.

Keys of messages that were read are gone. Chains give later ones, and so they are turned ahead here,
as far as ``AHEAD``. Left out: what needs a packet to be found, such as the chain of a ratchet key
that is shown after the seizure: see ``signal_reach``.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from cryptokit.evidence.rows import State
from cryptokit.evidence.signal_chains import Held, of_group, of_session
from cryptokit.keys import Secret
from cryptokit.signal import codecs as c
from cryptokit.signal import sender_key_bytes, state_bytes
from cryptokit.signal.directory import Address
from cryptokit.signal.prekeys import PhoneKeys
from cryptokit.signal.sender_keys import SenderKeys
from cryptokit.signal.session import Session
from cryptokit.signal.sessions import Sessions
from cryptokit.wire import Cursor

DEVICE: Final = "cryptokit-signal-device-1"
"""Whose device it is, and its long-lived keys."""
SESSIONS: Final = "cryptokit-signal-sessions-1"
"""Its sessions with other devices, as ``signal.state_bytes`` writes them."""
GROUP: Final = "cryptokit-signal-group-1"
"""The chains of one sender in a group, as ``signal.sender_key_bytes`` writes them."""
AHEAD: Final = 100
"""So many keys of each chain are made before any packet asks for them; a choice of ours."""
_ADDRESS: Final = c.both(c.TEXT, c.NUMBER)


def device(address: Address, keys: PhoneKeys) -> State:
    """Write down whose device it is, and its long-lived keys.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal import prekeys
    >>> keys = prekeys.install(now=0, one_time=1, rng=lesson("bob"))
    >>> read_device(device(("bob", 1), keys).body) == (("bob", 1), keys)
    True
    """
    return State(DEVICE, _ADDRESS.write(address) + state_bytes.to_bytes(keys))


def read_device(data: bytes) -> tuple[Address, PhoneKeys]:
    """Read whose device it is, and its keys. Raises WireError."""
    address, rest = _split(data)
    return address, state_bytes.from_bytes(rest, PhoneKeys)


def keys_of_device(data: bytes) -> tuple[Secret, ...]:
    """Give the private keys of a device, which open first messages that were not read yet."""
    return state_bytes.secrets_in(_split(data)[1])


def sessions(held: Sessions) -> State:
    """Write down sessions."""
    return State(SESSIONS, state_bytes.to_bytes(held))


def read_sessions(data: bytes) -> tuple[Session, ...]:
    """Read all sessions with all devices, archived ones too. Raises WireError."""
    held = state_bytes.from_bytes(data, Sessions)
    return tuple(one for peer in held.peers.values() for one in peer.sessions())


def keys_of_sessions(data: bytes) -> tuple[Secret, ...]:
    """Give the keys of the next messages of these sessions, and of missing ones.

    Raises WireError.
    """
    return tuple(_next_keys(chain for one in read_sessions(data) for chain in of_session(one)))


def group(held: SenderKeys) -> State:
    """Write down the chains of one sender."""
    return State(GROUP, sender_key_bytes.to_bytes(held))


def read_group(data: bytes) -> SenderKeys:
    """Read the chains of one sender. Raises WireError."""
    return sender_key_bytes.from_bytes(data)


def keys_of_group(data: bytes) -> tuple[Secret, ...]:
    """Give the keys of the next messages of one sender, and of missing ones. Raises WireError."""
    return tuple(_next_keys(of_group(read_group(data))))


def _split(data: bytes) -> tuple[Address, bytes]:
    cursor = Cursor(data)
    return _ADDRESS.read(cursor, "address"), data[cursor.offset :]


def _next_keys(chains: Iterable[Held]) -> Iterator[Secret]:
    for one in chains:
        numbers = (*one.kept.numbers, *range(one.number, one.number + AHEAD))
        yield from (key for _, key in one.keys(numbers))
