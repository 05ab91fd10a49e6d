"""Messages of textbooks, by who holds which key: in the clear, under a shared key, signed, shared.

One side writes and the other reads. What real messengers do is in ``sealed_runs``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cryptokit.exposure.runs import LINE
from cryptokit.knowledge import Rule
from cryptokit.lab.sealed import Held, Sealed, Trip, made, moments, text
from cryptokit.sharing.plan import require_plan

RELAY: Final = "the relay"
WIRETAP: Final = "the wiretap"
DEALER: Final = "the dealer"
_STEPS: Final = 2
"""A message takes two: it is sent, and it is read."""
_POLYNOMIAL: Final = "the polynomial"
_MOST: Final = 255
"""Shares of one set, as in ``sharing.shamir``."""
_PRIVATE: Final = "the signing key"


@dataclass(frozen=True, slots=True)
class Talk:
    """Who writes how many messages to whom, and after how many a shared key is changed.

    At a change the old key is deleted on both sides; None: never.
    """

    by: str = "Ann"
    to: str = "Ben"
    messages: int = 1
    deleted_after: int | None = None

    def __post_init__(self) -> None:
        if self.messages < 1 or (self.deleted_after is not None and self.deleted_after < 1):
            raise ValueError("there are messages from 1 up, and a key serves 1 or more")
        if self.by == self.to or {self.by, self.to} & {RELAY, WIRETAP}:
            raise ValueError(f"two people with names of their own: {self.by!r}, {self.to!r}")

    @property
    def trips(self) -> tuple[Trip, ...]:
        """The messages, each read before the next is sent."""
        steps = range(0, _STEPS * self.messages, _STEPS)
        return tuple(Trip(self.by, self.to, step, step + 1) for step in steps)

    def key(self, number: int) -> str:
        """Name the shared key that a message is under."""
        return f"key {number // (self.deleted_after or self.messages)}"

    def keys(self) -> Iterator[Held]:
        """Say when both sides hold which shared key."""
        each = self.deleted_after or self.messages
        for first in range(0, self.messages, each):
            until = None if self.deleted_after is None else _STEPS * (first + each)
            for party in (self.by, self.to):
                yield Held(party, self.key(first), _STEPS * first, until)


_ONE: Final = Talk()


def plaintext(talk: Talk = _ONE, number: int = 0) -> Sealed:
    """Describe a message in the clear.

    >>> from cryptokit.lab.sealed import readers
    >>> [sorted(some) for some in readers(plaintext())]
    [['Ann'], ['Ben'], ['the relay'], ['the wiretap']]
    """
    return _told("in the clear", talk, number, (), (*_in_the_clear(talk), *_anybody(talk)))


def counter_mode(talk: Talk = _ONE, number: int = 0) -> Sealed:
    """Describe a message in counter mode without a MAC: whatever arrives decrypts to something.

    See: NIST SP 800-38A, section 6.5.
    """
    rules = (*_reading(talk), *_anybody(talk))
    return _told("counter mode, no MAC", talk, number, talk.keys(), rules)


def mac(talk: Talk = _ONE, number: int = 0) -> Sealed:
    """Describe a message in the clear with a MAC under a shared key.

    >>> from cryptokit.lab.sealed import makers
    >>> [sorted(some) for some in makers(mac())]
    [['Ann'], ['Ben']]

    See: RFC 2104.
    """
    rules = (*_in_the_clear(talk), *_making(talk))
    return _told("in the clear, with a MAC", talk, number, talk.keys(), rules)


def aead(talk: Talk = _ONE, number: int = 0) -> Sealed:
    """Describe a message locked and authenticated under a shared key.

    See: RFC 5116.
    """
    rules = (*_reading(talk), *_making(talk))
    return _told("authenticated encryption", talk, number, talk.keys(), rules)


def signed(talk: Talk = _ONE, number: int = 0) -> Sealed:
    """Describe a message in the clear with a signature, whose private key is never deleted.

    See: RFC 8032.
    """
    signing = (Rule(made(n), 1, (_PRIVATE,)) for n in range(talk.messages))
    rules = (*_in_the_clear(talk), *signing)
    return _told("in the clear, signed", talk, number, (Held(talk.by, _PRIVATE),), rules)


def share(holders: Sequence[str], threshold: int) -> Sealed:
    """Describe the first holder's share of a split key; nothing tells a true share from another.

    The message is the key that the shares join to, and the dealer forgets it after dealing.

    >>> from cryptokit.lab.sealed import readers
    >>> [sorted(some) for some in readers(share(["Dan", "Eve"], 2))]
    [['the dealer'], ['Dan', 'Eve']]

    Raises ValueError for a threshold that the holders cannot meet.

    See: Shamir, "How to Share a Secret", 1979.
    """
    _require_plan(holders, threshold)
    anything = (Rule(made(0), 1, (LINE,)),)
    return _dealt(
        f"a share dealt in private, {threshold} of {len(holders)}", holders, threshold, anything
    )


def checked_share(holders: Sequence[str], threshold: int) -> Sealed:
    """Describe the first holder's share where the dealer published commitments: one value passes.

    See: Feldman, "A Practical Scheme for Non-interactive Verifiable Secret Sharing", FOCS 1987.
    """
    _require_plan(holders, threshold)
    making = (
        Rule(made(0), 1, (_POLYNOMIAL, _share_of(holders[0]))),
        Rule(made(0), threshold, tuple(map(_share_of, holders))),
    )
    title = f"a share dealt in private with commitments, {threshold} of {len(holders)}"
    return _dealt(title, holders, threshold, making)


def _told(
    title: str, talk: Talk, number: int, held: Iterable[Held], rules: Iterable[Rule]
) -> Sealed:
    parties = (talk.by, talk.to, RELAY, WIRETAP)
    at = moments(held, parties, _STEPS * talk.messages)
    return Sealed(title, number, talk.trips, at, tuple(rules))


def _reading(talk: Talk) -> Iterator[Rule]:
    yield from (Rule(text(n), 1, (talk.key(n),)) for n in range(talk.messages))


def _in_the_clear(talk: Talk) -> Iterator[Rule]:
    yield from (Rule(text(n), 1, (LINE,)) for n in range(talk.messages))


def _making(talk: Talk) -> Iterator[Rule]:
    yield from (Rule(made(n), 1, (talk.key(n),)) for n in range(talk.messages))


def _anybody(talk: Talk) -> Iterator[Rule]:
    yield from (Rule(made(n), 1, (LINE,)) for n in range(talk.messages))


def _share_of(holder: str) -> str:
    return f"share of {holder}"


def _dealt(title: str, holders: Sequence[str], threshold: int, making: Iterable[Rule]) -> Sealed:
    joining = (
        Rule(text(0), 1, (_POLYNOMIAL,)),
        Rule(text(0), threshold, tuple(map(_share_of, holders))),
    )
    held = (
        Held(DEALER, _POLYNOMIAL, until=1),
        *(Held(holder, _share_of(holder), since=1) for holder in holders),
    )
    at = moments(held, (DEALER, *holders, WIRETAP), 1)
    return Sealed(
        title, 0, (Trip(DEALER, holders[0], 0, 0),), at, (*joining, *making), ("the key",)
    )


def _require_plan(holders: Sequence[str], threshold: int) -> None:
    if len({*holders, DEALER, WIRETAP}) < len((*holders, DEALER, WIRETAP)):
        raise ValueError("each holder has a name of its own")
    require_plan(threshold, len(holders), most=_MOST)
