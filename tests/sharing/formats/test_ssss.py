"""Shares of ssss: its own program both ways, its mixing, and what a line of it does not tell."""

import json
import shutil
import subprocess
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cryptokit import rng
from cryptokit.certainty import Certainty
from cryptokit.errors import BadShare, CryptokitError, NotEnoughShares, WireError
from cryptokit.primitives import polynomials
from cryptokit.primitives.fields import binary
from cryptokit.sharing import diffusion
from cryptokit.sharing.formats import gf128, ssss
from cryptokit.sharing.formats.format import Plan, Raw

HERE = Path(__file__).parents[2] / "vectors" / "shamir-ssss.json"
SHARED = Path(__file__).parents[4] / "shared" / "vectors" / "shamir-ssss.json"
CASES = json.loads(HERE.read_text("utf-8"))["vectors"]
BITS = [8, 40, 64, 72, 128, 256, 1024]

both = pytest.mark.parametrize("form", [ssss.FORMAT, ssss.PLAIN], ids=lambda form: form.name)
sizes = st.sampled_from([1, 2, 5, 7, 8, 9, 16, 23])
secrets = sizes.flatmap(lambda size: st.binary(min_size=size, max_size=size))
long_secrets = secrets.filter(lambda secret: len(secret) >= diffusion.LEAST)
forms = st.sampled_from([ssss.FORMAT, ssss.PLAIN])
policies = st.integers(2, 5).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 9)))


def raws(lines):
    return [Raw(f"line {i}", line.encode()) for i, line in enumerate(lines, 1)]


def join(form, lines):
    return form.join([form.read(raw).part for raw in raws(lines)], b"")


def split(form, secret, k, n, luck=rng.system):
    shares = form.split(secret, Plan(threshold=k, shares=n, rng=luck))
    return [share.line for share in shares]


# Known answers


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['bits']} bits, -D: {not c['diffusion']}")
def test_shares_that_ssss_made_join_whichever_k_are_taken(case):
    form = ssss.FORMAT if case["diffusion"] else ssss.PLAIN
    for lines in combinations(case["shares"], case["k"]):
        assert join(form, lines).hex() == case["secret"]


def test_the_example_in_the_documentation_of_ssss():
    if not SHARED.exists():
        pytest.skip(f"no file {SHARED.name}")
    (case,) = (c for c in json.loads(SHARED.read_text("utf-8"))["vectors"] if c not in CASES)
    for lines in combinations(case["shares"], case["k"]):
        assert join(ssss.FORMAT, lines).hex() == case["secret"]


def test_below_8_bytes_there_is_no_mixing_so_both_forms_give_the_secret():
    for case in CASES:
        if case["bits"] < 64:
            for form in (ssss.FORMAT, ssss.PLAIN):
                assert join(form, case["shares"][-case["k"] :]).hex() == case["secret"]


# Laws


@given(forms, secrets, policies, st.data())
@settings(max_examples=50)
def test_any_k_shares_in_any_order_give_the_secret(form, secret, policy, data):
    k, n = policy
    lines = data.draw(st.permutations(split(form, secret, k, n)))
    assert join(form, lines[:k]) == secret


@given(st.integers(0, 7), st.integers(1, 8))
@settings(max_examples=30)
def test_zeros_in_front_of_a_secret_are_part_of_it(zeros, others):
    secret = bytes(zeros) + b"\x01" * others
    for form in (ssss.FORMAT, ssss.PLAIN):
        assert join(form, split(form, secret, 2, 2)) == secret


@given(forms, secrets, policies)
@settings(max_examples=50)
def test_a_share_is_the_value_of_a_polynomial_of_degree_k_that_begins_with_one(
    form, secret, policy
):
    (k, n), field = policy, binary(8 * len(secret))
    lines = [line.split("-") for line in split(form, secret, k, max(n, k + 1))]
    points = {int(index): int(code, 16) for index, code in lines[: k + 1]}
    *below, leading = polynomials.through(points, field)
    assert (len(below), leading) == (k, 1)


def test_k_minus_one_shares_leave_every_secret_possible():
    field = binary(8)
    for y1, y2 in ((0, 0), (77, 200), (255, 1)):
        lines = ([f"1-{y1:02x}", f"2-{y2:02x}", f"3-{y3:02x}"] for y3 in range(field.order))
        assert len({join(ssss.PLAIN, three) for three in lines}) == field.order


@given(forms, policies.filter(lambda p: p[1] > p[0]))
@settings(max_examples=30)
def test_exactly_k_shares_are_joined_and_one_more_gives_another_secret(form, policy):
    k, n = policy
    secret = b"sixteen byte key"
    lines = split(form, secret, k, n, rng.lesson("more"))
    assert join(form, lines[: k + 1]) != secret


def test_all_coefficients_but_the_leading_one_are_drawn_from_the_source():
    source = rng.recorded(rng.lesson("ssss"))
    split(ssss.FORMAT, bytes(20), 4, 5, source)
    assert source.drawn == [3 * 20]


@both
def test_a_coefficient_of_zero_is_used_as_it_comes(form):
    # y(1) is then 1 and the secret, and no draw is thrown away.
    (line, _) = split(form, b"\x05", 2, 2, bytes)
    assert line == "1-04"


@both
def test_many_shares_have_indices_of_one_width_as_ssss_writes_them(form):
    lines = split(form, b"ab", 2, 100)
    assert [line.split("-")[0] for line in (lines[0], lines[98], lines[99])] == [
        "001",
        "099",
        "100",
    ]
    assert join(form, [lines[0], lines[99]]) == b"ab"


@both
def test_255_holders_can_share_a_byte_and_no_more(form):
    lines = split(form, b"x", 2, 255)
    assert join(form, lines[-2:]) == b"x"
    with pytest.raises(ValueError, match="shares <= 255"):
        split(form, b"x", 2, 256)


@both
def test_a_line_and_its_file_are_read_alike(form):
    for share in form.split(b"both ways", Plan(threshold=2, shares=3)):
        line, file = form.read(Raw("line", share.line.encode())), form.read(Raw("file", share.data))
        assert (line.part.x, line.part.value) == (file.part.x, file.part.value)
        assert share.suffix == f".{line.part.x}.{form.name}"


@given(long_secrets)
@settings(max_examples=20)
def test_a_mixed_secret_shared_plainly_is_a_secret_shared_with_mixing(secret):
    lines = split(ssss.PLAIN, diffusion.mix(secret), 2, 2)
    assert join(ssss.FORMAT, lines) == secret


# The program itself


def run(*args, text):
    if shutil.which(args[0]) is None:
        pytest.skip(f"the program {args[0]} is not installed (Debian package ssss)")
    done = subprocess.run(args, input=text, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split(), done.stderr.split()


def options(form):
    return ["-D"] if form is ssss.PLAIN else []


@both
@pytest.mark.parametrize("bits", BITS)
def test_we_join_what_ssss_split_writes(form, bits):
    secret = rng.lesson(f"from {bits}")(bits // 8)
    args = ["ssss-split", "-t", "3", "-n", "5", "-x", "-Q", *options(form)]
    lines, _ = run(*args, text=secret.hex() + "\n")
    for some in (lines[:3], lines[2:], [lines[4], lines[0], lines[2]]):
        assert join(form, some) == secret


@both
@pytest.mark.parametrize("bits", BITS)
def test_ssss_combine_joins_what_we_write(form, bits):
    secret = rng.lesson(f"to {bits}")(bits // 8)
    lines = split(form, secret, 3, 12)
    args = ["ssss-combine", "-t", "3", "-x", "-q", *options(form)]
    for some in (lines[:3], lines[9:], [lines[11], lines[0], lines[5]]):
        _, told = run(*args, text="\n".join(some) + "\n")
        assert told[-1] == secret.hex()


@both
def test_zeros_in_front_stay_with_hex_and_are_what_a_short_secret_gets(form):
    args = ["ssss-split", "-t", "2", "-n", "2", "-x", "-Q", *options(form)]
    for given_, level, secret in (("0000ab", [], "0000ab"), ("ab", ["-s", "128"], "ab".zfill(32))):
        lines, _ = run(*args, *level, text=given_ + "\n")
        assert join(form, lines).hex() == secret
        combined = run("ssss-combine", "-t", "2", "-x", "-q", *options(form), text="\n".join(lines))
        assert combined[1][-1] == secret


def test_a_text_under_a_higher_level_comes_with_zeros_in_front():
    lines, _ = run("ssss-split", "-t", "2", "-n", "2", "-s", "128", "-Q", text="my secret\n")
    assert join(ssss.FORMAT, lines) == bytes(7) + b"my secret"


def test_a_token_is_read_and_told():
    lines, _ = run("ssss-split", "-t", "2", "-n", "10", "-w", "vault", "-Q", text="my secret\n")
    first = ssss.FORMAT.read(Raw("line 1", lines[0].encode())).part
    assert (first.x, first.kind) == (1, (("token", "vault"),))
    assert join(ssss.FORMAT, lines[3:5]) == b"my secret"


# What a line tells, and what is refused


def test_no_reading_is_more_than_a_guess_as_the_line_is_the_same_in_all_formats():
    raw = Raw("line 1", b"1-" + b"ab" * 16)
    read = [form.read(raw) for form in (ssss.FORMAT, ssss.PLAIN, gf128.FORMAT)]
    assert {one.certainty for one in read} == {Certainty.GUESSED}
    assert len({one.part.value.reveal() for one in read}) == 1
    assert [one.part.format for one in read] == ["ssss", "ssss-plain", "gf128"]


@both
@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("", "share"),
        ("1", "share"),
        ("1-", "share"),
        ("1-abc", "share"),
        ("1-ab cd", "share"),
        ("1-xy", "share"),
        ("a-b-1-ab", "share"),
        ("+1-ab", "share"),
        ("1_0-ab", "share"),
        ("1234567890-abcdabcdabcdabcd", "share"),
        ("256-ab", "index"),
        ("65536-abcd", "index"),
        ("1-" + "ab" * 129, "value"),
        ("é-1-ab", "share"),
    ],
)
def test_what_is_no_line_of_ssss_is_refused_with_the_field(form, line, field):
    with pytest.raises(WireError) as caught:
        form.read(Raw("line 1", line.encode()))
    assert caught.value.field == field


@both
@pytest.mark.parametrize("line", ["0-abcd", "000-abcd", "name-0-abcd"])
def test_a_share_at_zero_is_refused_and_the_place_is_named(form, line):
    with pytest.raises(BadShare, match="secret itself") as caught:
        form.read(Raw("line 4", line.encode()))
    assert caught.value.holder == "line 4"


@both
def test_one_share_is_too_few_whatever_k_was(form):
    for lines in ([], ["1-abcd"]):
        with pytest.raises(NotEnoughShares) as caught:
            join(form, lines)
        assert (caught.value.have, caught.value.need) == (len(lines), 2)


@both
@pytest.mark.parametrize(
    ("secret", "k", "n", "says"),
    [
        (b"", 2, 3, "empty"),
        (b"key", 1, 3, "threshold of 1"),
        (b"key", 4, 3, "not 4 of 3"),
        (b"key", 0, 3, "not 0 of 3"),
        (bytes(129), 2, 3, "128 bytes at most, not 129"),
    ],
)
def test_a_secret_or_plan_outside_the_limits_is_refused_with_a_sentence(form, secret, k, n, says):
    with pytest.raises(ValueError, match=says):
        form.split(secret, Plan(threshold=k, shares=n))


@given(forms, st.binary(max_size=300) | st.text(max_size=80).map(str.encode))
@example(ssss.FORMAT, b"9" * 5000 + b"-ab")
@example(ssss.FORMAT, "٣-ab".encode())
def test_any_bytes_are_read_or_refused_with_our_errors_only(form, data):
    try:
        part = form.read(Raw("file", data)).part
    except CryptokitError:
        return
    assert part.x > 0
    assert len(part.value) in range(1, 129)


@given(st.from_regex(r"([a-z]{0,3}-)?[0-9]{1,10}-([0-9a-fA-F]{2}){0,9}", fullmatch=True))
def test_lines_that_nearly_are_shares_are_read_or_refused_with_our_errors_only(line):
    *_, index, code = line.split("-")
    good = len(index) < 10 and code and 0 < int(index) < 1 << 4 * len(code)
    try:
        part = ssss.FORMAT.read(Raw("file", line.encode())).part
    except CryptokitError:
        assert not good
    else:
        assert good
        assert (part.x, part.value.reveal()) == (int(index), bytes.fromhex(code))
