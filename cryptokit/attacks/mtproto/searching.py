"""A go-between who searches for keys that look alike on two phones: what it has seen counts.

    both values are seen first     birthday: about 2^(n/2) steps on each side, for n bits
    one exchange is done first     second preimage: about 2^n steps
    it must answer unseen values   no search: one guess, right with odds of 2^-n

A step is one multiplication and one hash. Not here: in which order the values come, which is the
attack's own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Literal, Protocol

from cryptokit.attacks.attack import Outcome
from cryptokit.attacks.mtproto.short_exponents import short
from cryptokit.keys import DhExponent, SecretChatKey
from cryptokit.mtproto import dh, invitation, picture
from cryptokit.mtproto.invitation import Acceptance
from cryptokit.rng import Rng

Side = Literal["alice", "bob"]
Seen = Mapping[Side, bytes]
"""The public values that are known at a moment."""
_SIZE: Final = 4
"""Bytes of the hash of which a shortened picture is a part."""


class Carrier(Protocol):
    """Whoever carries the messages: it may pass on what it gets, or something else."""

    def promise(self, alices: bytes) -> bytes:
        """Carry to Bob the hash of a value that is shown later."""
        ...

    def value_for(self, side: Side, seen: Seen) -> bytes:
        """Carry a public value to one side, having seen what was seen."""
        ...

    def answer(self, bobs: Acceptance, g_a: bytes) -> Acceptance:
        """Carry Bob's answer to Alice."""
        ...


Meeting = Callable[[Carrier, Rng], tuple[SecretChatKey, SecretChatKey]]
"""How two devices agree: the keys that Alice's and Bob's then hold."""


class Courier:
    """An honest carrier."""

    def promise(self, alices: bytes) -> bytes:
        """Pass it on."""
        return alices

    def value_for(self, side: Side, seen: Seen) -> bytes:
        """Pass on the other side's value."""
        return seen["bob" if side == "alice" else "alice"]

    def answer(self, bobs: Acceptance, g_a: bytes) -> Acceptance:
        """Pass it on."""
        del g_a
        return bobs


@dataclass(slots=True)
class GoBetween:
    """It fixes an exponent for each side when it must, and counts its steps."""

    bits: int
    budget: int
    rng: Rng
    steps: int = 0
    mine: dict[Side, DhExponent] = field(default_factory=dict[Side, DhExponent])

    def promise(self, alices: bytes) -> bytes:
        """Promise Bob a value of its own: the hash of Alice's is of no use to it."""
        del alices
        return sha256(self.value_for("bob", {})).digest()

    def value_for(self, side: Side, seen: Seen) -> bytes:
        """Give a value of its own, the same whenever it is asked again."""
        if side not in self.mine:
            self._fix(side, seen)
        return dh.public(dh.TELEGRAM, self.mine[side])

    def answer(self, bobs: Acceptance, g_a: bytes) -> Acceptance:
        """Answer in Bob's name, with the fingerprint that fits."""
        value = self.value_for("alice", {"alice": g_a, "bob": bobs.g_b})
        return Acceptance(value, self.key_with("alice", g_a).key_id())

    def key_with(self, side: Side, theirs: bytes) -> SecretChatKey:
        """Make the key that this side has as well."""
        return dh.agree(SecretChatKey, dh.TELEGRAM, self.mine[side], theirs, field="value")

    def _fix(self, side: Side, seen: Seen) -> None:
        other: Side = "bob" if side == "alice" else "alice"
        if len(seen) < 2:
            self.mine[side] = DhExponent.draw(self.rng)
        elif other in self.mine:
            goal = glance(self.key_with(other, seen[other]), self.bits)
            self.mine[side] = self._second_preimage(seen[side], goal)
        else:
            self.mine[side], self.mine[other] = self._birthday(seen[side], seen[other])

    def _second_preimage(self, theirs: bytes, goal: int) -> DhExponent:
        walk, exponent = self._walk(theirs), DhExponent.draw(self.rng)
        while self.steps < self.budget:
            exponent, look = next(walk)
            if look == goal:
                break
        return exponent

    def _birthday(self, one: bytes, other: bytes) -> tuple[DhExponent, DhExponent]:
        walks = self._walk(one), self._walk(other)
        met: tuple[dict[int, DhExponent], dict[int, DhExponent]] = {}, {}
        while self.steps + 2 <= self.budget:
            for walk, found in zip(walks, met, strict=True):
                exponent, look = next(walk)
                found[look] = exponent
                if look in met[0] and look in met[1]:
                    return met[0][look], met[1][look]
        return DhExponent.draw(self.rng), DhExponent.draw(self.rng)

    def _walk(self, theirs: bytes) -> Iterator[tuple[DhExponent, int]]:
        """Give exponents that follow each other, and what the key with each looks like."""
        start, base = DhExponent.draw(self.rng), int.from_bytes(theirs, "big")
        exponent = int.from_bytes(start.reveal(), "big")
        number = pow(base, exponent, dh.DH_PRIME)
        while True:
            self.steps += 1
            key = SecretChatKey(number.to_bytes(dh.SIZE, "big"))
            yield _wrap(exponent, start), glance(key, self.bits)
            # The next key costs one multiplication, where a power costs thousands.
            number, exponent = number * base % dh.DH_PRIME, exponent + 1


def glance(key: SecretChatKey, bits: int) -> int:
    """Give the first bits of a picture, as many as people look at, up to 32.

    >>> key = SecretChatKey(bytes(256))
    >>> f"{glance(key, 24):06x}", picture.hex_rows(picture.key_hash(key))[0][:8]
    ('b37688', 'B3 76 88')
    """
    return int.from_bytes(picture.key_hash(key)[:_SIZE], "big") >> (8 * _SIZE - bits)


def in_turn(carrier: Carrier, rng: Rng) -> tuple[SecretChatKey, SecretChatKey]:
    """Let Alice invite and Bob accept: her value goes out before his."""
    invited, g_a = invitation.request(dh.TELEGRAM, rng=rng)
    for_bob = carrier.value_for("bob", {"alice": g_a})
    bob, acceptance = invitation.accept(dh.TELEGRAM, for_bob, rng=rng)
    alice = invitation.confirm(invited, carrier.answer(acceptance, g_a))
    return alice.key, bob.key


def look_alike(meeting: Meeting, budget: int, rng: Rng, *, bits: int) -> Outcome:
    """Sit between with a search of so many steps, and see whether the pictures are equal."""
    between = GoBetween(bits, budget, short(rng))
    alice, bob = meeting(between, between.rng)
    won = alice != bob and glance(alice, bits) == glance(bob, bits)
    looks = "the same picture on both phones" if won else "two pictures"
    return Outcome(won, max(between.steps, 1), f"{between.steps} steps of search, {looks}")


def agrees(meeting: Meeting, rng: Rng) -> bool:
    """Tell whether two devices get one key when their messages are passed on as they are."""
    alice, bob = meeting(Courier(), short(rng))
    return alice == bob


def _wrap(exponent: int, start: DhExponent) -> DhExponent:
    number = exponent % (dh.DH_PRIME - 1)  # exponents go round
    return DhExponent(number.to_bytes(dh.SIZE, "big"), from_lesson=start.from_lesson)
