"""Treaty collapse: who need not go to court abroad, because a partner does it on request.

A request goes one step: what a partner got from its own partners is not passed on. Whom a country
can ask, by the data that comes along, is in ``requests``; delay and refusal are in ``odds``.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from cryptokit.errors import Unknown
from cryptokit.world.model import Jurisdiction
from cryptokit.world.tree import Tree

Treaties = Mapping[Jurisdiction, Collection[Jurisdiction]]
"""Who can ask whom for what an order there would bring: ``{"US": ["NL"]}`` says nothing of NL."""


def collapse(tree: Tree, treaties: Treaties) -> Tree:
    """Let each country bring what its partners bring: ``k_eff`` then counts those who request.

    A country that asks need not occur in the world. Raises Unknown for a partner that does not.

    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.coalitions import size_of_smallest
    >>> from cryptokit.world.tree import tree_of
    >>> split = tree_of([Rule("past", 2, ("ct", "key"))], "past",
    ...     {"NL": frozenset({"ct"}), "SG": frozenset({"key"})})
    >>> size_of_smallest(split), size_of_smallest(collapse(split, {"US": ["NL", "SG"]}))
    (2, 1)

    See: Council of Europe, Convention on Cybercrime (ETS 185), articles 25 and 31, 2001.
    """
    alone = dict(tree.brings)
    for partner in sorted({one for partners in treaties.values() for one in partners}):
        if partner not in alone:
            raise Unknown("country", partner, known=alone)
    together = {
        one: alone.get(one, frozenset()).union(*(alone[other] for other in treaties.get(one, ())))
        for one in {*alone, *treaties}
    }
    return replace(tree, brings=tuple(sorted(together.items())))
