"""Sender keys: one encryption for a group of any size. State in, state out.

Each sender has a hash chain and a signing pair, and gives both, but for the private key, to every
member. Bytes are in ``group_messages``; who is a member is not known here.

What a group gets and does not get:

- a past message stays closed if a phone is seized, since the chain only turns forward;
- a member reads everything from the place on that was handed out, and nothing before it;
- a member cannot speak for another, because the signature authenticates: there is no MAC;
- nothing heals. Who once had the chain reads on until the sender begins a new one, which clients
  do when a member leaves.

See: libsignal, rust/protocol/src/group_cipher.rs and sender_keys.rs, 2026; WhatsApp, "Encryption
Overview", version 6, 2021, on group messages.
"""

from dataclasses import dataclass, replace
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cryptokit.errors import CannotOpen, OutOfStep, Replayed, TooFarAhead, Untrusted
from cryptokit.rng import Rng, draw, system
from cryptokit.signal import chains, xeddsa
from cryptokit.signal.chains import ChainKey, MessageKeys, MessageSeed
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.group_messages import ID_SIZE, Distribution, GroupMessage, signed_part
from cryptokit.signal.kept import EMPTY, Kept, pass_over

JUMP_LIMIT: Final = 25_000
"""How far ahead of the chain a message may lie. See: libsignal, consts.rs, MAX_FORWARD_JUMPS."""
KEPT_LIMIT: Final = 2_000
"""Seeds of messages that did not come yet, per chain. See: as above, MAX_MESSAGE_KEYS."""
CHAIN_LIMIT: Final = 5
"""Chains of one sender, the newest first. See: as above, MAX_SENDER_KEY_STATES."""
LAST_ITERATION: Final = (1 << 32) - 1
"""Where a chain ends: the number after it does not fit its field."""
_INFO: Final = b"WhisperGroup"
_IV: Final = 16
_KEY: Final = 32


@dataclass(frozen=True, slots=True)
class SenderChain:
    """How far one chain of a sender has turned; ``signing`` is there in the sender's own copy."""

    chain_id: int
    iteration: int
    key: ChainKey
    signer: PublicKey
    kept: Kept = EMPTY
    signing: KeyPair | None = None


@dataclass(frozen=True, slots=True)
class SenderKeys:
    """What a phone holds of one sender device in one group: up to five chains, newest first."""

    distribution_id: bytes
    chains: tuple[SenderChain, ...]


def begin(distribution_id: bytes, *, rng: Rng = system) -> SenderKeys:
    """Make a chain of one's own, at the start of a group and whenever a member has left.

    ``distribution_id`` has 16 bytes, a UUID.

    >>> from cryptokit.rng import lesson
    >>> mine = begin(bytes(16), rng=lesson("ana"))
    >>> theirs = accept(None, hand_out(mine))
    >>> mine, packet = encrypt(mine, b"hi all", rng=lesson("luck"))
    >>> theirs, text = decrypt(theirs, packet)
    >>> text
    b'hi all'

    See: libsignal, group_cipher.rs, create_sender_key_distribution_message.
    """
    if isinstance(distribution_id, str):
        raise TypeError("a distribution id is bytes, not str")
    if len(distribution_id) != ID_SIZE:
        raise ValueError(f"a distribution id has {ID_SIZE} bytes")
    chain_id = int.from_bytes(draw(rng, 4), "big") >> 1  # 31 bits, as old clients count signed
    key, signing = ChainKey.draw(rng), KeyPair.draw(rng)
    chain = SenderChain(chain_id, 0, key, signing.public, EMPTY, signing)
    return SenderKeys(distribution_id, (chain,))


def hand_out(keys: SenderKeys) -> bytes:
    """Write the newest chain for a member, who reads from the next message on.

    It goes out inside a pairwise session: it holds the chain key in the clear.
    """
    chain = keys.chains[0]
    return Distribution(
        keys.distribution_id, chain.chain_id, chain.iteration, chain.key, chain.signer
    ).to_bytes()


def accept(keys: SenderKeys | None, data: bytes) -> SenderKeys:
    """Take a chain that came from its sender; ``keys`` is what we hold of that sender so far.

    A chain that we hold already is not turned back: it becomes the newest. The oldest beyond five
    is forgotten. Raises WireError; Untrusted with field ``distribution_id`` for another group.

    See: libsignal, sender_keys.rs, add_sender_key_state.
    """
    came = Distribution.from_bytes(data)
    held = () if keys is None else keys.chains
    if keys is not None and keys.distribution_id != came.distribution_id:
        raise Untrusted("it belongs to another group", field="distribution_id")
    fresh = SenderChain(came.chain_id, came.iteration, came.key, came.signer)
    same = [one for one in held if (one.chain_id, one.signer) == (came.chain_id, came.signer)]
    others = [one for one in held if one.chain_id != came.chain_id]
    newest_first = (*same, *others) if same else (fresh, *others)
    return SenderKeys(came.distribution_id, newest_first[:CHAIN_LIMIT])


def encrypt(keys: SenderKeys, plaintext: bytes, *, rng: Rng = system) -> tuple[SenderKeys, bytes]:
    """Encrypt one text for all members, sign it, and turn the chain.

    Raises ValueError for the keys of somebody else, and OutOfStep at the end of a chain.
    """
    chain = keys.chains[0]
    if chain.signing is None:
        raise ValueError("only the sender encrypts: these are the keys of somebody else")
    turned, seed = _turn(chain)
    ciphertext = chains.encrypt(message_keys(seed), plaintext)
    signed = signed_part(keys.distribution_id, chain.chain_id, chain.iteration, ciphertext)
    packet = signed + xeddsa.sign_shipped(chain.signing, signed, rng=rng)
    return replace(keys, chains=(turned, *keys.chains[1:])), packet


def decrypt(keys: SenderKeys, data: bytes) -> tuple[SenderKeys, bytes]:
    """Check the signature, then decrypt; each message opens once.

    Raises CannotOpen for a forged message, Replayed for one that came before or whose key was
    dropped, TooFarAhead beyond 25,000, OutOfStep at the end of a chain, Untrusted with field
    ``distribution_id`` or ``chain_id`` where no such chain was handed out, and WireError. The
    state is the old one then, as no new one is given.

    See: libsignal, rust/protocol/src/group_cipher.rs, group_decrypt.
    """
    message = GroupMessage.from_bytes(data)
    chain = _chain_of(keys, message)
    if not xeddsa.verify_shipped(chain.signer, message.signed, message.signature):
        raise CannotOpen
    moved, seed = _reach(chain, message.iteration)
    plaintext = chains.decrypt(message_keys(seed), message.ciphertext)
    kept = tuple(moved if one is chain else one for one in keys.chains)
    return replace(keys, chains=kept), plaintext


def message_keys(seed: MessageSeed) -> MessageKeys:
    """Derive what encrypts one message: 16 bytes of IV come first, then the AES key.

    The place of the MAC key stays empty, since the signature stands for the MAC.

    >>> message_keys(MessageSeed(bytes(32)))
    <MessageKeys 80 bytes #416d>

    See: libsignal, rust/protocol/src/sender_keys.rs, SenderMessageKey.
    """
    out = HKDF(SHA256(), _IV + _KEY, None, _INFO).derive(seed.reveal())
    return MessageKeys(out[_IV:] + bytes(_KEY) + out[:_IV], from_lesson=seed.from_lesson)


def _chain_of(keys: SenderKeys, message: GroupMessage) -> SenderChain:
    if message.distribution_id != keys.distribution_id:
        raise Untrusted("it belongs to another group", field="distribution_id")
    for chain in keys.chains:
        if chain.chain_id == message.chain_id:
            return chain
    raise Untrusted("no such chain was handed out to us", field="chain_id")


def _reach(chain: SenderChain, iteration: int) -> tuple[SenderChain, MessageSeed]:
    if iteration < chain.iteration:
        return _take_kept(chain, iteration)
    if iteration - chain.iteration > JUMP_LIMIT:
        raise TooFarAhead(seen=iteration, expected=chain.iteration)
    key, kept = pass_over(chain.key, chain.kept, chain.iteration, iteration, limit=KEPT_LIMIT)
    return _turn(replace(chain, key=key, kept=kept, iteration=iteration))


def _take_kept(chain: SenderChain, iteration: int) -> tuple[SenderChain, MessageSeed]:
    seed = chain.kept.find(iteration)
    if seed is None:
        raise Replayed(seen=iteration, expected=chain.iteration)
    return replace(chain, kept=chain.kept.without(iteration)), seed


def _turn(chain: SenderChain) -> tuple[SenderChain, MessageSeed]:
    if chain.iteration >= LAST_ITERATION:
        raise OutOfStep("iteration")
    key, seed = chains.turn(chain.key)
    return replace(chain, key=key, iteration=chain.iteration + 1), seed
