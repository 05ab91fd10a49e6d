"""The first way: try everything that was stolen on every packet that was recorded.

Nothing is assumed of the packets. What opens is read, and what it says is the answer.
"""

from collections.abc import Iterator
from dataclasses import replace

from cryptokit.errors import CannotOpen
from cryptokit.exposure import cloud_chat, ratchet_between, sender_keys, static_key
from cryptokit.exposure.ops import Seizure
from cryptokit.exposure.runs import Holdings, Key, Run, kept_texts, number_in, within_reach
from cryptokit.keys import AuthKey, SecretChatKey
from cryptokit.mtproto import dh, secret
from cryptokit.mtproto.actions import AcceptKey
from cryptokit.mtproto.decrypted import Layer, Service, Text
from cryptokit.rng import Rng, system


def attempt(run: Run, seizure: Seizure, *, rng: Rng = system) -> frozenset[int]:
    """Tell which messages a thief can read, by reading them.

    >>> from cryptokit.exposure.cloud_chat import CloudChat
    >>> from cryptokit.exposure.ops import Victim, in_order
    >>> run = CloudChat().play(in_order("ABA"))
    >>> sorted(attempt(run, Seizure(2, Victim.B)))
    [0, 1, 2]
    """
    loot = run.held[seizure.t][seizure.victim]
    packets = [run.packets[place].data for place in within_reach(run, seizure)]
    found = {number_in(text.words) for text in kept_texts(run, seizure)}
    found |= _opened(replace(loot, keys=loot.keys + run.put_in), packets)
    found |= _opened_by_states(loot.states, packets, rng)
    found |= {number_in(said) for said in run.overheard}
    if run.store and loot.account and seizure.online:
        now = run.schedule.time(len(run.schedule.ops))
        found |= cloud_chat.fetch(run.store, loot.account, now=now, rng=rng)
    return frozenset(found)


def _opened(loot: Holdings, packets: list[bytes]) -> set[int]:
    """Try every key on every packet, and every key that this brings."""
    found, keys = set[int](), list(loot.keys)
    for key in keys:  # it grows under way
        for packet in packets:
            opened = _open(key, packet)
            if isinstance(opened, int):
                found.add(opened)
            elif opened is not None:
                found.update(_numbers(opened))
                keys += _made(loot, opened)
    return found


def _opened_by_states(states: tuple[bytes, ...], packets: list[bytes], rng: Rng) -> set[int]:
    """Try the conversations and groups that lay on the disk."""
    said = ratchet_between.read(states, packets, rng=rng) | sender_keys.read(states, packets)
    return {number_in(one.decode()) for one in said}


def _open(key: Key, packet: bytes) -> int | Layer | None:
    try:
        if isinstance(key, AuthKey):
            return cloud_chat.open_(key, packet)
        if isinstance(key, SecretChatKey):
            return secret.open_packet(key, packet)
        return static_key.open_(key, packet)
    except CannotOpen:
        return None


def _numbers(layer: Layer) -> Iterator[int]:
    if isinstance(layer.message, Text):
        yield number_in(layer.message.text)


def _made(loot: Holdings, layer: Layer) -> Iterator[SecretChatKey]:
    """Make the next key from a stolen exponent and the answer to it."""
    match layer.message:
        case Service(action=AcceptKey(exchange_id, g_b)):
            for one in loot.pending:
                if one.exchange_id == exchange_id:
                    yield dh.agree(SecretChatKey, dh.TELEGRAM, one.exponent, g_b, field="g_b")
        case _:
            return
