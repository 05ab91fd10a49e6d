# %% [markdown]
# A court in the United States wants the mail of one user. The company is American, and the mail lies on a server in Dublin,
# kept by a subsidiary. "Then ask Ireland", says the company. That is the case *Microsoft Ireland*: it began in
# December 2013, and it went up to the Supreme Court. <!-- source: CLOUD Act, signed 23 March 2018 (Sullivan and Cromwell memo, 19 April 2018) --> On a map it looks simple: the server is there, and the court is here.
# **Does a server abroad put a mailbox out of reach?**

# %%
import cryptokit as ck
from cryptokit.lab import figures
from cryptokit.lab.course import belief, open_lesson, predict
from cryptokit.world import Level, Order, Power, facts, k_eff, load, nexus, smallest_sets

lesson = open_lesson("06")
lesson

# %% [markdown]
# ## A mailbox in Dublin (4 min)
#
# A *world* says who owns what where. `inc` is the country of a company's seat (where it is incorporated), `loc` is where a
# machine stands, and its `custodian` is who keeps it.

# %%
companies = {"head": {"inc": "US"}, "branch": {"inc": "IE", "parent": "head"}}
mailbox = {"id": "mailbox", "loc": "IE", "custodian": "branch", "holds": ["past"]}
mail = load({"name": "mail in Dublin", "entities": companies, "assets": [mailbox]})
figures.custody(mail)

# %% [markdown]
# The map shows machines. Who sits where is another map:

# %%
from cryptokit.lab.course.scenes.ties import all_in, six_ties, way, who_sits_where

who_sits_where(mail)

# %%
guess = predict("06.disk", "Which court can take the disk (L1)?", ["IE", "US", "both"], mine=None)
guess

# %%
((by_place,),) = smallest_sets(mail, "past", Level.AT_REST.powers)
guess.against(by_place, "The disk stands in Ireland. No American officer can fetch it there.")

# %% [markdown]
# So far the map is right. This is how the appeals court saw it in 2016, too: the warrant did not reach mail that lay abroad.
#
# ## Now the court at the seat (5 min)
#
# A second way leads not to the machine but to the company. On rung **L5** a court reaches through a company at home to its
# parents, subsidiaries and sister companies everywhere, and says: you can fetch it, so fetch it. <!-- claim: tests/court/test_timeline.py::test_one_order_on_the_group_brings_all_machines_and_no_phone -->

# %%
guess = predict("06.group", "Whose order is enough on L5?", ["IE", "US", "either"], mine=None)
guess

# %%
enough = {country for (country,) in smallest_sets(mail, "past", Level.CONTROL.powers)}
found = "either" if len(enough) == 2 else min(enough)
guess.against(found, "One country has the thing, the other has its owner.")

# %%
from cryptokit.lab.widgets import order_board

order_board(mail, countries=["US"], level="L5")

# %%
belief("abroad").refute(
    by_place == "IE" and "US" in enough,
    f"at L1 only {by_place} gets at the mailbox; at L5 one order in {' or '.join(sorted(enough))} does.",
)

# %% [markdown]
# L5 is not a law of nature: some statute must give it. In the United States the CLOUD Act of 23 March 2018 did. <!-- source: CLOUD Act, 18 U.S.C. 2713, 23 March 2018 --> What a
# provider possesses or controls counts, wherever it lies. The Supreme Court had nothing left to decide, and dropped the case
# on 17 April.

# %% [markdown] tags=["teacher"]
# Ask before the run: "What exactly would the American court *do*? Send police to Dublin?" The answer, that it orders somebody
# who sits in the same town, is the whole lesson. Be fair: a company that resists up to the Supreme Court did not hand over
# gladly, and the law was open for four years.

# %% [markdown]
# ## Six ties (8 min)
#
# An order binds nobody without a tie between the country and the one whom it binds. <!-- claim: tests/world/test_nexus.py::test_every_order_of_the_reach_has_one_tie_that_fits_its_target --> Lawyers call it a *nexus*. Three of the
# six you have just seen:

# %%
disk, branch = Order("IE", Power.AT_REST, "mailbox"), Order("IE", Power.ENTITY, "branch")
for order in (disk, branch, Order("US", Power.CONTROL, "head")):
    print(f"{order.by} orders {order.target}: bound by {nexus(mail, order).words}")

# %% [markdown]
# Three more, each with a case:
#
# - **a person** who is there: Brazil jailed a manager for a day (March 2016), France held a founder at an airport (24 August
#   2024); <!-- source: CIO, Vice and TeleSintese, March 2016; press reports of August 2024 -->
# - **a market** where the service is offered: a court in Delhi wanted names of channel administrators; "our servers are in
#   Singapore" did not help (August to November 2022); <!-- source: Delhi High Court, Neetu Singh v. Telegram FZ LLC, 30 August 2022 and 24 November 2022 -->
# - **an intermediary**, whose role is to stand between the others. By a report of Bellingcat (30 April 2016), the carrier of two
#   activists switched off their text messages in the night of 29 April, and somebody else signed in with their codes. <!-- source: Bellingcat, 30 April 2016 -->
#
# Here is a world with a country for each tie. India is where the company has users, and nothing else.

# %%
ties = six_ties()
who_sits_where(ties)

# %%
figures.custody(ties)

# %%
offered = ["everything", "who wrote to whom", "nothing"]
guess = predict("06.market", "What can India order there?", offered, mine=None)
guess

# %%
got = facts(ties, ["IN"], Level.PERSON.powers | {Power.METADATA})
brought = {frozenset(): "nothing", frozenset({"meta"}): "who wrote to whom"}
guess.against(brought.get(got, "everything"), "A market is a weak tie, but it is one.")

# %% [markdown]
# **Exercise 1 (modify).** The ties of your class are in other countries. The given order binds by a place. Change it three
# times: so that it binds by a person, by a market, and by an intermediary. The powers for these are `Power.PERSON`,
# `Power.METADATA` and `Power.COOPERATION`.

# %%
given = lesson.exercise("06.1").given
print(given["order"])
who_sits_where(given["world"])

# %% exercise="06.1"
world = lesson.exercise("06.1").given["world"]
### BEGIN SOLUTION
(person,), (_, branch, telco) = world.persons, world.entities
my_three = [
    Order(person.present, Power.PERSON, "engineer"),
    Order(branch.markets[0], Power.METADATA, "branch"),
    Order(telco.inc, Power.COOPERATION, "telco"),
]
### END SOLUTION

# %% check="06.1"
lesson.exercise("06.1").check(my_three)

# %% [markdown]
# ## Two servers, one company (7 min)
#
# Now a chat. The locked text is in the Netherlands, the whole key in Singapore. One company keeps both machines.

# %%
from cryptokit.messengers import named

apart = named("cloud_chat_key_apart").world
print({one.id: one.loc for one in apart.assets if one.custodian == "op"})
asks = "Courts may also order a company at its seat (L4). How many countries does it take?"
guess = predict("06.two", asks, [1, 2], mine=None)
guess

# %%
three, four = Level.MEMORY.powers, Level.ENTITY.powers
print(smallest_sets(apart, "past", three), smallest_sets(apart, "past", four))
guess.against(k_eff(apart, "past", four), "Disks and memory took two. One company has one seat.")

# %% [markdown]
# And look which country it is. `VG` are the British Virgin Islands. No machine stands there, and no key: only the company
# is registered there.

# %%
((seat,),) = smallest_sets(apart, "past", four)
belief("two servers").refute(
    k_eff(apart, "past", three) == 2 and seat not in {one.loc for one in apart.assets},
    f"two countries at L3, one at L4: {seat}, where none of the machines stands.",
)

# %% [markdown]
# **Exercise 2 (make).** Subsidiaries have subsidiaries. Name all countries from which an order reaches what `keeper` keeps,
# through the whole group. `companies` has for each company its seat and its owner, such as
# `{"head": ("US", None), "branch": ("IE", "head")}`.


# %% exercise="06.2"
def seats_over(keeper, companies):
    """Give the set of countries in which some company of the keeper's group has its seat."""

    ### BEGIN SOLUTION
    def top(name):
        owner = companies[name][1]
        return name if owner is None else top(owner)

    return {seat for name, (seat, _) in companies.items() if top(name) == top(keeper)}
    ### END SOLUTION


# %% check="06.2"
lesson.exercise("06.2").check(seats_over)

# %% [markdown]
# ## A country without a treaty (4 min)
#
# Whoever has no tie must ask. Suppose all is in one country, company and machine, and in our data that country has no treaty
# with the one that asks. What then?

# %%
offered = ["never", "perhaps, as a favour", "always"]
guess = predict("06.haven", "Is it ever handed over?", offered, mine=None)
guess

# %%
from datetime import date

from cryptokit.world.cooperation import Route, channel

today = date(2026, 9, 1)
asked = channel("US", "SG", on=today)
print(asked.route.words, asked.wait)
odds = way("US asks SG", all_in("SG"), Level.ENTITY, asker="US", on=today).time.ever.value
found = offered[1] if 0 < odds < 1 else "always" if odds else "never"
guess.against(found, "The name for it is comity.")

# %% [markdown]
# The odds of one in two are invented; <!-- claim: tests/demos/test_treaty_collapse.py::test_it_says_that_refusals_are_invented_and_what_the_data_is_not --> that there is such a channel is not. Here is the case from which the shortest wait of
# the data comes:

# %%
from cryptokit.world.precedents import precedents

case = next(one for one in precedents() if one.id == "silk-road-server")
print(case.dates, "|", case.told, "|", *case.sources)
belief("haven").refute(
    asked.route is Route.COMITY and odds > 0 and case.standing == "checked",
    f"odds of {odds:.2f} without any treaty, from day {asked.wait.least} on; and it has happened.",
)

# %% [markdown] tags=["teacher"]
# Both countries had joined the Convention on Cybercrime, though, so our data says "treaty" for the two today: no *bilateral*
# treaty is not the same as no treaty. ANOM is a second case (`cryptokit explain P1`): a court in Lithuania had a server copied
# by its own law, and the copies went to the United States.

# %% [markdown]
# ## How long it takes (4 min)
#
# And with a treaty? The Council of Europe counted 6 to 24 months in 2014; the European Commission says ten months on average. <!-- source: Council of Europe, T-CY(2013)17rev, 3 December 2014; European Commission, April 2018 -->

# %%
asks = "US asks NL by treaty. Of the answers that ever come, half have come within ..."
offered = ["a week", "a month", "half a year", "a year", "more than a year"]
guess = predict("06.days", asks, offered, mine=None)
guess

# %%
cold = named("cloud_chat_cold").world
ways = [
    way("US asks NL by treaty", all_in("NL"), Level.ENTITY, asker="US", on=today),
    way("DE asks NL, EU order", all_in("NL"), Level.ENTITY, asker="DE", on=today),
    way("split key: US asks three", cold, Level.ENTITY, asker="US", on=today),
    way("split key: US orders a group", cold, Level.CONTROL, asker="US", on=today),
]
figures.delays(ways)

# %%
half = [one.time.quantile(one.time.ever.value / 2) for one in ways]
print("half of those that come, by day:", half)
found = offered[sum(half[0] > limit for limit in (7, 31, 183, 365))]
guess.against(found, "The data says 180 to 730 days, and most often some 300.")

# %%
belief("instant").refute(
    ways[0].time.by(179).value == 0 and half[0] > 180,
    f"no answer before day 180, and half of those that come by day {half[0]}.",
)

# %% [markdown]
# To be fair to treaties: between most countries of the EU an order must be answered in ten days since 18 August 2026, and in
# eight hours in emergencies. <!-- source: Regulation (EU) 2023/1543, applies from 18 August 2026 --> That is the second curve. The last two are the same split key. If three countries must be asked,
# somebody refuses in seven cases of ten, and the rest wait for the slowest. <!-- claim: tests/world/test_requests.py::test_the_worked_example_from_the_united_states --> If one group owns all, it takes weeks. Without
# separate owners a split buys delay and publicity, not secrecy. <!-- claim: tests/demos/test_treaty_collapse.py::test_four_order_two_ask_and_one_asks_until_the_group_is_compelled -->
#
# ## Your order (3 min)
#
# **Exercise 3 (court order).** Two groups that have nothing to do with each other: one keeps the locked text, one the key. Courts
# may reach whole groups (L5). What is the smallest set of countries?

# %%
given = lesson.exercise("06.3").given
who_sits_where(given["world"])

# %%
figures.custody(given["world"])

# %% exercise="06.3"
### BEGIN SOLUTION
my_orders = set(smallest_sets(given["world"], "past", given["level"].powers)[0])
### END SOLUTION

# %% check="06.3"
lesson.exercise("06.3").check(my_orders)

# %% [markdown] tags=["teacher"]
# In two classes of three one country is enough, though the groups are strangers: they share a seat, or a disk of one stands at a
# seat of the other. "These 2 countries open it, but fewer can do it" is the message to wait for. Then `order_board(given["world"],
# level="L5")` shows every step. The director abroad is a decoy: people count from L6 on.

# %% [markdown]
# ## What to keep
#
# - A country needs one tie, and there are six kinds. <!-- claim: tests/world/test_nexus.py::test_each_of_the_six_occurs --> Where the machine stands is only one of them.
# - One owner is one jurisdiction, in however many countries the servers are. <!-- claim: tests/world/test_invariants.py::test_putting_two_owners_under_one_parent_never_raises_k_eff; tests/demos/test_demos.py::test_each_merger_takes_one_country_off_and_four_companies_become_one -->
# - Without a treaty it may come as a favour. With one it takes months. Among most of the EU, days.
# - Ask of every map: who owns it, and where do they sit?
#
# **Simplified on purpose:** law is flattened until a program can run it: this is not legal advice. All chances of a refusal are
# invented, and most days. A real court weighs a tie; here it is there or not. Who has a treaty with whom is simplified, too.
# Our L5 goes up to a parent and across to sisters; what the CLOUD Act asks is "possession, custody, or control", and courts may
# differ.

# %%
lesson.quiz()

# %%
lesson.quiz().answer("?", "?", "?", "?")

# %% [markdown]
# **Words:** `cryptokit explain nexus`, `treaty`, `intermediary`, `time to read`, `precedents`, and `NL` or any other country.
# **Read on:** CLOUD Act, 18 U.S.C. 2713, 2018; Convention on Cybercrime (ETS 185), articles 18, 25 and 31, 2001; Regulation (EU)
# 2023/1543, 2023; Svantesson, "Solving the Internet Jurisdiction Puzzle", 2017. Or play: `cryptokit demo treaty_collapse`.
