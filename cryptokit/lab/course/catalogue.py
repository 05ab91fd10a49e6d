"""The twelve lessons: what each asks, how long it takes, what it needs and gives. No lesson is run.

The first page of each notebook, the index, and ``cryptokit lesson`` are made of this.
"""

from dataclasses import dataclass
from typing import Final

from cryptokit.errors import Unknown


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson. ``minutes`` are those of a class; ``needs`` are numbers of earlier lessons.

    ``gives`` is what one can do after it, one verb each; ``slug`` is the name of its files.
    """

    number: str
    slug: str
    title: str
    question: str
    minutes: int
    level: str
    needs: tuple[str, ...]
    gives: tuple[str, ...]

    @property
    def stem(self) -> str:
        """What its files are called, without an ending."""
        return f"{self.number}_{self.slug}"


_FIRST, _SECOND, _THIRD = "first hour", "second step", "third step"

COURSE: Final = (
    Lesson(
        "00",
        "bytes_keys_holders",
        "Bytes, keys, and who holds them",
        "What is a message to a machine, and who can turn it back into words?",
        25,
        _FIRST,
        (),
        (
            "read bytes in hexadecimal, and tell an encoding from encryption",
            "combine two messages by XOR, and say why a pad is used once",
            "name who holds which key after a message went through a server",
        ),
    ),
    Lesson(
        "01",
        "who_can_read_this",
        "Who can read this?",
        "How many countries must serve an order before somebody reads a chat?",
        30,
        _FIRST,
        (),
        (
            "put a chat into a messenger and serve orders against it",
            "explain why one order for memory can do what three for disks cannot",
            "read a table of who can read, rung by rung",
        ),
    ),
    Lesson(
        "02",
        "tampering_before_secrecy",
        "Tampering before secrecy",
        "Can somebody change a message without being able to read it?",
        30,
        _FIRST,
        ("00",),
        (
            "change an encrypted message without its key",
            "check a message with a MAC, and say who could have made it",
            "stand between two people who exchange keys, and be found out",
        ),
    ),
    Lesson(
        "03",
        "the_cloud_chat",
        "The cloud chat",
        "Against whom does the encryption of a cloud chat protect?",
        35,
        _SECOND,
        ("01", "02"),
        (
            "name every layer around a cloud message, and where each ends",
            "find the message in the clear where the server handles it",
            "take over an account by its login code, and stop that by a password",
        ),
    ),
    Lesson(
        "04",
        "the_secret_chat",
        "The secret chat",
        "What is left for a court when only two phones have the key?",
        35,
        _SECOND,
        ("03",),
        (
            "follow a key that the server never has",
            "find a go-between by comparing pictures of keys",
            "say what a seized phone opens, before and after its keys change",
        ),
    ),
    Lesson(
        "05",
        "splitting_a_key",
        "Splitting a key",
        "What do two of three shares tell about a key?",
        40,
        _SECOND,
        ("00",),
        (
            "split a key so that any two shares open it and one says nothing",
            "tell secret sharing from cutting a key in pieces",
            "choose a threshold by its odds of theft and of loss",
        ),
    ),
    Lesson(
        "06",
        "servers_in_countries",
        "Servers in countries",
        "Does a server abroad put a chat out of reach?",
        35,
        _SECOND,
        ("01",),
        (
            "draw who owns what where, and which court reaches it by which tie",
            "tell a company's seat from the place of its servers",
            "say how long an order by treaty takes, and how sure it is",
        ),
    ),
    Lesson(
        "07",
        "k_eff",
        "k_eff: where the claim holds and where it breaks",
        "When are several court orders needed, and when is one enough?",
        40,
        _THIRD,
        ("05", "06"),
        (
            "compute the fewest countries whose orders suffice, and list them",
            "break a promise of several orders in three different ways",
            "say what no number of key parts protects",
        ),
    ),
    Lesson(
        "08",
        "whatsapp_and_the_ratchet",
        "WhatsApp and the ratchet",
        "What does a phone that is seized today say about yesterday and tomorrow?",
        40,
        _THIRD,
        ("04",),
        (
            "step through the Double Ratchet, and tell which chain turns when",
            "say what a theft opens before it and after it",
            "find the hole that a backup leaves, and what no encryption hides",
        ),
    ),
    Lesson(
        "09",
        "a_backdoor_for_one",
        "A backdoor for one",
        "Can a door be built that one country alone goes through?",
        30,
        _THIRD,
        ("01",),
        (
            "build an escrow of keys, and lose it",
            "read keys out of a random generator whose constants were chosen",
            "list who must trust whoever signs a program",
        ),
    ),
    Lesson(
        "10",
        "the_key_that_nobody_holds",
        "The key that nobody holds",
        "Can a key be used without ever being in one place?",
        40,
        _THIRD,
        ("05", "07"),
        (
            "decrypt and sign with shares that never meet",
            "compare a key that is put together with one that never is",
            "price a coalition against it: operators, courts, treaties",
        ),
    ),
    Lesson(
        "11",
        "your_own_chat",
        "Your own chat",
        "Can you design a system that your class cannot open?",
        40,
        _THIRD,
        ("07", "08"),
        (
            "load a chat of your own without showing who is in it",
            "design a world, predict its k_eff, and have it attacked",
            "write down honestly what your system protects, and what not",
        ),
    ),
)
"""In the order in which they are taught."""


def named(number: str) -> Lesson:
    """Give a lesson by its number. Raises Unknown.

    >>> named("05").title
    'Splitting a key'
    """
    for one in COURSE:
        if one.number == number:
            return one
    raise Unknown("lesson", number, known=[one.number for one in COURSE])
