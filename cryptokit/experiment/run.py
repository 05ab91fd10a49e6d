"""Run the experiment: deliver a chat, serve orders, have the seized files examined, and compare."""

import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptokit.conversation import Chat
from cryptokit.court import Exhibit, Report, brought, examine_fresh, seize
from cryptokit.errors import CryptokitError, Unknown
from cryptokit.experiment.answers import Answer, Refusal, Result, Trial
from cryptokit.experiment.lacking import who_has_it
from cryptokit.messengers import DEFAULT, Messenger
from cryptokit.rng import Rng, system
from cryptokit.world import PAST, Jurisdiction, Level, closure, reach, smallest_sets

_ORDER_DELAY = 24 * 60 * 60
"""The orders are served a day after the last message, in seconds: all of the chat is past."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


def who_can_read(
    chat: Chat,
    *,
    messengers: Sequence[Messenger] = DEFAULT,
    levels: Sequence[Level] = tuple(Level),
    orders: Sequence[Jurisdiction] | None = None,
    keep: Path | None = None,
    rng: Rng = system,
    progress: Progress = lambda _what, _done, _of: None,
) -> Result:
    """Put a chat into each messenger and count, for each rung of powers, what an examiner reads.

    Each rung serves its smallest set of countries (nobody, where anybody can look), or all of them
    where none suffices; ``orders`` serves these countries instead. Answers come in the order of the
    ladder, whatever the order of ``levels``. ``keep`` leaves the servers and the seized files in a
    new folder. Raises Unknown for a country that occurs in none of the worlds.

    >>> from cryptokit.conversation import say
    >>> from cryptokit.rng import lesson
    >>> result = who_can_read(say(["Alice: hi"]), levels=[Level.SHARES], rng=lesson("monday"))
    >>> [(a.trial.messenger.name, a.trial.k_eff, a.readable, a.of) for a in result.answers]
    [('domestic', 1, 1, 1), ('cloud_chat', 4, 1, 1), ('secret_chat', None, 0, 1)]
    """
    if not isinstance(chat, Chat):
        raise TypeError("who_can_read takes a Chat: make one with read_chat(path) or say([...])")
    if not all(isinstance(level, Level) for level in levels):
        raise TypeError("levels are rungs such as Level.MEMORY; Level.named('L3') finds one")
    if not chat.messages:
        hint = "exporting the chat again, or another chat of the account"
        raise CryptokitError(f"{chat.name!r} has no messages", hint)
    _check_countries(messengers, orders)
    answers = list[Answer | Refusal]()
    with _workplace(keep) as folder:
        for messenger in dict.fromkeys(messengers):
            reason = messenger.refuses(chat)
            if reason is not None:
                answers.append(Refusal(messenger, reason))
                continue
            run = folder / messenger.name
            _deliver(messenger, chat, run / "servers", rng, progress)
            trials = [_trial(messenger, level, orders) for level in sorted(set(levels))]
            answers += _serve(trials, chat, run, progress)
    return Result(chat, tuple(answers))


def _deliver(messenger: Messenger, chat: Chat, run: Path, rng: Rng, progress: Progress) -> None:
    total, what = len(chat.messages), f"{messenger.title}: sending"
    progress(what, 0, total)
    messenger.deliver(
        messenger.world, chat, run, rng=rng, progress=lambda done: progress(what, done, total)
    )


def _trial(messenger: Messenger, level: Level, orders: Sequence[Jurisdiction] | None) -> Trial:
    world = messenger.world
    sets = smallest_sets(world, PAST, level.powers)
    if orders is not None:
        served = tuple(sorted(set(orders).intersection(world.jurisdictions)))
    else:
        served = sets[0] if sets else world.jurisdictions
    return Trial(messenger, level, sets, served)


def _serve(trials: Sequence[Trial], chat: Chat, run: Path, progress: Progress) -> Iterator[Answer]:
    """Seize for each trial, examine each distinct set of exhibits once, in one fresh process."""
    at = max((message.sent for message in chat.messages), default=0) + _ORDER_DELAY
    cases = dict[frozenset[object], Path]()
    seized = list[tuple[Exhibit, ...]]()
    for trial in trials:
        reached = reach(trial.messenger.world, trial.orders, trial.level.powers)
        case = run / "seized" / trial.level.value
        seized.append(seize(run / "servers", reached, case, at=at))
        cases.setdefault(_content(seized[-1]), case)
    reports = dict[frozenset[object], Report]()
    for found, report in zip(cases, examine_fresh(list(cases.values())), strict=True):
        reports[found] = report
        progress(f"{trials[0].messenger.title}: examining", len(reports), len(cases))
    for trial, exhibits in zip(trials, seized, strict=True):
        yield _answer(trial, chat, exhibits, reports[_content(exhibits)])


def _content(exhibits: Sequence[Exhibit]) -> frozenset[object]:
    """Say what makes two seizures the same: which bytes lie where, whoever brought them."""
    return frozenset((one.file, one.sha256) for one in exhibits)


def _answer(trial: Trial, chat: Chat, exhibits: Sequence[Exhibit], report: Report) -> Answer:
    """Pair a trial with its report, and insist that both engines agree."""
    world, powers, of = trial.messenger.world, trial.level.powers, len(chat.messages)
    derived = PAST in closure(world, trial.orders, powers)
    if report.past != (of if derived else 0):
        raise AssertionError(
            f"{trial.messenger.name}, {trial.level}, {trial.orders}: the symbolic engine says "
            f"{'all' if derived else 'nothing'}, the examiner read {report.past} of {of}"
        )
    lacking = (*report.missing, *who_has_it(world, trial.orders, trial.level))
    seized = {one.file: one for one in exhibits}
    steps = (*brought(seized, report.steps), *report.steps)
    return Answer(
        trial=trial,
        readable=report.past,
        of=of,
        steps=steps,
        missing=lacking,
        metadata=report.metadata,
        accounts=report.accounts,
        seized=tuple(seized),
        sample=report.sample,
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
