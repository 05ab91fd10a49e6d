"""The exercises of lesson 02: rewrite an order blindly, check a MAC, stand between two people."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from hypothesis import strategies as st

from cryptokit.errors import CannotOpen
from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.orders import Opens, judge_smallest, names, smallest
from cryptokit.lab.course.scenes.packets import tag, turned
from cryptokit.lab.course.verdict import Wrong
from cryptokit.rng import Rng
from cryptokit.sharing.xor import xor

_PAYEES: Final = ("Ben", "Ida", "Leo", "Uma", "Tom", "Zoe")
_TAG_SIZE: Final = 32
_OTHERS: Final = (AssertionError, LookupError, TypeError, ValueError)
"""What checks raise that nobody waits for."""
_COUNTRIES: Final = ("AE", "CH", "DE", "FI", "IS", "JP", "NL", "NO", "SG", "US")
_DIRECTORIES: Final[tuple[str, ...]] = ("east", "hill", "lake", "north", "west")
_ASKED, _AGREE = 3, 2


def _draw_order(rng: Rng) -> Problem:
    amount, who = rng(2)
    words = f"pay 0{10 + amount % 90} EUR to {_PAYEES[who % 6]}".encode()
    wanted = words[:4] + b"9" + words[5:-3] + b"Mal"
    sealed = xor([words, rng(len(words))])
    return Problem(
        {"sealed": sealed, "words": words, "wanted": wanted}, xor([sealed, words, wanted])
    )


def _judge_order(answer: Any, problem: Problem) -> None:
    sealed, words, wanted = (problem.given[one] for one in ("sealed", "words", "wanted"))
    if not isinstance(answer, (bytes, bytearray)):
        raise Wrong(f"The answer is a packet, so bytes; this is {type(answer).__name__}.")
    if len(answer) != len(sealed):
        raise Wrong(f"Your packet has {len(answer)} bytes, and this order has {len(sealed)}.")
    if answer == sealed:
        raise Wrong("That is the packet as it came. The bank reads what Ann wrote.")
    if answer == wanted:
        raise Wrong("These are words in the clear. The bank XORs its stream into them: noise.")
    read = xor([bytes(answer), sealed, words])
    if read != wanted:
        raise Wrong(f"The bank reads {read!r}, and Mallory wants {wanted!r}.")


Open = Callable[[bytes, bytes], bytes | None]


def _draw_packet(rng: Rng) -> Problem:
    key, box = rng(32), rng(18)
    return Problem({"key": key, "packet": box + tag(key, box)}, box)


def _judge_opening(answer: Open, problem: Problem) -> None:
    key: bytes = problem.given["key"]

    def opens(box: bytes) -> None:
        _opens(answer, key, box)

    def turned_bits(box: bytes, bit: int) -> None:
        _refuses(answer, key, turned(box + tag(key, box), bit), "this bit was flipped")

    def cut(box: bytes, left: int) -> None:
        packet = box + tag(key, box)
        left = min(left, len(packet) - 1)
        done = f"the packet was cut to {left} of {len(packet)} bytes"
        _refuses(answer, key, packet[:left], done)

    boxes = st.binary(max_size=12)
    hunt(opens, box=boxes)
    hunt(turned_bits, box=boxes, bit=st.integers(0, 400))
    hunt(cut, box=boxes, left=st.integers(0, 44))
    box: bytes = problem.answer
    _opens(answer, key, box)
    _refuses(answer, key, box + tag(key, box) + b"!", "A genuine packet got one byte more")
    _refuses(
        answer, key, box + tag(key, box)[::-1], "The bytes of the tag stood the other way round"
    )


def _opens(answer: Open, key: bytes, box: bytes) -> None:
    try:
        got = answer(key, box + tag(key, box))
    except CannotOpen:
        where = "The tag is over the box, and stands behind it."
        raise Wrong(f"this packet is genuine, and your code refused it. {where}") from None
    if got != box:
        raise Wrong(f"this packet is genuine; the box in it was wanted, and {got!r} came.")


def _refuses(answer: Open, key: bytes, packet: bytes, done: str) -> None:
    try:
        got: Any = answer(key, packet)
    except CannotOpen:
        return
    except _OTHERS as error:
        raised = type(error).__name__
        raise Wrong(f"{done}, and {raised} came; the bank waits for CannotOpen.") from None
    if got is CannotOpen or isinstance(got, CannotOpen):
        raise Wrong(f"{done}, and your code gave CannotOpen back. An error has to be raised.")
    if not got and got != b"":
        raise Wrong(f"{done}, and your code gave {got}. Raise CannotOpen: nobody overlooks it.")
    raise Wrong(f"{done}, and your code let it through.")


def _draw_directories(rng: Rng) -> Problem:
    luck: dict[str, bytes] = {country: rng(4) for country in _COUNTRIES}
    first, *rest = sorted(_COUNTRIES, key=luck.__getitem__)[:4]
    where = dict(zip(_some(rng, 5), (first, first, *rest), strict=True))
    given = {
        "where": dict(sorted(where.items())),
        "ann_asks": tuple(sorted(_some(rng, _ASKED))),
        "ben_asks": tuple(sorted(_some(rng, _ASKED))),
        "agree": _AGREE,
    }
    return Problem(given, smallest(set(where.values()), _between(given)))


def _some(rng: Rng, count: int) -> list[str]:
    luck: dict[str, bytes] = {name: rng(4) for name in _DIRECTORIES}
    return sorted(luck, key=luck.__getitem__)[:count]


def _judge_directories(answer: Any, problem: Problem) -> None:
    given = problem.given
    countries = set(given["where"].values())
    chosen = names(answer, countries, of="countries")
    for who in ("ann", "ben") if chosen else ():
        lying = _lying(given, chosen, who)
        if lying < _AGREE:
            asked = ", ".join(given[f"{who}_asks"])
            raise Wrong(
                f"{who.title()} asks {asked}, and {lying} of these would lie. It takes {_AGREE}."
            )
    judge_smallest(answer, countries, _between(given), of="countries")


def _between(given: Mapping[str, Any]) -> Opens:
    return lambda some: all(_lying(given, some, who) >= _AGREE for who in ("ann", "ben"))


def _lying(given: Mapping[str, Any], countries: frozenset[str], who: str) -> int:
    return sum(given["where"][name] in countries for name in given[f"{who}_asks"])


EXERCISES: Final = (
    Exercise(
        "02.1",
        Kind.MODIFY,
        "Turn the sealed order, which says `words`, into one that says `wanted`, without the key.",
        (
            "Sealed is words XOR stream. What is left if you XOR the words into it?",
            "With the stream alone you could lock anything. You need not even look at it.",
            "xor takes a list, and it may have three strings: sealed, words and wanted.",
        ),
        _draw_order,
        _judge_order,
    ),
    Exercise(
        "02.2",
        Kind.MAKE,
        "Write the bank's check: give the box of a genuine packet, and raise CannotOpen otherwise.",
        (
            "Where in the packet does the box end, and the tag begin?",
            "Make the tag again from key and box. Compare all of it, not a part.",
            "box, tag = packet[:-32], packet[-32:]; if hmac.compare_digest(...) is false, raise.",
        ),
        _draw_packet,
        _judge_opening,
    ),
    Exercise(
        "02.3",
        Kind.ORDER,
        "Find the fewest countries whose courts can put one of their own between Ann and Ben.",
        (
            "If Ann alone gets a false key, can what she locks be passed on so that Ben opens it?",
            "Count twice: how many lie to Ann, and how many lie to Ben? Both need two.",
            "Begin with a directory that both ask, and with the country that has two of them.",
        ),
        _draw_directories,
        _judge_directories,
    ),
)
