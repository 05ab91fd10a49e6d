"""The numbers of a session: given out many at once as one by one, and found again in a window."""

from hypothesis import given
from hypothesis import strategies as st

from cryptokit.errors import Replayed
from cryptokit.keys import AuthKey
from cryptokit.mtproto import session
from cryptokit.mtproto.session import Direction, Kind
from cryptokit.rng import lesson

PHONE = session.client(AuthKey.draw(lesson("key")), salt=bytes(8), rng=lesson("phone"))
SERVER = session.server(PHONE.key, salt=PHONE.salt, session_id=PHONE.session_id)
KINDS = st.lists(st.sampled_from(Kind), max_size=8)
IDS = st.integers(0, 60)


@given(KINDS, st.sampled_from([PHONE, SERVER]), st.sampled_from([1.7e9, 0.0]))
def test_many_numbers_are_those_that_come_one_by_one(kinds, start, now):
    rng, one, single = lesson("ids"), start, []
    for kind in kinds:
        one, message_id, seq_no = session.number(one, now=now, kind=kind, rng=rng)
        single.append((message_id, seq_no))
    assert session.numbers(start, kinds, now=now, rng=lesson("ids")) == (one, single)
    wants = [kind.wants_ack for kind in kinds]
    assert [n for _, n in single] == [2 * sum(wants[:at]) + one for at, one in enumerate(wants)]
    ids = [message_id for message_id, _ in single]
    assert ids == sorted(set(ids))
    assert all(n % 4 == 0 for n in ids) or start.sends is Direction.TO_CLIENT


@given(st.sets(IDS), IDS)
def test_an_id_came_if_it_is_in_the_window(ids, message_id):
    window = tuple(sorted(ids))
    assert session.came(window, message_id) is (message_id in ids)
    try:
        assert session.remember(window, message_id) == tuple(sorted({*ids, message_id}))
        assert message_id not in ids
    except Replayed:
        assert message_id in ids


@given(st.binary(min_size=8, max_size=8))
def test_another_salt_changes_nothing_but_the_salt(salt):
    salted = session.with_salt(PHONE, salt)
    assert salted.salt == salt
    assert session.with_salt(salted, PHONE.salt) == PHONE
    assert session.with_salt(PHONE, PHONE.salt) is PHONE
