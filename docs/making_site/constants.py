"""The names of a room that are neither classes nor functions: where each is defined, and its words.

Such a name has no docstring of its own that Python knows; the words stand below its assignment, in
the file that defines it, and a door that hands it on has none.
"""

import ast
from dataclasses import dataclass
from functools import cache

from making_site import house


@dataclass(frozen=True, slots=True)
class Constant:
    """A name by the module that defines it, and the words below it; no words, if there are none."""

    module: str
    name: str
    words: str


def defined(module: str, name: str) -> Constant:
    """Follow a name from a door to where it is assigned. Raises LookupError if it is nowhere.

    >>> defined("cryptokit.world", "PAST").module
    'cryptokit.world.model'
    """
    tree = _tree(module)
    for node, below in zip(tree, [*tree[1:], None], strict=True):
        if isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                if (one.asname or one.name) == name:
                    return defined(node.module, one.name)
        elif name in _assigned(node):
            return Constant(module, name, _words(below))
    raise LookupError(f"{module} does not define {name}")


@cache
def _tree(module: str) -> list[ast.stmt]:
    place = house.PACKAGE.parent / module.replace(".", "/")
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return flat(path.read_text(encoding="utf-8"))


def flat(source: str) -> list[ast.stmt]:
    """Give the statements of a source; those of a guarded import stand among them."""
    nodes = ast.parse(source).body
    return [one for node in nodes for one in (node.body if isinstance(node, ast.Try) else [node])]


def _assigned(node: ast.stmt) -> set[str]:
    match node:
        case ast.AnnAssign(target=target):
            targets = [target]
        case ast.Assign(targets=targets):
            pass
        case _:
            return set()
    return {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}


def _words(below: ast.stmt | None) -> str:
    match below:
        case ast.Expr(value=ast.Constant(value=str(words))):
            return words
        case _:
            return ""
