"""End to end in four ways: the numbers that were worked out for them, and the same in bytes."""

import json
from pathlib import Path

import pytest

from cryptokit.conversation import say
from cryptokit.court import examine, seize
from cryptokit.evidence import backup, vault
from cryptokit.evidence.rows import KINDS, Ciphertext, Envelope, Key, State
from cryptokit.evidence.store import read
from cryptokit.experiment import who_can_read
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import FUTURE, PAST, Level, Power, load, reach, smallest_sets

FILE = Path(__file__).parents[1] / "data/compulsion_scenarios.json"
DATA = json.loads(FILE.read_text(encoding="utf-8"))["architectures"]
GOLDEN = {
    "end_to_end": "A7_e2ee_unverified",
    "end_to_end_verified": "A8_e2ee_verified",
    "end_to_end_backup": "A9_e2ee_cloud_backup",
    "end_to_end_vault": "A10_e2ee_vault_backup",
}
FOUR = pytest.mark.parametrize("name", GOLDEN)
RUNGS = [Level.AT_REST, Level.SHARES, Level.MEMORY, Level.ENTITY, Level.CONTROL, Level.PERSON,
         Level.CODE]  # fmt: skip
CHAT = say([f"{name}: word {i}" for i in range(2) for name in ("Alice", "Bob")])
AT = CHAT.messages[-1].sent + 1


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    known = {}

    def get(name):
        if name not in known:
            known[name] = tmp_path_factory.mktemp("end") / name
            one = named(name)
            one.deliver(one.world, CHAT, known[name], rng=lesson(name), progress=lambda _: None)
        return known[name]

    return get


@FOUR
@pytest.mark.parametrize("goal", [PAST, FUTURE])
def test_the_numbers_are_those_of_the_reference_on_every_rung(name, goal):
    golden, world = DATA[GOLDEN[name]]["golden"][goal], named(name).world
    assert [level.value for level in RUNGS] == list(golden)
    for level in RUNGS:
        sets = smallest_sets(world, goal, level.powers)
        wanted = golden[level.value]
        assert [list(one) for one in sets] == wanted["smallest_sets"], level
        assert (len(sets[0]) if sets else None) == wanted["k_eff"]


@FOUR
def test_the_world_is_that_of_the_reference_but_for_a_second_phone_and_what_no_rule_uses(name):
    ours, theirs = named(name).world, load(DATA[GOLDEN[name]])
    assert ours.entities == theirs.entities
    assert (ours.code_signer, ours.directory) == (theirs.code_signer, theirs.directory)
    assert set(ours.rules) == set(theirs.rules)
    assert ours.jurisdictions == theirs.jurisdictions
    used = {fact for rule in ours.rules for fact in rule.of}
    for asset in theirs.assets:
        same = ours.asset("phone_a" if asset.id == "phone" else asset.id)
        assert (same.loc, same.custodian) == (asset.loc, asset.custodian)
        more = same.brings - asset.brings
        assert not more & used
        assert asset.brings <= same.brings


def seized(runs, folder, name, countries, level):
    world = named(name).world
    case = folder / f"{name}-{level.name}-{len(countries)}"
    seize(runs(name), reach(world, countries, level.powers), case, at=AT)
    return examine(case)


def test_with_a_backup_one_country_that_has_nothing_to_do_with_the_chat_reads_all_of_it(
    runs, tmp_path
):
    report = seized(runs, tmp_path, "end_to_end_backup", ["IE"], Level.AT_REST)
    assert (report.past, report.locked, report.bad) == (len(CHAT.messages), 0, ())
    assert [line.text for line in report.sample] == [m.text for m in CHAT.messages[:3]]
    assert seized(runs, tmp_path, "end_to_end_backup", ["US"], Level.PERSON).past == 0


@pytest.mark.parametrize("level", Level)
def test_with_a_vault_all_countries_together_read_nothing_until_they_have_a_phone(
    runs, tmp_path, level
):
    countries = named("end_to_end_vault").world.jurisdictions
    report = seized(runs, tmp_path, "end_to_end_vault", countries, level)
    assert report.past == (len(CHAT.messages) if level is Level.ENDPOINT else 0)
    assert report.locked == len(CHAT.messages) - report.past, "the backup was there"


def test_the_company_with_the_backup_has_the_envelope_and_nobody_has_the_vault_s_key(runs):
    run = runs("end_to_end_vault")
    disk = run / "backup" / "disk.sqlite"
    (row,) = read(disk, State)
    envelope = backup.KeyEnvelope.from_bytes(row.body)
    assert (row.scheme, envelope.name) == (backup.SCHEME, "Alice")
    stored = list(read(disk, Ciphertext))
    assert {one.key_id for one in stored} == {envelope.key_id}
    assert [one.number for one in stored] == [1, 2, 3, 4]
    assert not list(read(disk, Key))
    of_vault = run / "vault" / "disk.sqlite"
    assert not [row for kind in KINDS for row in read(of_vault, kind)], "the module keeps it inside"
    for file in run.rglob("*.*"):
        assert vault.MAGIC not in file.read_bytes()


def test_the_backup_is_locked_under_the_key_beside_it_and_under_no_other(runs):
    disk = runs("end_to_end_backup") / "backup" / "disk.sqlite"
    (key,) = read(disk, Key)
    stored = list(read(disk, Ciphertext))
    assert {row.key_id for row in stored} == {key.key_id}
    assert b"word 1" not in disk.read_bytes()
    relayed = list(read(runs("end_to_end_backup") / "relay" / "disk.sqlite", Envelope))
    assert len(relayed) == len(stored), "the chat itself is as closed as without a backup"


def test_the_same_backup_key_serves_however_long_the_chat_has_become(tmp_path):
    for name in ("end_to_end_backup", "end_to_end_vault"):
        one, ids = named(name), set()
        for length in (2, 4):
            chat, run = say([f"Alice: {i}" for i in range(length)] + ["Bob: ok"]), tmp_path / name
            run = run / str(length)
            one.deliver(one.world, chat, run, rng=lesson("long"), progress=lambda _: None)
            ids |= {row.key_id for row in read(run / "backup" / "disk.sqlite", Ciphertext)}
        assert len(ids) == 1


@FOUR
def test_what_is_sent_later_is_read_where_the_engine_says_so_and_nowhere_else(name):
    result = who_can_read(
        CHAT, messengers=[named(name)], levels=[Level.PERSON, Level.CODE], after=2, rng=lesson("f")
    )
    before, after = result.answers
    assert (before.readable, before.trial.k_eff) == (0, None)
    wanted = (0, None) if name == "end_to_end_verified" else (2, 1)
    assert (after.readable, after.trial.k_eff) == wanted
    shown = {sign.power for sign in after.noticed}
    assert shown == (set() if name == "end_to_end_verified" else {Power.CODE, Power.DIRECTORY})
