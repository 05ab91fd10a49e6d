"""Many campaigns at once, as arrays: which of them reach the goal, and when.

A campaign serves one order in every country. Who obeys, and after how long, is drawn next door.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cryptokit.world.tree import Tree

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Flags = NDArray[np.bool_]
    Days = NDArray[np.float64]


def reached(tree: Tree, obeyed: "Flags") -> "Flags":
    """Tell for each campaign whether it reaches the goal.

    ``obeyed`` has a row for each country of the tree, and a column for each campaign.

    >>> import numpy as np
    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> halves = {"NL": frozenset({"ct"}), "SG": frozenset({"key"})}
    >>> both = tree_of([Rule("past", 2, ("ct", "key"))], "past", halves)
    >>> reached(both, np.array([[True, True, False], [True, False, True]]))
    array([ True, False, False])
    """
    import numpy as np  # noqa: PLC0415  # who only counts cut sets need not wait for it

    def enough(inputs: "Sequence[Flags]", k: int) -> "Flags":
        have = inputs[0].astype(np.uint16)
        for one in inputs[1:]:
            have += one
        return have >= k

    shape = obeyed.shape[1:]
    found: Flags = _follow(
        tree,
        obeyed,
        at_once=np.ones(shape, bool),
        never=np.zeros(shape, bool),
        either=np.logical_or,
        enough=enough,
    )
    return found


def days_until(tree: Tree, came: "Days") -> "Days":
    """Give for each campaign the day on which it reaches the goal; infinity if it never does.

    ``came`` has a row for each country: when what it brings has come. A gate opens when the k-th
    of its inputs is there: that is the minimum over all cut sets of the longest wait in each,
    without listing them.

    >>> import numpy as np
    >>> from cryptokit.knowledge import Rule
    >>> from cryptokit.world.tree import tree_of
    >>> halves = {"NL": frozenset({"ct"}), "SG": frozenset({"key"})}
    >>> both = tree_of([Rule("past", 2, ("ct", "key"))], "past", halves)
    >>> days_until(both, np.array([[14.0, 14.0], [365.0, np.inf]]))
    array([365.,  inf])
    """
    import numpy as np  # noqa: PLC0415  # who only counts cut sets need not wait for it

    def enough(inputs: "Sequence[Days]", k: int) -> "Days":
        kth: Days = np.partition(np.array(inputs), k - 1, axis=0)[k - 1]
        return kth

    shape = came.shape[1:]
    found: Days = _follow(
        tree,
        came,
        at_once=np.zeros(shape),
        never=np.full(shape, np.inf),
        either=np.minimum,
        enough=enough,
    )
    return found


def _follow(
    tree: Tree,
    rows: Any,
    *,
    at_once: Any,
    never: Any,
    either: Callable[[Any, Any], Any],
    enough: Callable[[Any, int], Any],
) -> Any:
    """Apply the rules to all campaigns; in a circle, until nothing changes."""
    known = dict.fromkeys(tree.free, at_once)
    for (_, facts), row in zip(tree.brings, rows, strict=True):
        for fact in facts:
            known[fact] = either(known.get(fact, never), row)
    changed = True
    while changed:
        changed = False
        for rule in tree.rules:
            inputs = [known[fact] for fact in rule.of if fact in known]
            if len(inputs) >= rule.k:
                before = known.get(rule.out, never)
                after = either(before, enough(inputs, rule.k))
                changed |= tree.circular and (
                    rule.out not in known or bool((before != after).any())
                )
                known[rule.out] = after
    return known.get(tree.goal, never)
