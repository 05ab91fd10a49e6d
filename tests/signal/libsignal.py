"""Signal's published engine, which libsignal.mjs drives, and ours, made to look alike from outside.

A phone sends and opens pairs of (kind, bytes), a member of a group bytes. What both engines have to
agree on is in test_libsignal.py.
"""

import json
from dataclasses import replace
from itertools import count
from uuid import UUID

from cryptokit.errors import CryptokitError, Replayed
from cryptokit.signal import peers, prekeys, sender_keys, shipped
from cryptokit.signal.curve import PublicKey
from cryptokit.signal.directory import Directory, fetch, publish
from cryptokit.signal.messages import Kind, PreKeySignalMessage, SignalMessage
from cryptokit.signal.prekeys import Bundle

PARSE = {Kind.SIGNAL: SignalMessage.from_bytes, Kind.PREKEY: PreKeySignalMessage.from_bytes}
NUMBERS = count(1)
GROUP = UUID(int=7, version=4)


class Refused(Exception):
    """The other engine refused; ``args`` have its word for why, and its sentence."""


class Engine:
    """The other engine, in a process of its own: bytes are hex on the way."""

    def __init__(self, process):
        self.process = process
        self.hello = self.read()

    def read(self):
        line = self.process.stdout.readline()
        assert line, "the process ended: what it wrote to stderr says why"
        return json.loads(line)

    def __call__(self, op, **given):
        asked = json.dumps({"op": op, **given}, default=lambda data: bytes(data).hex())
        self.process.stdin.write(asked + "\n")
        self.process.stdin.flush()
        answer = self.read()
        if "error" in answer:
            raise Refused(answer["error"], answer["what"])
        return answer


def fresh_account():
    """A UUID is the name of an account, as sealed sender wants it."""
    return str(UUID(int=next(NUMBERS), version=4))


class Ours:
    def __init__(self, keys=None):
        self.name = fresh_account()
        self.keys = keys or prekeys.install(now=0, one_time=1)
        self.peers = {}

    def bundle(self):
        directory = publish(Directory(), (self.name, 1), prekeys.listing(self.keys))
        return fetch(directory, (self.name, 1))[1]

    def start(self, peer, bundle):
        known = self.peers.get(peer)
        self.peers[peer] = peers.start(self.keys, bundle, now=0, peer=known)

    def send(self, peer, text):
        self.peers[peer], message = peers.encrypt(self.keys, self.peers[peer], text, now=0)
        kind = Kind.PREKEY if isinstance(message, PreKeySignalMessage) else Kind.SIGNAL
        return kind, message.to_bytes()

    def skip(self, peer, number):
        """Make messages that are never sent: only the sending chain turns."""
        known = self.peers[peer]
        ratchet = known.current.ratchet
        for _ in range(number):
            ratchet, _, _ = shipped.send(ratchet)
        self.peers[peer] = replace(known, current=replace(known.current, ratchet=ratchet))

    def open(self, peer, wire):
        opened = peers.decrypt(self.keys, self.peers.get(peer), PARSE[wire[0]](wire[1]))
        self.keys, self.peers[peer], text = opened
        return text


class Theirs:
    """A phone of the other engine, with keys that we made, so that a twin of ours can have them."""

    def __init__(self, engine, keys=None):
        self.name, self.engine = fresh_account(), engine
        self.keys = keys = keys or prekeys.install(now=0, one_time=1)
        signed = keys.signed[-1]
        made = engine(
            "phone",
            phone=self.name,
            registration=keys.registration_id,
            identity=private(keys.identity),
            signed={"id": signed.id, "private": private(signed.pair)},
            one_time=[{"id": one.id, "private": private(one.pair)} for one in keys.one_time],
        )
        self.identity, self.signature = (bytes.fromhex(made[x]) for x in ("identity", "signature"))

    def bundle(self):
        listed = prekeys.listing(self.keys)
        identity = PublicKey.from_wire(self.identity)
        one_time = listed.one_time[0] if listed.one_time else None
        return Bundle(listed.registration_id, 1, identity, listed.signed, self.signature, one_time)

    def start(self, peer, bundle):
        given = {
            "registration": bundle.registration_id,
            "identity": bundle.identity.wire,
            "signed": public(bundle.signed),
            "signature": bundle.signature,
            "one_time": bundle.one_time and public(bundle.one_time),
        }
        self.engine("start", phone=self.name, peer=peer, bundle=given)

    def send(self, peer, text):
        sent = self.engine("encrypt", phone=self.name, peer=peer, text=text)
        return Kind(sent["kind"]), bytes.fromhex(sent["data"])

    def skip(self, peer, number):
        self.engine("skip", phone=self.name, peer=peer, count=number)

    def open(self, peer, wire):
        kind, data = wire
        opened = self.engine("decrypt", phone=self.name, peer=peer, kind=int(kind), data=data)
        return bytes.fromhex(opened["text"])


class OurMember:
    """A member of a group: its own chain, and those of the others."""

    def __init__(self):
        self.name, self.mine, self.others = fresh_account(), None, {}

    def hand_out(self):
        self.mine = self.mine or sender_keys.begin(GROUP.bytes)
        return sender_keys.hand_out(self.mine)

    def accept(self, sender, data):
        self.others[sender] = sender_keys.accept(self.others.get(sender), data)

    def send(self, text):
        self.mine, data = sender_keys.encrypt(self.mine, text)
        return data

    def open(self, sender, data):
        self.others[sender], text = sender_keys.decrypt(self.others[sender], data)
        return text


class TheirMember:
    def __init__(self, engine):
        self.engine, self.name = engine, Theirs(engine).name

    def ask(self, op, **given):
        return self.engine(op, phone=self.name, **given)

    def hand_out(self):
        return bytes.fromhex(self.ask("hand_out", group=str(GROUP))["data"])

    def accept(self, sender, data):
        self.ask("accept", sender=sender, data=data)

    def send(self, text):
        return bytes.fromhex(self.ask("group_encrypt", group=str(GROUP), text=text)["data"])

    def open(self, sender, data):
        return bytes.fromhex(self.ask("group_decrypt", sender=sender, data=data)["text"])


def private(pair):
    return pair.private().reveal()


def public(prekey):
    return {"id": prekey.id, "key": prekey.key.wire}


def verdict(reader, sender, wire):
    """The text, or one of two words on which both engines have to agree."""
    try:
        return reader.open(sender.name, wire)
    except Replayed:
        return "came before"
    except Refused as refused:
        return "came before" if refused.args[0] == "DuplicatedMessage" else "refused"
    except CryptokitError:
        return "refused"
