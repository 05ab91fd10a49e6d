"""The exercises of lesson 00: take off two encodings, try a word everywhere, open a sealed note."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any, Final

from hypothesis import strategies as st

from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.orders import judge_smallest, names, smallest
from cryptokit.lab.course.verdict import Wrong
from cryptokit.rng import Rng
from cryptokit.sharing.xor import xor

_PLACES: Final = ("café", "fjörd", "łódź", "plaza ñ", "Gdańsk", "Zürich")
_GOODS: Final = ("a tent", "two chairs", "a canoe", "lamps", "a piano", "bread")
_VERBS: Final = ("leave", "hide", "please bring", "sell", "we carry", "nobody saw")
_THINGS: Final = ("blue folder", "ladder", "second key", "small radio", "suitcase")
_RUMOURS: Final = ("Eve has not said a word about it", "Ben says that it is dark on the stairs")
_HOLDERS: Final = ("cable firm", "cloud host", "copy shop", "locksmith", "mail server")
_NEEDED: Final = ("sealed note", "pad 1", "pad 2")
_HASH: Final = "SHA-512 of "
_PLANS: Final = (
    (
        ("sealed note, in base64",),
        ("pad 1, in hex", "SHA-512 of pad 2"),
        ("pad 2",),
        ("sealed note", "SHA-512 of pad 1"),
        ("pad 1",),
    ),
    (
        ("sealed note, in hex", "SHA-512 of pad 1"),
        ("pad 1",),
        ("pad 2, in base64", "pad 1, in base64"),
        ("SHA-512 of pad 2", "sealed note"),
        ("pad 2",),
    ),
    (
        ("sealed note", "SHA-512 of pad 2"),
        ("pad 1", "SHA-512 of pad 2"),
        ("pad 2, in hex", "SHA-512 of pad 1"),
        ("pad 1, in base64", "sealed note, in base64"),
        ("SHA-512 of sealed note",),
    ),
)
"""Who has what. A hash of a thing is not the thing; another way to write it is."""


def _draw_layers(rng: Rng) -> Problem:
    place, goods, price = rng(3)
    words = f"{_GOODS[goods % 6]} at {_PLACES[place % 6]}: {10 + price % 90} €"
    return Problem({"seen": b64encode(words.encode().hex().encode()).decode()}, words)


def _judge_layers(answer: Any, problem: Problem) -> None:
    words, data = problem.answer, problem.answer.encode()
    if isinstance(answer, bytes):
        if answer == data:
            raise Wrong("These are the right bytes. Words are str: one .decode() is missing.")
        if answer == data.hex().encode():
            raise Wrong("One layer is off. What is left are hexadecimal digits: bytes.fromhex.")
    if not isinstance(answer, str):
        raise Wrong(f"The answer is the words, a str, and this is {type(answer).__name__}.")
    if answer == problem.given["seen"]:
        raise Wrong("That is what the tap saw. Both layers are still on.")
    if answer == data.hex():
        raise Wrong("One layer is off. What is left are hexadecimal digits: bytes.fromhex.")
    if answer == str(data):
        raise Wrong("str(...) of bytes writes b'...' around them. Words come by .decode().")
    if answer != words and answer.strip() == words:
        raise Wrong("Nearly: there is a space too many at an end.")
    if answer != words:
        raise Wrong(
            f"{answer!r} came out. If characters are missing or strange: the table is UTF-8."
        )


def _draw_notes(rng: Rng) -> Problem:
    verb, thing, rumour, hour = rng(4)
    one = f"{_VERBS[verb % 6]} the {_THINGS[thing % 5]} at {1 + hour % 9}".encode()
    other = _RUMOURS[rumour % 2].encode()
    size = min(len(one), len(other))
    mixed = xor([one[:size], other[:size]])
    return Problem({"mixed": mixed, "crib": b" the "}, tried_everywhere(mixed, b" the "))


def tried_everywhere(mixed: bytes, crib: bytes) -> list[bytes]:
    """Give what a crib makes of each place in the XOR of two notes.

    >>> tried_everywhere(xor([b"to Ben", b"at six"]), b"to")
    [b'at', b'oo', b't^', b'Ec', b'xy']
    """
    size = len(crib)
    return [xor([mixed[at : at + size], crib]) for at in range(len(mixed) - size + 1)]


Tries = Callable[[bytes, bytes], list[bytes]]


def _judge_tries(answer: Tries, problem: Problem) -> None:
    def tries_everywhere(mixed: bytes, crib: bytes) -> None:
        got, wanted = answer(mixed, crib), tried_everywhere(mixed, crib)
        if not isinstance(got, list):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise Wrong(f"the answer is a list of bytes, and {type(got).__name__} came.")
        if len(got) != len(wanted):
            said = f"places where a crib of {len(crib)} fits into {len(mixed)}: {len(wanted)}"
            raise Wrong(f"{said}. Pieces in your list: {len(got)}.")
        for at, (one, right) in enumerate(zip(got, wanted, strict=True)):
            if one != right:
                raise Wrong(f"at place {at} your list has {one!r}, and XOR makes {right!r}.")

    texts, cribs = st.binary(min_size=4, max_size=12), st.binary(min_size=1, max_size=4)
    hunt(tries_everywhere, mixed=texts, crib=cribs)
    tries_everywhere(problem.given["mixed"], problem.given["crib"])


def _draw_holders(rng: Rng) -> Problem:
    luck: dict[str, bytes] = {name: rng(4) for name in _HOLDERS}
    plan = _PLANS[rng(1)[0] % 3]
    shuffled = zip(sorted(_HOLDERS, key=luck.__getitem__), plan, strict=True)
    holds: dict[str, tuple[str, ...]] = dict(sorted(shuffled))
    given = {"holds": holds, "needed": _NEEDED}
    return Problem(given, smallest(holds, lambda some: not _missing(holds, some)))


def _judge_holders(answer: Any, problem: Problem) -> None:
    holds: Mapping[str, tuple[str, ...]] = problem.given["holds"]
    chosen = names(answer, holds, of="holders")
    for thing in _missing(holds, chosen) if chosen else ():
        who = next((one for one in sorted(chosen) if _HASH + thing in holds[one]), None)
        if who:
            raise Wrong(f"The {who} has a hash of {_the(thing)}, and nobody turns a hash back.")
        raise Wrong(f"Nobody of these has {_the(thing)}, in any writing.")
    judge_smallest(answer, holds, lambda some: not _missing(holds, some), of="holders")


def _the(thing: str) -> str:
    return thing if thing.startswith("pad") else f"the {thing}"


def _missing(holds: Mapping[str, tuple[str, ...]], some: frozenset[str]) -> list[str]:
    there = {thing.partition(",")[0] for who in some for thing in holds[who]}
    return [thing for thing in _NEEDED if thing not in there]


EXERCISES: Final = (
    Exercise(
        "00.1",
        Kind.MODIFY,
        "Two encodings lie over these words, hexadecimal below base64. Give the words.",
        (
            "Which of the two was put on last, and so comes off first?",
            "b64decode gives hexadecimal digits. bytes.fromhex reads such digits.",
            "bytes.fromhex(b64decode(seen).decode()), and one more .decode() for the words.",
        ),
        _draw_layers,
        _judge_layers,
    ),
    Exercise(
        "00.2",
        Kind.MAKE,
        "Write what Mallory's machine does: try a word at every place of two mixed notes.",
        (
            "A word of 4 letters lies in a text of 6. At how many places can it begin?",
            "For each place, cut a piece as long as the word out of the mixed bytes, and XOR it.",
            "xor([mixed[at : at + len(crib)], crib]) for at in range(len(mixed) - len(crib) + 1)",
        ),
        _draw_notes,
        _judge_tries,
    ),
    Exercise(
        "00.3",
        Kind.ORDER,
        "Find the fewest holders who together can turn the sealed note back into words.",
        (
            "Which of these things are the thing itself, written in another way?",
            "Base64 and hex come off without a key. A hash does not come off at all.",
            "Cross out every SHA-512. Then look for the fewest that have all three things left.",
        ),
        _draw_holders,
        _judge_holders,
    ),
)
