"""Shares that other programs wrote, byte for byte: every choice of k gives the secret."""

import base64
import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.secret import SecretBox

from cryptokit.certainty import Certainty
from cryptokit.errors import BadShare, CannotOpen, Inconsistent, NotEnoughShares, WireError
from cryptokit.keys import ShareValue
from cryptokit.rng import lesson
from cryptokit.sharing import Share
from cryptokit.sharing.formats import (
    Plan,
    Raw,
    Reading,
    gfshare,
    join,
    named,
    own,
    readings,
    rustysecrets,
    settle,
    split,
    sss,
    vault,
    zfec,
)
from cryptokit.sharing.share import SET_ID_SIZE

B = bytes.fromhex
VECTORS = Path(__file__).parents[2] / "vectors"
RUSTY = Path(__file__).parents[4] / "shared" / "vectors" / "shamir-gf256-rustysecrets.json"


def vectors(name):
    return json.loads((VECTORS / name).read_text("utf-8"))


VAULT = vectors("shamir-gf256-vault.json")["vectors"]
GFSHARE = vectors("shamir-gf256-libgfshare.json")["vectors"]
SSS = vectors("shamir-dsprenkels.json")
ZFEC = vectors("zfec-as-shamir.json")


def raws(some):
    return [Raw(f"line {i}", line) for i, line in enumerate(some, 1)]


def some_of(shares, k):
    return list(combinations(shares, k))[:60]


@pytest.mark.parametrize("case", VAULT, ids=lambda c: f"{c['made_by']} {c['secret'][:8]}")
def test_shares_of_vault_ports_join(case):
    for some in some_of(case["shares"], case["k"]):
        assert join(raws(map(str.encode, some)), format="vault") == B(case["secret"])
        coded = [base64.b64encode(B(one)) for one in some]
        assert join(raws(coded), format="vault") == B(case["secret"])


@pytest.mark.parametrize(
    "case",
    [c for c in VAULT if len(c["secret"]) > 2],
    ids=lambda c: f"{c['made_by']} {c['secret'][:8]}",
)
def test_the_bytes_of_vault_ports_join(case):  # but two bytes may be letters, and so a text
    for some in some_of(case["shares"], case["k"]):
        assert join(raws(map(B, some)), format="vault") == B(case["secret"])


@pytest.mark.parametrize("case", GFSHARE, ids=lambda c: f"{c['k']} of {c['n']}")
def test_shares_of_gfsplit_join(case):
    for some in some_of(case["shares"], case["k"]):
        files = [Raw(f"secret.{x:03}", B(y)) for x, y in some]
        assert join(files) == B(case["secret"])
        assert join(raws([f"secret.{x:03}:{y}".encode() for x, y in some])) == B(case["secret"])


def test_key_shares_of_sss_join():
    case = SSS["key_share_vector"]
    for some in combinations(case["shares"], case["k"]):
        assert join(raws(map(str.encode, some))) == B(case["key"])
        assert join(raws(map(B, some)), format="sss-key") == B(case["key"])


def test_whole_shares_of_sss_join_to_the_64_bytes_as_they_are():
    case = SSS["full_share_vector"]
    assert len(B(case["message"])) == 64
    for some in combinations(case["shares"], case["k"]):
        assert join(raws(map(str.encode, some))) == B(case["message"])


def test_too_few_or_changed_shares_of_sss_do_not_open_the_box():
    case = SSS["full_share_vector"]
    lines = raws(map(str.encode, case["shares"]))
    with pytest.raises(CannotOpen):
        join(lines[:3])
    changed = Raw("line 4", b"09" + lines[3].data[2:])
    with pytest.raises(CannotOpen):
        join([*lines[:3], changed])
    with pytest.raises(Inconsistent) as caught:
        join([*lines, Raw("line 6", b"06" + lines[3].data[2:])], threshold=4)
    assert caught.value.holder == "line 6"


def test_blocks_of_zfec_join_and_block_0_is_refused():
    secret, *blocks = ZFEC["blocks"]
    lines = raws([f"#{b}:{block}".encode() for b, block in enumerate(blocks, 1)])
    for some in combinations(lines, ZFEC["k"]):
        assert join(some) == B(secret)
    with pytest.raises(BadShare, match="block 0") as caught:
        join([*lines, Raw("line 9", f"#0:{secret}".encode())])
    assert caught.value.holder == "line 9"


def test_the_x_of_a_block_is_a_power_of_2_over_0x11d():
    assert {str(b): zfec.XS[b] for b in range(1, 9)} == ZFEC["x_of_block"]
    assert sorted(zfec.XS) == list(range(256))


@pytest.mark.skipif(not RUSTY.exists(), reason=f"{RUSTY.name} is not beside the checkout")
def test_shares_of_rustysecrets_join_and_their_crc_is_that_of_openpgp():
    case = json.loads(RUSTY.read_text("utf-8"))
    lines = raws(map(str.encode, case["shares"]))
    assert [one.certainty for raw in lines for one in readings(raw)] == [Certainty.CERTAIN] * 5
    for some in combinations(lines, 2):
        assert join(some) == B(case["secret"])


def rusty(k, x, value):
    code = base64.b64encode(value).decode().rstrip("=")
    check = base64.b64encode(rustysecrets.crc24(value).to_bytes(3, "big")).decode()
    return f"{k}-{x}-{code}-{check}".encode()


@given(st.binary(min_size=1, max_size=40), st.integers(2, 5))
@settings(max_examples=25)
def test_the_format_of_rustysecrets_is_read_without_the_example_as_well(secret, k):
    # gfsplit shares the same polynomials: only the writing differs.
    written = gfshare.split(secret, Plan(threshold=k, shares=k + 1))
    lines = raws([rusty(k, int(one.suffix[1:]), one.data) for one in written])
    assert join(lines[1:]) == join(lines) == secret
    with pytest.raises(NotEnoughShares) as caught:
        join(lines[: k - 1])
    assert (caught.value.have, caught.value.need) == (k - 1, k)


@given(st.binary(min_size=1, max_size=40), st.data())
def test_a_mistyped_letter_of_rustysecrets_is_noticed(value, data):
    line = rusty(2, 1, value)
    at = data.draw(st.integers(4, len(line) - 6))
    other = data.draw(st.sampled_from(b"ABab01+/"))
    mistyped = line[:at] + bytes([other]) + line[at + 1 :]
    try:
        part = rustysecrets.read(Raw("line 1", mistyped)).part
    except WireError:
        return
    assert part.value == ShareValue(value)  # only bits that base64 ignores were changed


def test_rustysecrets_is_only_read():
    with pytest.raises(ValueError, match="only read"):
        split(b"nine", threshold=2, shares=3, format="rustysecrets")


# Our own


def test_our_shares_are_read_for_certain_as_text_and_as_bytes():
    share = Share(set_id=bytes(SET_ID_SIZE), threshold=2, x=7, value=ShareValue(b"nine"))
    for data in (
        share.to_bytes(),
        share.to_text().encode(),
        share.to_text().lower().encode() + b"\n",
    ):
        (found,) = readings(Raw("line 1", data))
        assert found.certainty == Certainty.CERTAIN
        assert (found.part.extra, found.part.threshold) == (share, 2)


def test_our_share_at_zero_is_refused_with_its_place():
    share = Share(set_id=bytes(SET_ID_SIZE), threshold=2, x=7, value=ShareValue(b"nine"))
    object.__setattr__(share, "x", 0)
    for data in (share.to_bytes(), share.to_text().encode()):
        with pytest.raises(BadShare, match=r"share a\.share: the value at x = 0") as caught:
            own.read(Raw("a.share", data))
        assert caught.value.holder == "a.share"


def test_a_damaged_share_of_ours_passes_for_nothing_else():
    whole = split(b"nine", threshold=2, shares=2, format="cryptokit")[0].data
    damaged = whole[:30] + bytes([whole[30] ^ 1]) + whole[31:]
    assert readings(Raw("a.share", damaged)) == ()
    with pytest.raises(WireError, match="mistyped or damaged") as caught:
        settle([Raw("a.share", damaged)])
    assert caught.value.field == "a.share, checksum"


# The box of sss


@given(st.binary(min_size=1, max_size=60) | st.binary(min_size=64, max_size=64))
def test_pynacl_opens_the_box_that_we_lock(message):
    shares = [
        sss.read(Raw("", one.data)).part for one in sss.split(message, Plan(threshold=2, shares=2))
    ]
    key = sss.value_at_zero(shares)
    inside = SecretBox(key).decrypt(shares[0].extra, nonce=bytes(24))
    assert len(inside) == 64
    assert inside[: len(message)] == message


@given(st.binary(min_size=64, max_size=64).filter(lambda m: m[60:63] != sss.SHORTENED))
def test_a_message_of_64_bytes_is_given_exactly(message):
    shares = split(message, threshold=2, shares=2, format="sss")
    assert join(raws([one.data for one in shares]), format="sss") == message


def test_a_message_that_only_ends_like_a_short_one_is_given_exactly():
    for message in (b"a" * 60 + b"CKp" + bytes([5]), bytes(60) + b"CKp" + bytes([61]), bytes(64)):
        shares = split(message, threshold=2, shares=2, format="sss")
        assert join(raws([one.data for one in shares]), format="sss") == message


@pytest.mark.parametrize("size", [61, 62, 63, 65, 100])
def test_other_lengths_have_no_box(size):
    with pytest.raises(ValueError, match="64 bytes, or 60 at most"):
        split(bytes(size), threshold=2, shares=2, format="sss")


@pytest.mark.parametrize("size", [16, 31, 33, 64])
def test_a_key_share_is_of_32_bytes(size):
    with pytest.raises(ValueError, match="32 bytes"):
        split(bytes(size), threshold=2, shares=2, format="sss-key")


# Limits, and what is refused


BYTEWISE = ["vault", "gfshare", "zfec", "sss", "sss-key"]


@pytest.mark.parametrize("name", BYTEWISE)
@pytest.mark.parametrize(
    ("secret", "k", "n", "says"),
    [
        (b"", 2, 3, "empty"),
        (bytes(32), 1, 3, "no sharing"),
        (bytes(32), 0, 3, "0 of 3"),
        (bytes(32), 4, 3, "4 of 3"),
        (bytes(32), 2, 256, "2 of 256"),
    ],
)
def test_plans_outside_the_limits_are_refused(name, secret, k, n, says):
    with pytest.raises(ValueError, match=says):
        split(secret, threshold=k, shares=n, format=name)


@pytest.mark.parametrize(
    ("name", "k", "n"),
    [
        ("vault", 255, 255),
        ("gfshare", 2, 255),
        ("zfec", 2, 254),
        ("zfec", 128, 128),
        ("sss-key", 3, 255),
    ],
)
def test_the_extremes_work(name, k, n):
    lines = raws(
        [one.line.encode() for one in split(bytes(32), threshold=k, shares=n, format=name)]
    )
    assert join(lines[-k:], format=name) == bytes(32)


def test_zfec_gives_out_no_block_before_the_first_that_is_computed():
    labels = [
        one.line.split(":")[0] for one in split(b"nine", threshold=3, shares=4, format="zfec")
    ]
    assert labels == ["#3", "#4", "#5", "#6"]
    with pytest.raises(ValueError, match="<= 253"):
        split(b"nine", threshold=3, shares=254, format="zfec")


@pytest.mark.parametrize(
    ("name", "where", "data"),
    [
        ("vault", "line 1", b""),
        ("vault", "line 1", b"07"),
        ("vault", "line 1", b"not hex"),
        ("vault", "line 1", b"46b269a8c"),
        ("vault", "line 1", b"Unseal Key 1: "),
        ("gfshare", "line 1", b"ac7b"),
        ("gfshare", "line 1", b".019:"),
        ("gfshare", "line 1", b".019:ac7"),
        ("gfshare", "line 1", b".256:ac7b"),
        ("gfshare", "line 1", b".19:ac7b"),
        ("gfshare", "secret.019", b""),
        ("gfshare", "secret.19", b"\xac"),
        ("zfec", "line 1", b"ac7b"),
        ("zfec", "line 1", b"#1:"),
        ("zfec", "line 1", b"#256:ac7b"),
        ("zfec", "line 1", b"#1:zz"),
        ("zfec", "secret.1.zfec", b""),
        ("sss", "line 1", bytes(112)),
        ("sss", "line 1", b"01" * 114),
        ("sss-key", "line 1", b"01" * 32),
        ("sss-key", "line 1", b"\x01" * 34),
        ("cryptokit", "line 1", b"CKsh"),
        ("cryptokit", "line 1", b"cryptokit-share-1-needs-2"),
        ("cryptokit", "line 1", "schlüssel".encode()),
        ("rustysecrets", "line 1", b"2-1-bmluZQ"),
        ("rustysecrets", "line 1", b"2-1-bmluZQ-s/T7"),
        ("rustysecrets", "line 1", b"2-1-bmluZ-s/T6"),
        ("rustysecrets", "line 1", b"2-256-bmluZQ-s/T6"),
        ("rustysecrets", "line 1", b"0-1-bmluZQ-s/T6"),
    ],
)
def test_what_is_no_share_is_refused(name, where, data):
    with pytest.raises(WireError):
        named(name).read(Raw(where, data))


def test_a_share_called_000_is_refused_with_what_it_once_meant():
    with pytest.raises(BadShare) as caught:
        gfshare.read(Raw("secret.000", b"\xac\x7b"))
    assert ".001" in caught.value.hint


def test_a_labelled_line_of_vault_is_read_without_its_label():
    for label in (b"Unseal Key 1: ", b"Recovery Key 12: "):
        reading = vault.read(Raw("line 1", label + base64.b64encode(B("46b269a8cc"))))
        assert isinstance(reading, Reading)
        assert reading.part.x == 0xCC
        assert reading.certainty == Certainty.LIKELY


def test_a_source_that_repeats_itself_is_refused():
    with pytest.raises(ValueError, match="broken"):
        split(b"nine", threshold=2, shares=3, format="vault", rng=lambda size: b"\x01" * size)


def test_a_lesson_writes_the_same_shares_again():
    one, two = (
        split(bytes(32), threshold=2, shares=3, format="gfshare", rng=lesson("again")) for _ in "ab"
    )
    assert [share.line for share in one] == [share.line for share in two]
