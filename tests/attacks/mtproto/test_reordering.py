"""The window takes any order and nothing twice; a secret chat has one order, the one of its author."""

from itertools import permutations

import pytest

from cryptokit.attacks.mtproto.reordering import ORDER, SENT, flawed_line, secret_line
from cryptokit.errors import Replayed
from cryptokit.mtproto import session
from cryptokit.rng import lesson


def carried(order):
    return lambda packets: [packets[place] for place in order]


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_the_server_reads_in_any_order(order):
    read = flawed_line(SENT, carried(order), lesson("any"))
    assert read == "".join(SENT[place] for place in order)


@pytest.mark.parametrize("order", [ORDER, (3, 2, 1, 0), (1, 2, 3, 0), (0, 2, 1, 3)], ids=str)
def test_a_secret_chat_reads_in_the_order_of_its_author(order):
    assert secret_line(SENT, carried(order), lesson("one")) == "".join(SENT)


def test_a_secret_chat_waits_for_what_is_missing():
    assert secret_line(SENT, carried((0, 3, 2)), lesson("wait")) == SENT[0]


def test_the_server_reads_nothing_twice():
    with pytest.raises(Replayed):
        flawed_line(SENT, carried((0, 1, 0)), lesson("twice"))


def test_the_window_takes_the_ids_of_the_paper():
    window = ()
    for message_id in (4, 16, 12, 8):
        window = session.remember(window, message_id)
    assert window == (4, 8, 12, 16)
