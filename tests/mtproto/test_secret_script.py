"""The scripted chat of the vectors, 58 steps with two key changes, played by two whole phones."""

from dataclasses import replace

import pytest

from cryptokit.keys import SecretChatKey
from cryptokit.mtproto import dh, inbox, invitation, phone, phone_bytes, picture, secret
from cryptokit.mtproto.actions import AcceptKey, CommitKey, Noop, RequestKey, Resend
from cryptokit.mtproto.decrypted import Service, read_message
from cryptokit.mtproto.device import Delivered, Missing, SentAgain, Shape
from cryptokit.mtproto.layers import Layers
from cryptokit.mtproto.rekey import Idle
from cryptokit.wire import Cursor

B = bytes.fromhex
NOW = 0.0
ANSWERS = (Resend, AcceptKey, CommitKey, Noop)


def begun(v, queue):
    group = dh.Group(int(v["parameters"]["dh_prime"], 16), v["parameters"]["g"])
    invited, g_a = invitation.request(group, rng=queue(B(v["setup"]["a"])))
    bob, acceptance = invitation.accept(group, g_a, rng=queue(B(v["setup"]["b"])))
    chats = {"A": invitation.confirm(invited, acceptance), "B": bob}
    return {name: phone.begin(chat, now=NOW, group=group) for name, chat in chats.items()}


def extra_blocks(step):
    size = len(B(step["decryptedMessageLayer"])) + 4
    return (len(B(step["padding"])) - (12 + -(size + 12) % 16)) // 16


def made(one, step, v, queue):
    """Let a phone make the packet of a step, with the luck of the vectors."""
    message = read_message(Cursor(B(step["body"])))
    shape = Shape(extra_blocks(step), len(B(step["random_bytes"])))
    dressing = B(step["random_bytes"]), B(step["padding"])
    random_id = B(step["body"])[4:12]
    action = message.action if isinstance(message, Service) else None
    if step["label"].startswith("A1 ") or isinstance(action, ANSWERS) or one.due:
        return phone.answer(one, now=NOW, shape=shape, rng=queue(random_id, *dressing))
    if isinstance(action, RequestKey):
        exponent = next(
            rekey[name]
            for rekey in v["rekeys"]
            for public, name in (("g_a", "a"), ("losing_g", "losing_secret"))
            if rekey.get(public) == action.g_a.hex()
        )
        luck = B(step["body"])[16:24], B(exponent), random_id, *dressing
        return phone.renew(one, now=NOW, shape=shape, rng=queue(*luck))
    return phone.send(one, message, now=NOW, shape=shape, rng=queue(*dressing))


def told(events):
    """Say what happened in the words of the vectors."""
    for event in events:
        match event:
            case Delivered(number):
                yield ["deliver", str(number)]
            case Missing(first, last):
                yield ["gap", str(first), str(last)]
            case SentAgain(first, last):
                yield ["resend", str(first // 2), str(last // 2)]


@pytest.fixture(scope="module")
def run(secret_chat, queue):
    """Play the script; give the phones after each step, and the packets sent again."""
    v = secret_chat
    phones, packets, states, again = begun(v, queue), {}, [], []
    # The script's phones know each other's layer before they say it.
    phones = {name: replace(one, layers=Layers(144, 144)) for name, one in phones.items()}
    exponents = [B(rekey["b"]) for rekey in v["rekeys"]]
    for step in v["steps"]:
        if "packet" in step:
            who = step["sender"]
            result = made(phones[who], step, v, queue)
            assert [packet.hex() for packet in result.packets] == [step["packet"]], step["label"]
            packets[step["label"]] = result.packets[0]
            phones[who] = result.phone
        elif "deliver" in step:
            who = step["to"]
            asks = step["deliver"].startswith(("A9 ", "A13 "))
            luck = queue(exponents.pop(0)) if asks else queue()
            result = inbox.take(phones[who], packets[step["deliver"]], now=NOW, rng=luck)
            assert list(told(result.events)) == step["events"], step["deliver"]
            again += [(step["deliver"], packet) for packet in result.packets]
            phones[who] = result.phone
        states.append(dict(phones))
    return phones, packets, states, again


def test_two_phones_play_the_whole_script_to_the_byte(run, secret_chat):
    phones, packets, states, _ = run
    assert (len(packets), len(states)) == (28, 58)
    for name, state in secret_chat["final_state"].items():
        chat = phones[name].chat
        assert (chat.received, chat.sent) == (state["raw_in"], state["raw_out"])


def test_the_packet_asked_for_is_sent_again_as_it_was(run):
    _, packets, _, again = run
    assert again == [("B5 resend request", packets["A6 text (delayed by the server)"])]


def test_old_keys_are_gone_when_the_script_says_so_and_after_every_rekey(run, secret_chat):
    phones, _, states, _ = run
    keys = {name: B(key) for name, key in secret_chat["keys"].items()}
    assert all(keys["K0"] in phone_bytes.to_bytes(one) for one in states[0].values())
    discards = {
        at: step["event"].split()[0::2][0]
        for at, step in enumerate(secret_chat["steps"])
        if "event" in step
    }
    assert discards == {36: "B", 39: "A"}
    for at, who in discards.items():
        data = phone_bytes.to_bytes(states[at][who])
        assert keys["K0"] not in data
        assert keys["K1"] in data
    for one in phones.values():
        data = phone_bytes.to_bytes(one)
        assert isinstance(one.stage, Idle)
        assert [name for name, key in keys.items() if key in data] == ["K2"]
    exponents = [
        B(rekey[name])
        for rekey in secret_chat["rekeys"]
        for name in ("a", "b", "losing_secret")
        if name in rekey
    ]
    assert len(exponents) == 5
    ends = [phone_bytes.to_bytes(one) for one in phones.values()]
    assert not [1 for exponent in exponents for data in ends if exponent in data]


def test_the_picture_is_that_of_the_first_key_until_the_end(run, secret_chat):
    phones, _, states, _ = run
    known = secret_chat["visualisation"]["key_hash36"]
    assert {one.key_hash.hex() for state in states for one in state.values()} == {known}
    assert picture.key_hash(phones["A"].chat.key).hex() != known


def test_every_state_on_the_way_is_written_and_read_back(run):
    for state in run[2]:
        for one in state.values():
            assert phone_bytes.from_bytes(phone_bytes.to_bytes(one)) == one


def test_the_packets_open_with_the_key_in_force_and_with_no_other(run, secret_chat):
    _, packets, _, _ = run
    keys = {name: SecretChatKey(B(key)) for name, key in secret_chat["keys"].items()}
    for step in secret_chat["steps"]:
        if "packet" in step:
            layer = secret.open_packet(keys[step["key"]], packets[step["label"]])
            assert (layer.in_seq_no, layer.out_seq_no) == (step["in_seq_no"], step["out_seq_no"])
