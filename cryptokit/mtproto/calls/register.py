"""What the server remembers of the ids it met, and so which messages it must ignore, and why.

No message is read here: a piece is judged by its numbers, its place, and whether its kind wants an
acknowledgement.
"""

from bisect import bisect_left
from dataclasses import dataclass, replace
from typing import Final

from cryptokit.mtproto import clock, session
from cryptokit.mtproto.calls.notices import Code
from cryptokit.mtproto.clock import FUTURE_LIMIT, PAST_LIMIT
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.session import WINDOW

_BY_FOUR: Final = 4


@dataclass(frozen=True, slots=True)
class Register:
    """The last 500 ids of each sort.

    ``window`` holds the ids taken, in rising order, and ``counted`` the numbers of those that want
    an acknowledgement. ``burnt`` ids were refused because of the clock: they never become good, or
    a packet that came too early could be kept back and delivered twice.
    """

    window: tuple[int, ...] = ()
    counted: tuple[tuple[int, int], ...] = ()
    containers: tuple[int, ...] = ()
    burnt: tuple[int, ...] = ()


EMPTY: Final = Register()


def took(register: Register, piece: Piece) -> Register:
    """Remember a message that was not there.

    >>> took(took(Register(), Piece(8, 3, b"")), Piece(4, 0, b""))
    Register(window=(4, 8), counted=((8, 3),), containers=(), burnt=())
    """
    window = session.remember(register.window, piece.message_id)
    if not piece.wants_ack:
        return Register(window, register.counted, register.containers, register.burnt)
    pair = piece.message_id, piece.seq_no
    place = bisect_left(register.counted, pair)
    counted = (*register.counted[:place], pair, *register.counted[place:])[-WINDOW:]
    return Register(window, counted, register.containers, register.burnt)


def took_container(register: Register, container_id: int) -> Register:
    """Remember the id of a container."""
    return replace(register, containers=(*register.containers, container_id)[-WINDOW:])


def burn(register: Register, ids: tuple[int, ...]) -> Register:
    """Remember ids that must never be taken."""
    fresh = tuple(
        one for one in ids if not session.came(register.window, one) and one not in register.burnt
    )
    return replace(register, burnt=(*register.burnt, *fresh)[-WINDOW:])


def container_fault(register: Register, container: Piece, *, now: float) -> Code | None:
    """Judge a container that did not come before, apart from what is in it."""
    if session.came(register.window, container.message_id):
        return Code.CONTAINER_ID_TAKEN
    if container.message_id % _BY_FOUR:
        return Code.ID_NOT_BY_FOUR
    return time_fault(container.message_id, now=now) or (
        Code.SEQ_NOT_EVEN if container.wants_ack else None
    )


def time_fault(message_id: int, *, now: float) -> Code | None:
    """Judge an id by the server's clock.

    >>> time_fault(1000 << 32, now=1301), time_fault(1000 << 32, now=1290)
    (<Code.ID_TOO_LOW: 16>, None)
    """
    lead = clock.seconds(message_id) - now
    if lead < -PAST_LIMIT:
        return Code.ID_TOO_LOW
    return Code.ID_TOO_HIGH if lead > FUTURE_LIMIT else None


def piece_fault(
    register: Register, piece: Piece, *, wants_ack: bool | None, now: float
) -> Code | None:
    """Judge a message that was not taken before, but for its time.

    ``wants_ack`` is what its kind asks for, None for a kind that may travel either way.
    """
    if piece.message_id in register.burnt:
        # It was refused before, and the notice was lost: say so again.
        early = clock.seconds(piece.message_id) > now
        return Code.ID_TOO_HIGH if early else Code.ID_TOO_LOW
    if piece.message_id % _BY_FOUR:
        return Code.ID_NOT_BY_FOUR
    if len(register.window) == WINDOW and piece.message_id < register.window[0]:
        return Code.TOO_OLD_TO_TELL
    if wants_ack is not None and piece.wants_ack is not wants_ack:
        return Code.SEQ_NOT_ODD if wants_ack else Code.SEQ_NOT_EVEN
    return _order_fault(register, piece) if piece.wants_ack else None


def _order_fault(register: Register, piece: Piece) -> Code | None:
    # Numbers rise with the ids, so it is enough to look at both neighbours.
    place = bisect_left(register.counted, (piece.message_id, 0))
    if place and register.counted[place - 1][1] >= piece.seq_no:
        return Code.SEQ_TOO_LOW
    after = register.counted[place:]
    return Code.SEQ_TOO_HIGH if after and after[0][1] <= piece.seq_no else None
