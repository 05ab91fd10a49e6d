"""Trees of spans as a picture needs them: checked for holes, numbered, one put inside another.

What the spans mean is in ``fieldnotes``, and how they look in ``hexview``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cryptokit.wire import Span


def require_tiling(span: Span, size: int) -> None:
    """Refuse a tree unless its innermost fields cover ``size`` bytes, each of them once.

    Raises ValueError naming the first bytes that belong to no field, or to two.

    >>> require_tiling(Span("pair", 0, 8, (Span("left", 0, 4), Span("right", 6, 8))), 8)
    Traceback (most recent call last):
    ValueError: bytes 4 to 6 in pair belong to no field
    """
    if span.start != 0:
        raise ValueError(f"{span.name} starts at byte {span.start}, not at 0")
    if span.end != size:
        raise ValueError(f"{span.name} ends at byte {span.end}, and the data at {size}")
    _require_parts(span, span.name)


def graft(tree: Span, path: Sequence[str], inner: Span) -> Span:
    """Put what a parser found inside a field in the place of that field, named by its path.

    Raises ValueError if there is no such field, it has parts already, or another size.

    >>> inner = Span("body", 0, 4, (Span("constructor", 0, 4),))
    >>> message = Span("message", 0, 8, (Span("head", 0, 4), Span("body", 4, 8)))
    >>> tree = graft(message, ["body"], inner)
    >>> [(leaf.name, leaf.start) for leaf in tree.leaves()]
    [('head', 0), ('constructor', 4)]
    """
    if not path:
        return _filled(tree, inner)
    at = next((at for at, part in enumerate(tree.parts) if part.name == path[0]), None)
    if at is None:
        raise ValueError(f"{tree.name} has no field {path[0]}")
    parts = (*tree.parts[:at], graft(tree.parts[at], path[1:], inner), *tree.parts[at + 1 :])
    return replace(tree, parts=parts)


def _filled(field: Span, inner: Span) -> Span:
    if field.parts:
        raise ValueError(f"{field.name} has parts already")
    if field.end - field.start != inner.end:
        raise ValueError(f"{field.name} has {field.end - field.start} bytes, not {inner.end}")
    return replace(field, parts=tuple(_moved(inner.parts, field.start)))


def _moved(parts: Sequence[Span], by: int) -> Iterator[Span]:
    for part in parts:
        inside = tuple(_moved(part.parts, by))
        yield Span(part.name, part.start + by, part.end + by, inside)


def _require_parts(span: Span, path: str) -> None:
    if span.end < span.start:
        raise ValueError(f"{path} ends at byte {span.end}, before its start at {span.start}")
    at = span.start
    for part in span.parts:
        if part.start > at:
            raise ValueError(f"bytes {at} to {part.start} in {path} belong to no field")
        if part.start < at:
            raise ValueError(f"byte {part.start} in {path} belongs to two fields")
        _require_parts(part, f"{path}/{part.name}")
        at = part.end
    if span.parts and at < span.end:
        raise ValueError(f"bytes {at} to {span.end} in {path} belong to no field")
    if span.parts and at > span.end:
        raise ValueError(f"{path} ends at byte {span.end}, and a field in it at {at}")
