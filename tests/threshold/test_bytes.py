"""Every message as bytes: there and back, one way only, and nothing else gets in."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Untrusted, WireError
from cryptokit.primitives.group import ORDER, draw_scalar
from cryptokit.rng import lesson
from cryptokit.sharing import feldman
from cryptokit.sharing.policy import from_words, verifiable
from cryptokit.sharing.policy.programme import lewko_waters
from cryptokit.threshold.answers import Partial
from cryptokit.threshold.decryption import Box, encrypt, partial
from cryptokit.threshold.dkg import gjkr, joint
from cryptokit.threshold.dkg.complaints import Complaint
from cryptokit.threshold.dkg.hidden import HiddenBroadcast, Opening, PrivatePair
from cryptokit.threshold.dkg.messages import Broadcast, PrivateShare
from cryptokit.threshold.plain import PlainBox, encrypt_plain
from cryptokit.threshold.public import PublicKeys, from_dealing
from cryptokit.threshold.under_policy import PolicyKeys, from_policy
from cryptokit.wire import Cursor

SIZES = {
    "Box": 5 + 32 + 32 + 2 + 6 + 32 + 64 + 2 + 16,
    "Broadcast": 5 + 2 + 2 + 2 * 32 + 64,
    "Complaint": 5 + 4,
    "HiddenBroadcast": 5 + 2 + 2 + 2 * 32,
    "Opening": 5 + 2 + 2 + 2 * 32,
    "Partial": 5 + 2 + 4 + 2 + 98,
    "PlainBox": 5 + 32 + 32 + 2 + 6 + 2 + 16,
    "PolicyKeys": 5 + 16 + 4 + 40 + 2 * 32,
    "PrivatePair": 5 + 4 + 64,
    "PrivateShare": 5 + 4 + 32,
    "PublicKeys": 5 + 16 + 4 + 4 + 3 * 2 + 2 * 32,
}
"""Bytes of each example below, added up by hand from the fields."""


def examples():
    with lesson("bytes") as rng:
        dealing = feldman.deal(draw_scalar(rng), threshold=2, shares=3, rng=rng)
        public = from_dealing(dealing)
        box = encrypt(public.key, b"hi", context=b"case 7", rng=rng)
        plain = encrypt_plain(public.key, b"hi", context=b"case 7", rng=rng)
        answer = partial(dealing.shares[1], public, box, agrees=lambda _: True, rng=rng)
        policy = from_words("CH and (IS or DE)", parties=["CH", "IS", "DE"])
        under = from_policy(verifiable.deal(draw_scalar(rng), policy, rng=rng))
    dealers = [joint.round1(i, holders=3, threshold=2, rng=rng) for i in (1, 2, 3)]
    _, shares = joint.round2(dealers[0][0], [said for _, said in dealers])
    hiding = [gjkr.deal(i, holders=3, threshold=2, rng=rng) for i in (1, 2, 3)]
    _, pairs = gjkr.share_out(hiding[0][0], [said for _, said in hiding])
    opening = Opening(3, feldman.commit([5, 6]))
    made = (
        public, under, box, plain, answer, dealers[1][1], shares[0], Complaint(3, 1),
        hiding[1][1], pairs[0], opening,
    )  # fmt: skip
    return {type(one).__name__: one for one in made}


EXAMPLES = examples()
KINDS = [
    Box, Broadcast, Complaint, HiddenBroadcast, Opening, Partial, PlainBox, PolicyKeys,
    PrivatePair, PrivateShare, PublicKeys,
]  # fmt: skip
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


@every_kind
def test_what_was_written_is_read_back(kind):
    one = EXAMPLES[kind.__name__]
    assert kind.from_bytes(one.to_bytes()) == one
    assert len(one.to_bytes()) == SIZES[kind.__name__]


def test_no_two_kinds_start_alike():
    starts = {one.to_bytes()[:5] for one in EXAMPLES.values()}
    assert len(starts) == len(KINDS)


@every_kind
def test_the_spans_of_the_fields_tile_the_bytes(kind):
    data = EXAMPLES[kind.__name__].to_bytes()
    cursor = Cursor(data)
    kind.read(cursor)
    leaves = list(cursor.tree(kind.__name__).leaves())
    assert [leaf.start for leaf in leaves] == [0, *(leaf.end for leaf in leaves[:-1])]
    assert leaves[-1].end == len(data)


@every_kind
def test_cut_bytes_are_told_apart_from_whole_ones(kind):
    data = EXAMPLES[kind.__name__].to_bytes()
    body = len(data) - (18 if kind in {Box, PlainBox} else 0)  # a cut ciphertext shows on opening
    for size in range(body):
        with pytest.raises(WireError):
            kind.from_bytes(data[:size])
    if kind not in {Box, PlainBox}:
        with pytest.raises(WireError, match="1 bytes too many"):
            kind.from_bytes(data + b"\0")


@every_kind
@settings(max_examples=15)
@given(data=st.binary(max_size=120))
def test_any_bytes_are_refused_or_are_the_one_way_to_write_a_message(kind, data):
    for bytes_ in (data, EXAMPLES[kind.__name__].to_bytes()[:5] + data):
        assert refused_or_canonical(kind, bytes_)


@every_kind
@settings(max_examples=15)
@given(data=st.data())
def test_a_changed_byte_is_refused_or_gives_another_message(kind, data):
    raw = bytearray(EXAMPLES[kind.__name__].to_bytes())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    assert refused_or_canonical(kind, bytes(raw))


def refused_or_canonical(kind, data):
    try:
        return kind.from_bytes(data).to_bytes() == data
    except (WireError, Untrusted):
        return True


ELEMENTS = {
    "Box": {5: "public key", 37: "R", 77: "second element"},
    "PlainBox": {5: "public key", 37: "R"},
    "Partial": {15: "piece of holder 2"},
    "Broadcast": {
        9: "commitment 0 of party 2", 41: "commitment 1 of party 2", 73: "R of party 2",
    },
    "HiddenBroadcast": {9: "commitment 0 of party 2", 41: "commitment 1 of party 2"},
    "Opening": {9: "commitment 0 of party 3", 41: "commitment 1 of party 3"},
    "PublicKeys": {35: "commitment 0", 67: "commitment 1"},
    "PolicyKeys": {65: "commitment 0", 97: "commitment 1"},
}  # fmt: skip
PLACES = [(kind, at, field) for kind, fields in ELEMENTS.items() for at, field in fields.items()]
SCALARS = [
    ("Box", 109, "challenge"), ("Box", 141, "response"),
    ("Partial", 47, "challenge"), ("Partial", 79, "response"), ("Broadcast", 105, "response"),
    ("PrivateShare", 9, "value"), ("PrivatePair", 9, "value"), ("PrivatePair", 41, "blinding"),
]  # fmt: skip


def put(kind, at, new):
    data = EXAMPLES[kind].to_bytes()
    return data[:at] + new + data[at + len(new) :]


@pytest.mark.parametrize(("kind", "at", "field"), PLACES)
def test_a_bad_point_is_refused_by_the_name_of_its_field(kind, at, field, bad_point):
    with pytest.raises(Untrusted) as caught:
        type(EXAMPLES[kind]).from_bytes(put(kind, at, bad_point))
    assert caught.value.field == field


@pytest.mark.parametrize(("kind", "at", "field"), SCALARS)
def test_a_scalar_above_the_order_is_refused_at_its_offset(kind, at, field):
    with pytest.raises(WireError) as caught:
        type(EXAMPLES[kind]).from_bytes(put(kind, at, ORDER.to_bytes(32, "little")))
    assert (caught.value.offset, caught.value.field) == (at, field)


@pytest.mark.parametrize(
    ("kind", "at"),
    [("Complaint", 5), ("Complaint", 7), ("Broadcast", 5), ("PrivateShare", 5), ("PrivateShare", 7),
     ("HiddenBroadcast", 5), ("PrivatePair", 5), ("PrivatePair", 7), ("Opening", 5)],
)  # fmt: skip
def test_no_party_has_the_number_0(kind, at):
    with pytest.raises(WireError, match="number 0") as caught:
        type(EXAMPLES[kind]).from_bytes(put(kind, at, bytes(2)))
    assert caught.value.offset == at


def test_a_name_that_is_no_text_is_refused():
    with pytest.raises(WireError) as caught:
        Partial.from_bytes(put("Partial", 6, b"\xff"))
    assert (caught.value.offset, caught.value.field) == (6, "holder")


@pytest.mark.parametrize(
    "text",
    [b"{", b'"CH"   ', b'["T", 3, ["CH"]]', b"7", b"[" * 5000, b'"' + b"C" * 256 + b'"'],
    ids=["cut", "spaces", "too high", "a number", "too deep", "a long name"],
)
def test_a_policy_that_is_none_is_refused_at_its_offset(text):
    data = EXAMPLES["PolicyKeys"].to_bytes()
    head, tail = data[:21], data[25 + 40 :]
    with pytest.raises(WireError) as caught:
        PolicyKeys.from_bytes(head + len(text).to_bytes(4, "little") + text + tail)
    assert (caught.value.offset, caught.value.field) == (25, "policy")


def test_the_same_policy_written_in_another_way_is_refused():
    data, text = EXAMPLES["PolicyKeys"].to_bytes(), b'["T",2,["CH",["T",1,["IS","DE"]]]]'
    other = data[:21] + len(text).to_bytes(4, "little") + text + data[25 + 40 :]
    with pytest.raises(WireError, match="another way"):
        PolicyKeys.from_bytes(other)


def test_a_key_under_an_unusual_matrix_has_no_bytes():
    policy = from_words("CH and (IS or DE)", parties=["CH", "IS", "DE"])
    dealing = verifiable.deal(draw_scalar(lesson("rows")), lewko_waters(policy), rng=lesson("r"))
    with pytest.raises(ValueError, match="matrix"):
        from_policy(dealing).to_bytes()


def test_shares_under_a_policy_have_no_later_epoch():
    with pytest.raises(ValueError, match="epoch 0"):
        replace(EXAMPLES["PolicyKeys"], epoch=1)
