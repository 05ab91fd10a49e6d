"""What a student might hand in: a Double Ratchet, once without a mistake, and once with each.

packet = ratchet key (32) || length of the chain before (2) || number (2) || body || tag (16)
"""

import hashlib
import hmac
from functools import partial

from cryptokit.rng import draw
from cryptokit.signal.curve import CurvePrivate, KeyPair, PublicKey, agree
from cryptokit.testing import RatchetCode

TAG, HEAD, MOST, KEPT = 16, 36, 20, 40
IN_USE = 4
KEYS = ("root", "own", "sending", "receiving")

MISTAKES = (
    "each message has a new DH key",
    "the new pair comes from the root",
    "the pair changes once",
    "the chain does not turn",
    "a chain is kept from its start",
    "the sent seeds are kept",
    "missing messages are not kept",
    "the rest of a chain is forgotten at a turn",
    "the key of a late message stays",
    "late messages are found by number alone",
    "no tag",
    "the header is not under the tag",
    "what follows the message is ignored",
    "a turn is taken before the tag is checked",
    "a late key is taken out before the tag is checked",
    "keys come from a constant",
    "all missing messages are kept",
    "what is kept is bounded in each chain alone",
)


def student(mistake=""):
    """Give the code, with one mistake in it."""
    return RatchetCode(
        start=partial(start, mistake=mistake),
        encrypt=partial(encrypt, mistake=mistake),
        decrypt=partial(decrypt, mistake=mistake),
        keys=keys,
        ratchet_key=lambda packet: packet[:32],
        most_keys=KEPT + IN_USE,
    )


def keys(state):
    private = state["own"].private().reveal()
    found = (private if name == "own" else state[name] for name in KEYS)
    seeds = (*state["skipped"].values(), *state.get("seeds", ()))
    return [key for key in (*found, *seeds) if key is not None]


def two(key, data):
    both = hmac.digest(key, data, "sha512")
    return both[:32], both[32:]


def root_step(root, own, theirs, mistake):
    if mistake == "keys come from a constant":
        return two(bytes(32), b"step")
    return two(root, agree(own, PublicKey(theirs)).reveal())


def turn(chain, mistake):
    following, seed = two(chain, b"turn")
    return (chain if mistake == "the chain does not turn" else following), seed


def start(*, rng, mistake):
    root, bob, alice = draw(rng, 32), KeyPair.draw(rng), KeyPair.draw(rng)
    common = {"receiving": None, "sent": 0, "received": 0, "previous": 0, "skipped": {}}
    after, sending = root_step(root, alice, bob.public.raw, mistake)
    if mistake == "each message has a new DH key":
        after = root
    hers = {"root": after, "own": alice, "theirs": bob.public.raw, "sending": sending}
    his = {"root": root, "own": bob, "theirs": None, "sending": None}
    return {**common, **hers, "skipped": {}}, {**common, **his}


def encrypt(state, text, *, rng, mistake):
    new = dict(state)
    if mistake == "each message has a new DH key":
        new |= {"own": KeyPair.draw(rng), "sent": 0}
        new["root"], new["sending"] = root_step(new["root"], new["own"], new["theirs"], mistake)
    number = new["sent"]
    new["sending"], seed = turn(new["sending"], mistake)
    new["sent"] += 1
    if mistake == "the sent seeds are kept":
        # The chain's key of before, to send a message again if it got lost.
        new["seeds"] = (*state.get("seeds", ()), state["sending"])
    head = new["own"].public.raw + new["previous"].to_bytes(2, "big") + number.to_bytes(2, "big")
    body = mask(seed, text)
    return new, head + body + tag_of(seed, head, body, mistake)


def mask(seed, data):
    stream = hashlib.shake_256(b"mask" + seed).digest(len(data))
    return bytes(a ^ b for a, b in zip(data, stream, strict=True))


def tag_of(seed, head, body, mistake):
    if mistake == "no tag":
        return b""
    covered = head + body
    if mistake == "the header is not under the tag":
        covered = body
    return hmac.digest(seed, b"tag" + covered, "sha256")[:TAG]


def opened(seed, packet, mistake):
    head, rest = packet[:HEAD], packet[HEAD:]
    size = 0 if mistake == "no tag" else TAG
    ends = [len(rest)]
    if mistake == "what follows the message is ignored":
        ends = range(len(rest), size - 1, -1)
    for end in ends:
        body, tag = rest[: end - size], rest[end - size : end]
        if hmac.compare_digest(tag_of(seed, head, body, mistake), tag):
            return mask(seed, body)
    raise ValueError("forged")


def decrypt(state, packet, *, rng, mistake):
    new = dict(state)
    if mistake != "a late key is taken out before the tag is checked":
        new["skipped"] = dict(state["skipped"])
    if mistake == "a turn is taken before the tag is checked":
        new = state
    if len(packet) < HEAD:
        raise ValueError("cut")
    key, previous, number = (
        packet[:32],
        *(int.from_bytes(packet[a : a + 2], "big") for a in (32, 34)),
    )
    name = number if mistake == "late messages are found by number alone" else (key, number)
    if name in new["skipped"]:
        seed = new["skipped"][name]
        if mistake != "the key of a late message stays":
            del new["skipped"][name]
        return new, opened(seed, packet, mistake)
    if key != state["theirs"]:
        if mistake != "the rest of a chain is forgotten at a turn":
            skip(new, previous, mistake)
        take_turn(new, key, rng, mistake)
    if mistake == "a chain is kept from its start":
        return opened_from_start(new, packet, number, mistake)
    if number < new["received"]:
        raise ValueError("a copy")
    skip(new, number, mistake)
    new["receiving"], seed = turn(new["receiving"], mistake)
    new["received"] += 1
    return new, opened(seed, packet, mistake)


def opened_from_start(new, packet, number, mistake):
    chain = new["receiving"]
    for _ in range(number + 1):
        chain, seed = turn(chain, mistake)
    return new, opened(seed, packet, mistake)


def skip(new, until, mistake):
    if new["receiving"] is None:
        return
    bounded = mistake != "all missing messages are kept"
    if bounded and until - new["received"] > MOST:
        raise ValueError("too far ahead")
    while new["received"] < until:
        new["receiving"], seed = turn(new["receiving"], mistake)
        number = new["received"]
        name = (
            number
            if mistake == "late messages are found by number alone"
            else (new["theirs"], number)
        )
        if mistake != "missing messages are not kept":
            new["skipped"][name] = seed
        new["received"] += 1
    if bounded and mistake != "what is kept is bounded in each chain alone":
        for name in list(new["skipped"])[:-KEPT]:
            del new["skipped"][name]


def take_turn(new, theirs, rng, mistake):
    new["root"], new["receiving"] = root_step(new["root"], new["own"], theirs, mistake)
    first = new["theirs"] is None
    new |= {"theirs": theirs, "received": 0}
    if mistake == "each message has a new DH key" or (
        mistake == "the pair changes once" and not first
    ):
        return
    new |= {"previous": new["sent"], "sent": 0}
    if mistake == "the new pair comes from the root":
        new["own"] = KeyPair.from_private(CurvePrivate(two(new["root"], b"pair")[0]))
    else:
        new["own"] = KeyPair.draw(rng)
    new["root"], new["sending"] = root_step(new["root"], new["own"], theirs, mistake)
