"""Read a world from a mapping or a JSON or TOML file, and refuse one that contradicts itself.

The format is that of one architecture in compulsion_scenarios.json; what is absent is nobody's.
"""

import json
import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeGuard

from cryptokit.errors import BadWorld, Unknown
from cryptokit.knowledge import Rule
from cryptokit.world.check import check
from cryptokit.world.model import PUBLIC, USER, Asset, Entity, Person, World

_FIELDS = {
    "world": {
        "name",
        "about",
        "entities",
        "persons",
        "assets",
        "code_signer",
        "directory",
        "rules",
        "treaties",
    },
    "entity": {"inc", "parent", "markets", "role"},
    "person": {"id", "present", "entity", "access"},
    "asset": {"id", "loc", "custodian", "holds", "shares", "ram", "line", "route", "arrives"},
    "rule": {"out", "k", "of"},
}
_HELD = ("holds", "shares", "ram", "line", "route", "arrives")
"""The lists of facts of an asset, in the order of its fields."""
_NO_COMPANY = {USER: "the owner of a phone, no company", PUBLIC: "anybody, no company"}
_GOLDEN = "golden"
"""Expected answers may stand beside a world; loading passes them over."""


def load(mapping: Mapping[str, object], *, name: str = "world") -> World:
    """Make a world from a mapping; BadWorld says which field contradicts the rest.

    >>> load({"entities": {"op": {"inc": "RU"}}, "rules": [{"out": "past", "k": 1, "of": []}]})
    Traceback (most recent call last):
    cryptokit.errors.BadWorld: rules[0].of: names nothing. Try: list the facts it needs
    """
    _check_fields(mapping, "world", "", also={_GOLDEN})
    entities = tuple(
        _entity(key, value)
        for key, value in _mapping(mapping.get("entities", {}), "entities").items()
    )
    world = World(
        name=_name(mapping.get("name", name), "name"),
        about=_text(mapping.get("about", ""), "about"),
        entities=entities,
        persons=tuple(_person(item, where) for item, where in _items(mapping, "persons")),
        assets=tuple(_asset(item, where) for item, where in _items(mapping, "assets")),
        rules=tuple(_rule(item, where) for item, where in _items(mapping, "rules")),
        code_signer=_optional(mapping.get("code_signer"), "code_signer"),
        directory=_optional(mapping.get("directory"), "directory"),
        treaties=_treaties(mapping.get("treaties", [])),
    )
    check(world)
    return world


def load_file(path: Path | str, *, architecture: str | None = None) -> World:
    """Read a world from a ``.json`` or ``.toml`` file.

    A file with several ``architectures`` needs the name of one. Raises BadWorld or Unknown.
    """
    path = Path(path)
    content = _mapping(_parse(path), path.name)
    if "architectures" not in content:
        return load(content, name=path.stem)
    several = _mapping(content["architectures"], "architectures")
    for one in several:
        _name(one, "architectures")
    name = next(iter(several)) if architecture is None and len(several) == 1 else architecture or ""
    if name not in several:
        raise Unknown("architecture", name, known=several)
    return load(_mapping(several[name], f"architectures.{name}"), name=name)


def _parse(path: Path) -> object:
    try:
        text = path.read_text(encoding="utf-8-sig")
        if path.suffix == ".toml":
            return tomllib.loads(text)
        return json.loads(text, object_pairs_hook=partial(_once, path.name))
    except OSError as error:
        raise BadWorld(
            f"cannot be read ({error.strerror})", where=str(path), hint="a .json or .toml file"
        ) from None
    except UnicodeDecodeError as error:
        raise BadWorld(
            f"not UTF-8 at byte {error.start}", where=path.name, hint="saving it as UTF-8"
        ) from None
    except json.JSONDecodeError as error:
        where = f"{path.name}, line {error.lineno}, column {error.colno}"
        raise BadWorld(f"not JSON ({error.msg})", where=where, hint="a JSON checker") from None
    except tomllib.TOMLDecodeError as error:
        raise BadWorld(f"not TOML ({error})", where=path.name, hint="a TOML checker") from None
    except ValueError:
        raise BadWorld("a number too long to be one", where=path.name, hint="a small k") from None
    except RecursionError:
        raise BadWorld("nested too deeply", where=path.name, hint="a flat list") from None


def _once(where: str, pairs: Sequence[tuple[str, object]]) -> Mapping[str, object]:
    """Make a mapping; JSON would keep the last of two fields of one name, and drop the first."""
    found = dict[str, object]()
    for key, value in pairs:
        if key in found:
            raise BadWorld(f"the field {key!r} twice", where=where, hint="one of the two")
        found[key] = value
    return found


def _entity(key: str, value: object) -> Entity:
    where = f"entities.{_name(key, 'entities')}"
    if key in _NO_COMPANY:
        raise BadWorld(f"{key!r} is {_NO_COMPANY[key]}", where=where, hint="another id")
    item = _mapping(value, where)
    _check_fields(item, "entity", where)
    return Entity(
        key,
        _field(item, "inc", where),
        parent=_optional(item.get("parent"), f"{where}.parent"),
        markets=_texts(item.get("markets", []), f"{where}.markets"),
        role=_optional(item.get("role"), f"{where}.role") or "",
    )


def _person(item: Mapping[str, object], where: str) -> Person:
    _check_fields(item, "person", where)
    access = _texts(item.get("access", []), f"{where}.access")
    id_, present, entity = (_field(item, key, where) for key in ("id", "present", "entity"))
    return Person(id_, present, entity, access)


def _asset(item: Mapping[str, object], where: str) -> Asset:
    _check_fields(item, "asset", where)
    id_, loc, custodian = (_field(item, key, where) for key in ("id", "loc", "custodian"))
    return Asset(id_, loc, custodian, *(_texts(item.get(k, []), f"{where}.{k}") for k in _HELD))


def _rule(item: Mapping[str, object], where: str) -> Rule:
    _check_fields(item, "rule", where)
    of = _texts(item.get("of", []), f"{where}.of")
    if not of:
        raise BadWorld("names nothing", where=f"{where}.of", hint="list the facts it needs")
    k = item.get("k")
    if not isinstance(k, int) or isinstance(k, bool):
        raise BadWorld("not a whole number", where=f"{where}.k", hint=f"1 to {len(of)}")
    try:
        return Rule(_field(item, "out", where), k, of)
    except ValueError as error:
        raise BadWorld(str(error), where=where, hint=f"k from 1 to {len(set(of))}") from None


def _treaties(value: object) -> tuple[tuple[str, str], ...]:
    if not _is_list(value):
        raise BadWorld("not a list", where="treaties", hint='[["NL", "US"]]')
    return tuple(_treaty(item, f"treaties[{i}]") for i, item in enumerate(value))


def _treaty(value: object, where: str) -> tuple[str, str]:
    match _texts(value, where):
        case (one, other):
            return one, other
        case several:
            what = f"{len(several)} countries where two are due"
            raise BadWorld(what, where=where, hint='["NL", "US"]')


def _check_fields(
    item: Mapping[str, object], kind: str, where: str, also: Collection[str] = ()
) -> None:
    for key in sorted(item.keys() - _FIELDS[kind] - set(also)):
        unknown = Unknown("field", key, known=_FIELDS[kind])
        raise BadWorld(unknown.what, where=where or kind, hint=unknown.hint)


def _items(mapping: Mapping[str, object], key: str) -> list[tuple[Mapping[str, object], str]]:
    values = mapping.get(key, [])
    if not _is_list(values):
        raise BadWorld("not a list", where=key, hint="[...]")
    return [(_mapping(item, f"{key}[{i}]"), f"{key}[{i}]") for i, item in enumerate(values)]


def _field(item: Mapping[str, object], key: str, where: str) -> str:
    if key not in item:
        raise BadWorld("missing", where=f"{where}.{key}", hint=f'"{key}": "..."')
    return _name(item[key], f"{where}.{key}")


def _name(value: object, where: str) -> str:
    """Check a text that messages repeat: nothing in it may break a line or steer a terminal."""
    name = _text(value, where)
    if not (name and name.isprintable()):
        what = f"{name!r} cannot be printed" if name else "an empty name"
        raise BadWorld(what, where=where, hint="letters and digits")
    return name


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise BadWorld(f"not a text but {type(value).__name__}", where=where, hint='"..."')
    return value


def _optional(value: object, where: str) -> str | None:
    return None if value is None else _name(value, where)


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not _is_list(value):
        raise BadWorld(f"not a list but {type(value).__name__}", where=where, hint='["..."]')
    return tuple(_name(item, f"{where}[{i}]") for i, item in enumerate(value))


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not _is_mapping(value):
        raise BadWorld(f"not an object but {type(value).__name__}", where=where, hint="{...}")
    return value


def _is_mapping(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping)
