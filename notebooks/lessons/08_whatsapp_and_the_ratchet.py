# %% [markdown]
# Nora works nights at a hospital, and Emil is her brother. They write to each other in a messenger that uses Signal's
# protocol, as WhatsApp does. An investigator has recorded every packet for a year and can open none. On Tuesday she gets
# an order for Emil's phone, and takes all keys that are on it. Emil deletes messages once he has read them. **What does
# the phone say about yesterday, and about tomorrow?**

# %%
from cryptokit.lab.course import belief, open_lesson, predict

lesson = open_lesson("08")
lesson

# %% [markdown]
# ## A key for somebody who is asleep (5 min)
#
# Nora writes first, and Emil's phone is off. So they can't agree on a key together. But Emil left public keys with the
# server, a *bundle*: his identity key, a signed prekey for some weeks, and a one-time prekey. Nora makes one more key pair
# for this session alone, an *ephemeral* one, and combines private and public keys as in lesson 02. Each pair is one
# Diffie-Hellman result.

# %%
guess = predict("08.results", "How many results make the first key?", [1, 2, 3, 4], mine=None)
guess

# %%
from cryptokit.signal import prekeys, x3dh
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.directory import Directory, fetch, publish

rng = lesson.rng("bundle")
nora, emil = KeyPair.draw(rng), prekeys.install(now=0, rng=rng)
server = publish(Directory(), ("Emil", 1), prekeys.listing(emil))
_, bundle = fetch(server, ("Emil", 1))
results, opening, _ = x3dh.start(nora, bundle, rng=rng)
guess.against(len(results), "Two say who it is, two make it forgettable.")

# %% [markdown]
# | her key | his key | what it is good for |
# |---|---|---|
# | identity | signed prekey | it is Nora |
# | ephemeral | identity | it is Emil |
# | ephemeral | signed prekey | closed for good once the prekey is deleted, after weeks |
# | ephemeral | one-time prekey | closed for good once Emil has read the first message <!-- claim: tests/signal/test_prekeys.py::test_a_one_time_prekey_is_deleted_when_it_was_used --> |
#
# Emil wakes up, reads which keys she used, and gets the same four. The server saw public keys go by, and no result. <!-- claim: tests/signal/test_prekeys.py::test_a_directory_holds_no_private_key -->

# %%
x3dh.answer(emil, opening) == results

# %% [markdown]
# ## Three in a row (8 min)
#
# All later keys grow out of this first one. Nora sends three messages, Emil answers with two, Nora sends one. Does
# each message take a new Diffie-Hellman step? Count in a real run: each message carries its sender's public ratchet key.

# %%
guess = predict("08.keys", "AAABBA: how many ratchet keys are shown?", [1, 2, 3, 6], mine=None)
guess

# %%
from cryptokit.signal import ratchet
from cryptokit.signal.chains import RootKey

rng = lesson.rng("six messages")
root, first = RootKey.draw(rng), KeyPair.draw(rng)
phones = {"A": ratchet.begin(root, first.public, rng=rng), "B": ratchet.answer(root, first)}
keys = []
for by, to in zip("AAABBA", "BBBAAB"):
    phones[by], message = ratchet.encrypt(phones[by], b"hi")
    phones[to], _ = ratchet.decrypt(phones[to], message, rng=rng)
    keys.append(message.header.public)
guess.against(len(set(keys)), "A new one comes with a change of speaker.")

# %%
belief("each message").refute(
    len(set(keys[:3])) == 1,
    f"{len(keys)} messages, {len(set(keys))} keys: one for the first three.",
)

# %% [markdown]
# Go through it step by step. A is Nora, B is Emil; messages count from 0. Watch two things: which chain turns, and
# what is *gone for good*.

# %%
from cryptokit.lab.widgets import ratchet_stepper

ratchet_stepper("AAABBA", step=6, rng=lesson.rng("stepper"))

# %% [markdown]
# The ratchet key and the number stand in the clear, before the locked words. Whoever carries the packet sees when a new
# turn begins. <!-- claim: tests/lab/test_annotated.py::test_a_later_message_of_a_session_is_parsed_back --> Unfold a line to see its bytes: `ratchet_key` and `counter` are what you counted by.

# %%
from cryptokit.lab.annotated import annotated

annotated("ratchet message")

# %% [markdown] tags=["teacher"]
# Two ratchets, one picture: the small wheel (the chain, a hash) turns with every message, the big one
# (Diffie-Hellman) when the other side speaks. Ask: why isn't the big one turned each time? There is no new public key
# from the other side to put in.

# %% [markdown]
# ## One turn of the chain (6 min)
#
# What turns within a row is a hash. From one chain key come the next chain key and a message key, and then the old
# chain key is deleted. Nobody turns a hash back.
#
# **Exercise 1 (make).** Write it, with `hmac.digest(key, message, "sha256")`. The message is one byte: `b"\x01"` for
# the message key, `b"\x02"` for the next chain key. The check compares with the package's own chain.

# %%
import hmac


# %% exercise="08.1"
def turn(chain):
    """Give the next chain key and the key of this message, 32 bytes each."""
    ### BEGIN SOLUTION
    message_key = hmac.digest(chain, b"\x01", "sha256")
    return hmac.digest(chain, b"\x02", "sha256"), message_key
    ### END SOLUTION


# %% check="08.1"
lesson.exercise("08.1").check(turn)

# %% [markdown]
# ## Now the court: the phone (7 min)
#
# Tuesday. Of AAABBA, Emil has read the first three and has not answered yet: the phone is taken before step 6. Recording
# goes on. What do the keys of that moment open, in the packets before it and after it?

# %%
guess = predict("08.theft", "They open the", ["past", "future", "both", "neither"], mine=None)
guess

# %%
from cryptokit.exposure import Adversary, DoubleRatchet, Seizure, Victim, compare, in_order


def opens(step, conversation="AAABBA", **more):
    seizure = Seizure(step, Victim.B, **more)
    found = compare(DoubleRatchet(), in_order(conversation), seizure, rng=lesson.rng("theft"))
    return sorted(found.readable)


now = opens(6)
past, future = min(now, default=9) < 3, max(now, default=0) >= 3
came = "both" if past and future else "past" if past else "future" if future else "neither"
print("opened:", now)
guess.against(came, "Used keys are deleted, the next is there.")

# %% [markdown]
# Now an older theft: the same phone, copied before the first message came. Its owner never noticed. Run both.

# %%
old = opens(0)
print("copied before step 0:", old, "; taken before step 6:", now)
belief("the future").refute(
    future and not past and 5 not in old,
    f"new keys open {now}, nothing read before; old keys open {old}, and no more.",
)

# %% [markdown]
# Two properties, two names. *Forward secrecy*: today's keys don't open what was read before. <!-- claim: tests/signal/test_ratchet.py::test_a_seized_phone_opens_nothing_that_it_has_read --> *Healing*, in papers
# *post-compromise security*: some time after a theft, what comes is closed again. <!-- claim: tests/signal/test_ratchet.py::test_a_thief_reads_on_until_the_round_trip_and_no_further --> A message that has not arrived yet is
# not of the past: it opens. <!-- claim: tests/signal/test_ratchet.py::test_a_missing_message_can_be_opened_by_who_seizes_the_phone_and_not_after_it_came -->

# %% [markdown] tags=["teacher"]
# The word "forward" misleads: it is said from the point of view of the old message, whose secrecy goes on. Have a
# student explain the two lists in their own words before you show the names. A phone also keeps what its owner did
# not delete: no ratchet helps there, and most people delete nothing.

# %% [markdown]
# ## How soon it heals (6 min)
#
# What ends the thief's view is a private key that is new. Emil's phone draws one when a new ratchet key of Nora's comes
# in. So his next answer still goes under a stolen key, and what Nora writes back is open too; then it closes. In turns
# that is soon. But in a burst? The curves count what Emil's phone opens if it's taken at each step: two people in turns,
# and one who writes 30 in a row.

# %%
from cryptokit.exposure.schedules import burst, counts, ping_pong
from cryptokit.lab import figures
from cryptokit.lab.curves import Curve

talks = {"in turns": ping_pong(50), "a burst of 30": burst(30)}
how, at = DoubleRatchet(), Seizure(0, Victim.B)
curves = [Curve(name, counts(how, talk, at)) for name, talk in talks.items()]
figures.exposure(curves, below="steps before the theft")

# %% [markdown]
# **Exercise 2 (modify).** `AAABBA` was one order of speaking. Find one in which Emil's phone never opens more than
# `at most` of the messages to come, whenever it's taken.

# %%
task = lesson.exercise("08.2")
print(task, dict(task.given), sep="\n")

# %% exercise="08.2"
given = lesson.exercise("08.2").given
### BEGIN SOLUTION
run = "A" * (given["A writes"] // (given["B answers"] + 1))
my_talk = "B".join([run] * (given["B answers"] + 1))
### END SOLUTION

# %% check="08.2"
lesson.exercise("08.2").check(my_talk)

# %% [markdown]
# All this holds for a thief who only *listens* afterwards. <!-- claim: tests/exposure/test_ratchet_claims.py::test_a_ratchet_heals_from_a_thief_who_listens_and_not_from_one_who_carries --> One who also carries the messages can swap the next ratchet
# key for one of her own. Let the two write 20 messages in turns, with the phone taken before step 6.

# %%
guess = predict("08.carry", "How many does she read of those 20?", [0, 2, 17, 20], mine=None)
guess

# %%
listening = opens(6, "AB" * 10)
carrying = opens(6, "AB" * 10, adversary=Adversary.ACTIVE)
print("listens:", listening)
guess.against(len(carrying), "Three were sent before; she reads all later ones, to the end.")

# %% [markdown]
# ## Now the court: the relay (3 min)
#
# Leave the phones alone. In this world the messenger's server stands in the United States, and a court orders its disk.
# Nora and Emil have written seven messages in two days. The disk has public keys, and none that opens a message. <!-- claim: tests/messengers/test_whatsapp.py::test_neither_words_nor_keys_lie_at_the_server -->

# %%
guess = predict("08.relay", "The disk tells", ["nothing", "who and when", "words"], mine=None)
guess

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptokit.court import examine
from cryptokit.demos.contact_graph import CHAT
from cryptokit.messengers import named


def deliver(name, folder):
    rng, one = lesson.rng("chat"), named(name)
    return one.deliver(one.world, CHAT, Path(folder), rng=rng, progress=lambda _: None)


with TemporaryDirectory() as folder:
    run = deliver("whatsapp", folder)
    relay = examine(Path(folder, "relay"))
told = "words" if relay.past else "who and when" if relay.metadata.ties else "nothing"
guess.against(told, f"{relay.past} of {len(CHAT.messages)} messages were read.")

# %%
figures.contact_graph(relay.metadata)

# %% [markdown]
# Whoever is to pass a packet on must know where to. The ledger shows it while it happens, here after six steps of the
# run, with the company and the country of each party.

# %%
from cryptokit.lab.ledger import ledger

ledger(run, named("whatsapp").world, upto=6)

# %%
belief("hides who").refute(
    relay.past == 0 and relay.metadata.messages == len(CHAT.messages),
    f"no word of {len(CHAT.messages)}, but sender, receiver, second and size of each of them; "
    f"most at {relay.metadata.busiest} o'clock.",
)

# %% [markdown]
# A log is kept or not, by choice: this one is our relay's, and what a real operator keeps, only it knows. The FBI's sheet
# of 7 January 2021 says that WhatsApp can be ordered to give source and destination of messages about every fifteen
# minutes, and no content. <!-- source: FBI, Lawful Access, sheet of 7 January 2021 --> Signal, asked by a grand jury in 2016, had two dates to give. <!-- source: ACLU and Open Whisper Systems, documents of October 2016 -->
#
# ## The copy elsewhere (3 min)
#
# Long ago, Nora switched a cloud backup on: a copy of her history goes to another company, here in Ireland, and the key
# of the copy goes with it. Same chat, same ratchet.

# %%
guess = predict("08.backup", "One order, for that one disk. Messages read:", [0, 1, 7], mine=None)
guess

# %%
from cryptokit.world import PAST, Level, smallest_sets

read = {}
for name in ("whatsapp_backup", "whatsapp_vault"):
    with TemporaryDirectory() as folder:
        deliver(name, folder)
        read[name] = examine(Path(folder, "backup")).past
print(read)
guess.against(read["whatsapp_backup"], "The backup is a second chat without a ratchet.")

# %%
copied = smallest_sets(named("whatsapp_backup").world, PAST, Level.AT_REST.powers)
belief("backups").refute(
    len(copied[0]) == 1 and read["whatsapp_backup"] == len(CHAT.messages) > relay.past == 0,
    f"one order, of {copied[0][0]}, opens {read['whatsapp_backup']} messages; the relay's disk none.",
)

# %% [markdown]
# The vault has the key of the same backup behind a password, and counts guesses: nothing was read. <!-- claim: tests/messengers/test_end_to_end.py::test_with_a_vault_all_countries_together_read_nothing_until_they_have_a_phone --> WhatsApp announced
# one in September 2021; it's off until its user switches it on. <!-- source: WhatsApp, Security of End-to-End Encrypted Backups, 2021 -->
#
# **Exercise 3 (court order).** In your world, both have backups. Courts may take companies' disks and no phones. What is
# the smallest set of countries that opens the chat?

# %%
task = lesson.exercise("08.3")
print(task, task.given["stored"], sep="\n")

# %% exercise="08.3"
world = lesson.exercise("08.3").given["world"]
### BEGIN SOLUTION
my_orders = set(smallest_sets(world, PAST, Level.AT_REST.powers)[0])
### END SOLUTION

# %% check="08.3"
lesson.exercise("08.3").check(my_orders)

# %% [markdown]
# ## One end too many (2 min)
#
# A last way needs neither key nor copy. It is the server that names the devices of an account. Emil has a phone and a
# laptop; the server adds a third, much as two people of GCHQ proposed in November 2018. <!-- source: Levy and Robinson, Lawfare, 29 November 2018 --> (The attack says Alice and Bob.)

# %%
guess = predict("08.ghost", "Does it read?", ["always", "if unsigned", "never"], mine=None)
guess

# %%
from cryptokit.attacks.signal import named as attack

ghost = attack("ghost_device")
plain, signed = ghost.on_flawed(lesson.rng("plain")), ghost.on_repaired(lesson.rng("signed"))
print(plain.told, signed.told, sep="\n")
came = "always" if signed.won else "if unsigned" if plain.won else "never"
guess.against(came, "WhatsApp's paper of 2021 says that a phone signs the list of its devices.")

# %% [markdown]
# ## What to keep
#
# - The chain turns with each message, the Diffie-Hellman ratchet with each change of speaker.
# - Forward secrecy closes the past. Healing closes the future, once both have answered, against a thief who only listens.
# - A court that can't read a packet still reads who, when and how much. <!-- claim: tests/messengers/test_whatsapp.py::test_the_provider_notes_contacts_groups_sender_keys_and_who_was_there -->
# - A copy with its key is outside of all that, and either side can make it. <!-- claim: tests/messengers/test_end_to_end.py::test_with_a_backup_one_country_that_has_nothing_to_do_with_the_chat_reads_all_of_it -->
#
# **Simplified on purpose:** one phone for each, and no groups. WhatsApp is taught as its paper of 2021 has it, with
# X3DH; nobody outside can build its program and compare. Signal's own app has added post-quantum keys to the first
# handshake, and, announced in October 2025, to the ratchet. Phones here delete at once; Python can't promise that it wipes.

# %%
lesson.quiz()

# %%
lesson.quiz().answer("?", "?", "?", "?")

# %% [markdown]
# **Words:** `cryptokit explain X3DH`, `"Double Ratchet"`, `"chain key"`, `"forward secrecy"`, `healing`, `metadata`.
# **Read on:** Marlinspike and Perrin, "The X3DH Key Agreement Protocol", 2016, and Perrin and Marlinspike, "The Double
# Ratchet Algorithm", 2016; Cohn-Gordon, Cremers and Garratt, "On Post-Compromise Security", 2016; WhatsApp, "Security of
# End-to-End Encrypted Backups", 2021. **Run:** `cryptokit demo healing`, `backup_hole`, `ghost`.
