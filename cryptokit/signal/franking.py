"""Message franking: a receiver can report a message, and the company can tell that it is genuine.

No key of the chat is handed out for that. Not here: attachments, where franking once failed,
because AES-GCM doesn't commit to its key.

The sender commits to the text with a key N_F that travels inside the encryption. The company tags
the commitment on its way, stores nothing, and learns nothing before a report. Only the company,
which holds K_F, can check a report: towards anyone else the sender can deny.

See: Facebook, "Messenger Secret Conversations: Technical Whitepaper", 2016, on abuse reporting.
"""

import hmac
from dataclasses import dataclass, field
from typing import Final

from cryptokit.errors import Untrusted
from cryptokit.keys import Secret

TAG_SIZE: Final = 32


class FrankingNonce(Secret):
    """N_F: what opens a commitment. 32 bytes, made anew for each message."""

    __slots__ = ()
    size = 32


class FrankingKey(Secret):
    """K_F: the company's key for its own tags. 32 bytes."""

    __slots__ = ()
    size = 32


@dataclass(frozen=True, slots=True)
class Opening:
    """What the receiver has after decryption: the text M, and N_F, which opens its commitment.

    The paper has N_F inside M. How M is written down it leaves open, so both are kept here.
    """

    message: bytes = field(repr=False)
    nonce: FrankingNonce


@dataclass(frozen=True, slots=True)
class Report:
    """What a receiver sends to the company: the opened commitment, the context and its tag."""

    opening: Opening
    context: bytes
    tag: bytes


def commit(opening: Opening) -> bytes:
    """Give T_F, the commitment of a sender to a text, 32 bytes.

    See: the paper above: T_F = HMAC-SHA-256(N_F, M).
    """
    return hmac.digest(opening.nonce.reveal(), opening.message, "sha256")


def tag(key: FrankingKey, commitment: bytes, context: bytes) -> bytes:
    """Give R_F, the company's tag on a commitment, with who, to whom and when.

    Raises ValueError for a commitment of another length, where the context could slip into it.

    See: the paper above: R_F = HMAC-SHA-256(K_F, T_F || context).
    """
    if len(commitment) != TAG_SIZE:
        raise ValueError(f"a commitment has {TAG_SIZE} bytes, not {len(commitment)}")
    return hmac.digest(key.reveal(), commitment + context, "sha256")


def accept(opening: Opening, commitment: bytes) -> None:
    """Check as the receiver that the text can be reported; one that cannot is not shown.

    Raises Untrusted with field ``commitment``.
    """
    if not hmac.compare_digest(commit(opening), commitment):
        raise Untrusted("it does not belong to this message", field="commitment")


def judge(key: FrankingKey, report: Report) -> None:
    """Check as the company that a reported message passed here, in this context.

    Raises Untrusted with field ``report``: then somebody wants to frame somebody.

    >>> from cryptokit.rng import lesson
    >>> key, nonce = FrankingKey.draw(lesson("company")), FrankingNonce.draw(lesson("sender"))
    >>> said = Opening(b"meet at noon", nonce)
    >>> mark = tag(key, commit(said), b"ana to ben")
    >>> accept(said, commit(said)); judge(key, Report(said, b"ana to ben", mark))
    >>> judge(key, Report(said, b"eve to ben", mark))
    Traceback (most recent call last):
    cryptokit.errors.Untrusted: report: no message that passed here. Try: ...
    """
    if not hmac.compare_digest(tag(key, commit(report.opening), report.context), report.tag):
        raise Untrusted("no message that passed here", field="report")
