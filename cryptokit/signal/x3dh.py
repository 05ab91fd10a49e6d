"""X3DH: the first shared key with somebody who is off, from a bundle of public keys. No messages.

    DH1 = DH(IK_A, SPK_B)    the other side is Alice: only she, or Bob himself, computes it
    DH2 = DH(EK_A, IK_B)     the other side is Bob
    DH3 = DH(EK_A, SPK_B)    forward secrecy, from when SPK_B is deleted
    DH4 = DH(EK_A, OPK_B)    forward secrecy, from when Bob has read the first message

IK is the identity key, SPK the signed prekey, OPK the one-time prekey, and EK_A is drawn for this
session (the base key). IK_A with IK_B is left out: it would never change.

- No signature of Alice's is in it, so Bob could have made all of it alone: a transcript proves
  nothing to a judge.
- Who steals Bob's SPK_B and IK_B can pose to Bob as anybody: DH1 needs one private key of two.
- Without a one-time prekey the first message can be sent again, and Bob's phone starts the same
  session again, until it deletes SPK_B; till then a seized phone opens it, too. With one, the
  second copy finds the key used.

Two outputs: the one of the specification, and the one of libsignal and WhatsApp (version 3), whose
associated data stand in the MAC of each message (``messages``).

See: Marlinspike and Perrin, "The X3DH Key Agreement Protocol", revision 1, 2016.
"""

from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cryptokit.keys import AgreedSecret, Secret
from cryptokit.rng import Rng, system
from cryptokit.signal.chains import ChainKey, RootKey
from cryptokit.signal.curve import KeyPair, PublicKey, agree
from cryptokit.signal.prekeys import Bundle, PhoneKeys, check

INFO: Final = b"WhisperText"
"""The label of libsignal. See: signalapp/libsignal, rust/protocol/src/ratchet.rs."""
PREFIX: Final = b"\xff" * 32
"""In front of the results, as no X25519 key is encoded so: XEdDSA hashes apart from it.
See: X3DH, section 2.2."""

Results = tuple[AgreedSecret, ...]
"""DH1, DH2, DH3 and, with a one-time prekey, DH4."""


class SessionSecret(Secret):
    """What X3DH agrees on, SK in the specification. 32 bytes."""

    __slots__ = ()
    size = 32


@dataclass(frozen=True, slots=True)
class Opening:
    """What Alice sends in the clear so that Bob finds his keys; all of it public."""

    identity: PublicKey
    base: PublicKey
    signed_id: int
    one_time_id: int | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """The shared key, and the bytes to authenticate with the first message: both identities."""

    secret: SessionSecret
    associated_data: bytes


@dataclass(frozen=True, slots=True)
class FirstKeys:
    """The shipped outcome: the root, and the chain on which Bob would speak first."""

    root: RootKey
    chain: ChainKey


def initiate(
    identity: KeyPair, bundle: Bundle, *, info: bytes, rng: Rng = system
) -> tuple[Agreement, Opening]:
    """Agree with the owner of a bundle, as specified; ``info`` names the application.

    Raises Untrusted for a bundle whose prekey is not signed, or with a point of small order.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal import prekeys
    >>> from cryptokit.signal.directory import Directory, fetch, publish
    >>> alice, bob = KeyPair.draw(lesson("alice")), prekeys.install(now=0, rng=lesson("bob"))
    >>> _, bundle = fetch(publish(Directory(), ("bob", 1), prekeys.listing(bob)), ("bob", 1))
    >>> hers, opening = initiate(alice, bundle, info=b"Lesson", rng=lesson("base"))
    >>> respond(bob, opening, info=b"Lesson") == hers
    True

    See: X3DH, section 3.3.
    """
    results, opening, _ = start(identity, bundle, rng=rng)
    ad = associated_data(identity.public, bundle.identity)
    return Agreement(session_secret(results, info), ad), opening


def respond(keys: PhoneKeys, opening: Opening, *, info: bytes) -> Agreement:
    """Agree with the sender of a first message, as specified.

    Delete the one-time prekey (``prekeys.without``) once the message has opened, and not before:
    else a forged message would delete it. Raises Untrusted for prekeys that are not there any
    more, and for a point of small order.

    See: X3DH, section 3.4.
    """
    results = answer(keys, opening)
    ad = associated_data(opening.identity, keys.identity.public)
    return Agreement(session_secret(results, info), ad)


def start(
    identity: KeyPair, bundle: Bundle, *, rng: Rng = system
) -> tuple[Results, Opening, KeyPair]:
    """Compute Alice's results; give what she sends, and the base pair, to be forgotten soon."""
    check(bundle)
    base = KeyPair.draw(rng)
    results: Results = (
        agree(identity, bundle.signed.key, field="signed prekey"),
        agree(base, bundle.identity, field="identity key"),
        agree(base, bundle.signed.key, field="signed prekey"),
    )
    number = None
    if bundle.one_time is not None:
        results += (agree(base, bundle.one_time.key, field="one-time prekey"),)
        number = bundle.one_time.id
    return results, Opening(identity.public, base.public, bundle.signed.id, number), base


def answer(keys: PhoneKeys, opening: Opening) -> Results:
    """Compute Bob's results, which are Alice's. Raises Untrusted."""
    signed = keys.signed_prekey(opening.signed_id).pair
    results = (
        agree(signed, opening.identity, field="identity key"),
        agree(keys.identity, opening.base, field="base key"),
        agree(signed, opening.base, field="base key"),
    )
    if opening.one_time_id is None:
        return results
    one_time = keys.one_time_prekey(opening.one_time_id).pair
    return (*results, agree(one_time, opening.base, field="base key"))


def session_secret(results: Results, info: bytes) -> SessionSecret:
    """Hash the results to SK. See: X3DH, section 2.2, KDF(KM)."""
    return SessionSecret(_derive(results, info, 32), from_lesson=_lesson(results))


def first_keys(results: Results) -> FirstKeys:
    """Hash the results as libsignal does: to a root and a chain, 64 bytes.

    See: signalapp/libsignal, rust/protocol/src/ratchet.rs, derive_keys.
    """
    out, lesson = _derive(results, INFO, 64), _lesson(results)
    return FirstKeys(RootKey(out[:32], from_lesson=lesson), ChainKey(out[32:], from_lesson=lesson))


def associated_data(initiator: PublicKey, responder: PublicKey) -> bytes:
    """Give both identity keys, 33 bytes each, the one who began first.

    Names are not in it: an application that has names adds them, or else two phones agree on a key
    without agreeing on who they are. See: X3DH, sections 3.3 and 4.8.
    """
    return initiator.wire + responder.wire


def _derive(results: Results, info: bytes, size: int) -> bytes:
    kdf = HKDF(SHA256(), size, bytes(32), info)  # it refuses text, and no secret is in sight yet
    return kdf.derive(PREFIX + b"".join(one.reveal() for one in results))


def _lesson(results: Results) -> bool:
    return any(one.from_lesson for one in results)
