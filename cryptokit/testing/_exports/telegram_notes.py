"""Strategies for what Telegram notes by itself: who joined, who called, what was pinned.

Not here: what a web app sent, whose two texts share one key ("text"). See:
telegramdesktop/tdesktop, export_output_json.cpp, the actions in SerializeMessage.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

from cryptokit.testing._exports.telegram_files import PICTURE
from cryptokit.testing._exports.telegram_parts import (
    NAMES,
    Fields,
    at_times,
    merged,
    numbers,
    record,
    runs,
    words,
)
from cryptokit.testing._exports.telegram_text import text_of, written

_TITLE: Final = record(title=words())
_SOMEBODY: Final = st.none() | st.sampled_from(NAMES)
_MEMBERS: Final = record(members=st.lists(_SOMEBODY, max_size=3))
_PINNED: Final = record(message_id=numbers(least=1))
_REASONS: Final = st.sampled_from(("busy", "disconnect", "hangup", "missed"))
_PEER: Final = st.just("channel1000000042")
_FLAG: Final = st.booleans()
_YES: Final = st.sampled_from((True,))
_TEXT: Final = runs().map(text_of)
_COUNT: Final = numbers()

_BY_SOMEBODY: Final[Mapping[str, st.SearchStrategy[Fields]]] = {
    **dict.fromkeys(
        (
            *("delete_group_photo", "migrate_to_supergroup", "clear_history", "take_screenshot"),
            *("joined_telegram", "requested_phone_number", "join_group_by_request"),
        ),
        record(),
    ),
    **dict.fromkeys(
        ("edit_group_title", "create_channel", "migrate_from_group", "topic_created"), _TITLE
    ),
    **dict.fromkeys(("invite_members", "remove_members", "invite_to_group_call"), _MEMBERS),
    **dict.fromkeys(("edit_group_photo", "suggest_profile_photo"), PICTURE),
    **dict.fromkeys(("pin_message", "set_chat_wallpaper", "set_same_chat_wallpaper"), _PINNED),
    **dict.fromkeys(("poll_append_answer", "poll_delete_answer"), record(option=words())),
    **dict.fromkeys(("new_creator_pending", "change_creator"), record(new_creator=_SOMEBODY)),
    **dict.fromkeys(("no_forwards_toggle", "no_forwards_request"), record(new_value=_FLAG)),
    "create_group": merged(_TITLE, _MEMBERS),
    "join_group_by_link": record(inviter=_SOMEBODY),
    "score_in_game": record(game_message_id=numbers(least=1), score=_COUNT),
    "phone_call": record(duration_seconds=at_times(_COUNT), discard_reason=at_times(_REASONS)),
    "group_call": record(duration=at_times(_COUNT)),
    "group_call_scheduled": record(schedule_date=_COUNT),
    "set_messages_ttl": record(period=_COUNT),
    "edit_chat_theme": record(emoticon=at_times(st.just("🎈"))),
    "topic_edit": record(new_title=at_times(words()), new_icon_emoji_id=at_times(_COUNT)),
    "conference_call": record(duration_seconds=at_times(_COUNT), is_active=_FLAG, is_missed=_FLAG),
    "suggest_birthday": record(day=_COUNT, month=_COUNT, year=at_times(_COUNT)),
    "todo_completions": record(completed=st.lists(_COUNT), incompleted=st.lists(_COUNT)),
    "todo_append_tasks": record(items=st.lists(record(text=_TEXT, id=_COUNT), max_size=2)),
    "process_suggested_post": record(rejected=_YES, comment=at_times(words())),
    "paid_messages_refund": record(messages_count=_COUNT, stars_count=_COUNT),
    "paid_messages_price_change": record(price_stars=_COUNT),
    "managed_bot_created": record(bot=_SOMEBODY),
    "send_premium_gift": record(cost=at_times(st.just("€ 3.99")), months=at_times(_COUNT)),
    "send_stars_gift": record(cost=at_times(st.just("€ 3.99")), stars=at_times(_COUNT)),
    "send_star_gift": record(gift_id=_COUNT, stars=_COUNT, is_limited=_FLAG, gift_text=_TEXT),
    "stars_prize": record(boost_peer_id=_PEER, boost_peer_name=st.none() | words(), stars=_COUNT),
    "boost_apply": record(boosts=_COUNT),
    # The one list that is written twice: as JSON, and this as a string.
    "requested_peer": record(
        button_id=_COUNT, peers=st.lists(_COUNT).map(lambda ids: written(ids, level=3))
    ),
}
_BY_NOBODY: Final[Mapping[str, st.SearchStrategy[Fields]]] = {
    **dict.fromkeys(
        ("giveaway_launch", "web_app_bot_allowed", "attach_menu_bot_allowed"), record()
    ),
    "allow_sending_messages": record(reason_domain=st.just("example.org")),
    "send_payment": record(
        amount=_COUNT,
        currency=st.just("EUR"),
        invoice_message_id=at_times(_COUNT),
        recurring=at_times(st.sampled_from(("used", "init"))),
    ),
    "refunded_payment": record(amount=_COUNT, peer_name=st.none() | words(), peer_id=_PEER),
    "send_passport_values": record(values=st.lists(st.just("passport"), max_size=2)),
    "proximity_reached": record(
        **{"from": st.none() | words(), "from_id": _PEER, "to": words(), "to_id": _PEER},
        distance=_COUNT,
    ),
    "gift_code_prize": record(gift_code=words(), boost_peer_id=at_times(_PEER), unclaimed=_FLAG),
    "giveaway_results": record(winners=_COUNT, unclaimed=_COUNT, stars=_COUNT),
}


@dataclass(frozen=True, slots=True)
class Note:
    """What the app noted: the action, whether somebody did it, and the fields behind."""

    action: str
    fields: Fields
    by_somebody: bool = True


def notes() -> st.SearchStrategy[Note]:
    """Give notes of every action there is, and those of a bot's own wording, which name none.

    >>> from hypothesis import find
    >>> find(notes(), lambda note: note.action == "pin_message").fields
    {'message_id': 1}
    """
    own = record(information_text=words()).map(lambda fields: Note("", fields))
    by_somebody = _from(_BY_SOMEBODY, by_somebody=True)
    return st.one_of(by_somebody, _from(_BY_NOBODY, by_somebody=False), own)


def _from(
    table: Mapping[str, st.SearchStrategy[Fields]], *, by_somebody: bool
) -> st.SearchStrategy[Note]:
    return st.sampled_from(tuple(table)).flatmap(
        lambda action: table[action].map(lambda fields: Note(action, fields, by_somebody))
    )
