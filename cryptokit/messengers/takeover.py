"""An account taken over by its login code: a stranger asks for it, signs in, and reads the past.

The first code goes to the apps that are signed in, the next one by SMS, and whoever carries that
reads it as well. Left out: guessing the second password, which stops this.

See: Bellingcat, 30 April 2016, on two accounts in Russia; Help Net Security, 3 August 2016, on more
than a dozen in Iran. The call for a page of history is ours, all others are Telegram's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cryptokit.evidence.rows import Event, Plaintext
from cryptokit.messengers.line import LAST_SECOND, Line
from cryptokit.messengers.post import Post
from cryptokit.messengers.telegram import NEW_LOGIN, NO_APP, PASSWORD_NEEDED, Server
from cryptokit.mtproto import objects, service
from cryptokit.mtproto.login.codes import NEXT_AFTER, Channel
from cryptokit.mtproto.objects import TlObject

DEVICE: Final = b"another phone"
PAGE: Final = 100
"""Messages in a page at most; a choice of ours."""
PAGE_SIZE: Final = 1 << 20
"""Bytes of text after which a page ends; a choice of ours."""


@dataclass(frozen=True, slots=True)
class Intruder:
    """A stranger's phone that is signed in as ``owner``: its line, and since when."""

    owner: str
    line: Line
    since: int


def break_in(server: Server, owner: str, now: int) -> Intruder | None:
    """Sign a stranger's phone in by the code that comes by SMS; None where a password is needed."""
    line = Line.open(min(now, LAST_SECOND), server.rng)
    sent = server.call(line, owner, now, "auth.sendCode", **NO_APP)
    came = server.delivered()
    while came.channel is not Channel.SMS:
        now += NEXT_AFTER
        asked = sent.data("phone_code_hash")
        sent = server.call(line, owner, now, "auth.resendCode", phone_code_hash=asked)
        came = server.delivered()
    answer = server.enter(line, owner, now, sent, came)
    if answer.kind == "auth.authorization":
        return Intruder(owner, line, now)
    if answer.data("error_message") != PASSWORD_NEEDED:
        raise RuntimeError("the code that came does not sign in")
    return None


def alarm(phones: Iterable[Line], intruder: Intruder) -> Iterator[Event]:
    """Tell the phones of an account that another one signed in; give what each of them notes."""
    date = min(intruder.since, LAST_SECOND)
    key_id = int.from_bytes(intruder.line.key.key_id(), "little", signed=True)
    told = {"unconfirmed": True, "hash": key_id, "date": date, "device": DEVICE, "location": b""}
    update = TlObject("updateNewAuthorization", told)
    body = objects.write("updateShort", update=update, date=date)
    for line in phones:
        heard = objects.read_all(line.push(body, date), "updateShort").inner("update")
        size = len(objects.rewrite(heard))
        yield Event(heard.number("date"), "server", intruder.owner, NEW_LOGIN, size)


def read_history(
    server: Server, intruder: Intruder, post: Post, past: Sequence[Plaintext]
) -> Iterator[Plaintext]:
    """Ask for the history of an account page by page; give each message as it came over the line.

    ``past`` is what the server stores, numbered from 1. A phone that is not signed in gets none.
    """
    owner, line, now = intruder.owner, intruder.line, min(intruder.since, LAST_SECOND)

    def do(call: bytes) -> bytes:
        asked = objects.read_all(call, "lab.getHistory")
        if not server.holds(owner, line):
            return service.error(401, "AUTH_KEY_UNREGISTERED")
        page = _page(past[max(0, asked.number("after")) :], asked.number("limit"))
        return objects.write("lab.history", messages=[post.stored(row, owner) for row in page])

    after = 0
    while True:
        call = objects.write("lab.getHistory", after=after, limit=PAGE)
        answer = objects.read_all(line.call(call, do, now))
        if answer.kind != "lab.history" or not answer["messages"]:
            return
        for update in answer["messages"]:
            yield post.read(update, owner)
            after = update.number("id")


def _page(rows: Sequence[Plaintext], limit: int) -> Iterator[Plaintext]:
    """Give the first messages, as many as fit into a page; one always does."""
    size = 0
    for row in rows[: min(limit, PAGE)]:
        size += len(row.text.encode())
        if size > PAGE_SIZE and row is not rows[0]:
            return
        yield row
