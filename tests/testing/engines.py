"""What a student might hand in: an engine written from the conventions, and once with each mistake.

Slow and short: it tries coalitions by size until one of them knows the goal.
"""

from functools import partial
from itertools import combinations

MISTAKES = (
    "control goes down only",
    "control goes up only",
    "control goes one step",
    "control binds by itself",
    "code needs nobody bound",
    "k is taken for n",
    "one pass over the rules",
    "only the first rule for a fact",
    "a phone is opened by disk orders",
    "a phone belongs to whoever signs",
    "the endpoint power opens nothing",
    "one country is above the law",
    "only the first company is ordered",
    "more than two countries quarrel",
    "the ladder replaces",
    "none counts as all",
    "the number is one too small",
    "a factor counts as known",
    "taps read disks",
)
VIEWS = {"at_rest": "holds", "share": "shares", "ram": "ram", "tap": "line", "network": "route"}
INSIDE = ("holds", "shares", "ram")


def student(mistake=""):
    """Give the two functions, with one mistake in them."""
    return {
        "k_eff": partial(k_eff, mistake=mistake),
        "closure": partial(closure, mistake=mistake),
    }


def k_eff(world, goal, powers, *, mistake):
    everybody = world.jurisdictions
    for size in range(len(everybody) + 1):
        for some in combinations(everybody, size):
            if goal in closure(world, some, powers, mistake=mistake):
                return max(0, size - (mistake == "the number is one too small"))
    return len(everybody) if mistake == "none counts as all" else None


def closure(world, countries, powers, *, mistake):
    if mistake == "more than two countries quarrel" and len(countries) > 2:
        countries = countries[:2]
    if mistake == "one country is above the law":
        countries = [one for one in countries if one != "US"]
    if mistake == "the ladder replaces" and "ram" in powers:
        powers = powers - {"at_rest"}
    bound = obedient(world, countries, powers, mistake)
    known = {f for a in world.assets for f in taken(world, a, countries, powers, bound, mistake)}
    for power, maker, fact in (
        ("code", world.code_signer, "CODE"),
        ("directory", world.directory, "DIR"),
    ):
        anybody = mistake == "code needs nobody bound" and maker and countries
        if power in powers and (maker in bound or anybody):
            known.add(fact)
    if mistake == "a factor counts as known":
        known |= {fact for rule in world.rules for fact in rule.of if fact == "factor"}
    return frozenset(follow(known, world.rules, mistake))


def follow(known, rules, mistake):
    if mistake == "only the first rule for a fact":
        rules = {rule.out: rule for rule in reversed(rules)}.values()
    while True:
        before = set(known)
        for rule in rules:
            need = len(rule.of) if mistake == "k is taken for n" else rule.k
            if len(before & set(rule.of)) >= need:
                known.add(rule.out)
        if before == known or mistake == "one pass over the rules":
            return known


def obedient(world, countries, powers, mistake):
    entities = (
        world.entities[:1] if mistake == "only the first company is ordered" else world.entities
    )
    bound = set()
    if "entity" in powers or (mistake == "control binds by itself" and "control" in powers):
        bound |= {one.id for one in entities if one.inc in countries}
    if "person" in powers:
        bound |= {one.entity for one in world.persons if one.present in countries}
    while "control" in powers:
        before = set(bound)
        for one in world.entities:
            if one.parent in before and mistake != "control goes up only":
                bound.add(one.id)
            if one.id in before and one.parent and mistake != "control goes down only":
                bound.add(one.parent)
        if bound == before or mistake == "control goes one step":
            break
    return bound


def asked(world, countries, powers, power, bound, mistake):
    """Who owes this one thing: everybody with a seat there, and for metadata a market."""
    if power not in powers:
        return set()
    owing = {one.id for one in world.entities if one.inc in countries}
    if power == "metadata":
        owing |= {one.id for one in world.entities if set(one.markets) & set(countries)}
    if "control" not in powers:
        return bound | owing
    group = obedient(world, countries, powers, mistake)
    while True:
        before = owing | group
        owing = before | {one.id for one in world.entities if one.parent in before}
        owing |= {one.parent for one in world.entities if one.id in before and one.parent}
        if owing == before:
            return owing


def taken(world, asset, countries, powers, bound, mistake):
    phone, here = asset.custodian == "user", asset.loc in countries
    views = {"holds"} if asset.custodian == "public" else set()
    for power, view in VIEWS.items():
        closed = phone and view in INSIDE and mistake != "a phone is opened by disk orders"
        if here and power in powers and not closed:
            views.add(view)
            if power == "tap" and mistake == "taps read disks" and not phone:
                views.add("holds")
    if phone and here and "endpoint" in powers and mistake != "the endpoint power opens nothing":
        views |= set(INSIDE)
    if phone and mistake == "a phone belongs to whoever signs" and world.code_signer in bound:
        views |= set(INSIDE)
    if asset.custodian in bound:
        views |= {*INSIDE, *(["route"] if "network" in powers else [])}
    if asset.custodian in asked(world, countries, powers, "cooperation", bound, mistake):
        views |= {"line", "arrives"}
    if "insider" in powers and not phone:
        inside = {a for p in world.persons if p.present in countries for a in p.access}
        views |= set(INSIDE) if asset.id in inside else set()
    facts = {fact for view in views for fact in getattr(asset, view)}
    if asset.custodian in asked(world, countries, powers, "metadata", bound, mistake):
        facts |= {"meta", "accounts"} & set(asset.holds)
    return facts
