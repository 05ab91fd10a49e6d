# %% [markdown]
# Your team runs a messenger for a club. The club wants a promise that holds: *so many countries, or nobody reads what we
# wrote.* Every other team in the room is a set of courts. They may take disks, parts, memory; order companies, owners,
# people. You draw the design, you say the number, they try to break it. At the end you write on a label what your system
# protects, **and what it doesn't.** Can you design a system that your class cannot open?

# %%
import cryptokit as ck
from cryptokit.conversation.metadata import metadata, seen
from cryptokit.conversation.samples import default
from cryptokit.lab import figures
from cryptokit.lab.course import belief, open_lesson, predict
from cryptokit.world import PAST, Level, k_eff

lesson = open_lesson("11")
lesson

# %% [markdown]
# ## A chat, without names (5 min)
#
# First, something to protect. This export comes along: invented people, a real format.

# %%
chat = ck.read_chat(default())
print(chat.participants, len(chat.messages), "messages")
print(chat.messages[4].sender, ":", chat.messages[4].shown)

# %% [markdown]
# **Your own?** Put the path of your export in the place of `default()` in the next cell: a `result.json` of Telegram Desktop,
# or what WhatsApp and others export. It's read on this machine, is sent nowhere, and names become invented ones. <!-- claim: tests/test_quiet.py::test_reading_a_chat_touches_no_file_and_no_net; tests/conversation/test_privacy.py::test_nobody_is_named_anywhere --> The words
# stay what they are! Nobody in your chat was asked, so show pictures of hours, not lines, and clear the outputs before you
# hand this in.

# %%
mine = ck.read_chat(default())
figures.rhythm(mine)

# %% [markdown]
# ## What envelopes tell (6 min)
#
# Back to the two who came along. From here on we throw every word away, and keep what a server usually sees: when, who, how many
# bytes.

# %%
envelopes = seen(chat)
told = metadata(envelopes)
print(envelopes[0])
print("by hour:   ", *told.hours)
print("by weekday:", *told.weekdays)

# %%
guess = predict(
    "11.quiet", "How many hours of the clock in a row have no message?", [3, 6, 9, 12], mine=None
)
guess

# %%
day = "".join("x" if count else " " for count in told.hours)
gaps = sorted((len(gap) for gap in (day + day).strip().split("x")), reverse=True)
guess.against(gaps[0], f"They sleep, it seems. The next gap: {gaps[1]} hours of a morning. School?")

# %%
ties = sum(one.times for one in told.answers)
print(f"{told.days} days; on the busiest of them {told.busiest.messages} messages")
belief("metadata").refute(
    gaps[0] >= 6 and gaps[1] >= 3 and ties / (told.messages - 1) > 0.8,
    f"a night of {gaps[0]} hours, a morning of {gaps[1]}, and a pair that talks: "
    f"{ties} of {told.messages - 1} messages answer the other.",
)

# %% [markdown] tags=["teacher"]
# Ask what else they see. The last day is the busiest: something happened on that Friday, and the first message after the
# quiet hours came early. Then let them open the words, and see how much they had right.

# %% [markdown]
# No key of any kind hides this. <!-- claim: tests/lab/test_ledger.py::test_splitting_the_key_leaves_the_metadata_with_the_store --> Your design will be about words; remember it when you write the label.
#
# ## A world and a promise (6 min)
#
# One country stores the messages, others keep parts of their key. Each machine has a company of its own. Change what you
# like, and say how many countries it takes. `promise = None` says that no number suffices.

# %%
from cryptokit.lab.course.scenes.designs import as_messenger, design

ours = design("our club", store="NL", parts=["CH", "IS", "SG", "US"], threshold=3)
promise = 4
figures.custody(ours)

# %% [markdown]
# More choices: `one_owner=["NL", "CH"]` gives these companies one owner, `in_memory=True` lets the store keep the key while it
# serves (if not, phones fetch parts and join them), and with `factor=True` a piece on the phones is needed as well. <!-- claim: tests/world/test_invariants.py::test_a_factor_that_only_the_user_has_never_lowers_k_eff -->

# %%
guess = predict(
    "11.ours", "k_eff of your design at group control?", [*range(1, 8), "no number"], mine=None
)
guess

# %%
found = k_eff(ours, PAST, Level.CONTROL.powers)
guess.against(found or "no number", f"You promised {promise or 'that no number suffices'}.")

# %% [markdown]
# ## Serve the orders (5 min)
#
# Now for real. The chat goes into your design: it's encrypted, the key is split, machines become folders. Orders are served,
# and an examiner gets the files and nothing else. <!-- claim: tests/lab/course/test_designs.py::test_a_chat_goes_into_a_design_and_comes_out_only_where_the_engine_says_so --> (Take the bundled chat, or `dataclasses.replace(mine,
# messages=mine.messages[:100])`: a hundred messages will do.)

# %%
result = ck.who_can_read(
    chat,
    messengers=[as_messenger(ours, promise)],
    levels=[Level.AT_REST, Level.SHARES, Level.CONTROL],
    rng=lesson.rng("ours"),
)
figures.ladder(result)

# %%
for answer in result.answers:
    print(answer.trial.level.value[:2], answer.trial.orders, f"{answer.readable} of {answer.of}")

# %% [markdown]
# On the first rung not one message can be read. Here is what the same seizure told about *who* and *when*:

# %%
closed = result.answers[0]
print(closed.readable, "messages read;", closed.metadata.messages, "logged")
figures.contact_graph(closed.metadata)

# %% [markdown]
# ## Mend one (5 min)
#
# **Exercise 1 (modify).** Last year's team left this plan. It's weak. Make it take the `wanted` number of countries at L5. Users
# must be served as before when machines fail: a design that nobody can use is safe, too.

# %%
task = lesson.exercise("11.1")
plan = task.given["plan"]
print(task, plan, f"wanted: {task.given['wanted']}", sep="\n")

# %% exercise="11.1"
### BEGIN SOLUTION
mended = design(**{**plan, "one_owner": (), "in_memory": False})
### END SOLUTION

# %% check="11.1"
lesson.exercise("11.1").check(mended)

# %% [markdown]
# ## Now your class (6 min)
#
# Designs travel as text. Give yours to another team: by mail, on a stick, or read aloud.

# %%
from cryptokit.lab.course.scenes.design_text import from_text, to_text

print(to_text(ours))

# %% [markdown]
# Until theirs comes, here is the design of the club next door, which promises 3. Read it first: owners, memory. Then put the
# other team's text, between three quotes on each side, in the place of `to_text(...)`.

# %%
from cryptokit.lab.course.exercises.lesson_11 import rival

theirs = to_text(rival(lesson.rng("next door")))
their_promise = 3
print(theirs)

# %%
their_world = from_text(theirs)
rungs = [level.value[:2] for level in Level]
guess = predict("11.rung", "Which rung breaks their promise?", [*rungs, "none"], mine=None)
guess

# %%
from cryptokit.lab.course.scenes.attacking import attack_my_design, broken_at

attack_my_design(their_world, their_promise)

# %%
broken = broken_at(their_world, their_promise)
guess.against(
    broken.value[:2] if broken else "none", "L8 opens phones; what breaks earlier is in the design."
)

# %%
from cryptokit.lab.widgets import order_board

order_board(their_world, countries=their_world.jurisdictions[:1], level="L5")

# %% [markdown]
# **Exercise 2 (court order).** One more rival, and one more rung: courts may order people, too. Who is where today?

# %%
task = lesson.exercise("11.2")
given = task.given
print(task, *given["owners"].items(), given["people"], sep="\n")
figures.custody(given["world"])

# %% exercise="11.2"
given = lesson.exercise("11.2").given
### BEGIN SOLUTION
places = {one.id: one.loc for one in given["world"].assets}
my_orders = {places["db"], places["p3"]}
### END SOLUTION

# %% check="11.2"
lesson.exercise("11.2").check(my_orders)

# %% [markdown]
# ## The weakest point (4 min)
#
# A design is as good as the day after tomorrow. Companies are sold, treaties signed, keys left in memory. **Exercise 3
# (make).** `changes` has a function from world to world for each name; `count(world)` gives the number of countries, or None
# where no number suffices. Which single change is the worst?

# %%
task = lesson.exercise("11.3")
task, list(task.given["changes"])


# %% exercise="11.3"
def weakest(world, changes, count):
    """Give the name of the change that leaves the fewest countries; None if none is worse."""

    ### BEGIN SOLUTION
    def size(number):
        return 100 if number is None else number

    sizes = {name: size(count(change(world))) for name, change in changes.items()}
    worse = {name: number for name, number in sizes.items() if number < size(count(world))}
    return min(worse, key=worse.get, default=None)
    ### END SOLUTION


# %% check="11.3"
lesson.exercise("11.3").check(weakest)

# %% [markdown]
# ## The honest label (3 min)
#
# What would you have to print on the box? One line first, as a guess.

# %%
guess = predict("11.label", "How many orders bring who wrote to whom?", [0, 1, 3, 4], mine=None)
guess

# %%
from cryptokit.world import METADATA, Power

guess.against(k_eff(ours, METADATA, frozenset({Power.METADATA})), "It isn't under your key.")

# %% [markdown]
# And the whole label. It's computed from your world, not from your promise. <!-- claim: tests/lab/course/test_designs.py::test_the_label_says_what_one_order_brings -->

# %%
from cryptokit.lab.course.scenes.label import label

label(ours)

# %% [markdown]
# **Write yours**, three sentences, and read them to the class: *We promise ... on the rungs ... . It breaks by ... , and users
# would notice / would not notice. We don't protect ... , and nobody has checked that ... .*
#
# ## What to keep
#
# - A promise is a number *and* a rung. Without the rung it says nothing.
# - Separate owners, and a key that's never whole, cost users nothing. A higher threshold does. <!-- claim: tests/lab/course/test_designs.py::test_as_many_parts_may_fail_as_are_not_needed_and_none_with_a_factor -->
# - One change in a register, or one key in memory, can undo a design. <!-- claim: tests/lab/course/test_designs.py::test_one_owner_or_a_key_in_memory_makes_it_one --> Look for it before others do.
# - What nobody keeps, nobody hands over. <!-- claim: tests/lab/course/test_designs.py::test_what_nobody_keeps_nobody_hands_over --> That's the only protection of metadata here.
#
# **Simplified on purpose:** your operators never cheat, and courts say yes at once. In your design somebody still puts the key
# together, a server or a phone; operators that compute without joining it are in lesson 10. Don't run a club on it: it's
# teaching code.

# %%
lesson.quiz()

# %%
lesson.quiz().answer("?", "?", "?", "?")

# %% [markdown]
# **Words:** `cryptokit explain k_eff`, `custodian`, `metadata order`, `rung`, `joint key`. **Read on:** Mayer, Mutchler and
# Mitchell, "Evaluating the privacy properties of telephone metadata", PNAS 113(20), 2016; drand, the League of Entropy, since
# 2019: independent operators in several countries.
