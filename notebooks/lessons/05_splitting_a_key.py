# %% [markdown]
# Ann keeps the key to her diary in one safe. A thief needs that one safe, and a fire needs no more. So she wants three
# safes, in three cities: any two shall open the diary, and one shall be worth nothing. Mallory sells her the program that
# splits the key, and may have her own ideas. Then a court in one city comes, and takes what lies in its safe. **What did
# it learn?**

# %%
import cryptokit as ck
from cryptokit.lab.course import belief, open_lesson, predict

lesson = open_lesson("05")
lesson

# %% [markdown]
# ## Any two of three (4 min)
#
# `split` makes shares, `join` puts enough of them together. There are three pairs of shares.

# %%
guess = predict("05.pairs", "How many of the three pairs give the key?", [1, 2, 3], mine=None)
guess

# %%
from itertools import combinations

shares = ck.sharing.split(b"K", threshold=2, shares=3, rng=lesson.rng("one byte"))
right = sum(ck.sharing.join(pair) == b"K" for pair in combinations(shares, 2))
guess.against(right, "Any two are as good as any other two.")

# %% [markdown]
# One share alone is refused. That is no mere rule of the program: nothing can be computed from it, as we will see. <!-- claim: tests/sharing/test_shamir.py::test_one_share_of_a_2_of_n_sharing_fits_every_secret_equally_often -->

# %%
try:
    ck.sharing.join(shares[:1])
except ck.NotEnoughShares as error:
    print(error)

# %% [markdown]
# ## What one share tells (7 min)
#
# The court has share 1. It knows that the key is one byte. A byte has 256 values. How many of them are still possible?

# %%
guess = predict("05.one share", "How many values still fit?", [1, 2, 128, 256], mine=None)
guess

# %% [markdown]
# Try it: for every possible second share, join the two and note the key that comes out.

# %%
from collections import Counter

mine, other = shares[:2]


def key_with(byte):
    value = ck.keys.ShareValue(bytes([byte]))
    return ck.sharing.join(
        [mine, ck.Share(set_id=other.set_id, threshold=2, x=other.x, value=value)]
    )


fits = Counter(key_with(byte) for byte in range(256))
guess.against(len(fits), "For each key there is a second share that makes it the right one.")

# %% [markdown]
# All 256 fit. Is one of them likelier than another? We counted that as well: how often each key came out, over all values
# that the other share can have.

# %%
belief("part of the key").refute(len(fits) == 256, f"{len(fits)} of 256 keys fit to one share.")

# %%
often = set(fits.values())
belief("a fraction").refute(often == {1}, "each of the 256 keys came out once, none twice.")

# %% [markdown]
# The court knows as much as before it took the safe. This is called *perfect* secrecy: no computer, however fast, now or later,
# changes that. <!-- claim: tests/sharing/test_shamir.py::test_split_itself_gives_each_share_value_once_for_each_secret -->

# %% [markdown] tags=["teacher"]
# Let them vote before the run, and ask the largest group why. Many say 128 or "a half": they think of a torn banknote.
# That banknote comes in "Two things that look like it".

# %% [markdown]
# ## The line through a share (6 min)
#
# Why does it work? Draw a line. The key is its height at 0, the shares are its heights at 1, 2 and 3. Two points make a
# line; through one point goes a line from *every* height. <!-- claim: tests/sharing/test_shamir.py::test_k_minus_one_shares_leave_every_secret_possible --> With three needed it is a parabola, and so on. Computers do
# it byte by byte, in a field of 256 numbers, where one can divide and nothing is ever rounded. So these heights don't look
# like a line, and are one.

# %%
from cryptokit.lab import figures

print([(share.x, share.value.reveal().hex()) for share in shares])
figures.share_lines()

# %% [markdown]
# On a disk a share has more around it: which set it belongs to, how many are needed, and a checksum against typing
# errors. This one belongs to a key of 32 bytes. What they open lies in a box that anybody may keep.

# %%
from cryptokit.lab.annotated import annotated

annotated("share")

# %% [markdown]
# **Exercise 1 (modify).** Another key, other numbers: split it for as many people as `shares` says, so that any
# `threshold` of them open it.

# %%
task = lesson.exercise("05.1")
given = task.given
print(task, dict(given), sep="\n")

# %% exercise="05.1"
### BEGIN SOLUTION
key, threshold, people = given["key"], given["threshold"], given["shares"]
my_shares = ck.sharing.split(key.reveal(), threshold=threshold, shares=people)
### END SOLUTION

# %% check="05.1"
lesson.exercise("05.1").check(my_shares)

# %% [markdown]
# ## Two things that look like it (9 min)
#
# **Cutting.** Tear a key of 24 bits in three pieces of 8. Whoever finds two pieces tries the rest.

# %%
key = lesson.rng("24 bits")(3)
known = key[:2]
fitting = [known + bytes([n]) for n in range(256)]
belief("cutting").refute(
    key in fitting and len(fitting) < 2**24,
    f"two pieces leave {len(fitting)} of {2**24:,} keys; try {fitting.index(key) + 1} was right.",
)

# %% [markdown]
# Two shares of three, where all three are needed, would leave all 16,777,216. <!-- claim: tests/sharing/test_shamir.py::test_two_shares_of_a_3_of_n_sharing_take_every_pair_of_values_once_for_each_secret -->
#
# **Erasure codes**, as disks use them, also give three pieces of which two suffice. What are they made for?

# %%
left, right = b"meet me ", b"at nine."
parity = bytes(a ^ b for a, b in zip(left, right))
guess = predict("05.pieces", "How many of these three pieces can be read?", [0, 1, 2, 3], mine=None)
guess

# %%
pieces = [left, right, parity]
readable = [piece for piece in pieces if piece.decode().isprintable()]
print(readable)
guess.against(len(readable), "The pieces of data are the data. Only the third is a mixture.")

# %%
belief("erasure").refute(len(readable) == 2, f"a thief of the first disk reads {left.decode()!r}.")

# %% [markdown]
# **Exercise 2 (make).** The simplest real split needs *all* parts and nothing but XOR. Write it. `rng(n)` gives `n` random
# bytes. The check lets the random byte run through all its values and looks what each part alone gives away.


# %% exercise="05.2"
def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def split_all(secret, count, rng):
    """Give a list of ``count`` parts which XOR to the secret."""
    ### BEGIN SOLUTION
    parts, last = [], secret
    for _ in range(count - 1):
        parts.append(rng(len(secret)))
        last = xor(last, parts[-1])
    return [*parts, last]
    ### END SOLUTION


# %% check="05.2"
lesson.exercise("05.2").check(split_all)

# %% [markdown]
# ## Now Mallory (6 min)
#
# Mallory's program splits a key in the same way, with one careful-looking change: the random slope of the line is never
# zero, because "a flat line would be weak". The same key is split anew every day. Mallory looks into safe 1 each day, and into no
# other.

# %%
guess = predict(
    "05.days", "What does she get after thousands of days?", ["nothing", "the key"], mine=None
)
guess

# %%
from cryptokit.attacks.sharing import named

attack = named("nonzero_coefficient")
flawed = attack.on_flawed(lesson.rng("flawed"))
repaired = attack.on_repaired(lesson.rng("repaired"))
print("never zero:   ", flawed.told)
print("all 256 alike:", repaired.told)
guess.against(
    "the key" if flawed.won else "nothing", "Each day strikes out one value of each byte."
)

# %%
belief("any randomness").refute(flawed.won and not repaired.won, f"{flawed.told}.")

# %% [markdown]
# Share 1 is key plus slope. Where the slope is never 0, share 1 is never the key: each day tells one value that the key is
# *not*, and after two or three thousand days one value is left. <!-- claim: tests/attacks/test_measured.py::test_a_key_of_32_bytes_lasts_2520_sharings_in_the_mean --> An advisory of 2024 found this very flaw in a published library
# (RUSTSEC-2024-0398). <!-- source: RustSec advisory RUSTSEC-2024-0398, 2024 --> Nothing in one share looks wrong. A test that counts *all* values finds it, <!-- claim: tests/testing/test_sharing_laws.py::test_every_mistake_is_caught_and_every_law_catches_one --> and your split stood such a
# test.
#
# ## How many shares? (6 min)
#
# Every safe is robbed with a chance of one in ten, and burns with the same chance. Any two shares open the diary. We want
# the thieves kept out, first of all.

# %%
guess = predict("05.safes", "Which is the safest number of safes?", [2, 3, 6], mine=None)
guess

# %%
from fractions import Fraction

from cryptokit.sharing.thefts import at_least

tenth = Fraction(1, 10)
odds = {n: float(at_least(2, n, tenth)) for n in (2, 3, 6)}
for n, chance in odds.items():
    print(f"2 of {n}: stolen with {chance:.3f}; lost with {float(at_least(n - 1, n, tenth)):.5f}")
guess.against(min(odds, key=odds.get), "Against thieves, that is. Look at what is lost.")

# %%
belief("more shares").refute(
    odds[6] > odds[3] > odds[2], f"2 of 6 is stolen with {odds[6]:.2f}, 2 of 3 with {odds[3]:.2f}."
)

# %%
from cryptokit.lab.widgets import share_slider

share_slider()

# %% [markdown]
# ## Who has the safes? (2 min)
#
# Mathematics counts shares. A court counts countries. **Exercise 3 (court order).** The shares of one key lie in the safes of
# these countries. What is the smallest set of countries whose courts get enough?

# %%
task = lesson.exercise("05.3")
print(task, dict(task.given), sep="\n")

# %% exercise="05.3"
safes = lesson.exercise("05.3").given
### BEGIN SOLUTION
richest = sorted(safes["kept"], key=safes["kept"].get, reverse=True)
my_orders = set(richest[:2])
### END SOLUTION

# %% check="05.3"
lesson.exercise("05.3").check(my_orders)

# %% [markdown]
# ## What to keep
#
# - Fewer shares than the threshold say nothing at all. <!-- claim: tests/sharing/test_shamir.py::test_k_minus_one_shares_leave_every_secret_possible --> Cut pieces and erasure codes say a lot.
# - All coefficients must be uniform, zero among them. <!-- claim: tests/attacks/test_measured.py::test_uniform_coefficients_rule_out_the_right_byte_like_any_other -->
# - The threshold is a trade between theft and loss. <!-- claim: tests/sharing/test_thefts.py::test_more_needed_is_never_likelier_and_a_spare_share_never_rarer -->
# - Who owns the safes is not in the mathematics. That is lesson 07.
#
# **Simplified on purpose:** our dealer is honest and sees the key; holders tell the truth. `ck.sharing` has checks against
# both (`feldman`, `pvss`, `robust`), and lesson 10 does without a dealer.

# %%
lesson.quiz()

# %%
lesson.quiz().answer("?", "?", "?", "?")

# %% [markdown]
# **Words:** `cryptokit explain share`, `threshold`, `polynomial`. **Read on:** Shamir, "How to Share a Secret", 1979, two
# pages; RustSec advisory 2024-0398, 2024; RFC 9591 (FROST), 2024, for what comes after.
