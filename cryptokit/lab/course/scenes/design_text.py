"""A world as text that goes from team to team: TOML, which is read back with its mistakes named.

The format is that of ``world.load``. Files are not read here.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from cryptokit.errors import BadWorld
from cryptokit.knowledge import Rule
from cryptokit.world import Asset, Entity, Person, World, load

_LONGEST: Final = 1 << 16
"""Characters of a design."""
_BARE: Final = re.compile("[A-Za-z0-9_-]+")


def to_text(world: World) -> str:
    """Write a world as TOML, to be pasted elsewhere; ``from_text`` reads it.

    >>> from cryptokit.lab.course.scenes.designs import design
    >>> ours = design("ours", store="NL", parts=["CH"], threshold=1)
    >>> print(to_text(ours).splitlines()[0])
    name = "ours"
    >>> from_text(to_text(ours)) == ours
    True

    See: TOML 1.0.0, 2021.
    """
    simple = {
        "name": world.name,
        "about": world.about,
        "code_signer": world.code_signer,
        "directory": world.directory,
        "treaties": world.treaties,
    }
    lines = [f"{key} = {_value(value)}" for key, value in simple.items() if value]
    for key, records in (
        ("rules", world.rules),
        ("persons", world.persons),
        ("assets", world.assets),
    ):
        if records:
            lines += [f"{key} = [", *(f"  {_inline(_fields(one))}," for one in records), "]"]
    lines += ["", "[entities]"] if world.entities else []
    for entity in world.entities:
        told = _fields(entity)
        name = told.pop("id")
        key = name if _BARE.fullmatch(name) else _value(name)
        lines.append(f"{key} = {_inline(told)}")
    return "\n".join(lines) + "\n"


def from_text(text: str) -> World:
    """Read a world from TOML or JSON, as another team wrote it.

    Raises BadWorld, which says what is wrong with it, and where.
    """
    if len(text) > _LONGEST:
        raise BadWorld(f"{len(text):,} characters", where="design", hint=f"at most {_LONGEST:,}")
    try:
        found: object = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        hint = "pasting all lines that to_text gave, between three quotes on each side"
        raise BadWorld(f"cannot be read ({error})", where="design", hint=hint) from None
    if not isinstance(found, dict):
        raise BadWorld("not an object", where="design", hint="{...}")
    return load(found, name="design")  # pyright: ignore[reportUnknownArgumentType]  # it is checked


def _fields(record: Rule | Person | Asset | Entity) -> dict[str, Any]:
    return {one.name: getattr(record, one.name) for one in fields(record)}


def _inline(item: Mapping[str, Any]) -> str:
    told = (f"{key} = {_value(value)}" for key, value in item.items() if value)
    return "{" + ", ".join(told) + "}"


def _value(value: object) -> str:
    """Write a value as both TOML and JSON have it: TOML knows no halves of a character."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_value, value))}]"  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return str(value)
