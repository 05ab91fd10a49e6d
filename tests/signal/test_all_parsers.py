"""Every reader under fire: noise, damage and hostile protobuf end in a named error.

What is read all the same has one meaning, and is written again.
"""

import inspect
import pkgutil
import runpy
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

import cryptokit.signal
from cryptokit.errors import WireError
from cryptokit.signal import codecs, varint

table = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("parsers.py"))))
ROWS, BESIDE = table.ROWS, table.BESIDE
READERS = {
    *("from_bytes", "from_wire", "from_cursor", "read", "deliveries", "secrets_in", "is_ours"),
    *("accept", "decrypt", "open_", "unlock"),
}
FOREIGN = {"box", "ciphertext", "cursor", "data", "received", "scanned", "sent", "stored"}
"""What readers are called, and what they call the bytes of somebody else."""
EACH = pytest.mark.parametrize("name", ROWS)
few = settings(max_examples=20, deadline=None)
many = settings(max_examples=150, deadline=None)


def functions(module):
    """Public functions of a module, and those of its classes."""
    for name, one in vars(module).items():
        if name.startswith("_") or getattr(one, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(one):
            yield name, one
        elif inspect.isclass(one):
            found = inspect.getmembers(one, inspect.isroutine)
            yield from ((f"{name}.{inner}", f) for inner, f in found if inner in READERS)


def found_readers():
    for info in pkgutil.iter_modules(cryptokit.signal.__path__):
        module = import_module(f"cryptokit.signal.{info.name}")
        for name, one in functions(module):
            if name.split(".")[-1] in READERS and FOREIGN & set(inspect.signature(one).parameters):
                yield f"{info.name}.{name}"
    yield from (f"codecs.{n}" for n, one in vars(codecs).items() if isinstance(one, codecs.Codec))


def test_every_reader_of_the_room_has_a_row():
    assert set(found_readers()) == ROWS.keys() | BESIDE.keys()


def fate(row, data):
    """Give whether it was read, and what came of it: a value, or an error by name with a place."""
    try:
        return True, row.read(data)
    except row.refused_by as error:
        return False, error


def judge(row, data):
    """Hold a reader to its row, whatever the bytes."""
    was_read, value = fate(row, data)
    if not was_read:
        assert not isinstance(value, WireError) or (value.field and 0 <= value.offset <= len(data))
        return
    if row.locked:
        assert value in [row.read(sample) for sample in row.samples]
    if row.write is not None:
        again = row.write(value)
        assert row.read(again) == value
        assert not row.exact or again == data


def bent(sample):
    """Honest bytes with some cut out or put in, at up to three places."""
    place = st.integers(0, len(sample))
    edits = st.lists(st.tuples(place, place, st.binary(max_size=3)), min_size=1, max_size=3)

    def apply(changes):
        data = sample
        for start, size, new in changes:
            data = data[:start] + new + data[start + size % 4 :]
        return data

    return edits.map(apply)


LARGE = (0, 1, 127, 128, 2**14, 2**31, 2**32 - 1, 2**32, 2**63, 2**64 - 1)
numbers = st.sampled_from([
    *map(varint.write, LARGE),
    *(b"\x81\x00", b"\x80\x80\x80\x00", b"\x80", b"\xff" * 9 + b"\x02", b"\xff" * 10),
])  # fmt: skip
"""The last three end nowhere, or are too large for any field."""
SIZES = {1: 8, 5: 4}


def fields_of(data):
    """Cut bytes into fields of protobuf: number, wire type and value; None if they are none."""
    found, at = [], 0
    while at < len(data):
        try:
            tag, at = varint.read(data, at)
            start = at
            size, at = varint.read(data, at) if tag & 7 in {0, 2} else (0, at)
        except WireError:
            return None
        if tag & 7 == 2:
            start, at = at, at + size
        elif tag & 7:
            at += SIZES.get(tag & 7, len(data))
        if at > len(data):
            return None
        found.append((tag >> 3, tag & 7, data[start:at]))
    return found


def written(number, wire, value):
    head = varint.write(number << 3 | wire)
    return head + (varint.write(len(value)) if wire == 2 else b"") + value


@st.composite
def shaken(draw, data):
    """Fields of which one is gone, comes twice, is of another kind, or has another value."""
    fields = fields_of(data)
    if not fields:
        return draw(st.binary(max_size=70))
    at = draw(st.integers(0, len(fields) - 1))
    number, wire, value = fields[at]
    times = 1
    match draw(st.sampled_from(["times", "number", "kind", "value", "value"])):
        case "times":
            times = draw(st.sampled_from([0, 2]))
        case "number":
            number = draw(st.sampled_from([0, 9, 2**29 - 1, 2**29, 2**60]))
        case "kind":
            wire, value = draw(st.integers(0, 7)), draw(numbers | st.binary(max_size=9))
        case _ if wire == 2:
            value = draw(shaken(value) | st.binary(max_size=70))
        case _:
            value = draw(numbers)
    parts = [written(*one) for one in fields]
    parts[at : at + 1] = times * [written(number, wire, value)]
    return b"".join(parts)


@EACH
def test_what_is_honest_is_read(name):
    row = ROWS[name]
    for sample in row.samples:
        assert fate(row, sample)[0]
        judge(row, sample)


@EACH
def test_any_byte_flipped_and_any_cut_is_refused_by_name_or_has_one_meaning(name):
    row = ROWS[name]
    for sample in row.samples:
        for at, byte in enumerate(sample):
            judge(row, sample[:at])
            for flip in (0x01, 0x80):
                judge(row, sample[:at] + bytes([byte ^ flip]) + sample[at + 1 :])


@EACH
@few
@given(st.data())
def test_bytes_put_in_or_cut_out_are_refused_by_name_or_have_one_meaning(name, data):
    row = ROWS[name]
    judge(row, data.draw(bent(data.draw(st.sampled_from(row.samples)))))


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 70))
def test_noise_is_refused_by_name_or_has_one_meaning(noise, kept):
    for name, row in ROWS.items():
        for sample in row.samples:
            note(name)
            judge(row, sample[:kept] + noise)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.around])
@settings(max_examples=100, deadline=None)
@given(st.data())
def test_hostile_protobuf_is_refused_by_name_or_has_one_meaning(name, data):
    row = ROWS[name]
    sample = data.draw(st.sampled_from(row.samples))
    start, end = row.around[0], len(sample) - row.around[1]
    judge(row, sample[:start] + data.draw(shaken(sample[start:end])) + sample[end:])


@pytest.mark.parametrize("name", BESIDE)
@few
@given(st.data())
def test_who_reads_with_another_reader_refuses_the_same(name, data):
    other, read = BESIDE[name]
    row = ROWS[other]
    sample = data.draw(st.sampled_from(row.samples))
    wrong = data.draw(st.just(sample) | bent(sample))
    was_read, value = fate(row, wrong)
    if was_read:
        read(wrong)
        return
    with pytest.raises(type(value)) as caught:
        read(wrong)
    assert str(caught.value) == str(value)
