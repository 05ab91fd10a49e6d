"""WhatsApp exports as phones write them, each beside the chat that must be read from it.

The format escapes nothing, so some texts cannot be carried: lines below the first that begin with a
digit or a bracket, which might be read as the next message, and the signs with which the app sets
off its own words. Nor does a file say which of two numbers below 13 is the day: one is above 12.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from hypothesis import strategies as st

from cryptokit.conversation import Chat, Message, Service
from cryptokit.conversation.chat import SILENT
from cryptokit.conversation.whatsapp.locales import LOCALES
from cryptokit.conversation.whatsapp.words import CALL, GROUP_ACTIONS, Words
from cryptokit.testing._exports.export import Export
from cryptokit.testing._exports.whatsapp_bodies import bodies
from cryptokit.testing._exports.whatsapp_phones import FORMS, MARK, Phone

_NAMES: Final = ("Ada Example", "Bruno Muster", "+00 000 000 00 02", "Галя", "Noor مثال", "Dr. Q")
_TITLES: Final = ("Share keepers", "Us: two", "Хранители: ночь 🔑", "13")
_TAILS: Final = ("", " Tap to learn more.", " *Learn more*")
_FIRST: Final = int(datetime(2014, 1, 1, tzinfo=UTC).timestamp())
_LAST: Final = int(datetime(2038, 1, 1, tzinfo=UTC).timestamp()) - 1

_Line = tuple[str, Message | Service]
"""A line of the file, without its time, and what it is."""


@st.composite
def whatsapp_exports(draw: st.DrawFn, *, most: int = 8) -> Export:
    """Make exports of up to ``most`` entries and a notice above them, from every kind of phone.

    Findings and doubts are not stated: they say how sure a reader is, not what the file holds.

    >>> from hypothesis import find
    >>> export = find(whatsapp_exports(), lambda export: bool(export.chat.messages))
    >>> export.chat.services[0].action, len(export.chat.messages)
    ('encryption', 1)
    """
    phone = Phone(draw(st.sampled_from([*FORMS.values()])), draw(st.sampled_from(LOCALES)))
    title = draw(st.sampled_from(_TITLES))
    lines = [draw(_notices(phone, title, 1, draw(_days(phone)), only="encryption"))]
    for number, sent in enumerate(draw(st.lists(_times(phone), max_size=most)), start=2):
        kinds = st.sampled_from((_messages, _messages, _messages, _calls, _notices))
        lines.append(draw(draw(kinds)(phone, title, number, sent)))
    text = "".join(f"{line}\n" for line, _ in lines)
    name = phone.words.chats[0].format(chat=title)
    return Export(f"{name}.txt", text.encode(), _chat(phone, title, [entry for _, entry in lines]))


def _chat(phone: Phone, title: str, entries: Sequence[Message | Service]) -> Chat:
    messages = tuple(each for each in entries if isinstance(each, Message))
    services = tuple(each for each in entries if isinstance(each, Service))
    people = tuple(dict.fromkeys(message.sender for message in messages))
    group = len(people) > 2 or any(each.action in GROUP_ACTIONS for each in services)
    # The first notice of an iPhone stands under the name of the chat, which only a person writes.
    group = group or (phone.iphone and len(people) == 2 and title not in people)
    if not group and len(people) == 1:
        people = (*people, SILENT if title in people else title)
    return Chat(
        name=title,
        format="whatsapp",
        messages=messages,
        participants=people,
        group=group,
        services=services,
        type="group" if group else "personal",
        more=() if group or title in people else (("contact", title),),
    )


@st.composite
def _messages(draw: st.DrawFn, phone: Phone, _title: str, number: int, sent: int) -> _Line:
    sender, said = draw(st.sampled_from(_NAMES)), draw(bodies(phone))
    mark = phone.mark if said.marked else ""
    line = f"{mark}{phone.prefix(sent)}{draw(_shown(phone, sender))}: {said.body}"
    return line, said.message(id=number, sent=sent, sender=sender)


@st.composite
def _calls(draw: st.DrawFn, phone: Phone, title: str, number: int, sent: int) -> _Line:
    """Note a call; Android writes it as if the caller had."""
    calls = sorted(call for call in phone.words.calls if "{" not in call)
    if not calls:
        return draw(_notices(phone, title, number, sent))
    sender, call = draw(st.sampled_from(_NAMES)), draw(st.sampled_from(calls))
    line = f"{phone.prefix(sent)}{draw(_shown(phone, sender))}: {phone.mark}{call}"
    return line, Service(number, sent, sender, CALL, call)


@st.composite
def _notices(
    draw: st.DrawFn, phone: Phone, title: str, number: int, sent: int, *, only: str = ""
) -> _Line:
    """Note something; on iPhones the group seems to have said it."""
    action, text, who, whom = draw(_filled(phone.words, only))
    sender = f"{title}: {MARK}" if phone.iphone else ""
    actor = who or (title if phone.iphone else "")
    mark = draw(st.sampled_from(("", phone.mark)))
    more = (("members", [whom]),) if whom else ()
    note = Service(number, sent, actor, action, text, more)
    return f"{mark}{phone.prefix(sent)}{sender}{text}", note


@st.composite
def _filled(draw: st.DrawFn, words: Words, only: str) -> tuple[str, str, str, str]:
    """Fill a template: what to call the notice, what it says, who did it, and to whom."""
    templates = [each for each in words.notices if only in {"", each[0]}]
    action, template = draw(st.sampled_from(templates))
    who, whom = draw(st.permutations(_NAMES))[:2]
    title, old = draw(st.permutations(_TITLES))[:2]
    tail = draw(st.sampled_from(_TAILS))
    text = template.format(who=who, whom=whom, title=title, old=old, tail=tail, number="+00 1")
    named = (who if "{who}" in template else "", whom if "{whom}" in template else "")
    return action, text, *named


def _shown(phone: Phone, sender: str) -> st.SearchStrategy[str]:
    """Give what a phone writes for a name: iPhones mark those that are not in the address book."""
    return st.sampled_from((sender, f"~\u00a0{sender}") if phone.iphone else (sender,))


def _times(phone: Phone) -> st.SearchStrategy[int]:
    return st.integers(_FIRST // phone.step, _LAST // phone.step).map(phone.step.__mul__)


def _days(phone: Phone) -> st.SearchStrategy[int]:
    """Give a time on a day above 12, which shows in which order dates are written."""
    return _times(phone).filter(lambda sent: datetime.fromtimestamp(sent, UTC).day > 12)
