"""Sharing under a policy, in every way: exactly those who may read can join, whatever the way."""

import runpy
import traceback
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import BadShare, CryptokitError, Inconsistent, NotEnoughShares
from cryptokit.keys import SecretScalar, ShareValue
from cryptokit.knowledge import derive
from cryptokit.primitives.fields import Prime
from cryptokit.rng import lesson
from cryptokit.sharing import policy as by_matrix
from cryptokit.sharing.policy import (
    PolicyShare,
    all_of,
    any_of,
    at_least,
    from_words,
    recursive,
    replicated,
    satisfied,
)
from cryptokit.sharing.policy.coalitions import rules
from cryptokit.sharing.policy.programme import lewko_waters, of
from cryptokit.sharing.policy.recursive import TreeShare
from cryptokit.sharing.policy.replicated import Piece, ReplicatedShare, pieces

some = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "strategies.py")))
SECRET = SecretScalar.of(42)
TEXT = b"meet me at nine"
WAYS = [(by_matrix, SECRET), (recursive, TEXT), (replicated, TEXT)]
ways = pytest.mark.parametrize(("way", "secret"), WAYS, ids=["matrix", "recursive", "replicated"])
FIVE = at_least(2, "CH", "IS", "DE", "SG", "US")


def opens(way, shares, parties, secret):
    """Whether these parties get the secret; those who do not must be told that they are too few."""
    mine = [share for share in shares if share.party in parties]
    try:
        found = way.join(mine)
    except NotEnoughShares as error:
        return not error.have == len(mine) < error.need
    return found == secret


def changed(share):
    """The share with another first value."""
    first, *rest = share.values
    if isinstance(first, SecretScalar):
        other = SecretScalar.of(first.reveal_number() ^ 1)
    else:
        other = ShareValue(bytes([first.reveal()[0] ^ 1]) + first.reveal()[1:])
    return replace(share, values=(other, *rest))


def told(error):
    """The traceback with all variables, from the first frame below the test."""
    below = error.__traceback__.tb_next
    lines = traceback.TracebackException(type(error), error, below, capture_locals=True).format()
    return "".join(lines)


# Exactly those who may


@settings(max_examples=40)
@given(some.policies())
def test_tree_rules_matrix_recursion_and_pieces_agree_on_every_set(policy):
    steps = rules(policy)
    dealt = [(way, way.split(secret, policy), secret) for way, secret in WAYS]
    for parties in some.subsets_of(policy):
        may = satisfied(policy, parties)
        assert ("secret" in derive(parties, steps)) == may
        for way, shares, secret in dealt:
            assert opens(way, shares, parties, secret) == may


@settings(max_examples=20)
@given(some.formulas())
def test_shares_of_lewko_and_waters_join_for_the_same_sets(policy):
    shares = by_matrix.split(SECRET, lewko_waters(policy))
    for parties in some.subsets_of(policy):
        assert opens(by_matrix, shares, parties, SECRET) == satisfied(policy, parties)


@ways
@settings(max_examples=40)
@given(st.data())
def test_the_order_of_shares_and_copies_do_not_matter(way, secret, data):
    shares = way.split(secret, FIVE)
    chosen = data.draw(st.lists(st.sampled_from(range(5)), min_size=5))
    if len(set(chosen)) > 1:
        assert way.join([shares[i] for i in chosen]) == secret


@ways
def test_a_single_party_is_a_policy(way, secret):
    (share,) = way.split(secret, "CH")
    assert way.join([share]) == secret


def test_any_prime_field_will_do():
    for order in (2, 7, 2**127 - 1, 2**256 + 297):
        field = Prime(order)
        shares = by_matrix.split(SecretScalar.of(1, size=field.size), any_of("A", "B"), field=field)
        assert by_matrix.join(shares).reveal_number() == 1


# Secrecy of the strings, counted over one byte


@pytest.mark.parametrize(
    ("way", "text", "luck"),
    [
        (recursive, "A and (B or C)", range(256)),
        (recursive, "any 2 of A, B, C", range(256)),
        (recursive, "A or (B and C)", range(256)),
        (replicated, "A and (B or C)", range(256)),
        (replicated, "any 2 of A, B, C", range(16)),  # a subgroup, in which the secrets are too
        (replicated, "A or (B and C)", range(256)),
    ],
)
def test_who_may_not_read_sees_the_same_whatever_the_secret_is(way, text, luck):
    policy = from_words(text)
    drawn = len(pieces(policy)) - 1 if way is replicated else 1
    for parties in some.subsets("ABC"):
        views = [Counter(), Counter()]
        for view, secret in zip(views, [b"\x03", b"\x0c"], strict=True):
            for random in product(luck, repeat=drawn):
                shares = way.split(secret, policy, rng=chooser(random))
                seen = [v.reveal() for s in shares if s.party in parties for v in s.values]
                view[tuple(seen)] += 1
        if satisfied(policy, parties):
            assert not views[0].keys() & views[1].keys()
        else:
            assert views[0] == views[1]


def chooser(numbers):
    """A source that gives a set id, and then these bytes, one at a time."""
    left = iter(numbers)

    def draw(size):
        return b"some id, 16 long" if size == 16 else bytes(next(left) for _ in range(size))

    return draw


# The pieces, for lawyers


def test_to_get_a_piece_you_must_ask_somebody_outside_its_coalition():
    policy = from_words(
        "any 2 that span 2 continents",
        groups={"CH": "Europe", "DE": "Europe", "SG": "Asia", "BR": "Americas", "CA": "Americas"},
    )
    assert pieces(policy) == (
        Piece(("SG",), ("CH", "DE", "BR", "CA")),
        Piece(("BR", "CA"), ("CH", "DE", "SG")),
        Piece(("CH", "DE"), ("SG", "BR", "CA")),
    )


@settings(max_examples=40)
@given(some.policies())
def test_a_forbidden_coalition_lacks_its_piece_and_who_may_read_lacks_none(policy):
    for parties in some.subsets_of(policy):
        lacks = [piece for piece in pieces(policy) if parties.isdisjoint(piece.holders)]
        assert bool(lacks) != satisfied(policy, parties)


def test_a_party_that_makes_no_difference_has_no_piece():
    policy = any_of("CH", all_of("CH", "DE"))
    assert [share.party for share in replicated.split(TEXT, policy)] == ["CH"]


# Wrong shares


@ways
def test_a_changed_share_among_enough_others_is_named(way, secret):
    shares = list(way.split(secret, FIVE))
    shares[2] = changed(shares[2])
    with pytest.raises(Inconsistent) as caught:
        way.join(shares)
    assert caught.value.holder == "DE"


@ways
def test_where_it_cannot_be_told_who_is_wrong_all_suspects_are_named(way, secret):
    shares = list(way.split(secret, all_of("CH", any_of("IS", "DE"))))
    shares[1] = changed(shares[1])
    with pytest.raises(Inconsistent, match="cannot be told") as caught:
        way.join(shares)
    assert caught.value.holder == "DE, IS"
    shares[0] = changed(shares[0])
    with pytest.raises(Inconsistent, match="cannot be told"):
        way.join(shares)


@ways
@settings(max_examples=30)
@given(some.policies(), st.data())
def test_a_single_changed_share_is_never_blamed_on_somebody_else(way, secret, policy, data):
    shares = list(way.split(secret, policy))
    at = data.draw(st.sampled_from(range(len(shares))))
    wrong = shares[at] = changed(shares[at])
    assert wrong.party in blamed(way, shares, default=wrong.party)


def blamed(way, shares, default):
    """Who is named; the default if nobody noticed."""
    try:
        way.join(shares)
    except Inconsistent as error:
        return error.holder.split(", ")
    return [default]


@ways
def test_shares_of_another_set_are_named(way, secret):
    mine, other = way.split(secret, FIVE), way.split(secret, FIVE)
    with pytest.raises(Inconsistent, match="set id differs") as caught:
        way.join([*mine[:3], other[4]])
    assert caught.value.holder == "US"
    with pytest.raises(Inconsistent) as caught:  # one against one: nobody is in the minority
        way.join([mine[0], other[4]])
    assert caught.value.holder == "CH, US"


@ways
def test_shares_under_another_policy_are_named(way, secret):
    mine, other = way.split(secret, FIVE), way.split(secret, at_least(3, *some.PARTIES))
    twin = replace(way.split(secret, at_least(3, *some.PARTIES))[0], set_id=mine[0].set_id)
    with pytest.raises(Inconsistent, match="set id and policy differs") as caught:
        way.join([*mine, other[0]])
    assert caught.value.holder == "CH"
    with pytest.raises(Inconsistent, match="together: policy differs"):
        way.join([*mine, twin])


@ways
def test_two_different_shares_of_one_party_are_refused(way, secret):
    shares = way.split(secret, FIVE)
    with pytest.raises(Inconsistent, match="two different shares") as caught:
        way.join([*shares, changed(shares[3])])
    assert caught.value.holder == "SG"


@ways
def test_too_few_are_told_how_many_would_do(way, secret):
    groups = {"CH": "Europe", "IS": "Europe", "DE": "Europe", "SG": "Asia"}
    shares = way.split(secret, from_words("any 2 that span 2 continents", groups=groups))
    with pytest.raises(NotEnoughShares) as caught:
        way.join(shares[:3])
    assert (caught.value.have, caught.value.need) == (3, 4)
    with pytest.raises(NotEnoughShares):
        way.join([])


@ways
def test_the_shares_of_another_way_are_refused(way, secret):
    strangers = {by_matrix: recursive, recursive: replicated, replicated: by_matrix}
    other = strangers[way]
    with pytest.raises(TypeError, match="belongs here"):
        way.join(other.split(SECRET if other is by_matrix else TEXT, FIVE))


# Wrong arguments, and nothing shown


@pytest.mark.parametrize("way", [recursive, replicated])
@pytest.mark.parametrize(
    ("secret", "error", "says"),
    [("nine", TypeError, "encode a text"), (b"", ValueError, "empty")],
    ids=["str", "empty"],
)
def test_what_is_no_string_of_bytes_is_refused(way, secret, error, says):
    with pytest.raises(error, match=says):
        way.split(secret, FIVE)


def test_a_number_must_be_below_the_order():
    for number, size in [(7, 1), (1, 2)]:
        with pytest.raises(ValueError, match="below the order"):
            by_matrix.split(SecretScalar.of(number, size=size), "CH", field=Prime(7))


PROGRAMME = of(at_least(2, "CH", "CH", "IS"))
TWO = (SECRET, SECRET)
LONG = (ShareValue(b"long"), ShareValue(b"long"))
POLICY = at_least(2, "CH", "CH", "IS")
BAD = {
    "stranger": {"party": "DE"},
    "too few values": {"values": TWO[:1]},
    "too many values": {"values": (*TWO, SECRET)},
    "too large": {"values": (SECRET, SecretScalar.of(PROGRAMME.field.order))},
    "too short": {"values": (SECRET, SecretScalar.of(1, size=1))},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_share_that_does_not_fit_its_policy_is_bad(bad):
    fields = {"set_id": bytes(16), "programme": PROGRAMME, "party": "CH", "values": TWO} | bad
    with pytest.raises(BadShare) as caught:
        PolicyShare(**fields)
    assert caught.value.holder == fields["party"]


@pytest.mark.parametrize("kind", [TreeShare, ReplicatedShare])
@pytest.mark.parametrize(
    "bad",
    [
        {"party": "DE"},
        {"values": LONG[:0]},
        {"values": (*LONG, *LONG)},
        {"values": (LONG[0], ShareValue(b"longer"))},
        {"values": (ShareValue(b""), ShareValue(b""))},
    ],
    ids=["stranger", "too few", "too many", "of two lengths", "empty"],
)
def test_a_share_of_a_string_that_does_not_fit_its_policy_is_bad(kind, bad):
    policy = POLICY if kind is TreeShare else at_least(2, "CH", "IS", "US")
    fields = {"set_id": bytes(16), "policy": policy, "party": "CH", "values": LONG}
    assert kind(**fields).party == "CH"
    with pytest.raises(BadShare):
        kind(**(fields | bad))


@pytest.mark.parametrize("kind", [PolicyShare, TreeShare, ReplicatedShare])
def test_the_values_of_a_share_are_hidden_and_its_set_has_an_id(kind):
    where = {"programme": of("CH")} if kind is PolicyShare else {"policy": "CH"}
    value = SECRET if kind is PolicyShare else LONG[0]
    with pytest.raises(TypeError, match="values of a share"):
        kind(set_id=bytes(16), party="CH", values=(b"bare",), **where)
    with pytest.raises(ValueError, match="16 bytes"):
        kind(set_id=bytes(15), party="CH", values=(value,), **where)


@ways
def test_no_share_and_no_error_shows_a_value(way, secret):
    shares = list(way.split(secret, FIVE, rng=lesson("hidden")))
    hidden = [v.reveal().hex() for share in shares for v in share.values]
    hidden += [str(v.reveal_number()) for s in shares for v in s.values if way is by_matrix]
    hidden += [repr(v.reveal()) for s in shares for v in s.values]
    texts = [repr(shares), str(shares[0])]
    wrong = [changed(shares[0]), changed(shares[1]), *shares[2:]]
    hidden += [v.reveal().hex() for share in wrong for v in share.values]
    for given_ in (shares[:1], wrong, [*shares, wrong[0]]):
        with pytest.raises(CryptokitError) as caught:
            way.join(given_)
        texts.append(told(caught.value))
    assert not [one for one in hidden for text in texts if one in text]


@ways
def test_what_a_lesson_made_is_marked(way, secret):
    shares = way.split(secret, FIVE, rng=lesson("marked"))
    assert all(value.from_lesson for share in shares for value in share.values)
    assert not any(v.from_lesson for share in way.split(secret, FIVE) for v in share.values)
    if way is by_matrix:
        assert way.join(shares).from_lesson
        toy = SecretScalar.of(42, from_lesson=True)
        assert way.join(way.split(toy, FIVE)).from_lesson
