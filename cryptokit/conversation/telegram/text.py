"""The text of a Telegram message, cut where its style changes. Markdown is made in ``rendered``."""

from sys import intern
from typing import Final

from cryptokit.conversation.chat import Run
from cryptokit.conversation.jsonvalues import Fields, is_fields, is_list, kind
from cryptokit.conversation.telegram.fields import Misfit, rest

_OF_RUN: Final = frozenset({"text", "type"})
DIFFERENT: Final = "text and text_entities differ; text is kept"

Written = tuple[str, tuple[Run, ...], str]
"""A text, its runs unless it is plain, and what is doubtful about it, or nothing."""


def written(fields: Fields) -> Written:
    """Read ``text``, and compare it with ``text_entities``, which older exports lack.

    >>> text, runs, doubt = written({"text": ["See ", {"type": "bold", "text": "this"}]})
    >>> text, [run.style for run in runs], doubt
    ('See this', ['plain', 'bold'], '')
    """
    value, entities = fields.get("text", ""), fields.get("text_entities")
    same = entities is None or _alike(value, entities)
    if same and isinstance(value, str):
        return value, (), ""
    runs = cut(value, "text")
    plain = len(runs) < 2 and all(run.style == "plain" and not run.more for run in runs)
    same = same or cut(entities, "text_entities") == runs
    return "".join([run.text for run in runs]), () if plain else runs, "" if same else DIFFERENT


def cut(value: object, name: str) -> tuple[Run, ...]:
    """Cut a text into runs. Plain ones that follow each other become one, empty ones none.

    >>> cut(["a", "b", {"type": "code", "text": "c"}, ""], "text")
    (Run(text='ab', style='plain', more=()), Run(text='c', style='code', more=()))
    """
    if isinstance(value, str):
        return (Run(value),) if value else ()
    runs: list[Run] = []
    plain = ""
    for piece in _pieces(value, name):
        run = None if isinstance(piece, str) else _run(piece, name)
        if run is None or (run.style == "plain" and not run.more):
            plain += str(piece) if run is None else run.text
            continue
        if plain:
            runs.append(Run(plain))
            plain = ""
        runs.append(run)
    return (*runs, Run(plain)) if plain else tuple(runs)


def _pieces(value: object, name: str) -> list[object]:
    if is_list(value):
        return value
    raise Misfit(name, f"{kind(value)} where text or a list of pieces belongs")


def _run(piece: object, name: str) -> Run:
    if not is_fields(piece):
        raise Misfit(name, f"{kind(piece)} among its pieces where text belongs")
    text, style = piece.get("text"), piece.get("type", "plain")
    if not isinstance(text, str):
        raise Misfit(name, f"{kind(text)} among its pieces where text belongs")
    if not isinstance(style, str):
        raise Misfit(name, f"{kind(style)} where the type of a piece belongs")
    return Run(text, intern(style), rest(piece, _OF_RUN) if len(piece) > len(_OF_RUN) else ())


def _alike(value: object, entities: object) -> bool:
    """Tell quickly whether the app wrote one text in both ways; False if only a look can tell."""
    pieces = value if is_list(value) else [value] if value else []
    return entities == [
        {"type": "plain", "text": piece} if isinstance(piece, str) else piece for piece in pieces
    ]
