"""The main experiment: which rungs, which orders, what is kept, and what is left behind."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cryptokit.conversation import Chat, say
from cryptokit.court import cases, examine
from cryptokit.errors import CryptokitError, Unknown
from cryptokit.experiment import Answer, Refusal, run, serving, who_can_read
from cryptokit.messengers import ALL, DEFAULT, named
from cryptokit.rng import lesson
from cryptokit.testing import chats
from cryptokit.world import Level, Power, k_eff, load, smallest_sets

CHAT = say(["Alice: hi", "Bob: hi yourself", "Alice: nine?"])
DATA = json.loads((Path(__file__).parent / "data/compulsion_scenarios.json").read_text("utf-8"))


def by_level(result, name):
    return {a.trial.level: a for a in result.answers if a.trial.messenger.name == name}


@pytest.fixture(scope="module")
def everything():
    return who_can_read(CHAT, messengers=ALL, rng=lesson("everything"))


@pytest.fixture
def places(tmp_path, monkeypatch):
    """A folder to work in and one for temporary files, both empty."""
    for name in ("here", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path


def everything_below(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_the_rungs_are_those_of_the_data_and_then_the_phone(everything):
    names = [rung["level"] for rung in DATA["ladder"]]
    for messenger in ALL:
        levels = by_level(everything, messenger.name)
        assert [level.value for level in levels] == [*names, "L8_plus_endpoint"]


def test_every_answer_is_all_or_nothing_and_fits_its_number(everything):
    assert len(everything.answers) == len(ALL) * len(Level)
    for answer in everything.answers:
        assert answer.of == 3
        assert answer.readable == (0 if answer.trial.k_eff is None else 3)
        assert bool(answer.steps) == (answer.trial.k_eff is not None)
        assert bool(answer.missing) == (answer.trial.k_eff is None)
        assert len(answer.sample) == answer.readable
        world, level = answer.trial.messenger.world, answer.trial.level
        assert answer.trial.k_eff == k_eff(world, "past", level.powers)
        sets = smallest_sets(world, "past", level.powers)
        assert answer.trial.orders == (sets[0] if sets else world.jurisdictions)


PAIRS = {
    "domestic": "A1_domestic_cloud",
    "cloud_chat_key_apart": "A2_data_and_key_apart",
    "cloud_chat": "A3_claimed_split_serving",
    "cloud_chat_cold": "A4_claimed_split_cold",
    "secret_chat": "A7_e2ee_unverified",
}


@pytest.mark.parametrize(("name", "architecture"), PAIRS.items())
def test_the_messengers_have_the_golden_numbers_of_their_architectures(
    name, architecture, everything
):
    golden = DATA["architectures"][architecture]["golden"]["past"]
    levels = by_level(everything, name)
    for level, cell in golden.items():
        assert levels[Level(level)].trial.k_eff == cell["k_eff"]
        found = sorted(map(list, levels[Level(level)].trial.smallest_sets))
        assert found == sorted(cell["smallest_sets"])
    assert levels[Level.ENDPOINT].trial.k_eff == 1


def test_the_hero_numbers_of_the_claim(everything):
    serving = {level: a.trial.k_eff for level, a in by_level(everything, "cloud_chat").items()}
    assert serving[Level.SHARES] == named("cloud_chat").promise.countries == 4
    assert serving[Level.MEMORY] == 1
    cold = {level: a.trial.k_eff for level, a in by_level(everything, "cloud_chat_cold").items()}
    assert cold[Level.ENTITY] == 4
    assert cold[Level.CONTROL] == 1


def test_what_is_missing_is_named_with_its_holder_and_its_rung(everything):
    (at_rest, *_) = by_level(everything, "cloud_chat").values()
    text = "\n".join(at_rest.missing)
    assert "s3: kept by p3 in AE; reached from L2_plus_shares on" in text
    assert "which locks 3 messages in db/disk.sqlite" in text


def test_given_orders_are_served_and_only_where_the_country_occurs():
    result = who_can_read(CHAT, orders=["US", "NL", "NL"], levels=[Level.SHARES, Level.MEMORY])
    answers = {(a.trial.messenger.name, a.trial.level): a for a in result.answers}
    assert answers["cloud_chat", Level.SHARES].trial.orders == ("NL", "US")
    assert answers["cloud_chat", Level.SHARES].readable == 0
    assert (
        "s3: kept by p3 in AE; no order came from there"
        in answers["cloud_chat", Level.SHARES].missing
    )
    assert answers["cloud_chat", Level.MEMORY].readable == 3
    assert answers["domestic", Level.SHARES].trial.orders == ()
    assert answers["domestic", Level.SHARES].readable == 0


def test_no_orders_at_all_bring_nothing():
    result = who_can_read(CHAT, orders=[], levels=[Level.ENDPOINT])
    assert [answer.readable for answer in result.answers] == [0, 0, 0, 0]
    assert [answer.metadata.lines for answer in result.answers] == [0, 0, 0, 0]


def test_an_unknown_country_is_refused_before_anything_is_written(places):
    with pytest.raises(Unknown) as caught:
        who_can_read(CHAT, orders=["NL", "NX"], keep=places / "kept")
    assert caught.value.name == "NX"
    assert "NL" in caught.value.known
    assert not (places / "kept").exists()


def test_a_chat_without_messages_is_refused():
    with pytest.raises(CryptokitError, match="no messages"):
        who_can_read(Chat("empty", "said", (), ("Alice", "Bob"), group=False))


def test_a_messenger_that_cannot_carry_the_chat_gives_a_refusal_and_the_others_answer():
    group = say(["Alice: hi", "Bob: hi", "Carol: hi"])
    result = who_can_read(group, levels=[Level.AT_REST])
    assert [type(answer) for answer in result.answers] == [Answer, Answer, Refusal, Answer]
    assert "a group (3 people wrote)" in result.answers[2].reason


def test_where_nobody_can_carry_the_chat_no_examiner_is_started(monkeypatch):
    monkeypatch.setattr(run, "examine_fresh", None)
    group = say(["Alice: hi", "Bob: hi", "Carol: hi"])
    (answer,) = who_can_read(group, messengers=[named("secret_chat")]).answers
    assert isinstance(answer, Refusal)


def test_a_result_is_plain_values_for_a_pipe(everything):
    values = json.loads(json.dumps(everything.as_json()))
    assert values["chat"] == {
        "format": "said",
        "name": "Alice and Bob",
        "messages": 3,
        "participants": 2,
    }
    assert len(values["answers"]) == len(ALL) * len(Level)
    assert values["answers"][0]["level"] == "L1_at_rest"


def test_the_same_rung_or_messenger_twice_is_asked_once():
    result = who_can_read(CHAT, messengers=[DEFAULT[0]] * 2, levels=[Level.AT_REST] * 2)
    assert len(result.answers) == 1


def test_kept_folders_hold_the_servers_and_what_was_seized_on_each_rung(places):
    keep = places / "new" / "kept"
    who_can_read(CHAT, keep=keep, levels=[Level.SHARES, Level.MEMORY])
    assert {path.name for path in keep.iterdir()} == {m.name for m in DEFAULT}
    for messenger in DEFAULT:
        run_ = keep / messenger.name
        assert {path.name for path in run_.iterdir()} == {"servers", "seized"}
        for asset in messenger.world.assets:
            assert (run_ / "servers" / asset.id / "disk.sqlite").is_file()
        assert {path.name for path in (run_ / "seized").iterdir()} == {
            "L2_plus_shares",
            "L3_plus_live_memory",
        }
        for case in (run_ / "seized").iterdir():
            assert (case / "custody.json").is_file()
    assert everything_below(places / "temporary") == everything_below(places / "here") == []
    assert [path.name for path in (places / "new").iterdir()] == ["kept"]


def test_what_was_kept_can_be_examined_again_with_the_same_answer(places):
    keep = places / "kept"
    result = who_can_read(CHAT, keep=keep, rng=lesson("kept"))
    for answer in result.answers:
        case = keep / answer.trial.messenger.name / "seized" / answer.trial.level.value
        report = examine(case)
        assert (report.past, report.sample) == (answer.readable, answer.sample)
        assert report.bad == ()


def test_an_empty_folder_may_be_given_and_a_full_one_is_refused_untouched(places):
    (places / "empty").mkdir()
    who_can_read(CHAT, keep=places / "empty", levels=[Level.AT_REST])
    assert (places / "empty" / "domestic").is_dir()
    before = everything_below(places)
    with pytest.raises(CryptokitError, match="not empty"):
        who_can_read(CHAT, keep=places / "empty", levels=[Level.AT_REST])
    (places / "file").touch()
    with pytest.raises(CryptokitError):
        who_can_read(CHAT, keep=places / "file", levels=[Level.AT_REST])
    assert everything_below(places) == sorted([*before, "file"])


@pytest.mark.parametrize("step", ["seize", "examine_fresh", "closure", "signs"])
@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_a_run_that_fails_half_way_leaves_nothing_behind(step, error, places, monkeypatch):
    def fail(*_args, **_kwargs):
        assert any(path.is_file() for path in places.rglob("*")), "something was written already"
        raise error

    monkeypatch.setattr(serving if step == "seize" else run, step, fail)
    for keep in (places / "kept", places / "new" / "folder" / "kept", None):
        with pytest.raises(error):
            who_can_read(CHAT, keep=keep)
        assert everything_below(places) == ["here", "temporary"]


def test_nothing_is_written_outside_the_temporary_folder_and_that_is_gone_afterwards(places):
    seen = set()

    def look(*_):
        seen.update(
            path.relative_to(places).parts[0] for path in places.rglob("*") if path.is_file()
        )

    who_can_read(CHAT, levels=[Level.AT_REST], progress=look)
    assert seen == {"temporary"}
    assert everything_below(places) == ["here", "temporary"]


def test_the_same_seed_gives_the_same_answers_and_the_same_sentences():
    one, again = (who_can_read(CHAT, messengers=ALL, rng=lesson("monday")) for _ in range(2))
    assert one == again
    other = who_can_read(CHAT, messengers=ALL, rng=lesson("tuesday"))
    assert [a.readable for a in other.answers] == [a.readable for a in one.answers]
    assert other != one, "other keys have other names"


def test_without_a_seed_keys_are_fresh_every_time():
    steps = [
        who_can_read(CHAT, messengers=[named("domestic")], levels=[Level.AT_REST]).answers[0].steps
        for _ in range(2)
    ]
    assert steps[0] != steps[1]


def test_progress_counts_up_to_the_whole():
    calls = []
    who_can_read(
        CHAT, levels=[Level.AT_REST, Level.ENDPOINT], progress=lambda *call: calls.append(call)
    )
    for messenger in DEFAULT:
        sending = [call[1:] for call in calls if call[0] == f"{messenger.title}: sending"]
        assert sending == [(0, 3), (1, 3), (2, 3), (3, 3)]
        examined = [call[1:] for call in calls if call[0] == f"{messenger.title}: examining"]
        assert examined
        assert examined[-1][0] == examined[-1][1]


def test_a_link_to_an_empty_folder_is_followed(places):
    (places / "elsewhere").mkdir()
    (places / "link").symlink_to(places / "elsewhere")
    who_can_read(CHAT, keep=places / "link", levels=[Level.AT_REST])
    assert (places / "elsewhere" / "domestic" / "servers").is_dir()
    assert (places / "link").is_symlink()


@pytest.mark.parametrize("lie", [True, False])
def test_two_engines_that_disagree_stop_the_experiment(lie, monkeypatch):
    monkeypatch.setattr(run, "closure", lambda *_: {"past"} if lie else set())
    with pytest.raises(AssertionError, match="the symbolic engine says"):
        who_can_read(CHAT, messengers=[named("cloud_chat")], levels=[Level.AT_REST, Level.MEMORY])


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_small_chat_has_an_answer_on_every_rung(data):
    chat = data.draw(chats(people=data.draw(st.integers(1, 4))))
    messenger = data.draw(st.sampled_from(ALL))
    result = who_can_read(chat, messengers=[messenger], rng=lesson("any"))
    answers = [one for one in result.answers if isinstance(one, Answer)]
    refused = messenger.refuses(chat) is not None
    assert len(answers) == (0 if refused else len(Level))
    if answers:
        assert answers[-1].readable == len(chat.messages), "an opened phone shows everything"


def user_factor_world(holder):
    """A store whose key is useless without a factor, kept by ``holder`` or by nobody."""
    assets = [{"id": "db", "loc": "NL", "custodian": "op", "holds": ["ct", "kek"]}]
    if holder:
        assets.append({"id": "chip", "loc": "DE", "custodian": holder, "holds": ["factor"]})
    rules = [{"out": "past", "k": 3, "of": ["ct", "kek", "factor"]}]
    return load({"entities": {"op": {"inc": "NL"}}, "assets": assets, "rules": rules})


def lacking(holder, level):
    messenger = replace(named("domestic"), world=user_factor_world(holder))
    (answer,) = who_can_read(say(["Alice: hi"]), messengers=[messenger], levels=[level]).answers
    assert answer.readable == 0
    return answer.missing[-1]


def test_a_piece_that_nobody_holds_is_said_to_be_nobodys():
    assert lacking("", Level.CODE) == "factor: nobody holds it in this world"


def test_a_piece_on_a_phone_is_reached_from_the_last_rung_on():
    assert (
        lacking("user", Level.CODE)
        == "factor: on the disk of chip in DE; reached from L8_plus_endpoint on"
    )


def test_wrong_arguments_are_told_in_a_sentence():
    with pytest.raises(TypeError, match="read_chat"):
        who_can_read("chat.txt")
    with pytest.raises(TypeError, match=r"Level\.MEMORY"):
        who_can_read(say(["Alice: hi"]), levels=["L3"])


def test_orders_that_open_the_past_come_again_and_open_what_was_sent_later(tmp_path):
    """Disks and key parts begin nothing: what is sent later lies there when they are seized again."""
    cloud = named("cloud_chat")
    (answer,) = who_can_read(
        say(["Ann: 1", "Ben: 2", "Ann: 3"]),
        messengers=[cloud],
        levels=[Level.SHARES],
        after=1,
        keep=tmp_path / "kept",
        rng=lesson("again"),
    ).answers
    assert (answer.trial.goal, answer.trial.k_eff) == ("future", 4)
    assert (answer.readable, answer.of) == (2, 2)
    (report,) = map(examine, cases(tmp_path / "kept"))
    assert (report.past, report.future) == (1, 2), "a case is dated by its first seizure"


def test_somebody_inside_takes_things_without_an_order_and_the_steps_say_so():
    cloud = named("cloud_chat")
    (answer,) = who_can_read(
        say(["Ann: 1", "Ben: 2"]),
        messengers=[cloud],
        levels=[Level.AT_REST],
        beside=[Power.INSIDER],
        rng=lesson("inside"),
    ).answers
    assert (answer.trial.orders, answer.readable) == (("AE",), 2)
    assert "engineer, in AE, takes it without any order: db/memory.bin" in answer.steps
