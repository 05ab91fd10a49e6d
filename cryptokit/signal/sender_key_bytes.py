"""What lies on a phone's disk of a group: the chains of one sender as bytes, keys in the clear.

The format is ours, not that of any app; docs/formats.md describes it. It is no pickle: reading it
runs nothing, and a state has one spelling.
"""

from itertools import pairwise
from typing import Final

from cryptokit.keys import Secret
from cryptokit.signal import codecs as c
from cryptokit.signal.chains import ChainKey
from cryptokit.signal.group_messages import ID_SIZE
from cryptokit.signal.sender_keys import (
    CHAIN_LIMIT,
    KEPT_LIMIT,
    LAST_ITERATION,
    SenderChain,
    SenderKeys,
)
from cryptokit.wire import Cursor

MARK: Final = b"cryptokit group1"


def to_bytes(keys: SenderKeys) -> bytes:
    """Write all that a phone holds of one sender in one group.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal import sender_keys
    >>> keys = sender_keys.begin(bytes(16), rng=lesson("ana"))
    >>> from_bytes(to_bytes(keys)) == keys, len(to_bytes(keys))
    (True, 145)
    """
    return MARK + _KEYS.write(keys)


def from_bytes(data: bytes) -> SenderKeys:
    """Read what a phone held. Raises WireError."""
    cursor = Cursor(data)
    cursor.expect(MARK, "mark")
    keys = _KEYS.read(cursor, "sender keys")
    cursor.finish()
    return keys


def secrets_in(data: bytes) -> tuple[Secret, ...]:
    """Give chain keys, kept seeds and private signing keys of what was held. Raises WireError.

    >>> from cryptokit.rng import lesson
    >>> from cryptokit.signal import sender_keys
    >>> secrets_in(to_bytes(sender_keys.begin(bytes(16), rng=lesson("ana"))))
    (<ChainKey 32 bytes #db4d lesson>, <CurvePrivate 32 bytes #51a7 lesson>)
    """
    return tuple(secret for chain in from_bytes(data).chains for secret in _secrets_of(chain))


def _secrets_of(chain: SenderChain) -> tuple[Secret, ...]:
    own = () if chain.signing is None else (chain.signing.private(),)
    return (chain.key, *chain.kept.seeds, *own)


def _fits(chain: SenderChain) -> bool:
    """Tell whether a chain could have come about: nothing kept of what is yet to come."""
    numbers = (*chain.kept.numbers, chain.iteration)
    ascend = all(one < other for one, other in pairwise(numbers))
    return ascend and chain.iteration <= LAST_ITERATION and _signs_as_itself(chain)


def _signs_as_itself(chain: SenderChain) -> bool:
    return chain.signing is None or chain.signing.public == chain.signer


def _are_apart(chains: tuple[SenderChain, ...]) -> bool:
    return 0 < len(chains) == len({chain.chain_id for chain in chains})


_CHAIN: Final = c.record(
    SenderChain,
    chain_id=c.checked(c.NUMBER, lambda number: number <= LAST_ITERATION, "more than 32 bits"),
    iteration=c.NUMBER,
    key=c.secret(ChainKey),
    signer=c.PUBLIC,
    kept=c.kept(KEPT_LIMIT),
    signing=c.maybe(c.PAIR),
)
_KEYS: Final = c.record(
    SenderKeys,
    distribution_id=c.Codec(lambda cursor, name: cursor.take(ID_SIZE, name), bytes),
    chains=c.checked(
        c.many(c.checked(_CHAIN, _fits, "no such chain comes about"), CHAIN_LIMIT),
        _are_apart,
        "no chain, or two of one number",
    ),
)
