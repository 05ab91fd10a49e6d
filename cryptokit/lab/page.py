"""A report as one page of HTML that needs nothing else: no script, no network, text stays text.

The figures are drawn into it, each with its words below. What is said is said in ``stories`` too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final

from cryptokit import DISCLAIMER
from cryptokit.court import Line, Report, Traffic
from cryptokit.experiment import Answer, Refusal, Result
from cryptokit.lab import figures
from cryptokit.lab.contacts import sentences as sentences_of
from cryptokit.lab.figures import Figure
from cryptokit.lab.policy import by_mathematics, by_policy
from cryptokit.lab.printing import counted, printable
from cryptokit.lab.stories import (
    besides,
    changes,
    files,
    lacking,
    noticed,
    reads,
    sample,
    verdict,
)
from cryptokit.lab.tables import asked, by_messenger

_STYLE: Final = """
:root { color-scheme: light; }
body { font: 16px/1.5 sans-serif; color: #111; background: #fff; max-width: 60rem;
       margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; }
h2 { border-top: 2px solid #111; padding-top: .5rem; margin-top: 2.5rem; }
.warning { border: 2px solid #b00; padding: .5rem 1rem; font-weight: bold; }
dt { font-weight: bold; }
figure { margin: 1rem 0; }
figure svg { max-width: 100%; height: auto; }
figcaption { font-size: .85rem; color: #333; }
blockquote { border-left: 4px solid #999; margin-left: 0; padding-left: 1rem; }
@media print {
  body { margin: 0; max-width: none; font-size: 11pt; }
  h2, h3 { break-after: avoid; }
  figure, blockquote, .warning { break-inside: avoid; }
}
"""
_NOTHING_FROM_OUTSIDE: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""A browser that honours it would not even run a script that had got in.

See: Content Security Policy Level 3, W3C.
"""


def of_result(result: Result) -> str:
    """Give the answer of ``who_can_read`` as a page."""
    chat = result.chat
    many = f"{counted(len(chat.messages), 'message')}, {counted(len(chat.participants), 'person')}"
    parts = [part for sentence in asked(result) for part in _paragraph(sentence)]
    if rows := by_messenger(result):
        parts += _figure(figures.ladder(result))
        for answers in rows.values():
            parts += _messenger(answers)
    for one in result.answers:
        if isinstance(one, Refusal):
            parts += _heading(2, one.messenger.title)
            parts += _paragraph(f"Not offered: {one.reason}.")
    return _page(f"Who can read the chat “{chat.name}”? ({many})", parts)


def of_cases(reports: Mapping[Path, Report]) -> str:
    """Give what the examiner found in some case folders as a page."""
    parts = [part for case, report in reports.items() for part in _case(case, report)]
    return _page("What an examiner found in seized files", parts)


def _messenger(answers: Sequence[Answer]) -> Iterator[str]:
    messenger = answers[0].trial.messenger
    yield from _heading(2, messenger.title)
    promise = f"{messenger.promise.text} ({messenger.promise.source})"
    terms = {
        "Promised": [promise],
        "By policy": list(by_policy(messenger.policy)) or ["nothing that we know of"],
        "By mathematics": [by_mathematics(answers)],
    }
    yield "<dl>"
    for term, said in terms.items():
        yield f"<dt>{term}</dt>"
        yield from (f"<dd>{_text(sentence)}</dd>" for sentence in said)
    yield "</dl>"
    yield from _figure(figures.custody(messenger.world))
    for answer in changes(answers):
        yield from _heading(3, verdict(answer))
        yield from _list("ol", answer.steps)
        yield from _list("ul", (*lacking(answer), *files(answer), noticed(answer)))
    yield from _quote(sample(answers), reads(answers))
    yield from _metadata(next((a.metadata for a in answers if a.metadata.lines), Traffic()))


def _case(case: Path, report: Report) -> Iterator[str]:
    read = report.past + report.future
    yield from _heading(2, str(case))
    yield from _paragraph(f"{read} of {counted(read + report.locked, 'message')} read.")
    yield from _list("ol", (*report.orders, *report.steps))
    sentences = [f"missing: {piece}" for piece in report.missing]
    sentences += besides(report.missing, report.events, report.accounts)
    sentences += report.files.sentences()
    sentences += [f"odd: {exhibit}" for exhibit in report.bad]
    if not report.recorded:
        sentences.append("no custody record here, so nothing tells which order brought what")
    yield from _list("ul", sentences)
    yield from _quote(report.sample)
    yield from _metadata(report.metadata)


def _metadata(told: Traffic) -> Iterator[str]:
    if told.lines:
        yield from _heading(3, "By metadata alone")
        yield from _list("ul", sentences_of(told))
    if told.ties:
        yield from _figure(figures.contact_graph(told))
        yield from _figure(figures.hours(told))


def _figure(figure: Figure) -> Iterator[str]:
    alt = escape(figure.alt)
    drawn = figure.svg.replace('role="img"', f'role="img" aria-label="{alt}"', 1)
    yield f"<figure>\n{drawn}<figcaption>{alt}</figcaption>\n</figure>"


def _quote(lines: Sequence[Line], lead: str = "The examiner reads") -> Iterator[str]:
    if lines:
        yield from _paragraph(f"{lead}:")
        said = (f"<p>{_text(f'{line.sender}: {line.text}')}</p>" for line in lines)
        yield f"<blockquote>{''.join(said)}</blockquote>"


def _list(kind: str, sentences: Iterable[str]) -> Iterator[str]:
    items = [f"<li>{_text(sentence)}</li>" for sentence in sentences]
    if items:
        yield f"<{kind}>\n" + "\n".join(items) + f"\n</{kind}>"


def _heading(level: int, text: str) -> Iterator[str]:
    yield f"<h{level}>{_text(text)}</h{level}>"


def _paragraph(text: str) -> Iterator[str]:
    yield f"<p>{_text(text)}</p>"


def _text(text: str) -> str:
    """Make sure that a text of strangers is shown as a text, in one line."""
    return escape(printable(text))


def _page(title: str, parts: Iterable[str]) -> str:
    warning = f'<p class="warning">{escape(DISCLAIMER)}</p>'
    return "\n".join((
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_FROM_OUTSIDE}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        f"<h1>{_text(title)}</h1>\n{warning}",
        *parts,
        "</body>\n</html>\n",
    ))  # fmt: skip
