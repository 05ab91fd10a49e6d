"""A verifier out of a seized server: passwords are guessed at home, with nobody counting.

For each guess one computes g^x and compares. The salts keep anybody from computing that beforehand,
and PBKDF2 makes it slow; neither saves a password that stands on a list. The chats lie beside the
verifier, so this matters for other places where the same password was used. Not here: guessing at
the door, which ``takeover`` does.

That a stolen verifier allows guessing, and nothing quicker, is said of SRP since it was published
(Wu, 1998).
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.attacks.attack import Attack, Outcome, answer
from cryptokit.attacks.mtproto.cloud import COMMON, OFFERED
from cryptokit.mtproto.login import srp
from cryptokit.mtproto.login.password import Password, Stored, renew, store
from cryptokit.rng import Rng, draw

LONG: Final = 10
"""Random bytes of a password from a password manager: 2^80 guesses."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody chooses a password: one from a list, or by luck."""

    listed: bool

    def choose(self, rng: Rng) -> Password:
        """Choose a password."""
        if self.listed:
            return Password.of(COMMON[draw(rng, 1)[0] % len(COMMON)])
        return Password.of(draw(rng, LONG).hex())


def guess(stored: Stored, words: tuple[str, ...]) -> tuple[str | None, int]:
    """Try words on a verifier; give the right one if it is there, and how many were tried."""
    for tries, word in enumerate(words, 1):
        if store(Password.of(word), stored.algorithm).verifier == stored.verifier:
            return word, tries
    return None, len(words)


def program(habit: Habit, budget: int, rng: Rng) -> Outcome:
    """Seize what a server stores, guess at home, and then sign in once, with the right password."""
    stored = renew(habit.choose(rng), OFFERED, rng=rng)
    word, tries = guess(stored, COMMON[:budget])
    if word is None:
        return Outcome(won=False, tries=tries, told=f"none of {tries} words gives this verifier")
    won = _proves(stored, Password.of(word), rng)
    return Outcome(won, tries, f"{word!r} gives this verifier, and the server takes it")


def honest(habit: Habit, rng: Rng) -> bool:
    """Tell whether the owner's password is taken."""
    password = habit.choose(rng)
    return _proves(renew(password, OFFERED, rng=rng), password, rng)


def _proves(stored: Stored, password: Password, rng: Rng) -> bool:
    waiting, challenge = srp.ask(stored, rng=rng)
    return answer(lambda: srp.check(waiting, srp.prove(challenge, password, rng=rng))) is None


ATTACK: Final = Attack(
    name="seized_verifier",
    title="A verifier to guess at",
    mistake="the password is one that many people choose",
    repair="a password of ten random bytes, which is on no list",
    source='Wu, "The Secure Remote Password Protocol", NDSS 1998; Telegram, "Two-factor '
    'authentication"',
    scale="100 words for the millions of real lists, and 1,000 rounds of PBKDF2 for 100,000, which "
    "make a guess cost about 0.1 s on one core",
    budget=len(COMMON),
    program=program,
    honest=honest,
    flawed=Habit(listed=True),  # the flaw: a list of a hundred words holds it
    repaired=Habit(listed=False),
)
