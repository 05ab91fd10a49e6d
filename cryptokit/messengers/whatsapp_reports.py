"""Reporting somebody to the provider: what a phone sends after it opened it, and how it is proved.

No key of a chat is handed out. WhatsApp's phone sends the last messages of whom it reports, and the
provider takes its word; franking, which Messenger has, proves them. Here both meet: the messages
are those that WhatsApp sends, and each travels with Messenger's commitment, so that the provider
need not take anybody's word. Left out: files, and where an app keeps its proofs (here: in memory).

See: WhatsApp, "About reporting and blocking"; Facebook, "Messenger Secret Conversations", 2016.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.errors import Untrusted
from cryptokit.evidence.rows import Plaintext
from cryptokit.signal import franking
from cryptokit.signal.content import Content
from cryptokit.signal.franking import FrankingKey, Opening, Report

LAST: Final = 5
"""So many messages go with a report. See: WhatsApp, as above."""


@dataclass(frozen=True, slots=True)
class Packet:
    """A packet, and what travels beside it: a commitment, then the provider's context and tag."""

    body: bytes
    commitment: bytes = b""
    context: bytes = b""
    tag: bytes = b""


@dataclass(frozen=True, slots=True)
class Reported:
    """A message as the phone read it, and what proves that it came."""

    row: Plaintext
    proof: Report


def commitment_to(content: Content) -> bytes:
    """Give what the sender commits with to the words of a message; nothing for a group's key."""
    return b"" if content.words is None else franking.commit(_opening(content))


def proof_of(content: Content, packet: Packet) -> Report:
    """Check as the receiver that a message can be reported, and keep what proves it.

    Raises Untrusted with field ``commitment``: such a message is not shown.
    """
    opening = _opening(content)
    franking.accept(opening, packet.commitment)
    return Report(opening, packet.context, packet.tag)


def remember(known: tuple[Reported, ...], one: Reported) -> tuple[Reported, ...]:
    """Keep a message of somebody's among the last ones, which a report would hold.

    >>> from cryptokit.rng import lesson
    >>> nonce, kept = franking.FrankingNonce.draw(lesson("nonce")), ()
    >>> for n in range(1, 8):
    ...     row = Plaintext(n, n, "Eve", f"no. {n}")
    ...     kept = remember(kept, Reported(row, Report(Opening(b"", nonce), b"", b"")))
    >>> [one.row.number for one in kept]
    [3, 4, 5, 6, 7]
    """
    return (*known, one)[-LAST:]


def context_of(row: Plaintext, receiver: str) -> bytes:
    """Write down who said something to whom and when, as the company knows it."""
    parts = (row.sender.encode(), receiver.encode(), b"%d" % row.sent)
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def judge(company: FrankingKey, reported: Reported, receivers: tuple[str, ...]) -> Plaintext:
    """Give a reported message once it is proved: its words, its author and its time.

    ``receivers`` are the names that it may have gone to: the reporter's, or that of their group.
    Raises Untrusted with field ``report``.

    >>> from cryptokit.rng import lesson
    >>> company, nonce = (kind.draw(lesson("k")) for kind in (FrankingKey, franking.FrankingNonce))
    >>> row, content = Plaintext(1, 60, "Eve", "pay up"), Content("pay up", nonce=nonce)
    >>> context = context_of(row, "Ana")
    >>> mark = franking.tag(company, commitment_to(content), context)
    >>> proof = proof_of(content, Packet(b"", commitment_to(content), context, mark))
    >>> judge(company, Reported(row, proof), ("Ana",)).text
    'pay up'
    """
    row, proof = reported.row, reported.proof
    franking.judge(company, proof)
    passed = proof.context in {context_of(row, one) for one in receivers}
    if not passed or proof.opening.message != row.text.encode():
        raise Untrusted("the proof is of another message", field="report")
    return row


def _opening(content: Content) -> Opening:
    if content.words is None or content.nonce is None:
        raise Untrusted("nothing opens one", field="commitment")
    return Opening(content.words.encode(), content.nonce)
