"""What a changed program does: it sends a copy of each new message over the phone's own line.

The call is one that Telegram's apps have for telling their maker how they fare, so that nobody on
the line sees more than that the phone called. Left out: how a change reaches a phone.

See: UK Investigatory Powers Act 2016, section 253; National Crime Agency, Operation Venetic, 2020.
"""

from typing import Final

from cryptokit.evidence.rows import Plaintext
from cryptokit.messengers.line import Line
from cryptokit.messengers.standing import Copies
from cryptokit.mtproto import objects
from cryptokit.mtproto.objects import TlObject
from cryptokit.world import CHANGED

CALL: Final = "help.saveAppLog"
"""The call that a changed program hides its copies in. See: Telegram, "help.saveAppLog"."""
_TYPE: Final = "message"


def leak(line: Line, row: Plaintext, now: int, copies: Copies) -> None:
    """Send a copy of a message to the server, if an order to change the program came before it.

    The server passes on what reached it, to whoever ordered the change.
    """
    if copies.standing.covers(CHANGED, row.sent):
        line.call(report(row), lambda body: take(body, copies), now)


def report(row: Plaintext) -> bytes:
    """Give the call with a message in it.

    >>> read_report(report(Plaintext(1, 60, "Alice", "hi"))) == (Plaintext(1, 60, "Alice", "hi"),)
    True
    """
    told = {"number": str(row.number), "sender": row.sender, "text": row.text}
    fields = [_pair(key, value) for key, value in told.items()]
    data = TlObject("jsonObject", {"value": fields})
    event = {"time": float(row.sent), "type": _TYPE.encode(), "peer": 0, "data": data}
    return objects.write(CALL, events=[TlObject("inputAppEvent", event)])


def read_report(body: bytes) -> tuple[Plaintext, ...]:
    """Give the messages in such a call. Raises WireError for another call."""
    return tuple(map(_row, objects.read_all(body, CALL)["events"]))


def take(body: bytes, copies: Copies) -> bytes:
    """Do the call as the server: pass the copies on, and say that all went well."""
    for row in read_report(body):
        copies.add(CHANGED, row.sent, row)
    return objects.write("boolTrue")


def _pair(key: str, value: str) -> TlObject:
    words = TlObject("jsonString", {"value": value.encode()})
    return TlObject("jsonObjectValue", {"key": key.encode(), "value": words})


def _row(event: TlObject) -> Plaintext:
    pairs = event.inner("data")["value"]
    told = {one.data("key"): one.inner("value").data("value").decode() for one in pairs}
    return Plaintext(int(told[b"number"]), int(event["time"]), told[b"sender"], told[b"text"])
