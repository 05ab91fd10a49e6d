"""The key of a chat under a joint key of its operators: how it is made, locked and got back.

The joint key is made by all operators and is never put together. Messages are not here: they are
locked under the key of the chat, which a box keeps for the phones.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Final

from cryptokit.errors import BadWorld, CannotOpen, NotEnoughShares
from cryptokit.evidence import image, together
from cryptokit.evidence.rows import Key, Part, Row
from cryptokit.evidence.together import KeyPart
from cryptokit.keys import DataKey
from cryptokit.knowledge import Fact, Rule
from cryptokit.messengers.splitting import Plan
from cryptokit.rng import Lesson, Rng, is_lesson, lesson
from cryptokit.sharing import join, split
from cryptokit.threshold.accounts import Generated, ask, generate
from cryptokit.threshold.answers import Partial
from cryptokit.threshold.decryption import Box
from cryptokit.transcript import Event, Transcript
from cryptokit.world import PAST, World

STORE: Final = "ct"
"""The fact that an asset stores the locked messages, and the box with the key of the chat."""
KEK: Final = "kek"
"""What enough of the operators make of the box. No operator ever has it."""
FACTOR: Final = "userfactor"
"""What the people of a chat hold themselves, and no operator."""
CONTEXT: Final = b"the key of a chat"
"""What operators are told that a box is about. Not whose: that is not theirs to know."""
_PHONE: Final = "a phone"


@dataclass(frozen=True, slots=True)
class ChatKey:
    """The key of a chat on the phone that made it: the joint key, the box, the people's factor.

    ``inside`` are the rows in the box: the key, or one of its two parts. ``factor`` is the other
    part, in a set-up with one.
    """

    key: DataKey
    joint: Generated
    box: Box
    inside: tuple[Row, ...]
    factor: tuple[Part, ...]

    def plan(self, world: World) -> Plan:
        """Say what each fact of the world is in bytes."""
        shares = zip(_rule(world).of, self.joint.shares, strict=True)
        parts: dict[Fact, tuple[Row, ...]] = {
            fact: (KeyPart(share, self.joint.public).to_state(),) for fact, share in shares
        }
        kept = {STORE: (together.state_of(self.box),), KEK: self.inside, FACTOR: self.factor}
        return Plan({PAST: None, STORE: self.key}, {**parts, **kept})


def begin(world: World, *, rng: Rng) -> ChatKey:
    """Let the operators make a joint key, and a phone draw the key of a chat and lock it to that.

    Raises BadWorld if no rule says how many operators are needed.
    """
    rule, key = _rule(world), DataKey.draw(rng)
    joint = generate(holders=len(rule.of), threshold=rule.k, rng=rng)
    inside: tuple[Row, ...] = (Key.of(key),)
    factor = tuple[Part, ...]()
    if any(FACTOR in one.of for one in world.rules):
        boxed, own = split(image.encode(inside), threshold=2, shares=2, rng=rng)
        inside, factor = (Part(boxed),), (Part(own),)
    with in_lesson(rng):
        box = together.box_of(inside, joint.public.key, context=CONTEXT, rng=rng)
    return ChatKey(key, joint, box, inside, factor)


def fetch(chat: ChatKey, owner: str, *, rng: Rng) -> tuple[DataKey, Transcript]:
    """Let another phone get the key: it asks the operators, and adds the people's factor if any.

    Raises NotEnoughShares if too few agreed, and CannotOpen if no key was in the box.
    """
    operators = {str(share.x): _agrees for share in chat.joint.shares}
    asked = ask(_PHONE, chat.box, chat.joint.public, chat.joint.shares, operators, rng=rng)
    if asked.plaintext is None:
        agreed = sum(isinstance(one, Partial) for one in asked.answers)
        raise NotEnoughShares(have=agreed, need=chat.joint.public.threshold)
    rows = image.decode(asked.plaintext)
    if chat.factor:
        halves = (*rows, *chat.factor)
        rows = image.decode(join(row.share for row in halves if isinstance(row, Part)))
    for row in rows:
        if isinstance(row, Key) and isinstance(row.secret, DataKey):
            return row.secret, _called(asked.transcript, owner)
    raise CannotOpen


def made(chat: ChatKey) -> Transcript:
    """Tell how the operators made the joint key."""
    return _called(chat.joint.transcript, "")


def in_lesson(rng: Rng) -> AbstractContextManager[Lesson | None]:
    """Open a lesson if the luck is that of one: whoever deploys with it wants nothing protected."""
    return lesson("deployed for a lesson") if is_lesson(rng) else nullcontext()


def _agrees(context: bytes) -> bool:
    return context == CONTEXT


def _rule(world: World) -> Rule:
    for rule in world.rules:
        if rule.out == KEK:
            return rule
    what = f"no rule makes {KEK!r}"
    raise BadWorld(what, where="rules", hint="a rule with one fact for each operator")


def _called(run: Transcript, owner: str) -> Transcript:
    """Call operators by more than a number, which a person may be called, a phone by its owner."""

    def name(party: str) -> str:
        return owner if party == _PHONE else f"operator {party}"

    def one(event: Event) -> Event:
        learned = tuple((name(party), thing) for party, thing in event.learned)
        return replace(
            event, sender=name(event.sender), receiver=name(event.receiver), learned=learned
        )

    return Transcript(tuple(map(one, run.events)))
