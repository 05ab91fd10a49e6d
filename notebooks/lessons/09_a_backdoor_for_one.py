# %% [markdown]
# A minister has a fair wish: read the calls of suspects, with a warrant, in her own country. Nobody else's, and nobody
# else. You're the engineer, and you are to build that door with any mathematics you like. Who the adversary will be,
# nobody can say yet: a thief, a second country, the next government, or a customer who would rather not be heard.
# **Can a door be built that one country alone goes through?**

# %%
from cryptokit.lab.course import belief, open_lesson, predict

lesson = open_lesson("09")
lesson

# %% [markdown]
# ## A key beside every call (6 min)
#
# The United States presented one in 1993, the Clipper chip. <!-- source: Blaze, Protocol Failure in the Escrowed Encryption Standard, ACM CCS 1994 --> A call is encrypted with a key of its own. Beside it travels
# the same key once more, in a field for the police, the LEAF: locked with the key of this chip, and around that with one
# *family key*. The escrow keeps the family key, and a list of all chips' keys. Twenty phones call somebody:

# %%
from cryptokit.attacks.backdoors.clipper import Escrow, chips
from cryptokit.attacks.backdoors.leaf import SHORT, SessionKey

rng = lesson.rng("twenty calls")
escrow, phones = chips(SHORT, 20, rng)
said = [f"I am phone {n:02}".ljust(16).encode() for n in range(20)]
calls = [phone.send(SessionKey.draw(rng), text, rng) for phone, text in zip(phones, said)]

# %% [markdown]
# The police have a warrant for phone 7. It works as promised. <!-- claim: tests/attacks/backdoors/test_leaf.py::test_the_lawful_chip_and_the_police_read_whatever_is_said -->

# %%
escrow.unit_of(calls[7].leaf).hex(), escrow.tap(calls[7])

# %% [markdown]
# Now somebody copies what the escrow keeps, two things on one disk: an insider, or a thief with ten minutes. There is no
# warrant. The calls were recorded.

# %%
guess = predict("09.thief", "How many of 20 calls does the copy open?", [0, 1, 20], mine=None)
guess

# %%
copy = Escrow(escrow.family, dict(escrow.units))
stolen = [copy.tap(call) for call in calls]
opened = [got == text for got, text in zip(stolen, said)]
guess.against(sum(opened), "The warrant was a rule for people. A key knows no rule.")

# %% [markdown]
# Compare it with a smaller theft: the key of chip 7 alone. The more calls are recorded, the further the two are apart.

# %%
from itertools import accumulate

from cryptokit.lab import figures
from cryptokit.lab.curves import Curve

seven = Escrow(escrow.family, {phones[7].unit: phones[7].unit_key})
few = [seven.tap(call) == text for call, text in zip(calls, said)]
curves = [
    Curve(what, tuple(accumulate(won, initial=0)))
    for what, won in (("the key of one chip", few), ("the escrow, copied", opened))
]
figures.exposure(curves, title="Calls that open", below="calls that were recorded")

# %% [markdown] tags=["teacher"]
# Somebody will say: then guard it well. Good. Ask what it's worth to steal, and for how long it must be guarded: the key
# opens recorded calls of all years. Doors for lawful taps have let others in before: in Athens, in 2004 and 2005, about
# 100 phones, of ministers too, were tapped by way of a function built in for the police (Prevelakis and Spinellis, IEEE
# Spectrum, July 2007). <!-- source: Prevelakis and Spinellis, The Athens Affair, IEEE Spectrum, July 2007 -->

# %% [markdown]
# ## Now Mallory: a second country (6 min)
#
# Take the same idea in a messenger of today, as worlds of companies and courts. The relay has all packets and stands in
# NL. The door is for RU, where the question was put to two messengers in June 2017; it could be any other. Then an ally,
# IN, is given a copy of the key.

# %%
guess = predict("09.copy", "Beside NL, who must order?", ["RU", "RU or IN", "nobody"], mine=None)
guess

# %%
from cryptokit.messengers.backdoored import COUNTRY, SPLIT, WORLD, copied, leaked
from cryptokit.world import FUTURE, PAST, Level, smallest_sets

worlds = {"as built": WORLD, "copied": copied(WORLD, "IN"), "leaked": leaked(WORLD), "split": SPLIT}
disks, parts = Level.AT_REST.powers, Level.SHARES.powers
sets = {name: smallest_sets(world, PAST, disks) for name, world in worlds.items()}
print(sets)
without = [one for one in sets["copied"] if COUNTRY not in one]
alone = ("NL",) in sets["copied"]
guess.against(
    "nobody" if alone else "RU or IN" if without else "RU", "Each copy is the whole door."
)

# %% [markdown]
# As built it takes RU and whoever has the packets. <!-- claim: tests/messengers/test_backdoored.py::test_k_eff_is_what_was_worked_out_by_hand --> With a copy, RU isn't needed. <!-- claim: tests/messengers/test_backdoored.py::test_both_engines_agree_wherever_the_key_went --> Once the key has leaked, the packets
# are all that is left to get. And the key itself doesn't show that it was
# copied.

# %%
belief("one country").refute(
    all(opened) and bool(without),
    f"the thief's copy opens {len(stolen)} of {len(said)} calls; {' and '.join(without[0])} read "
    f"everybody's chats without {COUNTRY}.",
)

# %% [markdown]
# Try others: `RU` alone, or a higher rung.

# %%
from cryptokit.lab.widgets import order_board

order_board(worlds["copied"], countries=["IN", "NL"])

# %% [markdown]
# And split, so that two parts of three make it (lesson 05)? With disks alone it opens nowhere. But three agencies of one
# country have one court: <!-- claim: tests/messengers/test_backdoored.py::test_a_split_among_agencies_of_one_country_changes_nothing_for_its_courts -->

# %%
smallest_sets(SPLIT, PAST, parts)

# %% [markdown]
# **Exercise 1 (court order).** Let several countries share the escrow's key, then. Two different parts open everybody's
# chats; <!-- claim: tests/messengers/test_backdoored.py::test_any_two_parts_open_everything_and_one_opens_nothing --> parts have been lent and copied. Who must order, at the fewest?

# %%
task = lesson.exercise("09.1")
print(task, dict(task.given), sep="\n")

# %% exercise="09.1"
kept = lesson.exercise("09.1").given["kept"]
### BEGIN SOLUTION
from cryptokit.lab.course.exercises.lesson_09 import opens
from cryptokit.lab.course.orders import smallest

my_orders = set(smallest(kept, opens(kept))[0])
### END SOLUTION

# %% check="09.1"
lesson.exercise("09.1").check(my_orders)

# %% [markdown]
# ## Around the door (3 min)
#
# Does it at least catch who it's for? A chip reads a call only if a LEAF is with it that passes a check. Matt Blaze
# looked at that check in 1994: 16 bits. Try LEAFs at random until your own chip takes one. <!-- claim: tests/attacks/backdoors/test_leaf.py::test_a_forged_leaf_takes_65536_trials_in_the_mean -->

# %%
guess = predict("09.leafs", "About how many tries?", [100, 65_000, 10**9], mine=None)
guess

# %%
from math import log

from cryptokit.attacks.backdoors import named, price

forged = named("forged_leaf")
found = [forged.on_flawed(lesson.rng(f"forged {n}")) for n in range(4)]
mean = sum(one.tries for one in found) // len(found)
print(found[0].told)
near = min((100, 65_000, 10**9), key=lambda size: abs(log(mean / size)))
guess.against(near, f"{mean:,} in the mean of four. In 1994: {price('forged_leaf').reality}.")

# %% [markdown]
# Who wants to hide goes around the door. Who follows the rules stays behind it. <!-- claim: tests/messengers/test_backdoored.py::test_a_changed_app_that_sends_noise_talks_on_and_the_escrow_reads_nothing -->
#
# ## Numbers that somebody chose (7 min)
#
# A door need not look like one. Dual EC, a NIST standard from 2006 to 2014, makes random numbers with two public points,
# P and Q. Whoever chose Q as P divided by a secret d needs two blocks of output and some guesses, and can say every
# number after them. <!-- claim: tests/attacks/backdoors/test_dual_ec.py::test_all_that_follows_is_known --> In protocols the first numbers are sent in the clear, and the next are keys.

# %%
dual = named("dual_ec")
flawed, repaired = dual.on_flawed(lesson.rng("dual")), dual.on_repaired(lesson.rng("dual"))
print("a Q that was proposed:", flawed.told)
print("a Q made from words:  ", repaired.told)

# %%
guess = predict("09.dual", "Does a count of its ones show the door?", ["yes", "no"], mine=None)
guess

# %%
from cryptokit.attacks.backdoors.dual_ec import trapdoor
from cryptokit.attacks.backdoors.generators import dual_ec

device = dual_ec(trapdoor(lesson.rng("a door")).q)
output = b"".join(device.blocks(lesson.rng("seed")(32), 100))
ones, bits = sum(byte.bit_count() for byte in output), 8 * len(output)
print(f"{ones:,} of {bits:,} bits are ones")
even = abs(ones - bits / 2) < 2 * bits**0.5
guess.against(
    "no" if even else "yes", "About half are ones, as for a fair coin. The door is in who knows d."
)

# %% [markdown]
# That somebody knows a d for NIST's own Q is not proven. <!-- source: Shumow and Ferguson, 2007; Checkoway and others, ACM CCS 2016 --> That whoever chooses a Q *can* know one, you've just run.
#
# In 2008 ScreenOS, the system of a maker's firewalls, came out with a Q of the maker's own. In 2012 somebody unknown put
# another Q in its place, which was found in 2015. <!-- source: Checkoway and others, A Systematic Analysis of the Juniper Dual EC Incident, ACM CCS 2016 --> **Exercise 2 (modify).** Be that somebody. The maker wrote
# `dual_ec(maker.q)`.

# %%
given = lesson.exercise("09.2").given
makers_device = dual_ec(given["maker"].q)
print(lesson.exercise("09.2"), dict(given), sep="\n")

# %% exercise="09.2"
my_device = dual_ec(given["mine"].q)  # SOLUTION

# %% check="09.2"
lesson.exercise("09.2").check(my_device)

# %% [markdown]
# One constant, and the door has a new owner. **Exercise 3 (make).** Go through it yourself, with small numbers for points:
# a state `s` shows `h^s`, and the next state is `g^s`, all modulo `p`. The secret: `g = h^d`. From what was shown, say
# what is shown next. (Which number, raised to what, is `g^s`?)


# %% exercise="09.3"
def say_next(shown, d, h, p):
    """Say what the generator shows after ``shown``; pow(a, b, p) is a^b modulo p."""
    ### BEGIN SOLUTION
    state = pow(shown, d, p)
    return pow(h, state, p)
    ### END SOLUTION


# %% check="09.3"
lesson.exercise("09.3").check(say_next)

# %% [markdown]
# ## Short by law (4 min)
#
# In the 1990s, rules of the United States held public keys for export to 512 bits. The rules went; the code stayed. In
# 2015 two papers showed that browsers could still be talked into such keys, and that most servers open to the second
# attack had one and the same short prime. <!-- source: Beurdouche and others, IEEE S&P 2015; Adrian and others, ACM CCS 2015 --> Here it has 30 bits, and eight people use it.

# %%
guess = predict("09.share", "One victim more costs", ["as much", "a tenth or less"], mine=None)
guess

# %%
from cryptokit.attacks.backdoors.export_dh import CLIENTS, TABLE

logjam = named("export_dh").on_flawed(lesson.rng("logjam"))
each = (logjam.tries - TABLE) // CLIENTS
print(logjam.told)
share = "a tenth or less" if 10 * each <= TABLE else "as much"
guess.against(share, f"In reality, {price('export_dh').reality}.")

# %% [markdown]
# ## Now the court: an update for one (4 min)
#
# No key in advance, then: a court orders whoever signs the program to send *one* suspect a changed one. The signer signs
# it, and sends it to phone 7. Somebody copies the file from the line and gives it to the other nineteen.

# %%
guess = predict("09.update", "On how many of 20 phones does it install?", [1, 20], mine=None)
guess

# %%
from cryptokit.evidence.program import CHANGED
from cryptokit.lab.course.exercises.lesson_09 import sign_update, takes
from cryptokit.signal.curve import KeyPair

rng = lesson.rng("signer")
signer = KeyPair.draw(rng)
plain, bound = (sign_update(signer, CHANGED, only, rng=rng) for only in (None, 7))
on_all, on_one = (sum(takes(n, one, signer.public) for n in range(20)) for one in (plain, bound))
guess.against(on_all, f"With the phone's number under the signature it's {on_one}.")

# %% [markdown]
# So a signer can bind the file to one phone. <!-- claim: tests/lab/course/test_exercises_09.py::test_a_signature_names_a_phone_or_holds_for_all --> The order to Apple of 16 February 2016 asked for that; Apple refused, and the
# demand was dropped on 28 March. <!-- source: C.D. Cal., order to Apple, 16 February 2016 --> Does a bound file harm nobody else? How many phones could be the next one? And whose
# courts can order the signer, for what is sent later?

# %%
from cryptokit.messengers import named as messenger

names = ("secret_chat", "whatsapp", "end_to_end_verified")
code = {name: smallest_sets(messenger(name).world, FUTURE, Level.CODE.powers) for name in names}
next_ones = [sign_update(signer, CHANGED, only, rng=rng) for only in range(20)]
could_be = sum(takes(n, one, signer.public) for n, one in enumerate(next_ones))
print(f"{could_be} of 20 phones take the file that is bound to them.")
code

# %%
belief("targeted").refute(
    on_all == could_be == 20 and len(code["secret_chat"]) > 1,
    f"unbound, the file for phone 7 runs on {on_all} of 20; bound, one can be made for each of "
    f"{could_be}, by order of {' or '.join(one for (one,) in code['secret_chat'])} in this world.",
)

# %% [markdown]
# In the last world no order does it: its phones refuse a program that is not in a public log. <!-- claim: tests/messengers/test_verified.py::test_only_a_program_in_the_public_log_is_taken --> One could be put there, but
# all would see it, and the model takes that as enough. In 2020 a false update put a listener on 32,477 EncroChat phones
# in 122 countries, with the leave of one court (EU Law Analysis, July 2024). <!-- source: EU Law Analysis on EncroChat, July 2024 -->
#
# ## What to keep
#
# - A door is a key, a constant, a short length or a signature. Nothing in it knows who comes through.
# - *A backdoor for one is a backdoor for all*: here it was 20 calls of 20, eight sessions of eight, 20 phones of 20.
# - Splitting the key, or binding a file to a phone, makes misuse dearer. Someone still holds what opens all.
# - The wish is real, and courts weigh it. In *Podchasov v. Russia*, 2024, the court in Strasbourg found a breach of
#   Article 8, the right to private life: a duty to decrypt such chats would weaken them for all. <!-- source: European Court of Human Rights, Podchasov v. Russia, no. 33696/19, 13 February 2024 -->
#
# **Simplified on purpose:** the list of chip keys was in truth in two halves, with two agencies; here it's one
# disk. AES stands in for the chip's secret cipher; Dual EC drops one byte here, the standard two;
# 30 bits stand for 512. A messenger with such an escrow is a thought experiment: no operator is known to run one.

# %%
lesson.quiz()

# %%
lesson.quiz().answer("?", "?", "?", "?")

# %% [markdown]
# **Words:** `cryptokit explain escrow`, `backdoored`, `code`, `k_eff`. **Read on:** Blaze, "Protocol Failure in the
# Escrowed Encryption Standard", 1994; Abelson and others, "Keys Under Doormats", 2015; Checkoway and others, "A
# Systematic Analysis of the Juniper Dual EC Incident", 2016; European Court of Human Rights, Podchasov v. Russia,
# 33696/19, 13 February 2024. **Run:** `cryptokit demo backdoor_failures`, `escrow_leak`, `update_channel`.
