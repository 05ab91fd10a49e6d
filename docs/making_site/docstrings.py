"""Docstrings of the package as reStructuredText, which they almost are.

They are written for a terminal: stars and bars mean themselves, and an indented block is shown as
it stands. Not here: their content, which nobody changes.
"""

import re
from collections.abc import Iterator

_CODE = re.compile(r"(``.+?``)", re.DOTALL)
_MEANT = re.compile(r"[*|`\\]|(?<=\w)_(?!\w)")
_LIST = re.compile(r"- |\* |\d\. ")
_WORD = re.compile(r"^(See|Precedent|Raises|Left out|Not here)(:?) ")


def as_rst(
    _app: object, _what: str, _name: str, _of: object, _options: object, lines: list[str]
) -> None:
    """Turn the lines of a docstring into reStructuredText, in place, as Sphinx wants it."""
    lines[:] = rst("\n".join(lines)).splitlines()


def rst(text: str) -> str:
    r"""Give a docstring as reStructuredText.

    >>> print(rst("The k-of-n rule a * b.\n\n    left\n    alone\n\nSee: Shamir, 1979."))
    The k-of-n rule a \* b.
    <BLANKLINE>
    ::
    <BLANKLINE>
        left
        alone
    <BLANKLINE>
    **See:** Shamir, 1979.
    """
    return "\n\n".join(_block(one) for one in blocks(text))


def blocks(text: str) -> Iterator[str]:
    """Cut a docstring at its empty lines; an indented block keeps those inside it."""
    held = list[str]()
    for one in re.split(r"\n\s*\n", text.strip("\n")):
        if _indented(one):
            held.append(one)
            continue
        if held:
            yield "\n\n".join(held)
            held.clear()
        if one.strip():
            yield one
    if held:
        yield "\n\n".join(held)


def _indented(block: str) -> bool:
    return block.startswith("    ")


def _block(block: str) -> str:
    if _indented(block):
        return f"::\n\n{block}"
    prose, prompt, example = block.partition(">>> ")
    if prompt:
        return f"{_prose(prose)}\n\n{prompt}{example}".lstrip("\n")
    return _prose(block)


def _prose(block: str) -> str:
    if not _LIST.match(block):
        block = "\n".join(line.strip() for line in block.splitlines())
    parts = _CODE.split(block)
    told = "".join(
        part if part.startswith("``") else _MEANT.sub(r"\\\g<0>", part) for part in parts
    )
    return _WORD.sub(r"**\1\2** ", told)
