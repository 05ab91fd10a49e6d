"""Join shares of any format, and split into any format that can be written.

Not here: telling formats apart, which ``recognise`` does, and the formats, each in its own file.
"""

from collections.abc import Iterable, Sequence
from typing import Final, Never

from cryptokit.errors import Inconsistent, NotEnoughShares
from cryptokit.keys import ShareValue
from cryptokit.rng import Rng, system
from cryptokit.sharing.agreement import require_agreement
from cryptokit.sharing.formats.bytewise import FIELDS
from cryptokit.sharing.formats.format import Format, Part, Plan, Raw, Written
from cryptokit.sharing.formats.known import named
from cryptokit.sharing.formats.mixing import Together, clashes, differences, distinct, sets
from cryptokit.sharing.formats.recognise import settle
from cryptokit.sharing.plan import require_secret
from cryptokit.sharing.share import SET_ID_SIZE, Share

_NO_SET: Final = bytes(SET_ID_SIZE)


def join(
    raws: Iterable[Raw],
    *,
    format: str | None = None,  # noqa: A002  # as users say
    passphrase: bytes = b"",
    threshold: int | None = None,
) -> bytes:
    r"""Give the secret of shares as somebody handed them in; the format is found if none is given.

    The same share twice counts once. Where neither the shares nor ``threshold`` tell how many are
    needed, all are used, and too few give a wrong secret without an error. More than are needed
    must agree.

    Raises Inconsistent, naming the places of shares that do not belong to the others or claim the
    same x; NotEnoughShares; CannotOpen; Ambiguous, WireError, BadShare and Unknown like ``settle``;
    ValueError for a passphrase or a threshold that the format does not have.

    >>> lines = (b".019:ac7b5518f33cbddb61fe4c31cd1845336032",
    ...     b".036:582e08c61045636b3152e97441d8ca7274d3",
    ...     b".083:2ac81c841100813c3605bd76d72b3e2aa140")
    >>> join([Raw(f"line {i}", line) for i, line in enumerate(lines, 1)])
    b'hello, libgfshare\n'

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    if threshold is not None and threshold < 1:
        raise ValueError(f"a threshold is at least 1, not {threshold}")
    parts = _one_set(settle(raws, format))
    chosen = named(parts[0].format)
    _require_passphrase(chosen, passphrase)
    need = _need(parts[0], threshold)
    if need is not None and len(parts) < need:
        raise NotEnoughShares(have=len(parts), need=need)
    if need is None:
        return chosen.join(parts, passphrase)
    _require_agreement(chosen, parts, need, passphrase)
    # A format whose shares tell how many are needed checks the others too.
    return chosen.join(parts[:need] if parts[0].threshold is None else parts, passphrase)


def split(
    secret: bytes,
    *,
    threshold: int,
    shares: int,
    format: str,  # noqa: A002  # as users say
    rng: Rng = system,
    passphrase: bytes = b"",
) -> tuple[Written, ...]:
    """Split a secret so that any ``threshold`` of the shares give it back, and write the shares.

    Raises Unknown for a format; ValueError for one that is only read, a passphrase that it does
    not take, or a secret, threshold or number of shares outside of its limits.

    >>> from cryptokit.rng import lesson
    >>> shares = split(b"key", threshold=2, shares=3, format="zfec", rng=lesson("split"))
    >>> shares[0].line
    '#2:...'
    >>> join([Raw(f"line {i}", one.line.encode()) for i, one in enumerate(shares[1:], 1)])
    b'key'

    See: Shamir, "How to share a secret", CACM 22(11), 1979.
    """
    require_secret(secret)
    chosen = named(format)
    if chosen.split is None:
        raise ValueError(f"the format {chosen.name} is only read, not written")
    _require_passphrase(chosen, passphrase)
    plan = Plan(threshold=threshold, shares=shares, rng=rng, passphrase=passphrase)
    return chosen.split(secret, plan)


def _require_passphrase(chosen: Format, passphrase: bytes) -> None:
    if passphrase and not chosen.takes_passphrase:
        raise ValueError(f"the format {chosen.name} takes no passphrase")


def _need(part: Part, told: int | None) -> int | None:
    if told is None:
        return part.threshold
    if dict(part.kind).get("group count", "1") != "1":
        raise ValueError("shares in groups tell how many are needed of each: give no threshold")
    if part.threshold not in {None, told}:
        raise ValueError(f"the shares say that {part.threshold} are needed, not {told}")
    return told


def _one_set(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Give the parts of the only set there is, without copies."""
    groups = sets(parts)
    if not groups:
        raise NotEnoughShares(have=0, need=1)
    if len(groups) > 1:
        _refuse_strangers(groups)
    for clash in clashes(parts):
        raise Inconsistent("; ".join(clash.why), holder=f"{clash.first}, {clash.second}")
    return distinct(parts)


def _refuse_strangers(groups: Sequence[Together]) -> Never:
    most, *others = groups
    why = "; ".join(differences(most.parts[0], others[0].parts[0]))
    if others[0].have == most.have:  # nobody is in the minority, so nobody is named alone
        everybody = [part for group in groups for part in group.parts]
        raise Inconsistent(f"not made together: {why}", holder=_places(everybody))
    odd = [part for group in others for part in group.parts]
    raise Inconsistent(f"not made with the others: {why}", holder=_places(odd))


def _places(parts: Iterable[Part]) -> str:
    return ", ".join(part.where for part in parts)


def _require_agreement(chosen: Format, parts: Sequence[Part], need: int, passphrase: bytes) -> None:
    """Refuse parts of which some choices lead elsewhere than others. Raises Inconsistent."""
    if len(parts) == need:
        return
    if chosen.bytewise:
        _require_one_polynomial(parts, need)
    elif parts[0].threshold is None and not _lead_to_one(parts, need, chosen, passphrase):
        what = "some of them lead to another secret, and it cannot be told whose is wrong"
        raise Inconsistent(what, holder=_places(parts))


def _require_one_polynomial(parts: Sequence[Part], need: int) -> None:
    places = {str(part.x): part.where for part in parts}
    try:
        require_agreement([_as_share(part, need) for part in parts])
    except Inconsistent as error:
        what = error.what.removeprefix(f"share {error.holder}: ")
        where = ", ".join(places[x] for x in error.holder.split(", "))
        raise Inconsistent(what, holder=where, hint=error.hint) from None


def _as_share(part: Part, need: int) -> Share:
    field = FIELDS[part.field]
    return Share(set_id=_NO_SET, threshold=need, x=part.x, value=part.value, field=field)


def _lead_to_one(parts: Sequence[Part], need: int, chosen: Format, passphrase: bytes) -> bool:
    circle = (*parts, *parts)
    some = (circle[i : i + need] for i in range(len(parts)))
    first, *others = (ShareValue(chosen.join(one, passphrase)) for one in some)
    return all(other == first for other in others)
