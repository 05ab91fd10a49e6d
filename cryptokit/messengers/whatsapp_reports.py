"""Reporting somebody to the provider: what a phone sends after it opened it, and how it is proved.

No key of a chat is handed out. WhatsApp's phone sends the last messages of whom it reports, and the
provider takes its word; franking, which Messenger has, proves them. Left out: files.

See: WhatsApp, "About reporting and blocking"; Facebook, "Messenger Secret Conversations", 2016.
"""

from collections.abc import Iterable
from typing import Final

from cryptokit.evidence.rows import Plaintext
from cryptokit.rng import Rng, system
from cryptokit.signal import franking
from cryptokit.signal.franking import FrankingKey, FrankingNonce, Opening, Report

LAST: Final = 5
"""So many messages go with a report. See: WhatsApp, as above."""


def last_messages(history: Iterable[Plaintext], about: str) -> tuple[Plaintext, ...]:
    """Give what a phone sends when its owner reports somebody: that person's last messages.

    >>> history = [Plaintext(n, n, "Eve" if n % 2 else "Ana", f"no. {n}") for n in range(1, 14)]
    >>> [row.number for row in last_messages(history, "Eve")]
    [5, 7, 9, 11, 13]
    """
    return tuple(row for row in history if row.sender == about)[-LAST:]


def frank(
    row: Plaintext, receiver: str, company: FrankingKey, *, rng: Rng = system
) -> tuple[bytes, Report]:
    """Send a message franked: the sender commits, the company tags, the receiver can report.

    Gives the commitment, which is all that the company sees of it, and the report that the receiver
    could make.
    """
    opening = Opening(row.text.encode(), FrankingNonce.draw(rng))
    commitment, context = franking.commit(opening), context_of(row, receiver)
    mark = franking.tag(company, commitment, context)
    franking.accept(opening, commitment)
    return commitment, Report(opening, context, mark)


def context_of(row: Plaintext, receiver: str) -> bytes:
    """Write down who said something to whom and when, as the company knows it."""
    parts = (row.sender.encode(), receiver.encode(), b"%d" % row.sent)
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def judge(company: FrankingKey, report: Report) -> str:
    """Give the words of a report once they are proved. Raises Untrusted with field ``report``.

    >>> from cryptokit.rng import lesson
    >>> company, rng = FrankingKey.draw(lesson("company")), lesson("nonce")
    >>> _, report = frank(Plaintext(1, 60, "Eve", "pay up"), "Ana", company, rng=rng)
    >>> judge(company, report)
    'pay up'
    """
    franking.judge(company, report)
    return report.opening.message.decode()
