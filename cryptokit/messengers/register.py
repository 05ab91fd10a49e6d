"""The register of organisers of information dissemination: a list, and the duties it switches on.

Being listed gives nothing by itself. A service that obeys hands over records, then what decodes,
then messages, as the laws come into force (``duties``); one that refuses is fined and blocked, and
nothing is read by that. Any messenger can be listed; the one here is a cloud that obeys.

See: European Court of Human Rights, Podchasov v. Russia, no. 33696/19, 13 February 2024.
"""

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from cryptokit.conversation import Chat
from cryptokit.errors import BadExhibit
from cryptokit.evidence.files import path_of
from cryptokit.evidence.store import Store
from cryptokit.messengers import handing, policies
from cryptokit.messengers.cloud_chat import CLOUD_CHAT
from cryptokit.messengers.duties import Demand, Duty, duties
from cryptokit.messengers.lapse import lapse
from cryptokit.messengers.messenger import Handover, Messenger, Progress, Promise
from cryptokit.messengers.standing import NOTHING, Standing
from cryptokit.rng import Rng
from cryptokit.transcript import Transcript
from cryptokit.world import Asset, Entity, Piece, View, World
from cryptokit.world.check import check

COUNTRY: Final = "RU"
BUREAU: Final = "bureau"
"""The security service, which may ask."""
UNIT: Final = "unit"
"""Its machine, with what was handed over."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An entry in the register: which service, since when, and whether it does what is asked."""

    service: str
    since: date
    obeys: bool

    def owes(self, on: date) -> tuple[Duty, ...]:
        """Give the duties that it has on a day, whether or not it obeys."""
        return duties(on) if self.since <= on else ()

    def does(self, on: date) -> tuple[Duty, ...]:
        """Give the duties that it does."""
        return self.owes(on) if self.obeys else ()


ARTICLE: Final = Listing("Telegram", date(2017, 6, 28), obeys=False)
"""It will be listed, but says that it will share no user data."""
OBEDIENT: Final = replace(ARTICLE, obeys=True)
ALL_IN_FORCE: Final = date(2018, 7, 1)


def under(world: World, listing: Listing, on: date) -> World:
    """Give the world in which a listed service does its duties of a day.

    What it hands over lies on one more machine, in Russia. It is the very same world where there is
    nothing to hand over: not listed yet, no law yet, refused, or nothing that it has. Raises
    BadWorld for one in which that was done already.

    >>> from cryptokit.messengers.secret_chat import WORLD
    >>> under(WORLD, ARTICLE, ALL_IN_FORCE) is WORLD
    True
    >>> under(WORLD, OBEDIENT, ALL_IN_FORCE).asset(UNIT).holds
    ('meta', 'packets')
    """
    handed = tuple(handing.facts(world, _demands(listing, on)))
    if not handed:
        return world
    unit = Asset(UNIT, COUNTRY, BUREAU, holds=tuple(dict.fromkeys(handed)))
    entities = (*world.entities, Entity(BUREAU, COUNTRY))
    more = replace(world, entities=entities, assets=(*world.assets, unit))
    check(more)
    return more


def oblige(run: Path, world: World, listing: Listing, on: date) -> int:
    """Apply the duties of a day to a deployed service: delete what is over, hand over the rest.

    ``world`` is the one that was deployed, without duties. Give how many rows were handed over.
    A service that does no duty is not touched. Raises BadExhibit where that was done already.
    """
    if listing.does(on):
        _require_first(run)
        disks = [path_of(run, Piece(one.id, View.DISK)) for one in handing.service(world)]
        lapse(disks, listing.does(on), on)
    return hand_over(run, world, listing, on)


def hand_over(run: Path, world: World, listing: Listing, on: date) -> int:
    """Write what a service hands over on a day onto the machine of who asked; give how many rows.

    Raises BadExhibit where that was done already, or for a damaged disk; WireError for an image.
    """
    if under(world, listing, on) is world:
        return 0
    _require_first(run)
    rows = tuple(handing.rows(run, world, _demands(listing, on)))
    (run / UNIT).mkdir()
    with Store(path_of(run, Piece(UNIT, View.DISK))) as disk:
        disk.add_mixed(rows)
    return len(rows)


def listed(messenger: Messenger, listing: Listing, on: date) -> Messenger:
    """Give a messenger as a service in the register, with the duties of a day done if it obeys.

    Left out: what is over by then is not deleted, since a chat is delivered with all its past; see
    ``oblige`` for that.
    """
    world = under(messenger.world, listing, on)
    if world is messenger.world:
        return messenger
    return replace(messenger, world=world, deliver=_Obeying(messenger, listing, on))


@dataclass(frozen=True, slots=True)
class _Obeying:
    """Deliver as a messenger does, and hand over what its duties of a day ask for."""

    messenger: Messenger
    listing: Listing
    on: date

    def __call__(
        self,
        world: World,
        chat: Chat,
        run: Path,
        *,
        rng: Rng,
        progress: Progress,
        standing: Standing = NOTHING,
    ) -> Transcript:
        own = tuple(one for one in world.assets if one.id != UNIT)
        before = replace(world, assets=own)
        done = self.messenger.deliver(
            before, chat, run, rng=rng, progress=progress, standing=standing
        )
        hand_over(run, before, self.listing, self.on)
        return done


def _demands(listing: Listing, on: date) -> frozenset[Demand]:
    return frozenset(duty.demand for duty in listing.does(on))


def _require_first(run: Path) -> None:
    if (run / UNIT).exists():
        raise BadExhibit("was handed over before", exhibit=UNIT, hint="a run without it")


_POLICY: Final = (
    policies.LISTED[0],
    Handover(
        "June 2017",
        "users of a service that was just listed",
        "nothing: what it gave was about the company itself",
        "the founder, as quoted in the press of 28 June 2017",
    ),
    policies.LISTED[1],
)
REGISTER: Final = replace(
    listed(
        replace(
            CLOUD_CHAT,
            world=replace(
                CLOUD_CHAT.world,
                name="register",
                about="a cloud with its key split over three countries, listed in a fourth, which "
                "does all the duties of July 2018",
            ),
        ),
        OBEDIENT,
        ALL_IN_FORCE,
    ),
    name="register",
    title="listed service, obeying",
    promise=Promise(
        "no user data",
        "it will be listed, but it will share no user data",
        None,
        "the founder, as quoted in the press of 28 June 2017; here is what obeying comes to",
    ),
    policy=_POLICY,
)
