"""A key that nobody can steer: who cheats after the key is fixed is reconstructed, not dropped."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519 as G
from cryptokit.primitives.group import ORDER
from cryptokit.rng import lesson
from cryptokit.sharing import feldman, pedersen
from cryptokit.sharing.scalar import join_scalar
from cryptokit.threshold.dkg.complaints import Complaint
from cryptokit.threshold.dkg.gjkr import answer, complain, deal, judge, qualify, share_out
from cryptokit.threshold.dkg.hidden import HiddenBroadcast, Opening, PrivatePair
from cryptokit.threshold.dkg.opening import check_disclosed, disclose, exposed, finish, protest

shapes = st.integers(2, 3).flatmap(lambda k: st.tuples(st.just(k), st.integers(2 * k - 1, 5)))


def begin(n=4, k=2, seed="gjkr"):
    rng = lesson(seed)
    return tuple(
        zip(*(deal(i, holders=n, threshold=k, rng=rng) for i in range(1, n + 1)), strict=True)
    )


def share(n=4, k=2, seed="gjkr"):
    dealers, said = begin(n, k, seed)
    parties, sent = zip(*(share_out(dealer, said) for dealer in dealers), strict=True)
    return parties, [pair for pairs in sent for pair in pairs]


def fixed(n=4, k=2, seed="gjkr"):
    """Run until it is fixed who takes part: the members, and their openings."""
    parties, private = share(n, k, seed)
    members, openings = zip(*(qualify(party, private) for party in parties), strict=True)
    return members, list(openings)


def end(members, openings, quiet=()):
    """Protest, disclose, finish; the parties in ``quiet`` (the cheats) help with nothing."""
    helping = [m for m in members if m.party.dealer.me not in quiet]
    protests = [pair for member in helping for pair in protest(member, openings)]
    cheats = {exposed(member, openings, protests) for member in members}
    assert len(cheats) == 1  # all come to the same conclusion
    disclosed = [pair for member in helping for pair in disclose(member, *cheats)]
    ends = [finish(member, openings, protests, disclosed) for member in members]
    return cheats.pop(), ends


def secret_of(member):
    return member.party.dealer.polynomial[0].reveal_number()


def worse(pair, part="value"):
    number = getattr(pair, part).reveal_number()
    return replace(pair, **{part: SecretScalar.of((number + 1) % ORDER)})


def spoiled(private, sender, receivers, part="value"):
    return [
        worse(p, part) if p.sender == sender and p.receiver in receivers else p for p in private
    ]


def lying(opening):
    """An opening to another polynomial, well-formed."""
    elements = (G.add(opening.commitments.elements[0], G.base), *opening.commitments.elements[1:])
    return replace(opening, commitments=feldman.Commitments(elements))


@settings(max_examples=10)
@given(shapes, st.integers())
def test_all_shares_lie_on_one_polynomial_whose_public_key_is_the_sum(shape, seed):
    k, n = shape
    members, openings = fixed(n, k, str(seed))
    cheats, ends = end(members, openings)
    assert cheats == ()
    shares, publics = zip(*ends, strict=True)
    assert len(set(publics)) == 1
    secret = join_scalar(shares).reveal_number()
    assert secret == sum(map(secret_of, members)) % ORDER
    assert publics[0].key == G.times_base(secret)
    for one in shares:
        feldman.check(one, publics[0].commitments)


def test_what_is_said_before_the_openings_is_blinded():
    dealers, said = begin()
    for dealer, broadcast in zip(dealers, said, strict=True):
        secret, hidden = dealer.polynomial[0].reveal_number(), dealer.blinding[0].reveal_number()
        h = pedersen.second_base(G)
        expected = G.add(G.times_base(secret), G.multiply(hidden, h))
        assert broadcast.commitments.elements[0] == expected
        assert G.times_base(secret) not in broadcast.commitments.elements


# Nobody can steer the key


@pytest.mark.parametrize("quiet", [(2,), ()])
def test_one_who_does_not_open_is_reconstructed_and_the_key_is_the_same(quiet):
    members, openings = fixed()
    _, honest = end(members, openings)
    cheats, ends = end(members, [one for one in openings if one.sender != 2], quiet)
    assert cheats == (2,)
    assert ends == honest


def test_one_who_opens_a_lie_is_exposed_and_the_key_is_the_same():
    members, openings = fixed()
    _, honest = end(members, openings)
    openings[1] = lying(openings[1])
    assert {pair.sender for pair in protest(members[0], openings)} == {2}
    cheats, ends = end(members, openings, quiet=(2,))
    assert cheats == (2,)
    assert ends == honest


@pytest.mark.parametrize("change", ["longer", "shorter", "identity", "twice"])
def test_a_malformed_opening_is_as_good_as_none(change):
    members, openings = fixed()
    _, honest = end(members, openings)
    one = openings[1]
    elements = one.commitments.elements
    bad = {
        "longer": (*elements, G.base),
        "shorter": elements[:1],
        "identity": (G.identity, elements[1]),
        "twice": lying(one).commitments.elements,
    }[change]
    changed = Opening(2, feldman.Commitments(bad))
    said = [*openings, changed] if change == "twice" else [openings[0], changed, *openings[2:]]
    assert exposed(members[0], said) == (2,)  # even if nobody protests
    cheats, ends = end(members, said, quiet=(2,))
    assert cheats == (2,)
    assert ends == honest


def test_one_who_dealt_a_polynomial_of_lower_degree_is_reconstructed_all_the_same():
    dealers, said = begin()
    low = (dealers[1].polynomial[0], SecretScalar.of(0))
    hidden = [c.reveal_number() for c in dealers[1].blinding]
    commitments = pedersen.commit([c.reveal_number() for c in low], hidden)
    broadcast = HiddenBroadcast(2, commitments)
    cheat = replace(dealers[1], polynomial=low, broadcast=broadcast)
    dealers, said = (dealers[0], cheat, *dealers[2:]), (said[0], broadcast, *said[2:])
    parties, sent = zip(*(share_out(dealer, said) for dealer in dealers), strict=True)
    private = [pair for pairs in sent for pair in pairs]
    members, openings = zip(*(qualify(party, private) for party in parties), strict=True)
    cheats, ends = end(members, openings)  # its true opening contains the identity
    assert cheats == (2,)
    assert ends[0][1].key == G.times_base(sum(map(secret_of, members)))


def test_an_opening_with_a_bad_point_is_as_good_as_none(bad_point):
    members, openings = fixed()
    elements = (openings[1].commitments.elements[0], bad_point)
    said = [openings[0], Opening(2, feldman.Commitments(elements)), *openings[2:]]
    assert exposed(members[0], said) == (2,)
    assert protest(members[0], said) == ()


def test_without_a_protest_the_one_who_opened_a_lie_is_named():
    members, openings = fixed()
    openings[1] = lying(openings[1])
    with pytest.raises(Inconsistent) as caught:
        finish(members[2], openings)
    assert caught.value.holder == "2"


def test_strangers_open_protest_and_disclose_in_vain():
    members, openings = fixed()
    _, honest = end(members, openings)
    stranger = replace(members[0].pairs[0], sender=9)
    said = [*openings, replace(openings[0], sender=9)]
    assert exposed(members[0], said, [stranger]) == ()
    assert finish(members[0], said, [stranger], [stranger]) == honest[0]
    with pytest.raises(Inconsistent) as caught:
        check_disclosed(members[0], stranger)
    assert caught.value.holder == str(stranger.receiver)


def test_k_minus_one_cheats_together_change_nothing_either():
    members, openings = fixed(5, 3)
    _, honest = end(members, openings)
    said = [openings[0], lying(openings[1]), openings[2], openings[3]]
    cheats, ends = end(members, said, quiet=(2, 5))
    assert cheats == (2, 5)
    assert ends == honest


def test_a_protest_that_proves_nothing_exposes_nobody():
    members, openings = fixed()
    mine = next(pair for pair in members[3].pairs if pair.sender == 1)
    for lie in (mine, worse(mine), worse(mine, "blinding")):
        assert exposed(members[0], openings, [lie]) == ()


def test_one_who_discloses_a_wrong_pair_is_named_and_does_not_stop_the_others():
    members, openings = fixed(5, 2)
    _, honest = end(members, openings)
    said = [one for one in openings if one.sender != 2]
    true = [pair for member in members[2:4] for pair in disclose(member, [2])]
    (own,) = disclose(members[4], [2])
    with pytest.raises(Inconsistent) as caught:
        check_disclosed(members[0], worse(own))
    assert caught.value.holder == "5"
    check_disclosed(members[0], own)
    assert finish(members[0], said, [], [worse(own), *true]) == honest[0]


def test_with_too_few_right_pairs_nothing_is_reconstructed():
    members, openings = fixed(5, 3)
    said = [one for one in openings if one.sender != 2]
    (own,) = disclose(members[3], [2])
    with pytest.raises(NotEnoughShares) as caught:
        finish(members[0], said, [], [worse(own)])
    assert (caught.value.have, caught.value.need) == (1, 3)


# Before it is fixed who takes part


@pytest.mark.parametrize(("n", "k"), [(2, 2), (4, 3), (3, 1), (3, 4), (65536, 2)])
def test_a_protocol_that_cannot_be_or_has_no_honest_majority_is_refused(n, k):
    with pytest.raises(ValueError, match="needed"):
        deal(1, holders=n, threshold=k)


def test_without_an_honest_majority_the_last_to_open_would_choose_the_key():
    """Two of two, which ``deal`` refuses: party 2 cancels party 1, and each check passes."""
    dealer = replace(deal(1, holders=3, threshold=2, rng=lesson("two of two"))[0], holders=2)
    wanted, h = G.times_base(7), pedersen.second_base(G)
    constant = G.subtract(G.add(wanted, h), dealer.broadcast.commitments.elements[0])
    slope = G.subtract(G.add(G.times_base(13), h), constant)
    rogue = HiddenBroadcast(2, pedersen.Commitments((constant, slope)))
    party, _ = share_out(dealer, [rogue])
    to_1 = PrivatePair(2, 1, SecretScalar.of(13), SecretScalar.of(1))
    member, first = qualify(party, [to_1])
    rest = G.subtract(wanted, first.commitments.public_key)
    last = Opening(2, feldman.Commitments((rest, G.subtract(G.times_base(13), rest))))
    assert protest(member, [first, last]) == ()
    assert finish(member, [first, last])[1].key == wanted


@pytest.mark.parametrize("part", ["value", "blinding"])
def test_a_wrong_half_of_a_pair_is_complained_about_and_the_answer_is_taken(part):
    parties, private = share()
    bad = spoiled(private, 2, {4}, part)
    complaints = [one for party in parties for one in complain(party, bad)]
    assert complaints == [Complaint(4, 2)]
    answers = answer(parties[1], complaints)
    members, openings = zip(*(qualify(p, bad, complaints, answers) for p in parties), strict=True)
    assert members[0].verdict.qualified == (1, 2, 3, 4)
    _, ends = end(members, openings)
    secret = join_scalar([one for one, _ in ends]).reveal_number()
    assert secret == sum(map(secret_of, members)) % ORDER


@pytest.mark.parametrize("answered", [False, True])
def test_a_dealer_that_does_not_answer_right_is_out(answered):
    parties, private = share()
    bad = spoiled(private, 2, {4})
    complaints = complain(parties[3], bad)
    answers = [worse(pair) for pair in answer(parties[1], complaints)] if answered else []
    members, openings = zip(*(qualify(p, bad, complaints, answers) for p in parties), strict=True)
    assert members[0].verdict.qualified == (1, 3, 4)
    _, ends = end(members, openings)
    secret = join_scalar([one for one, _ in ends]).reveal_number()
    assert secret == sum(secret_of(m) for m in members if m.party.dealer.me != 2) % ORDER


def test_without_a_complaint_the_bad_dealer_is_named():
    parties, private = share()
    with pytest.raises(Inconsistent) as caught:
        qualify(parties[3], spoiled(private, 2, {4}))
    assert caught.value.holder == "2"


def test_a_right_pair_under_the_name_of_another_dealer_is_complained_about():
    parties, private = share()
    swapped = [replace(p, sender={2: 3, 3: 2}.get(p.sender, p.sender)) for p in private]
    assert complain(parties[3], swapped) == (Complaint(4, 2), Complaint(4, 3))


def test_k_complaints_disqualify_and_are_not_answered():
    parties, _ = share(5, 3)
    said = [Complaint(accuser, 2) for accuser in (1, 3, 4)]
    assert answer(parties[1], said) == ()
    assert judge(parties[0], said, [])[0].qualified == (1, 3, 4, 5)
    answers = answer(parties[1], said[:2])
    assert judge(parties[0], said[:2], answers)[0].qualified == (1, 2, 3, 4, 5)


@pytest.mark.parametrize("place", [0, 1])
def test_bad_commitments_are_refused_by_name(bad_point, place):
    dealers, said = begin()
    elements = list(said[1].commitments.elements)
    elements[place] = bad_point
    bad = replace(said[1], commitments=pedersen.Commitments(tuple(elements)))
    with pytest.raises(Untrusted) as caught:
        share_out(dealers[0], [said[0], bad, *said[2:]])
    assert caught.value.field == f"commitment {place} of party 2"


def test_commitments_of_a_wrong_length_are_refused_by_name():
    dealers, said = begin()
    longer = (*said[1].commitments.elements, G.base)
    bad = replace(said[1], commitments=pedersen.Commitments(longer))
    with pytest.raises(Untrusted) as caught:
        share_out(dealers[0], [said[0], bad, *said[2:]])
    assert caught.value.field == "commitments of party 2"


def test_a_number_above_the_order_names_the_party_that_sent_it():
    _, private = share()
    huge = SecretScalar(b"\xff" * 32)
    for part in ("value", "blinding"):
        with pytest.raises(BadShare) as caught:
            replace(private[0], **{part: huge})
        assert caught.value.holder == str(private[0].sender)


def test_messages_show_no_share():
    parties, private = share()
    shown = repr((parties, private))
    for pair in private:
        for secret in (pair.value, pair.blinding):
            assert secret.reveal().hex() not in shown
            assert str(secret.reveal_number()) not in shown
