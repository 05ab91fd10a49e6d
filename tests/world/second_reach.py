"""What orders bring, a second time: written from the text of the conventions, order by order.

It shares nothing with the package but the records of the model. Slow on purpose: it lists every
order that a coalition can serve, and repeats until nobody new must obey and nothing new follows.
"""

from itertools import chain, combinations, product

PLACE = {"at_rest": "disk", "share": "part", "ram": "memory"}
FIELDS = {"disk": "holds", "part": "shares", "memory": "ram"}
ON_A_LINE = {"tap": "line", "network": "route"}
KEPT = {"metadata": ["records"], "network": ["route"], "cooperation": ["line", "arrivals"]}


KEPT_APART = ["records", "line", "route", "arrivals"]
"""Views that a machine has only if the world puts something there."""


def coalitions(world):
    places = {e.inc for e in world.entities} | {a.loc for a in world.assets}
    places = places.union(*(e.markets for e in world.entities))
    places |= {p.present for p in world.persons}
    places |= {country for treaty in world.treaties for country in treaty}
    sizes = range(len(places) + 1)
    return list(chain.from_iterable(combinations(sorted(places), size) for size in sizes))


def groups(world):
    """Corporate groups, by merging heaps until no ownership joins two of them."""
    heaps = [{e.id} for e in world.entities]
    for entity in world.entities:
        if entity.parent is not None:
            owner = next(heap for heap in heaps if entity.parent in heap)
            owned = next(heap for heap in heaps if entity.id in heap)
            if owner is not owned:
                heaps.remove(owned)
                owner |= owned
    return heaps


def asked(world, countries):
    """Where orders are served: at home, and on request in each country with a treaty."""
    partners = [set(treaty) for treaty in world.treaties if set(treaty) & set(countries)]
    return set(countries).union(*partners)


def obedient(world, countries, powers, thing=None):
    """Who must obey: every company order and person order, then the groups of those bound.

    An order for one thing (metadata, or help from now on) binds the company that it is served on by
    itself, one for metadata also where it only has a market.
    """
    bound, countries = set(), asked(world, countries)
    if thing in powers:
        bound |= {e.id for e in world.entities if e.inc in countries}
    if thing in powers and thing == "metadata":
        bound |= {e.id for e in world.entities if set(e.markets) & countries}
    for country, power in product(countries, powers):
        if power == "entity":
            bound |= {e.id for e in world.entities if e.inc == country}
        elif power == "person":
            bound |= {p.entity for p in world.persons if p.present == country}
    if "control" not in powers:
        return bound
    return {member for heap in groups(world) if heap & bound for member in heap}


def pieces(world, countries, powers):
    """Every (asset, view) that comes in: in place, from who must obey, by who is inside, or open."""
    served = asked(world, countries)
    got = {(asset.id, "disk") for asset in world.assets if asset.custodian == "public"}
    for asset, power in product(world.assets, powers):
        if asset.loc in served:
            got |= {(asset.id, view) for view in in_place(asset, power)}
    for person in world.persons:
        if "insider" in powers and person.present in countries:
            got |= set(product(person.access, FIELDS))
    got |= handed_over(world, countries, powers)
    empty = set(product(world.assets, KEPT_APART))
    return got - {(asset.id, view) for asset, view in empty if not brings(asset, view)}


def in_place(asset, power):
    """What a power brings of a machine where it stands: off a phone, only the endpoint power."""
    if power in ON_A_LINE:
        return [ON_A_LINE[power]]
    if asset.custodian == "user":
        return list(FIELDS) if power == "endpoint" else []
    return [PLACE[power]] if power in PLACE else []


def handed_over(world, countries, powers):
    """What comes from who must obey, and what they do to others."""
    bound = obedient(world, countries, powers)
    got = {(a.id, view) for a, view in product(world.assets, FIELDS) if a.custodian in bound}
    for power in set(KEPT) & set(powers):
        one_thing = None if power == "network" else power
        keepers = obedient(world, countries, powers, one_thing)
        got |= {(a.id, v) for a, v in product(world.assets, KEPT[power]) if a.custodian in keepers}
    made = done(world)
    return got | {(name, "arrivals") for power, name, by in made if power in powers and by in bound}


def done(world):
    """What a company can be made to do to others: a changed program, a swapped key."""
    made = [("code", "CODE", world.code_signer), ("directory", "DIR", world.directory)]
    return [one for one in made if one[-1] is not None]


def brings(asset, view):
    if view == "records":
        return [fact for fact in asset.holds if fact in {"meta", "accounts"}]
    return getattr(asset, {**FIELDS, "arrivals": "arrives"}.get(view, view))


def learned(world, came):
    """The facts that these pieces are."""
    known = {f for a in world.assets for b, view in came if a.id == b for f in brings(a, view)}
    return known | {name for _, name, _ in done(world) if (name, "arrivals") in came}


def facts(world, countries, powers):
    return learned(world, pieces(world, countries, powers))


def follows(known, rules):
    """Apply every rule again and again, as often as there are rules: no cleverness."""
    known = set(known)
    for _ in rules:
        for rule in rules:
            if sum(fact in known for fact in rule.of) >= rule.k:
                known.add(rule.out)
    return known


def derives(world, countries, powers, goal="past"):
    return goal in follows(facts(world, countries, powers), world.rules)


def minimal(world, powers, goal="past"):
    """All sets of countries that suffice and cannot spare a member, from all subsets."""
    enough = [set(c) for c in coalitions(world) if derives(world, c, powers, goal)]
    return {frozenset(c) for c in enough if not any(other < c for other in enough)}
