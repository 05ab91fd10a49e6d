"""Which references must lead somewhere: those that somebody wrote.

Types in a signature are written by Sphinx, and are words where no page has them. Not here: links
between pages, which Sphinx checks by itself.
"""

from typing import Any, Final

_SIGNATURE: Final = "desc_signature"


def is_only_a_type(_app: object, _domain: object, node: Any) -> bool | None:
    """Say that a reference without a target is a type in a signature; None leaves the warning."""
    return in_signature(node) or None


def in_signature(node: Any) -> bool:
    """Say whether a node of a page lies in a signature, however deep."""
    while node is not None and node.tagname != _SIGNATURE:
        node = node.parent
    return node is not None
