"""In which format is a share? Each alone is read in every way; the whole set then decides.

Not here: whether the shares fit together. That is asked, in ``mixing``, of shares that were read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cryptokit.certainty import Certainty
from cryptokit.errors import Ambiguous, BadShare, CryptokitError, WireError
from cryptokit.sharing.formats import own, weighing
from cryptokit.sharing.formats.format import Format, Part, Raw, Reading
from cryptokit.sharing.formats.known import FORMATS, named
from cryptokit.sharing.share import MAGIC

Verdict = Reading | CryptokitError
"""How a share is read in the end, or why it is not."""
Tried = Mapping[str, Reading | BadShare]
"""For one share: the formats that it looks like, with the reading, or why it can not take part."""

_ORDER: Final = (Certainty.CERTAIN, Certainty.LIKELY, Certainty.GUESSED)


def readings(raw: Raw) -> tuple[Reading, ...]:
    """Read a share in every format that it fits, surest first. Bad bytes fit none: an empty tuple.

    >>> [(one.part.format, str(one.certainty)) for one in readings(Raw("line 1", b"46b269a8cc"))]
    [('vault', 'guessed')]

    See: RFC 9413, "Maintaining Robust Protocols", on why a guess is called one.
    """
    fits = [one for one in _tried(raw)[0].values() if isinstance(one, Reading)]
    return tuple(sorted(fits, key=lambda one: _ORDER.index(one.certainty)))


def settle(raws: Iterable[Raw], format: str | None = None) -> tuple[Part, ...]:  # noqa: A002  # as users say
    """Read every share in the one way that is surest for the set, or in the format that is given.

    Raises Ambiguous, naming the formats, where several are as sure; WireError, naming the place,
    where none fits; BadShare for a share that can not take part; Unknown for a format.

    >>> lines = (b"01" + b"a7" * 32, b"02" + b"31" * 32, b"05" + b"c4" * 32)
    >>> settle([Raw(f"line {i}", line) for i, line in enumerate(lines, 1)])
    (<Part sss-key, x = 1, 32 bytes, from line 1>, ...)

    See: RFC 9413, "Maintaining Robust Protocols".
    """
    return tuple([_part(verdict) for verdict in verdicts(raws, format)])


def verdicts(raws: Iterable[Raw], format: str | None = None) -> tuple[Verdict, ...]:  # noqa: A002  # as users say
    """Settle every share, with an error in the place of those that could not be. Raises Unknown.

    >>> verdicts([Raw("line 1", b"?")])
    (WireError(...),)

    See: RFC 9413, "Maintaining Robust Protocols".
    """
    together = tuple(raws)
    if format is not None:
        chosen = named(format)
        return tuple(_given(raw, chosen) for raw in together)
    tried = [_tried(raw) for raw in together]
    alone = [_alone(raw, *one) for raw, one in zip(together, tried, strict=True)]
    open_ = [i for i, verdict in enumerate(alone) if verdict is None]
    found = _contested([(i, together[i], tried[i][0]) for i in open_])
    return tuple(found[i] if verdict is None else verdict for i, verdict in enumerate(alone))


def _part(verdict: Verdict) -> Part:
    if isinstance(verdict, CryptokitError):
        raise verdict
    return verdict.part


def _given(raw: Raw, format_: Format) -> Verdict:
    try:
        reading = format_.read(raw)
    except WireError as error:
        return _at(error, raw)
    except CryptokitError as error:
        return error
    return replace(reading, certainty=Certainty.GIVEN, why="so you said")


def _tried(raw: Raw) -> tuple[Tried, tuple[WireError, ...]]:
    """Read in every format: what looks like it, and why the others do not."""
    # Who begins with our magic is ours: damaged, it must not pass for noise of another format.
    ours = raw.data.startswith(MAGIC)
    found, errors = dict[str, Reading | BadShare](), list[WireError]()
    for format_ in (own.FORMAT,) if ours else FORMATS.values():
        try:
            found[format_.name] = format_.read(raw)
        except BadShare as error:
            found[format_.name] = error
        except WireError as error:
            errors.append(error)
        except CryptokitError:  # the word list of SLIP-39 is not installed
            continue
    return found, tuple(errors)


def _alone(raw: Raw, tried: Tried, errors: Sequence[WireError]) -> Verdict | None:
    """Judge a share by itself, or give None for one that only the set can tell."""
    if not tried:
        return _unknown(raw, errors)
    for name, one in tried.items():
        if isinstance(one, BadShare) and name not in weighing.BARE:
            return one
    fits = [one for name, one in tried.items() if name not in weighing.BARE]
    firm = [one for one in fits if isinstance(one, Reading) and one.certainty != Certainty.GUESSED]
    best = min((_ORDER.index(one.certainty) for one in firm), default=None)
    surest = [one for one in firm if _ORDER.index(one.certainty) == best]
    if len(surest) > 1:
        return Ambiguous(where=raw.where, fits=[one.part.format for one in surest])
    return surest[0] if surest else None


def _unknown(raw: Raw, errors: Sequence[WireError]) -> WireError:
    # The reader that came furthest knows best what is wrong; words are for one reader alone.
    nearest = max(errors, key=lambda error: error.offset)
    words = [error for error in errors if error.field.startswith(("word", "length"))]
    if b" " in raw.data and words:
        nearest = words[0]
    elif nearest.offset == 0:
        what = "neither a labelled line, nor hex, nor base64, nor words of SLIP-39"
        return WireError(what, offset=0, field=f"{raw.where}, share")
    return _at(nearest, raw, "fits no known format; the nearest says: ")


def _at(error: WireError, raw: Raw, before: str = "") -> WireError:
    what = error.what.removeprefix(f"at byte {error.offset}, in {error.field}: ")
    field = f"{raw.where}, {error.field}"
    return WireError(f"{before}{what}", offset=error.offset, field=field)


def _contested(shares: Iterable[tuple[int, Raw, Tried]]) -> dict[int, Verdict]:
    """Judge shares in groups of those that look alike."""
    groups = defaultdict[object, list[tuple[int, Raw, Tried]]](list)
    for share in shares:
        _, raw, tried = share
        length = len(raw.binary() or b"")
        groups[length, frozenset(tried).difference(weighing.BARE)].append(share)
    found = dict[int, Verdict]()
    for group in groups.values():
        places, raws, trieds = zip(*group, strict=True)
        found |= zip(places, _judged(raws, trieds), strict=True)
    return found


def _judged(raws: Sequence[Raw], tried: Sequence[Tried]) -> list[Verdict]:
    names = [name for name in FORMATS if all(name in one for one in tried)]
    weights = weighing.weigh(names, [raw.binary() or b"" for raw in raws])
    best = min(_ORDER.index(weight.certainty) for weight in weights.values())
    surest = [name for name, one in weights.items() if _ORDER.index(one.certainty) == best]
    if len(surest) > 1:
        where = ", ".join(raw.where for raw in raws)
        return [Ambiguous(where=where, fits=surest)] * len(raws)
    (name,) = surest
    return [_weighed(one[name], weights[name]) for one in tried]


def _weighed(one: Reading | BadShare, weight: weighing.Weight) -> Verdict:
    if isinstance(one, BadShare) or not weight.why:
        return one
    return replace(one, certainty=weight.certainty, why=weight.why)
