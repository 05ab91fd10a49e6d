"""Service messages, what device and server say about messages: read into events, and written.

Nothing acts on them here: ``hearing`` does on a device, ``answerer`` on the server, and ``notices``
knows the codes of refusals. A body of another kind is ``Plain``: a call, or an update.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from cryptokit.errors import WireError
from cryptokit.mtproto import gzipped, objects, salts, schema, tl
from cryptokit.mtproto.clock import from_long, to_long
from cryptokit.mtproto.containers import Piece
from cryptokit.mtproto.events import (
    Acknowledged,
    AllTold,
    Answered,
    Created,
    Event,
    Failed,
    Pinged,
    Plain,
    Ponged,
    Refused,
    ResendAsked,
    SaltsAsked,
    SaltsTold,
    StatesAsked,
    StatesTold,
    Waits,
)
from cryptokit.mtproto.objects import TlObject
from cryptokit.mtproto.salts import Salts

LIST_LIMIT: Final = 8192
"""Ids in one list. See: Telegram, "Service Messages about Messages"."""

_NAMES: Final = {tl.uint(at): line.partition(" ")[0] for at, line in schema.LINES.items()}
"""What the first 4 bytes of an object say that it is."""
_ERROR: Final = tl.uint(schema.RPC_ERROR)
_COUNTS: Final = {
    "msgs_ack": (8, LIST_LIMIT, "ids"),
    "msgs_state_req": (8, LIST_LIMIT, "ids"),
    "msg_resend_req": (8, LIST_LIMIT, "ids"),
    "msgs_all_info": (8, LIST_LIMIT, "ids"),
    "future_salts": (16, salts.COUNT_LIMIT, "salts"),
}
"""At which byte a list has its count, how large that may be, and what it counts."""


def read(piece: Piece, *, limit: int = gzipped.LIMIT) -> Event:
    """Read what a message says; compressed objects are unpacked up to ``limit`` bytes.

    Raises WireError for a service message that does not parse, and for lists above 8192 ids or 64
    salts.

    >>> read(Piece(4, 1, objects.write("ping", ping_id=7)))
    Pinged(ping_id=7, delay=None)
    >>> read(Piece(8, 0, ack([4, 5])))
    Acknowledged(ids=(4, 5))

    See: Telegram, "Service Messages", and "Service Messages about Messages".
    """
    return _read(piece.body, limit)[0]


def read_each(
    pieces: Iterable[Piece], *, limit: int = gzipped.LIMIT
) -> tuple[tuple[Piece, Event], ...]:
    """Read the messages of one packet, which together may unpack to ``limit`` bytes.

    Raises WireError as ``read`` does, for all of them.
    """
    read_ = list[tuple[Piece, Event]]()
    for piece in pieces:
        event, limit = _read(piece.body, limit)
        read_.append((piece, event))
    return tuple(read_)


def _read(packed: bytes, limit: int) -> tuple[Event, int]:
    """Read a body; tell how many bytes the next one may unpack to."""
    body, left = gzipped.spend(packed, limit)
    name = _NAMES.get(body[:4], "")
    if name == "rpc_result":
        return _result(objects.read_all(body), left)
    reader = _READERS.get(name)
    if reader is None:
        return Plain(body), left
    _check_count(name, body)
    return reader(objects.read_all(body)), left


def ack(ids: Iterable[int]) -> bytes:
    """Write that messages came."""
    return _list("msgs_ack", ids)


def states_request(ids: Iterable[int]) -> bytes:
    """Ask what the other side knows of our messages."""
    return _list("msgs_state_req", ids)


def resend_request(ids: Iterable[int]) -> bytes:
    """Ask for messages once more."""
    return _list("msg_resend_req", ids)


def states(request_id: int, known: bytes) -> bytes:
    """Tell what is known, a byte for each message."""
    return objects.write("msgs_state_info", req_msg_id=to_long(request_id), info=known)


def result(call_id: int, body: bytes) -> bytes:
    """Write the result of a call, or an rpc_error as its result."""
    return objects.write("rpc_result", req_msg_id=to_long(call_id), result=body)


def error(code: int, text: str) -> bytes:
    """Write why a call could not be done.

    >>> read(Piece(5, 1, result(4, error(400, "ENCRYPTED_MESSAGE_INVALID"))))
    Failed(call_id=4, code=400, text='ENCRYPTED_MESSAGE_INVALID')
    """
    return objects.write("rpc_error", error_code=code, error_message=text.encode())


def refusal(piece: Piece, code: int, *, salt: bytes | None = None) -> bytes:
    """Write that a message was ignored; with ``salt``, that its salt was wrong."""
    about = {
        "bad_msg_id": to_long(piece.message_id),
        "bad_msg_seqno": piece.seq_no,
        "error_code": code,
    }
    if salt is None:
        return objects.write("bad_msg_notification", **about)
    return objects.write("bad_server_salt", **about, new_server_salt=salts.to_long(salt))


def created(first_id: int, unique_id: int, *, salt: bytes) -> bytes:
    """Write that a session was made."""
    return objects.write(
        "new_session_created",
        first_msg_id=to_long(first_id),
        unique_id=unique_id,
        server_salt=salts.to_long(salt),
    )


def pong(call_id: int, ping_id: int) -> bytes:
    """Answer a ping."""
    return objects.write("pong", msg_id=to_long(call_id), ping_id=ping_id)


def waits(answer_id: int, size: int, *, call_id: int) -> bytes:
    """Say that an answer waits, instead of sending it again."""
    return objects.write(
        "msg_detailed_info",
        msg_id=to_long(call_id),
        answer_msg_id=to_long(answer_id),
        bytes=size,
        status=0,
    )


def salts_told(request_id: int, *, now: int, coming: Salts) -> bytes:
    """Tell the coming salts."""
    listed = salts.to_objects(coming)
    return objects.write("future_salts", req_msg_id=to_long(request_id), now=now, salts=listed)


def _list(kind: str, ids: Iterable[int]) -> bytes:
    numbers = [to_long(one) for one in ids]
    if len(numbers) > LIST_LIMIT:
        raise ValueError(f"a list has up to {LIST_LIMIT} ids, not {len(numbers)}")
    return objects.write(kind, msg_ids=numbers)


def _result(of: TlObject, limit: int) -> tuple[Event, int]:
    call_id = from_long(of.number("req_msg_id"))
    body, left = gzipped.spend(of.data("result"), limit)
    if body[:4] != _ERROR:
        return Answered(call_id, body), left
    why = objects.read_all(body)
    # A text that is not UTF-8 is shown as it came, as nothing depends on it.
    text = why.data("error_message").decode(errors="backslashreplace")
    return Failed(call_id, why.number("error_code"), text), left


def _check_count(name: str, body: bytes) -> None:
    # Before it is read: thousands of items take seconds.
    at, most, what = _COUNTS.get(name, (len(body), 0, ""))
    if int.from_bytes(body[at : at + 4], "little") > most:
        raise WireError(f"more than {most} {what}", offset=at, field="count")


def _ids(of: TlObject) -> tuple[int, ...]:
    return tuple(from_long(number) for number in of.numbers("msg_ids"))


def _all_told(of: TlObject) -> AllTold:
    ids, known = _ids(of), of.data("info")
    if len(ids) != len(known):
        raise WireError("not one byte for each id", offset=4, field="info")
    return AllTold(ids, known)


def _refused(of: TlObject) -> Refused:
    salt = salts.from_long(of.number("new_server_salt")) if "new_server_salt" in of.fields else None
    bad_id = from_long(of.number("bad_msg_id"))
    return Refused(bad_id, of.number("bad_msg_seqno") % (1 << 32), of.number("error_code"), salt)


def _created(of: TlObject) -> Created:
    salt = salts.from_long(of.number("server_salt"))
    return Created(from_long(of.number("first_msg_id")), of.number("unique_id"), salt)


def _waits(of: TlObject) -> Waits:
    call_id = from_long(of.number("msg_id")) if "msg_id" in of.fields else None
    return Waits(from_long(of.number("answer_msg_id")), of.number("bytes"), call_id)


_READERS: Final[Mapping[str, Callable[[TlObject], Event]]] = {
    "msgs_ack": lambda of: Acknowledged(_ids(of)),
    "bad_msg_notification": _refused,
    "bad_server_salt": _refused,
    "new_session_created": _created,
    "ping": lambda of: Pinged(of.number("ping_id")),
    "ping_delay_disconnect": lambda of: Pinged(of.number("ping_id"), of.number("disconnect_delay")),
    "pong": lambda of: Ponged(from_long(of.number("msg_id")), of.number("ping_id")),
    "msgs_state_req": lambda of: StatesAsked(_ids(of)),
    "msgs_state_info": lambda of: StatesTold(from_long(of.number("req_msg_id")), of.data("info")),
    "msgs_all_info": _all_told,
    "msg_resend_req": lambda of: ResendAsked(_ids(of)),
    "msg_detailed_info": _waits,
    "msg_new_detailed_info": _waits,
    "get_future_salts": lambda of: SaltsAsked(of.number("num")),
    "future_salts": lambda of: SaltsTold(
        from_long(of.number("req_msg_id")), of.number("now"), salts.from_objects(of["salts"])
    ),
}
