"""Prove a password without sending it: Telegram's variant of SRP-6a, client and server.

There is no answer by which the server would prove itself (M2 of the paper): it already did, when
the authorization key was agreed on. Nor is the agreed key used for anything but the proof.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from cryptokit.errors import CannotOpen, Untrusted
from cryptokit.keys import DhExponent, Secret
from cryptokit.mtproto import dh, objects
from cryptokit.mtproto.login.password import Algorithm, Password, Stored, exponent
from cryptokit.primitives.modular import power
from cryptokit.rng import Rng, draw, system
from cryptokit.wire import Cursor


class SharedSecret(Secret):
    """S, which both sides compute if the password is right. 256 bytes."""

    __slots__ = ()
    size = dh.SIZE


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a server asks: the salts and the group, and its public value, B in the paper."""

    srp_id: int
    algorithm: Algorithm
    server_public: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """What a client answers: its public value, A in the paper, and a hash of the secret, M1."""

    srp_id: int
    client_public: bytes
    m1: bytes

    def to_bytes(self) -> bytes:
        """Write an inputCheckPasswordSRP."""
        return objects.write(
            "inputCheckPasswordSRP", srp_id=self.srp_id, A=self.client_public, M1=self.m1
        )

    @classmethod
    def from_cursor(cls, cursor: Cursor) -> "Proof":
        """Read an inputCheckPasswordSRP. Raises WireError."""
        read = objects.read(cursor, "inputCheckPasswordSRP")
        return cls(read.number("srp_id"), read.data("A"), read.data("M1"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a server remembers until the answer comes; one answer, then it is forgotten."""

    challenge: Challenge
    stored: Stored
    exponent: DhExponent


def ask(stored: Stored, *, rng: Rng = system) -> tuple[Waiting, Challenge]:
    """Challenge a client: the server's first step.

    >>> from cryptokit.mtproto.login.password import store
    >>> stored = store(Password.of("correct horse"), Algorithm(b"one", b"two", iterations=10))
    >>> waiting, challenge = ask(stored)
    >>> check(waiting, prove(challenge, Password.of("correct horse")))
    >>> check(waiting, prove(challenge, Password.of("battery staple")))
    Traceback (most recent call last):
    cryptokit.errors.CannotOpen: cannot open: forged, damaged, or locked with another key...

    See: Telegram, "Two-factor authentication"; Wu, "SRP-6: Improvements and Refinements", 2002.
    """
    group = stored.algorithm.group
    mine = _draw(group, rng)
    public = (_blind(stored, group) + _number(dh.public(group, mine))) % group.p
    srp_id = int.from_bytes(draw(rng, 8), "little", signed=True)
    challenge = Challenge(srp_id, stored.algorithm, _bytes(public))
    return Waiting(challenge, stored, mine), challenge


def prove(challenge: Challenge, password: Password, *, rng: Rng = system) -> Proof:
    """Answer a challenge: the client's step.

    Raises Untrusted with field ``B``, ``B - k v`` or ``u``.
    """
    return prove_with(_draw(challenge.algorithm.group, rng), challenge, password)


def prove_with(mine: DhExponent, challenge: Challenge, password: Password) -> Proof:
    """Answer with an exponent that is given: for known answers. Raises Untrusted."""
    group = challenge.algorithm.group
    if not 0 < _number(challenge.server_public) < group.p:
        raise Untrusted("not in 1 to p - 1", field="B")
    public = dh.public(group, mine)
    secret = client_secret(mine, challenge, password, u=_nonzero(public, challenge))
    if secret is None:
        raise Untrusted("too close to 1 or to p", field="B - k v")
    return Proof(challenge.srp_id, public, _m1(challenge, public, secret))


def check(waiting: Waiting, proof: Proof) -> None:
    """Check the answer: the server's last step.

    Raises CannotOpen for a wrong password; Untrusted with field ``srp_id``, ``A`` or ``u``.
    """
    challenge = waiting.challenge
    if proof.srp_id != challenge.srp_id:
        raise Untrusted("it answers another challenge", field="srp_id")
    # With A = 0 or p, S is 0 whatever the password: the oldest way around SRP.
    if not _in_range(_number(proof.client_public), challenge.algorithm.group):
        raise Untrusted("too close to 1 or to p", field="A")
    u = _nonzero(proof.client_public, challenge)
    if not hmac.compare_digest(_expected(waiting, proof.client_public, u), proof.m1):
        raise CannotOpen


def scramble(client_public: bytes, server_public: bytes) -> int:
    """Hash both public values into u, which is not known before both are."""
    return _number(sha256(_padded(client_public) + _padded(server_public)).digest())


def multiplier(group: dh.Group) -> int:
    """Hash the group into k, so that a server cannot test two passwords in one run."""
    return _number(sha256(_bytes(group.p) + _bytes(group.g)).digest())


# Secrets are in the clear in the functions below only. None raises, so no traceback holds them.
def client_secret(
    mine: DhExponent, challenge: Challenge, password: Password, *, u: int
) -> SharedSecret | None:
    """Compute S = (B - k v)^(a + u x); None if B - k v makes an S that others can guess."""
    group = challenge.algorithm.group
    x = exponent(password, challenge.algorithm)
    blind = multiplier(group) * power(group.g, x, group.p)
    base = (_number(challenge.server_public) - blind) % group.p
    if not _in_range(base, group):
        return None
    return SharedSecret(_bytes(power(base, _number(mine.reveal()) + u * x, group.p)))


def server_secret(waiting: Waiting, client_public: bytes, *, u: int) -> SharedSecret:
    """Compute S = (A v^u)^b."""
    p = waiting.challenge.algorithm.group.p
    # Here it is the base that is secret, and u is public.
    raised = power(_number(waiting.stored.verifier.reveal()), u, p)
    base = _number(client_public) * raised % p
    return SharedSecret(_bytes(power(base, _number(waiting.exponent.reveal()), p)))


def _expected(waiting: Waiting, client_public: bytes, u: int) -> bytes:
    secret = server_secret(waiting, client_public, u=u)
    return _m1(waiting.challenge, client_public, secret)


def _m1(challenge: Challenge, client_public: bytes, secret: SharedSecret) -> bytes:
    algorithm = challenge.algorithm
    p, g = (sha256(_bytes(number)).digest() for number in (algorithm.group.p, algorithm.group.g))
    salts = sha256(algorithm.salt1).digest() + sha256(algorithm.salt2).digest()
    publics = _padded(client_public) + _padded(challenge.server_public)
    both = bytes(one ^ other for one, other in zip(p, g, strict=True))
    return sha256(both + salts + publics + sha256(secret.reveal()).digest()).digest()


def _blind(stored: Stored, group: dh.Group) -> int:
    return multiplier(group) * _number(stored.verifier.reveal())


def _draw(group: dh.Group, rng: Rng) -> DhExponent:
    """Draw an exponent whose public value the other side accepts: nearly every one."""
    while True:
        mine = DhExponent.draw(rng)
        if _in_range(_number(dh.public(group, mine)), group):
            return mine


def _nonzero(client_public: bytes, challenge: Challenge) -> int:
    u = scramble(client_public, challenge.server_public)
    if u == 0:
        raise Untrusted("zero, which would leave the password out", field="u")
    return u


def _in_range(value: int, group: dh.Group) -> bool:
    return dh.MARGIN <= value <= group.p - dh.MARGIN


def _number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _bytes(number: int) -> bytes:
    return number.to_bytes(dh.SIZE, "big")


def _padded(public: bytes) -> bytes:
    return public.lstrip(b"\0").rjust(dh.SIZE, b"\0")
