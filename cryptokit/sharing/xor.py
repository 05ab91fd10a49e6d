"""n-of-n sharing by XOR alone: all holders together have the secret, and all but one have nothing.

``split_all`` is perfect: it leaves nothing to break. ``split_all_short`` gives all holders but the
last 32 bytes however long the secret is, and for that trusts AES. Not here: any k of n, which is
``shamir``, and other rules on who suffices, which are in ``policy``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Self

from cryptokit.errors import BadShare, NotEnoughShares
from cryptokit.keys import DataKey, ShareValue
from cryptokit.primitives.keystream import Keystream
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing.agreement import Kind, one_set
from cryptokit.sharing.plan import require_secret
from cryptokit.sharing.share import SET_ID_SIZE


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class XorShare:
    """One holder's part: bytes as long as the secret, or a key that makes as many.

    ``x`` is the position from 1 to ``threshold``, which is the number of all shares. ``size`` is
    the length of the secret in bytes.

    Raises BadShare for another position.

    >>> XorShare(set_id=bytes(16), x=2, threshold=3, size=6, value=ShareValue(b"ninety"))
    <XorShare 2 of 3, 6 bytes, set 00000000>
    """

    set_id: bytes
    x: int
    threshold: int
    size: int
    value: ShareValue | DataKey

    def __post_init__(self) -> None:
        if not 1 <= self.x <= self.threshold:
            raise BadShare(f"there are positions 1 to {self.threshold} only", holder=str(self.x))
        if not isinstance(self.value, ShareValue | DataKey):
            raise TypeError("the value of a share is a ShareValue or a DataKey, which stay hidden")
        whole = isinstance(self.value, ShareValue)
        if self.size < 1 or (whole and len(self.value) != self.size):
            raise ValueError("a share has as many bytes as the secret, and at least one")
        if len(self.set_id) != SET_ID_SIZE:
            raise ValueError(f"a set id has {SET_ID_SIZE} bytes")

    def __repr__(self) -> str:
        stored = f"{len(self.value)} bytes" + (f" for {self.size}" if self.is_short else "")
        return f"<XorShare {self.x} of {self.threshold}, {stored}, set {self.set_id[:4].hex()}>"

    @property
    def is_short(self) -> bool:
        """Whether the holder has a key in place of all the bytes."""
        return isinstance(self.value, DataKey)

    def kind(self) -> Kind:
        """Tell what all shares of one set have in common."""
        return (
            ("set id", self.set_id),
            ("number of shares", self.threshold),
            ("length", self.size),
        )

    @classmethod
    def interpolate(cls, shares: Sequence[Self], at: int = 0) -> ShareValue:
        """Give the XOR of shares, which is the secret if they are all; there is no other point."""
        if at != 0:
            raise ValueError("XOR has no polynomial: only the secret is made of the shares")
        return ShareValue(xor([_expand(share.value, share.size) for share in shares]))


def xor(strings: Iterable[bytes]) -> bytes:
    r"""XOR strings of one length, at least one.

    >>> xor([b"\x01\x02", b"\x03\x03", b"\x00\x04"])
    b'\x02\x05'
    """
    every = list(strings)
    if len({*map(len, every)}) != 1:
        raise ValueError("strings of different lengths, or none")
    total = reduce(lambda sum_, one: sum_ ^ int.from_bytes(one, "big"), every, 0)
    return total.to_bytes(len(every[0]), "big")


def split_all(secret: bytes, *, shares: int, rng: Rng = system) -> tuple[XorShare, ...]:
    """Split a secret so that all of the shares give it back, and all but one tell nothing at all.

    Each share is as long as the secret. With one share, that is the secret.

    >>> from cryptokit.rng import lesson
    >>> shares = split_all(b"meet me at nine", shares=3, rng=lesson("xor"))
    >>> join_all(shares[::-1])
    b'meet me at nine'

    See: Karnin, Greene and Hellman, "On secret sharing systems", IEEE Transactions on Information
    Theory 29(1), 1983.
    """
    _check(secret, shares)
    set_id = draw(rng, SET_ID_SIZE)
    toy, size = is_lesson(rng), len(secret)
    pads = [ShareValue(draw(rng, size), from_lesson=toy) for _ in range(shares - 1)]
    return _dealt(secret, pads, set_id=set_id, from_lesson=toy)


def split_all_short(secret: bytes, *, shares: int, rng: Rng = system) -> tuple[XorShare, ...]:
    """Split a secret into keys of 32 bytes and one share that is as long as the secret.

    The keys alone tell nothing at all. The long share with all keys but one hides the secret as
    well as AES-256 in counter mode does: secrecy is computational. Each key is fresh, and makes
    one run of bytes only.

    >>> from cryptokit.rng import lesson
    >>> shares = split_all_short(b"a novel " * 1000, shares=3, rng=lesson("xor"))
    >>> [len(share.value) for share in shares], join_all(shares) == b"a novel " * 1000
    ([32, 32, 8000], True)

    See: Krawczyk, "Secret sharing made short", CRYPTO 1993, on why that must cost secrecy.
    """
    _check(secret, shares)
    set_id = draw(rng, SET_ID_SIZE)
    keys = [DataKey.draw(rng) for _ in range(shares - 1)]
    return _dealt(secret, keys, set_id=set_id, from_lesson=is_lesson(rng))


def join_all(shares: Iterable[XorShare]) -> bytes:
    """Give the secret of all shares, in any order, of ``split_all`` or ``split_all_short``.

    A changed share is not noticed: the same bits of the secret change. The same share twice counts
    once, where bare XOR would cancel it out.

    Raises NotEnoughShares, whose hint names the missing ones; Inconsistent for shares of
    another set and for two values of one position, naming them.

    >>> join_all(split_all(b"key", shares=3)[:2])
    Traceback (most recent call last):
    cryptokit.errors.NotEnoughShares: 2 shares, but 3 are needed. Try: share 3 of 3 as well

    See: Karnin, Greene and Hellman, "On secret sharing systems", IEEE Transactions on Information
    Theory 29(1), 1983.
    """
    given = tuple(shares)
    try:
        together = one_set(given, XorShare)
    except NotEnoughShares as error:
        raise NotEnoughShares(have=error.have, need=error.need, hint=_missing(given)) from None
    return XorShare.interpolate(together).reveal()


def _missing(shares: Sequence[XorShare]) -> str:
    if not shares:
        return "all of the shares"
    count = shares[0].threshold
    absent = set(range(1, count + 1)).difference(share.x for share in shares)
    return f"share {', '.join(map(str, sorted(absent)))} of {count} as well"


def _dealt(
    secret: bytes, values: Sequence[ShareValue | DataKey], *, set_id: bytes, from_lesson: bool
) -> tuple[XorShare, ...]:
    """Give shares with these values, and the one that makes up the secret with them."""
    size = len(secret)
    last = xor([secret, *(_expand(value, size) for value in values)])
    everything = [*values, ShareValue(last, from_lesson=from_lesson)]
    return tuple(
        XorShare(set_id=set_id, x=x, threshold=len(everything), size=size, value=value)
        for x, value in enumerate(everything, 1)
    )


def _expand(value: ShareValue | DataKey, size: int) -> bytes:
    return Keystream(value).take(size) if isinstance(value, DataKey) else value.reveal()


def _check(secret: bytes, shares: int) -> None:
    require_secret(secret)
    if shares < 1:
        raise ValueError(f"at least 1 share is needed, not {shares}")
