"""Operators with owners of their own: the whole key is nowhere, and ``k_eff`` is what was promised."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cryptokit.conversation import Chat, Message, say
from cryptokit.errors import BadWorld, CannotOpen, NotEnoughShares
from cryptokit.evidence import at_rest, image
from cryptokit.evidence.rows import Account, Ciphertext, Event, Key, Part, Plaintext, State
from cryptokit.evidence.schemes import box_in, part_in
from cryptokit.experiment import who_can_read
from cryptokit.messengers import DEFAULT, independent, joint_key, named
from cryptokit.messengers.independent import OPERATORS, WITH_FACTOR, WORLD
from cryptokit.messengers.refreshing import refresh
from cryptokit.primitives.group import ORDER
from cryptokit.rng import lesson
from cryptokit.sharing.scalar import join_scalar
from cryptokit.threshold.reading import GROUP
from cryptokit.world import FUTURE, PAST, Level, k_eff, merge, serve_from_memory, smallest_sets

FILE = Path(__file__).parents[1] / "data/compulsion_scenarios.json"
GOLDEN = json.loads(FILE.read_text("utf-8"))["architectures"]
SETUPS = {
    "independent": "A5_independent_threshold",
    "independent_with_factor": "A6_threshold_plus_user",
}
BOTH = pytest.mark.parametrize("name", SETUPS)


def part_of(done, node, file="part.bin"):
    (row,) = image.decode((done.run / node / file).read_bytes())
    return part_in(row)


def whole_key(done):
    """What nobody computes: the joint key, from three parts, as a test may."""
    key = join_scalar(part_of(done, node).share for node in ("n1", "n3", "n5"))
    assert GROUP.times_base(key.reveal_number()) == part_of(done, "n1").key
    return key


# The worlds, and what the reference says of them


@BOTH
@pytest.mark.parametrize("goal", [PAST, FUTURE])
def test_the_golden_values_of_the_reference_hold(name, goal):
    world = named(name).world
    for level in list(Level)[:7]:
        wanted = GOLDEN[SETUPS[name]]["golden"][goal][level.value]
        assert k_eff(world, goal, level.powers) == wanted["k_eff"]
        assert (
            sorted(map(list, smallest_sets(world, goal, level.powers))) == wanted["smallest_sets"]
        )


def test_the_split_costs_one_country_more_than_its_threshold_and_a_factor_makes_it_endless():
    for level in list(Level)[1:7]:
        assert k_eff(WORLD, PAST, level.powers) == independent.THRESHOLD + 1
        assert k_eff(WITH_FACTOR, PAST, level.powers) is None
    for world in (WORLD, WITH_FACTOR):
        assert k_eff(world, PAST, Level.ENDPOINT.powers) == 1


@BOTH
def test_the_world_is_that_of_the_data_with_phones_and_logs_and_memory(name):
    world, data = named(name).world, GOLDEN[SETUPS[name]]
    assert {one.id: one.inc for one in world.entities} == {
        entity: about["inc"] for entity, about in data["entities"].items()
    }
    assert all(one.parent is None for one in world.entities)
    for asset in data["assets"]:
        mine = world.asset(asset["id"])
        assert (mine.loc, mine.custodian) == (asset["loc"], asset["custodian"])
        assert list(mine.shares) == asset.get("shares", [])
        assert set(mine.holds) >= set(asset.get("holds", []))
    assert [(r.out, r.k, list(r.of)) for r in world.rules] == [
        (r["out"], r["k"], r["of"]) for r in data["rules"]
    ]


# The whole key is nowhere


@BOTH
def test_the_whole_key_is_in_no_file_and_was_never_drawn(name, deliver):
    done = deliver(named(name))
    key = whole_key(done)
    number = key.reveal_number()
    for order in ("little", "big"):
        assert done.where(number.to_bytes(32, order)) == set()
    drawn = {int.from_bytes(luck, "little") % ORDER for luck in done.drawn}
    assert number not in drawn
    # The search above can find what is there: a coefficient that was drawn, a share that is kept.
    assert len([luck for luck in done.drawn if len(luck) == 64]) >= 5 * 3
    refresh(done.messenger.world, done.run, rng=lesson("again"))
    assert whole_key(done) == key
    assert done.where(key.reveal()) == set()


@BOTH
def test_each_share_lies_with_its_operator_and_nobody_else(name, deliver):
    done = deliver(named(name))
    for x, node in enumerate(OPERATORS, 1):
        part = part_of(done, node)
        assert (part.x, part.needed) == (x, 3)
        assert part_of(done, node, "memory.bin") == part, "its process holds its share, and no more"
        places = {f"{node}/part.bin", f"{node}/memory.bin"}
        assert done.where(part.share.value.reveal()) == places
        assert all(not rows for rows in done.rows(node).values()), "nothing lies on its disk"


@BOTH
def test_the_key_of_the_chat_is_in_no_file_and_only_a_factor_is_on_phones(name, deliver):
    done = deliver(named(name))
    (box,) = (box_in(row) for row in done.rows("db")[State])
    parts = [part_of(done, node) for node in ("n2", "n3", "n4")]
    made = joint_key.together.opened(box, parts)
    phones = [done.rows(phone) for phone in ("phone_a", "phone_b")]
    if name == "independent":
        (row,) = made
        assert [rows[Part] for rows in phones] == [[], []]
    else:
        (boxed,) = made
        factors = [rows[Part] for rows in phones]
        assert factors[0] == factors[1] != []
        assert done.where(factors[0][0].share.value.reveal()) == {
            "phone_a/disk.sqlite",
            "phone_b/disk.sqlite",
        }
        assert done.where(boxed.share.value.reveal()) == set(), "only the box has it"
        (row,) = image.decode(joint_key.join([boxed.share, factors[0][0].share]))
    assert isinstance(row, Key)
    assert done.where(row.secret.reveal()) == set()
    assert all(rows[Key] == [] for rows in (*phones, done.rows("db")))
    open_ = at_rest.opener(row.secret)
    assert [open_(one) for one in done.rows("db")[Ciphertext]] == [
        message.shown for message in done.chat.messages
    ]


@BOTH
def test_the_store_has_boxes_logs_and_accounts_and_no_word(name, deliver):
    done = deliver(named(name))
    rows = done.rows("db")
    assert rows[Plaintext] == rows[Key] == rows[Part] == []
    assert len(rows[Ciphertext]) == len(rows[Event]) == len(done.chat.messages)
    sizes = [len(message.shown.encode()) for message in done.chat.messages]
    assert [one.size for one in rows[Event]] == sizes, "no cipher hides how long a text is"
    assert [one.name for one in rows[Account]] == list(done.chat.participants)
    for text in (message.shown.encode() for message in done.chat.messages):
        assert done.where(text) == {"phone_a/disk.sqlite", "phone_b/disk.sqlite"}


@BOTH
def test_a_transcript_says_that_nobody_but_people_learns_a_message_or_its_key(name, deliver):
    held = deliver(named(name)).transcript.holdings()
    operators = {f"operator {i}" for i in range(1, 6)}
    assert set(held) == operators | {"Alice", "Bob", "store"}
    for party in (*operators, "store"):
        assert not any(thing in {"the key of the chat", "plaintext"} for thing in held[party])
        assert all(
            thing.endswith(", locked") for thing in held[party] if thing.startswith("message")
        )
    for operator in operators:
        assert len([thing for thing in held[operator] if thing.startswith("key share")]) == 1
    assert "the key of the chat" in held["Alice"]
    assert {"message 2"} <= set(held["Bob"]) or {"message 1"} <= set(held["Bob"])


# What phones do


def test_the_other_phone_opens_what_the_store_has_with_what_the_operators_gave(
    monkeypatch, tmp_path
):
    """If the operators gave another key, the other phone could not read."""
    fetched, other = joint_key.fetch, lesson("another key")

    def wrong(chat, owner, *, rng):
        key, told = fetched(chat, owner, rng=rng)
        return type(key).draw(other), told

    monkeypatch.setattr(joint_key, "fetch", wrong)
    with pytest.raises(CannotOpen):
        independent.deliver(
            WORLD, say(["Alice: hi"]), tmp_path / "run", rng=lesson("x"), progress=lambda _: None
        )


@BOTH
def test_operators_that_refuse_leave_a_new_phone_without_the_key(name, monkeypatch):
    chat = joint_key.begin(named(name).world, rng=lesson("refuse"))
    assert joint_key.fetch(chat, "Bob", rng=lesson("ask"))[0] == chat.key
    monkeypatch.setattr(joint_key, "CONTEXT", b"something else")
    with pytest.raises(NotEnoughShares) as caught:
        joint_key.fetch(chat, "Bob", rng=lesson("ask"))
    assert (caught.value.have, caught.value.need) == (0, 3)


def test_people_who_are_called_like_operators_mix_nobody_up(deliver):
    people = ("1", "2")
    chat = Chat("n", "said", (Message(1, 1, "1", "I am 1"),), people, group=False)
    held = deliver(named("independent"), chat).transcript.holdings()
    assert held["2"][-1] == "message 1"
    assert not any("share" in thing for name in people for thing in held[name])


def test_a_world_without_operators_is_refused(tmp_path):
    bare = replace(WORLD, rules=tuple(one for one in WORLD.rules if one.out != "kek"))
    with pytest.raises(BadWorld, match="no rule makes 'kek'"):
        joint_key.begin(bare, rng=lesson("bare"))


def test_ten_thousand_messages_cost_one_joint_operation_and_not_one_each(deliver):
    """The joint key is used once for each phone, however long the chat."""
    short, long = say(["Ada: hi"]), say([f"Ada: {i}" for i in range(300)])
    drawn = [
        len([luck for luck in deliver(named("independent"), chat, seed=f"s{i}").drawn
             if len(luck) == 64])
        for i, chat in enumerate((short, long))
    ]  # fmt: skip
    assert drawn[0] == drawn[1]


# What if


def test_one_owner_for_all_takes_the_promise_back_and_the_examiner_agrees():
    world = WORLD
    for other in ("o2", "o3", "o4", "o5", "store"):
        world = merge(world, "o1", other)
    one = replace(named("independent"), world=world)
    result = who_can_read(
        say(["Alice: hi"]), messengers=[one], levels=[Level.ENTITY, Level.CONTROL], rng=lesson("m")
    )
    assert [(a.trial.k_eff, a.readable) for a in result.answers] == [(4, 1), (1, 1)]


def test_a_store_that_gets_the_key_put_together_in_memory_takes_the_promise_back():
    serving = serve_from_memory(WORLD, "db", "kek")
    one = replace(named("independent"), world=serving)
    result = who_can_read(
        say(["Alice: hi"]), messengers=[one], levels=[Level.SHARES, Level.MEMORY], rng=lesson("m")
    )
    assert [(a.trial.k_eff, a.readable) for a in result.answers] == [(4, 1), (1, 1)]


@BOTH
def test_the_experiment_counts_what_the_promise_says(name):
    setup = named(name)
    assert setup not in DEFAULT
    result = who_can_read(
        say(["Alice: hi", "Bob: ho"]), messengers=[setup],
        levels=[Level.AT_REST, Level.SHARES, Level.CODE, Level.ENDPOINT], rng=lesson("e"),
    )  # fmt: skip
    counts = [(one.trial.k_eff, one.readable) for one in result.answers]
    split = (4, 2) if name == "independent" else (None, 0)
    assert counts == [(None, 0), split, split, (1, 2)]
    assert setup.promise.countries == split[0]
