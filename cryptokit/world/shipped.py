"""Read the data files that come along, each once, and not before somebody asks.

What they mean is for ``jurisdictions`` and ``precedents`` to say.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def shipped(name: str) -> dict[str, Any]:
    """Give the content of a file in ``world/data``; nobody may change what this gives.

    >>> sorted(shipped("precedents.json"))
    ['about', 'as_of', 'precedents']
    """
    path = files("cryptokit.world") / "data" / name
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content
