"""Run the experiment: deliver a chat, serve orders, have the seized files examined, and compare."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from cryptokit.conversation import Chat
from cryptokit.court import Report, brought, examine_fresh
from cryptokit.errors import CryptokitError, Unknown
from cryptokit.experiment.answers import Answer, Refusal, Result, Trial
from cryptokit.experiment.carried import carried, opened
from cryptokit.experiment.lacking import who_has_it
from cryptokit.experiment.serving import Served, Service
from cryptokit.experiment.states import SEED_SIZE, States, up_to
from cryptokit.knowledge import Fact
from cryptokit.messengers import DEFAULT, Messenger
from cryptokit.rng import Rng, draw, system
from cryptokit.world import (
    FUTURE,
    PAST,
    Jurisdiction,
    Level,
    Power,
    closure,
    reach,
    signs,
    smallest_sets,
)
from cryptokit.world.counting import counting

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def who_can_read(  # noqa: PLR0913  # one for each choice that a learner has
    chat: Chat,
    *,
    messengers: Sequence[Messenger] = DEFAULT,
    levels: Sequence[Level] = tuple(Level),
    beside: Iterable[Power] = (),
    orders: Sequence[Jurisdiction] | None = None,
    after: int | None = None,
    keep: Path | None = None,
    rng: Rng = system,
    progress: Progress = lambda _what, _done, _of: None,
) -> Result:
    """Put a chat into each messenger and count, for each rung of powers, what an examiner reads.

    Each rung serves its smallest set of countries (nobody, where anybody can look), or all of them
    where none suffices; ``orders`` serves these countries instead, and ``beside`` adds powers to
    every rung. The orders come a day after the last message; or ``after`` so many messages, in
    order of time, and then the answers are about those sent later. Answers come in the order of the
    ladder, whatever the order of ``levels``. ``keep`` leaves the servers and the seized files in a
    new folder. Raises Unknown for a country that occurs in none of the worlds.

    >>> from cryptokit.conversation import say
    >>> from cryptokit.rng import lesson
    >>> chat, luck = say(["Alice: hi", "Bob: ho"]), lesson("monday")
    >>> result = who_can_read(chat, levels=[Level.SHARES], rng=luck)
    >>> [(a.trial.messenger.name, a.trial.k_eff, a.readable) for a in result.answers]
    [('domestic', 1, 2), ('cloud_chat', 4, 2), ('secret_chat', None, 0), ('whatsapp', None, 0)]
    >>> result = who_can_read(chat, levels=[Level.CODE], after=1, rng=luck)
    >>> [(a.trial.messenger.name, a.trial.k_eff, a.readable) for a in result.answers]
    [('domestic', 1, 1), ('cloud_chat', 1, 1), ('secret_chat', 1, 1), ('whatsapp', 1, 1)]
    """
    powers = frozenset(beside)
    _check_kinds(chat, messengers, levels, powers)
    _check_chat(chat, after)
    _check_countries(messengers, orders)
    found = list[Served | Refusal]()
    goal = PAST if after is None else FUTURE
    with _workplace(keep) as folder:
        for messenger in dict.fromkeys(messengers):
            reason = messenger.refuses(chat)
            if reason is not None:
                found.append(Refusal(messenger, reason))
                continue
            run = folder / messenger.name
            states = _states(messenger, chat, run, rng=rng, progress=progress)
            service = Service.of(states, after)
            trials = [
                _trial(messenger, goal, level, level.powers | powers, orders)
                for level in sorted(set(levels))
            ]
            found += map(service.serve, trials)
        served = [one for one in found if isinstance(one, Served)]
        reports, files = _examined(served, progress), _carried(served)
        answers = [
            _answer(one, reports[one.content], files.get(one.run, ()))
            if isinstance(one, Served)
            else one
            for one in found
        ]
    return Result(chat, tuple(answers))


def _check_kinds(
    chat: Chat,
    messengers: Sequence[Messenger],
    levels: Sequence[Level],
    beside: frozenset[Power],
) -> None:
    if not isinstance(chat, Chat):
        raise TypeError("who_can_read takes a Chat: make one with read_chat(path) or say([...])")
    if not all(isinstance(level, Level) for level in levels):
        raise TypeError("levels are rungs such as Level.MEMORY; Level.named('L3') finds one")
    if not all(isinstance(one, Messenger) for one in messengers):
        raise TypeError("messengers are records such as messengers.named('cloud_chat')")
    if not all(isinstance(power, Power) for power in beside):
        raise TypeError("powers beside are such as Power.TAP; Power.named('P10') finds one")


def _check_chat(chat: Chat, after: int | None) -> None:
    if not chat.messages:
        hint = "exporting the chat again, or another chat of the account"
        raise CryptokitError(f"{chat.name!r} has no messages", hint)
    if after is not None and after not in range(len(chat.messages)):
        what = f"the orders cannot come after {after} of {len(chat.messages)} messages"
        raise CryptokitError(what, f"a number from 0 to {len(chat.messages) - 1}")
    times = sorted(message.sent for message in chat.messages)
    if after and times[after - 1] == times[-1]:
        what = f"nothing is sent later than message {after}: the rest came in the same second"
        raise CryptokitError(what, f"a number from 0 to {times.index(times[-1])}")


def _states(messenger: Messenger, chat: Chat, run: Path, *, rng: Rng, progress: Progress) -> States:
    total, what = len(chat.messages), f"{messenger.title}: sending"
    progress(what, 0, total)
    told = partial(_told, progress, what, total)
    return States(messenger, chat, run, draw(rng, SEED_SIZE), told)


def _told(progress: Progress, what: str, total: int, done: int) -> None:
    progress(what, done, total)


def _trial(
    messenger: Messenger,
    goal: Fact,
    level: Level,
    powers: frozenset[Power],
    orders: Sequence[Jurisdiction] | None,
) -> Trial:
    world = messenger.world
    sets = smallest_sets(world, goal, powers)
    if orders is not None:
        served = tuple(sorted(set(orders).intersection(world.jurisdictions)))
    else:
        served = sets[0] if sets else world.jurisdictions
    return Trial(messenger, goal, level, powers, sets, served)


def _examined(served: Sequence[Served], progress: Progress) -> dict[object, Report]:
    """Examine each distinct set of exhibits once, and all of them in one fresh process."""
    if not served:
        return {}
    distinct = dict[object, Served]()
    for one in served:
        distinct.setdefault(one.content, one)
    of = Counter(one.trial.messenger.title for one in distinct.values())
    done, reports = Counter[str](), dict[object, Report]()
    # The orders come at the same time for all, as they carry one chat.
    examined = examine_fresh([one.case for one in distinct.values()], now=served[0].at)
    for one, report in zip(distinct.values(), examined, strict=True):
        reports[one.content] = report
        title = one.trial.messenger.title
        done[title] += 1
        progress(f"{title}: examining", done[title], of[title])
    return reports


def _carried(served: Iterable[Served]) -> dict[Path, tuple[int, ...]]:
    """Give the times of the files that phones of each run have; exports of words bring none."""
    worlds = {one.run: one.trial.messenger.world for one in served if one.states.chat.files}
    return {run: tuple(carried(world, run)) for run, world in worlds.items()}


def _answer(served: Served, report: Report, times: Collection[int]) -> Answer:
    """Pair a trial with its report, and insist that both engines agree."""
    trial, at = served.trial, served.at
    world, chat = trial.messenger.world, served.states.chat
    sent = len(up_to(chat, at).messages)
    of = sent if trial.goal == PAST else len(chat.messages) - sent
    read = report.past if trial.goal == PAST else report.future
    derived = trial.goal in closure(world, trial.orders, trial.powers)
    if read != (of if derived else 0):
        raise AssertionError(
            f"{trial.messenger.name}, {trial.level}, {trial.orders}: the symbolic engine says "
            f"{'all' if derived else 'nothing'} of the {trial.goal}, the examiner read {read} of "
            f"{of}"
        )
    files = opened(trial, at, times, report)
    if files is not None and files.opened > (files.of if derived else 0):
        raise AssertionError(f"{trial.messenger.name}, {trial.level}: {files}, and nothing derived")
    seized = {one.file: one for one in served.exhibits}
    reached = reach(world, trial.orders, trial.powers)
    return Answer(
        trial=trial,
        served=at,
        readable=read,
        of=of,
        steps=(*brought(seized, report.steps), *report.steps),
        missing=() if derived else (*report.missing, *who_has_it(trial)),
        noticed=signs(world, counting(world, trial.goal, trial.powers, reached)),
        metadata=report.metadata,
        accounts=report.accounts,
        seized=tuple(seized),
        sample=report.sample,
        files=files,
    )


def _check_countries(
    messengers: Sequence[Messenger], orders: Sequence[Jurisdiction] | None
) -> None:
    known = {place for messenger in messengers for place in messenger.world.jurisdictions}
    for country in orders or ():
        if country not in known:
            raise Unknown("country", country, known=known)


@contextmanager
def _workplace(keep: Path | None) -> Generator[Path]:
    """Give a folder to work in; ``keep`` gets it whole at the end, or nothing at all."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="cryptokit-") as temporary:
            yield Path(temporary)
        return
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise CryptokitError(
            f"{keep} is there already and not empty", "another name for the folder"
        )
    keep = keep.resolve()
    new = [folder for folder in keep.parents if not folder.exists()]
    keep.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".cryptokit-", dir=keep.parent))
    try:
        yield folder
        if keep.exists():
            keep.rmdir()  # it is empty; not every system replaces a folder
        folder.replace(keep)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            for parent in new:
                parent.rmdir()  # only what stayed empty goes
