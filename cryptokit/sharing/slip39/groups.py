"""SLIP-39 from end to end: lock a master secret, share it among groups of people, and back.

Not here: wallets. What a master secret is used for is none of this module's business.
"""

from collections.abc import Iterable, Sequence

from cryptokit.keys import ShareValue
from cryptokit.rng import Rng, draw, is_lesson, system
from cryptokit.sharing.slip39.cipher import decrypt, encrypt, require_printable, salt_of
from cryptokit.sharing.slip39.levels import deal, gather
from cryptokit.sharing.slip39.place import require_groups, require_size
from cryptokit.sharing.slip39.share import EXPONENT_BITS, IDENTIFIER_BITS, MnemonicShare


def split(
    master_secret: bytes,
    *,
    groups: Sequence[tuple[int, int]],
    group_threshold: int,
    passphrase: bytes = b"",
    extendable: bool = True,
    iteration_exponent: int = 1,
    rng: Rng = system,
) -> tuple[tuple[MnemonicShare, ...], ...]:
    """Split a master secret among groups, each a pair (threshold, members); give their shares.

    ``group_threshold`` groups are needed, and in each its threshold of members. The secret has an
    even number of bytes, 16 or more. The passphrase, printable ASCII, is in no share; locking
    takes 10,000 * 2^``iteration_exponent`` steps of PBKDF2. Raises ValueError for anything else,
    and for a threshold of 1 with several members, who would hold copies.

    >>> from cryptokit.rng import lesson
    >>> family, lawyers = split(
    ...     b"meet me at nine!", groups=((2, 3), (1, 1)), group_threshold=2,
    ...     passphrase=b"and bring cake", iteration_exponent=0, rng=lesson("slip39"))
    >>> family[2]
    <MnemonicShare group 1 member 3, 16 bytes, set 15039>
    >>> combine([*family[1:], *lawyers], b"and bring cake")
    b'meet me at nine!'

    See: SLIP-0039, "Generating the shares".
    """
    require_size(master_secret)
    require_groups(groups, group_threshold)
    require_printable(passphrase)
    if not 0 <= iteration_exponent < 1 << EXPONENT_BITS:
        raise ValueError(f"an iteration exponent is 0 to 15, not {iteration_exponent}")
    identifier = int.from_bytes(draw(rng, 2), "big") % (1 << IDENTIFIER_BITS)
    salt = salt_of(identifier, extendable=extendable)
    locked = encrypt(master_secret, passphrase, salt=salt, iteration_exponent=iteration_exponent)
    hidden = ShareValue(locked, from_lesson=is_lesson(rng))
    dealt = deal(hidden, groups, group_threshold=group_threshold, rng=rng)
    return tuple(
        tuple(
            MnemonicShare(
                identifier=identifier,
                extendable=extendable,
                iteration_exponent=iteration_exponent,
                place=place,
                value=value,
            )
            for place, value in group
        )
        for group in dealt
    )


def combine(shares: Iterable[MnemonicShare], passphrase: bytes = b"") -> bytes:
    """Give the master secret that shares and a passphrase lead to.

    A wrong passphrase gives another secret, and no error: that is how SLIP-39 is meant. The SLIP
    wants exactly as many shares as needed; here, more are welcome if they agree.

    Raises NotEnoughShares, whose hint tells of each group. Raises Inconsistent, naming
    "group 2 member 1", for shares that were not made together, for two values at one place, and
    for a digest that does not fit. Raises ValueError for a passphrase that is not printable ASCII.

    >>> from cryptokit.rng import lesson
    >>> ((a, b),) = split(
    ...     b"meet me at nine!", groups=((2, 2),), group_threshold=1, rng=lesson("slip39"))
    >>> combine([b])
    Traceback (most recent call last):
    cryptokit.errors.NotEnoughShares: 1 share, but 2 are needed. Try: ...

    See: SLIP-0039, "Combining the shares".
    """
    require_printable(passphrase)
    together = tuple(shares)
    for share in together:
        if not isinstance(share, MnemonicShare):
            what = f"a MnemonicShare belongs here, not {type(share).__name__}"
            raise TypeError(f"{what}: words are read with MnemonicShare.from_words")
    locked = gather(together)
    first = together[0]
    salt = salt_of(first.identifier, extendable=first.extendable)
    exponent = first.iteration_exponent
    return decrypt(locked.reveal(), passphrase, salt=salt, iteration_exponent=exponent)
