"""Linked devices: both must agree, no signature passes for another, and old lists stay old."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import Untrusted, WireError
from cryptokit.rng import lesson
from cryptokit.signal import device_list, devices, xeddsa
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.device_list import DeviceList, Listed, SignedList

PHONE, LAPTOP, TABLET, SPY = (
    KeyPair.draw(lesson(name)) for name in ("phone", "laptop", "tablet", "spy")
)
META = b"linked on a Monday"


def linked(companion=LAPTOP, primary=PHONE, meta=META):
    invitation = devices.invite(primary, companion.public, meta, rng=lesson("invite"))
    return devices.join(companion, primary.public, meta, invitation, rng=lesson("join"))


def a_list(*companions, made=100, expires=200):
    numbered = tuple(Listed(n, one.public) for n, one in enumerate(companions, 1))
    return DeviceList(made, expires, numbered)


def refused(field, call):
    with pytest.raises(Untrusted) as caught:
        call()
    assert caught.value.field == field


def test_a_link_that_both_signed_holds():
    link = linked()
    devices.check(link, PHONE.public)
    assert link.companion == LAPTOP.public


def test_what_is_signed_is_what_the_paper_says():
    link = linked()
    account = b"\x06\x00" + META + LAPTOP.public.raw
    device = b"\x06\x01" + META + LAPTOP.public.raw + PHONE.public.raw
    assert xeddsa.verify_shipped(PHONE.public, account, link.account_signature)
    assert xeddsa.verify_shipped(LAPTOP.public, device, link.device_signature)
    signed = device_list.sign(PHONE, a_list(LAPTOP))
    assert xeddsa.verify_shipped(PHONE.public, b"\x06\x02" + signed.data, signed.signature)


def test_a_companion_joins_nobody_who_did_not_invite_it():
    by_spy = devices.invite(SPY, LAPTOP.public, META)
    refused("account_signature", lambda: devices.join(LAPTOP, PHONE.public, META, by_spy))
    for_spy = devices.invite(PHONE, SPY.public, META)
    refused("account_signature", lambda: devices.join(LAPTOP, PHONE.public, META, for_spy))


@given(st.sampled_from(["account_signature", "device_signature"]), st.data())
def test_each_bit_of_each_signature_counts(field, data):
    link = linked()
    wrong = bytearray(getattr(link, field))
    wrong[data.draw(st.integers(0, 63))] ^= 1 << data.draw(st.integers(0, 7))
    refused(field, lambda: devices.check(replace(link, **{field: bytes(wrong)}), PHONE.public))


def test_a_link_to_another_phone_or_key_or_with_other_metadata_fails():
    link = linked()
    refused("account_signature", lambda: devices.check(link, SPY.public))
    refused(
        "account_signature",
        lambda: devices.check(replace(link, companion=SPY.public), PHONE.public),
    )
    refused("account_signature", lambda: devices.check(replace(link, metadata=b""), PHONE.public))


def test_a_companion_that_never_agreed_fails():
    link = linked()
    posing = replace(link, device_signature=devices.invite(SPY, LAPTOP.public, META))
    refused("device_signature", lambda: devices.check(posing, PHONE.public))


def test_no_signature_passes_for_one_of_another_kind():
    # The same text under each prefix, signed by the phone: only its own prefix verifies.
    text = META + LAPTOP.public.raw + PHONE.public.raw
    prefixes = [bytes([6, n]) for n in range(3)]
    for one, other in product(prefixes, prefixes):
        signature = xeddsa.sign_shipped(PHONE, one + text, rng=lesson("prefix"))
        assert xeddsa.verify_shipped(PHONE.public, other + text, signature) == (one == other)


keys = st.sampled_from([pair.public for pair in (PHONE, LAPTOP, TABLET, SPY)])
times = st.integers(0, 2**64 - 1)
lists = st.builds(
    lambda made, expires, found: DeviceList(
        made, expires, tuple(Listed(n, key) for n, key in sorted(found.items()))
    ),
    times,
    times,
    st.dictionaries(st.integers(0, 2**32 - 1), keys, max_size=4),
)


@given(lists)
def test_a_list_is_read_as_it_was_written(listed):
    assert DeviceList.from_bytes(listed.to_bytes()) == listed


@given(st.binary(max_size=100))
def test_noise_is_refused_or_is_the_one_spelling_of_a_list(data):
    try:
        listed = DeviceList.from_bytes(data)
    except WireError:
        return
    assert listed.to_bytes() == data


@pytest.mark.parametrize(
    "wrong",
    [
        a_list(made=-1),
        a_list(expires=2**64),
        DeviceList(0, 0, (Listed(-1, LAPTOP.public),)),
        DeviceList(0, 0, (Listed(2**32, LAPTOP.public),)),
    ],
)
def test_numbers_that_do_not_fit_are_not_written(wrong):
    with pytest.raises(ValueError, match="64 bits"):
        wrong.to_bytes()


def test_a_list_out_of_order_is_neither_written_nor_read():
    one, two = Listed(2, LAPTOP.public), Listed(2, TABLET.public)
    with pytest.raises(ValueError, match="ascending"):
        DeviceList(0, 0, (one, two)).to_bytes()
    whole = DeviceList(0, 0, (one, replace(two, number=3))).to_bytes()
    wrong = whole.replace(b"\3\0\0\0\x05", b"\1\0\0\0\x05")
    with pytest.raises(WireError) as caught:
        DeviceList.from_bytes(wrong)
    assert caught.value.field == "companions"
    with pytest.raises(WireError):
        DeviceList.from_bytes(whole + b"\0")


@pytest.mark.parametrize(
    ("now", "newest", "field"),
    [
        (99, 0, "made"),
        (100, 0, None),
        (199, 100, None),
        (200, 100, "expires"),
        (150, 101, "made"),
    ],
)
def test_a_list_holds_from_its_date_to_its_end_and_never_turns_back(now, newest, field):
    signed = device_list.sign(PHONE, a_list(LAPTOP))

    def check():
        return device_list.check(signed, PHONE.public, now=now, newest=newest)

    if field is None:
        assert check() == a_list(LAPTOP)
    else:
        refused(field, check)


def test_a_server_cannot_bring_a_removed_device_back():
    before = device_list.sign(PHONE, a_list(LAPTOP, TABLET, made=100, expires=1000))
    after = device_list.sign(PHONE, a_list(LAPTOP, made=300, expires=1000))
    newest = device_list.check(after, PHONE.public, now=400).made
    refused("made", lambda: device_list.check(before, PHONE.public, now=400, newest=newest))


@given(st.data())
def test_each_bit_of_a_signed_list_counts(data):
    signed = device_list.sign(PHONE, a_list(LAPTOP), rng=lesson("list"))
    whole = bytearray(signed.data + signed.signature)
    whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    wrong = SignedList(bytes(whole[:-64]), bytes(whole[-64:]))
    refused("list_signature", lambda: device_list.check(wrong, PHONE.public, now=150))
    refused("list_signature", lambda: device_list.check(signed, SPY.public, now=150))


def test_messages_go_to_the_phone_and_to_each_companion_that_signed_back():
    links = [linked(TABLET), linked(LAPTOP)]
    to = device_list.recipients(a_list(LAPTOP, TABLET), links, PHONE.public)
    assert to == (PHONE.public, LAPTOP.public, TABLET.public)
    # A device that the list does not name gets nothing, linked or not.
    assert device_list.recipients(a_list(), links, PHONE.public) == (PHONE.public,)
    refused("link", lambda: device_list.recipients(a_list(SPY), links, PHONE.public))
    forged = replace(linked(), companion=SPY.public)
    refused(
        "account_signature", lambda: device_list.recipients(a_list(SPY), [forged], PHONE.public)
    )


@given(lists, lists)
def test_the_digest_is_the_same_on_both_sides_and_shows_any_change(ana, ben):
    both = {b"ana": ana, b"ben": ben}
    digest = device_list.digest(both)
    assert digest == device_list.digest(dict(reversed(both.items())))
    device_list.check_digest(digest, both)
    for other in (
        {b"ana": ana},
        {b"ana": ana, b"be": ben},
        {b"ana": replace(ana, made=ana.made ^ 1), b"ben": ben},
        both | {b"cas": ana},
    ):
        refused("device_lists", lambda other=other: device_list.check_digest(digest, other))
    data = ana.to_bytes()
    glued = len(data).to_bytes(4, "little") + data + b"x"
    assert device_list.digest({b"": ana, b"x": ben}) != device_list.digest({glued: ben})
    assert (device_list.digest({b"ana": ben, b"ben": ana}) == digest) == (ana == ben)
