"""What the parties were asked, what they learned, and that the key is nowhere among it."""

from dataclasses import fields, is_dataclass
from itertools import combinations

import pytest

from cryptokit.errors import Inconsistent
from cryptokit.keys import Secret
from cryptokit.knowledge import derive
from cryptokit.primitives.group import draw_scalar
from cryptokit.rng import lesson
from cryptokit.sharing import feldman
from cryptokit.sharing.policy import from_words, satisfied, verifiable
from cryptokit.sharing.scalar import join_scalar
from cryptokit.threshold import answers
from cryptokit.threshold.accounts import ask, generate, generate_hidden, seen_by
from cryptokit.threshold.decryption import encrypt, partial
from cryptokit.threshold.dkg import gjkr, joint, opening
from cryptokit.threshold.knowing import BOX, KEY, TEXT, generation_rules, key_share, use_rules
from cryptokit.threshold.public import from_dealing
from cryptokit.threshold.under_policy import from_policy

N, K = 5, 3
EVERYBODY = [str(x) for x in range(1, N + 1)]
BOTH = pytest.mark.parametrize("run", [generate, generate_hidden])


def yes(context):
    return True


def no(context):
    return False


def coalitions():
    return [some for size in range(N + 1) for some in combinations(EVERYBODY, size)]


@BOTH
def test_a_coalition_knows_the_key_exactly_if_it_has_k_members(run):
    made = run(holders=N, threshold=K, rng=lesson("coalitions"))
    rules, held = generation_rules(made.public, range(1, N + 1)), made.transcript.holdings()
    for some in coalitions():
        known = derive([fact for party in some for fact in held[party]], rules)
        assert (KEY in known) == (len(some) >= K)


@BOTH
def test_the_key_itself_is_learned_by_nobody(run):
    made = run(holders=N, threshold=K, rng=lesson("nobody"))
    held = made.transcript.holdings()
    assert set(held) == set(EVERYBODY)
    for party in EVERYBODY:
        assert KEY not in held[party]
        assert key_share(party) in held[party]


def secrets_in(thing):
    """Find every secret number that a state holds, however deep."""
    if isinstance(thing, Secret):
        yield int.from_bytes(thing.reveal(), "little")
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from secrets_in(getattr(thing, field.name))
    elif isinstance(thing, list | tuple):
        for one in thing:
            yield from secrets_in(one)


def joint_states(rng):
    dealers, said = zip(
        *(joint.round1(i, holders=N, threshold=K, rng=rng) for i in range(1, N + 1)), strict=True
    )
    parties, sent = zip(*(joint.round2(dealer, said) for dealer in dealers), strict=True)
    private = [one for pieces in sent for one in pieces]
    ends = [joint.finish(party, private) for party in parties]
    return said, private, ends, [(d, p, e) for d, p, e in zip(dealers, parties, ends, strict=True)]


def hidden_states(rng):
    dealers, said = zip(
        *(gjkr.deal(i, holders=N, threshold=K, rng=rng) for i in range(1, N + 1)), strict=True
    )
    parties, sent = zip(*(gjkr.share_out(dealer, said) for dealer in dealers), strict=True)
    private = [one for pieces in sent for one in pieces]
    members, opened = zip(*(gjkr.qualify(party, private) for party in parties), strict=True)
    ends = [opening.finish(member, opened) for member in members]
    states = [(d, m, e) for d, m, e in zip(dealers, members, ends, strict=True)]
    return (*said, *opened), private, ends, states


@pytest.mark.parametrize("run", [joint_states, hidden_states])
def test_the_key_is_in_no_state_and_in_no_message(run):
    said, private, ends, states = run(lesson("states"))
    secret = join_scalar([share for share, _ in ends]).reveal_number()
    for state in states:
        numbers = set(secrets_in(state))
        assert len(numbers) >= K + 1  # the search does find the polynomial and the share
        assert secret not in numbers
    assert secret not in set(secrets_in(private))
    wire = b"".join(one.to_bytes() for one in (*said, *private))
    assert secret.to_bytes(32, "little") not in wire


def test_the_key_is_in_no_answer_to_a_box():
    with lesson("answers") as rng:
        made = generate(holders=N, threshold=K, rng=rng)
        box = encrypt(made.public.key, b"hi", context=b"", rng=rng)
    secret = join_scalar(made.shares)
    given = [partial(share, made.public, box, agrees=yes, rng=rng) for share in made.shares]
    assert all(secret.reveal() not in one.to_bytes() for one in given)
    assert list(secrets_in(given)) == []
    data_key = answers.box_key(made.public, box, given)
    assert data_key.reveal() != secret.reveal()


@BOTH
def test_a_key_made_by_all_opens_boxes(run):
    with lesson("made by all") as rng:
        made = run(holders=N, threshold=K, rng=rng)
        box = encrypt(made.public.key, b"hi", context=b"case 7", rng=rng)
    asked = ask("Alice", box, made.public, made.shares[1:4], dict.fromkeys(EVERYBODY, yes), rng=rng)
    assert asked.plaintext == b"hi"


def asked_with(refusing, shares=None):
    with lesson("asked") as rng:
        made = generate(holders=N, threshold=K, rng=rng)
        box = encrypt(made.public.key, b"hi", context=b"case 7", rng=rng)
    agrees = {holder: no if holder in refusing else yes for holder in EVERYBODY}
    return made, ask("Alice", box, made.public, made.shares, agrees, rng=rng)


def test_each_holders_own_transcript_says_what_it_was_asked_and_that_it_could_refuse():
    _, asked = asked_with({"4"})
    for holder in EVERYBODY:
        own = seen_by(holder, asked.transcript)
        first, second, third = own.events
        assert (first.sender, first.what) == ("Alice", "asks for help with b'case 7'")
        assert first.size == 5 + 32 + 32 + 2 + 6 + 32 + 64 + 2 + 16  # the whole box
        verdict = "and does" if holder == "4" else "and agrees"
        assert second.what == f"could refuse b'case 7', {verdict}"
        assert third.what == ("refusal" if holder == "4" else "partial decryption")
        assert {party for event in own.events for party, _ in event.learned} == {holder}
        assert own.holdings()[holder] == (BOX, "the context b'case 7'")


def test_no_holder_learns_the_text_and_the_asker_does():
    _, asked = asked_with({"4"})
    held = asked.transcript.holdings()
    assert asked.plaintext == b"hi"
    assert TEXT in held["Alice"]
    assert all(TEXT not in held[holder] for holder in EVERYBODY)


def test_with_k_refusals_too_many_nobody_learns_the_text():
    made, asked = asked_with({"1", "2", "3"})
    held = asked.transcript.holdings()
    assert asked.plaintext is None
    assert TEXT not in held["Alice"]
    assert TEXT not in derive(held["Alice"], use_rules(made.public))


def test_what_the_rules_say_of_an_asker_is_what_happens():
    for count in range(N + 1):
        made, asked = asked_with(EVERYBODY[:count])
        have = [fact for fact in asked.transcript.holdings()["Alice"] if fact != TEXT]
        known = derive(have, use_rules(made.public))
        assert (TEXT in known) == (asked.plaintext is not None) == (N - count >= K)
        assert KEY not in known


def test_under_a_policy_the_rules_know_exactly_its_authorised_sets():
    policy = from_words("CH and (IS or DE)", parties=["CH", "IS", "DE"])
    public = from_policy(verifiable.deal(draw_scalar(lesson("rules")), policy, rng=lesson("r")))
    for size in range(4):
        for some in combinations(["CH", "IS", "DE"], size):
            known = derive([BOX, *map(key_share, some)], use_rules(public))
            assert (TEXT in known) == (KEY in known) == satisfied(policy, some)


def test_rules_are_not_made_up_for_other_keys():
    with pytest.raises(TypeError, match="no rules"):
        use_rules(object())


def test_bad_answers_are_not_passed_over_in_a_run():
    with lesson("bad run") as rng:
        made = generate(holders=3, threshold=2, rng=rng)
        other = feldman.deal(draw_scalar(rng), threshold=2, shares=3, rng=rng)
        box = encrypt(made.public.key, b"hi", context=b"", rng=rng)
    with pytest.raises(Inconsistent):
        ask("Alice", box, made.public, other.shares, dict.fromkeys("123", yes), rng=rng)
    assert from_dealing(other).key != made.public.key


@BOTH
def test_the_sizes_in_a_transcript_are_those_on_the_wire(run):
    made = run(holders=3, threshold=2, rng=lesson("sizes"))
    sizes = {event.what: event.size for event in made.transcript.events if event.size}
    expected = {
        generate: {"Broadcast, to all": 137, "PrivateShare, in private": 41},
        generate_hidden: {
            "HiddenBroadcast, to all": 73, "PrivatePair, in private": 73, "Opening, to all": 73,
        },
    }[run]  # fmt: skip
    assert sizes == expected
