"""The format "slip39": read from lines and files, joined over groups, told by the reference."""

from dataclasses import replace

import pytest
import shamir_mnemonic
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit import rng
from cryptokit.certainty import Certainty
from cryptokit.errors import CryptokitError, Inconsistent, NotEnoughShares, WireError
from cryptokit.sharing.formats.format import Plan, Raw
from cryptokit.sharing.formats.slip39 import FORMAT, LONGEST
from cryptokit.sharing.slip39 import groups
from cryptokit.sharing.slip39.words import word_list

SECRET = b"meet me at nine!"
secrets = st.integers(8, 16).flatmap(lambda n: st.binary(min_size=2 * n, max_size=2 * n))
plans = st.integers(2, 4).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 6)))


def parts_of(texts):
    return [FORMAT.read(Raw(f"line {i}", text.encode())).part for i, text in enumerate(texts, 1)]


def in_groups(needs, group_threshold):
    sets = groups.split(
        SECRET,
        groups=needs,
        group_threshold=group_threshold,
        iteration_exponent=0,
        rng=rng.lesson("slip39"),
    )
    return [parts_of([share.to_words() for share in group]) for group in sets]


@given(secrets, plans, st.sampled_from((b"", b"and bring cake")), st.data())
@settings(max_examples=15)
def test_any_k_lines_or_files_give_the_secret_here_and_in_the_reference(
    secret, plan, passphrase, data
):
    k, n = plan
    written = FORMAT.split(secret, Plan(threshold=k, shares=n, passphrase=passphrase))
    assert len({w.suffix for w in written}) == len(written) == n
    chosen = data.draw(st.permutations(written))[:k]
    lines, files = [w.line for w in chosen], [w.data.decode() for w in chosen]
    assert FORMAT.join(parts_of(lines), passphrase) == secret
    assert FORMAT.join(parts_of(files), passphrase) == secret
    assert shamir_mnemonic.combine_mnemonics(lines, passphrase) == secret
    with pytest.raises(NotEnoughShares):
        FORMAT.join(parts_of(lines[1:]), passphrase)


def test_a_part_tells_what_the_words_tell():
    reading = FORMAT.read(Raw("line 7", FORMAT.split(SECRET, plan(2, 3))[2].line.encode()))
    part = reading.part
    assert reading.certainty is Certainty.CERTAIN
    assert (part.x, part.threshold, part.where, len(part.value)) == (2, 2, "line 7", 16)
    assert part.label == "group 1 of 1, member 3"
    assert part.kind == (
        ("identifier", str(part.extra.identifier)),
        ("extendable flag", "set"),
        ("iteration exponent", "1"),
        ("group threshold", "1"),
        ("group count", "1"),
    )


def plan(k, n, passphrase=b""):
    return Plan(threshold=k, shares=n, rng=rng.lesson("slip39"), passphrase=passphrase)


def test_parts_of_several_groups_have_one_kind_and_are_joined():
    family, friends, notary = in_groups(((2, 3), (3, 5), (1, 1)), 2)
    assert len({part.kind for part in (*family, *friends, *notary)}) == 1
    assert {part.threshold for part in (*family, *friends, *notary)} == {None}
    assert family[1].label == "group 1 of 3, member 2"
    assert FORMAT.join([*friends[2:], *family[:2]], b"") == SECRET
    assert FORMAT.join([*notary, *family[1:]], b"") == SECRET
    with pytest.raises(NotEnoughShares):
        FORMAT.join([*friends, family[0]], b"")


def test_sets_that_do_not_mix_differ_in_their_kind():
    sources = (rng.lesson("one"), rng.lesson("another"))
    sets = (FORMAT.split(SECRET, Plan(threshold=2, shares=2, rng=source)) for source in sources)
    one, other = (parts_of([w.line for w in written]) for written in sets)
    assert {name for name, _ in set(one[0].kind) ^ set(other[0].kind)} == {"identifier"}
    with pytest.raises(Inconsistent, match="identifier differs"):
        FORMAT.join([one[0], other[1]], b"")


def test_a_wrong_passphrase_gives_another_secret_and_no_error():
    parts = parts_of([w.line for w in FORMAT.split(SECRET, plan(1, 1, b"right"))])
    assert FORMAT.takes_passphrase
    assert FORMAT.join(parts, b"right") == SECRET
    assert FORMAT.join(parts, b"wrong") != SECRET
    with pytest.raises(ValueError, match="printable ASCII"):
        FORMAT.join(parts, b"\xff")


def test_words_over_several_lines_and_in_capitals_are_read():
    line = FORMAT.split(SECRET, plan(2, 3))[0].line
    folded = line.upper().replace(" ", "\r\n")
    assert FORMAT.read(Raw("a", folded.encode())).part.extra == parts_of([line])[0].extra


@pytest.mark.parametrize(
    ("secret", "wrong"),
    [
        (SECRET, plan(1, 2)),
        (SECRET, plan(3, 2)),
        (SECRET, plan(0, 2)),
        (SECRET, plan(2, 17)),
        (SECRET, plan(2, 3, b"\n")),
        (b"", plan(2, 3)),
        (bytes(15), plan(2, 3)),
        (bytes(17), plan(2, 3)),
    ],
)
def test_secrets_and_plans_outside_the_slip_are_refused(secret, wrong):
    with pytest.raises(ValueError):
        FORMAT.split(secret, wrong)


def test_a_part_of_another_format_is_an_error_of_the_caller():
    part = replace(parts_of([FORMAT.split(SECRET, plan(1, 1))[0].line])[0], extra=None)
    with pytest.raises(TypeError, match="SLIP-39"):
        FORMAT.join([part], b"")


@given(
    st.one_of(
        st.binary(),
        st.text().map(str.encode),
        st.lists(st.sampled_from(word_list()), max_size=40).map(" ".join).map(str.encode),
    )
)
def test_arbitrary_input_gives_nothing_but_our_errors(data):
    with pytest.raises(CryptokitError):
        FORMAT.read(Raw("line 1", data))


def test_what_is_no_text_is_refused_where_it_stops_being_text():
    with pytest.raises(WireError) as caught:
        FORMAT.read(Raw("line 1", b"acid \xff"))
    assert caught.value.offset == 5


def test_a_secret_too_long_to_be_written_down_is_refused():
    with pytest.raises(ValueError, match="seal a long secret"):
        FORMAT.split(bytes(LONGEST + 2), Plan(threshold=2, shares=3))
