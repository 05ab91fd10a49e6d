"""pycryptodome's shares: the library itself both ways, and its mode that is ssss."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from Crypto.Protocol.SecretSharing import Shamir
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit import rng
from cryptokit.certainty import Certainty
from cryptokit.errors import BadShare, CryptokitError, NotEnoughShares, WireError
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import Binary
from cryptokit.sharing.formats import gf128, ssss
from cryptokit.sharing.formats.format import Plan, Raw

HERE = Path(__file__).parents[2] / "vectors" / "shamir-gf128-pycryptodome.json"
SHARED = Path(__file__).parents[4] / "shared" / "vectors" / "shamir-gf128-pycryptodome.json"
CASES = json.loads(HERE.read_text("utf-8"))["plain_vectors"]

secrets = st.binary(min_size=16, max_size=16)
policies = st.integers(2, 5).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 9)))
modes = pytest.mark.parametrize(
    ("form", "as_ssss"), [(gf128.FORMAT, False), (ssss.PLAIN, True)], ids=["plain", "as ssss"]
)


def join(form, lines):
    parts = [form.read(Raw(f"line {i}", line.encode())).part for i, line in enumerate(lines, 1)]
    return form.join(parts, b"")


def split(form, secret, k, n, luck=rng.system):
    return [share.line for share in form.split(secret, Plan(threshold=k, shares=n, rng=luck))]


def pairs(lines):
    return [(int(index), bytes.fromhex(code)) for index, code in (s.split("-") for s in lines)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['k']} needed")
def test_shares_that_the_library_made_join_whichever_k_are_taken(case):
    for lines in combinations(case["shares"], case["k"]):
        assert join(gf128.FORMAT, lines).hex() == case["secret"]
    assert join(gf128.FORMAT, case["shares"]).hex() == case["secret"]


def test_the_shares_with_which_the_library_tests_itself_are_those_of_ssss_without_mixing():
    if not SHARED.exists():
        pytest.skip(f"no file {SHARED.name}")
    for case in json.loads(SHARED.read_text("utf-8"))["ssss_mode_vectors"]:
        for lines in (case["shares"][: case["k"]], case["shares"][-case["k"] :]):
            assert join(ssss.PLAIN, lines).hex() == case["secret"]


@modes
@given(secret=secrets, policy=policies, data=st.data())
@settings(max_examples=25)
def test_we_join_what_the_library_splits(form, as_ssss, secret, policy, data):
    k, n = policy
    shares = data.draw(st.permutations(Shamir.split(k, n, secret, ssss=as_ssss)))[:k]
    assert join(form, [f"{index}-{value.hex()}" for index, value in shares]) == secret


@modes
@given(secret=secrets, policy=policies, data=st.data())
@settings(max_examples=25)
def test_the_library_joins_what_we_split(form, as_ssss, secret, policy, data):
    k, n = policy
    lines = data.draw(st.permutations(split(form, secret, k, n)))[:k]
    assert Shamir.combine(pairs(lines), ssss=as_ssss) == secret


@given(secrets, policies, st.data())
def test_any_k_shares_or_more_in_any_order_give_the_secret(secret, policy, data):
    k, n = policy
    lines = data.draw(st.permutations(split(gf128.FORMAT, secret, k, n)))
    assert join(gf128.FORMAT, lines[: data.draw(st.integers(k, n))]) == secret


@given(secrets, secrets, policies)
def test_k_minus_one_shares_leave_every_secret_possible(secret, guess, policy):
    k, n = policy
    known = pairs(split(gf128.FORMAT, secret, k, n))[: k - 1]
    points = {0: guess} | dict(known)
    numbers = {x: int.from_bytes(value, "big") for x, value in points.items()}
    another = polynomials.interpolate(numbers, Binary(1 << 128 | 0x87), n + 1)
    lines = [f"{x}-{value.hex()}" for x, value in known]
    assert join(gf128.FORMAT, [*lines, f"{n + 1}-{another:032x}"]) == guess


def test_the_two_modes_do_not_mix():
    secret = b"sixteen byte key"
    assert join(ssss.PLAIN, split(gf128.FORMAT, secret, 2, 2, rng.lesson("a"))) != secret
    assert join(gf128.FORMAT, split(ssss.PLAIN, secret, 2, 2, rng.lesson("a"))) != secret


def test_all_coefficients_are_drawn_from_the_source():
    source = rng.recorded(rng.lesson("gf128"))
    split(gf128.FORMAT, bytes(16), 4, 5, source)
    assert source.drawn == [3 * 16]


def test_a_line_and_its_file_are_read_alike_and_guessed():
    for share in gf128.FORMAT.split(b"sixteen byte key", Plan(threshold=2, shares=3)):
        line, file = (gf128.FORMAT.read(Raw("x", one)) for one in (share.line.encode(), share.data))
        assert (line.part.x, line.part.value) == (file.part.x, file.part.value)
        assert line.certainty is Certainty.GUESSED
        assert share.suffix == f".{line.part.x}.gf128"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("1-" + "ab" * 15, "value"),
        ("1-" + "ab" * 17, "value"),
        ("name-1-" + "ab" * 16, "token"),
        ("1" + "ab" * 16, "share"),
        ("1-" + "xy" * 16, "share"),
        ("", "share"),
    ],
)
def test_what_is_no_such_share_is_refused_with_the_field(line, field):
    with pytest.raises(WireError) as caught:
        gf128.FORMAT.read(Raw("line 1", line.encode()))
    assert caught.value.field == field


def test_a_share_at_zero_is_refused_and_the_place_is_named():
    with pytest.raises(BadShare, match="secret itself") as caught:
        gf128.FORMAT.read(Raw("line 4", b"0-" + b"ab" * 16))
    assert caught.value.holder == "line 4"


def test_one_share_is_too_few_whatever_k_was():
    with pytest.raises(NotEnoughShares) as caught:
        join(gf128.FORMAT, ["1-" + "ab" * 16])
    assert (caught.value.have, caught.value.need) == (1, 2)


@pytest.mark.parametrize(
    ("secret", "k", "n", "says"),
    [
        (bytes(15), 2, 3, "16 bytes, not 15"),
        (bytes(17), 2, 3, "16 bytes, not 17"),
        (b"", 2, 3, "16 bytes, not 0"),
        (bytes(16), 1, 3, "threshold of 1"),
        (bytes(16), 4, 3, "not 4 of 3"),
    ],
)
def test_a_secret_or_plan_outside_the_limits_is_refused_with_a_sentence(secret, k, n, says):
    with pytest.raises(ValueError, match=says):
        split(gf128.FORMAT, secret, k, n)


@given(
    st.binary(max_size=60)
    | st.from_regex(r"[0-9]{1,11}-[0-9a-f]{32}\n?", fullmatch=True).map(str.encode)
)
def test_any_bytes_are_read_or_refused_with_our_errors_only(data):
    try:
        part = gf128.FORMAT.read(Raw("file", data)).part
    except CryptokitError:
        return
    assert part.x > 0
    assert len(part.value) == 16
