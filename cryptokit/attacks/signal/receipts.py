"""Messages do not say who sent them, but the receipt does: it comes back at once, and again.

With sealed sender the server sees to whom each message goes, and when, and not from whom. The phone
that gets one sends a receipt by itself, within a second. So among those to whom something goes
just after each message to the victim is always one person. Others are there by chance: those with
much mail often, which the server takes off, as it knows how much everybody gets. Not here: groups,
and people who answer at once, which does as a receipt does.

Martiny, Kaptchuk, Aviv, Roche and Wustrow published this in 2021: about five messages are enough.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from struct import iter_unpack
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.rng import Rng, draw

USERS: Final = 1_000
RATE: Final = 10
"""Messages of all users together, in a second."""
SPACING: Final = 60
"""Seconds between two messages of the partner to the victim, about."""
WINDOW: Final = 1.0
"""Seconds after a message in which the server looks for its receipt."""
AT_ONCE: Final = 0.8
LATER: Final = 300.0
"""The longest that receipts take, in seconds: by themselves, and if they are held back."""
_BITS: Final = 1 << 32

Receipt = Callable[[float, Rng], float | None]
"""When a receipt goes out for a message of that second; None for never."""


@dataclass(frozen=True, slots=True, order=True)
class Delivery:
    """All that the server sees of a message or a receipt: the second, and to whom it goes."""

    at: float
    to: int


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the server saw, by time; and what it wants to know, which is only for the referee."""

    deliveries: tuple[Delivery, ...]
    victim: int
    partner: int


def at_once(sent: float, rng: Rng) -> float | None:
    """Send a receipt as soon as the message is on the phone."""
    return sent + AT_ONCE * _share(rng)  # the flaw: who gets it wrote the message a moment ago


def held_back(sent: float, rng: Rng) -> float | None:
    """Send a receipt at some time within five minutes."""
    return sent + LATER * _share(rng)


def never(_sent: float, _rng: Rng) -> float | None:
    """Send none."""
    return None


def traffic(receipt: Receipt, messages: int, rng: Rng, *, users: int = USERS) -> Traffic:
    """Let everybody write for as long as the partner writes so many messages to the victim.

    Some people get much mail and most get little: a share x of all people gets sqrt(x) of it.
    """
    end, people = messages * SPACING, iter(_different(users, rng))
    victim, partner = next(people), next(people)
    sent = [(SPACING * (i + _share(rng)), partner, victim) for i in range(messages)]
    for at, writer, reader in _shares(RATE * end, rng):
        sent.append((end * at, int(users * writer), int(users * reader**2)))
    seen = [Delivery(at, to) for at, _, to in sent]
    answered = ((receipt(at, rng), writer) for at, writer, _ in sent)
    seen += [Delivery(at, writer) for at, writer in answered if at is not None]
    return Traffic(tuple(sorted(seen)), victim, partner)


def scores(seen: Sequence[Delivery], victim: int, *, window: float = WINDOW) -> dict[int, float]:
    """Count how often each is written to just after the victim, less what chance would give.

    The count is in standard deviations of a Poisson variable, and at least one message is expected
    of everybody, so that those who seldom get anything don't win by one.
    """
    times = [one.at for one in seen]
    found, total = Counter[int](), Counter(one.to for one in seen)
    windows = 0
    for place, one in enumerate(seen):
        if one.to == victim:
            windows += 1
            end = bisect_left(times, one.at + window)
            found.update({other.to for other in seen[place + 1 : end]} - {victim})
    share = windows * window / max(times[-1] - times[0], window)
    return {who: _excess(count, total[who] * share) for who, count in found.items()}


def _excess(count: int, expected: float) -> float:
    return (count - expected) / sqrt(max(expected, 1))


def rank(seen: Sequence[Delivery], victim: int, partner: int, *, window: float = WINDOW) -> int:
    """Give the place of the true partner among the suspects, 1 for the first; ties count against.

    Who was never seen after the victim stands behind everybody who was.
    """
    found = scores(seen, victim, window=window)
    own = found.get(partner)
    if own is None:
        return len(found) + 1
    return sum(score >= own for score in found.values())


def ranks(of: Traffic, messages: int) -> tuple[int, ...]:
    """Give the rank after each message of the partner, with what the server has seen until then."""
    times = [one.at for one in of.deliveries]
    cuts = (bisect_left(times, SPACING * (i + 1) + WINDOW) for i in range(messages))
    return tuple(rank(of.deliveries[:cut], of.victim, of.partner) for cut in cuts)


def program(receipt: Receipt, budget: int, rng: Rng) -> Outcome:
    """Watch until the partner has written so many messages, and name who it is."""
    found = ranks(traffic(receipt, budget, rng), budget)
    told = f"the partner's place among {USERS:,}, message by message: {', '.join(map(str, found))}"
    if found[-1] != 1:
        return Outcome(won=False, tries=budget, told=told)
    return Outcome(won=True, tries=_first_for_good(found), told=told)


def _first_for_good(found: Sequence[int]) -> int:
    """Give the number of messages from which on the partner stays first."""
    wrong = [place for place, one in enumerate(found, 1) if one != 1]
    return max(wrong, default=0) + 1


def honest(receipt: Receipt, rng: Rng) -> bool:
    """Tell whether every message arrives, and no receipt comes before its message."""
    times = [receipt(100.0, rng) for _ in range(20)]
    made = traffic(receipt, 1, rng)
    arrived = sum(one.to == made.victim for one in made.deliveries)
    return arrived > 0 and all(at is None or at >= 100 for at in times)


def _share(rng: Rng) -> float:
    return int.from_bytes(draw(rng, 4), "big") / _BITS


def _shares(count: int, rng: Rng) -> Iterator[tuple[float, float, float]]:
    for three in iter_unpack(">3I", draw(rng, 12 * count)):
        yield three[0] / _BITS, three[1] / _BITS, three[2] / _BITS


def _different(users: int, rng: Rng) -> tuple[int, int]:
    victim = int(users * _share(rng))
    step = 1 + int((users - 1) * _share(rng))
    return victim, (victim + step) % users


ATTACK: Final = Attack(
    name="receipts",
    title="Receipts that name the sender",
    mistake="phones send a receipt by themselves, at once",
    repair="they send none",
    source='Martiny, Kaptchuk, Aviv, Roche, Wustrow, "Improving Signal\'s Sealed Sender", NDSS '
    "2021",
    scale="a simulation of 1,000 people and 10 messages a second, for ten minutes; real services "
    "have millions of both. Receipts that are held back for up to five minutes do not tell in ten "
    "messages either; an answer at once still does",
    budget=10,
    program=program,
    honest=honest,
    flawed=at_once,
    repaired=never,
)
