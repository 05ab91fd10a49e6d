"""The glossary as a page: what ``cryptokit explain`` says, every entry once."""

import re
from collections.abc import Mapping

from cryptokit.lab.entry import Entry
from cryptokit.lab.glossary import entries_by_name
from cryptokit.messengers import ALL
from cryptokit.sharing.formats import FORMATS
from cryptokit.world import Level
from cryptokit.world.jurisdictions import countries
from cryptokit.world.notes import ALL as POWERS
from making_site.typed import anchor, linked


def page() -> str:
    """Write the page, in groups; each entry under the term that ``explain`` knows."""
    lead = (
        "# Glossary\n\n`cryptokit explain TERM` prints the same in a terminal. Each entry is one "
        "plain sentence, then more, with its source."
    )
    found = groups()
    parts = [
        f"({anchor(head)})=\n## {head}\n\n" + "\n\n".join(map(_entry, one))
        for head, one in found.items()
    ]
    return "\n\n".join([lead, _jumps(found), *parts]) + "\n"


def groups() -> dict[str, list[Entry]]:
    """Sort all entries into groups; an entry with several names stands once."""
    every = entries_by_name()
    of = {
        "Rungs of the ladder": [one.value for one in Level],
        "Powers": [one.name for one in POWERS],
        "Messengers": [one.name for one in ALL],
        "Share formats": list(FORMATS),
        "Countries": [one.code for one in countries().values()],
        "Errors": [
            name for name, one in every.items() if one.term[0].isupper() and name in _errors()
        ],
    }
    made = {head: _once(every[name.lower()] for name in names) for head, names in of.items()}
    seen = {one.term for found in made.values() for one in found}
    rest = [one for one in every.values() if one.term not in seen]
    return {"Words": sorted(_once(rest), key=lambda one: one.term.lower())} | made


def _jumps(found: Mapping[str, list[Entry]]) -> str:
    """Lead to the first word of each letter, and to each other group."""
    words, *others = found.items()
    letters: dict[str, str] = {}
    for one in words[1]:
        letters.setdefault(one.term[0].upper(), anchor(one.term))
    by_letter = [f"[{letter}](#{place})" for letter, place in letters.items()]
    by_group = [f"[{head}](#{anchor(head)})" for head, _ in others]
    return f"{words[0]}: {' '.join(by_letter)}\n\n{' · '.join(by_group)}"


def _errors() -> set[str]:
    from cryptokit import errors  # noqa: PLC0415  # its names, as the glossary has them

    return {name.lower() for name in vars(errors)}


def _once(entries: object) -> list[Entry]:
    found = {one.term: one for one in entries}  # type: ignore[attr-defined]
    return list(found.values())


def _entry(one: Entry) -> str:
    more = "\n\n".join(_paragraph(part) for part in one.more.split("\n\n"))
    head = f"({anchor(one.term)})=\n### {_plain(one.term)}"
    return f"{head}\n\n**{_plain(one.sentence)}**\n\n{more}"


def _paragraph(text: str) -> str:
    if ">>> " in text or re.search(r"^ {2,}\S", text, flags=re.MULTILINE):
        return f"```text\n{text}\n```"
    lines = [linked(line, _plain) for line in text.splitlines()]
    return "\\\n".join(lines)


def _plain(text: str) -> str:
    return re.sub(r"([\\`*_<>\[\]{}|#$~^])", r"\\\1", text)
