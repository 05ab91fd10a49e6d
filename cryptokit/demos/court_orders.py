"""Orders over a year: what is seized when, what it opens, and when users can notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cryptokit.conversation import Chat, Message
from cryptokit.court.writs import Pressure, Writ
from cryptokit.demos.show import show
from cryptokit.experiment.over_time import Campaign, over_time
from cryptokit.lab.calendar import table
from cryptokit.lab.figures import Figure, timeline
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import FUTURE, Level, Order, Power
from cryptokit.world.odds import Wait, chance, pressed
from cryptokit.world.tree import fault_tree

DAY: Final = 24 * 60 * 60
NEW_YEAR: Final = 1_735_689_600
"""1 January 2025, midnight UTC."""
MESSAGES: Final = 52
PEOPLE: Final = ("Ines", "Jonas")
CHAT: Final = Chat(
    name="Ines and Jonas",
    format="said",
    messages=tuple(
        Message(week, NEW_YEAR + 7 * DAY * week, PEOPLE[week % 2], f"letter of week {week}")
        for week in range(1, MESSAGES + 1)
    ),
    participants=PEOPLE,
    group=False,
)


def day(number: int) -> int:
    """Give the second at which a day of the year begins; the first is day 1."""
    return NEW_YEAR + (number - 1) * DAY


SPLIT: Final = (
    Writ(Order("NL", Power.AT_REST, "db"), day(40), 14 * DAY),
    Writ(Order("US", Power.SHARE, "p1"), day(45), 30 * DAY, gag=day(240)),
    Writ(Order("SG", Power.SHARE, "p2"), day(45), 60 * DAY, refused="its law forbids it"),
    Writ(Order("SG", Power.SHARE, "p2"), day(150), 60 * DAY),
    Writ(Order("AE", Power.SHARE, "p3"), day(160), 90 * DAY),
    Writ(Order("NL", Power.AT_REST, "db"), day(300), 14 * DAY),
)
GROUP: Final = (Writ(Order("VG", Power.CONTROL, "parent"), day(100), 14 * DAY, gag=day(300)),)
PHONE: Final = (
    Writ(Order("DE", Power.ENDPOINT, "phone_a"), day(120)),
    Writ(Order("NL", Power.AT_REST, "relay"), day(300), 14 * DAY),
)
LATER: Final = (
    Writ(
        Order("NL", Power.ENTITY, "nl"),
        day(60),
        30 * DAY,
        refused="it has no key",
        pressure=Pressure("the company is fined", day(120)),
    ),
    Writ(Order("NL", Power.METADATA, "nl"), day(130), 14 * DAY),
    Writ(Order("VG", Power.CODE, "parent"), day(190), 7 * DAY, gag=day(360)),
)
CASES: Final = {
    "four countries, one by one": ("cloud_chat_cold", SPLIT),
    "one group of companies": ("cloud_chat_cold", GROUP),
    "a phone, then the relay": ("secret_chat", PHONE),
    "a refusal, a fine, and a changed program": ("secret_chat", LATER),
}


@dataclass(frozen=True, slots=True)
class Orders:
    """A campaign of orders for each case, and its picture.

    ``odds`` are those of one order on the group behind the secret chat, without pressure and with.
    """

    campaigns: Mapping[str, Campaign]
    figures: Mapping[str, Figure]
    odds: tuple[float, float]


def run() -> Orders:
    """Serve campaigns of orders while a chat goes on, a message a week."""
    campaigns = {
        title: over_time(CHAT, named(name), writs, rng=lesson(f"demo court orders {title}"))
        for title, (name, writs) in CASES.items()
    }
    figures = {title: timeline(one) for title, one in campaigns.items()}
    found = Orders(campaigns, figures, _odds())
    show(
        f"Ines and Jonas write a letter a week, {MESSAGES} in all from January 2025 on. The dates "
        "of the orders and the refusal are invented.",
        *(part for title, one in campaigns.items() for part in (f"Case: {title}", table(one))),
        "The key of a cold archive never changes. So the disk of February opens only in September, "
        "when the last part comes, and what was written after February stays closed until the "
        "Netherlands go back for the disk in November. The group of companies needed one order "
        "and two weeks; users could hear of it when the gag ended, half a year later.",
        "A phone opens what it holds, and with its key what the relay keeps for later: until the "
        "two phones agree on the next key, after a hundred messages or a week.",
        "Each order says by what it takes hold: the place of a thing, the seat of a company, its "
        "group, a person, a market, or a role between the others. Nothing is learned by a fine; it "
        "only makes it likelier that somebody gives in. If VG refuses eight times in ten, its odds "
        f"are {found.odds[0]:.1f}; pressure that halves this makes them {found.odds[1]:.1f}. The "
        "changed program then opened what was written from its day on, and nothing from before.",
        *(str(figure) for figure in found.figures.values()),
    )
    return found


def _odds() -> tuple[float, float]:
    """Ask one country for a changed program: it refuses eight times in ten, then half as often."""
    tree = fault_tree(named("secret_chat").world, FUTURE, Level.CODE.powers)
    nobody = dict.fromkeys(tree.countries, Wait(1, 14, 60, refused=1))
    asked = nobody | {"VG": Wait(1, 14, 60, refused=0.8)}
    before, after = (
        chance(tree, {country: 1 - one.refused for country, one in waits.items()}).value
        for waits in (asked, pressed(asked, {"VG": 0.5}))
    )
    return before, after


if __name__ == "__main__":
    run()
