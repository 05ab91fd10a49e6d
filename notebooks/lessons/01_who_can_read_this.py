# %% [markdown]
# Alice and Bob plan a farewell for their librarian, and nobody may hear of it. Their messenger keeps the chat on its
# own servers, encrypted, with the key in three parts in three countries. So we picture what Telegram promised in 2017:
# *several court orders from different jurisdictions are required* before it gives up any data. <!-- source: Telegram's FAQ, as quoted in the press in June 2017 --> We build such servers.
# Invented courts serve orders, and an examiner gets what they seize, and nothing else. <!-- claim: tests/test_agreement.py::test_the_examiner_needs_every_file_that_it_was_given_credit_for --> **How many countries does it take?**

# %%
import cryptokit as ck
from cryptokit.conversation.samples import default
from cryptokit.lab import figures
from cryptokit.lab.course import belief, open_lesson, predict
from cryptokit.messengers import named

lesson = open_lesson("01")
lesson

# %% [markdown]
# ## A chat, and who keeps it (4 min)
#
# This is an export in the format of Telegram Desktop. The people are invented. Later you can put the path of an export of
# your own into `read_chat`: it is only read, it stays on your machine, and names in it are replaced. <!-- claim: tests/test_quiet.py::test_reading_a_chat_touches_no_file_and_no_net; tests/conversation/test_privacy.py::test_nobody_is_named_anywhere -->

# %%
chat = ck.read_chat(default())
for message in chat.messages[:4]:
    print(f"{message.sender}: {message.text}")
print(f"... {len(chat.messages)} messages")

# %% [markdown]
# And this is where the example has its machines. `ct` is the locked text of the chat, `kek` is the key to it, and `s1`,
# `s2`, `s3` are its parts: all three are needed. `past` is the text itself, as it stands on the two phones. The other
# names can wait.

# %%
cloud = named("cloud_chat")
figures.custody(cloud.world)

# %% [markdown]
# ## Disks and parts of a key (5 min)
#
# What may a court take? That is the ladder of this course. On rung **L1** it takes disks that stand in its country. On rung
# **L2** it takes parts of keys as well. Each rung has the powers of those below.

# %%
guess = predict(
    "01.parts",
    "Courts may take disks and key parts. How many countries does it take?",
    [1, 2, 3, 4, "no number"],
    mine=None,
)
guess

# %% [markdown]
# Now we try it. The next cell really locks 40 messages, splits the key, serves orders, copies what they reach, and starts
# an examiner in a process of its own. It does so for three systems; two of them are for later. It takes a few seconds.

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

systems = [cloud, named("domestic"), named("secret_chat")]
with TemporaryDirectory() as folder:
    kept = Path(folder) / "run"
    result = ck.who_can_read(chat, messengers=systems, keep=kept, rng=lesson.rng("servers"))
    memory = (kept / "cloud_chat/servers/db/memory.bin").read_bytes()
disks, parts, live = result.answers[:3]
guess.against(parts.trial.k_eff, "Three parts, and the locked text: four places, four countries.")

# %%
for step in parts.steps:
    print(step)

# %% [markdown]
# So far the promise holds for the text, and this is a real protection: a thief of disks, or one court that searches one
# room, gets no word of it. With disks alone even all seven countries together get none. <!-- claim: tests/world/test_golden.py::test_k_eff_and_all_smallest_sets_are_the_golden_ones; tests/messengers/test_deliver.py::test_no_word_lies_readable_on_any_machine_but_a_phone --> What does *one* of them get?

# %%
print(f"Disks alone: {disks.readable} of {disks.of} messages, by orders of {disks.trial.orders}")
disks.trial.by_mathematics()

# %% [markdown]
# The fewest countries for the text (`past`): no number. For who wrote to whom and when (`meta`): one. For the numbers of
# the two accounts: one. The promise said "any data". In our example this part never needed several orders; <!-- claim: tests/test_agreement.py::test_an_order_for_metadata_reads_no_message_and_brings_what_the_engine_says --> and since 2018
# the operator's own rules name cases in which it gives phone number and IP address. <!-- source: Telegram's privacy policy, section 8.3, 2018, and as changed on 23 September 2024 -->

# %% [markdown] tags=["teacher"]
# Many guess 3: they forget that a key alone opens nothing. Ask: "Which machine did you leave out?" Whoever says "no
# number" has thought of the operator's refusal. Say that refusing is a matter of law, and that this course counts what an
# order *can* bring.

# %% [markdown]
# ## Now the court copies memory (8 min)
#
# On rung **L3** a court may copy the memory of a machine while it runs. On 9 March 2021, before three servers of Sky ECC
# were carried out, technicians put one of their power feeds on a portable supply. <!-- source: Crimesite on the case files of Sky ECC, as of 9 March 2021 --> That this kept memory alive is our
# reading of it.

# %%
guess = predict("01.memory", "And how many countries now?", [1, 2, 3, 4, "no number"], mine=None)
guess

# %%
for step in live.steps:
    print(step)
guess.against(live.trial.k_eff, "One machine has the locked text on disk and the key in memory.")

# %% [markdown]
# From four to one, and no part of the key was needed: a server that shows you your chat must decrypt it, so here it has put
# the key together. <!-- claim: tests/messengers/test_deliver.py::test_while_it_serves_the_key_lies_in_the_memory_beside_the_data_and_on_no_disk --> These are the bytes that the court copied. It's a small memory: one row.
# Look for the 32 bytes called `secret`.

# %%
from cryptokit.evidence import image
from cryptokit.lab.course.exercises.lesson_01 import MEMORY, sent_through
from cryptokit.lab.hexview import hexview

hexview(memory, image.spans(memory), MEMORY, title="memory of db")

# %%
belief("at rest").refute(
    disks.readable == 0 and live.readable == live.of and live.trial.k_eff == 1,
    f"disks alone gave {disks.readable} of {disks.of}; disk and memory of one server, {live.readable}.",
)

# %% [markdown]
# The number that fell from 4 to 1 is the heart of this course. It is called `k_eff`: the fewest countries whose orders
# suffice. A company may promise some number; `k_eff` is what the machines and the owners make of it.
#
# **Exercise 1 (modify).** Other set-ups fall on other rungs. Put the given chat into the given messenger, and find the
# first rung on which one country is enough. `levels=[ck.Level.named("L3")]` asks for one rung alone.

# %%
task = lesson.exercise("01.1")
given = task.given
print(task, dict(given), sep="\n")

# %% exercise="01.1"
### BEGIN SOLUTION
setup, mine = named(given["messenger"]), ck.say(given["said"])
rungs = [one for one in ck.Level if ck.world.k_eff(setup.world, "past", one.powers) == 1]
my_result = ck.who_can_read(mine, messengers=[setup], levels=rungs[:1], rng=lesson.rng("mine"))
### END SOLUTION

# %% check="01.1"
lesson.exercise("01.1").check(my_result)

# %% [markdown] tags=["teacher"]
# Without the engine: run all eight rungs once, look at `k_eff` of each answer, and run the first that has 1 again. Which
# rung it is depends on the class. If the key lies whole in another country, it is L4: one company has both. If it is
# split and never in memory, it is L5: one group owns all. With independent operators it is L8, a phone. Lessons 06, 07
# and 10.

# %% [markdown]
# ## What the label says (4 min)
#
# "Encrypted" stands on both a cloud chat and a secret chat. We send two messages through each, and ask what the *server*
# holds afterwards.

# %%
guess = predict(
    "01.label",
    "Which server holds the messages, and not just locked packets?",
    ["both", "only the cloud chat's", "only the secret chat's", "none"],
    mine=None,
)
guess

# %%
from cryptokit.lab.ledger import ledger

words = ck.say(["Alice: Friday at nine, in the library.", "Bob: I bring the cake."])
both = (cloud, named("secret_chat"))
runs = {one.name: sent_through(one, words, rng=lesson.rng(one.name)) for one in both}
ledger(runs["cloud_chat"], cloud.world)

# %%
holds = {name: run.holdings()["server"] for name, run in runs.items()}
readers = [name for name, held in holds.items() if "message 1" in held]
print(holds["secret_chat"][-2:])
only = {"cloud_chat": "only the cloud chat's", "secret_chat": "only the secret chat's"}
guess.against(
    only[readers[0]] if len(readers) == 1 else "both" if readers else "none",
    "It shares a key with each phone. It opens what comes, and locks it anew for the next.",
)

# %%
belief("label").refute(
    "message 1" in holds["cloud_chat"] and "message 1" not in holds["secret_chat"],
    "both lines were encrypted, and one of the two servers had the messages open in its hands.",
)

# %% [markdown]
# ## The examiner's rule (3 min)
#
# **Exercise 2 (make).** What does the examiner need? Write it down as a question about a set of names. `found` is such as
# `{"ct", "s1", "meta"}`, and `parts` are the parts of the key, all of which are needed, such as `("s1", "s2", "s3")`.


# %% exercise="01.2"
def can_read(found, parts):
    """Tell whether these finds open the chat: True or False."""
    ### BEGIN SOLUTION
    key = "kek" in found or found.issuperset(parts)
    return "ct" in found and key
    ### END SOLUTION


# %% check="01.2"
lesson.exercise("01.2").check(can_read)

# %% [markdown]
# The program has the same rule, as data. From such rules, and from who holds what, it works out who can read a chat. The
# examiner must come to the same answer each time, out of real files. <!-- claim: tests/test_agreement.py::test_the_examiner_reads_exactly_what_both_engines_derive -->

# %%
[(rule.out, rule.k, rule.of) for rule in cloud.world.rules[:2]]

# %% [markdown]
# ## Three systems, eight rungs (3 min)
#
# The ladder goes on: **L4** the company, **L5** the group that owns it, **L6** a person, **L7** a changed program, **L8**
# an unlocked phone. We compare three systems. The *domestic network* has everything in one country, the key beside the
# data. The *secret chat* has its key on the two phones and nowhere else.

# %%
guess = predict(
    "01.rung", "On which rung does the secret chat open?", ["L3", "L5", "L7", "L8"], mine=None
)
guess

# %%
figures.ladder(result)

# %% [markdown]
# The same as a table. `4  40/40  AE NL SG US` says: four countries, 40 of 40 messages, and who served orders.

# %%
from cryptokit.lab import tables
from rich import print as show

show(tables.overview(result))

# %%
secret = [one for one in result.answers if one.trial.messenger.name == "secret_chat"]
opened = next(one.trial.level.value[:2] for one in secret if one.readable)
guess.against(opened, "Its server carried every packet, and no order to a company opens one.")

# %% [markdown]
# Why is L7 closed? All of this is about the *past*: what was sent before the orders. A changed program opens what is sent
# afterwards, and for that one country is enough here, too. <!-- claim: tests/test_documents.py::test_what_the_readme_says_of_past_and_future_is_what_the_program_answers -->

# %%
for goal in ("past", "future"):
    print(goal, ck.world.k_eff(named("secret_chat").world, goal, ck.Level.CODE.powers))

# %% [markdown]
# ## You are the court (3 min)
#
# **Exercise 3 (court order).** The cloud of your class stands elsewhere, and it is an archive: it shows nothing to anybody.
# Courts may take disks, key parts and memory (L3). What is the smallest set of countries? Answer with a set such as
# `{"NL", "US"}`.

# %%
task = lesson.exercise("01.3")
figures.custody(task.given["world"])

# %% exercise="01.3"
machines = lesson.exercise("01.3").given["world"].assets
### BEGIN SOLUTION
my_orders = {one.loc for one in machines if one.id in {"db", "p1", "p2", "p3"}}
### END SOLUTION

# %% check="01.3"
lesson.exercise("01.3").check(my_orders)

# %% [markdown]
# Then play: choose countries and a rung for the cloud that serves. On which rung does Singapore alone suffice, which has
# one part of the key and nothing else?

# %%
from cryptokit.lab.explorer.widget import widget

widget("cloud_chat", countries=["SG"], level="L2")

# %% [markdown] tags=["teacher"]
# Singapore suffices from L5 on: the company there has sisters, and one owner. *Geography is not ownership.* Leave it as a
# riddle; lesson 06 takes it up.

# %% [markdown]
# ## What to keep
#
# - `k_eff` counts the countries whose orders suffice. Print it beside any promise.
# - A split key protects what *rests*. A key in use is a key in memory. <!-- claim: tests/test_experiment.py::test_the_hero_numbers_of_the_claim -->
# - "Encrypted" says nothing until you know who holds the key.
# - Who wrote to whom needs no key at all. <!-- claim: tests/court/test_metadata.py::test_metadata_is_told_where_no_message_can_be_read -->
#
# Fairness: in the public record we found no case in which Telegram handed over the *content* of messages. Nobody outside
# can check where its keys lie, or how they are split. So we don't call the claim of 2017 false, nor true: it cannot be
# tested from outside.
#
# **Simplified on purpose:** places of servers and key parts are an example. The relay of the secret chat keeps every
# packet, which is the worst case. A memory holds much more than one key. Law is flattened until a program can run it:
# this is not legal advice.

# %%
lesson.quiz()

# %%
lesson.quiz().answer("?", "?", "?", "?")

# %% [markdown]
# **Words:** `cryptokit explain k_eff`, `rung`, `custodian`, `examiner`, `L3`, `P3`. **Read on:** Green, "iCloud: Who
# holds the key?", 2012, for the mud puddle test; Crimesite on the Sky ECC servers, 2021, by `cryptokit explain P3`;
# lesson 03 for every layer of a cloud chat.
