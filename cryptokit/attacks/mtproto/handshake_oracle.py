"""The server tells whether the first byte under its RSA key is zero: a handshake can be read.

RSA lets anybody multiply what is inside: f^e c holds f m. Each answer says whether f m modulo n is
below B = 2^(8 (k-1)), and Manger's choice of f halves what m may be, again and again. The secret
number of the handshake is in m, and from it come the keys of all that follows: a go-between who is
quick enough takes the handshake over. Not here: a server that does not tell, and is timed.

Manger published this in 2001. The padding of Telegram's handshake was such that its server's time
told something of the kind (Albrecht, Marekova, Paterson and Stepanovs, 2022); it was replaced by
RSA_PAD in 2021. Manger's oracle is an equivalent: the real one was weaker, and took far more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from hashlib import sha1
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.mtproto.manger import Known, Oracle, OutOfQuestions, search
from cryptokit.errors import CannotOpen, CryptokitError, Untrusted, WireError
from cryptokit.mtproto import objects
from cryptokit.mtproto.auth import client, inner, plain, rsa, rsa_old, server
from cryptokit.mtproto.auth.lab_key import LAB_KEY
from cryptokit.mtproto.auth.proof import Proof
from cryptokit.mtproto.auth.rsa import PrivateKey
from cryptokit.mtproto.auth.terms import Terms
from cryptokit.mtproto.objects import TlObject
from cryptokit.rng import Rng

KEY_BITS: Final = 944
"""The shortest key that holds the inner data of the old form under the old padding."""
NOW: Final = 1_700_000_000
_HASH: Final = 20
_NONCE: Final = 32


@dataclass(frozen=True, slots=True)
class Handshake:
    """How a server makes and opens the box of the second query, and how devices seal it."""

    key: Callable[[Rng], PrivateKey]
    seal: rsa.Seal
    open_: Callable[[PrivateKey, bytes], bytes]


def flawed_open(key: PrivateKey, box: bytes) -> bytes:
    """Open the old padding, and say what was wrong with it."""
    block = key.power(box).to_bytes(key.public.size, "big")
    if block[0]:
        raise Untrusted("not zero", field="first byte")  # the flaw: not refused like all others
    data = block[1 + _HASH :]
    for end in range(len(data) + 1):
        if sha1(data[:end], usedforsecurity=False).digest() == block[1 : 1 + _HASH]:
            return data[:end]
    raise CannotOpen


@dataclass(frozen=True, slots=True)
class Overheard:
    """What a go-between sees of a handshake: the box, what is known of it, and the answer."""

    box: bytes
    head: bytes
    answer: TlObject


def overhear(scheme: Handshake, key: PrivateKey, rng: Rng) -> Overheard:
    """Let a device and a server go as far as the server's offer."""
    cloud = server.Server((key,), dc=2, open_=scheme.open_)
    asked, hello = client.start(Terms(dc=None), now=NOW, rng=rng)
    posed, puzzle = server.on_req_pq(cloud, hello, now=NOW, rng=rng)
    _, query = client.on_res_pq(asked, puzzle, [key.public], now=NOW, rng=rng, seal=scheme.seal)
    _, offer = server.on_dh_query(cloud, posed, query, now=NOW, rng=rng)
    sent = plain.query(query, "req_DH_params")
    pq = plain.answer(puzzle, "resPQ").data("pq")
    same = {name: sent.data(name) for name in ("p", "q", "nonce", "server_nonce")}
    written = objects.write("p_q_inner_data", pq=pq, **same, new_nonce=bytes(_NONCE))
    box, head = sent.data("encrypted_data"), written[:-_NONCE]
    return Overheard(box, head, plain.answer(offer, "server_DH_params_ok"))


def program(scheme: Handshake, budget: int, rng: Rng) -> Outcome:
    """Overhear a handshake, ask the server about its box, and open what the server answered."""
    key = scheme.key(rng)
    heard = overhear(scheme, key, rng)
    number = int.from_bytes(heard.box, "big")
    oracle = Oracle(key.public, partial(_is_below, scheme, key), number, budget)
    padding = 8 * (key.public.size - 1 - _HASH - len(heard.head) - _NONCE)
    rest = padding + 8 * _NONCE
    known = Known(int.from_bytes(heard.head, "big"), rest + 8 * len(heard.head), rest)
    try:
        found = search(oracle, known, padding)
    except OutOfQuestions:
        told = f"{oracle.asked} questions, and the answers tell nothing"
        return Outcome(won=False, tries=oracle.asked, told=told)
    won = _opens(found.to_bytes(key.public.size - 1 - padding // 8, "big"), heard.answer)
    return Outcome(won, oracle.asked, f"{oracle.asked} questions, and the server's offer is open")


def _is_below(scheme: Handshake, key: PrivateKey, box: bytes) -> bool:
    return not isinstance(answer(partial(scheme.open_, key, box)), Untrusted)


def _opens(block: bytes, offer: TlObject) -> bool:
    """Derive the temporary key from a block, and try it."""
    try:
        run = Proof.from_bytes(block[_HASH:]).run
        inner.open_(run, offer.data("encrypted_answer"), "server_DH_inner_data")
    except (CannotOpen, WireError):
        return False
    return True


def honest(scheme: Handshake, rng: Rng) -> bool:
    """Tell whether a device and a server get to the server's offer."""
    return not isinstance(answer(lambda: overhear(scheme, scheme.key(rng), rng)), CryptokitError)


def _lab_key(_rng: Rng) -> PrivateKey:
    return LAB_KEY


def _short_key(rng: Rng) -> PrivateKey:
    return rsa.draw_key(KEY_BITS, rng=rng)


ATTACK: Final = Attack(
    name="handshake_oracle",
    title="A first byte that must be zero",
    mistake="a block without the zero in front is refused in another way than other wrong blocks",
    repair="RSA_PAD, where every byte looks random and all wrong blocks are refused alike",
    source='Manger, "A Chosen Ciphertext Attack on RSA-OAEP", CRYPTO 2001; Albrecht, Marekova, '
    'Paterson, Stepanovs, "Four Attacks and a Proof for Telegram", IEEE S&P 2022; Telegram, '
    '"Creating an Authorization Key"',
    scale="a key of 944 bits for 2048, whose whole block took 2,655 questions; what travels in the "
    "clear, and the padding, are not asked for. The oracle answers in words, and the real one in "
    "time, by far less at once",
    budget=2000,
    program=program,
    honest=honest,
    flawed=Handshake(_short_key, rsa_old.seal, flawed_open),
    repaired=Handshake(_lab_key, rsa.seal, rsa.open_),
)
