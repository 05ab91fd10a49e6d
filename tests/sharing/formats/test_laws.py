"""What holds in every share format that there is, however it writes its shares."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.certainty import Certainty
from cryptokit.errors import BadShare, CryptokitError
from cryptokit.rng import lesson
from cryptokit.sharing.formats import FORMATS, Raw, inspect, join, named, readings, settle, split

WRITTEN = [name for name, one in FORMATS.items() if one.split]
SIZES = {
    "sss-key": [32],
    "sss": [8, 59, 60, 64],
    "slip39": [16, 32],
    "sskr": [16, 18, 32],
    "gf128": [16],
    "ssss": [8, 16],
    "ssss-plain": [8, 16],
}
AT_ZERO = {
    "vault": [b"46b269a800", b"RrJpqAA="],
    "gfshare": [b".000:ac7b5518"],
    "zfec": [b"#0:a6a3e294"],
    "sss": [b"00" + b"8a" * 112],
    "sss-key": [b"00" + b"a8" * 32],
    "ssss": [b"0-d86ab5133c184d2d"],
    "ssss-plain": [b"0-d86ab5133c184d2d"],
    "gf128": [b"0-0198fb8c09a2eeb8a4e90ee7d5d1b2c5"],
    "rustysecrets": [b"2-0-bmluZQ-s/T6"],
}
PLACES_FROM_ZERO = {"slip39", "sskr"}
"""In SLIP-39 the secret lies at 255, so 0 is a member like others."""
FEW = settings(max_examples=8)


def secrets_of(name):
    sizes = SIZES.get(name, [8, 9, 33, 70])
    # A leading zero is a matter of its own where a secret is a number.
    heads = st.integers(1, 255).map(lambda head: bytes([head]))
    return st.sampled_from(sizes).flatmap(
        lambda size: st.tuples(heads, st.binary(min_size=size - 1, max_size=size - 1)).map(b"".join)
    )


policies = st.integers(2, 4).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 7)))


def lines(written):
    return [Raw(f"line {i}", one.line.encode()) for i, one in enumerate(written, 1)]


def files(written):
    return [Raw(f"secret{one.suffix}", one.data) for one in written]


def drawn(data, name):
    """A secret, how many shares are needed, and all the shares."""
    secret, (k, n) = data.draw(secrets_of(name)), data.draw(policies)
    rng = lesson(data.draw(st.binary(max_size=4)))
    return secret, k, split(secret, threshold=k, shares=n, format=name, rng=rng)


@pytest.mark.parametrize("name", WRITTEN)
@given(data=st.data())
@FEW
def test_any_k_shares_in_any_order_give_the_secret(name, data):
    secret, k, written = drawn(data, name)
    some = data.draw(st.permutations(data.draw(st.sampled_from([lines, files]))(written)))[:k]
    assert join(some, format=name) == secret
    assert join([*some, some[0]], format=name) == secret


@pytest.mark.parametrize("name", WRITTEN)
@given(data=st.data())
@FEW
def test_all_shares_give_the_secret_when_the_threshold_is_told(name, data):
    secret, k, written = drawn(data, name)
    assert join(lines(written), format=name, threshold=k) == secret


@pytest.mark.parametrize("name", WRITTEN)
@given(data=st.data())
@FEW
def test_one_share_less_gives_an_error_or_another_secret(name, data):
    secret, k, written = drawn(data, name)
    some = data.draw(st.permutations(lines(written)))[: k - 1]
    with pytest.raises(CryptokitError):
        join(some, format=name, threshold=k)
    try:
        assert join(some, format=name) != secret
    except CryptokitError:
        assert k == 2 or FORMATS[name].detects != "nothing"


@pytest.mark.parametrize("name", WRITTEN)
@given(data=st.data())
@FEW
def test_the_line_and_the_file_read_alike(name, data):
    _, _, written = drawn(data, name)
    for line, file in zip(lines(written), files(written), strict=True):
        one, other = (FORMATS[name].read(raw).part for raw in (line, file))
        assert (one.x, one.value, one.label, one.kind) == (
            other.x,
            other.value,
            other.label,
            other.kind,
        )
        assert one.format == other.format == name


@pytest.mark.parametrize("name", WRITTEN)
@given(data=st.data())
@FEW
def test_what_a_format_writes_is_recognised_as_it_and_never_for_certain_as_another(name, data):
    _, _, written = drawn(data, name)
    for raw in (*lines(written), *files(written)):
        found = {one.part.format: one.certainty for one in readings(raw)}
        assert name in found
        assert {other for other, sure in found.items() if sure == Certainty.CERTAIN} <= {name}


@pytest.mark.parametrize("name", WRITTEN)
@given(data=st.data())
@FEW
def test_a_set_is_settled_as_what_it_is_or_not_at_all(name, data):
    _, _, written = drawn(data, name)
    seen = inspect(lines(written))
    assert {one.chosen.part.format for one in seen.shares if one.chosen} <= {name}


@pytest.mark.parametrize("name", WRITTEN)
def test_plans_that_are_no_sharing_are_refused(name):
    secret = bytes(range(1, 1 + SIZES.get(name, [8])[0]))
    copies = [] if name in PLACES_FROM_ZERO else [(1, 1)]  # one of one is a group of SLIP-39
    for k, n in ((0, 3), (-1, 3), (1, 3), (4, 3), (2, 10**9 + 1), *copies):
        with pytest.raises(ValueError, match=f"{k} of {n}|threshold of 1"):
            split(secret, threshold=k, shares=n, format=name)
    with pytest.raises(ValueError, match=r"empty|an even number|bytes, not 0"):
        split(b"", threshold=2, shares=3, format=name)


@pytest.mark.parametrize("name", WRITTEN)
def test_all_x_differ_and_none_is_zero(name):
    secret = bytes(range(1, 1 + SIZES.get(name, [8])[0]))
    parts = settle(lines(split(secret, threshold=2, shares=7, format=name)), name)
    assert len({part.x for part in parts}) == 7
    assert name in PLACES_FROM_ZERO or all(part.x for part in parts)


@pytest.mark.parametrize(("name", "line"), [(n, one) for n in AT_ZERO for one in AT_ZERO[n]])
def test_a_share_at_zero_is_refused_and_its_place_is_named(name, line):
    if name not in FORMATS:
        pytest.skip(f"there is no format {name}")
    with pytest.raises(BadShare) as caught:
        named(name).read(Raw("line 7", line))
    assert caught.value.holder == "line 7"
    with pytest.raises(BadShare):
        settle([Raw("line 7", line)], name)


def test_every_format_with_an_x_is_tried_at_zero():
    assert set(FORMATS) - set(AT_ZERO) - PLACES_FROM_ZERO == {"cryptokit"}  # see test_known_answers


@pytest.mark.parametrize("name", FORMATS)
@given(
    data=st.binary(max_size=200), where=st.sampled_from(["line 1", "a.019", "a.3.zfec", "a.000"])
)
@settings(max_examples=40)
def test_arbitrary_bytes_are_read_or_refused(name, data, where):
    for one in (data, data.hex().encode()):
        try:
            part = FORMATS[name].read(Raw(where, one)).part
        except CryptokitError:
            continue
        assert part.format == name
        assert len(part.value) > 0


LINES = st.one_of(
    st.binary(max_size=40),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.binary(max_size=120).map(lambda data: data.hex().encode()),
    st.binary(min_size=33, max_size=33),
    st.binary(min_size=113, max_size=113).map(lambda data: data.hex().encode()),
    st.from_regex(r"[.#]?[0-9]{1,3}[-:][0-9a-f]{0,40}", fullmatch=True).map(str.encode),
    st.from_regex(r"[0-9]-[0-9]-[A-Za-z0-9+/]{1,12}-[A-Za-z0-9+/]{4}", fullmatch=True).map(
        str.encode
    ),
    st.binary(max_size=40).map(b"CKsh\x01".__add__),
    st.binary(max_size=40).map(b"cryptokit-share-1-needs-2:".__add__),
)
RAWS = st.lists(
    st.builds(Raw, st.sampled_from(["line 1", "a.019", "b.7.zfec", "c.vault"]), LINES), max_size=6
)


@given(RAWS, st.sampled_from([None, *FORMATS]), st.sampled_from([None, 1, 2, 3]))
@settings(max_examples=80)
def test_arbitrary_shares_are_joined_or_refused(raws, name, threshold):
    for work in (
        lambda: settle(raws, name),
        lambda: join(raws, format=name),
        lambda: join(raws, format=name, threshold=threshold),
    ):
        with suppress(CryptokitError):
            assert complaint(work)[:14] in {"", "the shares say", "shares in grou"}


def complaint(work):
    """Give what Python's own error says: only a told threshold can be the caller's fault here."""
    try:
        work()
    except ValueError as error:
        return str(error)
    return ""


@given(RAWS)
@settings(max_examples=40)
def test_inspecting_arbitrary_shares_raises_nothing(raws):
    seen = inspect(raws)
    assert len(seen.shares) == len(raws)
    for one in seen.shares:
        assert (one.chosen is None) != (one.trouble is None)
    assert sum(len(group.parts) for group in seen.sets) == sum(1 for s in seen.shares if s.chosen)
