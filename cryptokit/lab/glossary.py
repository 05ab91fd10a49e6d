"""One plain sentence for an error, power, rung, country or word; then more, with its source."""

import inspect
import re
from collections.abc import Iterator
from difflib import get_close_matches

from cryptokit import errors
from cryptokit.errors import Unknown
from cryptokit.lab.cases import of_all_cases, of_power
from cryptokit.lab.countries import of_country
from cryptokit.lab.entry import Entry
from cryptokit.lab.glossary_course import ALIASES, COURSE
from cryptokit.lab.glossary_orders import ORDERS
from cryptokit.lab.glossary_signal import SIGNAL
from cryptokit.messengers import ALL, Messenger
from cryptokit.messengers.duties import DUTIES
from cryptokit.sharing.formats import FORMATS, Format
from cryptokit.world import NOTES, Level, Power, adds, rung_note
from cryptokit.world.jurisdictions import countries
from cryptokit.world.notes import ALL as POWERS

_SHARING = Entry(
    "Shamir's secret sharing",
    "A secret is the value at 0 of a random polynomial, and each holder gets its value elsewhere.",
    "A polynomial of degree k - 1 is settled by any k of its values. With k - 1 of them every "
    "secret is as likely as before, however long somebody computes: nothing is there to break. "
    "Nothing tells a right share from a wrong one either, so that must be added: a checksum, a "
    "digest, a commitment. Try: cryptokit shares split, join and inspect.\n\n"
    "See: Shamir, 'How to share a secret', CACM 22(11), 1979.",
)

_WORDS = {
    "shamir's secret sharing": _SHARING,
    "secret sharing": _SHARING,
    "shamir": _SHARING,
    "share": Entry(
        "share",
        "One holder's part of a split secret: enough of them give it back, fewer tell nothing.",
        "It is an x, which may be known, and the value there, which is the holder's secret. In "
        "most formats the value at x = 0 is the secret itself, so no share may lie there. Shares "
        "of two splittings do not mix, not even of the same secret.\n\n"
        "See: Shamir, 'How to share a secret', CACM 22(11), 1979.",
    ),
    "threshold": Entry(
        "threshold",
        "How many shares are needed: any so many give the secret, and one fewer tell nothing.",
        "In '3 of 5' it is 3, also called k; n = 5 is how many there are. Up to n - k holders may "
        "lose theirs, and k - 1 may put theirs together in vain. Many formats do not write it on "
        "the share, and too few then give a wrong secret without an error.\n\n"
        "See: Shamir, 'How to share a secret', CACM 22(11), 1979.",
    ),
    "polynomial": Entry(
        "polynomial",
        "A sum of powers of x with fixed factors: a + b x + c x^2 is settled by any three values.",
        "Two points settle a line, three a parabola, k a polynomial of degree k - 1. One point "
        "fewer, and every value at 0 is still possible. Computers use a finite field instead of "
        "fractions, so that no value is nearer than another.\n\n"
        "See: Shamir, 'How to share a secret', CACM 22(11), 1979.",
    ),
    "k_eff": Entry(
        "k_eff",
        "The fewest jurisdictions whose court orders suffice to read the messages.",
        "Print it beside what the operator promises. A key split over three countries, with the "
        "data in a fourth, has k_eff = 4 while only disks and key parts can be seized, and 1 once "
        "memory is captured while serving, or one company owns all. It is 0 where anybody can "
        "look. In fault tree analysis it is "
        "the order of the smallest minimal cut set.\n\n"
        "See: Rauzy, 'New algorithms for fault trees analysis', Reliability Engineering and "
        "System Safety 40(3), 1993.",
    ),
    "AuthKey": Entry(
        "AuthKey",
        "The authorization key: what a phone and Telegram's server agreed on, 256 bytes.",
        "It locks the line between them, and names the phone to the server. It opens no message "
        "of a "
        "secret chat, and what lies on the server's disk is locked with other keys. Who holds it "
        "can sign in as the phone, and read the cloud chats in what was recorded on the line.\n\n"
        "See: Telegram, 'Creating an Authorization Key'.",
    ),
    "envelope": Entry(
        "envelope",
        "A packet that a server carried and could not open: who, to whom, when, and locked bytes.",
        "Its key id names the key that opens it, which lies on the two phones. In a secret chat "
        "the key changes after a hundred messages, and the old one is deleted.\n\n"
        "See: Telegram, 'Secret Chats, End-to-End Encryption'.",
    ),
    "state": Entry(
        "state",
        "What an app keeps to go on with a chat: numbers, what waits, and the keys of now.",
        "Deleting a history leaves it there. Whoever has the state of a phone and the packets of "
        "the server reads what came since the key was changed last. Its bytes are described in "
        "docs/formats.md.\n\nSee: Telegram, 'Perfect Forward Secrecy in Secret Chats'.",
    ),
    "escrow": Entry(
        "escrow",
        "A key that somebody else holds so that locked things can be opened without their owners.",
        "Sealed to one escrow, the chats of everybody hang on one key, past ones too: whoever gets "
        "it by an order, as a copy or as a thief reads all, in every country. Split among agencies "
        "it takes more thefts, and is still one key for everybody.\n\n"
        "Try: cryptokit demo backdoor.\n\n"
        "See: European Court of Human Rights, Podchasov v. Russia, no. 33696/19, 13 February 2024; "
        "Abelson et al., 'Keys Under Doormats', 2015.",
    ),
    "duty": Entry(
        "duty",
        "What Russian law asks of a service in its register of those that let people write.",
        "To be listed gives nothing by itself. What a service that obeys hands over, by law:\n"
        + "\n".join(
            f"from {one.since}: {one.text} ({one.source}; {one.standing.sentence})"
            for one in DUTIES
        )
        + "\n\nOf an end-to-end chat nothing that decodes is there. Try: cryptokit demo backdoor."
        + "\n\nSee: European Court of Human Rights, Podchasov v. Russia, 13 February 2024.",
    ),
    "exhibit": Entry(
        "exhibit",
        "A seized file, with the record of which order brought it, when, and its digest.",
        "The examiner gets exhibits and nothing else.\n\nSee: ISO/IEC 27037:2012.",
    ),
    "goal": Entry(
        "goal",
        "What orders are meant to reach: past messages (sent before), or future ones (sent after).",
        "In a world 'past' is a fact like others: whoever holds it has all the messages. Disks, "
        "key parts and memory give the past. What an order begins gives the future: changed code, "
        "a swapped key, a tap, copies of what arrives. Try: cryptokit who-can-read --after 20.",
    ),
    "custodian": Entry(
        "custodian",
        "Who keeps a machine: a company, or the user for a phone.",
        "An order on the company reaches all machines in its custody, wherever they stand. Only "
        "the endpoint power opens what a user keeps; the line of a phone is another thing.",
    ),
    "fact": Entry(
        "fact",
        "Something that can be known: ct is the stored ciphertext, kek its key, s1 a part of it.",
        "Rules say which facts follow from which: 'past' from ct and kek, kek from s1, s2 and s3.",
    ),
    "examiner": Entry(
        "examiner",
        "Somebody who has seized files and nothing else, and tries to read them.",
        "Here it is a process of its own that opens copied files with real cryptography.",
    ),
    "treaty": Entry(
        "treaty",
        "An agreement by which an order of one country is served in another on request.",
        "Where others help on request, one country asks instead of several ordering. k_eff counts "
        "who must order; count those who must ask, and it often falls to 1: a treaty collapse. "
        "What is left of a split is delay, and that somebody may refuse. Without any treaty there "
        "is comity, a favour. Try: cryptokit demo treaty_collapse.\n\n"
        "See: Council of Europe, Convention on Cybercrime (ETS 185), articles 25 and 31, 2001.",
    ),
    "coalition lattice": Entry(
        "coalition lattice",
        "All sets of some countries, each below those that have it in them and more.",
        "More orders never take anything away, so from a set that reads all sets above it read "
        "too: the minimal ones tell the rest. They are the minimal cut sets of fault tree "
        "analysis, and the smallest of them counts k_eff countries. Six countries have 64 sets.\n\n"
        "See: Davey and Priestley, 'Introduction to Lattices and Order', 2nd edition, chapter 1, "
        "2002; Vesely et al., 'Fault Tree Handbook', NUREG-0492, chapter VII, 1981.",
    ),
    "hasse diagram": Entry(
        "Hasse diagram",
        "A picture of an order: what is greater stands higher, and lines join the next to it.",
        "Lines that follow from others are left out: a set is joined to those with just one member "
        "more, and a way upwards leads to every set that contains it.\n\n"
        "See: Davey and Priestley, 'Introduction to Lattices and Order', 2nd edition, chapter 1, "
        "2002.",
    ),
    "time to read": Entry(
        "time to read",
        "The days until a goal is reached, if all orders go out today: a distribution, not a date.",
        "Each order may be refused, and else takes its days; a coalition waits for its slowest "
        "member, and of several coalitions the first one counts. The curve of the odds by each day "
        "ends on a plateau: the odds that it is ever read. What is missing there to 1 is never.\n\n"
        "See: Vesely et al., 'Fault Tree Handbook', NUREG-0492, chapter XI, 1981.",
    ),
    "rung": Entry(
        "rung",
        "A step of the ladder of powers: each has the powers of all rungs below it, and its own.",
        "\n".join(f"{level.value}: {rung_note(level)}" for level in Level),
    ),
}  # fmt: skip

_LINE_END = re.compile(r"(?<!\n)\n(?!\n|See: |Precedent: )")
"""A line of a docstring that goes on in the next: a terminal wraps it by itself."""


def explain(term: str) -> Entry:
    """Explain a term, whatever its case, or by another name of it. Raises Unknown, with near ones.

    >>> explain("ram").sentence
    'Copy the memory of a running machine in the country: every key in use lies there whole.'
    >>> explain("go-betweens").term
    'man in the middle'
    """
    entries = entries_by_name()
    for name in _spellings(term):
        if name in entries:
            return entries[name]
    near = get_close_matches(term.lower(), entries, n=5)
    known = {entries[name].term for name in near or entries}
    raise Unknown("term", term, known=known)


def _spellings(term: str) -> Iterator[str]:
    """Give a term as it was typed, with spaces for hyphens, and without the s of a plural."""
    name = " ".join(term.lower().split())
    for spelled in (name, name.replace("-", " ")):
        yield spelled
        yield spelled.removesuffix("s")


def entries_by_name() -> dict[str, Entry]:
    """Give every entry under its name in lower case; rungs under their number too."""
    entries = {name.lower(): entry for name, entry in (_WORDS | ORDERS | SIGNAL | COURSE).items()}
    for one in FORMATS.values():
        told = _of_format(one)
        word = entries.get(one.name)
        entries[one.name] = _both(word, told, "a format of shares") if word else told
    entries |= {messenger.name: _of_messenger(messenger) for messenger in ALL}
    for level in Level:
        entries[level.value.lower()] = entries[level.value[:2].lower()] = _of_level(level)
    for note in POWERS:
        power = of_power(note)
        for name in (note.name, note.id.lower()):
            word = entries.get(name)
            entries[name] = _both(word, power, "a power of courts") if word else power
    for country in countries().values():
        names = (country.code.lower(), country.code3.lower(), country.name.lower())
        entries |= dict.fromkeys(names, of_country(country))
    entries["precedents"] = of_all_cases()
    for error in vars(errors).values():
        if inspect.isclass(error) and issubclass(error, Exception) and error.__name__[0] != "_":
            entries[error.__name__.lower()] = _of_error(error)
    others = {other.lower(): entries[term.lower()] for other, term in ALIASES.items()}
    return entries | others


def _both(word: Entry, other: Entry, kind: str) -> Entry:
    """Explain a word, or a rung, that is also the name of a power or of a format."""
    more = f"{word.more}\n\nAs {kind}: {other.sentence}\n\n{other.more}"
    return Entry(word.term, word.sentence, more)


def _of_format(one: Format) -> Entry:
    more = (
        f"Layout: {one.layout}. Noticed by the format itself: {one.detects}. Try: cryptokit shares "
        f"inspect.\n\nSee: {one.source}."
    )
    return Entry(one.name, f"A format of shares, of {one.title}, over {one.field}.", more)


def _of_messenger(messenger: Messenger) -> Entry:
    world, promise = messenger.world, messenger.promise
    places = ", ".join(f"{asset.id} in {asset.loc}" for asset in world.assets)
    more = f"Promised: {promise.text}.\nSource: {promise.source}\n\nPlaces, an example: {places}."
    return Entry(messenger.name, f"{world.about[0].upper()}{world.about[1:]}.", more)


def _of_level(level: Level) -> Entry:
    powers = ", ".join(power for power in Power if power in level.powers)
    told = (of_power(NOTES[power]).more for power in sorted(adds(level)))
    more = "\n\n".join((*told, f"Powers on this rung: {powers}."))
    return Entry(level.value, rung_note(level), more)


def _of_error(error: type[Exception]) -> Entry:
    words = inspect.cleandoc(error.__doc__ or "").partition("\n\n>>>")[0]
    sentence, _, more = words.partition("\n\n")
    return Entry(error.__name__, " ".join(sentence.split()), _LINE_END.sub(" ", more))
