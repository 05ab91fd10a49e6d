"""The strategies of ``cryptokit.testing``: they reach what they promise, and say what they need."""

import contextlib
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from cryptokit.conversation import say
from cryptokit.evidence.files import path_of
from cryptokit.messengers.deploy import deploy
from cryptokit.messengers.standing import Standing
from cryptokit.rng import lesson
from cryptokit.testing import chats, coalitions, levels, orders, powers, worlds
from cryptokit.world import (
    CHANGED,
    CODE,
    DIRECTORY,
    FUTURE,
    METADATA,
    PAST,
    PUBLIC,
    SWAPPED,
    USER,
    Asset,
    Entity,
    Level,
    Person,
    Piece,
    Power,
    View,
    World,
    k_eff,
    minimal_coalitions,
    served_in,
)

LONG = settings(
    max_examples=5000,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
"""Look for an example, and do not look for a smaller one."""


def made(world):
    return {rule.out for rule in world.rules}


def held(world):
    return {f for a in world.assets for f in (*a.holds, *a.shares, *a.ram)}


def keys(world):
    return {f for rule in world.rules for f in rule.of if f[0] in "ks"}


def ways(world, level):
    return set(minimal_coalitions(world, PAST, level.powers))


def futures(world):
    return [set(rule.of) for rule in world.rules if rule.out == FUTURE]


FEATURES = {
    "a market": lambda w: any(e.markets for e in w.entities),
    "a market where nothing else is": lambda w: (
        {m for e in w.entities for m in e.markets}
        - {e.inc for e in w.entities}
        - {a.loc for a in w.assets}
    ),
    "a role": lambda w: any(e.role for e in w.entities),
    "somebody with access": lambda w: any(p.access for p in w.persons),
    "words on a line": lambda w: any(FUTURE in a.line for a in w.assets),
    "a key on a line": lambda w: any({"k1", "s1"} & set(a.line) for a in w.assets),
    "metadata on a line": lambda w: any(METADATA in a.line for a in w.assets),
    "a route to all that was said": lambda w: any(PAST in a.route for a in w.assets),
    "words as they arrive": lambda w: any(FUTURE in a.arrives for a in w.assets),
    "a future that the past opens": lambda w: {PAST} in futures(w),
    "a future that either opens": lambda w: {PAST, CODE, DIRECTORY} in futures(w),
    "an owner of an owner": lambda w: any(
        e.parent and any(o.id == e.parent and o.parent for o in w.entities) for e in w.entities
    ),
    "a phone with a key": lambda w: any(a.custodian == USER and a.holds for a in w.assets),
    "a public page with messages": lambda w: any(
        a.custodian == PUBLIC and {"ct1", PAST} & set(a.holds) for a in w.assets
    ),
    "what anybody can read": lambda w: k_eff(w, PAST, Level.AT_REST.powers) == 0,
    "a person": lambda w: w.persons,
    "a key part": lambda w: any(a.shares for a in w.assets),
    "a key in memory": lambda w: any(a.ram for a in w.assets),
    "a key that nobody holds": lambda w: keys(w) - held(w) - made(w),
    "a part that is split again": lambda w: any(
        r.out != PAST and r.k > 1 and set(r.of) & made(w) for r in w.rules
    ),
    "two of three": lambda w: any(r.k == 2 and len(r.of) == 3 for r in w.rules if r.out != PAST),
    "a store in the clear": lambda w: any(r.out == PAST and r.k == 1 for r in w.rules),
    "a store under three keys": lambda w: any(r.out == PAST and r.k == 4 for r in w.rules),
    "a store locked and in the clear": lambda w: (
        {1, 2} <= {r.k for r in w.rules if r.out == PAST and r.of[0] == "ct1"}
    ),
    "what was said, held directly": lambda w: any(PAST in a.holds for a in w.assets),
    "a signer": lambda w: w.code_signer,
    "no signer": lambda w: w.code_signer is None,
    "two countries needed": lambda w: k_eff(w, PAST, Level.SHARES.powers) == 2,
    "memory that changes the number": lambda w: (
        (k_eff(w, PAST, Level.MEMORY.powers) or 9) < (k_eff(w, PAST, Level.SHARES.powers) or 9)
    ),
    "a group that changes the number": lambda w: (
        (k_eff(w, PAST, Level.CONTROL.powers) or 9) < (k_eff(w, PAST, Level.ENTITY.powers) or 9)
    ),
    "a person who opens another way": lambda w: ways(w, Level.PERSON) - ways(w, Level.CONTROL),
    "a phone that changes the number": lambda w: (
        (k_eff(w, PAST, Level.ENDPOINT.powers) or 9) < (k_eff(w, PAST, Level.CODE.powers) or 9)
    ),
}


@pytest.fixture(scope="module")
def found():
    """Give a random world for every feature: one walk looks for all of them."""
    left = dict(FEATURES)

    def every_feature_was_there(world):
        for name, feature in list(left.items()):
            if feature(world):
                left.pop(name)
        return not left

    with contextlib.suppress(NoSuchExample):
        find(worlds(), every_feature_was_there, settings=LONG)
    return FEATURES.keys() - left.keys()


@pytest.mark.parametrize("feature", FEATURES)
def test_random_worlds_have_this_feature_within_reach(feature, found):
    assert feature in found


@given(world=worlds())
@settings(max_examples=30, deadline=None)
def test_random_worlds_can_be_deployed_with_orders_standing_on_everything(tmp_path_factory, world):
    run, chat = tmp_path_factory.mktemp("world") / "run", say(["Ada: 1", "Bo: 2"])
    views = (View.LINE, View.ROUTE, View.ARRIVALS)
    begun = [CHANGED, SWAPPED, *(Piece(a.id, view) for a in world.assets for view in views)]
    deploy(world, chat, run, rng=lesson("all"), standing=Standing(dict.fromkeys(begun, 0)))
    assert all(path_of(run, piece).exists() for piece in begun)


@given(world=worlds(), data=st.data())
def test_orders_are_served_where_something_of_their_target_is(world, data):
    order = data.draw(orders(world))
    assert served_in(world, order) == order.by in world.jurisdictions
    there = [*world.entities, *world.persons, *world.assets]
    (target,) = (one for one in there if one.id == order.target)
    if isinstance(target, Person):
        assert target.present == order.by
        assert order.power in {Power.PERSON, Power.INSIDER}


@pytest.mark.parametrize("power", Power)
def test_an_order_by_every_power_is_drawn(power):
    op, web = Entity("op", "VG", markets=("IN",)), Asset("web", "NL", "op")
    phone, boss = Asset("phone", "DE", USER), Person("boss", "AE", "op", ("web",))
    world = World("w", (op,), (web, phone), (), (boss,), code_signer="op", directory="op")
    assert find(orders(world), lambda one: one.power is power, settings=LONG).power is power


def test_every_power_is_drawn_alone_and_on_top_of_the_ladder():
    top, seen = Level.ENDPOINT.powers, set()

    def all_were_there(some):
        seen.add(some)
        beside = set(Power) - top
        return all({top | {one}, frozenset({one})} <= seen for one in beside)

    find(powers(), all_were_there, settings=LONG)


@given(world=worlds(countries=("NL",), entities=1, assets=2))
def test_the_size_of_a_random_world_is_bounded_as_asked(world):
    assert len(world.entities) == 1
    assert 1 <= len(world.assets) <= 2
    assert world.jurisdictions == ("NL",)


@given(world=worlds(), data=st.data())
def test_coalitions_are_sorted_countries_of_the_world(world, data):
    countries = data.draw(coalitions(world))
    assert countries == tuple(sorted(set(countries)))
    assert set(countries) <= set(world.jurisdictions)


def test_a_world_without_countries_has_the_empty_coalition():
    assert find(coalitions(World("w", (), (), ())), lambda _: True) == ()


def test_every_rung_is_drawn():
    for level in Level:
        assert find(levels(), lambda one, level=level: one is level) is level


def right_to_left(char):
    return "\u0590" <= char <= "\u06ff"


CHATS = {
    "right to left": lambda c: any(any(map(right_to_left, m.text)) for m in c.messages),
    "an emoji": lambda c: any(any(char > "\uffff" for char in m.text) for m in c.messages),
    "an empty text": lambda c: any(not m.shown for m in c.messages),
    "times that fall": lambda c: any(
        a.sent > b.sent for a, b in zip(c.messages, c.messages[1:], strict=False)
    ),
    "one message": lambda c: len(c.messages) == 1,
    "eight messages": lambda c: len(c.messages) == 8,
    "two people who write": lambda c: len({m.sender for m in c.messages}) == 2,
    "a photo": lambda c: any(m.kind == "photo" for m in c.messages),
}


@pytest.mark.parametrize("feature", CHATS.values(), ids=CHATS)
def test_random_chats_have_this_feature_within_reach(feature):
    find(chats(), feature, settings=LONG)


@given(chat=chats(people=1, most=2))
def test_one_person_alone_can_be_asked_for(chat):
    assert len(chat.participants) == 1
    assert len(chat.messages) <= 2
    assert not chat.group


@pytest.mark.parametrize("wrong", [{"people": 0}, {"people": 99}, {"most": 0}])
def test_a_chat_of_nobody_or_without_messages_cannot_be_asked_for(wrong):
    with pytest.raises(ValueError, match="chat"):
        find(chats(**wrong), lambda _: True)


def test_without_hypothesis_the_error_names_the_extra_to_install():
    program = """
import sys
sys.modules["hypothesis"] = None
try:
    import cryptokit.testing
except ImportError as error:
    print(error)
import cryptokit.world
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == (
        "cryptokit.testing needs Hypothesis, which the extra 'testing' brings: "
        "pip install 'cryptokit-lab[testing]'\n"
    )


def test_a_bug_in_the_strategies_is_not_called_a_missing_extra():
    program = """
import sys
sys.modules["cryptokit.testing._worlds"] = None
import cryptokit.testing
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "cryptokit.testing._worlds" in done.stderr
    assert "extra" not in done.stderr.splitlines()[-1]
