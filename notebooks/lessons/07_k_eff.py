# %% [markdown]
# A messenger said of its cloud chats, as the press quoted it in June 2017: *several court orders from different
# jurisdictions are required to force us to give up any data.* <!-- source: Telegram's FAQ, as quoted in the press in June 2017 --> A prosecutor has one court, and there is one chat that she
# wants to read. She may ask courts abroad, and she may ask for more than disks. We don't judge
# anybody's honesty. We ask **when** such a sentence is true: when are several orders needed, and when is one enough?

# %%
import cryptokit as ck
from cryptokit.lab import figures
from cryptokit.lab.course import belief, open_lesson, predict
from cryptokit.messengers import named
from cryptokit.world import ACCOUNTS, METADATA, PAST, Level, Power, closure, k_eff
from cryptokit.world import apply, merge, smallest_sets, split_company

lesson = open_lesson("07")
lesson

# %% [markdown]
# ## The claim as a world (4 min)
#
# Here is the claim at its best: an archive that nobody is using. The messages lie locked (`ct`) in the Netherlands. Their key
# (`kek`) is in three parts, and all three are needed. Where the real parts lie isn't public; these places are an example.

# %%
cold = named("cloud_chat_cold").world
figures.custody(cold)

# %%
[f"{rule.out}: {rule.k} of {', '.join(rule.of)}" for rule in cold.rules[:2]]

# %%
guess = predict("07.at rest", "With disks and key parts, how many countries?", [1, 3, 4], mine=None)
guess

# %% [markdown]
# `k_eff` is the *effective threshold*: the fewest countries whose orders together suffice. <!-- claim: tests/world/test_search.py::test_the_search_finds_what_trying_all_coalitions_finds --> `PAST` means messages that were
# sent before the orders came.

# %%
guess.against(k_eff(cold, PAST, Level.SHARES.powers), "Three parts, and the locked messages too.")

# %% [markdown]
# ## Every coalition (4 min)
#
# The engine doesn't guess either. It looks at sets of countries, and asks for each one what its orders bring and what
# follows from that. Four countries make 16 sets. Each stands below those that contain it.

# %%
figures.lattice(cold, PAST, Level.SHARES.powers)

# %% [markdown]
# One of 16 reads. So far the claim holds. <!-- claim: tests/test_experiment.py::test_the_hero_numbers_of_the_claim --> Now another design: five operators that have nothing to do with one another hold
# parts, any **three** of them suffice, and a sixth company stores the messages.

# %%
guess = predict("07.sets", "How many smallest sets are there now?", [1, 5, 10, 20], mine=None)
guess

# %%
five = named("independent").world
sets = smallest_sets(five, PAST, Level.SHARES.powers)
print(*map(" ".join, sets), sep=" | ")
guess.against(len(sets), "Three of five, in ten ways; the store is in all of them.")

# %% [markdown]
# A court may choose among the ten. `k_eff` is 4 in both designs, but the first has one door and the second has ten. <!-- claim: tests/messengers/test_independent.py::test_the_golden_values_of_the_reference_hold -->
#
# ## Ten designs (8 min)
#
# Ten reference designs, seven rungs: how many of the ten does one order open? Each rung adds a power to those on its left: disks
# (L1), key parts (L2), live memory (L3), a company (L4), its group (L5), a person who can make it act (L6), changed programs (L7,
# which in this model open nothing old). A dash says that no number of countries suffices.

# %%
from cryptokit.lab.course.exercises.lesson_07 import TEN

guess = predict("07.one order", "How many does one order open at L6?", [1, 3, 5, 8], mine=None)
guess

# %%
rungs = list(Level)[:7]
table = {name: [k_eff(named(name).world, PAST, rung.powers) for rung in rungs] for name in TEN}
print(f"{'':28}", *(rung.value[:2] for rung in rungs))
for number, (name, row) in enumerate(table.items(), 1):
    print(f"A{number:<3}{name:24}", *(f"{k or '-':>2}" for k in row))
guess.against(sum(row[5] == 1 for row in table.values()), "A1 to A4, and the backup of A9.")

# %% [markdown]
# Read the row of A3, and that of A4. It's one company, the same parts, the same countries. A3 is serving its users, A4 isn't.
# Only A5 keeps its 4 from L2 to L7, and A6, A7, A8 and A10 have something that no company has. <!-- claim: tests/world/test_golden.py::test_k_eff_and_all_smallest_sets_are_the_golden_ones -->

# %% [markdown] tags=["teacher"]
# Let the class find the first column in which each row changes, and name the power. Somebody will say that A9 is a mistake:
# end-to-end encrypted, and open at L1. It's the backup, whose key lies beside it. Ask who switched it on.

# %% [markdown]
# **Exercise 1 (make).** What does the engine do? It starts from what orders bring, applies k-of-n rules, and stops when
# nothing new comes: a *least fixed point*. Write it. A rule has `rule.out`, `rule.k` and `rule.of`.

# %%
task = lesson.exercise("07.1")
print(task, dict(task.given), sep="\n")


# %% exercise="07.1"
def follows(facts, rules):
    """Give the set of all facts that follow."""
    ### BEGIN SOLUTION
    known, before = set(facts), None
    while known != before:
        before = set(known)
        for rule in rules:
            if len(known & set(rule.of)) >= rule.k:
                known.add(rule.out)
    return known
    ### END SOLUTION


# %% check="07.1"
lesson.exercise("07.1").check(follows)

# %% [markdown]
# ## Now the court: memory (5 min)
#
# A key in an archive can stay in parts. To *show* you your chat, some machine must have the key. The next cell really
# encrypts, splits, seizes and examines: A3 beside A5. First: what does A3 come to when a court may copy a running machine?

# %%
guess = predict("07.memory", "k_eff of A3 with live memory?", [1, 2, 3, 4], mine=None)
guess

# %%
chat = ck.say(["Ann: The spare key is under the pot.", "Ben: Under which one?"])
result = ck.who_can_read(
    chat,
    messengers=[named("cloud_chat"), named("independent")],
    levels=[Level.SHARES, Level.MEMORY, Level.CONTROL],
    rng=lesson.rng("served"),
)
figures.ladder(result)

# %%
answers = {(one.trial.messenger.name, one.trial.level): one for one in result.answers}
taken = answers["cloud_chat", Level.MEMORY]
print(*taken.steps, sep="\n")
guess.against(taken.trial.k_eff, f"By order of {taken.trial.orders[0]}, where it is served from.")

# %% [markdown]
# Nobody in that story needed the parts. <!-- claim: tests/messengers/test_deliver.py::test_while_it_serves_the_key_lies_in_the_memory_beside_the_data_and_on_no_disk --> In A5 no machine ever has the key: <!-- claim: tests/messengers/test_independent.py::test_the_whole_key_is_in_no_file_and_was_never_drawn --> the operators *compute* with their shares
# (lesson 10). And a company has people. Does an engineer with access need a court at all?

# %%
inside = closure(named("cloud_chat").world, ["AE"], frozenset({Power.INSIDER}))
belief("split means unreadable").refute(
    taken.readable == taken.of and PAST in inside,
    f"{taken.readable} of {taken.of} messages out of one machine; an engineer needs no order.",
)

# %% [markdown]
# ## Now the court: one owner (6 min)
#
# Back to the cold archive, with no key in any memory. This time its four companies belong to four different owners. Then three
# are sold, one after the other, to the fourth, in the British Virgin Islands (VG). **No machine is moved, and no key is
# copied.**

# %%
guess = predict("07.mergers", "k_eff at group control, after three sales?", [1, 2, 3, 4], mine=None)
guess

# %%
names = ["nl", "us", "sg"]
stages = [apply(cold, [lambda w, n=n: split_company(w, n) for n in names])]
for name in names:
    stages.append(merge(stages[-1], "parent", name))
numbers = [k_eff(stage, PAST, Level.CONTROL.powers) for stage in stages]
print(numbers, smallest_sets(stages[-1], PAST, Level.CONTROL.powers))
guess.against(numbers[-1], "Each of these four countries can order one member of the group.")

# %%
belief("orders are required").refute(
    numbers[0] == 4 and numbers[-1] == 1,
    f"the same machines and keys: {' to '.join(map(str, numbers))}, by a register of companies.",
)

# %% [markdown]
# The law behind it: in the United States a provider must hand over what it has in its "possession, custody, or control",
# wherever that lies (CLOUD Act, 2018). <!-- source: CLOUD Act, 18 U.S.C. 2713, 23 March 2018 -->
#
# **Exercise 2 (modify).** Four companies in four countries, each its own master. Merge until `k_eff` at L5 is `wanted`.

# %%
task = lesson.exercise("07.2")
given = task.given
print(task, "\nwanted:", given["wanted"], "of", [one.id for one in given["world"].entities])
figures.custody(given["world"])

# %% exercise="07.2"
given = lesson.exercise("07.2").given
### BEGIN SOLUTION
register = merge(given["world"], "db_co", "p1_co")
if given["wanted"] == 2:
    register = merge(register, "db_co", "p2_co")
merged = register
### END SOLUTION

# %% check="07.2"
lesson.exercise("07.2").check(merged)

# %% [markdown]
# ## Now the court: friends (4 min)
#
# Suppose that each company obeys only its own court (L4). Four orders, then. But must *one* prosecutor be in four countries?
# She can ask: by treaty, or for a favour, which lawyers call *comity*.

# %%
guess = predict("07.asking", "How many countries must ask, at L4?", [1, 2, 3, 4], mine=None)
guess

# %%
from datetime import date

from cryptokit.world.requests import BY_LAW, k_requesting, requests
from cryptokit.world.tree import fault_tree

day, tree = date(2026, 9, 1), fault_tree(cold, PAST, Level.ENTITY.powers)
print("by law or treaty alone:", k_requesting(tree, on=day, routes=BY_LAW))
guess.against(k_requesting(tree, on=day), "One asks, if the others do it as a favour too.")

# %%
slow = requests(tree, ["US"], on=day)
quick = requests(fault_tree(cold, PAST, Level.CONTROL.powers), ["US"], on=day)
for one in slow.channels:
    print(f"{one.asked}: {one.route.words}, typically {one.wait.typical:.0f} days")
print(f"the four: chance {slow.chance:.2f}, typically {slow.typical_days:.0f} days or more")
print(f"the group at home: chance {quick.chance:.2f}, typically {quick.typical_days:.0f} days")

# %% [markdown]
# The chances of refusal are invented for the lesson, and law is simplified. The comparison is the point: the split bought
# **delay and publicity**, not secrecy. <!-- claim: tests/world/test_requests.py::test_the_worked_example_from_the_united_states; tests/world/test_requests.py::test_the_worked_example_with_one_order_on_the_group --> That's worth something, and it's not what was said.
#
# ## A larger threshold (3 min)
#
# Then take more parts! Of the five operators let `k` be needed. Each of them is up nine days of
# ten, and the store always.

# %%
from dataclasses import replace
from fractions import Fraction

from cryptokit.sharing.thefts import at_least


def needing(world, k):
    rules = [replace(rule, k=k) if len(rule.of) == 5 else rule for rule in world.rules]
    return replace(world, rules=tuple(rules))


owned = apply(five, [lambda w, n=n: merge(w, "store", f"o{n}") for n in range(1, 6)])

# %%
rows = {}
for k in range(1, 6):
    apart, one = (k_eff(needing(w, k), PAST, Level.CONTROL.powers) for w in (five, owned))
    rows[k] = apart, one, float(at_least(k, 5, Fraction(9, 10)))
    print(f"{k} of 5: {apart} countries; with one owner {one}; users are served {rows[k][2]:.3f}")

# %%
belief("more is safer").refute(
    rows[5][0] > rows[3][0]
    and rows[5][2] < rows[3][2]
    and {one for _, one, _ in rows.values()} == {1},
    f"5 of 5 serves users {rows[5][2]:.0%} of the time, and with one owner it is 1 for every k.",
)

# %% [markdown]
# ## What no part protects (3 min)
#
# The claim said *any data*. Courts often want no words at all: who wrote to whom, when, from where. `METADATA` is another goal.

# %%
orders = {
    name: k_eff(named(name).world, METADATA, frozenset({Power.METADATA}))
    for name in ("cloud_chat", "cloud_chat_cold", "independent", "end_to_end_verified")
}
belief("split metadata").refute(set(orders.values()) == {1}, f"countries needed: {orders}.")

# %% [markdown]
# And reports? What operators do hand over is who somebody is: `ACCOUNTS`. In September 2022 a German ministry confirmed data
# in 25 cases, while the operator's page still said 0 bytes (NDR and WDR, 7 September 2022). <!-- source: NDR and WDR, 7 September 2022 --> In September 2024 the policy
# changed; it had been possible since 2018, said the founder. India's requests, by the founder's channel (2 October 2024) for
# three quarters, and by 404 Media and TechCrunch (January 2025) for the year, if both counted alike: <!-- source: the founder's channel, 2 October 2024; 404 Media and TechCrunch, January 2025 -->

# %%
quarters, year = [2_461, 2_151, 2_380], 14_641
last = year - sum(quarters)
print(f"India 2024: {quarters}, then {last}. US: 14 in nine months, {900 - 14} in the last three.")
needed = k_eff(named("cloud_chat").world, ACCOUNTS, frozenset({Power.METADATA}))
belief("zero bytes").refute(
    needed == taken.trial.k_eff == 1 and last > sum(quarters),
    f"{last} in one quarter, and k_eff is {needed}, then as now: for names, and words in memory.",
)

# %% [markdown]
# To be fair: in the public record we found no case in which the *words* of such chats were handed over. From servers that
# nobody can look into, that says something, and not much.
#
# ## Court order (3 min)
#
# **Exercise 3 (court order).** Look for owners, and for friends: here each of two countries with a treaty gets at once what the
# other can order. What are the fewest countries at L5?

# %%
task = lesson.exercise("07.3")
given = task.given
print(task, *given["owners"].items(), f"treaties: {given['treaties']}", sep="\n")
figures.custody(given["world"])

# %% exercise="07.3"
safes = lesson.exercise("07.3").given["world"]
### BEGIN SOLUTION
holding = next(one.inc for one in safes.entities if one.id == "holding")
my_orders = {holding, safes.treaties[0][0]}
### END SOLUTION

# %% check="07.3"
lesson.exercise("07.3").check(my_orders)

# %% [markdown]
# ## What to keep
#
# - `k_eff` is the fewest countries whose orders suffice. Print it beside every "k of n".
# - The claim holds for a cold archive, and for independent operators that never join the key. <!-- claim: tests/messengers/test_independent.py::test_the_golden_values_of_the_reference_hold; tests/world/test_golden.py::test_k_eff_and_all_smallest_sets_are_the_golden_ones -->
# - It breaks by memory, by one owner, and by friends who help. <!-- claim: tests/test_experiment.py::test_the_hero_numbers_of_the_claim; tests/demos/test_treaty_collapse.py::test_four_order_two_ask_and_one_asks_until_the_group_is_compelled --> Mathematics counts parts, and courts count masters.
# - Metadata never needed several orders. <!-- claim: tests/notebooks/test_lessons.py::test_the_teachers_notebook_runs_and_each_answer_passes; tests/court/test_metadata.py::test_metadata_is_told_where_no_message_can_be_read --> A report counts choices.
#
# **Simplified on purpose:** law is a handful of yes-or-no powers; courts say yes at once; delay and refusal come in only where
# we print them. Nobody outside can check where the real parts lie, or who can join them: the claim isn't so much false as
# impossible to test.

# %%
lesson.quiz()

# %%
lesson.quiz().answer("?", "?", "?", "?")

# %% [markdown]
# **Words:** `cryptokit explain k_eff`, `fact`, `rung`, `coalition lattice`, `insider`, `treaty`. **Read on:** CLOUD Act, 18 U.S.C.
# 2713, 2018; Council of Europe, assessment of mutual legal assistance, T-CY(2013)17rev, December 2014: six months to two
# years; Vesely and others, "Fault Tree Handbook", NUREG-0492, 1981, on smallest cut sets.
