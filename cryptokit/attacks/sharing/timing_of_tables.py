"""Multiplying takes more steps for some bytes than for others: to count them is to learn the bytes.

Shift-and-add that stops when no bits are left, or skips those that are 0, runs as long as the
operand asks for. The steps of the interpreter are counted here, as a clock would be too coarse for
a lesson. Not here: caches, through which tables leak likewise and which no count shows.

Kocher published in 1996 that time tells keys. Python promises no constant time at all, not even for
the addition of numbers: the repair takes the same steps for all operands, which is what a program
can do, and no proof of anything about a machine.
"""

import gc
import sys
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from math import log2
from types import FrameType
from typing import Any, Final

from cryptokit.attacks.attack import Attack, Outcome
from cryptokit.primitives import gf256
from cryptokit.rng import Rng, draw

Multiply = Callable[[int, int], int]
"""Two bytes to their product in GF(2^8): public weight and secret byte."""
Watch = Callable[[FrameType, str, object], Any]
"""What the interpreter calls before each line and operation; it gives what to call next."""
_KEY_SIZE: Final = 32
_WEIGHT: Final = 0xF7
"""Of share 1, joined with share 2."""


def flawed_multiply(a: int, b: int) -> int:
    """Multiply by shift-and-add."""
    product = 0
    while b:  # the flaw: as many rounds as the operand has bits, and a branch on each
        if b & 1:
            product ^= a
        a = gf256.double(a)
        b >>= 1
    return product


def steps(task: Callable[[], object]) -> int:
    """Count the lines and operations that the interpreter takes for a task.

    >>> steps(lambda: flawed_multiply(7, 0)) < steps(lambda: flawed_multiply(7, 255))
    True
    """
    count = 0

    def watch(frame: FrameType, _event: str, _arg: object) -> Watch:
        nonlocal count
        frame.f_trace_opcodes = True
        count += 1
        return watch

    before, collecting = sys.gettrace(), gc.isenabled()
    gc.disable()  # it comes when it likes, and takes steps of its own
    sys.settrace(watch)
    try:
        task()
    finally:
        sys.settrace(before)
        if collecting:
            gc.enable()
    return count


def program(multiply: Multiply, budget: int, rng: Rng) -> Outcome:
    """Count steps for all 256 operands, then for each byte of a key, and list what fits."""
    fits = defaultdict[int, list[int]](list)
    for operand in range(budget):
        fits[steps(partial(multiply, _WEIGHT, operand))].append(operand)
    key = draw(rng, _KEY_SIZE)
    seen = [fits[steps(partial(multiply, _WEIGHT, byte))] for byte in key]
    kept = all(byte in some for byte, some in zip(key, seen, strict=True))
    left = sum(log2(len(some)) for some in seen if some)
    told = f"of 2^{8 * _KEY_SIZE} keys, 2^{left:.0f} take as many steps"
    return Outcome(kept and left < 7 * _KEY_SIZE, budget, told)


def _divides(multiply: Multiply, _rng: Rng) -> bool:
    return all(multiply(a, gf256.invert(a)) == 1 for a in range(1, 256))


ATTACK: Final = Attack(
    name="timing_of_tables",
    title="Steps that depend on the secret",
    mistake="a multiplication loops and branches on the bits of a secret byte",
    repair="a chain of eight doublings, with the bits as factors 0 and 1",
    source='Kocher, "Timing Attacks on Implementations of Diffie-Hellman, RSA, DSS", CRYPTO 1996',
    scale="steps of the interpreter are counted where a real attacker has a clock",
    budget=256,
    program=program,
    honest=_divides,
    flawed=flawed_multiply,
    repaired=gf256.multiply,
)
