"""Fault tree analysis of a world: cut sets, odds, what each order is worth, and time to read.

Takes a ``Tree`` from ``world.tree``. The extra ``analysis`` makes it exact and fast; without it
odds and time come from samples. The hero number ``k_eff`` is in ``world`` and needs neither.
"""

from cryptokit.world.odds.chances import USUAL, Effort, chance, importance
from cryptokit.world.odds.cuts import (
    Family,
    how_many,
    minimal_cut_sets,
    minimal_path_sets,
    smallest_first,
)
from cryptokit.world.odds.delay import TimeToRead, sample_times, time_to_read
from cryptokit.world.odds.diagram import NODE_LIMIT, Diagram, diagram
from cryptokit.world.odds.estimate import Chances, Estimate, Method
from cryptokit.world.odds.programme import smallest_by_programme
from cryptokit.world.odds.sampling import SAMPLES
from cryptokit.world.odds.waits import Wait, Waits, pressed

__all__ = [
    "NODE_LIMIT",
    "SAMPLES",
    "USUAL",
    "Chances",
    "Diagram",
    "Effort",
    "Estimate",
    "Family",
    "Method",
    "TimeToRead",
    "Wait",
    "Waits",
    "chance",
    "diagram",
    "how_many",
    "importance",
    "minimal_cut_sets",
    "minimal_path_sets",
    "pressed",
    "sample_times",
    "smallest_by_programme",
    "smallest_first",
    "time_to_read",
]
