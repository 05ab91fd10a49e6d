"""Backups: rows under a key, the key in an envelope, and who can open it with what."""

import hashlib
import hmac
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cryptokit.court.examiner import examine
from cryptokit.errors import CannotOpen, Untrusted, WireError
from cryptokit.evidence import at_rest, backup, hardening, image, vault
from cryptokit.evidence.backup import KeyEnvelope, guess_offline
from cryptokit.evidence.hardening import (
    CHEAPEST,
    COST,
    MOST_MEMORY,
    MOST_ROUNDS,
    Cost,
    WrappingKey,
    harden,
)
from cryptokit.evidence.rows import Ciphertext, Key, Plaintext
from cryptokit.evidence.schemes import box_in, keys_in, part_in
from cryptokit.keys import DataKey, SecretScalar, ShareValue
from cryptokit.mtproto.login.password import Password
from cryptokit.primitives.group import ORDER
from cryptokit.rng import lesson
from cryptokit.threshold import oprf
from cryptokit.threshold.oprf import GROUP

RIGHT = Password.of("correct horse")
WORDS = [Password.of(word) for word in ("dragon", "letmein", "monkey", "abc123")]
CHAT = [Plaintext(1, 100, "Alice", "hi"), Plaintext(2, 160, "Bob", "meet me at nine")]
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
passwords = texts.map(Password.of)


def registered(password=RIGHT, key=None, seed="register", cost=CHEAPEST):
    """Register a key: the vault's state, the envelope, and the backup key."""
    rng = lesson(seed)
    key = DataKey.draw(rng) if key is None else key
    asked = backup.ask(password, rng=rng)
    secret, evaluated = vault.begin(asked.element, rng=rng)
    envelope, confirms = backup.wrap(asked, evaluated, key, name="Alice", cost=cost, rng=rng)
    return vault.register("Alice", secret, confirms), envelope, key


KEPT, ENVELOPE, KEY = registered()


def reopened(kept, envelope, password, seed="again"):
    asked = backup.ask(password, rng=lesson(seed))
    _, answer = vault.guess(kept, asked.element, rng=lesson(seed + "!"))
    return backup.open_with(asked, answer, envelope)


@settings(max_examples=30, deadline=None)
@given(passwords, passwords)
def test_a_password_opens_what_it_wrapped_and_no_other_does(password, other):
    kept, envelope, key = registered(password)
    assert reopened(kept, envelope, password)[0] == key
    if other == password:
        return
    with pytest.raises(CannotOpen):
        reopened(kept, envelope, other)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.builds(Plaintext, st.integers(1, 99), st.integers(0, 999), texts, texts)))
def test_a_history_comes_back_with_the_key_and_its_words_lie_in_no_row(rows):
    locked = backup.lock_history(rows, KEY, rng=lesson("rows"))
    open_ = at_rest.opener(KEY)
    assert [open_(row) for row in locked] == [row.text for row in rows]
    assert all(type(row) is Ciphertext and row.key_id == KEY.key_id() for row in locked)
    assert [(row.number, row.sent, row.sender) for row in locked] == [
        (row.number, row.sent, row.sender) for row in rows
    ]


def test_the_backup_key_stands_nowhere_in_the_clear():
    asked = backup.ask(RIGHT, rng=lesson("clear"))
    after, answer = vault.guess(KEPT, asked.element, rng=lesson("clear"))
    _, proof = backup.open_with(asked, answer, ENVELOPE)
    rows = [ENVELOPE.to_state(), after.to_state(), *backup.lock_history(CHAT, KEY)]
    sent = (asked.element, answer.evaluated, answer.challenge, proof)
    for data in (image.encode(rows), ENVELOPE.to_bytes(), KEPT.to_bytes(), *sent):
        assert KEY.reveal() not in data
        assert KEY.reveal()[:8] not in data
        assert RIGHT.reveal() not in data
    for shown in (repr(ENVELOPE), repr(asked), repr(answer), repr(KEPT)):
        assert KEY.reveal().hex() not in shown
        assert repr(KEY.reveal())[2:-1] not in shown


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 8 * len(ENVELOPE.to_bytes()) - 1))
def test_an_envelope_with_one_bit_changed_does_not_open(bit):
    data = bytearray(ENVELOPE.to_bytes())
    data[bit // 8] ^= 1 << bit % 8
    try:
        changed = KeyEnvelope.from_bytes(bytes(data))
    except WireError:
        assert bit // 8 < 28  # what is checked while it is read: all up to the salt
        return
    assume(changed.cost.memory < 1 << 14)  # dearer ones would only take longer
    with pytest.raises(CannotOpen):
        reopened(KEPT, changed, RIGHT)


def test_a_vault_of_somebody_else_or_one_that_answers_nonsense_opens_nothing():
    other, _, _ = registered(seed="somebody else")
    with pytest.raises(CannotOpen):
        reopened(other, ENVELOPE, RIGHT)
    asked = backup.ask(RIGHT, rng=lesson("nonsense"))
    with pytest.raises(CannotOpen):
        backup.open_with(asked, vault.Answer(GROUP.base, bytes(16), 9), ENVELOPE)
    for wrong in (GROUP.identity, b"\xff" * 32):
        with pytest.raises(Untrusted) as caught:
            backup.open_with(asked, vault.Answer(wrong, bytes(16), 9), ENVELOPE)
        assert caught.value.field == "evaluated element"


def test_an_envelope_around_another_key_than_it_names_does_not_open():
    """Whoever knows the password can lock so; nobody else need believe the name of the key."""
    output = oprf.evaluate(KEPT.key, RIGHT)
    other = DataKey.draw(lesson("another"))
    forged = replace(ENVELOPE, locked=backup._lock(replace(ENVELOPE, locked=b""), output, other))
    with pytest.raises(CannotOpen):
        reopened(KEPT, forged, RIGHT)
    honest = replace(ENVELOPE, key_id=other.key_id(), locked=b"")
    honest = replace(honest, locked=backup._lock(honest, output, other))
    assert reopened(KEPT, honest, RIGHT)[0] == other


def test_a_second_program_written_from_the_page_opens_the_envelope():
    data, output = ENVELOPE.to_bytes(), oprf.evaluate(KEPT.key, RIGHT)
    memory, rounds = (int.from_bytes(data[i : i + 4], "little") for i in (19, 23))
    kdf = Argon2id(
        salt=data[28:44], length=32, iterations=rounds, lanes=data[27], memory_cost=memory
    )
    wrapping = kdf.derive(output.reveal())
    found = ChaCha20Poly1305(wrapping).decrypt(bytes(12), data[44:], data[:44])
    assert found == KEY.reveal()
    assert data[11:19] == hashlib.sha256(b"cryptokit key id v1" + found).digest()[:8]


def test_a_second_program_written_from_the_page_proves_the_success():
    asked = backup.ask(RIGHT, rng=lesson("page"))
    after, answer = vault.guess(KEPT, asked.element, rng=lesson("page"))
    key = hmac.digest(KEY.reveal(), b"cryptokit backup confirm key v1", "sha256")
    proof = hmac.digest(key, b"cryptokit backup proof v1" + answer.challenge, "sha256")
    assert KEPT.confirm.reveal() == key
    assert backup.open_with(asked, answer, ENVELOPE)[1] == proof
    assert vault.confirm(after, proof) == KEPT


def test_each_envelope_has_a_salt_of_its_own_so_no_wrapping_key_is_used_twice():
    asked, rng = backup.ask(RIGHT, rng=lesson("salts")), lesson("salts")
    evaluated = oprf.blind_evaluate(KEPT.key, asked.element)
    one, two = (
        backup.wrap(asked, evaluated, KEY, name="Alice", cost=CHEAPEST, rng=rng)[0] for _ in "12"
    )
    assert one.salt != two.salt
    assert one.locked != two.locked
    for envelope in (one, two):
        assert reopened(KEPT, envelope, RIGHT)[0] == KEY


# Guessing with the vault's key


@settings(max_examples=15, deadline=None)
@given(st.integers(0, len(WORDS) - 1), st.integers(1, ORDER - 1))
def test_with_the_key_of_the_vault_a_list_is_tried_and_with_another_key_for_nothing(i, other):
    kept, envelope, _ = registered(WORDS[i], seed=f"word {i}")
    assert guess_offline(envelope, kept.key, WORDS) is WORDS[i]
    assert guess_offline(envelope, kept.key, WORDS[:i] + WORDS[i + 1 :]) is None
    assert guess_offline(envelope, SecretScalar.of(other), WORDS) is None


def test_guessing_offline_stops_at_the_password_and_counts_nothing():
    kept, envelope, _ = registered(WORDS[1], seed="stops")
    before, left = kept.to_bytes(), iter(WORDS)
    assert guess_offline(envelope, kept.key, left) is WORDS[1]
    assert list(left) == WORDS[2:]
    assert kept.to_bytes() == before


def test_seized_files_open_once_the_password_was_guessed_and_not_before(tmp_path):
    kept, envelope, key = registered(WORDS[2], seed="seized")
    rows = backup.lock_history(CHAT, key, rng=lesson("seized rows"))
    (tmp_path / "store.bin").write_bytes(image.encode([envelope.to_state(), *rows]))
    (tmp_path / "vault.bin").write_bytes(image.encode([kept.to_state()]))
    closed = examine(tmp_path)
    assert (closed.past, closed.locked, closed.bad) == (0, 2, ())
    assert any(key.key_id().hex()[:8] in missing for missing in closed.missing)
    found = guess_offline(envelope, kept.key, WORDS)
    opened, _ = reopened(kept, envelope, found)
    (tmp_path / "guessed.bin").write_bytes(image.encode([Key.of(opened)]))
    assert (examine(tmp_path).past, examine(tmp_path).locked) == (2, 0)


# Bytes


def test_the_bytes_lie_where_the_page_says():
    page = (Path(__file__).parents[2] / "docs/formats.md").read_text("utf-8")
    assert f"`{backup.SCHEME}`" in page
    data = ENVELOPE.to_bytes()
    assert data[:11] == b"CKbk\x01\x05Alice"
    assert data[11:19] == KEY.key_id()
    assert data[19:28] == bytes([8, 0, 0, 0, 1, 0, 0, 0, 1])
    assert data[28:44] == ENVELOPE.salt
    assert data[44:] == ENVELOPE.locked
    assert len(ENVELOPE.locked) == 48
    assert KeyEnvelope.from_bytes(data) == ENVELOPE
    assert ENVELOPE.to_state().scheme == backup.SCHEME
    assert keys_in(ENVELOPE.to_state()) == ()
    assert part_in(ENVELOPE.to_state()) is box_in(ENVELOPE.to_state()) is None


def test_an_envelope_that_was_cut_anywhere_or_is_longer_is_refused():
    whole = ENVELOPE.to_bytes()
    for wrong in (*(whole[:size] for size in range(len(whole))), whole + b"\0"):
        with pytest.raises(WireError):
            KeyEnvelope.from_bytes(wrong)


@pytest.mark.parametrize(
    ("memory", "rounds", "lanes"),
    [(7, 1, 1), (MOST_MEMORY + 1, 1, 1), (8, 0, 1), (8, MOST_ROUNDS + 1, 1), (8, 1, 0), (8, 1, 2)],
)
def test_costs_that_cannot_be_or_are_dear_on_purpose_are_refused(memory, rounds, lanes):
    whole = ENVELOPE.to_bytes()
    numbers = memory.to_bytes(4, "little") + rounds.to_bytes(4, "little") + bytes([lanes])
    with pytest.raises(WireError, match="needed") as caught:
        KeyEnvelope.from_bytes(whole[:19] + numbers + whole[28:])
    assert (caught.value.field, caught.value.offset) == ("cost", 19)
    with pytest.raises(ValueError, match="needed"):
        Cost(memory, rounds, lanes)


def test_the_name_of_an_owner_fits_its_byte():
    with pytest.raises(ValueError, match="up to 255 bytes"):
        replace(ENVELOPE, name="é" * 128)
    assert KeyEnvelope.from_bytes(replace(ENVELOPE, name="é" * 127).to_bytes()).name == "é" * 127


# Hardening


def test_hardening_is_argon2id_with_the_cost_that_the_envelope_names():
    cost = Cost(memory=32, rounds=2, lanes=4)
    kdf = Argon2id(salt=b"s" * 16, length=32, iterations=2, lanes=4, memory_cost=32)
    assert harden(ShareValue(b"x"), b"s" * 16, cost) == WrappingKey(kdf.derive(b"x"))
    assert (COST.memory, COST.rounds, COST.lanes) == (65536, 3, 4)  # RFC 9106, section 4
    assert registered(cost=cost)[1].cost == cost


def test_an_old_openssl_hardens_to_the_same_key_in_one_lane_and_says_so_for_more(monkeypatch):
    def missing(**_):
        raise UnsupportedAlgorithm("argon2id is not supported by this version of OpenSSL")

    secret, salt = ShareValue(b"x"), b"s" * 16
    costs = [Cost(8, 1, 1), Cost(32, 2, 1), Cost(1 << 10, 3, 1)]
    new = [harden(secret, salt, cost) for cost in costs]
    monkeypatch.setattr(hardening, "Argon2id", missing)
    assert [harden(secret, salt, cost) for cost in costs] == new
    with pytest.raises(UnsupportedAlgorithm, match="version of OpenSSL"):
        harden(secret, salt, Cost(32, 2, 4))


@pytest.mark.parametrize("other", [Cost(16, 1, 1), Cost(8, 2, 1), Cost(16, 1, 2)])
def test_another_cost_or_salt_gives_another_key(other):
    secret, salt = ShareValue(b"x"), bytes(16)
    assert harden(secret, salt, other) != harden(secret, salt, CHEAPEST)
    assert harden(secret, b"\1" * 16, CHEAPEST) != harden(secret, salt, CHEAPEST)


def test_a_salt_of_another_size_is_refused():
    with pytest.raises(ValueError, match="16 bytes, not 15"):
        harden(ShareValue(b"x"), bytes(15), CHEAPEST)


def test_labels_keep_hashes_apart():
    labels = (
        vault.PROOF_LABEL,
        backup.CONFIRM_LABEL,
        b"cryptokit key id v1",
        b"cryptokit key tag v1",
    )
    for one in labels:
        assert not any(other.startswith(one) for other in labels if other != one)
    assert len(set(labels)) == len(labels)


def test_a_vault_that_deleted_its_key_is_no_help_to_whoever_cuts_it_open():
    right = Password.of("correct horse")
    envelope, kept = backup.register(right, DataKey(bytes(32)), name="Alice", cost=CHEAPEST)
    assert backup.guess_offline(envelope, kept.key, [right]) is right
    for _ in range(vault.TRIES):
        kept, _ = vault.guess(kept, backup.ask(right).element)
    assert kept.key is None
    assert backup.guess_offline(envelope, kept.key, [right]) is None
