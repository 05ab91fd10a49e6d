"""An order with its dates, what came of it, and the pressure on whom refused. Records only.

What follows from them is the affair of ``timeline``.
"""

from dataclasses import dataclass

from cryptokit.world import Order, Power


@dataclass(frozen=True, slots=True)
class Pressure:
    """What is done to somebody who refused, and when (Unix seconds): a fine, a block, an arrest.

    It brings nothing by itself; ``world.odds.pressed`` says what it does to the odds. Raises
    ValueError if nothing is done.

    >>> Pressure("fined 800,000 roubles", at=1_508_112_000).what
    'fined 800,000 roubles'

    See: RAPSI, 12 December 2017, on the fine of 16 October, against which an appeal was lost.
    """

    what: str
    at: int

    def __post_init__(self) -> None:
        if not self.what:
            raise ValueError("pressure is something that is done: say what")


@dataclass(frozen=True, slots=True)
class Writ:
    """An order with its dates; times are in Unix seconds, ``delay`` in seconds.

    ``refused`` says why it was not obeyed, if it was not, and ``pressure`` what was done then.
    ``gag`` is the time until which nobody may speak of it. An insider acts without any paper, from
    ``served`` on. Raises ValueError for a negative delay, a gag that ends before it begins or that
    forbids an insider to speak, and pressure where nobody refused, or not yet.
    """

    order: Order
    served: int
    delay: int = 0
    refused: str = ""
    gag: int | None = None
    pressure: Pressure | None = None

    def __post_init__(self) -> None:
        if self.delay < 0:
            raise ValueError(f"an order takes no time or some, not {self.delay} seconds")
        if self.gag is not None and self.gag < self.served:
            raise ValueError("a gag ends after the order is served, not before")
        if self.gag is not None and self.order.power is Power.INSIDER:
            raise ValueError("nobody is served when an insider acts, so there is nobody to gag")
        if self.pressure is not None and not self.refused:
            raise ValueError("pressure is on who refused: say why in ``refused``")
        if self.pressure is not None and self.pressure.at < self.done:
            raise ValueError("pressure comes after the refusal, not before")

    @property
    def done(self) -> int:
        """When it is carried out, or refused."""
        return self.served + self.delay
