"""Which shares fit together, why others do not, and what an inspection tells without joining."""

import pytest

from cryptokit.certainty import Certainty
from cryptokit.errors import Ambiguous, WireError
from cryptokit.keys import ShareValue
from cryptokit.rng import lesson
from cryptokit.sharing.formats import Part, Raw, differences, inspect, sets, settle, split
from cryptokit.sharing.formats.format import GF256_AES, GF256_REED_SOLOMON
from cryptokit.sharing.formats.mixing import clashes, distinct


def part(**change):
    usual = {
        "format": "cryptokit", "field": GF256_AES, "x": 1, "value": ShareValue(b"nine"),
        "where": "line 1", "label": "x = 1", "threshold": 3, "kind": (("set id", "6f1a"),),
    }  # fmt: skip
    return Part(**usual | change)


def lines_of(name, secret, k=2, n=3, seed="mixing"):
    written = split(secret, threshold=k, shares=n, format=name, rng=lesson(seed))
    return [one.line.encode() for one in written]


def raws(lines):
    return [Raw(f"line {i}", line) for i, line in enumerate(lines, 1)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"format": "vault", "kind": ()}, ("the formats differ: cryptokit and vault",)),
        (
            {"field": GF256_REED_SOLOMON},
            ("the fields number their bytes differently: GF(2^8), polynomial 0x11b and 0x11d",),
        ),
        ({"field": "GF(2^64)"}, ("the fields differ: GF(2^8), polynomial 0x11b and GF(2^64)",)),
        ({"value": ShareValue(b"later")}, ("the lengths differ: 4 and 5 bytes",)),
        ({"threshold": 2}, ("the thresholds differ: 3 and 2 are needed",)),
        ({"kind": (("set id", "77aa"),)}, ("the set id differs: 6f1a and 77aa",)),
        (
            {"kind": (("set id", "6f1a"), ("epoch", "2"))},
            ("the epoch differs: none and 2",),
        ),
        ({"value": ShareValue(b"nona")}, ("both claim x = 1, with different values",)),
        (
            {"threshold": 2, "value": ShareValue(b"later")},
            ("the lengths differ: 4 and 5 bytes", "the thresholds differ: 3 and 2 are needed"),
        ),
        ({}, ()),
        ({"x": 2, "label": "x = 2", "value": ShareValue(b"nona"), "where": "line 2"}, ()),
        ({"label": "group 2 of 3, member 1", "value": ShareValue(b"nona")}, ()),
    ],
)
def test_each_difference_is_said_in_words(change, why):
    assert differences(part(), part(**change)) == why
    assert bool(differences(part(**change), part())) == bool(why)


def test_parts_that_differ_in_anything_but_their_place_are_in_different_sets():
    changes = [{"threshold": 2}, {"kind": ()}, {"value": ShareValue(b"later")}, {"field": "?"}]
    parts = [part(), part(x=2, label="x = 2"), *(part(**change) for change in changes)]
    assert [group.have for group in sets(parts)] == [2, 1, 1, 1, 1]
    assert [group.need for group in sets(parts)] == [3, 2, 3, 3, 3]


def test_copies_count_once_but_rivals_for_a_place_are_told():
    one, copy, rival = part(), part(where="line 2"), part(where="line 3", value=ShareValue(b"nona"))
    (group,) = sets([one, copy])
    assert (group.have, distinct([one, copy])) == (1, (one,))
    (clash,) = clashes([one, copy, rival])
    assert (clash.first, clash.second) == ("line 1", "line 3")
    assert clash.why == ("both claim x = 1, with different values",)


def test_the_format_tells_how_many_are_needed_or_not():
    told = sets(settle(raws(lines_of("cryptokit", b"nine", k=3, n=4))))
    untold = sets(settle(raws(lines_of("zfec", b"nine"))))
    assert [(group.have, group.need) for group in (*told, *untold)] == [(4, 3), (3, None)]


def test_an_inspection_of_mixed_shares_tells_everything_and_raises_nothing():
    lines = [
        *lines_of("cryptokit", b"nine"),
        *lines_of("gfshare", b"nine")[:2],
        *lines_of("vault", b"nine")[:2],
        lines_of("ssss", b"at nine!")[0],
        b"good morning",
        lines_of("cryptokit", b"noon", seed="another")[0],
    ]
    seen = inspect(raws(lines))
    assert [one.where for one in seen.shares] == [f"line {i}" for i in range(1, 11)]
    chosen = [one.chosen.part.format if one.chosen else None for one in seen.shares]
    assert chosen == ["cryptokit"] * 3 + ["gfshare"] * 2 + ["vault"] * 2 + [None, None, "cryptokit"]
    assert isinstance(seen.shares[7].trouble, Ambiguous)
    assert [one.part.format for one in seen.shares[7].readings] == ["ssss", "ssss-plain"]
    assert isinstance(seen.shares[8].trouble, WireError)
    assert [(g.parts[0].format, g.have, g.need) for g in seen.sets] == [
        ("cryptokit", 3, 2), ("gfshare", 2, None), ("vault", 2, None), ("cryptokit", 1, 2),
    ]  # fmt: skip
    assert len(seen.why_not) == 6  # a pair for every two sets
    reasons = {(clash.first, clash.second): clash.why for clash in seen.why_not}
    assert reasons["line 1", "line 10"][0].startswith("the set id differs: ")
    assert reasons["line 4", "line 6"] == (
        "the formats differ: gfshare and vault",
        "the fields number their bytes differently: GF(2^8), polynomial 0x11d and 0x11b",
    )


def test_an_inspection_takes_a_format_as_given():
    seen = inspect(raws(lines_of("ssss", b"at nine!")), "ssss")
    assert {one.chosen.certainty for one in seen.shares} == {Certainty.GIVEN}
    assert len(seen.shares[0].readings) == 2


def test_an_inspection_of_nothing_is_empty():
    seen = inspect([])
    assert (seen.shares, seen.sets, seen.why_not) == ((), (), ())


def test_an_inspection_shows_no_share():
    lines = [
        *lines_of("cryptokit", b"nine"),
        *lines_of("vault", b"nine"),
        *lines_of("zfec", b"nine"),
    ]
    seen = inspect(raws(lines))
    for group in seen.sets:
        for one in group.parts:
            assert one.value.reveal().hex() not in repr(seen)
            assert repr(one.value.reveal())[2:-1] not in repr(seen)
