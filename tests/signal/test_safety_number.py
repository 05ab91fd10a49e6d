"""Safety numbers: official digits and pictures, both directions, and what an impostor changes."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import Untrusted, WireError
from cryptokit.rng import lesson
from cryptokit.signal import safety_number, whatsapp_code
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.safety_number import Version

B = bytes.fromhex
OWN = json.loads((Path(__file__).parents[1] / "vectors" / "safety-number.json").read_text("utf-8"))
SHARED = Path(__file__).parents[3] / "shared" / "vectors" / "safety-number.json"

names = st.binary(max_size=20)
keys = st.binary(min_size=32, max_size=32).map(PublicKey)
digests = st.binary(min_size=64, max_size=64)


def whole_file():
    if not SHARED.exists():
        pytest.skip("safety-number.json is not beside the checkout")
    return json.loads(SHARED.read_text("utf-8"))


def taken(is_ours, *args):
    """Tell whether something scanned is taken for ours; a named refusal is a no."""
    try:
        return is_ours(*args)
    except (Untrusted, WireError):
        return False


def agrees(v):
    local, remote = (
        safety_number.fingerprint(
            B(v[f"{side}_id"]),
            PublicKey.from_wire(B(v[f"{side}_identity_key"])),
            iterations=v["iterations"],
        )
        for side in ("local", "remote")
    )
    assert local == B(v["local_fingerprint_sha512_final"])
    assert remote == B(v["remote_fingerprint_sha512_final"])
    assert safety_number.number(local, remote) == v["displayable"]
    version = Version(v["version"])
    assert safety_number.picture(local, remote, version) == B(v["scannable"])
    assert safety_number.is_ours(B(v["scannable"]), remote, local, version)
    assert not safety_number.is_ours(B(v["scannable"]), local, remote, version)


@pytest.mark.parametrize("v", OWN["vectors"], ids=lambda v: f"version {v['version']}")
def test_official_numbers_and_pictures(v):
    agrees(v)


def test_official_numbers_of_phone_numbers():
    several = [v for v in whole_file()["vectors"] if v not in OWN["vectors"]]
    assert len(several) == 2
    for v in several:
        agrees(v)


def test_the_official_picture_of_two_made_up_fingerprints():
    (v,) = whole_file()["qr_compare"]
    assert safety_number.picture(b"\x12" * 64, b"\xba" * 64) == B(v["bytes"])


def test_the_version_changes_the_picture_and_not_the_digits():
    one, two = OWN["vectors"]
    assert (one["version"], two["version"]) == (1, 2)
    assert one["displayable"] == two["displayable"]
    assert one["scannable"] != two["scannable"]


@given(names, keys, names, keys)
def test_both_people_see_the_same_sixty_digits(my_name, mine, their_name, theirs):
    me = safety_number.fingerprint(my_name, mine, iterations=2)
    them = safety_number.fingerprint(their_name, theirs, iterations=2)
    number = safety_number.number(me, them)
    assert number == safety_number.number(them, me)
    assert len(number) == 60
    assert number.isascii()
    assert number.isdigit()
    assert safety_number.in_groups(number).split() == [number[i : i + 5] for i in range(0, 60, 5)]
    assert number[:30] <= number[30:]


@given(digests)
def test_a_group_of_digits_is_five_bytes_big_endian_with_leading_zeros(digest):
    value = int(safety_number.digits(digest)[5:10])
    assert value == int(digest[5:10].hex(), 16) % 100_000
    changed = digest[:30] + bytes(34)
    assert safety_number.digits(changed) == safety_number.digits(digest)


@given(keys, keys, st.integers(2, 6))
def test_another_key_or_name_or_count_gives_another_fingerprint(one, other, count):
    digest = safety_number.fingerprint(b"ana", one, iterations=count)
    assert digest != safety_number.fingerprint(b"ben", one, iterations=count)
    assert digest != safety_number.fingerprint(b"ana", one, iterations=count + 1)
    assert (digest == safety_number.fingerprint(b"ana", other, iterations=count)) == (one == other)


@pytest.mark.parametrize("iterations", [-1, 0, 1, 1_000_001])
def test_iterations_that_libsignal_refuses_are_refused(iterations):
    with pytest.raises(ValueError, match="iterations"):
        safety_number.fingerprint(b"ana", PublicKey(bytes(32)), iterations=iterations)


def test_the_limit_of_iterations_itself_is_allowed(monkeypatch):
    monkeypatch.setattr(safety_number, "MOST_ITERATIONS", 3)
    assert len(safety_number.fingerprint(b"ana", PublicKey(bytes(32)), iterations=3)) == 64
    with pytest.raises(ValueError, match="iterations"):
        safety_number.fingerprint(b"ana", PublicKey(bytes(32)), iterations=4)


@given(digests, digests, st.sampled_from(Version), st.data())
def test_a_picture_with_one_bit_changed_is_never_taken_for_ours(mine, theirs, version, data):
    shown = bytearray(safety_number.picture(theirs, mine, version))
    assert safety_number.is_ours(bytes(shown), mine, theirs, version)
    at = data.draw(st.integers(0, len(shown) - 1))
    shown[at] ^= 1 << data.draw(st.integers(0, 7))
    assert not taken(safety_number.is_ours, bytes(shown), mine, theirs, version)


@given(digests, digests)
def test_each_direction_counts(mine, theirs):
    wrong = bytes(b ^ 1 for b in mine)
    assert not safety_number.is_ours(safety_number.picture(theirs, wrong), mine, theirs)
    assert not safety_number.is_ours(safety_number.picture(wrong, mine), mine, theirs)


def test_two_versions_say_so_and_are_no_sign_of_an_impostor():
    shown = safety_number.picture(bytes(64), bytes(64), Version.PHONE_NUMBER)
    with pytest.raises(Untrusted) as caught:
        safety_number.is_ours(shown, bytes(64), bytes(64))
    assert caught.value.field == "version"


def test_a_fingerprint_of_another_length_is_no_picture():
    for size in (0, 31, 33, 64):
        side = bytes([0x0A, size]) + bytes(size)
        shown = b"\x08\x02\x12" + bytes([len(side)]) + side + b"\x1a" + bytes([len(side)]) + side
        with pytest.raises(WireError):
            safety_number.is_ours(shown, bytes(64), bytes(64))


@given(st.binary(max_size=90))
def test_noise_is_no_picture_and_no_code(data):
    for read in (
        lambda: safety_number.is_ours(data, bytes(64), bytes(64)),
        lambda: whatsapp_code.from_bytes(data),
    ):
        with pytest.raises((WireError, Untrusted)):
            read()


@given(names, st.lists(keys, min_size=1, max_size=5), st.randoms())
def test_the_order_of_devices_does_not_matter_and_a_new_one_does(name, devices, order):
    def digest(several):
        return safety_number.of_all_devices(name, several, iterations=2)

    shuffled = devices[:]
    order.shuffle(shuffled)
    assert digest(shuffled) == digest(devices)
    added = KeyPair.draw(lesson("added")).public
    assert digest([*devices, added]) != digest(devices)
    if len(devices) == 1:
        assert digest(devices) == safety_number.fingerprint(name, devices[0], iterations=2)


def test_a_person_without_devices_has_no_number():
    with pytest.raises(ValueError, match="at least one device"):
        safety_number.of_all_devices(b"ana", [])


people = st.builds(whatsapp_code.person, names, st.lists(keys, min_size=1, max_size=4))


@given(people, people)
def test_a_code_is_read_as_it_was_written_and_compared_both_ways(ana, ben):
    assert whatsapp_code.from_bytes(whatsapp_code.to_bytes(ana, ben)) == (ana, ben)
    assert whatsapp_code.is_ours(whatsapp_code.to_bytes(ben, ana), ana, ben)
    assert whatsapp_code.is_ours(whatsapp_code.to_bytes(ana, ben), ana, ben) == (ana == ben)


@given(people, people, st.data())
def test_a_code_with_one_bit_changed_is_not_ours(ana, ben, data):
    code = bytearray(whatsapp_code.to_bytes(ben, ana))
    at = data.draw(st.integers(0, len(code) - 1))
    code[at] ^= 1 << data.draw(st.integers(0, 7))
    assert not taken(whatsapp_code.is_ours, bytes(code), ana, ben)


def test_codes_of_another_version_or_with_odd_keys_are_refused():
    ana = whatsapp_code.Person(b"ana", (bytes(32), b"\1" * 32))
    code = whatsapp_code.to_bytes(ana, ana)
    with pytest.raises(Untrusted) as caught:
        whatsapp_code.from_bytes(b"\x08\x02" + code[2:])
    assert caught.value.field == "version"
    for keys_ in ((), (bytes(31),), (b"\1" * 32, bytes(32))):
        wrong = whatsapp_code.Person(b"ana", keys_)
        with pytest.raises(WireError) as refused:
            whatsapp_code.from_bytes(whatsapp_code.to_bytes(ana, wrong))
        assert refused.value.field == "keys"
