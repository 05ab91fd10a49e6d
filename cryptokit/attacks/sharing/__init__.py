"""Mistakes that sharing schemes were made with, each in a file that breaks it and its repair.

Not here: attacks that work on every scheme, however well it is made.
"""

from typing import Final

from cryptokit.attacks.attack import Attack, load

GALLERY: Final = (
    "share_at_zero",
    "share_at_order",
    "repeated_share",
    "nonzero_coefficient",
    "distinct_coefficients",
    "one_polynomial_reused",
    "predictable_coefficients",
    "biased_reduction",
    "rejection_off_by_one",
    "integers_instead_of_field",
    "missing_final_reduction",
    "composite_modulus",
    "no_integrity",
    "threshold_not_told",
    "timing_of_tables",
    "partial_leak",
    "wrong_field",
    "format_drift",
    "dkg_bias",
    "rogue_key",
    "related_query",
)
"""The names of the attacks: from what a dealer does wrong to what goes wrong among many."""


def named(name: str) -> Attack[object]:
    """Load an attack by its name. Raises Unknown.

    >>> named("share_at_zero").budget
    1

    See: the source of each attack, in its record.
    """
    return load(__name__, GALLERY, name)


def gallery() -> tuple[Attack[object], ...]:
    """Load all attacks, in the order of ``GALLERY``.

    >>> [attack.name for attack in gallery()][:3]
    ['share_at_zero', 'share_at_order', 'repeated_share']

    See: the source of each attack, in its record.
    """
    return tuple(map(named, GALLERY))
