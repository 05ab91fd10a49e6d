# %% [markdown]
# Mira sends Ben the code of her door. It's a cloud chat, the app calls it encrypted, and it is. Three others would like to
# read along. One listens on the line. Mallory has a friend at the phone company. A court can send an order to whoever runs
# the servers. **Against which of the three does the encryption help?** We send the message, open every layer around it, and
# let all three try.

# %%
import tempfile
from pathlib import Path

import cryptokit as ck
from cryptokit.lab.course import belief, open_lesson, predict
from cryptokit.lab.ledger import ledger
from cryptokit.messengers import named

lesson = open_lesson("03")
lesson

# %% [markdown]
# ## From phone to phone (6 min)
#
# Between Mira's phone and the server lies one lock, between the server and Ben's phone another one. On the server's disk
# it is a third.

# %%
who = ["Mira, Ben", "Mira, Ben, the server", "Mira, Ben, the server, the wiretap"]
guess = predict("03.readers", "Who can read Mira's message once it arrived?", who, mine=None)
guess

# %% [markdown]
# The next cell really sends it: six messages of a key exchange for each phone, a login code, then MTProto packets. All
# files that it leaves on servers and phones are real, and we search them for the words.

# %%
words = "the door code is 4711"
chat = ck.say([f"Mira: {words}", "Ben: on my way", "Mira: bring milk"])
app, rng = named("cloud_chat"), lesson.rng("send")
with tempfile.TemporaryDirectory() as folder:
    run = Path(folder)
    transcript = app.deliver(app.world, chat, run, rng=rng, progress=lambda _: None)
    files = {str(path.relative_to(run)): path.read_bytes() for path in run.glob("*/*")}
in_clear = sorted(name for name, data in files.items() if words.encode() in data)
print(f"{len(files)} files. The words are in: {', '.join(in_clear)}")

# %%
ledger(transcript, app.world, upto=8)

# %% [markdown]
# Look at the server's row. On its disk (`db/disk.sqlite`) nothing can be read, and yet it holds message 1: <!-- claim: tests/messengers/test_deliver.py::test_no_word_lies_readable_on_any_machine_but_a_phone; tests/messengers/test_deliver.py::test_a_cloud_transcript_says_that_the_server_learns_every_message --> it opened the
# packet from Mira, locked the words for its disk, and locked them again for Ben. Here is what that is worth, computed from
# who holds which key. (`played` sends once more, and keeps account of every key.)

# %%
from cryptokit.exposure import CloudChat, Victim, in_order
from cryptokit.lab.guarantee import guarantee
from cryptokit.lab.sealed import readers
from cryptokit.lab.sealed_runs import played

names = {Victim.A: "Mira", Victim.B: "Ben", Victim.SERVER: "the server"}
first = played(CloudChat(), in_order("AB"), 0, names=names, rng=lesson.rng("first"))
can_read = ", ".join(sorted((one for (one,) in readers(first)), key=list(names.values()).index))
guess.against(can_read, "Whoever has the key of one of the two lines reads it.")

# %%
guarantee(first)

# %% [markdown]
# Read the line "Could have made it" aloud. Ben cannot be sure that Mira wrote it. He has to trust the server.

# %% [markdown] tags=["teacher"]
# Draw two phones and a server, and let the class colour each stretch on which the words are locked. The colour changes at
# the server. *Whose* lock is it? That question is the lesson. Somebody will say "but the disk is encrypted": so it is, and
# the key is in the memory beside it (lesson 01).

# %% [markdown]
# ## Every layer, and where it ends (6 min)
#
# Fifteen letters, "Meet me at nine", to one friend.

# %%
guess = predict(
    "03.bytes", "How many bytes are sent for 15 letters?", [15, 39, 120, 1024], mine=None
)
guess

# %%
from cryptokit.lab.annotated import annotated

packet, inside = annotated("cloud message").views
guess.against(len(packet.data), "8 name the key, 16 are msg_key, and 96 are locked.")

# %%
packet

# %% [markdown]
# That is what the wire shows: the name of a key, 16 bytes that look random, and noise. Whoever has the key reads on. Unfold
# the lines: each layer was put on for a reason.

# %%
inside

# %% [markdown]
# The outer layer ends at the server, and so do all layers inside it. Nothing in the packet is locked with a key of Ben's. <!-- claim: tests/messengers/test_standing_cloud.py::test_one_phones_key_opens_every_message_on_the_line_and_so_do_the_servers -->
#
# ## Open one yourself (7 min)
#
# `msg_key` is used twice. It goes into the AES key of this one packet, and it is a hash of what was locked:
#
# - `aes_key, iv = derive(auth_key, msg_key, x=0)`, and `x` is 0 on the way to the server;
# - `plaintext = ige.decrypt(aes_key, iv, packet[24:])`;
# - `msg_key` = bytes 8 to 24 of `sha256(auth_key[88:120] + plaintext)`, padding included. <!-- claim: tests/mtproto/test_cloud.py::test_known_packets_are_rebuilt_to_the_byte_and_opened -->
#
# So the check comes *after* decrypting. IGE alone notices nothing, as this shows: <!-- claim: tests/lab/course/test_exercises_03.py::test_what_a_wrong_opener_is_told --> one bit changed, and no complaint.

# %%
from hashlib import sha256

from cryptokit.mtproto.envelope import derive
from cryptokit.primitives import ige

task = lesson.exercise("03.2")
auth_key, honest = task.given["auth_key"], task.given["packet"]
forged = honest[:60] + bytes([honest[60] ^ 1]) + honest[61:]
for one in (honest, forged):
    print(ige.decrypt(*derive(auth_key, one[8:24], x=0), one[24:])[32:56])

# %% [markdown]
# **Exercise 2 (make).** Open a packet as a server does: give the plaintext with its padding, and `raise ck.CannotOpen` for
# any packet that was touched.


# %% exercise="03.2"
def open_packet(auth_key, packet):
    """Give the plaintext of a packet to the server, padding included."""
    ### BEGIN SOLUTION
    msg_key, locked = packet[8:24], packet[24:]
    plaintext = ige.decrypt(*derive(auth_key, msg_key, x=0), locked)
    if sha256(auth_key[88:120] + plaintext).digest()[8:24] != msg_key:
        raise ck.CannotOpen
    return plaintext
    ### END SOLUTION


# %% check="03.2"
lesson.exercise("03.2").check(open_packet)

# %% [markdown] tags=["teacher"]
# The usual wrong answers: no check at all, a hash without the padding, bytes 4 to 20 (that was SHA-1 in MTProto 1.0).
# Ask: why must nothing be parsed before the comparison? And why is `==` not what a server should use?
# (`hmac.compare_digest`.)

# %% [markdown]
# ## A new phone (3 min)
#
# Mira has three messages in cloud chats, and one in a secret chat. She buys a new phone, which has never seen a key of the
# old one, and signs in.

# %%
guess = predict("03.new", "How many of the four can the new phone read?", [0, 1, 3, 4], mine=None)
guess

# %%
from cryptokit.attacks.mtproto.cloud import START, Hands, opened, settle

cloud, mira = settle(None, lesson.rng("mira"))
phone = Hands.with_new_key("Mira's new phone", START + 60, lesson.rng("new phone"))
sent, delivery = cloud.ask_code(START + 60)
cloud.sign_in(phone, sent, delivery.code, START + 60)
got = cloud.fetch(phone, START + 60)
only_key = ck.keys.SecretChatKey(phone.line.key.reveal())
secret = opened(got.packets, only_key)
guess.against(len(got.texts) + len(secret), "The cloud's messages came in words.")

# %%
belief("default").refute(
    len(got.texts) == 3 and not secret and len(opened(got.packets, mira.chat_key)) == 1,
    f"a phone without an old key read {len(got.texts)} cloud messages, and no secret one.",
)

# %% [markdown]
# Whoever sent them had the key: the server opened the three, and locked them for the new phone. <!-- claim: tests/messengers/test_standing_cloud.py::test_any_chat_is_shown_whole_whoever_wrote_it -->
#
# ## Now Mallory (6 min)
#
# It is night. Mallory's friend moves Mira's number to another SIM card. Mallory asks for a login code. The first one goes
# to Mira's app, so Mallory asks again, and the second one comes by SMS. <!-- claim: tests/messengers/test_standing_cloud.py::test_the_first_code_goes_to_the_app_and_a_stranger_waits_for_the_one_by_sms --> AES, the hashes and the 2048-bit key exchange are
# all as good as before.

# %%
guess = predict("03.card", "How many of the 3 messages does Mallory read?", [0, 1, 3], mine=None)
guess

# %%
from cryptokit.attacks.mtproto.cloud import COMMON
from cryptokit.attacks.mtproto.takeover import break_in
from cryptokit.mtproto.login.password import Password

cloud, _ = settle(None, lesson.rng("night"))
_, by_code = break_in(cloud, len(COMMON), lesson.rng("mallory"))
print("signed in:", ", ".join(device.name for device in cloud.login.account.devices))
guess.against(len(by_code.cloud), "Mallory broke no cipher. She signed in.")

# %% [markdown]
# Now the same night with a second password. It is a poor one, "spring2012", and she has a list of a hundred such.

# %%
cloud, _ = settle(Password.of("spring2012"), lesson.rng("night"))
_, stopped = break_in(cloud, len(COMMON), lesson.rng("mallory"))
print(f"the code: {stopped.code}; {stopped.guesses} guesses, then: {stopped.last}")
belief("strong cipher").refute(
    len(by_code.cloud) == 3 and not stopped.cloud,
    f"one SMS, no cipher broken, {len(by_code.cloud)} of 3 messages. With a password: none.",
)

# %% [markdown]
# On 29 April 2016 somebody signed in like this to the accounts of two activists in Moscow, while their phone company had
# SMS switched off for them. <!-- source: Bellingcat, 30 April 2016 --> In August 2016 the same was reported of more than a dozen people in Iran, by codes that were
# intercepted. <!-- source: Reuters, by way of Help Net Security, 3 August 2016 --> The password helps at the door only. <!-- claim: tests/messengers/test_standing_cloud.py::test_a_second_password_stops_it_in_both_engines; tests/attacks/mtproto/test_takeover.py::test_any_word_of_the_list_is_found_in_a_verifier --> Whoever has the server needs no door.
#
# **Exercise 1 (modify).** Call `settle` once more, with the one of these passwords that holds, and name the account `my_account`.
# Mallory goes through `COMMON` from the front.

# %%
task = lesson.exercise("03.1")
print(task, dict(task.given), COMMON[:8], sep="\n")

# %% exercise="03.1"
given = lesson.exercise("03.1").given
### BEGIN SOLUTION
holds = [one for one in given["passwords"] if one not in COMMON[: given["tries"]]]
my_account = settle(Password.of(holds[0]), lesson.rng("mine"))
### END SOLUTION

# %% check="03.1"
lesson.exercise("03.1").check(my_account)

# %% [markdown]
# ## Now the server (3 min)
#
# "The app is open source, so we know what happens." We run one phone against two servers. Both do their work. One of
# them has one line more, and keeps a copy.

# %%
guess = predict("03.differ", "How many packets differ, for the phone?", [0, 1, "all"], mine=None)
guess

# %%
from cryptokit.messengers.deploy import history
from cryptokit.messengers.line import Line
from cryptokit.messengers.post import Post


def talk(server_also):
    line, packets, post = Line.open(START, lesson.rng("line")), [], Post.of(chat)
    line.tap = lambda _way, packet: packets.append(packet)
    for row in history(chat):
        if row.sender == "Mira":
            server_also(post.send(line, row, START).text)
    return packets


# %%
copies = []
plain, curious = talk(lambda text: None), talk(copies.append)
differ = sum(one != other for one, other in zip(plain, curious, strict=True))
print(f"{len(plain)} packets, {len({packet[:8] for packet in plain})} key id. Copied: {copies}")
guess.against(differ, "All packets are the same, byte for byte.")

# %%
belief("open client").refute(
    plain == curious and words in copies,
    f"{len(plain)} packets alike, and one of the servers kept {len(copies)} messages.",
)

# %% [markdown]
# This says nothing about what any company does. It says that a phone cannot tell. With a secret chat (lesson 04) the
# question falls away for the words: the server has no key. <!-- claim: tests/messengers/test_deliver.py::test_of_a_secret_chat_the_relay_has_neither_key_nor_exponent -->
#
# ## Now the court (4 min)
#
# In June 2017 the press quoted the operator: <!-- source: Telegram's FAQ, as quoted in the press in June 2017 --> several court orders from different jurisdictions are required. In our example
# it takes four countries, for the disk and three key parts. <!-- claim: tests/test_experiment.py::test_the_hero_numbers_of_the_claim --> Now let courts also take codes on their way to a phone number.
# Such an order goes to a phone company.

# %%
guess = predict("03.code", "With login codes: how many countries?", [1, 2, 3, 4], mine=None)
guess

# %%
from cryptokit.messengers.cloud_worlds import WITH_PASSWORD

parts = ck.Level.SHARES.powers
codes = parts | {ck.Power.NETWORK}
by_codes = ck.world.k_eff(app.world, "past", codes)
print("disks and parts:                 ", ck.world.k_eff(app.world, "past", parts))
print("and codes, with second passwords:", ck.world.k_eff(WITH_PASSWORD, "past", codes))
print("and codes, without:              ", by_codes)
guess.against(by_codes, "An order to one phone company goes around the operator and all key parts.")

# %% [markdown]
# **Exercise 3 (court order).** This cloud is your class's own. Its users have second passwords. What is the smallest set of
# countries, when courts take disks, key parts and login codes?

# %%
from cryptokit.lab import figures

task = lesson.exercise("03.3")
print(task, f"It takes {task.given['needed']} key parts and the messages (ct).")
figures.custody(task.given["world"])

# %% exercise="03.3"
given = lesson.exercise("03.3").given
### BEGIN SOLUTION
my_orders = set(ck.world.smallest_sets(given["world"], "past", given["powers"])[0])
### END SOLUTION

# %% check="03.3"
lesson.exercise("03.3").check(my_orders)

# %% [markdown] tags=["teacher"]
# Many write down the phone companies' countries: a code stops at the second password. <!-- claim: tests/lab/course/test_exercises_03.py::test_a_phone_company_alone_stops_at_the_password --> When all have solved it, ask who
# owns `op`, and run `ck.world.k_eff(given["world"], "past", ck.Level.ENTITY.powers)`: one country, the company's seat.
# That is lesson 06.

# %% [markdown]
# ## What to keep
#
# - Each lock of a cloud chat ends at the server. It helps against the listener on the line, and against neither of the others.
# - `msg_key` is what notices a change, after decrypting. IGE does not. <!-- claim: tests/mtproto/test_cloud.py::test_a_flipped_bit_anywhere_is_refused -->
# - What a new phone can show without an old key, somebody else can open.
# - A login code is a key to everything in the cloud. <!-- claim: tests/attacks/mtproto/test_takeover.py::test_the_code_opens_every_cloud_chat_and_no_secret_one --> A second password stands in front of it.
#
# **Simplified on purpose:** the call for a page of history is ours, as are the places of the machines; where key parts
# really lie is not public. A limit of five guesses a day is ours too. We found no public case in which Telegram handed
# over the words of messages; what it hands over by policy is in `cryptokit explain cloud_chat`.

# %%
lesson.quiz()

# %%
lesson.quiz().answer("?", "?", "?", "?")

# %% [markdown]
# **Words:** `cryptokit explain AuthKey`, `cloud_chat`, `login code takeover`, `network`. **Read on:** Telegram, "Mobile
# Protocol: Detailed Description" (MTProto 2.0, 2017); Bellingcat, 30 April 2016, on two accounts in Moscow; Albrecht,
# Mareková, Paterson and Stepanovs, "Four Attacks and a Proof for Telegram", 2022. Demos: `handshake`, `eavesdropper`,
# `takeover`.
