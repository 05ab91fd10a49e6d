"""Keys do not show themselves: not printed, not pickled, not in a traceback, whatever their type."""

import base64
import copy
import hashlib
import json
import pickle
import re
import traceback
from dataclasses import asdict, dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit import rng
from cryptokit.errors import ToyOnly
from cryptokit.keys import AuthKey, DataKey, Secret, ShareValue, require_real

WINDOW = 6
"""Bytes in a row that may not show. A tag shows two of a hash."""


def sample(key_class, seed="sample"):
    return hashlib.shake_256(f"{key_class.__name__} {seed}".encode()).digest(key_class.size or 48)


def traces(data):
    """Every form in which six bytes in a row of a secret could be seen."""
    for at in range(len(data) - WINDOW + 1):
        piece = data[at : at + WINDOW]
        yield piece.hex()
        yield piece.hex().upper()
        yield piece.hex(" ")
        yield repr(piece)[2:-1]
        yield ", ".join(map(str, piece))
        yield str(int.from_bytes(piece, "big"))
        yield str(int.from_bytes(piece, "little"))
        if at % 3 == 0:
            yield base64.b64encode(piece).decode()
            yield base64.urlsafe_b64encode(piece).decode()
        if at % 5 == 0:
            yield base64.b32encode(data[at : at + 5]).decode()


def shows(text, data):
    return any(trace in text for trace in traces(data)) or str(int.from_bytes(data, "big")) in text


def test_no_other_kind_of_key_has_this_name(key_class):
    """A stored key names its kind by the name of its class."""
    same = [one for one in (Secret, *every(Secret)) if one.__name__ == key_class.__name__]
    assert same == [key_class]


def every(cls):
    for one in cls.__subclasses__():
        yield one
        yield from every(one)


def test_the_search_itself_finds_what_shows():
    data = sample(DataKey)
    for text in (data.hex(), repr(data), str(list(data)), base64.b64encode(data).decode()):
        assert shows(f"key={text}", data)


def test_printing_a_key_in_any_way_shows_no_bytes(key_class):
    data = sample(key_class)
    key = key_class(data)
    ways = [
        repr(key),
        str(key),
        f"{key}",
        f"{key!r:>60}",
        f"{key!s}",
        "%s %r" % (key, key),  # noqa: UP031  # it is one of the ways
        f"{[key]} {(key,)} { {'k': key} }",
        json.dumps({"k": key}, default=str),
    ]
    for text in ways:
        assert not shows(text, data)
        assert key_class.__name__ in text


def test_no_traceback_with_captured_variables_shows_bytes(key_class):
    data = sample(key_class)

    @dataclass(frozen=True, slots=True)
    class Holder:
        key: Secret

    def fail(key):
        held, listed, named = Holder(key), [key], {"key": key}
        raise RuntimeError(f"with {held}, {listed}, {named}")

    try:
        fail(key_class(data))
    except RuntimeError as error:
        below = error.__traceback__.tb_next
        told = traceback.TracebackException(type(error), error, below, capture_locals=True)
    text = "".join(told.format())
    assert "listed = " in text
    assert not shows(text, data)


def test_a_refused_key_does_not_show_what_was_refused(key_class):
    data = sample(key_class)
    for wrong in (data.hex(), data + b"?") if key_class.size else (data.hex(),):
        with pytest.raises((TypeError, ValueError)) as caught:
            key_class(wrong)
        assert not shows(str(caught.value), data)


def test_a_key_can_not_be_opened_by_any_other_door(key_class):
    key = key_class(sample(key_class))
    for door in (vars, bytes, list, iter, memoryview, json.dumps, hash):
        with pytest.raises(TypeError):
            door(key)
    with pytest.raises(TypeError):
        key[0]
    assert key.reveal() == sample(key_class)


def test_a_key_is_not_pickled(key_class):
    key = key_class(sample(key_class))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps([key], protocol)


def test_a_copy_is_the_key_itself_also_inside_a_record(key_class):
    @dataclass
    class Holder:
        key: Secret

    key = key_class(sample(key_class))
    assert copy.copy(key) is key
    assert copy.deepcopy([key])[0] is key
    assert asdict(Holder(key))["key"] is key


def test_equal_bytes_are_equal_within_one_type_only(key_class):
    key = key_class(sample(key_class))
    assert key == key_class(sample(key_class))
    assert key != key_class(sample(key_class, "another"))
    assert key != key.reveal()

    class Other(Secret):
        __slots__ = ()

    assert key != Other(key.reveal())
    assert Other(key.reveal()) != key


def test_a_key_has_no_room_for_more(key_class):
    with pytest.raises(AttributeError):
        key_class(sample(key_class)).note = "x"


def test_a_key_has_its_size(key_class):
    key = key_class(sample(key_class))
    assert len(key) == len(key.reveal())
    if key_class.size is not None:
        for size in (0, key_class.size - 1, key_class.size + 1):
            with pytest.raises(ValueError, match=f"{key_class.size} bytes"):
                key_class(bytes(size))


def test_text_is_no_key(key_class):
    with pytest.raises(TypeError, match="takes bytes, not str"):
        key_class("a" * (key_class.size or 8))


def test_drawing_a_key_takes_its_size_from_the_source_and_keeps_the_mark(key_class):
    if key_class.size is None:
        with pytest.raises(TypeError, match="no fixed size"):
            key_class.draw(rng.system)
        return
    source = rng.recorded(rng.lesson("keys"))
    key = key_class.draw(source)
    assert source.drawn == [key_class.size]
    assert key.from_lesson
    assert " lesson>" in repr(key)
    real = key_class.draw(rng.recorded(rng.system))
    assert not real.from_lesson
    assert "lesson" not in repr(real)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_equal_keys_have_equal_tags_and_ids(one, two):
    assert repr(DataKey(one)) == repr(DataKey(one))
    assert (DataKey(one).key_id() == DataKey(two).key_id()) == (one == two)
    assert len(DataKey(one).key_id()) == 8


def test_a_tag_and_an_id_do_not_tell_of_each_other():
    key = DataKey(sample(DataKey))
    tag = re.search("#([0-9a-f]{4})", repr(key))[1]
    assert tag != key.key_id().hex()[:4]


@given(st.binary(max_size=3))
def test_a_share_value_prints_no_tag_by_which_a_short_one_could_be_guessed(value):
    assert repr(ShareValue(value)) == f"<ShareValue {len(value)} bytes>"


# Lessons


def test_a_lesson_key_is_refused_outside_a_lesson():
    with pytest.raises(ToyOnly, match="protects nothing"):
        require_real(DataKey.draw(rng.lesson("monday")))


@pytest.mark.parametrize("wraps", [0, 1, 3])
def test_wrapping_the_source_does_not_wash_the_mark_off(wraps):
    source = rng.lesson("monday")
    for _ in range(wraps):
        source = rng.recorded(source)
    with pytest.raises(ToyOnly):
        require_real(AuthKey.draw(source))


def test_a_lesson_key_is_accepted_inside_any_lesson_also_a_nested_one():
    key = DataKey.draw(rng.lesson("monday"))
    with rng.lesson("monday") as outer:
        require_real(key)
        with rng.lesson("tuesday"), outer:
            require_real(key)
        require_real(key)
    with pytest.raises(ToyOnly):
        require_real(key)


def test_a_real_key_is_accepted_anywhere():
    key = DataKey.draw(rng.system)
    require_real(key)
    with rng.lesson("monday"):
        require_real(key)
