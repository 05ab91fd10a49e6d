"""Strategies for one entry of a Telegram chat, as it is written and as it must be read.

See: telegramdesktop/tdesktop, export_output_json.cpp, SerializeMessage.
"""

from collections.abc import Callable, Sequence
from typing import Final

from hypothesis import strategies as st

from cryptokit.conversation import Message, Service
from cryptokit.conversation.chat import More
from cryptokit.testing._exports.telegram_media import carried
from cryptokit.testing._exports.telegram_notes import notes
from cryptokit.testing._exports.telegram_parts import (
    NAMES,
    Fields,
    Peer,
    at_times,
    numbers,
    record,
    runs,
    times,
    words,
)
from cryptokit.testing._exports.telegram_text import entities, text_of

Clock = Callable[[int], str]
"""Seconds since 1970 -> the time on the wall, which is not said to be of any zone."""

Entry = tuple[Fields, Message | Service | int]
"""How an entry is written, and what it must be read as; a number for an unsupported one."""

_TAKEN: Final = frozenset({"id", "type", "date", "date_unixtime", "text", "text_entities"})
_OF_MESSAGE: Final = {"edited", "edited_unixtime", "from", "from_id", "reply_to_message_id"}
_OF_SERVICE: Final = {"actor", "actor_id", "action"}
"""Fields that a message or a service has a place for; all others are kept as ``more``."""

_ANYBODY: Final = st.none() | st.sampled_from(NAMES)
_BEFORE_REPLY: Final = record(
    author=at_times(words()),
    forwarded_from=at_times(_ANYBODY),
    forwarded_from_id=at_times(st.just("user1000000098")),
    saved_from=at_times(_ANYBODY),
)
_REPLY: Final = st.just(Fields()) | record(
    reply_to_message_id=numbers(least=1),
    reply_to_peer_id=at_times(st.just("channel1000000042")),
)
_VIA: Final = record(via_bot=at_times(st.just("@quiz_bot")))
_TOMORROW: Final = record(
    unknown_key=at_times(
        st.recursive(
            st.none() | st.booleans() | st.integers() | words(),
            lambda inner: st.lists(inner, max_size=2) | record(text=inner),
            max_leaves=3,
        )
    )
)
"""What a later version of the app may add."""
_BUTTON: Final = record(
    type=st.just("callback"),
    text=words(),
    dataBase64=st.just("YW5zd2VyX2E"),
    data=st.just(""),
    button_id=at_times(numbers(least=1)),
) | record(type=st.just("url"), text=words(), data=st.just("https://example.org/rules"))
_RECENT: Final = record(
    **{"from": _ANYBODY, "from_id": st.just("user1000000001")}, date=st.just("2025-03-03T11:10:00")
)
_REACTION: Final = record(
    type=st.just("emoji"),
    count=numbers(least=1),
    emoji=st.sampled_from("❤👍"),
    recent=at_times(st.lists(_RECENT, min_size=1, max_size=2)),
) | record(
    type=st.just("custom_emoji"), count=numbers(least=1), document_id=st.just("(unavailable)")
)
_BEHIND: Final = record(
    inline_bot_buttons=at_times(
        st.lists(st.lists(_BUTTON, min_size=1, max_size=2), min_size=1, max_size=2)
    ),
    reactions=at_times(st.lists(_REACTION, min_size=1, max_size=2)),
)


def entries(number: int, people: Sequence[Peer], clock: Clock) -> st.SearchStrategy[Entry]:
    """Give entries with this id, by these people, dated by this clock."""
    message = _messages(number, people, clock)
    # Half of all entries are messages.
    return st.one_of(message, message, _services(number, people, clock), _unsupported(number))


def _unsupported(number: int) -> st.SearchStrategy[Entry]:
    fields: Fields = {"id": number, "type": "unsupported"}
    return st.just((fields, number))


def _when(name: str, sent: int | None, clock: Clock) -> Fields:
    return {} if sent is None else {name: clock(sent), f"{name}_unixtime": str(sent)}


def _more(fields: Fields, taken: frozenset[str]) -> More:
    return tuple((key, value) for key, value in fields.items() if key not in taken)


@st.composite
def _messages(draw: st.DrawFn, number: int, people: Sequence[Peer], clock: Clock) -> Entry:
    sent, edited_at = draw(times()), draw(st.none() | times())
    who, reply = draw(st.sampled_from(people)), draw(_REPLY)
    what, text = draw(carried()), draw(runs())
    fields: Fields = {"id": number, "type": "message"}
    fields |= _when("date", sent, clock) | _when("edited", edited_at, clock)
    fields |= {"from": who.name, "from_id": who.id} | draw(_BEFORE_REPLY) | reply | draw(_VIA)
    fields |= what.fields | draw(_TOMORROW)
    fields |= {"text": text_of(text), "text_entities": entities(text)} | draw(_BEHIND)
    reply_to = reply.get("reply_to_message_id")
    return fields, Message(
        id=number,
        sent=sent,
        sender=who.shown,
        text="".join(run.text for run in text),
        kind=what.kind,
        title=what.title,
        reply_to=reply_to if isinstance(reply_to, int) else None,
        edited=edited_at is not None,
        edited_at=edited_at,
        runs=text if any(run.style != "plain" for run in text) else (),
        more=_more(fields, _TAKEN | _OF_MESSAGE),
    )


@st.composite
def _services(draw: st.DrawFn, number: int, people: Sequence[Peer], clock: Clock) -> Entry:
    sent, who, note = draw(times()), draw(st.sampled_from(people)), draw(notes())
    fields: Fields = {"id": number, "type": "service"} | _when("date", sent, clock)
    fields |= {"actor": who.name, "actor_id": who.id} if note.by_somebody else {}
    fields |= {"action": note.action} if note.action else {}
    fields |= note.fields | {"text": "", "text_entities": []}
    return fields, Service(
        id=number,
        sent=sent,
        actor=who.shown if note.by_somebody else "",
        action=note.action,
        text="",  # what a reader says here is its own wording
        more=_more(fields, _TAKEN | _OF_SERVICE),
    )
