"""What Telegram notes by itself, said in words: one sentence for each action. All fields stay."""

import re
from collections.abc import Mapping
from typing import Final

from cryptokit.conversation.jsonvalues import Fields, is_fields, is_list

SENTENCES: Final[Mapping[str, str]] = {
    "create_group": "created the group[ {title}][ with {members}]",
    "create_channel": "created the channel[ {title}]",
    "edit_group_title": "called the group {title}",
    "edit_group_photo": "changed the group's photo",
    "delete_group_photo": "removed the group's photo",
    "invite_members": "invited[ {members}]",
    "remove_members": "removed[ {members}]",
    "join_group_by_link": "joined by a link[ of {inviter}]",
    "join_group_by_request": "joined by request",
    "migrate_to_supergroup": "made the group a supergroup",
    "migrate_from_group": "made the supergroup from a group[, {title}]",
    "pin_message": "pinned message {message_id}",
    "clear_history": "cleared the history",
    "take_screenshot": "took a screenshot",
    "set_messages_ttl": "set messages to vanish[ after {period} seconds]",
    "phone_call": "called[ for {duration_seconds} seconds][, {discard_reason}]",
    "group_call": "held a group call[ of {duration} seconds]",
    "group_call_scheduled": "planned a group call[ for second {schedule_date}]",
    "invite_to_group_call": "invited to a group call[: {members}]",
    "conference_call": "called several[ for {duration_seconds} seconds]",
    "score_in_game": "scored[ {score}] in a game",
    "edit_chat_theme": "changed the theme[ to {emoticon}]",
    "set_chat_wallpaper": "changed the wallpaper",
    "set_same_chat_wallpaper": "took the same wallpaper",
    "topic_created": "opened the topic[ {title}]",
    "topic_edit": "changed the topic[ to {new_title}]",
    "suggest_profile_photo": "suggested a profile photo",
    "suggest_birthday": "suggested a birthday[: day {day}][ of month {month}][ of {year}]",
    "joined_telegram": "joined Telegram",
    "requested_phone_number": "asked for the phone number",
    "requested_peer": "shared what a bot asked for",
    "allow_sending_messages": "let a bot write[ from {reason_domain}][ from {reason_app_name}]",
    "web_app_bot_allowed": "let a web app write",
    "attach_menu_bot_allowed": "let a bot into the menu",
    "send_webview_data": "sent data to a bot[ with the button {text}]",
    "send_passport_values": "sent papers to a bot[: {values}]",
    "send_payment": "paid[ {amount}][ {currency}]",
    "refunded_payment": "was paid back[ {amount}][ {currency}][ by {peer_name}]",
    "proximity_reached": "[{from} ]came[ within {distance} metres][ of {to}]",
    "gift_code_prize": "gave a gift code[ {gift_code}]",
    "giveaway_launch": "began a giveaway",
    "giveaway_results": "ended a giveaway[ with {winners} winners]",
    "boost_apply": "boosted the group[ {boosts} times]",
    "send_premium_gift": "gave Premium[ for {months} months][, {cost}]",
    "send_stars_gift": "gave[ {stars}] stars[, {cost}]",
    "send_ton_gift": "gave TON[, {cost}]",
    "send_star_gift": "gave a gift[ of {stars} stars][: {gift_text}]",
    "stars_prize": "won[ {stars}] stars[ from {boost_peer_name}]",
    "paid_messages_refund": "paid back[ {stars_count} stars][ for {messages_count} messages]",
    "paid_messages_price_change": "set the price of a message[ to {price_stars} stars]",
    "todo_completions": "ticked off[ tasks {completed}][, took up {incompleted}]",
    "todo_append_tasks": "added tasks[: {items}]",
    "poll_append_answer": "added an answer to a poll[: {option}]",
    "poll_delete_answer": "removed an answer from a poll[: {option}]",
    "process_suggested_post": "answered a suggested post[: {comment}]",
    "suggested_post_success": "was paid for a suggested post",
    "suggested_post_refund": "was paid back for a suggested post",
    "no_forwards_toggle": "changed whether messages may be forwarded",
    "no_forwards_request": "asked to change whether messages may be forwarded",
    "new_creator_pending": "will hand the group over[ to {new_creator}]",
    "change_creator": "handed the group over[ to {new_creator}]",
    "managed_bot_created": "made a bot[, {bot}]",
    "change_community": "changed the community",
}
"""What somebody did, by action; a part in brackets is left out where its field is.

See: telegramdesktop/tdesktop, export_output_json.cpp, the actions in SerializeMessage.
"""

_PART: Final = re.compile(
    r"\[(?P<before>[^{\]]*)\{(?P<optional>\w+)\}(?P<after>[^\]]*)\]|\{(?P<field>\w+)\}"
)
_APART: Final = frozenset({"id", "type", "date", "date_unixtime", "actor", "actor_id", "action"})


def sentence(action: str, fields: Fields) -> str:
    """Say what a note of the app says.

    >>> sentence("phone_call", {"duration_seconds": 61, "discard_reason": "hangup"})
    'called for 61 seconds, hangup'
    >>> sentence("fly_to_the_moon", {"action": "fly_to_the_moon", "days": 3})
    'fly to the moon: days 3'
    """
    known = SENTENCES.get(action)
    if known is None:
        return _generic(action, fields)

    def part(match: re.Match[str]) -> str:
        said = plain(fields.get(match["optional"] or match["field"]))
        return f"{match['before'] or ''}{said}{match['after'] or ''}" if said else ""

    return _PART.sub(part, known).strip()


def _generic(action: str, fields: Fields) -> str:
    """Say an action that the table lacks by its own name and what comes with it."""
    if not action and "information_text" in fields:
        return plain(fields["information_text"])
    told = [
        f"{key.replace('_', ' ')} {said}"
        for key, value in fields.items()
        if key not in _APART and (said := plain(value))
    ]
    return ": ".join(part for part in (action.replace("_", " "), ", ".join(told)) if part)


def plain(value: object) -> str:
    """Say a JSON value in words: a null among names is somebody whose account is gone.

    >>> plain(["Ann", None]), plain(["See ", {"type": "bold", "text": "this"}]), plain(True)
    ('Ann, somebody', 'See this', 'yes')
    """
    if is_list(value):
        pieces = any(is_fields(each) and "type" in each for each in value)
        return ("" if pieces else ", ").join(
            "somebody" if each is None else plain(each) for each in value
        )
    if is_fields(value):
        return plain(value.get("text"))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
