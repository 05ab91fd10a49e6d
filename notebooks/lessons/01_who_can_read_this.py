# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 01 · Who can read this?
#
# *Ten minutes. You need: Python, and `make lab` to open this page. Run the cells from top to bottom.*
#
# **Teaching code: not for protecting people, not legal advice.**
#
# In 2017 a messenger said that *several court orders from different jurisdictions are required* before anybody can
# read a chat on its servers. Can that be true? Instead of arguing, we try it: a chat in a real format, real encryption, real
# files seized by invented courts, and an examiner who has nothing but these files.

# %%
import cryptokit as ck
from cryptokit.conversation.samples import default
from cryptokit.lab import figures, stories, tables
from cryptokit.messengers import named
from cryptokit.rng import lesson
from rich import print as show

# %% [markdown]
# ## A chat
#
# This is an export in the format of Telegram Desktop. The people are invented. You can put the path of your own export
# here later; it stays on your machine, is never changed, and names in it are replaced by invented ones.

# %%
chat = ck.read_chat(
    default(), names=True
)  # invented names already; yours are replaced unless you ask
for message in chat.messages[:6]:
    print(f"{message.sender}: {message.shown}")
print(f"... {len(chat.messages)} messages between {' and '.join(chat.participants)}")

# %% [markdown]
# ## Predict
#
# The chat lies on servers of one company. The messages are on a disk in the Netherlands, encrypted. The key is split into
# three parts, in the United States, in Singapore and in the United Arab Emirates, and all three are needed.
#
# *How many countries must serve an order before somebody can read the chat?* Write your guess into the next cell: first if
# courts may only take what lies in their country (disks and key parts), then if they may also copy the memory of a running
# server.

# %%
my_guess_disks_and_parts = 3
my_guess_with_memory = 3

# %% [markdown]
# ## Try it
#
# `who_can_read` really sends the chat through the messenger, with Telegram's message encryption. It really encrypts what
# the server stores and really splits the key. Then it serves orders, copies the files that they reach, and starts an
# examiner in a process of its own.

# %%
cloud = named("cloud_chat")
result = ck.who_can_read(
    chat,
    messengers=[cloud],
    levels=[ck.Level.AT_REST, ck.Level.SHARES, ck.Level.MEMORY],
    rng=lesson("lesson 01"),
)
show(tables.overview(result))

# %%
disks, parts, memory = (answer.trial.k_eff for answer in result.answers)
print(f"Disks and key parts: you said {my_guess_disks_and_parts}, it takes {parts}.")
print(f"With live memory:    you said {my_guess_with_memory}, it takes {memory}.")

# %% [markdown]
# The number that you see is `k_eff`: the fewest countries whose orders suffice. Four, while courts can only take disks and
# key parts: three parts *and* the data. One, as soon as one court may copy the memory of the machine that serves you: to
# show you your chat, that machine must have put the key together.
#
# ## How did the examiner do it?

# %%
show(stories.how(result))

# %% [markdown]
# ## A key that two parts say nothing about
#
# Is it really impossible with two of the three parts? Here is one byte, split 3 of 3. Give somebody two of the shares and
# let them try every value for the third.

# %%
shares = ck.sharing.split(b"K", threshold=3, shares=3, rng=lesson("one byte"))
known, lost = shares[:2], shares[2]


def try_with(value):
    guess = ck.Share(
        set_id=lost.set_id, threshold=3, x=lost.x, value=ck.keys.ShareValue(bytes([value]))
    )
    return ck.sharing.join([*known, guess])


possible = {try_with(value) for value in range(256)}
print(f"{len(possible)} different bytes fit the two shares, out of 256.")
assert len(possible) == 256

# %% [markdown]
# Every byte fits. Two shares say *nothing*, not even a little. The mathematics of the split is fine. What fails is
# everything around it.
#
# ## Three systems, eight rungs of power
#
# Now compare three systems. Each rung adds to the powers before it. Before you run the cell: on which rung do you
# expect the secret chat to open?

# %%
my_guess_rung = "L3"

# %%
everything = ck.who_can_read(chat, rng=lesson("lesson 01"))
figure = figures.ladder(everything)
figure

# %%
print(figure.alt)
opened = [
    a.trial.level.value
    for a in everything.answers
    if a.readable and a.trial.messenger.name == "secret_chat"
]
print(f"You said {my_guess_rung}; the secret chat opens at {opened[0]}.")

# %% [markdown]
# The secret chat has no `k_eff` at all until somebody opens a phone (L8). Its server has every packet, and cannot read one.
#
# All of this is about the *past*: messages sent before the orders. Changed code and swapped keys (L7) do not open them. They
# open what is sent *afterwards*, and for that one country is enough, also for a secret chat:
#

# %%
secret = named("secret_chat").world
print("past:  ", ck.world.k_eff(secret, "past", ck.Level.CODE.powers))
print("future:", ck.world.k_eff(secret, "future", ck.Level.CODE.powers))

# %% [markdown]
# ## Court order
#
# You are the court. Choose countries and a rung, and see what you get. `explain` tells what a rung adds and which real case
# shows it (in a terminal: `cryptokit explain L5`).

# %%
mine = ck.who_can_read(
    chat, messengers=[cloud], levels=[ck.Level.CONTROL], orders=["SG"], rng=lesson("mine")
)
show(tables.overview(mine), stories.how(mine))

# %% [markdown]
# One order in Singapore, on a company that has one key part, reaches its sisters in every other country: they have one
# owner. *Geography is not ownership.*
#
# ## Try next
#
# 1. *Modify*: serve `["SG"]` at `ck.Level.SHARES` instead. What is missing, and who has it?
# 2. *Modify*: put your own export into `ck.read_chat(...)`, or make a chat with `ck.say(["Alice: hi"])`.
# 3. *Make*: is there an order that opens the past of the secret chat without a phone? `secret.jurisdictions` are the countries
#    to try. Who could open its future, and how would the two notice?
#
# ## What was simplified
#
# The relay keeps every packet, which is the worst case. The places of the key parts are an example: nobody outside knows
# them. The handshake that agrees on keys with the server is left out, and the secret chat keeps one key. Law is flattened
# until a program can run it.
