"""Each demo runs, prints, and returns what it printed."""

from contextlib import redirect_stdout
from functools import cache
from io import StringIO

import pytest

from cryptokit.attacks import backdoors, mtproto, sharing
from cryptokit.demos import (
    NAMES,
    backup_hole,
    cloud_chat,
    named,
    never_assembled,
    refresh_against_raids,
    update_channel,
)
from cryptokit.sharing.formats import FORMATS
from cryptokit.signal import ratchet
from cryptokit.threshold.answers import Refused
from cryptokit.world import Level, Nexus, Power


@cache
def ran(name):
    """What a demo gave, and what it printed; each is run once."""
    with redirect_stdout(StringIO()) as out:
        found = named(name).run()
    return found, out.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_every_demo_prints_and_says_what_it_is_not(name):
    assert "not for protecting people" in ran(name)[1]


def test_the_cloud_has_three_answers_to_one_promise():
    answers = ran("cloud_chat")[0].answers
    k = [
        [one.trial.k_eff for one in answers if one.trial.messenger.name == name]
        for name in cloud_chat.SETUPS
    ]
    assert k == [[None, 4, 1, 1, 1, 1, 1, 1], [None, 4, 4, 4, 1, 1, 1, 1], [2, 2, 2, 1, 1, 1, 1, 1]]


def test_the_server_of_a_secret_chat_never_holds_the_key_or_a_message():
    (transcript, _, epochs), told = ran("secret_chat")
    holdings = transcript.holdings()
    assert "the key" in holdings["Alice"]
    assert "the key" in holdings["Bob"]
    locked = [thing for thing in holdings["server"] if "authorization" not in thing]
    assert all("locked" in thing or thing in {"g_a", "g_b"} for thing in locked)
    assert len(locked) == 2 + 3
    assert list(epochs.packets.values()) == [99, 100, 51]
    assert epochs.held == {list(epochs.packets)[-1]}
    assert "opens 51 of 250 packets" in " ".join(told.split())


def test_a_post_is_gone_from_the_page_and_the_server_and_the_phones_keep_it():
    found, told = ran("channel")
    assert {one.trial.k_eff for one in found.result.answers} == {0}
    assert set(found.before.values()) == {(1, 2, 3)}
    assert found.after == {
        "db": (1, 3),
        "web": (1, 3),
        "phone_a": (1, 2, 3),
        "phone_b": (1, 2, 3),
    }
    assert [(one.name, one.role) for one in found.accounts] == [
        ("Ada", "administrator"),
        ("Ben", "administrator"),
    ]
    assert [one.sender for one in found.log] == ["Ada", "Ben", "Ada", "SG"]
    assert "none needed" in told
    assert "September 2024" in told


def test_the_contact_graph_is_the_same_whether_or_not_a_message_can_be_read():
    found = ran("contact_graph")[0]
    assert found.read == {"domestic": 7, "cloud_chat": 0, "secret_chat": 0}
    ties = [
        {(tie.sender, tie.receiver): tie.messages for tie in told.ties}
        for told in found.told.values()
    ]
    assert ties == [{("Emil", "Nora"): 4, ("Nora", "Emil"): 3}] * 3
    assert {told.busiest for told in found.told.values()} == {23}
    assert "Emil to Nora: 4 messages" in found.graph.alt


def test_orders_over_a_year_open_what_they_open_when_they_do():
    found = ran("court_orders")[0]
    counts = [
        [(one.sent, one.readable, one.past, one.future) for one in campaign.readings]
        for campaign in found.campaigns.values()
    ]
    assert counts == [
        [(7, 0, 7, 37), (10, 0, 10, 34), (29, 0, 29, 15), (35, 7, 35, 9), (44, 44, 44, 0)],
        [(16, 16, 16, 0)],
        [(17, 17, 17, 1), (44, 18, 18, 0)],
        [(20, 0, 0, 24), (52, 24, 24, 0)],
    ]
    assert all("noticed" in figure.alt for figure in found.figures.values())
    assert found.odds == pytest.approx((0.2, 0.6))


def test_a_signing_key_reaches_every_phone_from_its_day_on_and_comparing_shows_it():
    found = ran("update_channel")[0]
    read = {what: (one.before, one.after, one.seen) for what, one in found.outcomes.items()}
    sent = [len(one.text.encode()) for one in update_channel.CHAT.messages]
    later = sum(sent[update_channel.AFTER :])
    assert read == {
        "no order": (0, 0, frozenset()),
        "code": (0, later, {Power.CODE}),
        "keys": (0, later, {Power.DIRECTORY}),
    }
    assert [one.tie for one in found.outcomes.values()] == [None, Nexus.ENTITY, Nexus.ENTITY]
    answers = [(one.trial.k_eff, one.readable, one.of) for one in found.result.answers]
    assert answers == [(None, 0, 6), (1, 6, 6)]
    assert ("VG",) in found.result.answers[1].trial.smallest_sets


def test_owners_who_compare_see_another_program_or_two_pictures():
    found, told = ran("update_channel")
    plain, code, keys = (list(one.phones.values()) for one in found.outcomes.values())
    for phones in (plain, code, keys):
        assert len({one.program for one in phones}) == 1
    assert plain[0].program == keys[0].program != code[0].program
    assert [len({one.picture for one in phones}) for phones in (plain, code, keys)] == [1, 1, 2]
    assert all(one.picture in told for phones in (plain, keys) for one in phones)


def test_the_main_question_is_answered_for_the_bundled_export():
    answers = ran("who_can_read")[0].answers
    assert len(answers) == 4 * len(Level)
    assert {one.of for one in answers} == {40}
    by_name = {}
    for one in answers:
        by_name.setdefault(one.trial.messenger.name, []).append(one.trial.k_eff)
    assert by_name == {
        "domestic": [1] * 8,
        "cloud_chat": [None, 4, 1, 1, 1, 1, 1, 1],
        "secret_chat": [None] * 7 + [1],
        "whatsapp": [None] * 7 + [1],
    }


def test_the_ratchet_closes_what_a_backup_opens_and_a_changed_program_reads_on():
    past, later, told = ran("whatsapp_chat")[0]
    k = {}
    for one in past.answers:
        k.setdefault(one.trial.messenger.name, []).append(one.trial.k_eff)
    assert k["whatsapp"] == k["whatsapp_vault"] == [None] * 4 + [1]
    assert k["whatsapp_backup"] == [1] * 5
    closed = [one for one in past.answers if one.trial.messenger.name == "whatsapp"][:-1]
    assert [one.metadata.messages for one in closed] == [4] * 4, "who writes to whom is open"
    ours = [one for one in later.answers if one.trial.messenger.name == "whatsapp"]
    assert [one.readable for one in ours] == [0, 0, 0, 2, 2]
    assert ours[3].noticed
    assert [line.sender for line in told.sample] == ["Alice"] * 2
    assert (told.past, told.locked) == (2, 2), "the report opens hers and no other"


def test_one_escrow_key_opens_everybody_and_the_register_nothing_by_itself():
    found, told = ran("backdoor")
    k = [
        [one.trial.k_eff for one in found.result.answers if one.trial.messenger.name == name]
        for name in ("secret_chat", "backdoored", "backdoored_split")
    ]
    assert k == [[None] * 7 + [1], [2] * 7 + [1], [None] + [2] * 6 + [1]]
    assert [list(counts.values()) for counts in found.read.values()] == [
        [0, 1, None, None],
        [0, 1, 3, None],
        [0, 1, 0, 3],
    ]
    disks = {title: sets[0] for title, sets in found.sets.items()}
    assert disks["no back door"] == disks["the key split 2 of 3"] == ()
    assert disks["one escrow key"] == (("NL", "RU"),)
    assert disks["one key, the relay in RU"] == (("RU",),)
    assert disks["one key, copied to IN"] == (("IN", "NL"), ("NL", "RU"))
    assert disks["one key, in the open"] == (("NL",),)
    assert [len(sets) for sets, _ in found.register.values()] == [0, 1, 1]
    assert {sets for _, sets in found.register.values()} == {()}
    for chance, (one, *_) in found.odds.items():
        assert one == chance
    assert "Podchasov" in told


def test_three_in_a_row_show_one_ratchet_key_and_only_the_chain_is_new(monkeypatch):
    rows = ran("three_in_a_row")[0].rows
    assert "".join(row.by for row in rows) == "AAABBA"
    assert [row.number for row in rows] == [0, 1, 2, 0, 1, 0]
    first = [True, False, False, True, False, True]
    assert [row.new_pair for row in rows] == [row.new_root for row in rows] == first
    assert all(row.new_chain for row in rows)
    assert len({row.ratchet_key for row in rows}) == 3
    counted, real = [], ratchet.agree
    monkeypatch.setattr(ratchet, "agree", lambda *pair: counted.append(pair) or real(*pair))
    with redirect_stdout(StringIO()):
        named("three_in_a_row").run()
    talked = rows[-1].agreements
    stolen = (1 + 1) * 2 + 2  # each thief turns twice for the row, or for A's last message
    assert len(counted) == talked + stolen
    assert [row.agreements for row in rows] == [3, 3, 3, 5, 5, 7]


def test_a_state_from_before_a_row_opens_it_and_one_from_after_opens_what_the_answer_brings():
    found = [(one.when, one.row, one.last) for one in ran("three_in_a_row")[0].thefts]
    assert found == [("before the row", 3, 0), ("after the row", 0, 1)]


def test_one_order_opens_the_backup_of_a_chat_that_no_order_opens():
    found, told = ran("backup_hole")
    assert {name: list(counts.values()) for name, counts in found.read.items()} == {
        "end_to_end": [0, None, None, 6],
        "end_to_end_backup": [0, 6, None, 6],
        "end_to_end_vault": [0, 0, 0, 6],
    }
    disks = {name: sets[Level.CODE] for name, sets in found.sets.items()}
    assert disks == {
        "end_to_end": (),
        "end_to_end_backup": (("IE",),),
        "end_to_end_vault": (),
    }
    fell = found.fell
    assert (fell.accounts, fell.vault, fell.vault_key_known, fell.file) == (10, 3, 8, 8)
    assert sum(rank < 10 for rank in backup_hole.RANKS) == fell.vault
    assert "after 10 wrong guesses" in told


def test_of_all_conversations_a_phone_opens_one_an_escrow_key_all_and_a_part_of_it_none():
    found = ran("escrow_leak")[0]
    counts = {(one.design, one.theft): one.counts for one in found.leaks}
    one, all_, none = (0, 1, 1, 1), (0, 1, 2, 3), (0, 0, 0, 0)
    assert counts == {
        ("no back door", "one phone"): one,
        ("one escrow key", "one phone"): one,
        ("one escrow key", "one agency"): all_,
        ("the key split 2 of 3", "one phone"): one,
        ("the key split 2 of 3", "one agency"): none,
        ("the key split 2 of 3", "two agencies"): all_,
    }
    assert "the key split 2 of 3, one agency: 0 from 0 on" in found.figure.alt


def test_a_split_key_keeps_its_promises():
    found = ran("split_key")[0]
    assert found.candidates == 256
    assert found.forger.startswith("share 3: ")
    assert found.too_few.startswith("2 shares, but 3 are needed")


def test_every_format_gives_the_key_back_and_some_are_taken_for_others():
    found = ran("split_formats")[0]
    writable = [name for name, one in FORMATS.items() if one.split]
    assert list(found.shares) == writable
    assert found.joined == dict.fromkeys(writable, True)
    assert len(found.mixture.shares) == 10
    assert all(seen.chosen for seen in found.mixture.shares)
    assert [(group.have, len(group.parts)) for group in found.mixture.sets] == [(2, 2)] * 5
    assert "--format" in found.ambiguous
    assert found.misread


def test_the_more_there_is_to_compare_with_the_sooner_a_cheat_is_named():
    rungs = ran("cheater")[0]
    assert [rung.secret for rung in rungs] == ["wrong"] * 2 + ["none"] * 4 + ["right", "none"]
    assert [rung.blamed for rung in rungs[:2]] == ["", ""]
    assert all("2" in rung.blamed and len(rung.blamed) > 1 for rung in rungs[2:5])  # all of them
    assert [rung.blamed for rung in rungs[5:]] == ["2"] * 3


def test_refresh_keeps_a_burglar_out_for_five_years():
    found = ran("refresh_against_raids")[0]
    assert found.opened_without == 3
    assert found.opened_with is None
    assert len(found.without) == len(found.with_refresh) == 60
    assert max(found.with_refresh) < refresh_against_raids.THRESHOLD <= found.without[2]
    assert not found.forced
    assert "epoch differs" in found.refusal
    assert "never 3 in 60 months" in found.figure.alt


def test_a_box_is_opened_by_three_and_the_key_is_held_by_nobody():
    found = ran("never_assembled")[0]
    assert found.opened.plaintext == b"meet me at nine"
    assert found.too_few.plaintext is None
    assert found.cheat.startswith("share 3: ")
    assert found.could == ()
    refusals = [one for one in found.opened.answers if isinstance(one, Refused)]
    assert [one.holder for one in refusals] == ["2", "4"]
    assert {one.context for one in refusals} == {never_assembled.CONTEXT}


def test_independent_operators_keep_the_promise_and_a_refresh_divides_raids():
    found, told = ran("independent")
    k = {}
    for one in found.result.answers:
        k.setdefault(one.trial.messenger.name, []).append(one.trial.k_eff)
    assert k == {
        "cloud_chat": [None, 4, 1, 1, 1, 1, 1, 1],
        "independent": [None, 4, 4, 4, 4, 4, 4, 1],
        "independent_with_factor": [None] * 7 + [1],
    }
    assert (found.mixed.past, found.mixed.locked, found.new.past) == (0, 2, 2)
    assert "parts 3, 4 and 5 give partial decryptions that combine to key" in " ".join(told.split())
    operators = [found.held[f"operator {i}"] for i in range(1, 6)]
    assert not any("message" in thing for held in operators for thing in held)


def test_each_merger_takes_one_country_off_and_four_companies_become_one():
    stages, told = ran("merge_companies")
    assert [one.groups for one in stages] == [4, 3, 2, 1]
    assert [one.answer.trial.k_eff for one in stages] == [4, 3, 2, 1]
    assert [(one.answer.readable, one.answer.of) for one in stages] == [(1, 1)] * 4
    assert len({one.world.assets for one in stages}) == 1
    assert "4. AE takes the key part of p3: s3" in told
    assert "through it the group, to hand over the key part of p3: s3" in " ".join(told.split())


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("sharing_failures", len(sharing.GALLERY)),
        ("protocol_failures", len(mtproto.GALLERY)),
        ("backdoor_failures", len(backdoors.GALLERY)),
    ],
)
def test_the_whole_gallery_falls_and_its_repairs_stand(name, count):
    played, told = ran(name)
    assert [one.attack.name for one in played if not one.flawed.won or one.repaired.won] == []
    wanted = f"{count} of {count} flawed schemes fell. {count} of the repaired stood"
    assert wanted in " ".join(told.split())


def test_what_a_seized_phone_gives_depends_on_the_system():
    found = ran("seizure")[0]
    counts = {row.title: [len(cell.readable) for cell in row.cells.values()] for row in found.rows}
    assert counts == {
        "cloud chat": [350, 350, 350, 350],
        "cloud chat, offline thief": [350, 350, 350, 350],
        "temporary keys": [350, 350, 350, 350],
        "temporary keys, offline thief": [144, 144, 288, 288],
        "secret chat": [100, 151, 0, 0],
        "Double Ratchet": [2, 100, 0, 0],
        "sender keys": [100, 100, 0, 0],
        "mail under a static key": [175, 175, 0, 0],
    }
    assert all(cell.agree for row in found.rows for cell in row.cells.values())
    assert all(cell.predicted is not None for row in found.rows for cell in row.cells.values())
    assert "secret chat: 99 from 0 on, 100 from 99 on" in found.figure.alt
