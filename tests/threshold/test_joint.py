"""A key made by all holders, of which each cheat is named and nobody holds more than a share."""

import json
import traceback
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import BadShare, Inconsistent, NotEnoughShares, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519 as G
from cryptokit.primitives.group import ORDER, draw_scalar
from cryptokit.rng import lesson
from cryptokit.sharing import feldman
from cryptokit.sharing.scalar import join_scalar
from cryptokit.threshold.dkg import possession
from cryptokit.threshold.dkg.complaints import Complaint
from cryptokit.threshold.dkg.gathering import public_keys, transcript_hash
from cryptokit.threshold.dkg.joint import (
    answer,
    complain,
    dealer_with,
    finish,
    judge,
    round1,
    round2,
)
from cryptokit.threshold.dkg.messages import Broadcast, PrivateShare

SHARED = Path(__file__).parents[3] / "shared" / "vectors" / "frost-ed25519.json"
shapes = st.integers(2, 4).flatmap(lambda k: st.tuples(st.just(k), st.integers(k, 5)))


def begin(n=4, k=2, seed="joint", leave_out=()):
    """Run round 1: the dealers, and what they said."""
    rng = lesson(seed)
    pairs = [round1(me, holders=n, threshold=k, rng=rng) for me in range(1, n + 1)]
    pairs = [pair for pair in pairs if pair[0].me not in leave_out]
    return [dealer for dealer, _ in pairs], [said for _, said in pairs]


def deal(n=4, k=2, seed="joint", leave_out=()):
    """Run rounds 1 and 2: the parties, and all private shares."""
    dealers, said = begin(n, k, seed, leave_out)
    parties, sent = zip(*(round2(dealer, said) for dealer in dealers), strict=True)
    return parties, [share for shares in sent for share in shares]


def worse(share):
    """The share plus one."""
    return replace(share, value=SecretScalar.of((share.value.reveal_number() + 1) % ORDER))


def spoiled(private, sender, receivers):
    return [worse(s) if s.sender == sender and s.receiver in receivers else s for s in private]


def secret_of(party):
    return party.dealer.polynomial[0].reveal_number()


def settle(parties, private, silent=(), lying=()):
    """Complain, answer, and finish; the dealers in ``silent`` do not answer, ``lying`` lie."""
    complaints = [one for party in parties for one in complain(party, private)]
    answers = [
        worse(share) if party.dealer.me in lying else share
        for party in parties
        if party.dealer.me not in silent
        for share in answer(party, complaints)
    ]
    ends = [finish(party, private, complaints, answers) for party in parties]
    return judge(parties[0], complaints, answers)[0], ends


# What comes out


@settings(max_examples=10)
@given(shapes, st.integers())
def test_all_shares_lie_on_one_polynomial_whose_public_key_is_the_sum(shape, seed):
    k, n = shape
    parties, private = deal(n, k, str(seed))
    ends = [finish(party, private) for party in parties]
    shares, publics = zip(*ends, strict=True)
    assert len(set(publics)) == 1
    secret = join_scalar(shares).reveal_number()  # raises unless they lie on one polynomial
    assert secret == sum(map(secret_of, parties)) % ORDER
    assert publics[0].key == G.times_base(secret)
    for share in shares:
        feldman.check(share, publics[0].commitments)
        assert share.set_id == publics[0].set_id
    for some in combinations(shares, k):
        assert join_scalar(some).reveal_number() == secret
    with pytest.raises(NotEnoughShares):
        join_scalar(shares[: k - 1])


def test_a_party_that_never_spoke_is_simply_not_in_the_sum():
    parties, private = deal(leave_out=(3,))
    ends = [finish(party, private) for party in parties]
    assert {public for _, public in ends} == {ends[0][1]}
    assert join_scalar([share for share, _ in ends]).reveal_number() == (
        sum(map(secret_of, parties)) % ORDER
    )


def test_with_fewer_parties_than_the_threshold_no_key_is_made():
    dealers, said = begin(4, 3, leave_out=(1, 2))
    with pytest.raises(NotEnoughShares):
        round2(dealers[0], said)


def test_the_published_key_generation_is_reproduced():
    if not SHARED.exists():
        pytest.skip(f"{SHARED.name} is not beside the checkout")
    vector = json.loads(SHARED.read_text("utf-8"))["dkg"]["inputs"]
    dealers = [_published(int(i), vector[i]) for i in ("1", "2", "3")]
    parties, sent = zip(*(round2(d, [d.broadcast for d in dealers]) for d in dealers), strict=True)
    private = [share for shares in sent for share in shares]
    for party in parties:
        me = str(party.dealer.me)
        got = {str(s.sender): s.value.reveal().hex() for s in private if str(s.receiver) == me}
        assert got == vector[me]["signing_shares"]
        share, public = finish(party, private)
        assert share.value.reveal().hex() == vector[me]["signing_share"]
        assert public.share(party.dealer.me).hex() == vector[me]["verifying_share"]
        assert public.key.hex() == vector["verifying_key"]


def _published(me, values):
    """Do round 1 with published numbers; the nonce follows from the published response."""
    polynomial = tuple(
        SecretScalar(bytes.fromhex(values[name])) for name in ("signing_key", "coefficient")
    )
    published = bytes.fromhex(values["proof_of_knowledge"])
    zero = dealer_with(me, 3, polynomial, nonce=SecretScalar.of(1))
    c = possession._challenge(me, zero.broadcast.commitments.public_key, published[:32])
    z = int.from_bytes(published[32:], "little")
    nonce = SecretScalar.of((z - c * polynomial[0].reveal_number()) % ORDER)
    dealer = dealer_with(me, 3, polynomial, nonce=nonce)
    assert dealer.broadcast.proof.to_bytes() == published
    elements = dealer.broadcast.commitments.elements
    assert [element.hex() for element in elements] == values["vss_commitments"]
    return dealer


# The proof of possession


@settings(max_examples=30)
@given(st.integers(1, 65535), st.integers(1, 65535))
def test_a_proof_is_good_for_its_own_party_only(one, other):
    rng = lesson("possession")
    secret = draw_scalar(rng)
    proof = possession.prove(one, secret, draw_scalar(rng))
    public = G.times_base(secret.reveal_number())
    possession.check(one, public, proof)
    if other != one:
        with pytest.raises(Untrusted, match=f"party {other}"):
            possession.check(other, public, proof)
    with pytest.raises(Untrusted):
        possession.check(one, G.add(public, G.base), proof)


def refused_broadcast(change):
    """Let party 2 say something else; give the field that party 1 complains about."""
    dealers, said = begin()
    said[1] = change(said)
    with pytest.raises(Untrusted) as caught:
        round2(dealers[0], said)
    return caught.value.field


def test_a_bad_proof_of_possession_is_refused_by_name():
    field = refused_broadcast(
        lambda said: replace(
            said[1], proof=replace(said[1].proof, response=said[1].proof.response ^ 1)
        )
    )
    assert field == "proof of possession of party 2"


def test_a_proof_and_commitments_copied_from_another_party_are_refused_by_name():
    assert refused_broadcast(lambda said: replace(said[2], sender=2)) == (
        "proof of possession of party 2"
    )


def test_the_last_party_cannot_choose_the_key_by_cancelling_the_others():
    def cancelling(said):
        others = [said[i].commitments.public_key for i in (0, 2, 3)]
        rest = G.subtract(G.times_base(7), G.add(G.add(*others[:2]), others[2]))
        elements = (rest, *said[1].commitments.elements[1:])
        return replace(said[1], commitments=feldman.Commitments(elements))

    assert refused_broadcast(cancelling) == "proof of possession of party 2"


@pytest.mark.parametrize("change", [(), (1, 1)])
def test_commitments_of_a_wrong_length_are_refused_by_name(change):
    def longer(said):
        elements = (said[1].commitments.elements[0], *map(G.times_base, change))
        return replace(said[1], commitments=feldman.Commitments(elements))

    assert refused_broadcast(longer) == "commitments of party 2"


@pytest.mark.parametrize("place", [0, 1])
def test_bad_commitments_are_refused_by_name(bad_point, place):
    def bad(said):
        elements = list(said[1].commitments.elements)
        elements[place] = bad_point
        nonce = SecretScalar.of(5)
        proof = possession.prove(2, SecretScalar.of(0), nonce)  # right, if it is the identity
        return Broadcast(2, feldman.Commitments(tuple(elements)), proof)

    assert refused_broadcast(bad) == f"commitment {place} of party 2"


def test_a_party_that_says_two_things_is_refused_by_name():
    dealers, said = begin()
    _, others = begin(seed="other")
    with pytest.raises(Untrusted) as caught:
        round2(dealers[0], [*said, others[2]])
    assert caught.value.field == "broadcast of party 3"
    with pytest.raises(Untrusted) as caught:  # one's own, as it came back
        round2(dealers[0], [others[0], *said[1:]])
    assert caught.value.field == "broadcast of party 1"


def test_a_stranger_is_refused_by_name():
    dealers, said = begin()
    with pytest.raises(Untrusted) as caught:
        round2(dealers[0], [*said, replace(said[0], sender=5)])
    assert caught.value.field == "broadcast of party 5"


def test_two_that_were_told_different_things_have_different_hashes_and_set_ids():
    dealers, said = begin()
    forked = [*said[:3], begin(seed="other")[1][3]]
    parties = [round2(dealers[0], said)[0], round2(dealers[1], forked)[0]]
    one, two = (transcript_hash(p.broadcasts, holders=4, qualified=(1, 2)) for p in parties)
    assert one != two
    assert transcript_hash(said, holders=4, qualified=(1, 2)) == one
    assert transcript_hash(said, holders=4, qualified=(1, 2, 3)) != one
    assert transcript_hash(said, holders=5, qualified=(1, 2)) != one


def test_a_sum_that_is_the_identity_is_no_public_key():
    one, two = (feldman.commit([c, 1]) for c in (1, -1))
    with pytest.raises(Untrusted) as caught:
        public_keys(bytes(16), [one, two], 3)
    assert caught.value.field == "public key"


def test_a_sum_of_lower_degree_is_no_public_key_either():
    one, two = (feldman.commit([1, 1, c]) for c in (1, -1))
    with pytest.raises(Untrusted) as caught:
        public_keys(bytes(16), [one, two], 3)
    assert caught.value.field == "commitment 2"


def test_a_bad_point_in_a_proof_of_possession_is_refused_by_name(bad_point):
    field = refused_broadcast(
        lambda said: replace(said[1], proof=replace(said[1].proof, element=bad_point))
    )
    assert field == "R of party 2"


def test_a_number_above_the_order_names_the_party_that_sent_it():
    with pytest.raises(BadShare) as caught:
        PrivateShare(3, 1, SecretScalar(b"\xff" * 32))
    assert caught.value.holder == "3"


# Complaints


def test_honest_parties_have_nothing_to_complain_about():
    parties, private = deal()
    assert [complain(party, private) for party in parties] == [()] * 4


@pytest.mark.parametrize("missing", [False, True])
def test_a_wrong_or_missing_share_is_complained_about_and_the_answer_is_taken(missing):
    parties, private = deal()
    bad = spoiled(private, 2, {4})
    if missing:
        bad = [share for share in private if (share.sender, share.receiver) != (2, 4)]
    assert complain(parties[3], bad) == (Complaint(4, 2),)
    verdict, ends = settle(parties, bad)
    assert verdict.qualified == (1, 2, 3, 4)
    secret = join_scalar([share for share, _ in ends]).reveal_number()
    assert secret == sum(map(secret_of, parties)) % ORDER


def test_without_a_complaint_the_bad_dealer_is_named():
    parties, private = deal()
    with pytest.raises(Inconsistent) as caught:
        finish(parties[3], spoiled(private, 2, {4}))
    assert caught.value.holder == "2"


@pytest.mark.parametrize("how", ["silent", "lying"])
def test_a_dealer_that_does_not_answer_right_is_out_of_the_sum(how):
    parties, private = deal()
    verdict, ends = settle(parties, spoiled(private, 2, {4}), **{how: (2,)})
    assert verdict.qualified == (1, 3, 4)
    ((party, reason),) = verdict.disqualified
    assert party == 2
    assert "holder 4" in reason
    assert not reason.startswith("dealer")
    secret = join_scalar([share for share, _ in ends]).reveal_number()
    assert secret == sum(secret_of(party) for party in parties if party.dealer.me != 2) % ORDER


def test_k_complaints_are_too_many_to_be_lies():
    parties, private = deal(5, 3)
    verdict, _ = settle(parties, spoiled(private, 2, {1, 4, 5}))
    assert verdict.qualified == (1, 3, 4, 5)
    verdict, _ = settle(parties, spoiled(private, 2, {4, 5}))
    assert verdict.qualified == (1, 2, 3, 4, 5)


def test_a_dealer_never_shows_as_many_shares_as_give_its_number_away():
    parties, _ = deal(5, 3)
    said = [Complaint(accuser, 2) for accuser in (1, 3, 4)]
    assert len(answer(parties[1], [*said[:2], said[0]])) == 2
    assert answer(parties[1], said) == ()


def test_k_minus_one_liars_get_nobody_disqualified():
    parties, private = deal(5, 3)
    lies = [Complaint(liar, accused) for liar in (4, 5) for accused in (1, 2, 3)]
    answers = [share for party in parties for share in answer(party, lies)]
    verdict, _ = judge(parties[0], lies, answers)
    assert verdict.qualified == (1, 2, 3, 4, 5)
    ends = [finish(party, private, lies, answers) for party in parties]
    assert join_scalar([s for s, _ in ends]).reveal_number() == sum(map(secret_of, parties)) % ORDER


def test_a_complaint_about_nobody_or_by_nobody_names_the_accuser():
    parties, _ = deal(leave_out=(3,))
    for complaint in (Complaint(2, 3), Complaint(2, 9), Complaint(9, 2)):
        with pytest.raises(Inconsistent) as caught:
            judge(parties[0], [complaint], [])
        assert caught.value.holder == str(complaint.accuser)


def test_with_fewer_qualified_than_the_threshold_no_key_is_made():
    parties, _ = deal(3, 2)
    said = [Complaint(accuser, accused) for accuser in (1, 2, 3) for accused in (2, 3)]
    with pytest.raises(NotEnoughShares) as caught:
        judge(parties[0], said, [])
    assert (caught.value.have, caught.value.need) == (1, 2)


def test_a_share_for_another_is_not_taken_as_ones_own():
    parties, private = deal()
    swapped = [replace(s, receiver=3) if (s.sender, s.receiver) == (2, 4) else s for s in private]
    assert complain(parties[3], swapped) == (Complaint(4, 2),)
    assert complain(parties[2], swapped) == ()


def test_one_who_drops_out_late_changes_the_key_here():
    parties, private = deal()
    _, honest = settle(parties, private)
    _, steered = settle(parties, spoiled(private, 4, {1}), silent=(4,))
    assert honest[0][1].key != steered[0][1].key


@pytest.mark.parametrize(
    ("me", "n", "k"), [(0, 3, 2), (4, 3, 2), (1, 3, 0), (1, 3, 1), (1, 2, 3), (1, 65536, 2)]
)
def test_a_protocol_that_cannot_be_is_refused(me, n, k):
    with pytest.raises(ValueError):
        round1(me, holders=n, threshold=k)


def test_an_error_shows_no_share_even_with_all_variables_of_its_traceback():
    parties, private = deal()
    with pytest.raises(Inconsistent) as caught:
        finish(parties[3], spoiled(private, 2, {4}))
    error = caught.value
    below = error.__traceback__.tb_next
    lines = traceback.TracebackException(type(error), error, below, capture_locals=True).format()
    told = "".join(lines)
    assert "PrivateShare from 2 to 4" in told  # the variables are there
    for share in private:
        assert str(share.value.reveal_number()) not in told
        assert share.value.reveal().hex() not in told
        assert repr(share.value.reveal()) not in told


def test_messages_show_no_share():
    parties, private = deal()
    shown = repr((parties, private))
    for share in private:
        assert share.value.reveal().hex() not in shown
        assert str(share.value.reveal_number()) not in shown
    assert repr(private[0]) == "<PrivateShare from 1 to 2>"
    with pytest.raises(ValueError, match="numbers"):
        PrivateShare(0, 1, private[0].value)
