# %% [markdown]
# Mira and Ben begin a secret chat. The app says that only their two phones have the key. But the phones never meet: every byte
# of the agreement goes through the server. Mallory owns that server today. A court will come tomorrow, with an order for the
# server, and perhaps with one for Ben's phone. **What is left for it?** Less than in the cloud, and more than the two
# think.

# %%
import tempfile
from pathlib import Path

import cryptokit as ck
from cryptokit.lab import figures
from cryptokit.lab.course import belief, open_lesson, predict
from cryptokit.lab.ledger import ledger
from cryptokit.messengers import named

lesson = open_lesson("04")
lesson

# %% [markdown]
# ## A key that the server never has (6 min)
#
# First with small numbers. All know 23 and 3. Mira draws 6 and sends 3^6, Ben draws 9 and sends 3^9, both modulo 23.

# %%
sent_by_mira, sent_by_ben = pow(3, 6, 23), pow(3, 9, 23)
print("the server saw", sent_by_mira, "and", sent_by_ben)
print("Mira has", pow(sent_by_ben, 6, 23), "and Ben has", pow(sent_by_mira, 9, 23))

# %% [markdown]
# With 23, anybody finds the 6 by trying. Telegram's prime has 2048 bits. Now the phones do it for real. The server carries
# both values, and the packets.

# %%
guess = predict("04.server", "How many of 2 packets does the server open?", [0, 1, 2], mine=None)
guess

# %%
chat, app = ck.say(["Mira: are we alone?", "Ben: ask the server"]), named("secret_chat")
with tempfile.TemporaryDirectory() as folder:
    transcript = app.deliver(
        app.world, chat, Path(folder), rng=lesson.rng("send"), progress=lambda _: None
    )
ledger(transcript, app.world)

# %% [markdown]
# Look at the server's row. Now a second short chat, in the lab: here a server tries all that it ever saw, as keys, on all that
# it carried.

# %%
from cryptokit.exposure import Every, SecretChat, Seizure, Victim, compare, in_order

tried = compare(SecretChat(), in_order("AB"), Seizure(4, Victim.SERVER), rng=lesson.rng("try"))
guess.against(len(tried.readable), "It has g_a and g_b, and neither of the two exponents.")

# %% [markdown]
# What a message is worth, computed from who holds which key when. Here the key changes after two messages.

# %%
from cryptokit.lab.guarantee import guarantee
from cryptokit.lab.sealed_runs import played

names = {Victim.A: "Mira", Victim.B: "Ben", Victim.SERVER: "the server"}
guarantee(played(SecretChat(Every(2)), in_order("ABABAB"), 2, names=names, rng=lesson.rng("six")))

# %% [markdown] tags=["teacher"]
# Put this beside the guarantee of lesson 03. Two lines changed: the server went from "not against" to "against", and a theft
# opens two messages where it opened all. Ask what did *not* change: who wrote to whom, and when, is in the server's row.

# %% [markdown]
# ## A picture of the key (4 min)
#
# Are these two phones one chat? Both apps draw their key, and the two people hold the phones side by side. The picture has
# 12 times 12 pixels in four colours. Suppose that two keys differ in a single bit of 2048.

# %%
guess = predict("04.pixels", "How many of the 144 pixels differ?", [1, 36, 72, 108], mine=None)
guess

# %%
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import picture

key = lesson.rng("key")(256)
almost = key[:-1] + bytes([key[-1] ^ 1])
one, other = (picture.key_hash(SecretChatKey(some)) for some in (key, almost))
pairs = zip(picture.pixels(one), picture.pixels(other), strict=True)
differ = sum(a != b for rows in pairs for a, b in zip(*rows, strict=True))
nearest = min((1, 36, 72, 108), key=lambda option: abs(option - differ))
guess.against(nearest, f"It was {differ}. By luck alone one pixel in four is the same.")

# %%
figures.key_picture(one)

# %%
figures.key_picture(other)

# %% [markdown]
# ## The key changes (6 min)
#
# After 100 messages or a week, says the published rule, <!-- claim: tests/mtproto/test_rekey.py::test_a_key_serves_100_messages_and_a_week --> the two phones agree on a fresh key inside the chat, and forget the old
# one. <!-- claim: tests/messengers/test_secret_chat.py::test_no_exponent_and_no_key_of_before_is_left_on_any_disk --> (The phones' own service messages count, too.) Mira and Ben write 150 messages. Somebody recorded every packet. Then
# Ben's phone is seized, with no history on it.

# %%
guess = predict("04.seized", "How many of the 150 does it open?", [0, 51, 100, 150], mine=None)
guess

# %%
from cryptokit.exposure import StaticKey

talk, seizure = in_order("AB" * 75), Seizure(300, Victim.B)
secret = compare(SecretChat(), talk, seizure, rng=lesson.rng("secret"))
guess.against(len(secret.readable), "Those since the last change. The key of the others is gone.")

# %% [markdown]
# Compare that with mail under a key for life, as PGP has it. *Every* mail gets a fresh key there too, and it travels
# along, locked to the reader's long-term key. <!-- claim: tests/exposure/test_claims.py::test_a_static_key_opens_what_came_and_with_copies_to_self_what_went_too -->

# %%
mail = compare(StaticKey(), talk, seizure, rng=lesson.rng("mail"))
belief("old traffic").refute(
    len(mail.readable) == 75 and len(secret.readable) < 75,
    f"one private key, taken at the end, opened {len(mail.readable)} of the 75 mails to Ben.",
)

# %% [markdown]
# In 2013 the mail service Lavabit was ordered to hand over the long-term key of its TLS connections, a key for all its users.
# Where a connection has no forward secrecy, such a key opens old recordings: each new key travelled under the one that stays. <!-- source: United States v. Lavabit, 749 F.3d 276 (4th Cir. 2014) -->
#
# How much a phone opens, by when it is seized. At the left, *later* messages are counted as well: the stolen key serves until
# the next change. After that, a thief who only listens is out again. <!-- claim: tests/exposure/test_claims.py::test_a_chat_heals_from_a_thief_who_listens_and_not_from_one_who_carries -->

# %%
from cryptokit.exposure.schedules import counts, ping_pong
from cryptokit.lab.curves import Curve

start = Seizure(0, Victim.B)
curves = [
    Curve(how.title, counts(how, ping_pong(150), start)[::2]) for how in (SecretChat(), StaticKey())
]
figures.exposure(curves)

# %% [markdown]
# **Exercise 1 (modify).** `SecretChat(Every(100))` changes the key after 100 messages. Your class's people want less to be
# opened. Begin with `my_chat = SecretChat(Every(...))`.

# %%
task = lesson.exercise("04.1")
print(task, dict(task.given), sep="\n")

# %% exercise="04.1"
my_chat = SecretChat(Every(lesson.exercise("04.1").given["most"]))  # SOLUTION

# %% check="04.1"
lesson.exercise("04.1").check(my_chat)

# %% [markdown]
# ## Now Mallory sits between (6 min)
#
# Mallory owns the server. She answers Mira in Ben's name and invites Ben in Mira's name, by all rules. Then she passes each
# packet on: opened, read, locked again. <!-- claim: tests/attacks/mtproto/test_server_in_the_middle.py::test_each_side_shares_its_key_with_the_go_between_alone -->

# %%
guess = predict("04.notice", "Does one of the two apps show an error?", ["yes", "no"], mine=None)
guess

# %%
from cryptokit.attacks.mtproto.between import pass_on, read, sit_between, write

chats, said = sit_between(lesson.rng("mallory")), "are we alone?"
_, packet = write(chats.alice, said, lesson.rng("packet"))
chats, overheard, onward = pass_on(chats, packet, lesson.rng("onward"))
_, heard = read(chats.bob, onward)
guess.against("no" if heard == said else "yes", f"Ben reads {heard!r}, and so does Mallory.")

# %%
keys = {chats.alice.key.key_id().hex(), chats.bob.key.key_id().hex()}
belief("green lock").refute(
    heard == overheard == said and len(keys) == 2,
    f"a secret chat on both screens, no error, and {len(keys)} keys in the place of one.",
)

# %% [markdown]
# What Mira's phone shows, and what Ben's shows:

# %%
figures.key_picture(picture.key_hash(chats.alice.key))

# %%
figures.key_picture(picture.key_hash(chats.bob.key))

# %% [markdown]
# One look is enough, if somebody looks. <!-- claim: tests/attacks/mtproto/test_server_in_the_middle.py::test_the_pictures_differ_in_most_of_their_pixels; tests/attacks/mtproto/test_server_in_the_middle.py::test_people_who_compare_find_out --> And the look has to go another way than through Mallory's server.

# %% [markdown] tags=["teacher"]
# Print the two pictures, or let two students describe theirs by telephone: hex rows go faster than colours. Ask who in the room
# ever compared one, and what a picture would be worth that is sent as a photo *in the chat*.

# %% [markdown]
# ## Two equal pictures (3 min)
#
# Can Mallory make them equal? If people compare only 12 bits of a picture, she tries one exponent after the other.

# %%
sizes = ["below 100", "100 to 100,000", "above 100,000"]
guess = predict("04.tries", "How many does she try for 12 bits?", sizes, mine=None)
guess

# %%
from cryptokit.attacks.mtproto import named as attack

short = attack("short_picture").on_flawed(lesson.rng("twelve bits"))
nonce = attack("server_nonce").on_flawed(lesson.rng("nonce"))
print("12 bits:", short.told)
print("2013:   ", nonce.told)
guess.against(
    sizes[(short.tries >= 100) + (short.tries > 100_000)],
    "2^12 is 4,096. So many on average, and luck decides.",
)

# %% [markdown]
# For all 288 bits this search would take about 2^288 tries. But until December 2013 it was much easier: the server mixed a
# number of its own into each key (by XOR), and could choose two that made the keys *and* pictures equal. <!-- claim: tests/attacks/mtproto/test_server_nonce.py::test_two_nonces_make_one_key_of_any_two --> A user called x7mz found
# it, and Telegram took the number out.
#
# ## A value of one (5 min)
#
# There is another way to equal pictures. The server need not answer with a value of its own. It can send both phones a 1.

# %%
guess = predict(
    "04.one", "Mira draws 6, and 1 comes. What is the key?", [1, 6, "nobody knows"], mine=None
)
guess

# %%
ends = attack("degenerate_value")
print("unchecked:", ends.on_flawed(lesson.rng("ends")).told)
print("checked:  ", ends.on_repaired(lesson.rng("ends")).told)
guess.against(pow(1, 6, 23), "1 to any power is 1.")

# %% [markdown]
# One picture on both phones, and a key that everybody knows. <!-- claim: tests/attacks/mtproto/test_degenerate_value.py::test_one_makes_the_key_one_and_one_picture_for_all --> So a phone looks at what comes, before it computes. **Exercise 2
# (make).** Write that step: all are numbers, and Telegram's `margin` is 2^1984.


# %% exercise="04.2"
def agree(p, mine, theirs, margin):
    """Give the key, or raise ValueError for a value too near to 0 or p."""
    ### BEGIN SOLUTION
    if not margin <= theirs <= p - margin:
        raise ValueError("too near to 0 or p")
    return pow(theirs, mine, p)
    ### END SOLUTION


# %% check="04.2"
lesson.exercise("04.2").check(agree)

# %% [markdown]
# ## Now the court (5 min)
#
# First the orders of lesson 01, for what was said before them. (Changed code is for lesson 09.)

# %%
guess = predict(
    "04.rung", "Which rung opens the past first?", ["L2", "L3", "L5", "L8", "none"], mine=None
)
guess

# %%
numbers = {level[:2]: ck.world.k_eff(app.world, "past", level.powers) for level in ck.Level}
print(numbers)
first = next((rung for rung, number in numbers.items() if number), "none")
guess.against(first, "L8 is the phone itself. Here no order to a company opens the past.")

# %% [markdown]
# What is left is the phone. So Mira deletes the message on both. But deleting is a request to the other app. <!-- claim: tests/lab/course/test_deleting.py::test_an_app_that_obeys_has_no_words_left --> Here are all places
# where something may be left, in four versions of that evening. In each we try all keys on all packets.

# %%
from cryptokit.lab.course.scenes.deleting import Plan, brings_back, places_after
from cryptokit.lab.course.orders import smallest

evenings = [Plan(), Plan(obeys=False), Plan(backup="after"), Plan(rekeyed=True)]
for plan in evenings:
    left = places_after(plan, rng=lesson.rng("delete"))
    found = smallest(left, lambda some: brings_back(left, some))
    print(plan, *[" + ".join(sorted(some)) for some in found] or ["nowhere"], sep="\n    ")

# %%
left = places_after(Plan(), rng=lesson.rng("delete"))
belief("deleted").refute(
    brings_back(left, {"the relay", "Ben's phone"}) and not brings_back(left, {"Ben's phone"}),
    "gone from both phones, and the relay's packet still opened with a phone's key.",
)

# %% [markdown]
# Only the last evening leaves nothing to read: the key was changed, and nobody had kept the old one. <!-- claim: tests/lab/course/test_deleting.py::test_nothing_is_left_if_the_key_was_changed_and_never_kept --> The log of who wrote when
# stays in all of them.
#
# **Exercise 3 (court order).** Another evening, your class's own. `brings_back(places, {...})` tries for you. Not every text is
# *the* text: Ben's answer was "thanks", and nobody deleted that.

# %%
task = lesson.exercise("04.3")
places = task.given["places"]
task, task.given["plan"], dict(places)

# %% exercise="04.3"
### BEGIN SOLUTION
answers = smallest(places, lambda some: brings_back(places, some))
my_places = answers[0] if answers else set()
### END SOLUTION

# %% check="04.3"
lesson.exercise("04.3").check(my_places)

# %% [markdown] tags=["teacher"]
# Most classes name "Ben's phone" at once. Ask which *key* it has, and which key the packet needs. If the class drew the
# evening with nothing left, the right answer is `set()`, and it must be argued: all 31 sets were tried.

# %% [markdown]
# ## What to keep
#
# - The server carries the agreement and does not get the key, if it only carries. <!-- claim: tests/messengers/test_deliver.py::test_of_a_secret_chat_the_relay_has_neither_key_nor_exponent --> Two people who compare pictures find out.
# - A changed key protects the past where the old one is gone, from phones and from backups.
# - Deleting and self-destruct timers ask an app. The other side, a backup and the relay's packets do not have to obey.
# - For a court it leaves the phones, and who wrote to whom and when. <!-- claim: tests/world/test_golden.py::test_the_endpoint_power_alone_opens_an_end_to_end_chat; tests/court/test_metadata.py::test_metadata_is_told_where_no_message_can_be_read -->
#
# **Simplified on purpose:** our relay keeps every packet for ever, which is the worst case; Telegram says that it does not
# log them. Our L7 opens nothing old; a changed app could also copy the history that a phone keeps. Exponents in the attacks have
# 256 bits, for speed. The picture stays when the key changes: whoever stole a key *and* carries the packets stays in
# (`rekey_under_stolen_key` in the gallery). <!-- claim: tests/attacks/mtproto/test_rekey_under_stolen_key.py::test_the_thief_goes_on_through_all_changes -->

# %%
lesson.quiz()

# %%
lesson.quiz().answer("?", "?", "?", "?")

# %% [markdown]
# **Words:** `cryptokit explain secret_chat`, `forward secrecy`, `healing`, `endpoint`. **Read on:** the pages of Telegram's
# documentation on secret chats and on perfect forward secrecy; Diffie, van Oorschot and Wiener, 1992, on go-betweens; United
# States v. Lavabit, 749 F.3d 276, 2014. Demos: `secret_chat`, `seizure`.
