"""What a seized phone's states still open: keys of messages to come, and of some that never came.

Keys of messages that were read are gone. Chains give later ones, and so they are turned ahead here,
as far as ``AHEAD``. Left out: what comes under a ratchet key made after the seizure; the phone's
own private key opens the first such chain, which no packet can name beforehand: see ``exposure``.
"""

from collections.abc import Iterator
from typing import Final

from cryptokit.evidence.rows import State
from cryptokit.evidence.signal_packets import GroupPacketKey, PacketKey, group_id, pairwise_id
from cryptokit.keys import Secret
from cryptokit.signal import codecs as c
from cryptokit.signal import sender_key_bytes, state_bytes
from cryptokit.signal.chains import ChainKey, MessageSeed, turn
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.directory import Address
from cryptokit.signal.kept import EMPTY, Kept
from cryptokit.signal.prekeys import PhoneKeys
from cryptokit.signal.sender_keys import SenderChain, SenderKeys
from cryptokit.signal.session import Session
from cryptokit.signal.sessions import Sessions
from cryptokit.signal.x3dh import associated_data
from cryptokit.wire import Cursor

DEVICE: Final = "cryptokit-signal-device-1"
"""Whose device it is, and its long-lived keys."""
SESSIONS: Final = "cryptokit-signal-sessions-1"
"""Its sessions with other devices, as ``signal.state_bytes`` writes them."""
GROUP: Final = "cryptokit-signal-group-1"
"""The chains of one sender in a group, as ``signal.sender_key_bytes`` writes them."""
AHEAD: Final = 100
"""So many messages ahead of each chain are looked for; a choice of ours, the apps allow 25,000."""
_LAST: Final = 1 << 32
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


def keys_of_sessions(data: bytes) -> tuple[Secret, ...]:
    """Give the keys of all messages that these sessions still open. Raises WireError."""
    held = state_bytes.from_bytes(data, Sessions)
    each = (one for peer in held.peers.values() for one in peer.sessions())
    return tuple(key for one in each for key in _of_session(one))


def group(held: SenderKeys) -> State:
    """Write down the chains of one sender."""
    return State(GROUP, sender_key_bytes.to_bytes(held))


def keys_of_group(data: bytes) -> tuple[Secret, ...]:
    """Give the keys of all messages of one sender that can still be opened. Raises WireError."""
    held = sender_key_bytes.from_bytes(data)
    return tuple(key for one in held.chains for key in _of_group(held.distribution_id, one))


def _split(data: bytes) -> tuple[Address, bytes]:
    cursor = Cursor(data)
    return _ADDRESS.read(cursor, "address"), data[cursor.offset :]


def _of_session(one: Session) -> Iterator[PacketKey]:
    ours, theirs, ratchet = one.terms.ours, one.terms.theirs, one.ratchet
    sent = associated_data(ours, theirs)
    yield from _of_chain(ratchet.own.public, ratchet.sending, ratchet.sent, EMPTY, sent)
    for chain in ratchet.chains:
        came = associated_data(theirs, ours)
        yield from _of_chain(chain.ratchet, chain.key, chain.number, chain.kept, came)


def _of_chain(
    ratchet: PublicKey, key: ChainKey, number: int, kept: Kept, ad: bytes
) -> Iterator[PacketKey]:
    for at, seed in _seeds(key, number, kept):
        data = pairwise_id(ratchet, at) + seed.reveal() + ad
        yield PacketKey(data, from_lesson=seed.from_lesson)


def _of_group(distribution_id: bytes, chain: SenderChain) -> Iterator[GroupPacketKey]:
    for at, seed in _seeds(chain.key, chain.iteration, chain.kept):
        data = group_id(distribution_id, chain.chain_id, at) + seed.reveal() + chain.signer.raw
        yield GroupPacketKey(data, from_lesson=seed.from_lesson)


def _seeds(key: ChainKey, number: int, kept: Kept) -> Iterator[tuple[int, MessageSeed]]:
    """Give the seeds that were kept, then those of the next messages."""
    yield from zip(kept.numbers, kept.seeds, strict=True)
    for at in range(number, min(number + AHEAD, _LAST)):
        key, seed = turn(key)
        yield at, seed
