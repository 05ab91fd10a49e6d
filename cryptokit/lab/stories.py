"""What happened, as numbered sentences: the steps to what was read, and the missing pieces."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cryptokit.court import Line, Report, Traffic
from cryptokit.experiment import Answer, Result
from cryptokit.lab.contacts import sentences as sentences_of
from cryptokit.lab.policy import by_mathematics, by_policy
from cryptokit.lab.printing import counted, printable
from cryptokit.lab.tables import by_messenger, rung
from cryptokit.world import FUTURE, Sign

_LONGEST_SAMPLE = 60
_READS, _READS_BEFORE = "The examiner reads", "The examiner reads, of what was sent before"


def how(result: Result) -> RenderableType:
    """Tell, for each messenger, the steps wherever k_eff changes from one rung to the next."""
    parts = list[RenderableType]()
    for answers in by_messenger(result).values():
        promise = answers[0].trial.messenger.promise
        parts += ["", _head(answers[0].trial.messenger.title)]
        parts += _lines([f"promised: {promise.text} ({promise.source})"])
        policy = by_policy(answers[0].trial.messenger.policy)
        parts += _lines([f"by policy: {sentence}" for sentence in policy])
        parts += _lines([f"by mathematics: {by_mathematics(answers)}"])
        for answer in changes(answers):
            parts += _story(answer)
        parts += _lines(_contacts(next((a.metadata for a in answers if a.metadata.ties), None)))
        parts += _sample(sample(answers), reads(answers))
    return Group(*parts)


def examined(case: Path, report: Report) -> RenderableType:
    """Tell what the examiner found in one case folder, with or without a custody record."""
    read = report.past + report.future
    total = read + report.locked
    sentences = _numbered((*report.orders, *report.steps))
    sentences += [f"missing: {piece}" for piece in report.missing]
    sentences += besides(report.missing, report.events, report.accounts)
    sentences += [*report.files.sentences(), *_contacts(report.metadata)]
    sentences += [f"odd: {exhibit}" for exhibit in report.bad]
    if not report.recorded:
        sentences.append("no custody record here, so nothing tells which order brought what")
    head = _head(f"{case}: {read} of {total} messages read")
    return Group(head, *_lines(sentences), *_sample(report.sample))


def sample(answers: Sequence[Answer]) -> tuple[Line, ...]:
    """Give the first messages that were read on any rung."""
    return next((one.sample for one in answers if one.sample), ())


def reads(answers: Sequence[Answer]) -> str:
    """Say what is quoted: where later messages are asked for, also one that was sent before."""
    one, lines = answers[0], sample(answers)
    before = bool(lines) and lines[0].sent <= one.served
    return _READS_BEFORE if one.trial.goal == FUTURE and before else _READS


def verdict(answer: Answer) -> str:
    """Say what a rung comes to, and who served orders."""
    trial = answer.trial
    said = "no number suffices" if trial.k_eff is None else f"k_eff = {trial.k_eff}"
    if trial.k_eff == 0:
        said += ", no order is needed" if not trial.orders else ", no order was needed"
    if trial.k_eff is not None and answer.of and not answer.readable:
        said += ", but not with these"
    return f"{rung(trial.level)}: {said} (served: {' '.join(trial.orders) or 'nobody'})"


def lacking(answer: Answer) -> list[str]:
    """Say what was seized and what is missing, and what was read besides."""
    sentences = list[str]()
    if answer.missing:
        sentences.append(f"seized: {', '.join(answer.seized) or 'nothing'}")
        sentences += [f"missing: {piece}" for piece in answer.missing]
    return [*sentences, *besides(answer.missing, answer.metadata.lines, answer.accounts)]


def files(answer: Answer) -> list[str]:
    """Say how many of the files were opened that came with messages; nothing where none came."""
    return [] if answer.files is None else [str(answer.files)]


def noticed(answer: Answer) -> str:
    """Say what a user could notice of the orders by looking: most leave no sign at all."""
    return shown_by(answer.noticed)


def shown_by(signs: Iterable[Sign]) -> str:
    """Say what shows, and on whom: signs that look alike together.

    >>> shown_by([])
    'what a user could notice: nothing shows by itself'
    """
    targets = dict[str, list[str]]()
    for sign in signs:
        targets.setdefault(sign.what, []).append(sign.target)
    said = [f"{what} ({', '.join(some)})" for what, some in targets.items()]
    return f"what a user could notice: {'; '.join(said) or 'nothing shows by itself'}"


def changes(answers: Sequence[Answer]) -> Iterator[Answer]:
    """Give the answers whose k_eff differs from that of the rung before."""
    for before, answer in zip((None, *answers), answers, strict=False):
        if before is None or before.trial.k_eff != answer.trial.k_eff:
            yield answer


def _story(answer: Answer) -> Iterator[RenderableType]:
    yield Text(verdict(answer))
    yield from _lines([*_numbered(answer.steps), *lacking(answer), *files(answer), noticed(answer)])


def besides(missing: Sequence[str], metadata: int, accounts: int) -> Iterator[str]:
    """Say what was read besides the messages, or in place of those that stayed closed."""
    lead = "read all the same" if missing else "read besides"
    if missing and metadata:
        yield f"{lead}: {counted(metadata, 'line')} of metadata: who sent to whom, and when"
    if accounts:
        yield f"{lead}: {counted(accounts, 'account')}: names, numbers, last addresses"


def _contacts(told: Traffic | None) -> list[str]:
    """Say what the logs tell, if any were seized."""
    return [f"metadata alone: {sentence}" for sentence in sentences_of(told)] if told else []


def _head(title: str) -> Text:
    return Text(printable(title), "bold")


def _numbered(steps: Sequence[str]) -> list[str]:
    return [f"{number}. {step}" for number, step in enumerate(steps, 1)]


def _lines(sentences: Sequence[str]) -> Iterator[RenderableType]:
    for sentence in sentences:
        yield Padding(Text(printable(sentence)), (0, 0, 0, 2), expand=False)


def _sample(lines: Sequence[Line], lead: str = _READS) -> Iterator[RenderableType]:
    for line in lines[:1]:
        words = " ".join(line.text.split())
        if len(words) > _LONGEST_SAMPLE:
            words = words[: _LONGEST_SAMPLE - 1] + "…"
        reads = printable(f"{lead}: “{line.sender}: {words}”")
        yield Padding(Text(reads, "italic"), (0, 0, 0, 2), expand=False)
