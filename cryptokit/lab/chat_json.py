"""What ``cryptokit chat --json`` prints: a chat, an account and metadata as JSON values."""

from dataclasses import asdict
from typing import Any, Final

from cryptokit.conversation import Account, Chat
from cryptokit.conversation.metadata import Metadata
from cryptokit.conversation.signal.store import SignalStore
from cryptokit.lab.exhibits import contacts, devices, sections, size
from cryptokit.lab.moments import calendar, clock
from cryptokit.lab.tallies import absent, envelopes, has_left, kind_of, tally

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def chat_json(chat: Chat, *, real: bool, held: Chat | None = None) -> dict[str, Any]:
    """Give all that is told of a chat as JSON values; no message is among them.

    ``name``, ``format``, ``type``, ``group`` and ``participants`` are those of the chat.
    ``names`` is "real" or "replaced". ``findings`` say what was inferred: ``question``, ``answer``,
    ``certainty`` and ``why``. ``messages`` and ``services`` are counts, ``kinds`` and ``actions``
    split them up; ``unsupported`` are ids. ``edited``, ``deleted`` and ``replies`` are counts, and
    so are ``replies_elsewhere``, to messages that the export lacks. ``first`` and ``last`` are
    ISO 8601 times by the ``clock``, or null; ``lasted`` is in seconds. ``doubts`` have a ``line``,
    an ``entry`` and a ``why``. ``absent`` says what such exports never hold. ``metadata`` is told
    by envelopes alone, those of the chat as it is ``held`` before names are replaced: see
    ``metadata_json``.
    """
    told = tally(chat)
    return {
        "name": chat.name,
        "format": chat.format,
        "type": kind_of(chat),
        "group": chat.group,
        "participants": list(chat.participants),
        "names": "real" if real else "replaced",
        "findings": [
            {"question": f.question, "answer": f.answer, "certainty": f.certainty, "why": f.why}
            for f in chat.findings
        ],
        "messages": len(chat.messages),
        "kinds": dict(told.kinds),
        "services": len(chat.services),
        "actions": dict(told.notices),
        "unsupported": list(chat.unsupported),
        "edited": told.edited,
        "deleted": told.deleted,
        "replies": told.replies,
        "replies_elsewhere": told.elsewhere,
        "clock": clock(chat.format),
        "first": _iso(told.first),
        "last": _iso(told.last),
        "lasted": told.lasted,
        "doubts": [{"line": d.line, "entry": d.entry, "why": d.why} for d in chat.doubts],
        "absent": list(absent(chat)),
        "metadata": metadata_json(envelopes(chat, held or chat)),
    }


def store_json(store: SignalStore) -> dict[str, Any]:
    """Give what a store of Signal's shows as JSON values: no message, no name, and no key.

    ``source`` is its path, ``kind`` what it is, ``size`` in bytes, ``pages`` of 4096 bytes,
    ``entropy`` in bits a byte; ``key`` says where the key lies, ``opener`` who can use it.
    """
    return asdict(store)


def metadata_json(told: Metadata) -> dict[str, Any]:
    """Give metadata as JSON values.

    ``messages`` is a count, and so are ``days`` with a message. Each of ``people`` has a ``name``,
    a count of ``messages`` and of those in ``nights``, before six; ``bytes``, ``first``, ``last``,
    and ``hours``, 24 counts from midnight. ``hours`` and ``weekdays`` count all, ``busiest`` is a
    ``date`` with its ``messages``, ``silence`` the longest one: when it ``begins`` and ``ends``.
    ``answers`` count how often a message of ``who`` came right after one of ``whom``.
    """
    busiest, silence = told.busiest, told.silence
    return {
        "messages": told.messages,
        "days": told.days,
        "people": [
            {
                "name": one.name,
                "messages": one.messages,
                "bytes": one.size,
                "first": _iso(one.first),
                "last": _iso(one.last),
                "nights": one.nights,
                "hours": list(one.hours),
            }
            for one in told.people
        ],
        "hours": list(told.hours),
        "weekdays": dict(zip(WEEKDAYS, told.weekdays, strict=True)),
        "busiest": busiest
        and {"date": calendar(busiest.begins).date().isoformat(), "messages": busiest.messages},
        "silence": silence and {"begins": _iso(silence.begins), "ends": _iso(silence.ends)},
        "answers": [{"who": a.who, "whom": a.whom, "times": a.times} for a in told.answers],
    }


def account_json(account: Account, *, real: bool) -> dict[str, Any]:
    """Give a whole account as JSON values.

    ``names`` is "real" or "replaced". Each of ``chats`` has a ``name``, a ``type``, whether
    one has ``left``, counts of ``messages`` and ``services``, ``first`` and ``last``. Each of
    ``sessions`` has a ``device``, an ``app``, an ``ip``, a ``place`` and when it was
    ``last_active``, all as text. ``contacts`` has counts: ``saved``, ``with_number``,
    ``without_account``; or is null. ``sections`` are counts of entries, without those that only say
    what a list of chats is.
    """
    book = contacts(account)
    return {
        "names": "real" if real else "replaced",
        "chats": [_entry(chat) for chat in account.chats],
        "sessions": [
            {
                "device": one.device,
                "app": one.app,
                "ip": one.ip,
                "place": one.place,
                "last_active": one.last_active,
            }
            for one in devices(account, real=real)
        ],
        "contacts": book
        and {
            "saved": book.saved,
            "with_number": book.with_number,
            "without_account": book.without_account,
        },
        "sections": {section.name: size(section) for section in sections(account)},
    }


def _entry(chat: Chat) -> dict[str, Any]:
    told = tally(chat)
    return {
        "name": chat.name,
        "type": kind_of(chat),
        "left": has_left(chat),
        "messages": len(chat.messages),
        "services": len(chat.services),
        "first": _iso(told.first),
        "last": _iso(told.last),
    }


def _iso(sent: int | None) -> str | None:
    return None if sent is None else calendar(sent).isoformat()
