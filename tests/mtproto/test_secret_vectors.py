"""A whole secret chat with two key changes, rebuilt to the byte and opened."""

from dataclasses import replace

import pytest

from cryptokit.errors import CannotOpen, OutOfStep, Replayed, TooFarAhead, Untrusted, WireError
from cryptokit.keys import DhExponent, SecretChatKey
from cryptokit.mtproto import dh, envelope, invitation, phone, phone_bytes, secret
from cryptokit.mtproto.actions import Delete, Flush, NotifyLayer, Read, Screenshot, SetTtl
from cryptokit.mtproto.decrypted import Layer, Service, Text, read_message
from cryptokit.mtproto.secret import Author, SecretChat
from cryptokit.wire import Cursor

B = bytes.fromhex
AUTHORS = {"A": Author.CREATOR, "B": Author.OTHER}


@pytest.fixture(scope="module")
def keys(secret_chat):
    return {name: SecretChatKey(B(key)) for name, key in secret_chat["keys"].items()}


@pytest.fixture(scope="module")
def packets(secret_chat):
    return [step for step in secret_chat["steps"] if "packet" in step]


def layer_of(step):
    return Layer(
        step["in_seq_no"],
        step["out_seq_no"],
        read_message(Cursor(B(step["body"]))),
        B(step["random_bytes"]),
        step["layer"],
    )


def extra_blocks(step):
    size = len(B(step["decryptedMessageLayer"])) + 4
    return (len(B(step["padding"])) - (12 + -(size + 12) % 16)) // 16


def test_the_set_up_is_rebuilt_in_three_steps(secret_chat, queue):
    v, parameters = secret_chat["setup"], secret_chat["parameters"]
    group = dh.Group(int(parameters["dh_prime"], 16), parameters["g"])
    assert group == dh.TELEGRAM
    invited, g_a = invitation.request(group, rng=queue(B(v["a"])))
    assert g_a.hex() == v["g_a"]
    bob, acceptance = invitation.accept(group, g_a, rng=queue(B(v["b"])))
    assert acceptance.g_b.hex() == v["g_b"]
    assert acceptance.key_fingerprint.hex() == v["key_fingerprint"]
    as_long = int.from_bytes(acceptance.key_fingerprint, "little", signed=True)
    assert as_long == v["key_fingerprint_as_long"]
    alice = invitation.confirm(invited, acceptance)
    assert alice.key.reveal().hex() == bob.key.reveal().hex() == v["key"]


def test_the_keys_of_both_rekeys_are_agreed_on(secret_chat, keys):
    for v in secret_chat["rekeys"]:
        a, b = DhExponent(B(v["a"])), DhExponent(B(v["b"]))
        assert dh.public(dh.TELEGRAM, a).hex() == v["g_a"]
        assert dh.public(dh.TELEGRAM, b).hex() == v["g_b"]
        key = dh.agree(SecretChatKey, dh.TELEGRAM, a, B(v["g_b"]), field="g_b")
        assert key == keys[v["new_key"]]
        assert key.key_id().hex() == v["fingerprint"]


def test_every_packet_is_rebuilt_to_the_byte_and_opened_with_its_key_alone(packets, keys, queue):
    assert len(packets) == 28
    for step in packets:
        layer, key, author = layer_of(step), keys[step["key"]], AUTHORS[step["sender"]]
        assert layer.to_bytes().hex() == step["decryptedMessageLayer"]
        packet = secret.seal_layer(
            key, layer, author=author, blocks=extra_blocks(step), rng=queue(B(step["padding"]))
        )
        assert packet.hex() == step["packet"]
        assert secret.open_packet(key, packet) == layer
        aes_key, iv = envelope.derive(key.reveal(), B(step["msg_key"]), x=author)
        assert (aes_key.hex(), iv.hex()) == (step["aes_key"], step["aes_iv"])


def test_the_script_runs_on_states_with_the_keys_changed_by_hand(secret_chat, keys, queue):
    phones = {name: SecretChat(keys["K0"], author) for name, author in AUTHORS.items()}
    made, waiting = {}, []
    for step in secret_chat["steps"]:
        if "packet" in step:
            who = step["sender"]
            chat = replace(phones[who], key=keys[step["key"]])
            if len(B(step["random_bytes"])) == 15:
                source = queue(B(step["random_bytes"]), B(step["padding"]))
                phones[who], packet = secret.seal(
                    chat, layer_of(step).message, blocks=extra_blocks(step), rng=source
                )
                assert packet.hex() == step["packet"]
            else:
                phones[who], packet = secret.seal(chat, layer_of(step).message)
                layer = secret.open_packet(chat.key, packet)
                assert (layer.in_seq_no, layer.out_seq_no) == (
                    step["in_seq_no"],
                    step["out_seq_no"],
                )
            made[step["label"]] = step
        elif "deliver" in step:
            opened, who = made[step["deliver"]], step["to"]
            if any(event[0] == "gap" for event in step["events"]):
                with pytest.raises(TooFarAhead):
                    secret.open_(phones[who], B(opened["packet"]))
                waiting.append(opened)
                continue
            due = (
                [opened, *waiting]
                if len(step["events"]) == 2 and waiting and who == "B"
                else [opened]
            )
            for item in due:
                chat = replace(phones[who], key=keys[item["key"]])
                phones[who], layer = secret.open_(chat, B(item["packet"]))
                assert layer == layer_of(item)
    for name, state in secret_chat["final_state"].items():
        assert (phones[name].received, phones[name].sent) == (state["raw_in"], state["raw_out"])


def test_known_messages_are_read(packets, keys):
    def opened(label):
        step = next(step for step in packets if step["label"].startswith(label + " "))
        return secret.open_packet(keys[step["key"]], B(step["packet"])).message

    assert opened("A1").action == NotifyLayer(144)
    assert opened("A2").text == "hello"
    formatted = opened("A3")
    assert (formatted.text, formatted.ttl) == ("burn after reading", 30)
    assert formatted.attached_flags == 1 << 7
    assert opened("B2").action == Read((formatted.random_id,))
    reply = opened("B3")
    assert (reply.text, reply.reply_to, reply.silent) == (
        "да, привет",
        opened("A2").random_id,
        True,
    )
    assert opened("A4").action == SetTtl(60)
    assert opened("B4").action == Screenshot(())
    document = opened("A5")
    assert (document.text, document.attached_flags) == ("", 1 << 9)
    assert isinstance(opened("B5"), Service)
    assert opened("A15").action == Delete((opened("A2").random_id,))
    assert opened("A16").action == Flush()
    assert isinstance(opened("A8"), Text)


REFUSALS = {
    "flipped bit": (CannotOpen, None),
    "unknown key fingerprint": (CannotOpen, None),
    "reflected to its sender (x differs)": (CannotOpen, None),
    "out_seq_no with the wrong low bit": (OutOfStep, "out_seq_no parity"),
    "in_seq_no with the wrong low bit": (OutOfStep, "in_seq_no parity"),
    "replayed out_seq_no": (Replayed, None),
    "in_seq_no decreased": (OutOfStep, "in_seq_no"),
    "in_seq_no acknowledges a message never sent": (OutOfStep, "in_seq_no"),
    "padding below 12": (CannotOpen, None),
    "padding above 1024": (CannotOpen, None),
    "length not a multiple of 4": (CannotOpen, None),
    "length past the end": (CannotOpen, None),
    "random_bytes shorter than 15": (WireError, "random_bytes"),
    "MTProto 1.0 envelope at layer 144": (CannotOpen, None),
    "encrypted under discarded K0": (CannotOpen, None),
}


@pytest.mark.parametrize("label", REFUSALS)
def test_known_bad_packets_are_refused_for_the_stated_reason(label, secret_chat, keys):
    v = next(v for v in secret_chat["must_reject"] if v["label"] == label)
    state = v["receiver_state"]
    chat = SecretChat(
        keys[state["key"]],
        AUTHORS[v["receiver"]],
        received=state["raw_in"],
        sent=state["raw_out"],
        acknowledged=state["highest_in_seq_no_seen"],
    )
    kind, field = REFUSALS[label]
    whole = phone.begin(chat, now=0)
    before = phone_bytes.to_bytes(whole)
    for refuse in (
        lambda: secret.open_(chat, B(v["packet"])),
        lambda: phone.hear(whole, B(v["packet"]), now=0),
    ):
        with pytest.raises(kind) as caught:
            refuse()
        assert getattr(caught.value, "field", None) == field
    assert phone_bytes.to_bytes(whole) == before


def test_every_known_bad_packet_is_tried(secret_chat):
    assert [v["label"] for v in secret_chat["must_reject"]] == list(REFUSALS)


def test_mtproto_1_is_refused(secret_chat, keys):
    v = secret_chat["mtproto1_example"]
    with pytest.raises(CannotOpen):
        secret.open_packet(keys[v["key"]], B(v["packet"]))


def test_a_wrong_fingerprint_ends_the_set_up(secret_chat, queue):
    v = secret_chat["setup"]
    invited, _ = invitation.request(dh.TELEGRAM, rng=queue(B(v["a"])))
    for wrong in (B(v["key_fingerprint"])[::-1], b"", bytes(8)):
        with pytest.raises(Untrusted) as caught:
            invitation.confirm(invited, invitation.Acceptance(B(v["g_b"]), wrong))
        assert caught.value.field == "key_fingerprint"


def test_bad_public_values_end_the_set_up_with_their_name(secret_chat, queue):
    v = secret_chat["setup"]
    one = (1).to_bytes(256, "big")
    with pytest.raises(Untrusted) as caught:
        invitation.accept(dh.TELEGRAM, one)
    assert caught.value.field == "g_a"
    invited, _ = invitation.request(dh.TELEGRAM, rng=queue(B(v["a"])))
    with pytest.raises(Untrusted) as caught:
        invitation.confirm(invited, invitation.Acceptance(one, B(v["key_fingerprint"])))
    assert caught.value.field == "g_b"
