"""Temporary keys: the known binding message, what makes the server refuse it, and when to renew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telethon.tl.functions import PingRequest
from telethon.tl.functions.auth import BindTempAuthKeyRequest
from telethon.tl.functions.help import GetConfigRequest, GetNearestDcRequest

from cryptokit.errors import CannotOpen, Untrusted, WireError
from cryptokit.keys import AuthKey
from cryptokit.mtproto import binding, envelope1, events, objects, quick_ack, service
from cryptokit.mtproto.binding import TemporaryKey
from cryptokit.mtproto.containers import Piece

B = bytes.fromhex
PERMANENT, TEMPORARY = AuthKey(bytes(range(256))), AuthKey(bytes(range(255, -1, -1)))
NOW = 1_700_000_000
NUMBERS = {"session_id": b"session1", "message_id": NOW << 32}


def bind(**changed):
    given_ = {"expires_at": NOW + 86_400, **NUMBERS, **changed}
    return binding.bind(PERMANENT, TEMPORARY, **given_)


def check(body, *, permanent=PERMANENT, temporary=TEMPORARY, now=NOW, **changed):
    return binding.check(body, permanent, temporary, now=now, **{**NUMBERS, **changed})


def long(eight):
    return int.from_bytes(eight, "little", signed=True)


def test_the_known_message_is_rebuilt_to_the_byte_and_taken(messages, queue):
    v = messages["bind_temp_auth_key"]
    permanent, temporary = AuthKey(B(v["perm_auth_key"])), AuthKey(B(v["temp_auth_key"]))
    numbers = {
        "session_id": B(v["temp_session_id"]),
        "message_id": int.from_bytes(B(v["message_id"]), "little"),
    }
    body = binding.bind(
        permanent,
        temporary,
        expires_at=v["expires_at"],
        rng=queue(B(v["nonce"]), B(v["random16"]), B(v["padding"])),
        **numbers,
    )
    call = objects.read_all(body, "auth.bindTempAuthKey")
    assert call.data("encrypted_message").hex() == v["encrypted_message"]
    assert permanent.key_id().hex() == v["perm_auth_key_id"]
    assert temporary.key_id().hex() == v["temp_auth_key_id"]
    opened = envelope1.open_(permanent, B(v["encrypted_message"]), x=0, head=32)
    assert opened[32:].hex() == v["inner"]
    assert opened[:16].hex() == v["random16"]
    assert envelope1.message_key(opened).hex() == v["msg_key"]
    bound = binding.check(body, permanent, temporary, now=NOW, **numbers)
    assert bound == TemporaryKey(temporary, v["expires_at"], bound=True)


def test_telethon_writes_the_same_call():
    body = bind()
    call = objects.read_all(body, "auth.bindTempAuthKey")
    theirs = BindTempAuthKeyRequest(
        long(PERMANENT.key_id()), call["nonce"], None, call["encrypted_message"]
    )
    theirs.expires_at = NOW + 86_400
    assert bytes(theirs) == body


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"session_id": b"session2"}, "temp_session_id"),
        ({"message_id": (NOW << 32) + 4}, "message_id"),
        ({"temporary": PERMANENT}, "temp_auth_key_id"),
        ({"permanent": TEMPORARY}, "perm_auth_key_id"),
        ({"now": NOW + 86_400}, "expires_at"),
    ],
)
def test_a_message_for_another_connection_is_refused(changed, field):
    body = bind()
    assert check(body).bound
    with pytest.raises(Untrusted) as caught:
        check(body, **changed)
    assert caught.value.field == field


@pytest.mark.parametrize("field", ["nonce", "expires_at"])
def test_what_stands_outside_must_stand_inside(field):
    call = objects.read_all(bind())
    body = objects.write(call.kind, **{**call.fields, field: call[field] + 1})
    with pytest.raises(Untrusted) as caught:
        check(body)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("seq_no", "size", "error"), [(1, 40, "seq_no or length"), (0, 36, "seq_no or length")]
)
def test_the_inner_head_has_fixed_numbers(seq_no, size, error):
    call = objects.read_all(bind())
    opened = envelope1.open_(PERMANENT, call["encrypted_message"], x=0, head=32)
    head = binding._HEAD.pack(opened[:16], NOW << 32, seq_no, size)
    sealed = envelope1.seal(PERMANENT, head + opened[32 : 32 + size], x=0)
    body = objects.write(call.kind, **{**call.fields, "encrypted_message": sealed})
    with pytest.raises(Untrusted) as caught:
        check(body)
    assert caught.value.field == error


def test_the_inner_message_names_the_permanent_key_too():
    call = objects.read_all(bind())
    opened = envelope1.open_(PERMANENT, call["encrypted_message"], x=0, head=32)
    inner = objects.read_all(opened[32:], "bind_auth_key_inner")
    other = objects.write(inner.kind, **{**inner.fields, "perm_auth_key_id": 7})
    sealed = envelope1.seal(PERMANENT, opened[:32] + other, x=0)
    with pytest.raises(Untrusted) as caught:
        check(objects.write(call.kind, **{**call.fields, "encrypted_message": sealed}))
    assert caught.value.field == "perm_auth_key_id"


@given(st.data())
def test_a_message_that_the_permanent_key_did_not_seal_is_refused(data):
    call = objects.read_all(bind())
    packet = bytearray(call["encrypted_message"])
    bit = data.draw(st.integers(0, 8 * (len(packet) - 16) - 1))  # the last block holds padding
    packet[bit // 8] ^= 1 << bit % 8
    body = objects.write(call.kind, **{**call.fields, "encrypted_message": bytes(packet)})
    with pytest.raises(CannotOpen):
        check(body)


def test_another_call_is_refused():
    with pytest.raises(WireError):
        check(objects.write("ping", ping_id=7))


def test_all_refusals_look_alike_to_the_device():
    errors = [CannotOpen(), Untrusted("no", field="nonce"), WireError("no", offset=0, field="x")]
    assert len({binding.reply(error) for error in errors}) == 1
    failed = service.read(Piece(5, 1, service.result(4, binding.reply(errors[0]))))
    assert failed == events.Failed(4, 400, "ENCRYPTED_MESSAGE_INVALID")
    assert objects.read_all(binding.reply(None)).kind == "boolTrue"


def test_an_unbound_key_may_make_three_calls_and_a_bound_one_all():
    unbound = TemporaryKey(TEMPORARY, NOW + 86_400)
    bound = check(bind())
    allowed = [bind(), bytes(GetConfigRequest()), bytes(GetNearestDcRequest())]
    for body in allowed:
        assert binding.may_call(unbound, body, now=NOW)
        assert binding.may_call(bound, body, now=NOW)
        assert not binding.may_call(bound, body, now=NOW + 86_400)
    for body in (bytes(PingRequest(7)), b"", b"call", allowed[1] + b"more"):
        assert not binding.may_call(unbound, body, now=NOW)
        assert binding.may_call(bound, body, now=NOW)


def test_an_unbound_key_gets_nowhere_with_objects_that_do_not_end():
    nested = objects.write("auth.checkPassword", password=b"")
    vector = bytes.fromhex("15c4b51c ffffffff b5757299")
    for body in (nested * 20_000, vector):
        assert not binding.may_call(TemporaryKey(TEMPORARY, NOW + 1), body, now=NOW)


def test_a_key_is_renewed_an_hour_before_it_ends():
    key = TemporaryKey(TEMPORARY, NOW)
    for early, renew, alive in [(3601, False, True), (3600, True, True), (1, True, True)]:
        assert binding.needs_renewal(key, now=NOW - early) is renew
        assert binding.is_alive(key, now=NOW - early) is alive
    assert not binding.is_alive(key, now=NOW)


def test_a_permanent_key_has_one_temporary_key():
    first, second = check(bind()), TemporaryKey(AuthKey(bytes(256)), NOW + 10)
    table = binding.bound({}, PERMANENT, first)
    both = binding.bound(binding.bound(table, TEMPORARY, first), PERMANENT, second)
    assert both[PERMANENT.key_id()].key == second.key
    assert both[PERMANENT.key_id()].bound
    assert table[PERMANENT.key_id()] == first
    assert binding.expired(both, now=NOW + 10) == {TEMPORARY.key_id(): first}


@pytest.mark.parametrize("age", [0, 60, 61])
def test_a_refused_device_drops_both_keys_unless_the_permanent_one_is_fresh(age):
    dropped = binding.to_drop(permanent_made_at=NOW, now=NOW + age)
    assert dropped == (("temporary", "permanent") if age > 60 else ("temporary",))


def test_known_quick_acknowledgements(messages):
    known = [v for v in messages["accept"] if v["version"] == 2 and v["quick_ack_token"]]
    assert len(known) == 3
    for v in known:
        token = quick_ack.token(AuthKey(B(messages["auth_key"])), B(v["packet"]))
        assert token.hex() == v["quick_ack_token"]
