"""Parts of a key that is used and never joined, and boxes for them: what fits, and what is refused."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CryptokitError, NotEnoughShares, Untrusted, WireError
from cryptokit.evidence import schemes, together
from cryptokit.evidence.rows import Key, Plaintext, State
from cryptokit.evidence.schemes import box_in, keys_in, part_in
from cryptokit.evidence.together import KeyPart
from cryptokit.keys import DataKey
from cryptokit.rng import lesson
from cryptokit.sharing.feldman import Commitments
from cryptokit.threshold import encrypt, generate
from cryptokit.threshold.public import PublicKeys
from cryptokit.threshold.reading import GROUP

MADE = generate(holders=5, threshold=3, rng=lesson("together"))
PARTS = [KeyPart(share, MADE.public) for share in MADE.shares]
ROWS = (Key.of(DataKey.draw(lesson("chat"))), Plaintext(1, 0, "Alice", "hi"))
with lesson("box") as luck:
    BOX = together.box_of(ROWS, MADE.public.key, context=b"case 7", rng=luck)


@settings(max_examples=30, deadline=None)
@given(chosen=st.permutations(PARTS), many=st.integers(0, 5))
def test_any_three_parts_open_a_box_and_fewer_do_not(chosen, many):
    if many >= 3:
        assert together.opened(BOX, chosen[:many]) == ROWS
    elif many:
        with pytest.raises(NotEnoughShares):
            together.opened(BOX, chosen[:many])


def test_parts_and_boxes_come_back_from_their_bytes():
    for part in PARTS:
        again = part_in(part.to_state())
        assert again == part
        assert box_in(part.to_state()) is None
        assert keys_in(part.to_state()) == ()
    assert box_in(together.state_of(BOX)) == BOX
    assert part_in(together.state_of(BOX)) is None
    assert part_in(State("rot13", b"")) is box_in(State("rot13", b"")) is None


def test_a_part_says_whose_it_is_and_never_its_share():
    part = PARTS[1]
    assert (part.x, part.needed, part.epoch, part.key) == (2, 3, 0, MADE.public.key)
    share = part.share.value.reveal()
    assert share in part.to_bytes()
    for shown in (repr(part), str(part), repr(part.to_state())):
        assert share.hex() not in shown
        assert repr(share)[2:-1] not in shown


def test_the_bytes_of_a_part_lie_where_the_page_says():
    page = (Path(__file__).parents[2] / "docs/formats.md").read_text("utf-8")
    for scheme in (*schemes.PARTS, *schemes.BOXES):
        assert f"`{scheme}`" in page
    data = PARTS[2].to_bytes()
    assert data[:7] == b"CKtk\x01\x03\x00"
    assert data[7:39] == PARTS[2].share.value.reveal()
    assert data[39:44] == b"CKtp\x01"
    assert data[-96:-64] == MADE.public.key


def test_a_part_or_a_box_that_was_cut_anywhere_is_refused():
    data, box = PARTS[0].to_bytes(), BOX.to_bytes()
    for wrong in (*(data[:size] for size in range(len(data))), data + b"\0"):
        with pytest.raises(CryptokitError):
            part_in(State(together.KEY_PART, wrong))
    for size in range(len(BOX.header()) + 64):
        with pytest.raises(CryptokitError):
            box_in(State(together.BOX, box[:size]))
    with pytest.raises(WireError, match="longer than any part"):
        part_in(State(together.KEY_PART, data + bytes(together.LONGEST)))


@given(at=st.integers(0), bit=st.integers(0, 7))
def test_a_part_with_a_changed_bit_is_refused_or_belongs_elsewhere(at, bit):
    data = bytearray(PARTS[0].to_bytes())
    data[at % len(data)] ^= 1 << bit
    try:
        changed = KeyPart.from_bytes(bytes(data))
    except CryptokitError:
        return
    # Only what nothing is computed from can change: set id, epoch, and who else there is.
    assert changed.family != PARTS[0].family
    assert changed.key == PARTS[0].key
    assert changed.share.value == PARTS[0].share.value


def test_a_share_that_its_commitments_do_not_name_is_no_part():
    share, public = MADE.shares[0], MADE.public
    wrong = replace(share, value=MADE.shares[1].value)
    for odd in (wrong, replace(share, epoch=1), replace(share, set_id=bytes(16))):
        with pytest.raises(CryptokitError) as caught:
            KeyPart(odd, public)
        assert caught.value.holder == "1"
    with pytest.raises(CryptokitError, match="not a share of this key"):
        KeyPart(share, replace(public, xs=(2, 3, 4)))


def test_a_box_whose_sender_did_not_know_its_r_or_that_was_changed_stays_closed():
    doubled = replace(BOX, head=replace(BOX.head, element=GROUP.add(BOX.element, BOX.element)))
    longer = replace(BOX, ciphertext=BOX.ciphertext + b"\0")
    for wrong in (doubled, longer):
        with pytest.raises(Untrusted):
            together.opened(wrong, PARTS)


def test_a_box_with_something_else_than_rows_is_refused():
    with lesson("odd") as rng:
        odd = encrypt(MADE.public.key, b"no rows", context=b"", rng=rng)
    with pytest.raises(WireError):
        together.opened(odd, PARTS)


def test_parts_of_another_key_open_nothing():
    other = generate(holders=5, threshold=3, rng=lesson("another"))
    with pytest.raises(Untrusted):
        together.opened(BOX, [KeyPart(share, other.public) for share in other.shares])


def test_whoever_invents_commitments_round_a_key_can_make_fewer_parts_than_are_needed():
    """Without the key two shares of three fit invented commitments; they open nothing alone."""
    third = GROUP.times_base(7)
    # K + x C1 + x^2 C2 = s B at x = 1 is solved for C1; that takes no logarithm of K.
    s = 1234
    first = GROUP.subtract(GROUP.subtract(GROUP.times_base(s), MADE.public.key), third)
    public = PublicKeys(
        set_id=MADE.public.set_id,
        commitments=Commitments((MADE.public.key, first, third), GROUP),
        xs=MADE.public.xs,
    )
    forged = KeyPart(replace(MADE.shares[0], value=type(MADE.shares[0].value).of(s)), public)
    assert forged.key == PARTS[0].key
    assert forged.family != PARTS[0].family
    with pytest.raises(NotEnoughShares):
        together.opened(BOX, [forged])
