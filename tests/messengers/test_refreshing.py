"""Refresh in a deployed run: every part changes, the key stays, and an error changes no file."""

from dataclasses import replace
from itertools import combinations

import pytest

from cryptokit.errors import BadExhibit, Inconsistent, NotEnoughShares
from cryptokit.evidence import image
from cryptokit.evidence.schemes import part_in
from cryptokit.messengers import independent, named
from cryptokit.messengers.independent import OPERATORS, WORLD
from cryptokit.messengers.refreshing import refresh
from cryptokit.rng import draw, lesson
from cryptokit.sharing.scalar import join_scalar


def part_of(done, node, file="part.bin"):
    (row,) = image.decode((done.run / node / file).read_bytes())
    return part_in(row)


@pytest.mark.parametrize("name", ["independent", "independent_with_factor"])
def test_a_refresh_changes_every_part_and_leaves_key_and_messages(name, copied):
    done = copied(named(name))
    old = {node: part_of(done, node) for node in OPERATORS}
    disks = {file: file.read_bytes() for file in done.files() if file.name == "disk.sqlite"}
    public = refresh(done.messenger.world, done.run, rng=lesson("refresh"))
    assert public.epoch == 1
    for node, before in old.items():
        after = part_of(done, node)
        assert (after.key, after.x, after.epoch) == (before.key, before.x, 1)
        assert after.share.value != before.share.value
        assert part_of(done, node, "memory.bin") == after
        assert done.where(before.share.value.reveal()) == set(), "the old one is gone"
    assert all(file.read_bytes() == content for file, content in disks.items())
    names = {file.name for file in done.files()}
    assert names == {"disk.sqlite", "part.bin", "memory.bin"}
    assert refresh(done.messenger.world, done.run, rng=lesson("more")).epoch == 2


def test_three_parts_of_mixed_epochs_do_not_give_the_key_even_with_one_epoch_written_on_all(copied):
    done = copied(named("independent"))
    key = join_scalar(part_of(done, node).share for node in ("n1", "n3", "n5"))
    old = [part_of(done, node).share for node in OPERATORS]
    refresh(WORLD, done.run, rng=lesson("refresh"))
    new = [part_of(done, node).share for node in OPERATORS]
    for a, b, c in combinations(range(5), 3):
        mixed = [replace(new[a], epoch=0), old[b], old[c]]
        assert join_scalar(mixed) != key
        with pytest.raises(Inconsistent):
            join_scalar([new[a], old[b], old[c]])
    assert join_scalar(new[2:]) == key


@pytest.mark.parametrize("damage", ["missing", "mixed", "stale memory", "cut", "forged"])
def test_a_refresh_that_cannot_be_done_changes_no_file(damage, copied):
    done = copied(named("independent"))
    before = part_of(done, "n2")
    wanted, node = (BadExhibit, done.run / "n2")
    if damage == "missing":
        wanted = NotEnoughShares
        for file in ("part.bin", "memory.bin"):
            (node / file).unlink()
    elif damage in {"mixed", "stale memory"}:
        files = ("part.bin", "memory.bin") if damage == "mixed" else ("memory.bin",)
        wanted, kept = Inconsistent, {file: (node / file).read_bytes() for file in files}
        refresh(WORLD, done.run, rng=lesson("first"))
        for file, content in kept.items():
            (node / file).write_bytes(content)
    elif damage == "cut":
        (node / "part.bin").write_bytes((node / "part.bin").read_bytes()[:-1])
    else:
        state = before.to_state()
        body = bytearray(state.body)
        body[8] ^= 1
        (node / "part.bin").write_bytes(image.encode([replace(state, body=bytes(body))]))
    contents = {file: file.read_bytes() for file in done.files()}
    with pytest.raises(wanted) as caught:
        refresh(WORLD, done.run, rng=lesson("refresh"))
    if wanted is Inconsistent:
        assert caught.value.holder == "2"
    assert {file: file.read_bytes() for file in done.files()} == contents


def test_nothing_is_refreshed_where_no_part_lies(copied):
    done = copied(named("domestic"))
    with pytest.raises(NotEnoughShares):
        refresh(done.messenger.world, done.run)


def test_a_refresh_draws_luck_of_every_operator_and_nobody_could_leave_it_out(copied):
    done, drawn = copied(named("independent")), []
    source = lesson("luck")

    def rng(size):
        drawn.append(draw(source, size))
        return drawn[-1]

    refresh(WORLD, done.run, rng=rng)
    assert len(drawn) == len(OPERATORS) * (independent.THRESHOLD - 1)
