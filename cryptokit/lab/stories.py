"""What happened, as numbered sentences: the steps to what was read, and the missing pieces."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from cryptokit.court import Line, Report
from cryptokit.experiment import Answer, Result
from cryptokit.lab.printing import counted, printable
from cryptokit.lab.tables import by_messenger, rung

_LONGEST_SAMPLE = 60


def how(result: Result) -> RenderableType:
    """Tell, for each messenger, the steps wherever k_eff changes from one rung to the next."""
    parts = list[RenderableType]()
    for answers in by_messenger(result).values():
        promise = answers[0].trial.messenger.promise
        parts += ["", _head(answers[0].trial.messenger.title)]
        parts += _lines([f"promised: {promise.text} ({promise.source})"])
        for before, answer in zip((None, *answers), answers, strict=False):
            if before is None or before.trial.k_eff != answer.trial.k_eff:
                parts += _story(answer)
        parts += _sample(next((one.sample for one in answers if one.sample), ()))
    return Group(*parts)


def examined(case: Path, report: Report) -> RenderableType:
    """Tell what the examiner found in one case folder, with or without a custody record."""
    read = report.past + report.future
    total = read + report.locked
    sentences = _numbered((*report.orders, *report.steps))
    sentences += [f"missing: {piece}" for piece in report.missing]
    sentences += _besides(report.missing, report.events, report.accounts)
    sentences += [f"odd: {exhibit}" for exhibit in report.bad]
    if not report.recorded:
        sentences.append("no custody record here, so nothing tells which order brought what")
    head = _head(f"{case}: {read} of {total} messages read")
    return Group(head, *_lines(sentences), *_sample(report.sample))


def _story(answer: Answer) -> Iterator[RenderableType]:
    trial = answer.trial
    verdict = "no number suffices" if trial.k_eff is None else f"k_eff = {trial.k_eff}"
    if trial.k_eff == 0:
        verdict += ", no order is needed"
    if trial.k_eff is not None and not answer.readable:
        verdict += ", but not with these"
    served = " ".join(trial.orders) or "nobody"
    yield Text(f"{rung(trial.level)}: {verdict} (served: {served})")
    sentences = _numbered(answer.steps)
    if answer.missing:
        sentences.append(f"seized: {', '.join(answer.seized) or 'nothing'}")
        sentences += [f"missing: {piece}" for piece in answer.missing]
    sentences += _besides(answer.missing, answer.metadata, answer.accounts)
    yield from _lines(sentences)


def _besides(missing: Sequence[str], metadata: int, accounts: int) -> Iterator[str]:
    """Say what was read besides the messages, or in place of those that stayed closed."""
    lead = "read all the same" if missing else "read besides"
    if missing and metadata:
        yield f"{lead}: {counted(metadata, 'line')} of metadata: who sent to whom, and when"
    if accounts:
        yield f"{lead}: {counted(accounts, 'account')}: names, numbers, last addresses"


def _head(title: str) -> Text:
    return Text(printable(title), "bold")


def _numbered(steps: Sequence[str]) -> list[str]:
    return [f"{number}. {step}" for number, step in enumerate(steps, 1)]


def _lines(sentences: Sequence[str]) -> Iterator[RenderableType]:
    for sentence in sentences:
        yield Padding(Text(printable(sentence)), (0, 0, 0, 2), expand=False)


def _sample(lines: Sequence[Line]) -> Iterator[RenderableType]:
    for line in lines[:1]:
        words = " ".join(line.text.split())
        if len(words) > _LONGEST_SAMPLE:
            words = words[: _LONGEST_SAMPLE - 1] + "…"
        reads = printable(f"The examiner reads: “{line.sender}: {words}”")
        yield Padding(Text(reads, "italic"), (0, 0, 0, 2), expand=False)
