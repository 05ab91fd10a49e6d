"""g_a = 1: whatever the other exponent is, the key is 1, on both phones, with one picture.

The go-between answers each side with 1, so there is one key, which everybody knows, and pictures
that agree. With p - 1 the key is 1 or p - 1. So a public value is refused if it is near either end.
Not here: values that look right and are the go-between's own, in ``server_in_the_middle``.

Telegram's guidelines ask for 2^1984 between a value and either end; RFC 2631 asked in 1999 to look
at public values of Diffie-Hellman, as do all who let an enemy send one.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.mtproto.short_exponents import short
from cryptokit.keys import DhExponent, SecretChatKey
from cryptokit.mtproto import dh, picture
from cryptokit.rng import Rng

Agree = Callable[[DhExponent, bytes], SecretChatKey]
"""One's exponent and the other side's value -> the key. Raises Untrusted."""
VALUES: Final = (1, dh.DH_PRIME - 1)


def flawed_agree(mine: DhExponent, theirs: bytes) -> SecretChatKey:
    """Raise any value to one's exponent."""
    value = int.from_bytes(theirs, "big")  # the flaw: 1 is a number like any other
    power = pow(value, int.from_bytes(mine.reveal(), "big"), dh.DH_PRIME)
    return SecretChatKey(power.to_bytes(dh.SIZE, "big"), from_lesson=mine.from_lesson)


def checked_agree(mine: DhExponent, theirs: bytes) -> SecretChatKey:
    """Make a key with the checks."""
    return dh.agree(SecretChatKey, dh.TELEGRAM, mine, theirs, field="g_x")


def program(agree: Agree, _budget: int, rng: Rng) -> Outcome:
    """Answer both sides with 1, and elsewhere with p - 1, and look for the keys among two."""
    known = [SecretChatKey(value.to_bytes(dh.SIZE, "big")) for value in VALUES]
    told, caught = list[str](), 0
    for name, value in zip(("1", "p - 1"), VALUES, strict=True):
        a, b = (DhExponent.draw(rng) for _ in range(2))
        keys = [answer(partial(agree, mine, value.to_bytes(dh.SIZE, "big"))) for mine in (a, b)]
        made = [key for key in keys if isinstance(key, SecretChatKey)]
        caught += len(made) == 2 and all(key in known for key in made)
        told.append(f"{name}: {_looks(made)}")
    return Outcome(caught == len(VALUES), len(VALUES), "; ".join(told))


def _looks(keys: list[SecretChatKey]) -> str:
    if not keys:
        return "refused"
    pictures = {picture.key_hash(key) for key in keys}
    return "keys everybody knows, " + ("one picture" if len(pictures) == 1 else "two pictures")


def honest(agree: Agree, rng: Rng) -> bool:
    """Tell whether two devices get one key."""
    a, b = (DhExponent.draw(short(rng)) for _ in range(2))
    return agree(a, dh.public(dh.TELEGRAM, b)) == agree(b, dh.public(dh.TELEGRAM, a))


ATTACK: Final = Attack(
    name="degenerate_value",
    title="A public value of one",
    mistake="a public value is not looked at",
    repair="one that is near 1 or p is refused",
    source='RFC 2631, "Diffie-Hellman Key Agreement Method", section 2.1.5, 1999; Telegram, '
    '"Security Guidelines for Client Software Developers"',
    scale="real size: 2048 bits",
    budget=2,
    program=program,
    honest=honest,
    flawed=flawed_agree,
    repaired=checked_agree,
)
