"""What an attack costs, to hold beside the tries that a run counted.

Not here: seconds, which are the machine's and not the attack's.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one try is, how many theory expects at the scale of the lesson, and what reality paid.

    ``once`` tells whether the tries are paid once, and open the sessions of many people.

    >>> Price(unit="LEAFs", expected=65536.0, once=False, reality="42 minutes").expected
    65536.0

    See: the source of each attack, in its record.
    """

    unit: str
    expected: float
    once: bool
    reality: str
