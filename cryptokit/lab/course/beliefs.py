"""What many people believe of messengers, courts and split keys, and the lesson that refutes it.

A refutation is a run, not a sentence: a lesson hands in what came out, and fails if it came out
otherwise.

See: Abu-Salma and others, "The Security Blanket of the Chat World", EuroUSEC 2017, and "Exploring
User Mental Models of End-to-End Encrypted Communication Tools", FOCI 2018; Bai and others,
"Improving Non-Experts' Understanding of End-to-End Encryption", EuroUSEC 2020.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.errors import Unknown


@dataclass(frozen=True, slots=True, repr=False)
class Refutation:
    """A belief, and what a run showed instead."""

    belief: "Belief"
    shown: str

    def __repr__(self) -> str:
        return (
            f'Many believe: "{self.belief.claim}."\n'
            f"This run shows: {self.shown}\n"
            f"In short: {self.belief.truth}."
        )


@dataclass(frozen=True, slots=True)
class Belief:
    """What is believed, what is true, and the number of the lesson that runs it."""

    name: str
    claim: str
    truth: str
    lesson: str

    def refute(self, came_out: bool, shown: str) -> Refutation:  # noqa: FBT001  # one yes or no
        """Refute it by what came out in a run. Raises AssertionError if it did not come out."""
        if came_out is not True:
            raise AssertionError(f"this run does not refute {self.name}: {self.claim}")
        return Refutation(self, shown)


def _of(lesson: str, name: str, claim: str, truth: str) -> Belief:
    return Belief(name, claim, truth, lesson)


BELIEFS: Final = (
    _of("03", "default", "Telegram is end-to-end encrypted by default",
        "cloud chats are not; a secret chat is begun on purpose, between two devices"),
    _of("07", "split means unreadable", "with a split key nobody at the company can read",
        "whoever can join the parts can read, and the machine that serves you does so all day"),
    _of("07", "orders are required", "several court orders are required by mathematics",
        "only if the parts have separate masters"),
    _of("08", "hides who", "end-to-end encryption hides who talks to whom",
        "addresses, times and sizes remain"),
    _of("00", "https", "HTTPS is end-to-end encryption",
        "TLS ends at the server, which reads what it carries"),
    _of("05", "more shares", "more shares are always safer",
        "there are more places to steal from; and if more are needed, more to lose"),
    _of("05", "part of the key", "fewer shares than needed leak a part of the key",
        "they say nothing: every key still fits"),
    _of("05", "cutting", "cutting a key in three is secret sharing",
        "each piece makes the rest of the key shorter to search"),
    _of("05", "erasure", "erasure coding protects secrecy",
        "it protects against loss; its pieces can be plain text"),
    _of("01", "at rest", "encrypted at rest means safe from the operator",
        "key and data meet in the memory of the server"),
    _of("06", "abroad", "data abroad is out of reach",
        "who controls it counts, and not only where it stands"),
    _of("06", "haven", "a country without a treaty never hands anything over",
        "it may help as a favour, or by its own law"),
    _of("06", "instant", "treaties make orders instant",
        "they take months"),
    _of("11", "metadata", "metadata is harmless",
        "times alone show sleep, work and ties"),
    _of("03", "strong cipher", "a strong cipher makes a strong system",
        "a login code by SMS goes around it"),
    _of("03", "open client", "an open-source client proves what the server does",
        "two servers can look the same to a client, and one keeps a copy"),
    _of("04", "green lock", "an 'encrypted' badge means that keys were checked",
        "nobody checked them unless two people compared them"),
    _of("08", "backups", "backups are covered by end-to-end encryption",
        "often they are not, and one order opens them"),
    _of("09", "one country", "a backdoor can be for one country only",
        "the door is a key, and keys are copied, stolen and ordered"),
    _of("09", "targeted", "a targeted demand harms nobody else",
        "code and its signature are shared by all who use the program"),
    _of("04", "deleted", "deleted means gone",
        "other phones, logs and exports may still have it"),
    _of("04", "old traffic", "old traffic is safe once keys change",
        "only if the old keys were deleted and never derive from the ones that stay"),
    _of("10", "enclave", "an enclave or HSM cannot be compelled",
        "whoever signs its firmware can be"),
    _of("07", "zero bytes", "'zero bytes disclosed' proves strength",
        "it is a count, made by the operator, of its own choices"),
    _of("10", "coalition", "threshold systems stop a coalition",
        "they set its price: k operators, or k courts"),
    _of("01", "label", "'encrypted' on the label means that the provider cannot read it",
        "ask who holds the key"),
    _of("02", "integrity", "encryption implies integrity",
        "without a MAC a message can be changed blindly, and to a purpose"),
    _of("08", "the future", "forward secrecy protects the future",
        "it protects the past; healing is another property"),
    _of("08", "each message", "each message takes a Diffie-Hellman step",
        "several in a row turn only the chain"),
    _of("05", "a fraction", "one share of three reveals a third of the key",
        "before and after, all values are equally likely"),
    _of("05", "any randomness", "any randomness will do for shares",
        "coefficients that are never zero leak the key after many sharings"),
    _of("06", "two servers", "two servers of one company in two countries are two jurisdictions",
        "one court at the seat of the company reaches both"),
    _of("07", "split metadata", "splitting a key protects metadata",
        "who wrote to whom is not under that key"),
    _of("10", "reassembling", "putting a key together to use it is harmless",
        "for that moment one machine holds it all"),
    _of("07", "more is safer", "a larger threshold is always safer",
        "availability falls, and a common owner makes it one"),
    _of("00", "hash", "a long hash of a short password is strong",
        "a dictionary finds it in no time"),
    _of("02", "padlock", "a padlock is enough, nobody need compare keys",
        "somebody in the middle shows a padlock to each side"),
)  # fmt: skip
"""Twenty-five about messengers and courts, and twelve about cryptography, as they are collected."""


def belief(name: str) -> Belief:
    """Give a belief by its name. Raises Unknown.

    >>> belief("cutting").refute(True, "two thirds of a 24-bit key leave 256 to try.")
    Many believe: "cutting a key in three is secret sharing."
    This run shows: two thirds of a 24-bit key leave 256 to try.
    In short: each piece makes the rest of the key shorter to search.
    """
    for one in BELIEFS:
        if one.name == name:
            return one
    raise Unknown("belief", name, known=[one.name for one in BELIEFS])
