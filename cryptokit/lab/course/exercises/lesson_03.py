"""The exercises of lesson 03: hold a door by a password, open a packet, and order a cloud open."""

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import partial
from hashlib import sha256
from typing import Any, Final

from hypothesis import strategies as st

from cryptokit.attacks.mtproto.cloud import CLOUD_CHATS, COMMON, Cloud, Owner, moves
from cryptokit.attacks.mtproto.takeover import Loot, break_in
from cryptokit.errors import CannotOpen
from cryptokit.keys import AuthKey
from cryptokit.lab.course.exercise import Exercise, Kind, Problem
from cryptokit.lab.course.hunting import hunt
from cryptokit.lab.course.orders import Opens, judge_smallest, smallest
from cryptokit.lab.course.verdict import Wrong
from cryptokit.mtproto import cloud, envelope
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.mtproto.login.codes import Verdict
from cryptokit.mtproto.login.password import Password
from cryptokit.primitives import ige
from cryptokit.rng import Rng, lesson
from cryptokit.world import PAST, Level, Power, World, closure, load

_TRIES: Final = 5
"""Guesses that the server takes in a day."""
_COUNTRIES: Final = ("AE", "CH", "DE", "FI", "IS", "JP", "NL", "NO", "SG", "US")
_KEY: Final = "kek"
_POWERS: Final = Level.SHARES.powers | {Power.NETWORK}
"""Disks, key parts, and codes that go to a phone number."""


def _draw_door(rng: Rng) -> Problem:
    first, second, later, order = rng(4)
    guessed = (COMMON[first % _TRIES], COMMON[(first + 1 + second % (_TRIES - 1)) % _TRIES])
    holds = COMMON[_TRIES + later % 60]
    at = order % 3
    offered = (*guessed[:at], holds, *guessed[at:])
    return Problem({"passwords": offered, "tries": _TRIES}, holds)


def _judge_door(answer: Any, problem: Problem) -> None:
    match answer:
        case (Cloud() as house, Owner() as owner):
            _require_held(house, owner, problem.given["passwords"])
        case _:
            raise Wrong("The answer is what settle gives: the cloud and its owner, as one pair.")


def _require_held(house: Cloud, owner: Owner, offered: Iterable[str]) -> None:
    _, loot = break_in(_same(house), len(COMMON), lesson("a thief comes"))
    _require_closed(loot, owner)
    if owner.password not in [Password.of(one) for one in offered]:
        raise Wrong("It holds, but it's none of the given passwords. Choose one of those.")
    if not moves(owner, _same(house), lesson("the owner moves")):
        raise Wrong("It holds against the thief, and against the owner's new phone as well.")


def _same(house: Cloud) -> Cloud:
    """Give a cloud in which others may do as they like: what they do there stays there."""
    return copy(house)


def _require_closed(loot: Loot, owner: Owner) -> None:
    read = f"{len(loot.cloud)} of {len(CLOUD_CHATS)} messages were read"
    if loot.code is Verdict.SIGNED_IN:
        raise Wrong(f"The code alone signed the thief in, and {read}. settle takes a password.")
    if loot.last is Verdict.SIGNED_IN and owner.password is not None:
        raise Wrong(
            f"The thief's guess number {loot.guesses} was your password, and {read}. "
            f"Look at the first {_TRIES} of COMMON."
        )


def _draw_packet(rng: Rng) -> Problem:
    key = AuthKey.draw(rng)
    said = b"the door code is %04d..." % (int.from_bytes(rng(2), "big") % 10_000)
    packet = _sent(key, said, rng)
    given = {"auth_key": key.reveal(), "packet": packet}
    return Problem(given, envelope.decrypt(key, packet, x=Direction.TO_SERVER))


def _sent(key: AuthKey, body: bytes, rng: Rng, to: Direction = Direction.TO_SERVER) -> bytes:
    message = CloudMessage(rng(8), rng(8), message_id=4 << 32, seq_no=1, body=body)
    return cloud.seal(key, message, to=to, rng=rng)


Open = Callable[[bytes, bytes], bytes]
_WORDS: Final = 32
_LAST: Final = 103
"""The last byte of a packet with so many bytes of words: 24 in front, 80 locked ones, from 0."""


def _judge_open(answer: Open, problem: Problem) -> None:
    hunt(partial(_opens, answer), body_size=st.sampled_from(range(4, 36, 4)))
    hunt(partial(_refuses_change, answer), byte=st.integers(8, _LAST), bit=st.integers(0, 7))
    _refuses_own(answer)
    _refuses_near_misses(answer, problem)
    wanted = problem.answer
    if answer(problem.given["auth_key"], problem.given["packet"]) != wanted:
        raise Wrong("The given packet does not come out as it went in.")


def _opens(answer: Open, body_size: int) -> None:
    key, packet = _case(body_size)
    wanted = envelope.decrypt(key, packet, x=Direction.TO_SERVER)
    try:
        got: object = answer(key.reveal(), packet)
    except CannotOpen:
        raise Wrong(
            f"a packet of {len(packet)} bytes came as it was sent, and you refused it. Which 32 "
            "bytes of auth_key go in front of the plaintext, and which 16 of the digest come out?"
        ) from None
    if got == wanted:
        return
    if isinstance(got, bytes) and got and got in wanted:
        raise Wrong(
            f"you gave {len(got)} bytes back, a part of the plaintext; with its head of 32 bytes "
            f"and its padding it has {len(wanted)}"
        )
    raise Wrong(f"what came out is not the plaintext that was locked: {_begins(got)}")


def _refuses_change(answer: Open, byte: int, bit: int) -> None:
    key, packet = _case(_WORDS)
    changed = bytearray(packet)
    changed[byte] ^= 1 << bit
    what = "msg_key" if byte < 24 else "the encrypted part"
    try:
        got = answer(key.reveal(), bytes(changed))
    except CannotOpen:
        return
    raise Wrong(
        f"that bit of {what} was flipped on the way. You gave {_begins(got)} back, "
        "where it takes raise ck.CannotOpen"
    )


def _refuses_own(answer: Open) -> None:
    """Play a packet of the server's back to it."""
    key, _ = _case(4)
    packet = _sent(key, b"ping", lesson("reflected"), Direction.TO_CLIENT)
    try:
        answer(key.reveal(), packet)
    except CannotOpen:
        return
    raise Wrong("A packet of the server's own was played back to it, and you opened it: is x 0?")


def _refuses_near_misses(answer: Open, problem: Problem) -> None:
    """Lock the same words under a msg_key of which nearly all is right."""
    key, plaintext = problem.given["auth_key"], problem.answer
    right = sha256(key[88:120] + plaintext).digest()[8:24]
    wrong = {f"only byte {at} of its msg_key is": _changed(right, at) for at in range(len(right))}
    for done, msg_key in (
        *wrong.items(),
        ("the bytes of its msg_key stand backwards and are", right[::-1]),
    ):
        pair = envelope.derive(key, msg_key, x=Direction.TO_SERVER)
        packet = problem.given["packet"][:8] + msg_key + ige.encrypt(*pair, plaintext)
        try:
            answer(key, packet)
        except CannotOpen:
            continue
        raise Wrong(f"You opened a packet though {done} wrong. Compare all of its 16 bytes.")


def _changed(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def _case(size: int) -> tuple[AuthKey, bytes]:
    rng = lesson(f"a packet with {size} bytes")
    key = AuthKey.draw(rng)
    return key, _sent(key, bytes(size), rng)


def _begins(got: object) -> str:
    if isinstance(got, bytes) and got:
        return f"{len(got)} bytes that begin with {got[:8].hex()}"
    return repr(got)


_SHAPES: Final[tuple[tuple[int, str], ...]] = ((3, "XXY"), (2, "XYZ"), (3, "HXXY"), (4, "HXXYY"))
"""How many parts are needed, and who keeps each: H is the country of the messages."""


def _draw_world(rng: Rng) -> Problem:
    luck: dict[str, bytes] = {country: rng(4) for country in _COUNTRIES}
    places = dict(zip("HXYZAB", sorted(_COUNTRIES, key=luck.__getitem__), strict=False))
    needed, parts = _SHAPES[rng(1)[0] % len(_SHAPES)]
    world = _cloud_world(places, needed, parts)
    countries = sorted({places[one] for one in {*parts, "H", "A", "B"}})
    return Problem(
        {"world": world, "countries": countries, "needed": needed, "powers": _POWERS},
        smallest(countries, _opens_past(world)),
    )


def _cloud_world(places: Mapping[str, str], needed: int, parts: str) -> World:
    """Give a cloud whose key is in parts; a code signs in only with a password, which none has."""
    shares = [f"s{number}" for number in range(1, len(parts) + 1)]
    keep = [
        {"id": f"part_{share[1:]}", "loc": places[one], "custodian": "op", "shares": [share]}
        for share, one in zip(shares, parts, strict=True)
    ]
    carry = [
        {"id": f"sms_{one}", "loc": places[one.upper()], "custodian": f"carrier_{one}",
         "route": ["login_code"]}
        for one in "ab"
    ]  # fmt: skip
    carriers = {f"carrier_{one}": {"inc": places[one.upper()], "role": "carrier"} for one in "ab"}
    store = {"id": "db", "loc": places["H"], "custodian": "op", "holds": ["ct"]}
    return load(
        {
            "name": "cloud of the class",
            "about": "messages in one country, key parts in others, and a second password",
            "entities": {"op": {"inc": "VG"}, **carriers},
            "assets": [store, *keep, *carry],
            "rules": [
                {"out": _KEY, "k": needed, "of": shares},
                {"out": PAST, "k": 2, "of": ["ct", _KEY]},
                {"out": PAST, "k": 2, "of": ["login_code", "password"]},
            ],
        }
    )


def _opens_past(world: World) -> Opens:
    return lambda countries: PAST in closure(world, tuple(sorted(countries)), _POWERS)


def _judge_orders(answer: Any, problem: Problem) -> None:
    world, countries = problem.given["world"], problem.given["countries"]
    lacking = partial(_brought, world)
    judge_smallest(answer, countries, _opens_past(world), of="countries", lacking=lacking)


def _brought(world: World, countries: frozenset[str]) -> str:
    """Say what these courts got, in the words of the exercise."""
    found = [one for one in world.assets if one.loc in countries]
    parts = sum(len(one.shares) for one in found)
    needed = next(rule.k for rule in world.rules if rule.out == _KEY)
    locked = "the messages" if any(one.holds for one in found) else "no messages"
    code = " A login code stops at the second password." if any(one.route for one in found) else ""
    return f"That brings {locked}, and {parts} of the {needed} parts that it takes.{code}"


EXERCISES: Final = (
    Exercise(
        "03.1",
        Kind.MODIFY,
        "Call `settle` again, with the one of the given passwords that holds against "
        "Mallory's first guesses.",
        (
            "What did settle get in the place of a password when the code was enough?",
            "Mallory goes through COMMON from the front, and the server takes `tries` guesses.",
            "settle(Password.of(...), lesson.rng('mine')), with the password not in COMMON[:5].",
        ),
        _draw_door,
        _judge_door,
    ),
    Exercise(
        "03.2",
        Kind.MAKE,
        "Open a packet to the server: decrypt it, and raise ck.CannotOpen if msg_key doesn't fit.",
        (
            "What can you compare only after you have decrypted?",
            "Cut msg_key out, derive the AES key and iv, decrypt, and make msg_key once more.",
            "sha256(auth_key[88:120] + plaintext).digest()[8:24] must be packet[8:24].",
        ),
        _draw_packet,
        _judge_open,
    ),
    Exercise(
        "03.3",
        Kind.ORDER,
        "Courts may take disks, key parts and login codes. Find the fewest countries that read it.",
        (
            "What does the login code bring, when the owner has a second password?",
            "You need the messages, and enough parts. Which country keeps more than one of these?",
            "Take the country of db, then add the countries with the most parts until it opens.",
        ),
        _draw_world,
        _judge_orders,
    ),
)
