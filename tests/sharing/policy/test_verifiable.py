"""Commitments under a policy: an honest share passes, any other is refused, the key is public."""

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import Inconsistent, Untrusted
from cryptokit.keys import SecretScalar
from cryptokit.primitives.edwards25519 import EDWARDS25519
from cryptokit.primitives.fields import SCALARS, Prime
from cryptokit.primitives.group import combine
from cryptokit.rng import lesson
from cryptokit.sharing import feldman
from cryptokit.sharing.policy import all_of, any_of, at_least, join, satisfied
from cryptokit.sharing.policy.programme import lewko_waters, of
from cryptokit.sharing.policy.verifiable import PolicyCommitments, check, deal

some = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "strategies.py")))
POLICY = all_of("CH", any_of("IS", "DE"), at_least(2, "SG", "US", "CH"))
secrets = st.integers(0, SCALARS.order - 1).map(SecretScalar.of)


@settings(max_examples=25)
@given(some.policies(), secrets)
def test_every_share_of_an_honest_dealer_passes_and_leads_to_the_public_key(policy, secret):
    dealing = deal(secret, policy)
    for share in dealing.shares:
        check(share, dealing.commitments)
    number = join(dealing.shares).reveal_number()
    assert EDWARDS25519.times_base(number) == dealing.commitments.public_key
    assert number == secret.reveal_number()


@settings(max_examples=25)
@given(some.policies(), st.data())
def test_a_changed_value_is_refused_and_its_holder_named(policy, data):
    dealing = deal(SecretScalar.of(42), policy)
    share = data.draw(st.sampled_from(dealing.shares))
    at = data.draw(st.sampled_from(range(len(share.values))))
    wrong = SecretScalar.of((share.values[at].reveal_number() + 1) % SCALARS.order)
    values = (*share.values[:at], wrong, *share.values[at + 1 :])
    with pytest.raises(Inconsistent, match="committed") as caught:
        check(replace(share, values=values), dealing.commitments)
    assert caught.value.holder == share.party


@settings(max_examples=10)
@given(some.policies(most=5))
def test_public_values_make_up_the_public_key_for_exactly_those_who_may_use_it(policy):
    public = deal(SecretScalar.of(42), policy).commitments
    for parties in some.subsets_of(policy):
        weights = public.programme.coefficients(parties)
        assert (weights is not None) == satisfied(policy, parties)
        if weights is not None:
            points = [public.public_value(row) for row in weights]
            assert combine([*weights.values()], points, public.group) == public.public_key


def test_a_gate_alone_is_the_sharing_of_feldman():
    dealing = deal(SecretScalar.of(42), at_least(3, *some.PARTIES), rng=lesson("gate"))
    same = feldman.deal(SecretScalar.of(42), threshold=3, shares=5, rng=lesson("gate"))
    assert dealing.commitments.elements == same.commitments.elements
    assert [one.values[0] for one in dealing.shares] == [one.value for one in same.shares]


def test_any_programme_over_the_scalars_can_be_dealt():
    dealing = deal(SecretScalar.of(42), lewko_waters(all_of("CH", any_of("IS", "DE"))))
    for share in dealing.shares:
        check(share, dealing.commitments)


def test_a_share_under_another_policy_is_refused():
    public = deal(SecretScalar.of(42), POLICY).commitments
    stranger = deal(SecretScalar.of(42), all_of("CH", "IS")).shares[0]
    with pytest.raises(Inconsistent, match="another policy") as caught:
        check(stranger, public)
    assert caught.value.holder == "CH"


def test_commitments_from_outside_are_checked():
    public = deal(SecretScalar.of(42), POLICY).commitments
    assert PolicyCommitments.decode(public.programme, public.elements) == public
    with pytest.raises(Untrusted, match="commitment 1"):
        PolicyCommitments.decode(public.programme, [public.elements[0], bytes(32)])
    for wrong in (public.elements[:-1], (*public.elements, EDWARDS25519.base)):
        with pytest.raises(Untrusted, match="commitments for 4 columns"):
            PolicyCommitments.decode(public.programme, wrong)


def test_only_exponents_of_the_group_are_committed_to():
    programme = of(POLICY, field=Prime(7))
    with pytest.raises(ValueError, match="SCALARS"):
        deal(SecretScalar.of(1, size=1), programme)
    with pytest.raises(ValueError, match="SCALARS"):
        PolicyCommitments(programme, (EDWARDS25519.base,) * programme.columns)
