"""Errors: the tree in the docstring is the tree of the classes, and each says what to do."""

import inspect
import re

import pytest

from cryptokit import errors
from cryptokit.errors import CryptokitError

SAMPLES = {
    "CryptokitError": lambda cls: cls("something"),
    "CannotOpen": lambda cls: cls(),
    "Replayed": lambda cls: cls(seen=3, expected=4),
    "TooFarAhead": lambda cls: cls(seen=9, expected=4),
    "OutOfStep": lambda cls: cls("in_seq_no"),
    "BadShare": lambda cls: cls("x is 0", holder="2"),
    "Inconsistent": lambda cls: cls("off the polynomial", holder="2"),
    "Ambiguous": lambda cls: cls(where="line 1", fits=["vault", "sss-key"]),
    "NotEnoughShares": lambda cls: cls(have=1, need=3),
    "Untrusted": lambda cls: cls("is 1", field="g_a"),
    "WireError": lambda cls: cls("2 bytes wanted, 1 left", offset=7, field="size"),
    "BadExport": lambda cls: cls("not JSON", source="result.json", where="line 3"),
    "NothingToImport": lambda cls: cls("a locked database", source="db.sqlite"),
    "BadWorld": lambda cls: cls("a circle of owners", where="entities.op"),
    "BadExhibit": lambda cls: cls("was changed", exhibit="disk.sqlite"),
    "Unknown": lambda cls: cls("country", "NX", known=["NL", "US"]),
}


def lines():
    """Read the drawing line by line: depth, name, and the rest."""
    for line in errors.__doc__.splitlines():
        match = re.match(r"    ((?:│   |    )*(?:├── |└── )?)(\w+) {2,}(\S.*)", line)
        if match:
            yield len(match[1]) // 4, match[2], match[3]


def drawn():
    """Give the name of the parent of each name ("" at the root), in order."""
    path, found = [], {}
    for depth, name, _ in lines():
        path[depth:] = [name]
        found[name] = path[depth - 1] if depth else ""
    return found


def public():
    return {
        name: cls
        for name, cls in inspect.getmembers(errors, inspect.isclass)
        if issubclass(cls, Exception) and not name.startswith("_")
    }


def test_the_drawing_is_read():
    assert drawn()["Inconsistent"] == "BadShare"
    assert drawn()["ToyOnly"] == ""


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes():
    def parent(cls):
        above = (base.__name__ for base in cls.__mro__[1:])
        return next((name for name in above if name in public()), "")

    assert drawn() == {name: parent(cls) for name, cls in public().items()}


def test_every_attribute_that_the_drawing_promises_is_there():
    promised = [(name, a) for _, name, rest in lines() for a in re.findall(r"(?<!\w)\.(\w+)", rest)]
    assert ("NotEnoughShares", "need") in promised
    for name, attribute in promised:
        assert hasattr(SAMPLES[name](public()[name]), attribute), (name, attribute)


def test_every_error_stands_in_the_one_tree(error_class):
    assert error_class.__module__ == "cryptokit.errors"


def test_every_error_starts_with_one_sentence(error_class):
    if error_class.__name__.startswith("_"):
        return
    first = error_class.__doc__.splitlines()[0]
    assert first.endswith(".")
    assert ". " not in first
    assert error_class.__doc__ != error_class.__base__.__doc__


def test_toy_only_is_a_type_error_and_starts_with_one_sentence():
    assert issubclass(errors.ToyOnly, TypeError)
    assert errors.ToyOnly.__doc__.splitlines()[0].endswith(".")


def test_every_message_says_what_happened_and_what_to_try():
    assert set(SAMPLES) == set(public()) - {"ToyOnly"}
    for name, make in SAMPLES.items():
        error = make(public()[name])
        what, _, hint = str(error).partition(". Try: ")
        assert what == error.what
        assert hint == error.hint != ""


def test_an_error_without_a_hint_of_its_own_sends_to_its_explanation():
    assert CryptokitError("x").hint == "cryptokit explain CryptokitError"
    assert errors.CannotOpen().hint == "cryptokit explain CannotOpen"


def test_cannot_open_takes_no_reason():
    with pytest.raises(TypeError):
        errors.CannotOpen("the padding was wrong")


@pytest.mark.parametrize(
    ("have", "need", "says"),
    [(0, 1, "0 shares, but 1 is needed"), (1, 2, "1 share, but 2 are needed")],
)
def test_counts_are_in_good_english(have, need, says):
    assert errors.NotEnoughShares(have=have, need=need).what == says


def test_a_name_that_is_nearly_right_is_suggested_first():
    error = errors.Unknown("messenger", "cloud_chta", known=["secret_chat", "cloud_chat"])
    assert error.hint == "'cloud_chat', or one of cloud_chat, secret_chat"
    assert error.known == ("cloud_chat", "secret_chat")
