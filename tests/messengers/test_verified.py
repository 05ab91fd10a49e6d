"""Orders that are tried on people who look: refused, seen, and the chat goes on as it was."""

import pytest

from cryptokit.conversation import Chat, Message
from cryptokit.errors import Untrusted
from cryptokit.evidence import program, schemes
from cryptokit.evidence.rows import Envelope, Event, Plaintext, State
from cryptokit.evidence.store import read
from cryptokit.experiment.seen import seen
from cryptokit.messengers import named, verified
from cryptokit.messengers.secret_phone import Phone
from cryptokit.messengers.standing import Standing
from cryptokit.mtproto import phone_bytes
from cryptokit.rng import lesson
from cryptokit.world import CHANGED, SWAPPED, Power

PEOPLE, START = ("Alice", "Bob"), 1_700_000_000
MESSAGES = tuple(Message(i, START + i, PEOPLE[i % 2], f"secret word {i}") for i in range(1, 7))
CHAT = Chat("six", "said", MESSAGES, PEOPLE, group=False)
AFTER = START + 3
PHONES = ("phone_a", "phone_b")
CAREFUL, HURRIED = named("end_to_end_verified"), named("end_to_end")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    known = {}

    def get(*pieces, messenger=CAREFUL):
        if (messenger.name, pieces) not in known:
            run = tmp_path_factory.mktemp("verified") / "run"
            standing = Standing(dict.fromkeys(pieces, AFTER))
            messenger.deliver(
                messenger.world, CHAT, run, rng=lesson("v"), progress=lambda _: None,
                standing=standing,
            )  # fmt: skip
            known[messenger.name, pieces] = run
        return known[messenger.name, pieces]

    return get


def disk(run, asset, kind):
    return list(read(run / asset / "disk.sqlite", kind))


def phone(run, asset):
    (state,) = (row for row in disk(run, asset, State) if row.scheme == schemes.PHONE)
    return phone_bytes.from_bytes(state.body)


BOTH = pytest.mark.parametrize("pieces", [(SWAPPED,), (CHANGED,), (CHANGED, SWAPPED)])


@BOTH
def test_nothing_is_copied_and_everything_arrives(runs, pieces):
    run = runs(*pieces)
    for piece in pieces:
        assert list(read(run / piece.asset / "arrivals.sqlite", Plaintext)) == []
    for asset in PHONES:
        assert [row.text for row in disk(run, asset, Plaintext)] == [m.shown for m in MESSAGES]


def test_the_same_orders_on_people_who_do_not_look_bring_every_later_message(runs):
    run = runs(CHANGED, SWAPPED, messenger=HURRIED)
    for piece in (CHANGED, SWAPPED):
        rows = list(read(run / piece.asset / "arrivals.sqlite", Plaintext))
        assert [row.text for row in rows] == [m.shown for m in MESSAGES[3:]]
    assert [row for asset in PHONES for row in disk(run, asset, Event)] == [], "nobody looked"
    assert seen(HURRIED.world, run) == {Power.CODE, Power.DIRECTORY}, "they could have"


def test_after_a_swap_that_was_refused_the_chat_goes_on_under_the_old_key(runs):
    run, clean = runs(SWAPPED), runs()
    keys = {key.key_id() for asset in PHONES for key in phone(run, asset).keys}
    assert keys == {key.key_id() for asset in PHONES for key in phone(clean, asset).keys}
    assert {row.key_id for row in disk(run, "relay", Envelope)} == keys
    first = [row.body for row in disk(clean, "relay", Envelope)][:3]
    assert [row.body for row in disk(run, "relay", Envelope)][:3] == first
    assert seen(CAREFUL.world, run) == {Power.DIRECTORY}
    for asset in PHONES:
        (note,) = disk(run, asset, Event)
        assert (note.what, note.sent) == (verified.REFUSED_KEY, START + 4)


def test_a_program_that_is_not_in_the_log_never_runs_but_stays_to_be_shown(runs):
    run = runs(CHANGED)
    for asset in PHONES:
        programs = [row for row in disk(run, asset, State) if row.scheme == program.SCHEME]
        assert programs == [
            program.installed(program.PUBLISHED), program.installed(program.CHANGED)
        ]  # fmt: skip
        (note,) = disk(run, asset, Event)
        assert (note.what, note.sent) == (verified.REFUSED_PROGRAM, AFTER)
    assert seen(CAREFUL.world, run) == {Power.CODE}
    for asset in ("relay", *PHONES):
        one, other = (list(disk(each, asset, Plaintext)) for each in (run, runs()))
        assert one == other


def test_of_both_orders_both_are_noticed_and_of_none_none(runs):
    assert seen(CAREFUL.world, runs(CHANGED, SWAPPED)) == {Power.CODE, Power.DIRECTORY}
    assert seen(CAREFUL.world, runs()) == frozenset()


def test_where_nobody_tries_anything_a_careful_chat_leaves_the_bytes_of_any_other(runs):
    careful, hurried = runs(), runs(messenger=HURRIED)
    for asset in ("relay", *PHONES):
        one, other = (run / asset / "disk.sqlite" for run in (careful, hurried))
        assert one.read_bytes() == other.read_bytes()


def test_people_who_compare_stop_with_the_picture_and_people_with_one_key_go_on(runs):
    class Held:
        def __init__(self, run, asset):
            self.chat = phone(run, asset)

    verified.compare(*(Held(runs(), asset) for asset in PHONES))
    swapped = runs(CHANGED, SWAPPED, messenger=HURRIED)
    with pytest.raises(Untrusted) as refused:
        verified.compare(*(Held(swapped, asset) for asset in PHONES))
    assert refused.value.field == "picture"


def test_only_a_program_in_the_public_log_is_taken():
    verified.require_logged(program.installed(program.PUBLISHED))
    with pytest.raises(Untrusted) as refused:
        verified.require_logged(program.installed(program.CHANGED))
    assert refused.value.field == "program"


def test_people_meet_before_the_first_word_and_a_server_that_was_there_first_gets_none(
    tmp_path, monkeypatch
):
    """What is refused at the start of a chat leaves nothing to go back to."""
    met = []

    def compared(a, b):
        met.append((a.owner, b.owner, len(disk_of(a))))
        raise Untrusted("not the one on the other phone", field="picture")

    def disk_of(one):
        return one.disk._base.execute("SELECT * FROM plaintext").fetchall()

    makers = verified.secret_chat.Makers(phone=Phone, meet=compared)
    monkeypatch.setattr(verified, "CAREFUL", makers)
    with pytest.raises(Untrusted):
        CAREFUL.deliver(
            CAREFUL.world, CHAT, tmp_path / "run", rng=lesson("m"), progress=lambda _: None
        )
    assert met == [("Alice", "Bob", 0)]
    for file in (tmp_path / "run").rglob("*.*"):
        assert not any(message.text.encode() in file.read_bytes() for message in MESSAGES)


def test_a_phone_with_no_chat_before_has_none_to_go_back_to():
    one = verified.VerifyingPhone.__new__(verified.VerifyingPhone)
    with pytest.raises(RuntimeError, match="no chat before"):
        one.go_back(0)
