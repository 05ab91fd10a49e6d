"""Messages of real protocols: what is derived is what really opens and really is accepted."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings

from cryptokit.errors import CannotOpen, CryptokitError
from cryptokit.exposure import (
    CloudChat,
    DoubleRatchet,
    Every,
    Form,
    Schedule,
    SecretChat,
    Seizure,
    Send,
    SenderKeys,
    StaticKey,
    Victim,
    in_order,
)
from cryptokit.exposure import sender_keys as group_play
from cryptokit.exposure.attempt import attempt
from cryptokit.exposure.between import ROLES
from cryptokit.exposure.ratchet_phones import pair, restore
from cryptokit.keys import AuthKey, SecretChatKey
from cryptokit.lab.guarantee import guarantee
from cryptokit.lab.sealed import (
    closed_from,
    makers,
    opened,
    readers,
)
from cryptokit.lab.sealed_runs import NAMES, of_run, played
from cryptokit.mtproto import cloud, secret
from cryptokit.mtproto.cloud import CloudMessage, Direction
from cryptokit.mtproto.decrypted import Text
from cryptokit.mtproto.rekey import Limits
from cryptokit.mtproto.secret import Author
from cryptokit.rng import lesson
from cryptokit.signal import sender_keys
from cryptokit.signal.curve import KeyPair

plays = SimpleNamespace(
    **runpy.run_path(str(Path(__file__).parent.parent / "exposure" / "plays.py"))
)
RNG = lesson("guarantee")


def alone(sets):
    return {next(iter(one)) for one in sets if len(one) == 1}


# Real protocols: what a theft opens

SYSTEMS = (
    CloudChat(),
    CloudChat(lifetime=3600.0),
    SecretChat(Every(3)),
    SecretChat(Limits(4)),
    DoubleRatchet(),
    DoubleRatchet(Form.PUBLISHED),
    SenderKeys(),
    SenderKeys(4, leaves=(3, 6)),
    StaticKey(),
    StaticKey(to_self=True),
)


def called(how):
    return how.title + str(SYSTEMS.index(how))


@pytest.mark.parametrize("how", SYSTEMS, ids=called)
@settings(max_examples=5)
@given(
    schedule=plays.schedules(most=9, gaps=plays.HOURS, a_first=True).filter(lambda one: one.senders)
)
def test_a_theft_at_any_moment_opens_what_an_attempt_really_decrypts(how, schedule):
    run = how.play(schedule, rng=plays.short_exponents())
    sealed = of_run(run, how.title, 0)
    for t in range(len(run.held)):
        for victim in Victim:
            found = attempt(run, Seizure(t, victim), rng=lesson("attempt"))
            assert opened(sealed, [NAMES[victim]], t) == found, (t, victim)


@pytest.mark.parametrize("how", SYSTEMS, ids=called)
def test_a_message_is_closed_from_a_moment_on_and_open_just_before(how):
    schedule = in_order("ABAABBAB")
    run = how.play(schedule, rng=plays.short_exponents())
    found = [
        frozenset().union(*(attempt(run, Seizure(t, victim), rng=RNG) for victim in Victim))
        for t in range(len(run.held))
    ]
    for number in range(len(schedule.senders)):
        sealed = of_run(run, how.title, number)
        opens = [t for t in range(sealed.after, len(found)) if number in found[t]]
        last = len(run.held) - 1
        if opens and opens[-1] == last:
            assert closed_from(sealed) is None
        else:
            assert closed_from(sealed) == (opens[-1] + 1 if opens else sealed.after)


def test_a_message_that_never_came_stays_with_who_waits_for_it():
    schedule = Schedule((*in_order("AB").ops, Send(in_order("A").senders[0], 2)))
    sealed = played(DoubleRatchet(), schedule, 2, rng=lesson("lost"))
    assert alone(readers(sealed)) == {"Ann", "Ben"}
    assert sealed.after == len(sealed.held) - 1
    assert opened(sealed, ["Ben"], sealed.after) >= {2}


# Real protocols: who could have made it

TALK = in_order("ABAAB")


def loot(run, number):
    """What each party really has when message ``number`` is on its way; a stranger has nothing."""
    at = run.held[TALK.sent[number]], run.held[TALK.delivered[number]]
    return {NAMES[victim]: [one[victim] for one in at] for victim in Victim} | {"the wiretap": []}


def able(found, accepted):
    return {party for party, some in found.items() if any(map(accepted, some))}


@pytest.mark.parametrize("number", range(5))
def test_the_server_makes_cloud_messages_that_a_phone_takes_for_its_friends(number):
    run = CloudChat().play(TALK, rng=lesson("cloud"))
    lines = [packet for packet in run.packets if packet.number == number]
    message = CloudMessage(bytes(8), bytes(8), 4, 1, b"a forgery...")

    def accepted(holds):
        return any(
            cloud_opens(lock, cloud.seal(key, message, to=to, rng=RNG), to)
            for key in (*holds.keys, AuthKey.draw(RNG))
            for to, packet in zip(Direction, lines, strict=True)
            for lock in run.held[0][Victim.SERVER].keys
            if lock.key_id().hex() == packet.key
        )

    found = {party: some or [SimpleNamespace(keys=())] for party, some in loot(run, number).items()}
    sealed = of_run(run, "cloud chat", number)
    assert able(found, accepted) == alone(makers(sealed)) == {"Ann", "Ben", "the server"}
    assert "Not even" in guarantee(sealed).made


def cloud_opens(key, packet, to):
    try:
        return cloud.open_(key, packet, to=to).body == b"a forgery..."
    except CannotOpen:
        return False


@pytest.mark.parametrize("number", range(5))
def test_either_phone_makes_secret_messages_of_the_other_and_nobody_else_does(number):
    run = SecretChat(Every(2)).play(TALK, rng=plays.short_exponents())
    author = ROLES[TALK.senders[number]]
    reader = run.held[TALK.delivered[number]][Victim(TALK.senders[number].peer)]

    def accepted(holds):
        for key in (*holds.keys, SecretChatKey(lesson("guess")(256))):
            chat = secret.SecretChat(key, author)
            packet = secret.seal(chat, Text(1, "forged"), rng=RNG)[1]
            if any(secret_opens(one, packet, author) for one in reader.keys):
                return True
        return False

    found = {party: some or [SimpleNamespace(keys=())] for party, some in loot(run, number).items()}
    sealed = of_run(run, "secret chat", number)
    assert able(found, accepted) == alone(makers(sealed)) == {"Ann", "Ben"}
    assert "prove it to nobody" in guarantee(sealed).made


def secret_opens(key, packet, author):
    try:
        return secret.open_as(key, packet, author).message.text == "forged"
    except CannotOpen:
        return False


def test_the_other_role_of_a_secret_chat_is_not_what_keeps_its_reader_from_writing():
    key = SecretChatKey(lesson("both")(256))
    packet = secret.seal(secret.SecretChat(key, Author.CREATOR), Text(1, "forged"), rng=RNG)[1]
    assert not secret_opens(key, packet, Author.OTHER)
    assert secret_opens(key, packet, Author.CREATOR)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("number", range(5))
def test_either_phone_makes_ratchet_messages_of_the_other_and_nobody_else_does(form, number):
    how = DoubleRatchet(form)
    run = how.play(TALK, rng=lesson("ratchet"))
    packets = [packet.data for packet in run.packets]
    by = TALK.senders[number]
    reader = restore(run.held[TALK.delivered[number]][Victim(by.peer)].states)
    strangers = pair(form, rng=lesson("strangers"))[0]

    def accepted(holds):
        phone = restore(holds.states) or strangers
        if phone.own == reader.own:  # the reader itself poses as the author
            phone = phone.pose(packets[0], rng=RNG)
        try:
            return reader.hear(phone.say(b"forged")[1], rng=RNG)[1] == b"forged"
        except CryptokitError:
            return False

    found = {
        party: some or [SimpleNamespace(states=())] for party, some in loot(run, number).items()
    }
    sealed = of_run(run, how.title, number)
    assert able(found, accepted) == alone(makers(sealed)) == {"Ann", "Ben"}


def test_the_very_key_of_a_ratchet_message_is_its_readers_too():
    run = DoubleRatchet().play(in_order("AAB"), rng=lesson("same key"))
    for number in range(3):
        assert alone(makers(of_run(run, "Double Ratchet", number))) == {"Ann", "Ben"}


def test_no_member_makes_a_group_message_of_another():
    run = SenderKeys(3).play(TALK, rng=lesson("group"))
    for number, by in enumerate(TALK.senders):
        chain = run.packets[number].key.partition("#")[0]
        reader = run.held[TALK.delivered[number]][Victim(by.peer)]
        (theirs,) = chains_of(reader, chain)

        def accepted(holds, chain=chain, theirs=theirs):
            for keys in chains_of(holds, chain):
                packet = group_packet(keys)
                try:
                    return sender_keys.decrypt(theirs, packet)[1] == b"forged"
                except CryptokitError:
                    continue
            return False

        found = {party: some for party, some in loot(run, number).items() if some}
        sealed = of_run(run, "sender keys", number)
        assert able(found, accepted) == alone(makers(sealed)) == {NAMES[Victim(by)]}
        assert alone(readers(sealed)) == {"Ann", "Ben"}


def chains_of(holds, chain):
    return [
        keys for keys in group_play.restore(holds.states) if str(keys.chains[0].chain_id) == chain
    ]


def group_packet(keys):
    """Encrypt on a chain: with its signing key, or with one's own where that is not there."""
    first = keys.chains[0]
    pair_ = first.signing or KeyPair.draw(RNG)
    signing = type(first)(
        first.chain_id, first.iteration, first.key, first.signer, first.kept, pair_
    )
    mine = type(keys)(keys.distribution_id, (signing,))
    return sender_keys.encrypt(mine, b"forged", rng=RNG)[1]


def test_mail_under_a_public_key_is_anybodys():
    sealed = played(StaticKey(), TALK, 0, rng=lesson("mail"))
    assert alone(makers(sealed)) == set(sealed.parties)
    assert alone(readers(sealed)) == {"Ann", "Ben"}
