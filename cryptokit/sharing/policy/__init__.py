"""Sharing under a policy: any formula of parties, AND, OR and "any k of", instead of a number k.

``split`` and ``join`` for numbers and keys; ``recursive`` and ``replicated`` share strings.
"""

from cryptokit.sharing.policy.groups import spanning, weighted
from cryptokit.sharing.policy.shares import PolicyShare, join, split
from cryptokit.sharing.policy.tree import (
    Gate,
    Policy,
    all_of,
    any_of,
    at_least,
    from_json,
    satisfied,
    to_json,
)
from cryptokit.sharing.policy.words import from_words, to_words

__all__ = [
    "Gate",
    "Policy",
    "PolicyShare",
    "all_of",
    "any_of",
    "at_least",
    "from_json",
    "from_words",
    "join",
    "satisfied",
    "spanning",
    "split",
    "to_json",
    "to_words",
    "weighted",
]
