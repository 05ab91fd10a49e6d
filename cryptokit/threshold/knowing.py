"""Who could derive the key, or a text under it, as rules over what parties learned.

The facts are those that ``accounts`` writes into transcripts. ``cryptokit.knowledge`` draws the
conclusions; nothing is computed here.
"""

from collections.abc import Iterable
from typing import Final

from cryptokit.knowledge import Fact, Rule
from cryptokit.sharing.policy.coalitions import minimal_authorised
from cryptokit.threshold.public import Holders, PublicKeys
from cryptokit.threshold.under_policy import PolicyKeys

KEY: Final = "the private key"
BOX: Final = "the box"
TEXT: Final = "the text"


def polynomial_of(party: int) -> Fact:
    """Name what a party drew."""
    return f"polynomial of {party}"


def dealt(sender: int, receiver: int) -> Fact:
    """Name what one party gives another in private."""
    return f"share from {sender} for {receiver}"


def key_share(holder: str) -> Fact:
    """Name what a holder keeps."""
    return f"key share of {holder}"


def piece_of(holder: str) -> Fact:
    """Name what a holder answers about a box."""
    return f"partial decryption of {holder}"


def generation_rules(public: PublicKeys, qualified: Iterable[int]) -> tuple[Rule, ...]:
    """Give what follows from what in a key generation, with these parties qualified."""
    q, k, xs = tuple(qualified), public.threshold, public.xs
    return (
        *(Rule(dealt(i, j), 1, (polynomial_of(i),)) for i in q for j in xs),
        *(Rule(polynomial_of(i), k, tuple(dealt(i, j) for j in xs)) for i in q),
        *(Rule(key_share(str(j)), len(q), tuple(dealt(i, j) for i in q)) for j in xs),
        *use_rules(public),
    )


def use_rules(public: Holders) -> tuple[Rule, ...]:
    """Give what follows from key shares and from answers about one box.

    >>> from cryptokit.keys import SecretScalar
    >>> from cryptokit.knowledge import derive
    >>> from cryptokit.rng import lesson
    >>> from cryptokit.sharing import feldman
    >>> from cryptokit.threshold.public import from_dealing
    >>> dealing = feldman.deal(SecretScalar.of(42), threshold=2, shares=3, rng=lesson("rules"))
    >>> rules = use_rules(from_dealing(dealing))
    >>> mixed = derive([key_share("1"), piece_of("2"), BOX], rules)
    >>> TEXT in mixed, KEY in mixed
    (True, False)
    """
    sets = _enough(public)
    holders = dict.fromkeys(holder for _, together in sets for holder in together)
    return (
        *(Rule(KEY, k, tuple(map(key_share, together))) for k, together in sets),
        *(Rule(piece_of(holder), 2, (key_share(holder), BOX)) for holder in holders),
        Rule(TEXT, 2, (KEY, BOX)),
        *(Rule(_pieces(i), k, tuple(map(piece_of, t))) for i, (k, t) in enumerate(sets)),
        *(Rule(TEXT, 2, (_pieces(i), BOX)) for i in range(len(sets))),
    )


def _pieces(number: int) -> Fact:
    return f"enough partial decryptions ({number})"


def _enough(public: Holders) -> list[tuple[int, tuple[str, ...]]]:
    """Give lists of holders, and how many of each list suffice."""
    if isinstance(public, PolicyKeys):
        sets = minimal_authorised(public.commitments.programme.policy)
        return [(len(together), together) for together in sets]
    if isinstance(public, PublicKeys):
        return [(public.threshold, tuple(map(str, public.xs)))]
    raise TypeError(f"no rules are known for {type(public).__name__}")
