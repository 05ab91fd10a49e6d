"""What counts for a goal: all that it rests on, and nothing else of what orders bring."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Unknown
from cryptokit.knowledge import derive
from cryptokit.lab.explorer import subjects
from cryptokit.testing import coalitions, levels, worlds
from cryptokit.world import FUTURE, PAST, Level, Power, closure, load, reach, signs
from cryptokit.world.counting import counting
from cryptokit.world.tree import fault_tree


@settings(max_examples=50)
@given(worlds(), st.sampled_from([PAST, FUTURE]), levels(), st.data())
def test_what_counts_decides_the_answer_alone_and_the_rest_has_no_part_in_it(
    world, goal, level, data
):
    served = data.draw(coalitions(world))
    reached = reach(world, served, level.powers)
    counts = counting(world, goal, level.powers, reached)
    assert counts.items() <= reached.items()
    known = derive({fact for piece in counts for fact in world.facts(piece)}, world.rules)
    assert (goal in known) == (goal in closure(world, served, level.powers))
    rests_on = fault_tree(world, goal, level.powers).rests_on
    for piece in reached.keys() - counts.keys():
        assert rests_on.isdisjoint(world.facts(piece))


@pytest.mark.parametrize("one", tuple(subjects()), ids=lambda one: one.id)
def test_a_question_about_the_past_shows_no_changed_program_and_no_swapped_key(one):
    """A changed program opens what comes later: who asks for the past does not order one."""
    for level in Level:
        for country in one.world.jurisdictions:
            reached = reach(one.world, [country], level.powers)
            shown = {
                sign.power
                for sign in signs(one.world, counting(one.world, PAST, level.powers, reached))
            }
            assert shown.isdisjoint({Power.CODE, Power.DIRECTORY})


@pytest.mark.parametrize("level", Level)
def test_of_a_telegram_cloud_chat_nothing_shows_but_that_somebody_was_ordered_in_person(level):
    (cloud,) = (one.world for one in subjects() if one.id == "cloud_chat")
    for country, in_person in (("NL", False), ("AE", level >= Level.PERSON)):
        reached = reach(cloud, [country], level.powers)
        shown = signs(cloud, counting(cloud, PAST, level.powers, reached))
        assert [(one.power, one.target) for one in shown] == [(Power.PERSON, "ceo")] * in_person


def test_a_goal_that_there_is_not_is_named():
    world = load({"assets": [{"id": "db", "loc": "NL", "custodian": "user", "holds": ["past"]}]})
    with pytest.raises(Unknown, match="moon"):
        counting(world, "moon", Level.ENDPOINT.powers, {})
