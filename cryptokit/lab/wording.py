"""Plain words for codes: for what an app noted, for what was inferred, and for what is in doubt."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from cryptokit.conversation.findings import Doubt, Finding

NOTICES: Final[Mapping[str, str]] = {
    "admin": "administrators changed",
    "change_number": "number changed",
    "create_channel": "channel created",
    "create_group": "group created",
    "edit_group_about": "description changed",
    "edit_group_photo": "group photo changed",
    "edit_group_title": "group renamed",
    "encryption": "encryption noted",
    "group_settings": "group settings changed",
    "invite_members": "members added",
    "join_group_by_link": "joined by a link",
    "join_group_by_request": "joined by request",
    "leave_group": "left the group",
    "notice": "other",
    "phone_call": "call",
    "pin_message": "message pinned",
    "remove_members": "members removed",
    "security_code": "security code changed",
    "set_messages_ttl": "vanishing messages set",
    "take_screenshot": "screenshot taken",
}
"""What common notices say; others are told by their code."""
_FEW: Final = 10
_LETTERS: Final = "D is a day or a month"


def notice(action: str) -> str:
    """Say in plain words what an app noted.

    >>> notice("invite_members"), notice("giveaway_launch"), notice("")
    ('members added', 'giveaway launch', 'unnamed')
    """
    return NOTICES.get(action) or action.replace("_", " ") or "unnamed"


def inferred(finding: Finding) -> str:
    """Say what was inferred, and what the letters of a form stand for.

    >>> from cryptokit.certainty import Certainty
    >>> print(inferred(Finding("form", "D/D/YY, h:m -", Certainty.CERTAIN, "all 7 lines are so")))
    form: D/D/YY, h:m - (D is a day or a month) (certain: all 7 lines are so)
    """
    if finding.question != "form" or finding.answer.count("D") < len("DD"):
        return str(finding)
    said = f"{finding.answer} ({_LETTERS})"
    return str(Finding(finding.question, said, finding.certainty, finding.why))


def doubts(all_of_them: Iterable[Doubt]) -> tuple[str, ...]:
    """Say what is in doubt: lines with the same reason together.

    >>> doubts([Doubt(12, 1, "pasted"), Doubt(13, 2, "a clock set back"), Doubt(20, 3, "pasted")])
    ('lines 12 and 20: pasted', 'line 13: a clock set back')
    """
    by_reason = dict[str, dict[int, None]]()
    for doubt in all_of_them:
        by_reason.setdefault(doubt.why, {})[doubt.line] = None
    return tuple(f"{_lines(list(numbers))}: {why}" for why, numbers in by_reason.items())


def _lines(numbers: Sequence[int]) -> str:
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    shown = [str(number) for number in numbers[:_FEW]]
    more = len(numbers) - _FEW
    last = f"{more} more (--json has all)" if more > 0 else shown.pop()
    return f"lines {', '.join(shown)} and {last}"
