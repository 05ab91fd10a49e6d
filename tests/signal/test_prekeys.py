"""Prekeys and the directory: what is handed out once, what is deleted when, what a bundle proves."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Unknown, Untrusted
from cryptokit.rng import lesson
from cryptokit.signal import directory as directories
from cryptokit.signal import prekeys
from cryptokit.signal.curve import KeyPair, PublicKey
from cryptokit.signal.directory import Directory, fetch, publish, remaining
from cryptokit.signal.prekeys import (
    DAY,
    KEEP,
    ROTATE_AFTER,
    check,
    install,
    listing,
    refill,
    rotate,
)

BOB = ("Bob", 1)
KEYS = install(now=0, one_time=3, rng=lesson("bob"))
SERVED = publish(Directory(), BOB, listing(KEYS))
_, BUNDLE = fetch(SERVED, BOB)


def fetch_all(directory, address, count):
    bundles = []
    for _ in range(count):
        directory, bundle = fetch(directory, address)
        bundles.append(bundle)
    return directory, bundles


def test_a_directory_hands_each_one_time_prekey_out_once_and_then_none():
    directory, bundles = fetch_all(SERVED, BOB, 5)
    given_out = [bundle.one_time for bundle in bundles]
    assert given_out[:3] == [prekeys.PublicPrekey(one.id, one.pair.public) for one in KEYS.one_time]
    assert given_out[3:] == [None, None]
    assert remaining(directory, BOB) == 0
    assert remaining(SERVED, BOB) == 3
    assert len({bundle.signed for bundle in bundles}) == 1


def test_an_upload_without_one_time_prekeys_keeps_those_that_wait():
    later = rotate(KEYS, now=ROTATE_AFTER, rng=lesson("later"))
    directory = publish(SERVED, BOB, listing(later, newest=0))
    assert remaining(directory, BOB) == 3
    _, bundle = fetch(directory, BOB)
    assert bundle.signed.key == later.signed[-1].pair.public != BUNDLE.signed.key
    check(bundle)


def test_a_refill_replaces_those_that_wait():
    fuller = refill(KEYS, count=2, rng=lesson("more"))
    directory = publish(SERVED, BOB, listing(fuller, newest=2))
    _, bundles = fetch_all(directory, BOB, 3)
    assert [one.one_time and one.one_time.id for one in bundles] == [4, 5, None]


def test_a_new_installation_inherits_no_prekeys():
    anew = install(now=0, one_time=0, rng=lesson("anew"))
    assert remaining(publish(SERVED, BOB, listing(anew)), BOB) == 0


def test_two_devices_have_two_listings():
    laptop = install(now=0, one_time=1, rng=lesson("laptop"))
    directory = publish(SERVED, ("Bob", 2), listing(laptop))
    _, bundle = fetch(directory, ("Bob", 2))
    assert (bundle.device, bundle.identity) == (2, laptop.identity.public)
    assert remaining(directory, BOB) == 3


def test_a_device_that_is_not_listed_is_unknown():
    with pytest.raises(Unknown):
        fetch(SERVED, ("Bob", 2))


def test_a_directory_holds_no_private_key():
    hidden = [one.pair.private().reveal() for one in (*KEYS.signed, *KEYS.one_time)]
    shown = repr(SERVED)
    assert "KeyPair" not in shown
    assert all(one.hex() not in shown and repr(one)[2:-1] not in shown for one in hidden)
    assert directories.Address == tuple[str, int]


def test_a_bundle_is_signed_by_its_identity_key():
    check(BUNDLE)


other = KeyPair.draw(lesson("mallory")).public


@pytest.mark.parametrize(
    "changed",
    [
        replace(BUNDLE, identity=other),
        replace(BUNDLE, signed=prekeys.PublicPrekey(1, other)),
        replace(BUNDLE, signature=bytes(64)),
        replace(BUNDLE, signature=b""),
        replace(BUNDLE, identity=PublicKey(bytes(32))),
    ],
)
def test_a_bundle_with_another_key_or_signature_is_refused(changed):
    with pytest.raises(Untrusted) as caught:
        check(changed)
    assert caught.value.field == "signed prekey"


@settings(max_examples=30)
@given(st.integers(0, 511))
def test_a_bundle_with_a_flipped_bit_in_its_signature_is_refused(bit):
    signature = bytearray(BUNDLE.signature)
    signature[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Untrusted):
        check(replace(BUNDLE, signature=bytes(signature)))


def test_the_one_time_prekey_is_not_signed_so_a_directory_can_swap_it():
    check(replace(BUNDLE, one_time=prekeys.PublicPrekey(9, other)))
    check(replace(BUNDLE, one_time=None))


def test_a_one_time_prekey_is_deleted_when_it_was_used():
    used = prekeys.without(KEYS, 2)
    assert [one.id for one in used.one_time] == [1, 3]
    with pytest.raises(Untrusted) as caught:
        used.one_time_prekey(2)
    assert caught.value.field == "one-time prekey id"
    assert KEYS.one_time_prekey(2).id == 2


def test_ids_are_not_used_again_and_begin_anew_at_24_bits():
    again = refill(prekeys.without(KEYS, 3), count=2, rng=lesson("more"))
    assert [one.id for one in again.one_time] == [1, 2, 4, 5]
    last = replace(KEYS, one_time=(), next_id=prekeys.ID_LIMIT - 1)
    assert [one.id for one in refill(last, count=2, rng=lesson("x")).one_time] == [0xFFFFFE, 0]


@given(st.integers(0, 400).map(lambda n: lesson(str(n))))
@settings(max_examples=20)
def test_a_registration_id_has_14_bits(rng):
    keys = install(now=0, one_time=0, rng=rng)
    assert 1 <= keys.registration_id <= prekeys.REGISTRATION_LIMIT < 2**14


def test_a_signed_prekey_rotates_when_it_is_due_and_not_before():
    assert rotate(KEYS, now=ROTATE_AFTER - 1, rng=lesson("x")) == KEYS
    later = rotate(KEYS, now=ROTATE_AFTER, rng=lesson("x"))
    assert [one.id for one in later.signed] == [1, 2]
    assert later.signed[-1].made == ROTATE_AFTER
    assert later.signed_prekey(1) == KEYS.signed[0]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 20 * DAY), min_size=1, max_size=8))
def test_signed_prekeys_are_kept_for_a_month_and_not_much_longer(pauses):
    keys, now, seen = KEYS, 0, {1: 0}
    for pause in pauses:
        now += pause
        keys = rotate(keys, now=now, rng=lesson(str(now)))
        seen[keys.signed[-1].id] = keys.signed[-1].made
        held = {one.id for one in keys.signed}
        assert {number for number, made in seen.items() if now - made <= KEEP} <= held
        old = [one for one in keys.signed[:-1] if now - one.made > KEEP]
        assert len(old) <= 1
        assert now - keys.signed[-1].made < ROTATE_AFTER


def test_day_by_day_those_of_a_month_are_there_and_the_youngest_older_one():
    keys = KEYS
    for day in range(1, 45):
        keys = rotate(keys, now=day * DAY, rng=lesson(str(day)))
        ages = [day - one.made / DAY for one in keys.signed]
        # One is made every second day, so the youngest of over 30 days has 31 or 32.
        assert ages == [age for age in range(32, -1, -1) if age <= day and (day - age) % 2 == 0]


def test_a_signed_prekey_that_was_deleted_is_refused_by_name():
    keys = KEYS
    for day in (2, 40, 80):
        keys = rotate(keys, now=day * DAY, rng=lesson(str(day)))
    assert [one.id for one in keys.signed] == [3, 4]
    with pytest.raises(Untrusted) as caught:
        keys.signed_prekey(1)
    assert caught.value.field == "signed prekey id"
