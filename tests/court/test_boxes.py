"""The examiner and a key that nobody joins: parts that are missing, forged, foreign, old or mixed."""

import shutil
from dataclasses import replace
from itertools import combinations

import pytest

from cryptokit.court import examination, examine
from cryptokit.evidence import image, together
from cryptokit.evidence.rows import Key, Part, State
from cryptokit.evidence.schemes import box_in, part_in
from cryptokit.evidence.store import Store, read
from cryptokit.evidence.together import KeyPart
from cryptokit.keys import SecretScalar
from cryptokit.messengers import named
from cryptokit.messengers.independent import OPERATORS
from cryptokit.messengers.refreshing import refresh
from cryptokit.primitives.group import draw_scalar
from cryptokit.rng import lesson
from cryptokit.sharing import feldman
from cryptokit.sharing.feldman import Commitments
from cryptokit.threshold.decryption import encrypt
from cryptokit.threshold.reading import GROUP
from cryptokit.world import Level

SERVERS = ("db", *OPERATORS)


def words(case):
    return sorted((line.sent, line.sender, line.text) for line in examination(case).read.values())


def shown(chat):
    return sorted((m.sent, m.sender, m.shown) for m in chat.messages)


def part_of(path):
    (row,) = image.decode(path.read_bytes())
    return part_in(row)


def put(path, part):
    path.write_bytes(image.encode([part.to_state() if isinstance(part, KeyPart) else part]))


def only(case, *assets):
    for folder in list(case.iterdir()):
        if folder.is_dir() and folder.name not in assets:
            shutil.rmtree(folder)
    (case / "custody.json").unlink(missing_ok=True)
    return case


def joint_name(case):
    """The name by which the report calls the joint key."""
    parts = [part_of(path) for path in case.rglob("part.bin")]
    return parts[0].key.hex()[:8]


@pytest.fixture
def raid(runs, tmp_path):
    """Copy files of a run, as a raid without a record."""

    def get(name, *files, run=None, seed="court", into="raid"):
        for file in files:
            target = tmp_path / into / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile((run or runs(name, seed)) / file, target)
        return tmp_path / into

    return get


# What is honest


def test_three_parts_and_the_ciphertext_are_read_whole_with_the_steps(seized, chat):
    case = seized("independent", countries=["CH", "DE", "NL", "US"])
    report = examine(case)
    assert words(case) == shown(chat)
    assert (report.past, report.locked, report.events, report.accounts) == (6, 0, 6, 2)
    assert report.missing == report.bad == ()
    label = f"joint key {joint_name(case)}"
    (key,) = (box_in(row) for row in read(case / "db/disk.sqlite", State))
    assert key is not None
    name = examination(case).bench.keys
    (key_id,) = name
    assert report.steps == (
        f"db/disk.sqlite: 6 messages locked under key {key_id.hex()[:8]}",
        f"n1/part.bin: part 1 of {label}, 3 needed",
        f"n3/part.bin: part 3 of {label}, 3 needed",
        f"n4/part.bin: part 4 of {label}, 3 needed",
        f"db/disk.sqlite: a box for {label}",
        f"parts 1, 3 and 4 give partial decryptions that combine to key {key_id.hex()[:8]}",
        f"key {key_id.hex()[:8]} opens 6 of 6 messages",
    )
    assert len(report.orders) == 4


def test_memory_gives_the_same_parts_as_the_files_apart_and_no_more(seized, chat):
    case = seized("independent", level=Level.MEMORY)
    for path in case.rglob("part.bin"):
        path.unlink()
    assert len(list(case.rglob("memory.bin"))) == 5
    assert words(case) == shown(chat)
    assert any(step.startswith("n1/memory.bin: part 1 of") for step in examine(case).steps)


def test_every_choice_of_parts_opens_exactly_if_there_are_three_and_the_store(raid, chat):
    tried = {True: 0, False: 0}
    for store in (True, False):
        for size in range(6):
            for nodes in list(combinations(OPERATORS, size))[:2]:
                files = [f"{node}/part.bin" for node in nodes] + ["db/disk.sqlite"] * store
                if not files:
                    continue
                into = "-".join(("raid", str(store), *nodes))
                case = raid("independent", *files, into=into)
                enough = store and size >= 3
                assert words(case) == (shown(chat) if enough else [])
                assert examine(case).bad == ()
                tried[enough] += 1
    assert min(tried.values()) >= 5


def test_two_parts_say_how_many_are_missing_and_none_name_the_key(raid):
    report = examine(raid("independent", "db/disk.sqlite", "n2/part.bin", "n5/part.bin"))
    assert (report.past, report.locked, report.bad) == (0, 6, ())
    locked, lacking = report.missing
    assert "which locks 6 messages" in locked
    assert lacking.startswith("1 more part of joint key ")
    assert lacking.endswith(", epoch 0: 2 found, 3 needed")
    alone = examine(raid("independent", "db/disk.sqlite", into="alone"))
    assert any(one.startswith("parts of joint key ") for one in alone.missing)


def test_parts_without_the_store_say_that_a_box_is_missing(raid):
    case = raid("independent", *(f"{node}/part.bin" for node in OPERATORS))
    report = examine(case)
    assert report.missing[0] == f"a box for joint key {joint_name(case)}"
    assert report.bad == ()


def test_with_a_factor_all_operators_and_the_store_lack_one_part_and_a_phone_gives_it(raid, chat):
    files = ["db/disk.sqlite", *(f"{node}/part.bin" for node in OPERATORS)]
    case = raid("independent_with_factor", *files)
    report = examine(case)
    assert (report.past, report.locked, report.bad) == (0, 6, ())
    assert any("1 more part of split" in one for one in report.missing)
    # The factor alone, out of a phone whose messages were deleted.
    phone = raid("independent_with_factor", "phone_b/disk.sqlite", into="phone")
    factor = list(read(phone / "phone_b/disk.sqlite", Part))
    (case / "phone_b").mkdir()
    (case / "phone_b/part.bin").write_bytes(image.encode(factor))
    report = examine(case)
    assert words(case) == shown(chat)
    assert any("combine to part 1 of another split" in step for step in report.steps)
    assert any("parts 1 and 2 of split" in step for step in report.steps)
    for node in ("n1", "n2", "n3"):
        shutil.rmtree(case / node)
    assert words(case) == []


# What is not


def test_a_forged_share_is_named_and_the_others_open(seized, chat):
    case = seized("independent")
    path = case / "n2/part.bin"
    data = bytearray(part_of(path).to_bytes())
    data[7:39] = SecretScalar.of(77).reveal()
    put(path, State(together.KEY_PART, bytes(data)))
    report = examine(case)
    assert words(case) == shown(chat)
    (sentence,) = [one for one in report.bad if "joint key" in one]
    assert sentence.startswith("n2/part.bin: no part of a joint key")
    assert "share 2" in sentence
    only(case, "db", "n1", "n2", "n3")
    assert words(case) == [], "a forged part is none"


def test_a_part_with_commitments_of_its_own_is_named_once_the_others_open(seized, chat):
    case = seized("independent")
    path, part = case / "n5/part.bin", part_of(case / "n5/part.bin")
    key, _, third = part.public.commitments.elements
    s = 99
    # At x = 5: 5 C1 = s B - K - 25 C2, so C1 needs only 1/5, and no logarithm of K.
    fifth = pow(5, -1, 2**252 + 27742317777372353535851937790883648493)
    rest = GROUP.subtract(GROUP.subtract(GROUP.times_base(s), key), GROUP.multiply(25, third))
    made_up = Commitments((key, GROUP.multiply(fifth, rest), third), GROUP)
    forged = KeyPart(
        replace(part.share, value=SecretScalar.of(s)), replace(part.public, commitments=made_up)
    )
    put(path, forged)
    report = examine(case)
    assert words(case) == shown(chat)
    assert any(
        one.startswith("n5/part.bin: part 5 does not fit the parts that open") for one in report.bad
    )
    only(case, "db", "n1", "n4", "n5")
    assert words(case) == []
    assert len([one for one in examine(case).missing if "more part" in one]) == 2


def test_a_part_of_another_deployment_is_named_and_never_counted(seized, raid, chat):
    case = seized("independent")
    other = raid("independent", "n1/part.bin", seed="elsewhere", into="other")
    shutil.copyfile(other / "n1/part.bin", case / "n1/part.bin")
    report = examine(case)
    assert words(case) == shown(chat)
    (sentence,) = [one for one in report.bad if "no box here" in one]
    assert sentence.startswith("n1/part.bin: part 1 is of joint key ")
    only(case, "db", "n1", "n2", "n3")
    assert words(case) == []


def test_a_cut_part_and_junk_are_named_and_the_rest_is_examined(seized, chat):
    case = seized("independent")
    whole = part_of(case / "n1/part.bin").to_bytes()
    put(case / "n1/part.bin", State(together.KEY_PART, whole[:-1]))
    put(case / "n2/part.bin", State(together.BOX, b"junk"))
    report = examine(case)
    assert words(case) == shown(chat)
    assert {one.partition(":")[0] for one in report.bad if "joint key" in one} == {
        "n1/part.bin",
        "n2/part.bin",
    }


@pytest.mark.parametrize("wrong", ["proof", "rows"])
def test_a_forged_box_is_named_and_the_right_one_opens(seized, chat, wrong):
    case = seized("independent")
    (box,) = (box_in(row) for row in read(case / "db/disk.sqlite", State))
    if wrong == "proof":
        bad = replace(box, ciphertext=box.ciphertext[:-1] + bytes([box.ciphertext[-1] ^ 1]))
    else:
        with lesson("forged") as rng:
            bad = encrypt(box.public_key, b"no rows", context=b"", rng=rng)
    with Store(case / "n1/more.sqlite") as store:
        store.add(State, [together.state_of(bad)])
    report = examine(case)
    assert words(case) == shown(chat)
    (sentence,) = [one for one in report.bad if "is forged" in one]
    assert sentence.startswith("n1/more.sqlite: the box for joint key ")


def test_a_box_for_the_joint_key_of_somebody_else_changes_nothing(seized, chat):
    case = seized("independent")
    rng = lesson("stranger")
    dealt = feldman.deal(draw_scalar(rng), threshold=2, shares=3, rng=rng)
    with lesson("stranger's box") as luck:
        box = encrypt(dealt.commitments.public_key, b"", context=b"", rng=luck)
    with Store(case / "n1/more.sqlite") as store:
        store.add(State, [together.state_of(box)])
    assert words(case) == shown(chat)


def test_the_same_part_and_box_twice_count_once(seized):
    case = only(seized("independent"), "db", "n1", "n2")
    shutil.copytree(case / "n1", case / "copy")
    shutil.copytree(case / "db", case / "second")
    report = examine(case)
    assert report.past == 0
    assert any("1 more part of joint key" in one for one in report.missing)


# Refresh


def test_parts_seized_before_and_after_a_refresh_do_not_add_up_and_new_ones_do(
    runs, raid, chat, tmp_path
):
    run = shutil.copytree(runs("independent"), tmp_path / "servers")
    raid("", "n1/part.bin", "n2/part.bin", "n1/memory.bin", run=run, into="mixed/before")
    refresh(named("independent").world, run, rng=lesson("refresh"))
    raid("", "n3/part.bin", "n1/part.bin", "db/disk.sqlite", run=run, into="mixed/after")
    report = examine(tmp_path / "mixed")
    assert (report.past, report.locked, report.bad) == (0, 6, ())
    lacking = [one.partition(", ")[2] for one in report.missing if "more part" in one]
    assert lacking == ["epoch 0: 2 found, 3 needed", "epoch 1: 2 found, 3 needed"]
    new = raid("", *(f"n{i}/part.bin" for i in (3, 4, 5)), "db/disk.sqlite", run=run, into="new")
    assert words(new) == shown(chat)
    old = raid("independent", *(f"n{i}/part.bin" for i in (3, 4, 5)), into="old")
    shutil.copytree(new / "db", old / "db")
    assert words(old) == shown(chat), "what was seized whole before the refresh keeps its worth"


def test_new_parts_beside_old_ones_open_without_a_reproach(runs, raid, chat, tmp_path):
    run = shutil.copytree(runs("independent"), tmp_path / "servers")
    raid("", "n1/part.bin", "n2/part.bin", run=run, into="all/before")
    refresh(named("independent").world, run, rng=lesson("refresh"))
    case = raid("", *(f"{node}/part.bin" for node in OPERATORS), "db/disk.sqlite", run=run,
                into="all/after").parent  # fmt: skip
    assert words(case) == shown(chat)
    assert examine(case).bad == ()


def test_keys_of_the_chat_are_the_only_keys_on_the_bench(seized):
    found = examination(seized("independent"))
    assert [type(one.what).__name__ for one in found.bench.keys.values()] == ["DataKey"]
    assert Key.of(next(iter(found.bench.keys.values())).what).key_id in found.bench.keys
