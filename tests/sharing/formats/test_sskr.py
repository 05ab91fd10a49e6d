"""The format "sskr": its five bytes, the sharing step of the reference, and groups that join."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import shamir as reference

from cryptokit import rng
from cryptokit.certainty import Certainty
from cryptokit.errors import CryptokitError, Inconsistent, NotEnoughShares, WireError
from cryptokit.keys import ShareValue
from cryptokit.sharing.formats.format import Plan, Raw
from cryptokit.sharing.formats.sskr import CHANCE, FORMAT, SskrShare
from cryptokit.sharing.slip39.levels import deal
from cryptokit.sharing.slip39.place import Place

SECRET = b"meet me at nine!"
secrets = st.integers(8, 16).flatmap(lambda n: st.binary(min_size=2 * n, max_size=2 * n))
plans = st.integers(2, 4).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 6)))
sixteenth = st.integers(0, 15)
places = st.integers(1, 16).flatmap(
    lambda count: st.builds(
        Place,
        group=st.integers(0, count - 1),
        member=sixteenth,
        group_threshold=st.integers(1, count),
        group_count=st.just(count),
        member_threshold=st.integers(1, 16),
    )
)
two_bytes = st.binary(min_size=2, max_size=2)
shares = st.builds(SskrShare, identifier=two_bytes, place=places, value=secrets.map(ShareValue))


def stated_source(size):
    return bytes(17 * i % 256 for i in range(size))


def parts_of(texts):
    return [FORMAT.read(Raw(f"line {i}", text)).part for i, text in enumerate(texts, 1)]


def in_groups(needs, group_threshold):
    dealt = deal(ShareValue(SECRET), needs, group_threshold=group_threshold, rng=rng.lesson("sskr"))
    return [
        parts_of([SskrShare(identifier=b"id", place=p, value=v).to_bytes() for p, v in group])
        for group in dealt
    ]


@given(shares)
def test_bytes_lead_back_to_the_share(share):
    assert SskrShare.from_bytes(share.to_bytes()) == share


def test_the_header_is_as_published():
    place = Place(group=2, member=4, group_threshold=2, group_count=3, member_threshold=6)
    share = SskrShare(identifier=b"\xab\xcd", place=place, value=ShareValue(SECRET))
    assert share.to_bytes() == bytes.fromhex("abcd 12 25 04") + SECRET


@pytest.mark.parametrize(("k", "n", "size"), [(1, 1, 16), (3, 5, 16), (2, 7, 32), (16, 16, 24)])
def test_a_whole_split_is_the_header_and_the_shares_of_the_reference(monkeypatch, k, n, size):
    secret = rng.lesson("secret")(size)
    monkeypatch.setattr(reference, "RANDOM_BYTES", stated_source)
    right = [
        bytes([0x00, 0x11, 0x00, k - 1, share.x]) + share.data
        for share in reference._split_secret(k, n, secret)
    ]
    written = FORMAT.split(secret, Plan(threshold=k, shares=n, rng=stated_source))
    assert [w.data for w in written] == right
    assert [w.line for w in written] == [data.hex() for data in right]


@given(secrets, plans, st.data())
def test_any_k_lines_or_files_give_the_secret_and_fewer_are_refused(secret, plan, data):
    k, n = plan
    written = FORMAT.split(secret, Plan(threshold=k, shares=n))
    assert len({w.suffix for w in written}) == n
    chosen = data.draw(st.permutations(written))
    held = chosen[: data.draw(st.integers(k, n))]
    assert FORMAT.join(parts_of([w.line.encode() for w in held]), b"") == secret
    assert FORMAT.join(parts_of([w.data for w in held]), b"") == secret
    with pytest.raises(NotEnoughShares):
        FORMAT.join(parts_of([w.data for w in chosen[: k - 1]]), b"")


def test_a_part_tells_what_the_header_tells():
    data = bytes.fromhex("abcd 00 01 04") + SECRET
    reading = FORMAT.read(Raw("line 7", data.hex().encode()))
    part = reading.part
    assert reading.certainty is Certainty.LIKELY
    assert (part.x, part.threshold, part.where, part.label) == (
        4,
        2,
        "line 7",
        "group 1 of 1, member 5",
    )
    assert part.kind == (
        ("identifier", "abcd"),
        ("group threshold", "1"),
        ("group count", "1"),
    )
    assert SECRET.hex() not in f"{part!r} {part.extra!r} {part.kind}"


def test_parts_of_several_groups_have_one_kind_and_are_joined():
    family, friends, notary = in_groups(((2, 3), (3, 5), (1, 1)), 2)
    assert len({part.kind for part in (*family, *friends, *notary)}) == 1
    assert {part.threshold for part in (*family, *friends, *notary)} == {None}
    assert FORMAT.join([*friends[2:], *family[:2]], b"") == SECRET
    assert FORMAT.join([*friends, *family, *notary], b"") == SECRET
    with pytest.raises(NotEnoughShares):
        FORMAT.join([*friends, family[0]], b"")


def test_a_changed_share_is_noticed_and_named_if_there_is_one_to_spare():
    ((*members,),) = in_groups(((2, 3),), 1)
    wrong = members[1].extra
    flipped = bytes([wrong.value.reveal()[0] ^ 1]) + wrong.value.reveal()[1:]
    members[1] = replace(members[1], extra=replace(wrong, value=ShareValue(flipped)))
    with pytest.raises(Inconsistent) as caught:
        FORMAT.join(members[:2], b"")
    assert caught.value.holder == "group 1 member 1, group 1 member 2"
    with pytest.raises(Inconsistent) as caught:
        FORMAT.join(members, b"")
    assert caught.value.holder == "group 1 member 2"


def test_shares_of_two_splits_are_refused():
    sources = (rng.lesson("one"), rng.lesson("another"))
    one, other = (FORMAT.split(SECRET, Plan(threshold=2, shares=2, rng=r)) for r in sources)
    with pytest.raises(Inconsistent, match="identifier differs"):
        FORMAT.join(parts_of([one[0].data, other[1].data]), b"")


@pytest.mark.parametrize(
    ("header", "size", "field"),
    [
        ("abcd 00 01 14", 16, "member"),
        ("abcd 10 01 04", 16, "groups"),
        ("abcd 01 21 04", 16, "groups"),
        ("abcd 00 01 04", 14, "value"),
        ("abcd 00 01 04", 17, "value"),
        ("abcd 00 01 04", 34, "value"),
        ("abcd 00 01 04", 0, "value"),
        ("abcd 00 01", 0, "member"),
    ],
)
def test_a_header_or_a_value_that_can_not_be_is_refused(header, size, field):
    with pytest.raises(WireError) as caught:
        FORMAT.read(Raw("line 1", (bytes.fromhex(header) + bytes(size)).hex().encode()))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("secret", "k", "n"),
    [
        (SECRET, 1, 2),
        (SECRET, 3, 2),
        (SECRET, 0, 2),
        (SECRET, 2, 17),
        (b"", 2, 3),
        (bytes(15), 2, 3),
        (bytes(34), 2, 3),
    ],
)
def test_secrets_and_plans_outside_the_format_are_refused(secret, k, n):
    with pytest.raises(ValueError):
        FORMAT.split(secret, Plan(threshold=k, shares=n))


def test_a_part_of_another_format_is_an_error_of_the_caller():
    ((part,),) = in_groups(((1, 1),), 1)
    with pytest.raises(TypeError, match="SSKR"):
        FORMAT.join([replace(part, extra=None)], b"")


@pytest.mark.parametrize(
    "wrong", [{"identifier": b"abc"}, {"value": ShareValue(bytes(34))}, {"value": bytes(16)}]
)
def test_records_out_of_range_are_errors_of_the_caller(wrong):
    share = SskrShare.from_bytes(bytes.fromhex("abcd000104") + SECRET)
    with pytest.raises((TypeError, ValueError)):
        replace(share, **wrong)


@given(st.one_of(st.binary(max_size=50), st.text(max_size=80).map(str.encode)))
def test_arbitrary_input_gives_a_part_or_our_errors(data):
    try:
        part = FORMAT.read(Raw("line 1", data)).part
    except CryptokitError:
        return
    assert part.extra.to_bytes() == Raw("line 1", data).binary()


def test_one_random_header_in_44_does_not_contradict_itself():
    def reads(groups, member, index):
        try:
            SskrShare.from_bytes(b"id" + bytes([groups, member, index]) + SECRET)
        except WireError:
            return False
        return True

    group_indices = [index << 4 for index in range(16)]
    fit = sum(reads(groups, member, 0) for groups in range(256) for member in group_indices)
    assert not any(reads(0, 0, index) for index in range(16, 256))
    assert fit / (256 * 16) * (16 / 256) == CHANCE


@given(st.binary(min_size=21, max_size=37))
def test_arbitrary_bytes_never_join_to_anything_but_a_secret_or_our_errors(data):
    try:
        joined = FORMAT.join(parts_of([data]), b"")
    except CryptokitError:
        return
    assert joined == data[5:]
    assert data[3] % 16 == 0  # one of one: the share is the secret
