"""Schedules of every kind, and randomness that makes runs cheap."""

from hypothesis import strategies as st

from cryptokit.exposure import Deliver, Party, Schedule, Seizure, Send, Victim
from cryptokit.exposure.ops import DAY, Adversary
from cryptokit.rng import lesson


def short_exponents(seed="exposure"):
    """A source whose 256-byte draws are small numbers: a power takes a millisecond."""
    source = lesson(seed)
    return lambda size: bytes(size - 8) + source(8) if size == 256 else source(size)


@st.composite
def schedules(draw, *, most=14, at_once=False, gaps=(0,), a_first=False):
    """Messages of two people that arrive late, in another order, or never.

    ``a_first``: B speaks after a message of A has come, as in a Double Ratchet.
    """
    ops, on_the_way, sent, now = [], [], 0, 0
    speakers = [Party.A] if a_first else list(Party)
    for _ in range(draw(st.integers(0, most))):
        now += draw(st.sampled_from(gaps))
        if on_the_way and (at_once or draw(st.booleans())):
            chosen = 0 if at_once else draw(st.integers(0, len(on_the_way) - 1))
            ops.append(Deliver(on_the_way.pop(chosen), now))
            speakers = list(Party)  # whoever was first, it was A
        else:
            ops.append(Send(draw(st.sampled_from(speakers)), sent, now))
            on_the_way.append(sent)
            sent += 1
    return Schedule(tuple(ops))


@st.composite
def seizures(draw, schedule, *, victims=tuple(Victim), adversaries=(Adversary.PASSIVE,)):
    """Any moment, victim, and equipment of the thief."""
    return Seizure(
        draw(st.integers(0, len(schedule.ops))),
        draw(st.sampled_from(victims)),
        recorded=draw(st.booleans()),
        history=draw(st.sampled_from([0.0, 0.5, 1.0, 30.0])),
        online=draw(st.booleans()),
        adversary=draw(st.sampled_from(adversaries)),
    )


HOURS = (0, 3600, 5 * 3600, int(DAY))
