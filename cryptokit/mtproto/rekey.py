"""How a secret chat changes its key: four messages, so that neither side meets an unknown key.

    A -> B  RequestKey  g_a       old key   Asked
    B -> A  AcceptKey   g_b       old key   Answered    B holds both keys, and sends under the old
    A -> B  CommitKey             old key   Committed   A holds both keys, and sends under the new
    B -> A  Noop                  new key               B forgot the old key; now A forgets it

Only the old key tells who speaks: whoever stole it and carries the messages too may sit between the
two new keys, and no picture shows it. Numbers, packets and the clock's hand are ``phone``'s affair.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.errors import OutOfStep, Untrusted
from cryptokit.keys import DhExponent, SecretChatKey
from cryptokit.mtproto import dh
from cryptokit.mtproto.actions import AbortKey, AcceptKey, CommitKey, KeyAction, Noop, RequestKey
from cryptokit.rng import Rng, draw, system

MESSAGES: Final = 100
WEEK: Final = 7 * 24 * 3600.0
"""After so much another is due. See: Telegram, "Perfect Forward Secrecy in Secret Chats"."""
_ID_SIZE: Final = 8


@dataclass(frozen=True, slots=True)
class Idle:
    """One key, and nothing under way."""


@dataclass(frozen=True, slots=True)
class Asked:
    """RequestKey went out; the exponent waits for the answer."""

    exchange_id: int
    exponent: DhExponent


@dataclass(frozen=True, slots=True)
class Agreed:
    """The answer came and was checked; CommitKey is due, the last message under the old key."""

    exchange_id: int
    key: SecretChatKey


@dataclass(frozen=True, slots=True)
class Committed:
    """CommitKey went out as our message ``number``; until it is acknowledged we read the old."""

    old: SecretChatKey
    number: int


@dataclass(frozen=True, slots=True)
class Answered:
    """AcceptKey went out; the other side may send under the new key at any moment."""

    exchange_id: int
    key: SecretChatKey


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A packet under the new key came before its CommitKey, so we send under the new one too."""

    exchange_id: int
    old: SecretChatKey


Stage = Idle | Asked | Agreed | Committed | Answered | Overtaken


@dataclass(frozen=True, slots=True)
class Limits:
    """How long one key serves: messages both ways, and seconds if it was used at all."""

    messages: int = MESSAGES
    seconds: float = WEEK


@dataclass(frozen=True, slots=True)
class Turn:
    """What a message about keys leads to.

    ``send_with`` is the key to send with from now on, if it changes; ``refused`` names the field
    of the other side that failed its check.
    """

    stage: Stage
    reply: KeyAction | None = None
    send_with: SecretChatKey | None = None
    refused: str = ""


def is_due(limits: Limits, *, used: int, age: float) -> bool:
    """Tell whether a key served long enough: ``used`` messages both ways, ``age`` in seconds.

    >>> is_due(Limits(), used=100, age=0), is_due(Limits(), used=101, age=0)
    (False, True)
    >>> is_due(Limits(), used=0, age=2 * WEEK), is_due(Limits(), used=1, age=WEEK)
    (False, True)

    See: Telegram, "Perfect Forward Secrecy in Secret Chats".
    """
    return used > limits.messages or (used > 0 and age >= limits.seconds)


def ask(group: dh.Group, *, rng: Rng = system) -> tuple[Asked, RequestKey]:
    """Start to change the key. Only while one key is held and nothing is under way."""
    exchange_id = int.from_bytes(draw(rng, _ID_SIZE), "little", signed=True)
    exponent = DhExponent.draw(rng)
    return Asked(exchange_id, exponent), RequestKey(exchange_id, dh.public(group, exponent))


def handle(
    stage: Stage, action: KeyAction, *, key: SecretChatKey, group: dh.Group, rng: Rng = system
) -> Turn:
    """Take the next message about keys; ``key`` is the one in use.

    Raises OutOfStep for what no honest device sends, so that the chat must be given up.

    >>> from cryptokit.rng import lesson
    >>> old = SecretChatKey.draw(lesson("old"))
    >>> asked, request = ask(dh.TELEGRAM, rng=lesson("alice"))
    >>> bob = handle(Idle(), request, key=old, group=dh.TELEGRAM, rng=lesson("bob"))
    >>> alice = handle(asked, bob.reply, key=old, group=dh.TELEGRAM)
    >>> alice.stage.key == bob.stage.key, type(alice.reply).__name__
    (True, 'CommitKey')

    See: Telegram, "Perfect Forward Secrecy in Secret Chats".
    """
    match action:
        case RequestKey():
            return _on_request(stage, action, group, rng)
        case AcceptKey():
            return _on_accept(stage, action, group)
        case CommitKey():
            return _on_commit(stage, action, key)
        case AbortKey():
            ours = isinstance(stage, Asked | Answered) and stage.exchange_id == action.exchange_id
            return Turn(Idle() if ours else stage)
        case Noop():
            return Turn(stage)


def commit(stage: Agreed, *, key: SecretChatKey, number: int) -> Turn:
    """Change the key that we send with: CommitKey just went out as our message ``number``."""
    return Turn(Committed(key, number), send_with=stage.key)


def overtake(stage: Answered, *, key: SecretChatKey) -> Turn:
    """Change the key that we send with: the other side was seen to use the new one."""
    return Turn(Overtaken(stage.exchange_id, key), send_with=stage.key)


def forget(stage: Stage, *, acknowledged: int) -> Stage:
    """Drop the old key once the other side has said that it received our CommitKey.

    From there on it sends under the new key, and no hole is left in front of what it said.
    """
    done = isinstance(stage, Committed) and acknowledged > stage.number
    return Idle() if done else stage


def second_key(stage: Stage) -> SecretChatKey | None:
    """Give the key that is held beside the one in use, if there is one."""
    match stage:
        case Agreed() | Answered():
            return stage.key
        case Committed() | Overtaken():
            return stage.old
        case Idle() | Asked():
            return None


def _on_request(stage: Stage, request: RequestKey, group: dh.Group, rng: Rng) -> Turn:
    # In Answered, a second request says that its author gave the first one up.
    if not isinstance(stage, Idle | Asked | Answered):
        raise OutOfStep("exchange_id")
    if isinstance(stage, Asked) and stage.exchange_id >= request.exchange_id:
        # Both asked at once, and both sides see the same two numbers: the larger one wins.
        return Turn(stage if stage.exchange_id > request.exchange_id else Idle())
    exponent = DhExponent.draw(rng)
    try:
        key = dh.agree(SecretChatKey, group, exponent, request.g_a, field="g_a")
    except Untrusted as error:
        return Turn(Idle(), AbortKey(request.exchange_id), refused=error.field)
    reply = AcceptKey(request.exchange_id, dh.public(group, exponent), key.key_id())
    return Turn(Answered(request.exchange_id, key), reply)


def _on_accept(stage: Stage, accept: AcceptKey, group: dh.Group) -> Turn:
    if not isinstance(stage, Asked) or stage.exchange_id != accept.exchange_id:
        # We gave this exchange up before the answer came; the other side must not wait for ever.
        return Turn(stage, AbortKey(accept.exchange_id))
    try:
        key = dh.agree(SecretChatKey, group, stage.exponent, accept.g_b, field="g_b")
    except Untrusted as error:
        return Turn(Idle(), AbortKey(accept.exchange_id), refused=error.field)
    if key.key_id() != accept.key_fingerprint:
        return Turn(Idle(), AbortKey(accept.exchange_id), refused="key_fingerprint")
    return Turn(Agreed(accept.exchange_id, key), CommitKey(accept.exchange_id, key.key_id()))


def _on_commit(stage: Stage, commit: CommitKey, key: SecretChatKey) -> Turn:
    if not isinstance(stage, Answered | Overtaken) or stage.exchange_id != commit.exchange_id:
        raise OutOfStep("exchange_id")
    new = stage.key if isinstance(stage, Answered) else key
    if new.key_id() != commit.key_fingerprint:
        raise OutOfStep("key_fingerprint")
    return Turn(Idle(), Noop(), send_with=new)
