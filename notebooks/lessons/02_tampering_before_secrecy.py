# %% [markdown]
# Ann pays Ben through a bank. Her phone encrypts each order under a key that only she and the bank have: AES with 256 bits,
# nothing to break. Mallory has a machine on the line between them. She can't read one letter, and she doesn't want to: she
# knows well enough what such an order looks like. She would like a 9 to stand where a 1 stands. **Can somebody change a
# message without being able to read it?**

# %%
import cryptokit as ck
from cryptokit.lab.course import belief, open_lesson, predict
from cryptokit.primitives.keystream import Keystream
from cryptokit.sharing.xor import xor

lesson = open_lesson("02")
lesson

# %% [markdown]
# ## A pad out of a short key (3 min)
#
# In lesson 00 a pad was as long as the note. *Counter mode* stretches a short key: encrypt the numbers 0, 1, 2 and so on
# with AES, and write the results in a row. That row is the *keystream*, and it's used like a pad.

# %%
key = ck.keys.DataKey.draw(lesson.rng("key"))
order = b"pay 100 EUR to Ben"
sealed = xor([order, Keystream(key).take(len(order))])
print("on the line: ", sealed.hex(" "))
print("at the bank: ", xor([sealed, Keystream(key).take(len(sealed))]))

# %% [markdown]
# Mallory flips one single bit of the packet, in the fifth byte, and sends it on. What does the bank find?

# %%
options = ["an error", "noise from there on", "an order with one other character"]
guess = predict("02.one bit", "What does the bank find?", options, mine=None)
guess

# %% [markdown]
# ## Now Mallory (7 min)
#
# **By hand.** She flips the bit that is worth 8:

# %%
touched = bytearray(sealed)
touched[4] ^= 8
read = xor([bytes(touched), Keystream(key).take(len(sealed))])
print(read)

# %%
others = sum(a != b for a, b in zip(read, order))
found = "an order with one other character" if others == 1 else "noise from there on"
guess.against(found, "Each bit of the packet decides about the same bit of the order.")

# %%
belief("integrity").refute(
    read == b"pay 900 EUR to Ben",
    f"one bit flipped without a key, and the bank reads {read.decode()!r}.",
)

# %% [markdown]
# The digits 1 and 9 are the bytes 49 and 57, which differ in one bit. Nothing was decrypted. Packets under WEP, the first
# encryption of Wi-Fi (1997), could be changed in this way (Borisov, Goldberg and Wagner, 2001). <!-- source: Borisov, Goldberg and Wagner, Intercepting Mobile Communications, MobiCom 2001 -->
#
# Here one bit was enough. In general she needs to know what stands at a place: then she can put there what she likes. <!-- claim: tests/lab/course/test_exercises_02.py::test_an_order_is_rewritten_without_its_key -->
#
# **Exercise 1 (modify), one round.** She knows all the `words` of this order, and has other ones in mind. Above she XORed
# an 8 into one byte. XOR more.

# %%
task = lesson.exercise("02.1")
given = task.given
print(task, dict(given), sep="\n")

# %% exercise="02.1"
my_packet = xor([given["sealed"], given["words"], given["wanted"]])  # SOLUTION

# %% check="02.1"
lesson.exercise("02.1").check(my_packet)

# %% [markdown]
# **Automated.** Ann's firm sends 200 orders to Ben in a day. Mallory knows none of the amounts. She knows that the name
# begins at byte 15, counted from 0.

# %%
guess = predict(
    "02.day", "How many of 200 orders can she turn to Mal?", [0, 1, 100, 200], mine=None
)
guess

# %%
new_key = ck.keys.DataKey.draw(lesson.rng("another key"))  # a keystream serves once, as a pad does
ann, bank = Keystream(new_key), Keystream(new_key)
patch = bytes(15) + xor([b"Ben", b"Mal"])
arrived = []
for amount in lesson.rng("a day")(200):
    packet = xor([b"pay %03d EUR to Ben" % amount, ann.take(18)])
    arrived.append(xor([packet, patch, bank.take(18)]))
print(arrived[:2])
guess.against(sum(one.endswith(b"to Mal") for one in arrived), "One patch fits all.")

# %%
stolen = sum(int(one[4:7]) for one in arrived if one.endswith(b"to Mal"))
print(f"She got {stolen:,} EUR, and learned it from her account: she read no order.")

# %% [markdown] tags=["teacher"]
# "But she must know the place." Yes, and she does: forms, headers and protocols put the same words at the same places. Let
# them name one: `GET / HTTP/1.1`, `Content-Type:`, `{"amount":`.

# %% [markdown]
# ## A tag on every packet (7 min)
#
# A *MAC* is a short tag, made of a key and a message. Who has the key makes the tag again and compares. HMAC builds one
# from a hash:

# %%
from cryptokit.lab.course.scenes.packets import tag

mac_key = lesson.rng("mac key")(32)
packet = sealed + tag(mac_key, sealed)
print(f"{len(sealed)} bytes of order, and {len(packet) - len(sealed)} of tag")
print("same tag for the touched one?", tag(mac_key, bytes(touched)) == packet[-32:])

# %% [markdown]
# **Exercise 2 (make).** Write the bank's side. A packet is a box (the encrypted order) with its tag of 32 bytes behind it.
# The check flips bits, cuts packets, and makes one longer. `hmac.compare_digest(a, b)` compares bytes as `==` does, but
# takes as long wherever they differ, so that its time tells nothing.


# %% exercise="02.2"
import hmac


def open_packet(key, packet):
    """Give the box of a genuine packet; raise ck.CannotOpen for any other one."""
    ### BEGIN SOLUTION
    box, its_tag = packet[:-32], packet[-32:]
    if not hmac.compare_digest(its_tag, tag(key, box)):
        raise ck.CannotOpen
    return box
    ### END SOLUTION


# %% check="02.2"
lesson.exercise("02.2").check(open_packet)

# %% [markdown]
# Mallory's changes are noticed now. But Ann denies that she ever sent the order. The bank shows the packet and the key to a
# judge.

# %%
options = ["Ann", "Ann, the bank", "Ann, the bank, the relay, the wiretap"]
guess = predict("02.made", "Who could have made this packet?", options, mine=None)
guess

# %%
from cryptokit.lab.guarantee import guarantee
from cryptokit.lab.sealed import makers
from cryptokit.lab.sealed_kinds import Talk, aead, counter_mode, signed

talk = Talk(by="Ann", to="the bank")
could = ", ".join(who for some in makers(aead(talk)) for who in some)
guess.against(could, "Whoever can check a MAC can make one.")

# %%
for kind in (counter_mode, aead, signed):
    print(f"{kind.__name__:13}", guarantee(kind(talk)).made)

# %% [markdown]
# These sentences are computed from who holds which key. <!-- claim: tests/lab/test_guarantee.py::test_the_sentences_name_each_party_on_its_side --> (The relay is the machine between, the wiretap somebody on the
# line.) For a judge one needs a *signature*: one person can make it, and everybody can check it. <!-- claim: tests/signal/test_xeddsa.py::test_a_published_signature_is_verified; tests/signal/test_xeddsa.py::test_another_key_or_message_is_refused --> Between friends a MAC is
# often better, just because it proves nothing to others.
#
# ## The same packet again (4 min)
#
# *Authenticated encryption* is both in one call: `lock` and `unlock` below use ChaCha20-Poly1305. Mallory can't change a
# bit now. <!-- claim: tests/lab/course/test_lines.py::test_no_turned_bit_gets_through --> So she changes none. She keeps a copy of Monday's packet and sends it four more times.

# %%
guess = predict(
    "02.again", "Ann pays 100 once. How much does the bank pay?", [0, 100, 500], mine=None
)
guess

# %%
from cryptokit.lab.course.scenes.packets import Inbox, find_change, lock, receive, unlock

line = ck.keys.DataKey.draw(lesson.rng("line"))
packet = lock(line, 1, order)
paid = sum(100 for copy in [packet] * 5 if unlock(line, copy) == order)
guess.against(paid, "Each copy is as genuine as the first.")

# %% [markdown]
# The cure is a number in each packet, under the MAC, and a bank that remembers which comes next. Then a copy is found out,
# and so is a gap, once the next packet comes. <!-- claim: tests/lab/course/test_lines.py::test_each_number_is_taken_once_and_in_order --> If it's the last packet that is held back, no number shows it.

# %%
inbox, words = receive(Inbox(line), packet)
tricks = {"again": packet, "a gap": lock(line, 3, order), "cut": lock(line, 2, order)[:-1]}
for name, trick in tricks.items():
    try:
        print(name, receive(inbox, trick))
    except ck.CryptokitError as error:
        print(f"{name:10} {type(error).__name__}: {error.what}")

# %% [markdown]
# ## The test that finds it (2 min)
#
# Could a test have found the hole of counter mode, without anybody thinking of banks? State a law: *whatever bit is
# flipped, the packet doesn't open.* A program tries to break it with words and bits of its own, and makes the case as
# small as it can. <!-- claim: tests/lab/course/test_hunting.py::test_the_smallest_case_that_breaks_a_law_is_told; tests/lab/course/test_lines.py::test_the_hunt_finds_a_hole_and_none_where_none_is -->

# %%
options = ["counter mode", "lock and unlock", "both", "neither"]
guess = predict("02.law", "For which of the two does it find a case?", options, mine=None)
guess


# %%
def in_counter_mode(words):
    return xor([words, Keystream(key).take(len(words))])


counter = find_change(in_counter_mode, in_counter_mode)
print("counter mode:   ", counter)
locked = find_change(lambda words: lock(line, 1, words), lambda packet: unlock(line, packet))
print("lock and unlock:", locked or "nothing, in 200 tries")

# %%
fell = [name for name, case in zip(options, (counter, locked)) if case]
guess.against(
    "both" if len(fell) == 2 else "".join(fell) or "neither", "Exercise 2 is judged by such laws."
)

# %% [markdown]
# One byte and one bit: no case is smaller. Nobody had to have the idea with the 9. That 200 tries find nothing is no proof.
#
# ## Two padlocks (7 min)
#
# How do two people get a key who never met? Each makes a pair, sends the public half, and combines the private half with
# what came from the other. Both get the same key, and no way is known for a tap to compute it (Diffie and Hellman, 1976;
# here X25519). <!-- source: Diffie and Hellman, New Directions in Cryptography, 1976 -->

# %%
from cryptokit.lab.course.scenes.in_the_middle import carry, session
from cryptokit.signal.curve import KeyPair

ann, ben, mallory = (KeyPair.draw(lesson.rng(who)) for who in ("Ann", "Ben", "Mallory"))
session(ann, ben.public) == session(ben, ann.public)

# %% [markdown]
# But Mallory doesn't tap. She takes the public keys off the line, and hands her own one to Ann as "Ben's" and to Ben as
# "Ann's". A phone shows a padlock when a packet opens under the key of the line, every bit checked.

# %%
guess = predict("02.padlocks", "How many of the two phones show one?", [0, 1, 2], mine=None)
guess

# %%
read, at_ben = carry(b"the code is 4711", ann, mallory, ben)
_, at_ann = carry(b"thanks", ben, mallory, ann)
padlocks = (at_ben == b"the code is 4711") + (at_ann == b"thanks")
guess.against(padlocks, "Both lines are well encrypted, and both end at Mallory.")

# %%
belief("padlock").refute(
    padlocks == 2 and read == at_ben, f"{padlocks} padlocks, and Mallory read {read.decode()!r}."
)

# %% [markdown]
# So the MAC says: *this came from somebody with the key of this line*. It doesn't say who that is. <!-- claim: tests/lab/course/test_lines.py::test_two_who_were_given_the_middle_s_key_do_not_share_one --> So Ann and Ben meet, and
# she reads out to him what her phone has for him: thirty digits, made of a public key.

# %%
from cryptokit.signal.safety_number import digits, fingerprint, in_groups

own, view = (digits(fingerprint(b"Ben", key)) for key in (ben.public, mallory.public))
same = sum(a == b for a, b in zip(in_groups(own).split(), in_groups(view).split()))
print("Ben's own: ", in_groups(own))
print("Ann's view:", in_groups(view))
print("groups that agree:", same)

# %% [markdown]
# Found out. Two more ways: Ann's phone *pins* the key that it saw first, and warns when another one comes (too late, if
# Mallory's was the first); or somebody whom both trust *signs* keys, as is done in certificates for web sites. In 2011
# intruders at DigiNotar, a firm that signed such certificates, made a false one for Google. It was used against people in
# Iran, and came to light because one browser had Google's keys pinned (Fox-IT, 2011 and 2012). <!-- source: Fox-IT, Operation Black Tulip, 2011, and Black Tulip, 2012 -->

# %% [markdown] tags=["teacher"]
# Play it: two students at opposite walls, a third one carries slips with "my key is ...". Let the carrier swap them. Then
# let the two shout their first group of digits across the room. That shout is the second channel, and nothing works
# without one.

# %% [markdown]
# **Exercise 3 (court order).** Ann's phone asks three directories for Ben's key, and takes it if two of the three agree.
# Ben's phone does the same. A court can make the directories of its country lie. What is the smallest set of countries
# that gets in between? Keep in mind that *both* must be fooled. <!-- claim: tests/lab/course/test_exercises_02.py::test_who_is_to_stand_between_must_fool_both -->

# %%
task = lesson.exercise("02.3")
print(task, dict(task.given), sep="\n")

# %% exercise="02.3"
given = lesson.exercise("02.3").given
### BEGIN SOLUTION
from cryptokit.lab.course.orders import smallest

asked = given["ann_asks"], given["ben_asks"]
my_orders = smallest(
    set(given["where"].values()),
    lambda some: all(sum(given["where"][one] in some for one in three) >= 2 for three in asked),
)[0]
### END SOLUTION

# %% check="02.3"
lesson.exercise("02.3").check(my_orders)

# %% [markdown]
# ## What to keep
#
# - Secrecy and integrity are two things. Counter mode without a MAC can be changed to a purpose.
# - Whoever can check a MAC can make one. A signature is made by one and checked by all. <!-- claim: tests/signal/test_franking.py::test_whoever_has_the_key_can_make_a_report_so_it_proves_nothing_to_others -->
# - A genuine packet can come twice. Numbers under the MAC show copies, and gaps once the next packet comes.
# - A padlock says that the line is locked, not who is at its end. Compare keys, pin them, or have them signed.
#
# **Simplified on purpose:** each key makes one stream from 0, where real packets carry a number (a *nonce*) that goes into
# counter mode and never comes twice; our bank keeps its number in memory and never restarts; our exchange of keys has no
# names and no signatures in it. The rule of two directories in three is invented.

# %%
lesson.quiz()

# %%
lesson.quiz().answer("?", "?", "?", "?")

# %% [markdown]
# **Words:** `cryptokit explain CannotOpen`, `Replayed`, `TooFarAhead`, `safety number`. **Read on:** Diffie and Hellman,
# "New Directions in Cryptography", 1976; Borisov, Goldberg and Wagner, "Intercepting Mobile Communications: The
# Insecurity of 802.11", 2001; Fox-IT, *Black Tulip*, 2012; RFC 2104 (HMAC), 1997; RFC 8439 (ChaCha20-Poly1305), 2018.
