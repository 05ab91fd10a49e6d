"""What happened, as numbered sentences: the steps to what was read, and the missing pieces."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Group, RenderableType
from rich.text import Text

from cryptokit.court import Line, Report
from cryptokit.experiment import Answer, Result
from cryptokit.lab.tables import by_messenger, printable, rung

_LONGEST_SAMPLE = 60


def how(result: Result) -> RenderableType:
    """Tell, for each messenger, the steps wherever k_eff changes from one rung to the next."""
    sentences = list[Text]()
    for answers in by_messenger(result).values():
        for before, answer in zip((None, *answers), answers, strict=False):
            if before is None or before.trial.k_eff != answer.trial.k_eff:
                sentences += [Text(), *_story(answer)]
        sentences += _sample(next((one.sample for one in answers if one.sample), ()))
    return Group(*sentences)


def examined(case: Path, report: Report, *, recorded: bool) -> RenderableType:
    """Tell what the examiner found in one case folder, with or without a custody record."""
    read = report.past + report.future
    total = read + report.locked
    sentences = [Text(printable(f"{case}: {read} of {total} messages read"), "bold")]
    sentences += _numbered((*report.orders, *report.steps))
    sentences += [Text(printable(f"  missing: {piece}")) for piece in report.missing]
    sentences += [Text(f"  odd: {printable(exhibit)}") for exhibit in report.bad]
    if not recorded:
        sentences.append(
            Text("  no custody record here, so nothing tells which order brought what")
        )
    return Group(*sentences, *_sample(report.sample))


def _story(answer: Answer) -> Iterator[Text]:
    trial = answer.trial
    verdict = "no number suffices" if trial.k_eff is None else f"k_eff = {trial.k_eff}"
    title = f"{trial.messenger.title}, {rung(trial.level)}: "
    yield Text.assemble((title, "bold"), verdict, f" (served: {' '.join(trial.orders)})")
    yield from _numbered(answer.steps)
    yield from (Text(printable(f"  missing: {piece}")) for piece in answer.missing)
    if answer.missing and answer.metadata:
        yield Text(f"  read all the same: {answer.metadata} lines of who wrote to whom, and when")


def _numbered(steps: Sequence[str]) -> Iterator[Text]:
    for number, step in enumerate(steps, 1):
        yield Text(f"  {number}. {printable(step)}")


def _sample(lines: Sequence[Line]) -> Iterator[Text]:
    for line in lines[:1]:
        words = " ".join(line.text.split())
        if len(words) > _LONGEST_SAMPLE:
            words = words[: _LONGEST_SAMPLE - 1] + "…"
        yield Text(f"  The examiner reads: “{printable(f'{line.sender}: {words}')}”", "italic")
