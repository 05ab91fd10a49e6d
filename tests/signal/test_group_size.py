"""Groups that are too large: refused by name before anything is drawn, computed or believed."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import Untrusted, WireError
from cryptokit.rng import lesson
from cryptokit.signal import (
    certificates,
    device_list,
    group_size,
    sealed_delivery,
    sealed_for_many,
    varint,
)
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.device_list import COMPANION_LIMIT, DeviceList, Listed
from cryptokit.signal.sealed_content import Content, ContentKind
from cryptokit.signal.sealed_delivery import Account, Device, Recipient
from cryptokit.signal.sealed_for_many import RECIPIENT_LIMIT, ForOne, Sealed

ANA, BEN, TOP = (KeyPair.draw(lesson(name)) for name in ("ana", "ben", "top"))
SERVER = certificates.issue_server(TOP, 1, TOP.public, rng=lesson("server"))
SHOWN = certificates.issue_sender(
    TOP, SERVER, certificates.Sender(UUID(int=7), 1, ANA.public), expires=9, rng=lesson("shown")
)
CONTENT = Content(ContentKind.SENDER_KEY, SHOWN, b"locked")
HALF = ForOne(bytes(32), bytes(16))
ONE = Recipient(Account(UUID(int=1)), BEN.public, (Device(1, 1),))


def refused(field, call):
    with pytest.raises(Untrusted) as caught:
        call()
    assert caught.value.field == field


def no_luck(size):
    raise AssertionError(f"{size} bytes drawn for what is refused")


@given(st.sampled_from([group_size.WHATSAPP, group_size.SIGNAL]), st.integers(-2, 2))
def test_a_group_may_be_as_large_as_the_limit_and_no_larger(limit, beyond):
    people = [f"person {number}" for number in range(limit + beyond)]
    if beyond <= 0:
        group_size.check(people, limit)
    else:
        refused("members", lambda: group_size.check(people, limit))


def test_people_are_counted_and_not_their_devices():
    devices = [(f"person {number}", device) for number in range(1_024) for device in (1, 2)]
    group_size.check(name for name, _ in devices)
    refused("members", lambda: group_size.check(devices))


def test_the_limits_are_those_that_were_published():
    assert (group_size.WHATSAPP, group_size.SIGNAL) == (1_024, 1_001)
    assert RECIPIENT_LIMIT == 5_000
    assert COMPANION_LIMIT == 4


def test_nothing_is_drawn_or_computed_for_more_recipients_than_a_server_takes():
    keys = (BEN.public,) * (RECIPIENT_LIMIT + 1)
    refused("recipients", lambda: sealed_for_many.seal(CONTENT, ANA, keys, rng=no_luck))
    to = (ONE,) * RECIPIENT_LIMIT
    out = (Account(UUID(int=2)),)
    for recipients, left_out in (((*to, ONE), ()), (to, out), ((ONE,), out * RECIPIENT_LIMIT)):
        refused(
            "recipients",
            lambda recipients=recipients, left_out=left_out: sealed_delivery.send(
                CONTENT, ANA, recipients, left_out=left_out, rng=no_luck
            ),
        )


def test_an_upload_for_as_many_as_the_server_takes_is_cut_and_one_more_is_not():
    def sealed(count):
        return Sealed((HALF,) * count, BEN.public, b"body")

    whole = sealed_delivery.upload(sealed(RECIPIENT_LIMIT), (ONE,) * RECIPIENT_LIMIT)
    assert len(sealed_delivery.deliveries(whole)) == RECIPIENT_LIMIT
    more = RECIPIENT_LIMIT + 1
    refused("recipients", lambda: sealed_delivery.upload(sealed(more), (ONE,) * more))
    # A phone that keeps to no limit: the same bytes with an entry more, and a count that says so.
    start = 1 + len(varint.write(RECIPIENT_LIMIT))
    entry = whole[start : start + 17 + 3 + 48]
    forged = whole[:1] + varint.write(more) + entry + whole[start:]
    with pytest.raises(WireError) as caught:
        sealed_delivery.deliveries(forged)
    assert (caught.value.field, caught.value.offset) == ("recipients", 1)


def companions(count):
    return tuple(Listed(number, BEN.public) for number in range(2, 2 + count))


def test_an_account_has_four_companions_and_no_more():
    most = DeviceList(1, 9, companions(COMPANION_LIMIT))
    assert DeviceList.from_bytes(most.to_bytes()) == most
    for count in (COMPANION_LIMIT + 1, 1 << 16):
        with pytest.raises(ValueError, match="4 companions at most"):
            replace(most, companions=companions(count)).to_bytes()


def test_a_longer_list_is_refused_even_if_the_phone_signed_it(monkeypatch):
    monkeypatch.setattr(device_list, "COMPANION_LIMIT", 5)
    signed = device_list.sign(ANA, DeviceList(1, 9, companions(5)), rng=lesson("list"))
    monkeypatch.undo()
    with pytest.raises(WireError) as caught:
        device_list.check(signed, ANA.public, now=5)
    assert (caught.value.field, caught.value.offset) == ("count", 16)
