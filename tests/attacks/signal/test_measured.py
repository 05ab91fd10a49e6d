"""What each attack measures agrees with theory, and with libraries and vectors of others."""

import json
from dataclasses import replace
from hashlib import sha256
from math import pi, sqrt
from pathlib import Path
from statistics import mean

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.attacks.signal import (
    first_digits,
    gcm_two_keys,
    ghost_behind_the_number,
    ghost_device,
    ghost_member,
    logs,
    receipts,
    replayed_first_message,
    salamander,
    split_view,
)
from cryptokit.attacks.signal.between import ALICE, BOB, NOW, WORDS, Screen, fan_out, phone
from cryptokit.errors import CannotOpen, Replayed, Untrusted
from cryptokit.keys import CurvePrivate
from cryptokit.rng import lesson
from cryptokit.signal import base_key, device_list, media, safety_number, transparency
from cryptokit.signal.curve import KeyPair
from cryptokit.signal.device_list import DeviceList
from cryptokit.signal.media import Attachment, MediaKey, MediaKind, StoredFile

B = bytes.fromhex
FILE = Path(__file__).parents[2] / "vectors" / "abuse-and-media.json"
V = json.loads(FILE.read_text("utf-8"))["aes_gcm_two_keys_one_ciphertext"]


# The first digits


def person(name, seed):
    return name, KeyPair.draw(lesson(seed)).public


FOUND = (
    "d8e67f560110492e3166ef162b1624b0996fddfa585ec00adf55e7784e20aa6b",
    "38ae3a8baeb38a5b7774b4f9e76e7cb5dfc97a633faf77cabc7384cc01de475d",
)
"""A false Bob and a false Alice that were searched for at 5,200 rounds: 1,285 keys."""


def at_real_size():
    rng = lesson("first digits in real size")
    people = (ALICE, KeyPair.draw(rng).public), (BOB, KeyPair.draw(rng).public)
    false = tuple(KeyPair.from_private(CurvePrivate(B(one))) for one in FOUND)
    return first_digits.screens(*people, false, safety_number.ITERATIONS)


def test_two_keys_that_were_found_at_real_size_pass_those_who_compare_five_digits():
    screens = at_real_size()
    assert first_digits.same_start(screens, 5)
    assert not first_digits.same_start(screens, 10)
    assert not first_digits.same_start(screens, 60)
    assert all(screen.iterations == 5200 for screen in screens)


def least_half(alice, bob, digits):
    """The share of numbers that both false halves can begin with and be the smaller ones."""
    halves = (safety_number.fingerprint(*one, iterations=2) for one in (alice, bob))
    return min(int(safety_number.digits(half)[:digits]) for half in halves) / 10**digits


def test_the_search_is_a_birthday_and_no_walk_through_all_numbers():
    """For n numbers of which a share m is usable it takes sqrt(pi n / m) keys in the mean."""
    ratios = []
    for seed in range(80):
        alice, bob = person(ALICE, f"a {seed}"), person(BOB, f"b {seed}")
        usable = least_half(alice, bob, 2)
        if usable < 0.1:
            continue
        found, tries = first_digits.search(
            alice, bob, digits=2, budget=2000, iterations=2, rng=lesson(f"search {seed}")
        )
        assert found is not None
        ratios.append(tries / sqrt(pi * 100 / usable))
    assert len(ratios) > 30
    assert mean(ratios) == pytest.approx(1, abs=0.25)  # 0.52 / sqrt(40), three times


def test_what_is_found_has_the_smaller_half_on_both_screens():
    alice, bob = person(ALICE, "alice"), person(BOB, "bob")
    false, _ = first_digits.search(
        alice, bob, digits=3, budget=2000, iterations=2, rng=lesson("small")
    )
    seen = first_digits.screens(alice, bob, false, 2)
    assert first_digits.same_start(seen, 3)
    assert seen[0].number() != seen[1].number()


def test_the_repair_is_to_compare_all_digits_there_are():
    screens = at_real_size()
    assert {len(screen.number()) for screen in screens} == {first_digits.ATTACK.repaired}


def test_nobody_between_gives_one_number_on_both_screens():
    alice, bob = person(ALICE, "alice"), person(BOB, "bob")
    assert Screen(alice, bob).number() == Screen(bob, alice).number()


# The salamander


def test_the_known_ciphertext_opens_under_both_keys_and_our_tag_agrees():
    for number in "12":
        key, nonce, ciphertext = (B(V[name]) for name in (f"key{number}", "nonce", "ciphertext"))
        assert gcm_two_keys.tag(key, nonce, ciphertext) == B(V["tag"])
        plaintext = AESGCM(key).decrypt(nonce, ciphertext + B(V["tag"]), None)
        assert plaintext == B(V[f"plaintext{number}"])


keys = st.sampled_from([16, 32]).flatmap(lambda n: st.binary(min_size=n, max_size=n))
texts = st.binary(max_size=40)


@given(keys, keys, st.binary(min_size=12, max_size=12), texts, texts)
def test_any_two_texts_lie_in_one_file_for_any_two_keys(one, other, nonce, first, second):
    if one == other:
        return
    locked = gcm_two_keys.two_faced((one, other), nonce, (first, second))
    stored = locked.ciphertext + locked.tag
    start = -(-len(first) // 16) * 16
    assert AESGCM(one).decrypt(nonce, stored, None).startswith(first)
    assert AESGCM(other).decrypt(nonce, stored, None)[start:].startswith(second)


@given(keys, st.binary(min_size=12, max_size=12), st.binary(max_size=50))
def test_our_tag_is_the_one_of_the_library(key, nonce, text):
    box = AESGCM(key).encrypt(nonce, text, None)
    assert gcm_two_keys.tag(key, nonce, box[:-16]) == box[-16:]


def test_one_key_twice_is_refused():
    with pytest.raises(ValueError, match="differ"):
        gcm_two_keys.two_faced((bytes(16), bytes(16)), bytes(12), (b"", b""))


def test_a_file_under_an_hmac_opens_under_no_second_key():
    """The layout of ``signal.media``: told whatever an abuser likes, it opens for one key only."""
    attachment, stored = media.lock(salamander.VILE, MediaKind.IMAGE, rng=lesson("media"))
    assert media.unlock(attachment, stored) == salamander.VILE
    rng = lesson("other keys")
    for _ in range(200):
        other = MediaKey.draw(rng)
        file = media.keys_of(other, MediaKind.IMAGE).file
        with pytest.raises(CannotOpen):
            media.chains.check_mac(
                file, media._iv(file) + stored.data[:-10], stored.data[-10:], size=10
            )
        with pytest.raises(CannotOpen):
            media.unlock(replace(attachment, key=other), stored)


def test_a_salamander_is_no_file_in_the_layout_with_an_hmac():
    rng = lesson("both")
    one, other = MediaKey.draw(rng), MediaKey.draw(rng)
    pair = one.reveal(), other.reveal()
    locked = gcm_two_keys.two_faced(pair, rng(12), (salamander.VILE, salamander.HARMLESS))
    stored = StoredFile(locked.ciphertext + locked.tag[:10])
    for key, text in ((one, salamander.VILE), (other, salamander.HARMLESS)):
        digests = sha256(stored.data).digest(), sha256(text).digest()
        with pytest.raises(CannotOpen):
            media.unlock(Attachment(key, MediaKind.IMAGE, *digests, len(text)), stored)


def test_our_viewer_skips_noise_before_and_behind_a_picture():
    assert salamander.seen(b"\x80noise<<cat>>more") == b"cat"
    assert salamander.seen(b"noise") == b""


# Receipts


def last_ranks(receipt, messages, seeds=4):
    for seed in range(seeds):
        made = receipts.traffic(receipt, messages, lesson(f"receipts {seed}"))
        yield receipts.rank(made.deliveries, made.victim, made.partner)


def test_ten_receipts_name_the_partner_among_a_thousand():
    assert list(last_ranks(receipts.at_once, 10)) == [1] * 4


def test_five_receipts_leave_a_handful():
    assert max(last_ranks(receipts.at_once, 5)) <= 10


@pytest.mark.parametrize("receipt", [receipts.never, receipts.held_back])
def test_without_receipts_at_once_the_partner_is_one_of_many(receipt):
    found = list(last_ranks(receipt, 10))
    assert min(found) > 5
    assert mean(found) > 30


def test_who_gets_much_mail_is_not_taken_for_the_partner():
    """Without taking off what chance gives, the people with much mail would be the suspects."""
    made = receipts.traffic(receipts.at_once, 10, lesson("popular"))
    found = receipts.scores(made.deliveries, made.victim)
    assert max(found, key=found.get) == made.partner
    popular = [found[who] for who in range(5) if who in found]
    assert max(popular) < found[made.partner] / 2


def test_a_share_x_of_all_people_gets_the_square_root_of_it_of_the_mail():
    made = receipts.traffic(receipts.never, 10, lesson("mail"))
    share = sum(one.to < 250 for one in made.deliveries) / len(made.deliveries)
    assert share == pytest.approx(0.5, abs=0.03)


def test_the_server_sees_no_sender():
    assert receipts.Delivery.__slots__ == ("at", "to")


def test_who_was_never_seen_stands_behind_all_suspects():
    seen = [receipts.Delivery(0.0, 1), receipts.Delivery(0.1, 2), receipts.Delivery(9.0, 3)]
    assert receipts.rank(seen, 1, 2) == 1
    assert receipts.rank(seen, 1, 3) == 2


def test_a_tie_counts_against_the_partner():
    seen = [receipts.Delivery(0.0, 1), receipts.Delivery(0.1, 2), receipts.Delivery(0.2, 3)]
    assert receipts.rank(seen, 1, 2) == receipts.rank(seen, 1, 3) == 2


# First messages


def habits(one_time, keep):
    return replayed_first_message.Habits(one_time, keep)


def test_a_one_time_prekey_stops_the_copy_even_for_a_phone_that_forgets():
    scheme = habits(1, replayed_first_message.forget)
    outcome = replayed_first_message.program(scheme, 1, lesson("one-time"))
    assert not outcome.won
    assert "no one-time prekey 1 here" in outcome.told


def test_a_server_that_keeps_one_time_prekeys_back_replays_again():
    scheme = habits(0, replayed_first_message.forget)
    assert replayed_first_message.program(scheme, 1, lesson("withheld")).won


def test_the_exact_copy_is_known_as_a_replay():
    rng = lesson("exact")
    bob = phone(rng, one_time=0)
    letter = replayed_first_message.write(phone(rng), bundle(bob), b"yes", rng)
    scheme = habits(0, replayed_first_message.remember)
    keys_, peer, _ = replayed_first_message.take(scheme, bob, None, letter, rng)
    with pytest.raises(Replayed):
        replayed_first_message.take(scheme, keys_, peer, letter, rng)


def bundle(keys_):
    return replayed_first_message.bundle_of(keys_)


def test_whoever_remembers_keys_by_their_bytes_must_refuse_other_spellings(monkeypatch):
    scheme = habits(0, replayed_first_message.remember)
    assert not replayed_first_message.program(scheme, 2, lesson("spelling")).won
    monkeypatch.setattr(base_key, "check", lambda _base: None)
    outcome = replayed_first_message.program(scheme, 2, lesson("spelling"))
    assert (outcome.won, outcome.tries) == (True, 2)


# Ghosts


def test_a_list_that_the_phone_signs_is_trusted_and_then_the_ghost_reads():
    rng = lesson("signed")
    bob = ghost_device.account(rng)
    shown = ghost_device.with_ghost(bob, bob.keys[ghost_device.PHONE].identity, rng)
    trusted = ghost_device.repaired_trust(shown)
    got = fan_out(phone(rng), bob.named(trusted), WORDS, rng)
    assert got == dict.fromkeys(
        [ghost_device.PHONE, ghost_device.LAPTOP, ghost_device.GHOST], WORDS
    )


def test_a_link_that_the_server_makes_is_refused_even_on_a_list_that_holds():
    rng = lesson("link")
    bob = ghost_device.account(rng)
    primary, ghost = (bob.keys[at].identity for at in (ghost_device.PHONE, ghost_device.GHOST))
    signed = ghost_device.with_ghost(bob, primary, rng)
    forged = ghost_device.with_ghost(bob, ghost, rng)
    with pytest.raises(Untrusted) as caught:
        ghost_device.repaired_trust(replace(signed, links=forged.links))
    assert caught.value.field == "account_signature"


def test_an_old_list_is_not_brought_back():
    rng = lesson("old")
    primary = KeyPair.draw(rng)
    old = device_list.sign(primary, DeviceList(NOW - 9, NOW + 9, ()), rng=rng)
    with pytest.raises(Untrusted) as caught:
        device_list.check(old, primary.public, now=NOW, newest=NOW - 1)
    assert caught.value.field == "made"


def test_the_log_shows_the_key_of_a_ghost_device_and_not_of_a_linked_one():
    rng = lesson("log")
    bob = ghost_device.account(rng)
    own = ghost_device.repaired_trust(bob.shown)
    ghost = bob.keys[ghost_device.GHOST].identity.public
    linked = ghost_behind_the_number.same_key(bob.keys[ghost_device.PHONE], rng).identity.public
    for added, found in ((ghost, (ghost,)), (linked, ())):
        log = tuple(transparency.Entry(BOB, key) for key in (*own, added))
        assert transparency.strangers(log, BOB, own, transparency.head(log)) == found


def test_a_ghost_without_the_sender_key_has_a_packet_and_no_words():
    rng = lesson("group")
    phones = {at: phone(rng) for at in (*ghost_member.MEMBERS, ghost_member.GHOST)}
    got = ghost_member.say(ghost_member.MEMBERS, phones, rng)
    assert got == dict.fromkeys(ghost_member.MEMBERS, WORDS)


# Logs


def test_both_pairs_of_views_hide_the_lie_from_bob_alone():
    here = logs.world(lesson("views"))
    pairs = split_view.views(here, lesson("later"))
    assert [len(hers) - len(his) for hers, his in pairs] == [1, 0]
    for hers, his in pairs:
        assert here.lie in hers
        assert here.lie not in his
        assert here.truth in his


def test_what_the_server_reads_is_what_was_written():
    assert logs.eavesdrop(logs.world(lesson("read")), lesson("words")) == WORDS
