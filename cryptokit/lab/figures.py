"""Figures, each with a text that says the same: for a screen reader, a pipe, or a quick look."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from cryptokit.conversation import Chat
from cryptokit.conversation.metadata import metadata, seen
from cryptokit.court import Traffic
from cryptokit.experiment import Result
from cryptokit.experiment.over_time import Campaign
from cryptokit.knowledge import Fact
from cryptokit.lab.calendar import svg as calendar_svg
from cryptokit.lab.calendar import words as words_of_calendar
from cryptokit.lab.contacts import hours as hours_of_contacts
from cryptokit.lab.contacts import svg as contacts_svg
from cryptokit.lab.contacts import words as words_of_contacts
from cryptokit.lab.curves import Curve
from cryptokit.lab.curves import svg as curves_svg
from cryptokit.lab.curves import words as words_of_curves
from cryptokit.lab.custody_map import svg as custody_svg
from cryptokit.lab.custody_map import words as words_of_custody
from cryptokit.lab.delay_curves import svg as delays_svg
from cryptokit.lab.delays import Way
from cryptokit.lab.delays import words as words_of_delays
from cryptokit.lab.hasse import svg as lattice_svg
from cryptokit.lab.heatmap import svg
from cryptokit.lab.ladder import svg as ladder_svg
from cryptokit.lab.ladder import words as words_of_ladder
from cryptokit.lab.lattice import lattice as lattice_of
from cryptokit.lab.lattice import words as words_of_lattice
from cryptokit.lab.moments import clock
from cryptokit.lab.months import Panel
from cryptokit.lab.months import svg as months_svg
from cryptokit.lab.months import words as words_of_months
from cryptokit.lab.pixels import svg as svg_of_pixels
from cryptokit.lab.pixels import words as words_of_pixels
from cryptokit.lab.printing import printable
from cryptokit.lab.rhythm import rows, words
from cryptokit.lab.share_lines import svg as share_lines_svg
from cryptokit.lab.share_lines import words as words_of_share_lines
from cryptokit.lab.tables import by_messenger
from cryptokit.mtproto.picture import hex_rows, pixels
from cryptokit.world import Power, World


@dataclass(frozen=True, slots=True, repr=False)
class Figure:
    """A picture as SVG, and ``alt``, the same in words, which is also how it prints."""

    svg: str
    alt: str

    def _repr_html_(self) -> str:
        data = base64.b64encode(self.svg.encode()).decode()
        return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(self.alt)}">'

    def __repr__(self) -> str:
        return self.alt


def ladder(result: Result) -> Figure:
    """Draw k_eff for each messenger (rows) and each rung of powers (columns).

    A hatched cell with a dash stays closed whatever number of countries serves orders.
    """
    shown = list(by_messenger(result).values())
    alt = f"k_eff by rung of powers. {'; '.join(map(words_of_ladder, shown))}."
    title = "k_eff: the fewest countries whose orders suffice (hatched: no number does)"
    return Figure(ladder_svg(shown, title, alt), alt)


def contact_graph(told: Traffic) -> Figure:
    """Draw who wrote to whom, how many messages and bytes, out of seized logs alone.

    >>> from cryptokit.court import traffic
    >>> from cryptokit.evidence.rows import Event
    >>> contact_graph(traffic([[Event(0, "Ann", "Bob", "message", 5)]]))  # doctest: +ELLIPSIS
    Who wrote to whom. 1 person, 1 other name. Ann to Bob: 1 message, 5 bytes, 1970-01-01 00:00; ...
    """
    title = "Who wrote to whom"
    alt = f"{title}. {words_of_contacts(told)}."
    return Figure(contacts_svg(told, title, alt), alt)


def hours(told: Traffic) -> Figure:
    """Draw when each person wrote, out of seized logs alone."""
    shown, by = hours_of_contacts(told), "the clock of the log"
    alt = words(shown, by)
    return Figure(svg(shown, f"Messages by person and hour of the day ({by})", alt), alt)


def timeline(campaign: Campaign) -> Figure:
    """Draw orders over time: served, refused, carried out, noticed; and the messages meanwhile."""
    title = f"Orders over time: {campaign.messenger.title}"
    alt = f"{title}. {words_of_calendar(campaign)}."
    return Figure(calendar_svg(campaign, title, alt), alt)


def custody(world: World) -> Figure:
    """Draw who holds what where: countries, machines, keepers, and what lies on each.

    >>> from cryptokit.world import load
    >>> custody(load({"name": "one", "entities": {"op": {"inc": "NL"}},
    ...               "assets": [{"id": "db", "loc": "NL", "custodian": "op", "holds": ["past"]}]}))
    Who holds what where: one. NL: db, kept by op (NL): on disk past.
    """
    title = f"Who holds what where: {printable(world.name)}"
    alt = f"{title}. {words_of_custody(world)}."
    return Figure(custody_svg(world, title, alt), alt)


def lattice(world: World, goal: Fact, powers: frozenset[Power]) -> Figure:
    """Draw every set of countries, by inclusion, and whether its orders together reach a goal.

    ``lab.lattice.table`` has the same as a table. Raises Unknown for a goal that the world never
    mentions, and ValueError where more than ``lab.lattice.LIMIT`` countries bring something.

    >>> from cryptokit.world import Level, load
    >>> phone = load({"name": "a phone", "assets": [
    ...     {"id": "phone", "loc": "NL", "custodian": "user", "holds": ["past"]}]})
    >>> lattice(phone, "past", frozenset({Power.ENDPOINT}))
    Coalition lattice: a phone. goal: past; courts may take: endpoint. Size 0: 1 set, 0 read. \
Size 1: 1 set, 1 reads, minimal: NL. A set reads if it holds a minimal one, and else it is closed.

    See: Davey and Priestley, "Introduction to Lattices and Order", chapter 1, 2002.
    """
    made = lattice_of(world, goal, powers)
    title = f"Coalition lattice: {printable(world.name)}"
    alt = f"{title}. {words_of_lattice(made)}."
    return Figure(lattice_svg(made, title, alt), alt)


def delays(ways: Sequence[Way]) -> Figure:
    """Draw the odds that it can be read, day by day, for each way to get there.

    ``lab.delays.table`` has the same as a table. Raises ValueError for no way, or more than
    ``lab.delay_curves.LIMIT``.

    >>> from cryptokit.world.odds import TimeToRead
    >>> delays([Way("by treaty", TimeToRead(((90, 0.5),)))])
    Time to read. by treaty: odds of 10% by day 90, 50% by day 90, 90% never; ever 0.50, never \
0.50; exact.
    """
    title = "Time to read"
    alt = f"{title}. {'. '.join(map(words_of_delays, ways))}."
    return Figure(delays_svg(ways, title, alt), alt)


def share_lines() -> Figure:
    """Draw why one share of two fits to every secret: a line goes through it from each height.

    >>> share_lines()  # doctest: +ELLIPSIS
    One share, many lines. The share is the point at x = 1 with height 6. Lines go through it ...
    """
    title = "One share, many lines"
    alt = f"{title}. {words_of_share_lines()}."
    return Figure(share_lines_svg(title, alt), alt)


def rhythm(chat: Chat) -> Figure:
    """Draw when each person writes: people (rows) by hours of the day (columns), from envelopes.

    Numbers stand in the cells, and names are text, so it needs neither colours nor matplotlib.

    >>> from cryptokit.conversation.spoken import say
    >>> rhythm(say(["Alice: hi", "Bob: hello"]))
    Messages by person and hour of the day (UTC). Alice, 1 message: 09h: 1; Bob, 1 message: 09h: 1.
    """
    shown, by = rows(metadata(seen(chat))), clock(chat.format)
    alt = words(shown, by)
    return Figure(svg(shown, f"Messages by person and hour of the day ({by})", alt), alt)


def raids(panels: Sequence[Panel], threshold: int) -> Figure:
    """Draw, month by month, how many shares that fit together a burglar holds.

    >>> raids([Panel("no refresh", (1, 2, 3))], 3)
    Shares that fit together in the burglar's hands. no refresh: up to 3, and 3 from month 3 on.
    """
    said = "; ".join(words_of_months(panel, threshold) for panel in panels)
    title = "Shares that fit together in the burglar's hands"
    alt = f"{title}. {said}."
    return Figure(months_svg(panels, f"{title}, by month", threshold, alt), alt)


def exposure(
    curves: Sequence[Curve],
    *,
    title: str = "Messages that can be read",
    below: str = "messages sent before the seizure",
) -> Figure:
    """Draw how many messages a thief can read, by how many were sent before the seizure.

    ``below`` says what time is counted in, if not in messages.

    >>> exposure([Curve("cloud chat", (9, 9, 9)), Curve("secret chat", (5, 5, 4))])
    Messages that can be read. cloud chat: 9 from 0 on; secret chat: 5 from 0 on, 4 from 2 on.
    """
    alt = f"{title}. {'; '.join(map(words_of_curves, curves))}."
    return Figure(curves_svg(curves, title, below, alt), alt)


def key_picture(hash36: bytes) -> Figure:
    """Draw the picture by which two people compare the key of a secret chat.

    ``hash36`` is what ``mtproto.picture.key_hash`` gives. Raises ValueError for another size.

    >>> print(key_picture(bytes(36)).alt[:72])
    Picture of a key. 0 white, 1 pale blue, 2 dark blue, 3 blue. Rows: 00000
    """
    drawn = pixels(hash36)
    alt = f"Picture of a key. {words_of_pixels(drawn, hex_rows(hash36))}."
    return Figure(svg_of_pixels(drawn, alt), alt)
