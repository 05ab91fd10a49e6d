"""Reports in WhatsApp's flow: the provider gets the last words of one person, proved, and no others."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import say
from cryptokit.court import examination, examine
from cryptokit.errors import Unknown, Untrusted
from cryptokit.evidence.rows import Event, Plaintext
from cryptokit.evidence.store import read
from cryptokit.messengers import named, whatsapp
from cryptokit.messengers.deploy import history, open_disks
from cryptokit.messengers.standing import NOTHING, open_copies
from cryptokit.messengers.whatsapp_registry import PRIMARY
from cryptokit.messengers.whatsapp_reports import LAST, context_of
from cryptokit.messengers.whatsapp_room import Room
from cryptokit.messengers.whatsapp_server import MESSAGE, REPORT, Server
from cryptokit.rng import lesson
from cryptokit.signal.franking import TAG_SIZE, FrankingNonce

WORLD = named("whatsapp").world
PAIR = say([f"{name}: word {i} of {name}" for i in range(7) for name in ("Ana", "Eve")])
GROUP = say([f"{name}: word {i} of {name}" for i in range(6) for name in ("Ana", "Eve", "Ben")])
EACH = pytest.mark.parametrize("chat", [PAIR, GROUP], ids=["pair", "group"])


def deliver(chat, run, reports=()):
    with open_disks(WORLD, run) as disks, open_copies(run, NOTHING) as copies:
        whatsapp.converse(
            disks, WORLD, chat, copies, rng=lesson("r"), progress=lambda _: None, reports=reports
        )
    return run / "relay"


class Talked:
    """A chat that was talked through, and its room left open for reports."""

    def __init__(self, chat, run):
        with open_disks(WORLD, run) as disks, open_copies(run, NOTHING) as copies:
            self.room = Room(disks, WORLD, chat, copies, lesson("r"))
            for name in chat.participants:
                list(self.room.sign_in((name, PRIMARY)))
            for row in history(chat):
                list(self.room.send(row))
            self.kept = []
            self.room.server._disk = self
        self.told = self.room.desk.phones["Ana", PRIMARY].last_of("Eve")

    def add_mixed(self, rows):
        self.kept += rows

    def report(self, *reported, about="Eve"):
        return self.room.server.take_report("Ana", about, reported, 0)


@pytest.fixture
def talked(tmp_path):
    return Talked(PAIR, tmp_path / "talked")


@EACH
def test_the_relays_disk_alone_reads_exactly_what_was_reported(chat, tmp_path):
    relay = deliver(chat, tmp_path / "run", [("Ana", "Eve")])
    eves = [
        (i, m.sent, m.sender, m.text) for i, m in enumerate(chat.messages, 1) if m.sender == "Eve"
    ]
    found = sorted(examination(relay).read.items())
    assert [(*place, line.text) for place, line in found] == eves[-LAST:]
    assert examine(relay).locked == len(chat.messages) - LAST
    (noted,) = [one for one in read(relay / "disk.sqlite", Event) if one.what == REPORT]
    assert (noted.sender, noted.receiver) == ("Ana", "Eve")
    assert noted.size == sum(len(text) for *_, text in eves[-LAST:])


def test_without_a_report_the_relay_reads_nothing(tmp_path):
    assert examine(deliver(PAIR, tmp_path / "run")).past == 0


def test_a_report_on_somebody_who_wrote_nothing_is_noted_and_holds_nothing(tmp_path):
    silent = replace(PAIR, messages=PAIR.messages[::2])
    relay = deliver(silent, tmp_path / "run", [("Ana", "Eve")])
    assert not list(read(relay / "disk.sqlite", Plaintext))
    assert [one.size for one in read(relay / "disk.sqlite", Event) if one.what == REPORT] == [0]


@pytest.mark.parametrize("names", [("Ana", "Zoe"), ("Zoe", "Ana")])
def test_a_report_by_or_on_nobody_here_is_refused(names, talked):
    with pytest.raises(Unknown):
        talked.room.report(*names)


def test_words_never_sent_are_refused_and_nothing_is_kept(talked):
    first, second, *_ = talked.told
    assert talked.report(first, second) == (first.row, second.row)
    talked.kept.clear()
    words = replace(first.row, text="I did it")
    opening = replace(first.proof.opening, message=b"I did it")
    nonce = replace(first.proof.opening, nonce=FrankingNonce(bytes(32)))
    ben = replace(first.row, sender="Ben")
    forgeries = {
        "other words": replace(first, row=words),
        "other words, opened so": replace(
            first, row=words, proof=replace(first.proof, opening=opening)
        ),
        "another nonce": replace(first, proof=replace(first.proof, opening=nonce)),
        "the proof of another message": replace(first, proof=second.proof),
        "another author": replace(first, row=ben),
        "another author in the proof": replace(
            first, row=ben, proof=replace(first.proof, context=context_of(ben, "Ana"))
        ),
        "another time": replace(first, row=replace(first.row, sent=first.row.sent + 1)),
        "no tag": replace(first, proof=replace(first.proof, tag=b"")),
    }
    for why, forged in forgeries.items():
        with pytest.raises(Untrusted) as error:
            talked.report(second, forged)
        assert error.value.field == "report", why
    with pytest.raises(Untrusted):
        talked.report(first, about="Ana")
    assert talked.kept == []


def test_what_one_person_got_is_no_proof_for_another(talked):
    eves = talked.room.desk.phones["Eve", PRIMARY].last_of("Ana")
    with pytest.raises(Untrusted):
        talked.report(*eves, about="Ana")
    assert len(talked.room.report("Eve", "Ana")) == LAST


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_no_words_but_the_ones_sent_pass(reportable, text):
    talked = reportable
    first = talked.told[0]
    opening = replace(first.proof.opening, message=text.encode())
    forged = replace(
        first, row=replace(first.row, text=text), proof=replace(first.proof, opening=opening)
    )
    if text == first.row.text:
        assert talked.report(forged)
    else:
        with pytest.raises(Untrusted):
            talked.report(forged)


@pytest.fixture(scope="module")
def reportable(tmp_path_factory):
    return Talked(PAIR, tmp_path_factory.mktemp("talked") / "run")


@EACH
def test_every_message_carries_its_commitment_and_one_that_does_not_fit_is_not_shown(
    chat, tmp_path, monkeypatch
):
    carry, carried = Server.carry, []

    def noted(server, sender, receivers, packet, what, row):
        carried.append((what, len(packet.commitment), packet.commitment))
        return carry(server, sender, receivers, packet, what, row)

    monkeypatch.setattr(Server, "carry", noted)
    deliver(chat, tmp_path / "run")
    sizes = {(what == MESSAGE, size) for what, size, _ in carried}
    assert sizes == ({(True, TAG_SIZE), (False, 0)} if chat.group else {(True, TAG_SIZE)})
    assert len({one for what, _, one in carried if what == MESSAGE}) == len(chat.messages)

    def bent(server, sender, receivers, packet, what, row):
        wrong = packet.commitment and bytes([packet.commitment[0] ^ 1]) + packet.commitment[1:]
        return carry(server, sender, receivers, replace(packet, commitment=wrong), what, row)

    monkeypatch.setattr(Server, "carry", bent)
    with pytest.raises(Untrusted) as error:
        deliver(chat, tmp_path / "bent")
    assert error.value.field == "commitment"
