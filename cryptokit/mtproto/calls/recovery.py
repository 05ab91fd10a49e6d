"""How a device gets over refusals and lost sessions: another clock, salt or session, and once more.

Which code asks for which remedy is in ``notices``.
"""

from dataclasses import replace

from cryptokit.mtproto import clock
from cryptokit.mtproto import session as sessions
from cryptokit.mtproto.calls import outbox as boxes
from cryptokit.mtproto.calls.caller import Caller, Doubt, Gap, Outcome
from cryptokit.mtproto.calls.notices import Remedy, remedy
from cryptokit.mtproto.calls.outbox import Outbox
from cryptokit.mtproto.events import Created, Event, Refused
from cryptokit.rng import Rng, draw, system


def is_ours(outbox: Outbox, event: Event) -> bool:
    """Tell whether an event refuses a message that was really sent."""
    if not isinstance(event, Refused):
        return False
    return event.bad_id in outbox.carriers or bool(boxes.carried(outbox, event.bad_id))


def refused(
    caller: Caller, notice: Refused, notice_id: int, *, now: float, rng: Rng = system
) -> tuple[Caller, list[Outcome]]:
    """Apply the remedy for a refusal; one that is about no message of ours is ignored.

    See: Telegram, "Service Messages about Messages", on ignored messages.
    """
    if not is_ours(caller.outbox, notice):
        return caller, []
    match remedy(notice.code):
        case Remedy.NEW_IDS:
            return _with_new_ids(caller, notice.bad_id, notice_id, now=now, rng=rng), []
        case Remedy.NEW_SALT if notice.salt is not None:
            return _with_new_salt(caller, notice.bad_id, notice.salt), []
        case Remedy.ASK:
            return _in_doubt(caller, notice.bad_id)
        case _:
            return started_over(caller, rng=rng), []


def created(caller: Caller, event: Created) -> tuple[Caller, list[Outcome]]:
    """Learn that the server made the session: calls it may have forgotten are sent again.

    See: Telegram, "Service Messages", on new_session_created.
    """
    gap = _gap(caller, event)
    session = sessions.with_salt(caller.session, event.salt)
    outbox = _forgotten(caller.outbox, event)
    return replace(caller, session=session, outbox=outbox, unique_id=event.unique_id), gap


def created_long_ago(caller: Caller, event: Created) -> tuple[Caller, list[Outcome]]:
    """Learn the same from a notice so old that nobody can tell whether it came before.

    Its salt may be an old one, and another session may be there since.
    """
    unique_id = event.unique_id if caller.unique_id is None else caller.unique_id
    outbox = _forgotten(caller.outbox, event)
    return replace(caller, outbox=outbox, unique_id=unique_id), _gap(caller, event)


def _gap(caller: Caller, event: Created) -> list[Outcome]:
    return [Gap()] if caller.unique_id not in {None, event.unique_id} else []


def _forgotten(outbox: Outbox, event: Created) -> Outbox:
    old = (one for one in outbox.waiting if one.acked and one.message_id < event.first_id)
    return boxes.again(outbox, [one.message_id for one in old])


def started_over(caller: Caller, *, rng: Rng = system) -> Caller:
    """Open another session, and send all in it that is unanswered, under new numbers.

    What the old session took, the new one may do once more: the server knows a call by its session
    and id.
    """
    old = caller.session
    session = sessions.client(old.key, salt=old.salt, clock=old.clock, rng=rng)
    held = boxes.renewed(caller.outbox, caller.outbox.waiting).held
    return replace(caller, session=session, outbox=Outbox(held), unique_id=None)


def _with_new_ids(caller: Caller, bad_id: int, notice_id: int, *, now: float, rng: Rng) -> Caller:
    off = boxes.carried(caller.outbox, bad_id)
    renewed = {one.handle for one in off}
    kept = [one.message_id for one in caller.outbox.waiting if one.handle not in renewed]
    # Where the clock was ahead, new ids are lower, but not below what the server has or may get. A
    # jump of a quarter of a second at most keeps them apart from those of replies long forgotten.
    jump = int.from_bytes(draw(rng, 4), "little") >> 2
    last_id = max([caller.outbox.top, *kept]) + jump
    session = replace(caller.session, clock=clock.corrected(notice_id, now=now), last_id=last_id)
    outbox = boxes.renewed(caller.outbox, off)
    return replace(caller, session=session, outbox=outbox)


def _with_new_salt(caller: Caller, bad_id: int, salt: bytes) -> Caller:
    lost = [one.message_id for one in boxes.carried(caller.outbox, bad_id)]
    session = replace(caller.session, salt=salt)
    return replace(caller, session=session, outbox=boxes.again(caller.outbox, lost), coming=())


def _in_doubt(caller: Caller, bad_id: int) -> tuple[Caller, list[Outcome]]:
    lost = boxes.carried(caller.outbox, bad_id)
    outbox = replace(caller.outbox, held=boxes.put(caller.outbox.held, (), gone=lost))
    return replace(caller, outbox=outbox), [Doubt(one.handle) for one in lost]
