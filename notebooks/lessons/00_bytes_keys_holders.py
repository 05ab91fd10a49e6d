# %% [markdown]
# Ann writes to Ben: *meet at nine*. No wire goes from her phone to his. The words travel by radio to a mast, through
# the cables of three firms, and over a server where Ben's phone asks for news. Somebody taps a cable. Somebody runs the
# server. A court can ask either for what they have. None of them has to break anything if the words lie there to be
# read. **So what exactly do they have, and who can turn it back into words?**

# %%
import cryptokit as ck
from cryptokit.lab.course import belief, open_lesson, predict
from cryptokit.sharing.xor import xor

lesson = open_lesson("00")
lesson

# %% [markdown]
# ## A message is a row of numbers (4 min)
#
# A machine keeps bytes: numbers from 0 to 255. Words become bytes by a table that everybody has, UTF-8. Here are nine
# characters.

# %%
words = "café, 5 €"
guess = predict("00.bytes", f"How many bytes are the 9 in {words!r}?", [9, 12, 18], mine=None)
guess

# %%
data = words.encode()
print(data.hex(" "))
guess.against(len(data), "The é takes two bytes, and the € three.")

# %%
from cryptokit.lab.hexview import hexview
from cryptokit.wire import Cursor

cursor = Cursor(data)
for character in words:
    cursor.take(len(character.encode()), f"character {character!r}")
hexview(data, cursor.tree("words"))

# %% [markdown]
# Two digits for each byte, from 00 to ff: that is *hexadecimal*, hex for short. *Base64* writes three bytes as four
# characters, for lines that carry plain text only. This is what the tap saw:

# %%
from base64 import b64decode

seen = "bWVldCBhdCBuaW5l"
print(b64decode(seen).decode())

# %% [markdown]
# No key was needed. **An encoding is not encryption:** there is no secret in it. <!-- claim: tests/lab/course/test_exercises_00.py::test_words_come_out_from_below_two_encodings -->
#
# **Exercise 1 (modify).** An app says its backup is "encrypted". In truth two encodings lie over each other. Above, one
# call took one off. Give the words.

# %%
task = lesson.exercise("00.1")
given = task.given
print(task, dict(given), sep="\n")

# %% exercise="00.1"
my_words = bytes.fromhex(b64decode(given["seen"]).decode()).decode()  # SOLUTION

# %% check="00.1"
lesson.exercise("00.1").check(my_words)

# %% [markdown]
# ## A pad, and a key nobody guesses (5 min)
#
# Now with a secret. Last week Ann and Ben threw dice together, and both have the list: a *pad*, as long as the note. *XOR*
# looks at two bits and gives 1 where they differ. XOR with the same pad twice, and it's gone again.

# %%
note = b"meet at nine"
pad = lesson.rng("pad")(len(note))
sealed = xor([note, pad])
print("the tap sees:", sealed.hex(" "))
print("Ben reads:   ", xor([sealed, pad]))

# %% [markdown]
# Suppose the tap tries every pad there is. Which of these three notes can come out?

# %%
notes = [b"meet at nine", b"stay at home", b"i am a horse"]
guess = predict("00.fits", "How many of the three fit what the tap has?", [0, 1, 3], mine=None)
guess

# %%
pads = [xor([sealed, one]) for one in notes]
for one, fitting in zip(notes, pads):
    print(f"with the pad {fitting.hex()} it is {xor([sealed, fitting]).decode()!r}")
fit = sum(xor([sealed, one]) == other for one, other in zip(pads, notes))
guess.against(fit, "For every note of this length there is a pad, and no pad is likelier.")

# %% [markdown]
# Shannon proved it in 1949: <!-- source: Shannon, Communication Theory of Secrecy Systems, 1949 --> with a random pad, used once, the tap learns how long the note is, and nothing else. <!-- claim: tests/sharing/test_xor.py::test_each_of_two_shares_takes_every_value_once_for_each_secret --> No
# computer changes that. The price is a pad as long as all you will ever say. So people stretch a short key instead
# (lesson 02). A *key* is a number that nobody guesses:

# %%
years = 2**127 / (1e9 * 1e9 * 86_400 * 365)
print(
    f"A billion machines, a billion keys a second each: {years:.0e} years for half of 2^128 keys."
)
ck.keys.DataKey.draw(lesson.rng("key"))

# %% [markdown]
# This key has 256 bits. It prints its length and a mark to compare it by, never itself. <!-- claim: tests/ground/test_keys.py::test_printing_a_key_in_any_way_shows_no_bytes -->

# %% [markdown] tags=["teacher"]
# Ask: "When has the tap tried all pads?" After that it has all notes of twelve bytes, and no reason to prefer one. Some
# want to look for English: "i am a horse" is English. Perfect secrecy and 2^128 are two claims: the first needs no
# counting, and the second is a bet that machines stay slow and that nobody finds a shortcut.

# %% [markdown]
# ## Now Mallory: one pad, two notes (5 min)
#
# Throwing dice is work, so Ann uses her pad a second time. Mallory has a tap. She XORs the two packets with each other.

# %%
second = xor([b"bring papers", pad])
guess = predict(
    "00.twice", "What does she get?", ["noise", "the pad", "the two notes, mixed"], mine=None
)
guess

# %%
mixed = xor([sealed, second])
is_mixture = mixed == xor([b"meet at nine", b"bring papers"])
guess.against(
    "the two notes, mixed" if is_mixture else "noise", "The pad is in both: it falls out."
)

# %% [markdown]
# **By hand.** She guesses that one note begins with *meet*. Such a guess is called a *crib*. XOR it in, and the other note
# comes out: <!-- claim: tests/lab/course/test_exercises_00.py::test_a_crib_is_tried_at_every_place -->

# %%
xor([mixed[:5], b"meet "])

# %% [markdown]
# A right guess gives words, and a wrong one nearly always rubbish: so she can tell. In the 1940s some pages of Soviet pads
# were made, and used, twice. American and British offices worked on such messages until 1980, and could read parts of
# some (NSA, *Venona*, published from 1995). <!-- source: NSA, Venona, published from 1995; Benson and Warner, 1996 -->
#
# **Exercise 2 (make), automated.** Where a word stands she doesn't know. Write the machine that tries a crib at every
# place.


# %% exercise="00.2"
def try_everywhere(mixed, crib):
    """Give a list: what the crib makes of the bytes at place 0, at place 1, and so on."""
    ### BEGIN SOLUTION
    size = len(crib)
    places = range(len(mixed) - size + 1)
    return [xor([mixed[at : at + size], crib]) for at in places]
    ### END SOLUTION


# %% check="00.2"
lesson.exercise("00.2").check(try_everywhere)

# %% [markdown]
# Then run `try_everywhere(**lesson.exercise("00.2").given)`: two notes of your class, mixed, and the crib *the* with a
# space on each side. Which pieces could be English?
#
# ## A long hash of a short password (4 min)
#
# A *hash* makes a short row of bytes of anything: the same ones each time, and nobody computes it backwards. This one,
# SHA-512, makes 64. So a careful server keeps a hash of a password, and not the password. Change one letter, and about
# half of the bits change:

# %%
from hashlib import sha512

one, other = sha512(b"meet at nine").digest(), sha512(b"meet at nime").digest()
print(sum(byte.bit_count() for byte in xor([one, other])), "of 512 bits")

# %% [markdown]
# Mallory copied one hash from the server: 512 bits. She bets that it's an animal and two digits, and writes a list.

# %%
animals = "ant bear cat cow crab deer dog dove duck eel elk emu fox frog goat hare hen lion".split()
passwords = [f"{animal}{number:02}" for animal in animals for number in range(100)]
chosen = passwords[int.from_bytes(lesson.rng("a password")(4), "big") % len(passwords)]
stolen = sha512(chosen.encode()).hexdigest()
guess = predict(
    "00.guesses", "How many guesses at most?", [1_800, "a billion", "2 to the 512"], mine=None
)
guess

# %%
tries = next(n for n, one in enumerate(passwords, 1) if sha512(one.encode()).hexdigest() == stolen)
found = passwords[tries - 1]
print(f"{found!r}, at guess {tries:,}")
guess.against(len(passwords), "So long is the list; she need not go through all hashes.")

# %%
belief("hash").refute(
    found == chosen and tries <= len(passwords) < 2 ** (4 * len(stolen)),
    f"a hash of {4 * len(stolen)} bits, and its password was found at guess {tries:,}.",
)

# %% [markdown] tags=["teacher"]
# Many vote for 2^512: they count hashes. Ask what Mallory tries. She never tries a hash; she tries passwords, and there are
# 18 animals with 100 numbers each. Don't let anybody type a real password into a notebook.

# %% [markdown]
# What helps? A *salt*, random bytes hashed along: then one run of the list no longer serves for all stolen hashes. And a
# hash that is slow on purpose. Argon2 fills memory for each guess:

# %%
from math import log
from cryptokit.evidence.hardening import COST

blocks = COST.memory * COST.rounds
print(f"One guess: {COST.memory >> 10} MiB, filled {COST.rounds} times: {blocks:,} blocks.")
print(f"That is worth {log(blocks, 26):.1f} random letters more, if a block costs one plain hash.")

# %% [markdown]
# Four letters' worth. It's well spent, and the list still has 1,800 lines: a slow hash makes guessing dear, not impossible.
#
# ## Who holds what (7 min)
#
# Now the words go over the server. Ann's phone talks to it over HTTPS, that is, through an encrypted line made by TLS,
# and Ben's phone has a line of its own.

# %%
options = ["Ben", "the server and Ben", "the tap, the server and Ben"]
guess = predict("00.readers", "Who gets the words on their way?", options, mine=None)
guess

# %%
from cryptokit.lab.course.scenes.by_server import WORLD, by_server

lines_only = by_server(note, rng=lesson.rng("https"))
guess.against(" and ".join(lines_only.readers), "Each tried its own keys on what it got.")

# %%
tapped, served = lines_only.seen["the tap"], lines_only.seen["the server"]
belief("https").refute(
    served == note and note not in tapped,
    f"the tap has {len(tapped)} bytes and no words. The server has {served.decode()!r}.",
)

# %% [markdown]
# This is the *ledger*: who holds what, whose machine it is, and in which country. <!-- claim: tests/lab/test_ledger.py::test_each_party_holds_what_the_run_gave_it_and_nothing_else --> Who holds what comes from the run. The
# places are an invented example: a company in Norway, Ann in Portugal, Ben in Chile.

# %%
from cryptokit.lab.ledger import ledger

ledger(lines_only.transcript, WORLD)

# %% [markdown]
# Read the last two rows as well. Whoever *carries* learns who writes to whom, when and how much, words or not. <!-- claim: tests/lab/test_ledger.py::test_who_carries_learns_who_wrote_to_whom_and_how_much -->
#
# End-to-end encryption puts one more box inside, for Ben's key alone. The same two lines around it:

# %%
boxed = by_server(note, end_to_end=True, rng=lesson.rng("boxed"))
print("readers:", boxed.readers)
ledger(boxed.transcript, WORLD)

# %% [markdown] tags=["teacher"]
# Ask for the difference between the two ledgers: one entry in the row of the server, and in the last two rows nothing but
# the sizes. Some then say that TLS is useless. It isn't: without it the tap has the words too. It ends where the server
# begins, that is all.

# %% [markdown]
# **Exercise 3 (court order).** Ann sealed a note with two pads, one after the other. Copies lie around, some in hex or
# base64. Some holders have only a hash. What is the smallest set of holders that a court has to order?

# %%
task = lesson.exercise("00.3")
print(task, dict(task.given), sep="\n")

# %% exercise="00.3"
given = lesson.exercise("00.3").given
### BEGIN SOLUTION
from cryptokit.lab.course.orders import smallest

worth = {who: {one.partition(",")[0] for one in has} for who, has in given["holds"].items()}
my_orders = smallest(
    worth, lambda some: set(given["needed"]) <= set().union(*(worth[one] for one in some))
)[0]
### END SOLUTION

# %% check="00.3"
lesson.exercise("00.3").check(my_orders)

# %% [markdown]
# ## What to keep
#
# - Hex and base64 hide nothing. <!-- claim: tests/lab/course/test_exercises_00.py::test_a_hash_is_worth_nothing_and_an_encoding_as_much_as_the_thing --> A hash isn't computed backwards, but what was hashed can be guessed.
# - A pad used once leaves nothing to break. <!-- claim: tests/sharing/test_xor.py::test_each_two_of_three_shares_take_every_pair_of_values_once_for_each_secret --> Used twice, it falls out.
# - The length of a key counts, and the length of a hash of a short password does not.
# - Ask who holds the key, and where each line ends. Whoever carries learns something, even without the key.
#
# **Simplified on purpose:** our dice are a computer's, and throw the same each time, so that you can run a cell twice. Our
# lines are sealed boxes; real TLS agrees on fresh keys for each connection, and certificates say whose server it is.
# Nobody changes anything on the way here. That is lesson 02.

# %%
lesson.quiz()

# %%
lesson.quiz().answer("?", "?", "?", "?")

# %% [markdown]
# **Words:** `cryptokit explain custodian`, `tap`, `CannotOpen`. **Read on:** Shannon, "Communication Theory of Secrecy
# Systems", 1949; Benson and Warner (editors), *Venona*, NSA and CIA, 1996; RFC 4648 (base64), 2006; RFC 9106 (Argon2),
# 2021; RFC 8446 (TLS 1.3), 2018.
