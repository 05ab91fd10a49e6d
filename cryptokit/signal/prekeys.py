"""What a phone keeps so that others can write to it while it is off; what it hands out of that.

The server that hands bundles out is ``directory``; what two phones make of one is ``x3dh``.

- identity pair: for as long as the account; signs the next one
- signed prekeys: a new one every two days; the old ones stay a month, for letters under way
- one-time prekeys: a hundred at a time, each deleted when a first message used it

A phone that is seized holds the private half of all three. So the first message of a chat opens
with it until the phone has read that message, and without a one-time prekey for a month more.

See: X3DH, sections 2.4 and 3.2; signalapp/Signal-Android, PreKeyUtil and PreKeysSyncJob.
"""

from dataclasses import dataclass, field, replace
from typing import Final

from cryptokit.errors import Untrusted
from cryptokit.rng import Rng, draw, system
from cryptokit.signal import xeddsa
from cryptokit.signal.curve import KeyPair, PublicKey

DAY: Final = 86_400
ROTATE_AFTER: Final = 2 * DAY
"""Seconds until a new signed prekey is due. See: Signal-Android, PreKeysSyncJob."""
KEEP: Final = 30 * DAY
"""Seconds for which a signed prekey is kept at least. See: Signal-Android, PreKeyUtil."""
BATCH: Final = 100
"""One-time prekeys made at a time. See: Signal-Android, PreKeyUtil."""
REFILL_BELOW: Final = 10
"""A directory with fewer asks for more. See: Signal-Android, PreKeysSyncJob."""
ID_LIMIT: Final = 0xFFFFFF
"""Ids have 24 bits and start again below this. See: signalapp/libsignal, Medium.MAX_VALUE."""
REGISTRATION_LIMIT: Final = 16_380
"""Registration ids go from 1 to this. See: signalapp/libsignal, KeyHelper."""


@dataclass(frozen=True, slots=True)
class Prekey:
    """A one-time prekey: used once, then deleted."""

    id: int
    pair: KeyPair


@dataclass(frozen=True, slots=True)
class SignedPrekey:
    """A prekey of some days, the signature of the identity key over it, and when it was made."""

    id: int
    pair: KeyPair
    signature: bytes = field(repr=False)
    made: float


@dataclass(frozen=True, slots=True)
class PublicPrekey:
    """The public half of a prekey, with its id."""

    id: int
    key: PublicKey


@dataclass(frozen=True, slots=True)
class PhoneKeys:
    """All long-lived keys of a device. The last signed prekey is the current one.

    The registration id tells installations of one account apart: another id means that the app was
    installed anew, so that sessions with the old one are dead.
    """

    identity: KeyPair
    registration_id: int
    signed: tuple[SignedPrekey, ...]
    one_time: tuple[Prekey, ...] = ()
    next_id: int = 1

    def signed_prekey(self, number: int) -> SignedPrekey:
        """Give the signed prekey of an id. Raises Untrusted if it was deleted or never made."""
        for one in self.signed:
            if one.id == number:
                return one
        raise Untrusted(f"no signed prekey {number} here: deleted?", field="signed prekey id")

    def one_time_prekey(self, number: int) -> Prekey:
        """Give the one-time prekey of an id. Raises Untrusted if it was used or never made."""
        for one in self.one_time:
            if one.id == number:
                return one
        raise Untrusted(f"no one-time prekey {number} here: used?", field="one-time prekey id")


@dataclass(frozen=True, slots=True)
class Listing:
    """What a phone uploads: its public keys, and none of its private ones."""

    registration_id: int
    identity: PublicKey
    signed: PublicPrekey
    signature: bytes = field(repr=False)
    one_time: tuple[PublicPrekey, ...] = ()


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a directory hands out for one device, with a one-time prekey or without."""

    registration_id: int
    device: int
    identity: PublicKey
    signed: PublicPrekey
    signature: bytes = field(repr=False)
    one_time: PublicPrekey | None = None


def install(*, now: float, one_time: int = BATCH, rng: Rng = system) -> PhoneKeys:
    """Make all keys of a fresh installation; ``now`` counts seconds.

    >>> from cryptokit.rng import lesson
    >>> keys = install(now=0, one_time=2, rng=lesson("bob"))
    >>> keys.signed[-1].id, [one.id for one in keys.one_time]
    (1, [1, 2])
    """
    identity = KeyPair.draw(rng)
    registration_id = 1 + int.from_bytes(draw(rng, 8), "big") % REGISTRATION_LIMIT
    keys = PhoneKeys(identity, registration_id, (sign(identity, 1, now=now, rng=rng),))
    return refill(keys, count=one_time, rng=rng)


def sign(identity: KeyPair, number: int, *, now: float, rng: Rng = system) -> SignedPrekey:
    """Make a signed prekey: what is signed is the 33 bytes that are sent.

    See: X3DH, section 3.2, Sig(IK, Encode(SPK)).
    """
    pair = KeyPair.draw(rng)
    signature = xeddsa.sign_shipped(identity, pair.public.wire, rng=rng)
    return SignedPrekey(number, pair, signature, now)


def rotate(keys: PhoneKeys, *, now: float, rng: Rng = system) -> PhoneKeys:
    """Make a new signed prekey if one is due, and delete those kept for long enough.

    The youngest of those older than ``KEEP`` stays, as in the apps: a phone that was off for a
    month still reads what came under its last key.

    >>> from cryptokit.rng import lesson
    >>> keys, rng = install(now=0, one_time=0, rng=lesson("bob")), lesson("rotation")
    >>> for day in range(40):
    ...     keys = rotate(keys, now=day * DAY, rng=rng)
    >>> [int(one.made / DAY) for one in keys.signed]
    [8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38]
    """
    signed = keys.signed
    if now - signed[-1].made >= ROTATE_AFTER:
        signed = (*signed, sign(keys.identity, _following(signed[-1].id), now=now, rng=rng))
    old = [one for one in signed[:-1] if now - one.made > KEEP]
    return replace(keys, signed=tuple(one for one in signed if one not in old[:-1]))


def refill(keys: PhoneKeys, *, count: int = BATCH, rng: Rng = system) -> PhoneKeys:
    """Make more one-time prekeys; upload them with ``listing``."""
    fresh: list[Prekey] = []
    following = keys.next_id
    for _ in range(count):
        fresh.append(Prekey(following, KeyPair.draw(rng)))
        following = _following(following)
    return replace(keys, one_time=(*keys.one_time, *fresh), next_id=following)


def without(keys: PhoneKeys, number: int) -> PhoneKeys:
    """Delete the one-time prekey that a first message used: nobody opens that message again."""
    kept = tuple(one for one in keys.one_time if one.id != number)
    return replace(keys, one_time=kept)


def listing(keys: PhoneKeys, *, newest: int | None = None) -> Listing:
    """Give what is uploaded: the current signed prekey, and the ``newest`` one-time prekeys.

    Without a number it is all of them; 0 uploads the signed prekey alone.
    """
    count = len(keys.one_time) if newest is None else newest
    current, fresh = keys.signed[-1], keys.one_time[max(0, len(keys.one_time) - count) :]
    public = PublicPrekey(current.id, current.pair.public)
    one_time = tuple(PublicPrekey(one.id, one.pair.public) for one in fresh)
    return Listing(keys.registration_id, keys.identity.public, public, current.signature, one_time)


def check(bundle: Bundle) -> None:
    """Check that the identity key signed the prekey. Raises Untrusted with field signed prekey.

    The one-time prekey is not signed: a directory can swap it or keep it back. That costs the
    first message some forward secrecy, and makes nobody else of its reader. And who gives the
    identity key out can give out another one, which this check cannot see: compare safety numbers.

    See: X3DH, sections 3.3 and 4.5.
    """
    if not xeddsa.verify_shipped(bundle.identity, bundle.signed.key.wire, bundle.signature):
        raise Untrusted("not signed by the identity key of the bundle", field="signed prekey")


def _following(number: int) -> int:
    return (number + 1) % ID_LIMIT
