"""Messages that lie in fields of bytes of other messages, and the spans that they leave.

Reading is in ``protobuf``, which leaves such fields as bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptokit.signal import protobuf
from cryptokit.signal.protobuf import Message
from cryptokit.wire import Cursor


@dataclass(frozen=True, slots=True)
class Nested:
    """A schema, and in which of its fields of bytes a message lies again.

    They are read as bytes, because a signature covers them as they came.
    """

    schema: Message
    inside: Mapping[str, "Nested"] = field(default_factory=dict[str, "Nested"])


def leave_spans(nested: Nested, data: bytes, cursor: Cursor) -> None:
    """Move a cursor that stands at the first byte over a message that was read before.

    Where a field comes twice, the last one counts, and the others stay bytes. Raises WireError for
    what is no such message.

    >>> from cryptokit.signal.protobuf import Field
    >>> inner, outer = (Message(name, (Field(1, name, "bytes"),)) for name in ("inner", "outer"))
    >>> data = bytes.fromhex("0a03 0a0178")
    >>> leave_spans(Nested(outer, {"outer": Nested(inner)}), data, cursor := Cursor(data))
    >>> [(leaf.name, leaf.start) for leaf in cursor.tree("all").leaves()]
    [('tag', 0), ('length', 1), ('tag', 2), ('length', 3), ('value', 4)]

    See: Protocol Buffers documentation, "Last One Wins".
    """
    protobuf.read(nested.schema, data, flat := Cursor(data))
    parts = flat.tree(nested.schema.name).parts
    last = {part.name: part for part in parts}
    for part in parts:
        inside = nested.inside.get(part.name) if part is last[part.name] else None
        with cursor.group(part.name):
            for leaf in part.parts:
                if inside is None or leaf.name != "value":
                    cursor.take(leaf.end - leaf.start, leaf.name)
                    continue
                with cursor.group("value"):
                    leave_spans(inside, data[leaf.start : leaf.end], cursor)
