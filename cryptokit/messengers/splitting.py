"""Turn the facts and rules of a world into real keys and shares: what each fact is, as rows.

It works from the goal downward, as Benaloh and Leichter do. Messages are locked under a data key,
the data key is split among the facts that a rule asks for, and where a rule makes such a fact, its
share is split again. Whoever derives a fact by the rules can compute its rows, and nobody else.

See: Benaloh and Leichter, "Generalized Secret Sharing and Monotone Functions", CRYPTO 1988.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptokit.errors import BadWorld
from cryptokit.evidence import image
from cryptokit.evidence.rows import Key, Part, Row
from cryptokit.keys import DataKey
from cryptokit.knowledge import Fact, Rule
from cryptokit.rng import Rng
from cryptokit.sharing import split
from cryptokit.sharing.share import MOST
from cryptokit.world import CODE, DIRECTORY, PAST, World


@dataclass(frozen=True, slots=True)
class Plan:
    """What each fact of a world is in bytes.

    ``locks`` gives, for each fact that is a store of messages, the key that locks it (None: it is
    stored in the clear). ``rows`` gives, for every other fact, the key or the shares that it is.
    """

    locks: dict[Fact, DataKey | None] = field(default_factory=dict[Fact, DataKey | None])
    rows: dict[Fact, tuple[Row, ...]] = field(default_factory=dict[Fact, tuple[Row, ...]])


def plan(world: World, *, rng: Rng) -> Plan:
    """Draw the keys and split them as the rules of the world say.

    In a rule for ``past`` the first fact is the store of messages and the others are keys: all of
    them are needed. A rule for ``past`` with k = 1 names stores in the clear. Raises BadWorld for
    rules of another shape, and for rules that lead in a circle.
    """
    made = Plan({PAST: None})
    for rule in world.rules:
        if rule.out == PAST and rule.k == 1:
            made.locks.update(dict.fromkeys(rule.of))
    for rule in world.rules:
        if rule.out == PAST and rule.k > 1:
            _lock(made, rule, rng)
    _check_stores(made, world.rules)
    for fact in _downward(world.rules):
        for rule in world.rules:
            if rule.out == fact and fact in made.rows:
                _hand_down(made, rule, rng)
    for fact in sorted(made.rows.keys() & made.locks.keys()):
        raise BadWorld(f"{fact!r} is both a store and a key", where="rules", hint="two facts")
    for fact in sorted(made.rows.keys() & {CODE, DIRECTORY}):
        raise BadWorld(f"{fact!r} is a power and no key", where="rules", hint="another name")
    return made


def _lock(made: Plan, rule: Rule, rng: Rng) -> None:
    """Make the lock of one store and give its key to the facts that the rule asks for."""
    if rule.k != len(rule.of):
        raise BadWorld(
            "stores and keys mixed in a choice", where=f"rule for {PAST}", hint="k = all of them"
        )
    store, *keys = rule.of
    if store in made.locks and made.locks[store] is None:
        return  # another rule lets it lie in the clear, and no key can change that
    data_key = made.locks.get(store) or DataKey.draw(rng)
    made.locks[store] = data_key
    _share_out(made, [Key.of(data_key)], len(keys), keys, rng)


def _check_stores(made: Plan, rules: Sequence[Rule]) -> None:
    for rule in rules:
        if rule.out in made.locks.keys() - {PAST}:
            what = f"{rule.out!r} is a store of messages, and no rule can make one"
            raise BadWorld(what, where=f"rule for {rule.out}", hint="an asset that holds it")


def _hand_down(made: Plan, rule: Rule, rng: Rng) -> None:
    """Give what a derived fact is worth to the facts that it is derived from."""
    if not set(rule.of).isdisjoint(made.locks):
        raise BadWorld("a key made from stored messages", where=f"rule for {rule.out}", hint="keys")
    _share_out(made, made.rows[rule.out], rule.k, rule.of, rng)


def _share_out(made: Plan, rows: Sequence[Row], k: int, to: Sequence[Fact], rng: Rng) -> None:
    """Split some rows k-of-n; for k = 1 everybody gets them whole."""
    if k == 1:
        pieces: list[tuple[Row, ...]] = [tuple(rows)] * len(to)
    elif len(to) > MOST:
        raise BadWorld(f"{len(to)} parts", where="rules", hint=f"at most {MOST} in one rule")
    else:
        shares = split(image.encode(rows), threshold=k, shares=len(to), rng=rng)
        pieces = [(Part(share),) for share in shares]
    for fact, piece in zip(to, pieces, strict=True):
        made.rows[fact] = (*made.rows.get(fact, ()), *piece)


def _downward(rules: Sequence[Rule]) -> list[Fact]:
    """Order the derived facts so that each comes after all that are made from it."""
    order, waiting = list[Fact](), {rule.out for rule in rules} - {PAST}
    while waiting:
        needed = {fact for rule in rules if rule.out in waiting for fact in rule.of}
        top = sorted(waiting - needed)
        if not top:
            raise BadWorld(
                f"they lead in a circle through {min(waiting)!r}", where="rules", hint="cut one"
            )
        order += top
        waiting -= set(top)
    return order
