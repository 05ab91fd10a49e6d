"""The strategies of ``cryptokit.testing``: they reach what they promise, and say what they need."""

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from cryptokit.testing import chats, coalitions, levels, worlds
from cryptokit.world import PAST, PUBLIC, USER, Level, World, k_eff, minimal_coalitions

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


FEATURES = {
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


@pytest.mark.parametrize("feature", FEATURES.values(), ids=FEATURES)
def test_random_worlds_have_this_feature_within_reach(feature):
    world = find(worlds(), feature, settings=LONG)
    assert isinstance(world, World)


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
