"""A running secret chat: honest messages open in order, and nothing else opens at all."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.errors import CannotOpen, OutOfStep, Replayed, TooFarAhead, WireError
from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import envelope, secret
from cryptokit.mtproto.decrypted import Layer, Text
from cryptokit.mtproto.secret import Author, SecretChat

KEY = SecretChatKey(bytes(range(256)))
ALICE, BOB = SecretChat(KEY, Author.CREATOR), SecretChat(KEY, Author.OTHER)
texts = st.builds(Text, st.integers(0, 1 << 60), st.text(max_size=80))
authors = st.sampled_from(Author)


def packet_from(author, in_seq_no, out_seq_no):
    layer = Layer(in_seq_no, out_seq_no, Text(1, "hi"), bytes(15))
    return secret.seal_layer(KEY, layer, author=author)


@settings(max_examples=40)
@given(st.data())
def test_two_streams_in_any_interleaving_arrive_whole_and_in_order(data):
    phones = {Author.CREATOR: ALICE, Author.OTHER: BOB}
    wires = {author: [] for author in Author}
    sent, got = {a: [] for a in Author}, {a: [] for a in Author}
    for n in range(data.draw(st.integers(0, 25))):
        who = data.draw(authors)
        if wires[who.peer] and data.draw(st.booleans()):
            phones[who], layer = secret.open_(phones[who], wires[who.peer].pop(0))
            got[who.peer].append(layer.message.random_id)
        else:
            phones[who], packet = secret.seal(phones[who], Text(n, f"message {n}"))
            wires[who].append(packet)
            sent[who].append(n)
    for who in Author:
        for packet in wires[who.peer]:
            phones[who], layer = secret.open_(phones[who], packet)
            got[who.peer].append(layer.message.random_id)
    assert got == sent
    for who in Author:
        assert (phones[who].sent, phones[who].received) == (len(sent[who]), len(sent[who.peer]))


@settings(max_examples=60)
@given(st.lists(st.integers(0, 7), max_size=25))
def test_whatever_the_relay_does_what_opens_is_the_next_message(order):
    alice, packets = ALICE, []
    for n in range(8):
        alice, packet = secret.seal(alice, Text(n, "x"))
        packets.append(packet)
    bob, next_one = BOB, 0
    for n in order:
        if n == next_one:
            bob, layer = secret.open_(bob, packets[n])
            assert layer.message.random_id == n
            next_one += 1
        else:
            with pytest.raises(Replayed if n < next_one else TooFarAhead) as caught:
                secret.open_(bob, packets[n])
            assert (caught.value.seen, caught.value.expected) == (n, next_one)


@given(texts, authors, st.data())
def test_a_flipped_bit_anywhere_is_refused(text, author, data):
    _, packet = secret.seal(SecretChat(KEY, author), text)
    wrong = bytearray(packet)
    bit = data.draw(st.integers(0, 8 * len(packet) - 1))
    wrong[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CannotOpen):
        secret.open_(SecretChat(KEY, author.peer), bytes(wrong))
    with pytest.raises(CannotOpen):
        secret.open_packet(KEY, bytes(wrong))


@given(texts, authors)
def test_a_message_mirrored_to_its_author_is_refused(text, author):
    me, packet = secret.seal(SecretChat(KEY, author), text)
    with pytest.raises(CannotOpen):
        secret.open_(me, packet)


@given(texts, authors, st.integers(0, 9), st.integers(0, 9), st.integers(0, 20))
def test_an_examiner_opens_any_packet_with_the_key_alone(text, author, sent, received, blocks):
    chat = SecretChat(KEY, author, sent=sent, received=received)
    _, packet = secret.seal(chat, text, blocks=blocks)
    layer = secret.open_packet(KEY, packet)
    assert layer.message == text
    assert (layer.in_seq_no // 2, layer.out_seq_no // 2) == (received, sent)
    assert (layer.out_seq_no & 1 == 1) == (author is Author.CREATOR)
    other = SecretChatKey(bytes(255) + b"\x01")
    for wrong in (packet, other.key_id() + packet[8:]):
        with pytest.raises(CannotOpen):
            secret.open_packet(other, wrong)


@given(texts, authors, st.integers(0, 20))
def test_the_spans_tile_the_plaintext_and_show_what_was_parsed(text, author, blocks):
    _, packet = secret.seal(SecretChat(KEY, author), text, blocks=blocks)
    plaintext, tree = secret.explain(KEY, packet)
    assert [part.name for part in tree.parts] == ["length", "decryptedMessageLayer", "padding"]
    leaves = list(tree.leaves())
    assert b"".join(plaintext[leaf.start : leaf.end] for leaf in leaves) == plaintext
    message = next(part for part in tree.parts[1].parts if part.name == "message")
    words = next(part for part in message.parts if part.name == "text")
    data = b"".join(plaintext[s.start : s.end] for s in words.parts if s.name == "data")
    assert data.decode() == text.text


# Bob, who sent 5, received 4, and knows that 3 of his arrived.
MIDDLE = SecretChat(KEY, Author.OTHER, received=4, sent=5, acknowledged=3)


@pytest.mark.parametrize(
    ("in_seq_no", "out_seq_no", "error"),
    [
        (6, 9, None),
        (10, 9, None),
        (7, 9, OutOfStep),  # each parity
        (6, 8, OutOfStep),
        (7, 7, OutOfStep),  # parity is looked at before age
        (6, 7, Replayed),
        (2, 7, Replayed),  # age is looked at before what it acknowledges
        (4, 9, OutOfStep),  # it had more of mine before
        (12, 9, OutOfStep),  # it has what I never sent
        (12, 11, OutOfStep),  # and that comes before a gap
        (6, 11, TooFarAhead),
    ],
)
def test_the_numbers_are_checked_in_the_written_order(in_seq_no, out_seq_no, error):
    packet = packet_from(Author.CREATOR, in_seq_no, out_seq_no)
    if error:
        with pytest.raises(error):
            secret.open_(MIDDLE, packet)
    else:
        after, _ = secret.open_(MIDDLE, packet)
        assert after == replace(MIDDLE, received=5, acknowledged=in_seq_no // 2)


def test_a_gap_carries_the_numbers_and_closes_once_the_missing_message_is_there():
    early, missing = packet_from(Author.CREATOR, 6, 13), packet_from(Author.CREATOR, 6, 9)
    with pytest.raises(TooFarAhead) as caught:
        secret.open_(MIDDLE, early)
    assert (caught.value.seen, caught.value.expected) == (6, 4)
    bob, _ = secret.open_(MIDDLE, missing)
    bob, _ = secret.open_(bob, packet_from(Author.CREATOR, 6, 11))
    bob, _ = secret.open_(bob, early)
    assert bob.received == 7


def test_states_never_change_and_a_refusal_leaves_the_old_one_usable():
    before = repr(ALICE), repr(BOB)
    alice, packet = secret.seal(ALICE, Text(1, "one"))
    _, second = secret.seal(alice, Text(2, "two"))
    with pytest.raises(TooFarAhead):
        secret.open_(BOB, second)
    assert secret.open_(BOB, packet)[0] == secret.open_(BOB, packet)[0]
    assert (repr(ALICE), repr(BOB)) == before


def test_padding_hides_the_size_in_steps_of_16():
    short = {len(secret.seal(ALICE, Text(1, "x" * n), blocks=0)[1]) for n in range(30)}
    level = {
        len(secret.seal(ALICE, Text(1, "x" * n), blocks=2 - n // 16)[1]) for n in (0, 15, 16, 31)
    }
    assert len(short) == 3
    assert len(level) < len(short)


def test_what_is_authentic_and_does_not_parse_names_the_place():
    packet = envelope.seal(KEY, (8).to_bytes(4, "little") + bytes(8), x=0)
    for job in (lambda: secret.open_packet(KEY, packet), lambda: secret.open_(BOB, packet)):
        with pytest.raises(WireError) as caught:
            job()
        assert (caught.value.field, caught.value.offset) == ("constructor", 4)


def test_the_two_authors_share_neither_x_nor_bits():
    assert [author.peer.peer for author in Author] == list(Author)
    assert (Author.CREATOR.bits, Author.OTHER.bits) == ((0, 1), (1, 0))
