"""What Russian law asked of a listed service, duty by duty: since when, for how long, by which law.

The register is that of organisers of information dissemination. Courts' readings of these laws, the
fines, and what happened to those who refused are in ``world.precedents``.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Final

from cryptokit.world.precedents import Standing


class Demand(StrEnum):
    """What a duty is about."""

    RECORDS = "records of messages"
    DECODING = "what decodes messages"
    PROCEDURE = "how it is asked for and answered"
    ACCESS = "records within reach, round the clock"
    CONTENT = "messages"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of a listed service: in force from the day ``since`` on.

    ``months`` is how long what it is about is kept, and None where nothing is.
    """

    demand: Demand
    since: date
    text: str
    source: str
    standing: Standing
    months: int | None = None


DUTIES: Final = (
    Duty(
        Demand.RECORDS,
        date(2014, 8, 1),
        "keep records of who sent messages to whom, let them be intercepted, and hand them over",
        "Federal law 97-FZ of 5 May 2014, into art. 10.1 of law 149-FZ; a year: ECtHR, Podchasov "
        "v. Russia, 13 February 2024",
        Standing.GENERAL,
        months=12,
    ),
    Duty(
        Demand.DECODING,
        date(2016, 7, 6),
        "hand over what is needed to decode messages",
        "Federal law 374-FZ of 6 July 2016, art. 10.1 (4.1) of law 149-FZ",
        Standing.CHECKED,
    ),
    Duty(
        Demand.PROCEDURE,
        date(2016, 7, 19),
        "answer a written request of a named unit on a carrier, by e-mail, or by arranged access",
        "FSB order 432 of 19 July 2016, published on 14 August",
        Standing.CHECKED,
    ),
    Duty(
        Demand.ACCESS,
        date(2017, 12, 26),
        "let the records of a year be reached from outside at any hour",
        "Government decree of December 2017, by way of a secondary source",
        Standing.CHECKED,
        months=12,
    ),
    Duty(
        Demand.CONTENT,
        date(2018, 7, 1),
        "keep messages for up to six months, and hand them over",
        "Federal law 374-FZ of 6 July 2016; ECtHR, Podchasov v. Russia, 13 February 2024",
        Standing.CHECKED,
        months=6,
    ),
)
"""The oldest first. How long records were kept before 2018 is not told apart here."""


def duties(on: date) -> tuple[Duty, ...]:
    """Give the duties in force on a day; what was asked later is not asked then.

    >>> [str(one.demand) for one in duties(date(2017, 6, 28))][:2]
    ['records of messages', 'what decodes messages']
    >>> duties(date(2014, 7, 31))
    ()
    """
    return tuple(one for one in DUTIES if one.since <= on)


def kept_since(duty: Duty, on: date) -> int | None:
    """Give the time from which things are kept on a day, in Unix seconds; None: it keeps nothing.

    It is the first second (UTC) of the day so many months before. Where that month is too short,
    its last day is meant.

    >>> (content,) = (one for one in DUTIES if one.demand is Demand.CONTENT)
    >>> datetime.fromtimestamp(kept_since(content, date(2018, 8, 31)), UTC).isoformat()
    '2018-02-28T00:00:00+00:00'
    """
    if duty.months is None:
        return None
    year, month = divmod(on.year * 12 + on.month - 1 - duty.months, 12)
    day = min(on.day, monthrange(year, month + 1)[1])
    return int(datetime(year, month + 1, day, tzinfo=UTC).timestamp())
