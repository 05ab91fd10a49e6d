"""What a device asks of a run, and what comes out of it on either side. No step is here."""

from dataclasses import dataclass
from typing import Final

from cryptokit.keys import AuthKey

VERDICTS: Final = {"dh_gen_ok": 1, "dh_gen_retry": 2, "dh_gen_fail": 3}
"""How a run ends, with the number in its hash. See: Telegram, "Creating an Authorization Key"."""
NO_ATTEMPT: Final = bytes(8)
"""The retry_id of a first attempt. See: the same page, on client_DH_inner_data."""
KINDS: Final = {
    "p_q_inner_data_dc": (True, False),
    "p_q_inner_data_temp_dc": (True, True),
    "p_q_inner_data": (False, False),
}
"""The inner data that say so: whether they name a data centre, and a lifetime."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Which key a device wants: at which data centre, and for how many seconds.

    ``dc`` is 10000 more on test servers and negative for media; None stands for the old form, which
    does not name one. ``expires_in`` is None for a permanent key, and must be above 0 otherwise.

    >>> Terms(dc=2).kind, Terms(dc=2, expires_in=86400).kind, Terms(dc=None).kind
    ('p_q_inner_data_dc', 'p_q_inner_data_temp_dc', 'p_q_inner_data')
    """

    dc: int | None
    expires_in: int | None = None

    def __post_init__(self) -> None:
        if self.expires_in is not None and self.dc is None:
            raise ValueError("a temporary key belongs to a data centre: name its dc")

    @property
    def kind(self) -> str:
        """The constructor that says so."""
        want = (self.dc is not None, self.expires_in is not None)
        return next(kind for kind, fields in KINDS.items() if fields == want)

    def fields(self) -> dict[str, int]:
        """Give the fields that say so."""
        named = {"dc": self.dc, "expires_in": self.expires_in}
        return {name: value for name, value in named.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Made:
    """Both sides have the key.

    ``salt`` has 8 bytes; ``time_offset`` is how many seconds the server's clock is ahead of ours;
    ``expires_at`` is by the server's clock, in seconds since 1970, and None for a permanent key.
    """

    key: AuthKey
    salt: bytes
    time_offset: float
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class Failed:
    """The server gave up on this run; a client starts over with fresh numbers."""
