"""A Double Ratchet conversation step by step, in words and as controls: the ratchet stepper.

Not here: what happens at a step (``ratchet_frame``), and the drawing (``ratchet_drawing``).
"""

from collections.abc import Iterable, Iterator
from typing import Final

from cryptokit.exposure import Adversary, Form, Schedule
from cryptokit.lab.printing import counted
from cryptokit.lab.widgets.ratchet_drawing import svg
from cryptokit.lab.widgets.ratchet_frame import Agreement, Event, Held, RatchetFrame, frame
from cryptokit.lab.widgets.ratchet_story import tell
from cryptokit.lab.widgets.view import Control, Kind, Shown, Values, View, slider
from cryptokit.rng import Rng, system

_DOES: Final = {
    Adversary.PASSIVE: "only listens from now on",
    Adversary.ACTIVE: "carries the messages from now on",
}


def words(made: RatchetFrame) -> tuple[str, ...]:
    """Say a frame: the step in one line, then what turned, what is held, what a theft opens.

    >>> made = frame(tell("AAAB", Form.PUBLISHED), 3, Adversary.PASSIVE)
    >>> for said in words(made)[:3]:
    ...     print(said)
    Step 3 of 8: A sends message 1 under key A1#1.
    On A's phone chain A1 turns from 1 to 2. No Diffie-Hellman step.
    So far: 2 messages sent, and 2 Diffie-Hellman steps since A's first one.
    """
    sent = counted(len(made.sent), "message")
    agreed = counted(made.agreed, "Diffie-Hellman step")
    return (
        f"Step {made.step} of {made.steps}: {_headline(made)}",
        *_event(made.event),
        f"So far: {sent} sent, and {agreed} since A's first one.",
        *(said for one in made.phones for said in _held(one)),
        *(_theft(one, made) for one in made.phones),
    )


def view(
    conversation: str | Schedule, *, step: int, thief: str, form: Form, rng: Rng = system
) -> View:
    """Give a slider over the steps and a choice of the thief, on these values at first.

    Raises ValueError for a conversation that cannot be, and for a value that is not in the range.
    """
    story = tell(conversation, form, rng=rng)
    steps = len(story.schedule.ops)

    def show(values: Values) -> Shown:
        made = frame(story, values["step"], values["thief"], rng=rng)
        headline, *sentences = words(made)
        return Shown(headline, tuple(sentences), svg(made, headline))

    thieves = tuple((f"{_DOES[one]} ({one})", one) for one in Adversary)
    return View(
        f"Ratchet stepper: {story.how.title}",
        (
            slider("step", "Step", range(steps + 1), first=step),
            Control("thief", "A thief", Kind.CHOICE, thieves, Adversary(thief)),
        ),
        show,
        'For other values: ratchet_stepper("AAABBA", step=7, thief="active"). Letters say who '
        f"writes; step goes from 0 to {steps} here; thief is one of {', '.join(Adversary)}.",
    )


def _headline(made: RatchetFrame) -> str:
    event = made.event
    if event is None:
        return "before the first message. A knows B's prekeys, and has a chain to send on."
    label = made.messages[event.number].label
    if event.sends:
        return f"{event.by} sends message {event.number} under key {label}."
    if not event.opened:
        return f"{event.by} gets message {event.number}, and has forgotten its chain."
    return f"{event.by} reads message {event.number} under key {label}."


def _event(event: Event | None) -> Iterator[str]:
    if event is None:
        return
    turns = [f"chain {one.chain} turns from {one.was} to {one.now}" for one in event.turns]
    turned = f"On {event.by}'s phone {_listed(turns) or 'no chain turns'}."
    if not event.agreements:
        yield f"{turned} No Diffie-Hellman step."
        return
    if event.begins:
        yield f"{event.by} makes root key {event.agreements[0].private} out of its prekeys."
    yield from (f"Diffie-Hellman step: {_agreement(one)}." for one in event.agreements)
    yield turned


def _agreement(one: Agreement) -> str:
    drawn = f"{one.private} is drawn, and its" if one.drawn else f"{one.private}'s"
    made = f"root key {one.made} and chain {one.made}"
    return f"{drawn} private key with {one.public}'s public key gives {made}"


def _held(one: Held) -> Iterator[str]:
    yield f"{one.party}'s phone holds {_listed(one.keys)}."
    if one.new or one.gone:
        new, gone = _listed(one.new) or "nothing", _listed(one.gone) or "nothing"
        yield f"New at this step on {one.party}'s phone: {new}; gone for good: {gone}."


def _theft(one: Held, made: RatchetFrame) -> str:
    later = {message.number for message in made.messages} - made.sent
    sent = f"of {len(made.sent)} sent so far {_numbers(one.opens & made.sent)}"
    coming = f"of {len(later)} still to come {_numbers(one.opens & later)}"
    return (
        f"Whoever steals {one.party}'s phone now, has recorded every packet and "
        f"{_DOES[made.thief]}, can read: {sent}; {coming}."
    )


def _numbers(numbers: Iterable[int]) -> str:
    """Name messages by their numbers.

    >>> _numbers(()), _numbers({3}), _numbers({3, 1, 2})
    ('none', 'message 3', 'messages 1, 2 and 3')
    """
    ordered = [str(number) for number in sorted(numbers)]
    return f"message{'s' * (len(ordered) > 1)} {_listed(ordered)}" if ordered else "none"


def _listed(things: Iterable[str]) -> str:
    *first, last = [*things] or [""]
    return f"{', '.join(first)} and {last}" if first else last
