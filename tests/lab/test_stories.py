"""The story of a result, sentence by sentence."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from cryptokit.conversation import say
from cryptokit.experiment import who_can_read
from cryptokit.lab import stories, tables
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import Level


def printed(thing, width=200):
    out = io.StringIO()
    Console(file=out, width=width, highlight=False, markup=False).print(thing)
    return [line.rstrip() for line in out.getvalue().splitlines() if line.strip()]


@pytest.fixture(scope="module")
def cloud():
    levels = [Level.AT_REST, Level.SHARES, Level.MEMORY, Level.ENTITY]
    return who_can_read(
        say(["Alice: hi"]), messengers=[named("cloud_chat")], levels=levels, rng=lesson("story")
    )


def test_the_story_names_promise_orders_steps_and_missing_pieces(cloud):
    story = printed(stories.how(cloud), width=300)
    key = next(line for line in story if "missing: key" in line).split()[2].rstrip(",")
    split = next(line for line in story if "join and give" in line).split()[8]
    world = cloud.answers[0].trial.messenger.world
    assert {"db/disk.sqlite", "p1/disk.sqlite"} < {*cloud.answers[0].seized}
    assert story == [
        "Telegram cloud chat",
        "  promised: several court orders from different jurisdictions are required to force us to give up any data (the operator's FAQ, as quoted in the press in June 2017)",
        "  by policy: since 2018, of people whom a court order confirms as terror suspects: IP address and phone number (privacy policy of that time, section 8.3; the founder on 2 October 2024 on its start)",
        "  by policy: since September 2024, of people whom a valid order confirms as suspects of any crime against the terms: IP address and phone number, after a legal review (privacy policy as changed on 23 September 2024, section 8.3)",
        "  by mathematics: the fewest countries for messages: no number at L1, 4 at L2, 1 from L3 to L4; for who wrote to whom: 1 from L1 to L4; for numbers and addresses: 1 from L1 to L4",
        f"L1 disks: no number suffices (served: {' '.join(world.jurisdictions)})",
        f"  seized: {', '.join(cloud.answers[0].seized)}",
        f"  missing: key {key}, which locks 1 message in db/disk.sqlite",
        "  missing: s1: kept by p1 in US; reached from L2_plus_shares on",
        "  missing: s2: kept by p2 in SG; reached from L2_plus_shares on",
        "  missing: s3: kept by p3 in AE; reached from L2_plus_shares on",
        "  read all the same: 1 line of metadata: who sent to whom, and when",
        "  read all the same: 2 accounts: names, numbers, last addresses",
        "  what a user could notice: nothing shows by itself",
        "L2 + key parts: k_eff = 4 (served: AE NL SG US)",
        "  1. NL orders disks (db): db/disk.sqlite",
        "  2. US orders key parts (p1): p1/part.bin",
        "  3. SG orders key parts (p2): p2/part.bin",
        "  4. AE orders key parts (p3): p3/part.bin",
        f"  5. db/disk.sqlite: 1 message locked under key {key}",
        "  6. p1/part.bin: part 1 of a split, 3 needed",
        "  7. p2/part.bin: part 2 of a split, 3 needed",
        "  8. p3/part.bin: part 3 of a split, 3 needed",
        f"  9. parts 1, 2 and 3 of split {split} join and give key {key}",
        f"  10. key {key} opens 1 of 1 message",
        "  read besides: 2 accounts: names, numbers, last addresses",
        "  what a user could notice: nothing shows by itself",
        "L3 + live memory: k_eff = 1 (served: NL)",
        "  1. NL orders disks (db): db/disk.sqlite",
        "  2. NL orders live memory (db): db/memory.bin",
        f"  3. db/disk.sqlite: 1 message locked under key {key}",
        f"  4. db/memory.bin: key {key} in the clear",
        f"  5. key {key} opens 1 of 1 message",
        "  read besides: 2 accounts: names, numbers, last addresses",
        "  what a user could notice: nothing shows by itself",
        "  metadata alone: Alice to Bob: 1 message, 2 bytes, 2025-01-01 09:00",
        "  metadata alone: busiest hour: 09h, with 1 message",
        "  The examiner reads: “Alice: hi”",
    ]


def test_what_several_orders_show_alike_is_said_once_with_all_whom_they_name():
    phones = who_can_read(
        say(["Alice: hi"]), messengers=[named("secret_chat")], levels=[Level.ENDPOINT],
        orders=["DE", "FR"],
    )  # fmt: skip
    said = stories.noticed(phones.answers[0])
    assert said.startswith("what a user could notice: ")
    for sign in phones.answers[0].noticed:
        assert said.count(sign.what) == 1
        assert sign.target in said
    assert "the owner sees that the phone is gone (phone_a, phone_b)" in said


def from_the_first_rung(result):
    story = printed(stories.how(result))
    return story[next(i for i, line in enumerate(story) if line.startswith("L1")) :]


def test_a_public_channel_needs_no_order_and_an_order_names_people_besides():
    channel, chat = named("channel"), say(["Alice: hi"])
    levels = [Level.AT_REST, Level.MEMORY]
    result = who_can_read(chat, messengers=[channel], levels=levels, rng=lesson("story"))
    assert from_the_first_rung(result) == [
        "L1 disks: k_eff = 0, no order is needed (served: nobody)",
        "  1. anybody can look: web/disk.sqlite",
        "  2. web/disk.sqlite: 1 message in the clear",
        "  what a user could notice: nothing shows by itself",
        f"  The examiner reads: “{chat.name}: hi”",
    ]
    table = printed(tables.overview(result))
    assert ["L1", "disks", "0", "1/1", "none", "needed"] in [line.split() for line in table]
    assert any("0: anybody can look" in line for line in table)
    served = who_can_read(chat, messengers=[channel], levels=levels, orders=["SG"])
    story = from_the_first_rung(served)
    assert story[0] == "L1 disks: k_eff = 0, no order was needed (served: SG)"
    assert "  1. anybody can look: web/disk.sqlite" in story
    assert "  read besides: 2 accounts: names, numbers, last addresses" in story


def test_the_legend_speaks_of_0_only_where_there_is_one(cloud):
    assert not any("anybody can look" in line for line in printed(tables.overview(cloud)))


def test_the_face_of_0_in_the_figure_is_the_most_alarming_one():
    from cryptokit.lab import figures

    chat = say(["Alice: hi"])
    level = [Level.AT_REST]
    public, domestic = (
        figures.ladder(who_can_read(chat, messengers=[named(one)], levels=level))
        for one in ("channel", "domestic")
    )
    assert "Telegram public channel: 0 at L1" in public.alt
    alarming = "#d55e00"
    assert alarming in public.svg
    assert alarming in domestic.svg


def test_an_order_on_the_wrong_country_says_so():
    result = who_can_read(
        say(["Alice: hi"]), messengers=[named("cloud_chat")], levels=[Level.ENTITY], orders=["VG"]
    )
    story = printed(stories.how(result))
    assert "L4 + the company: k_eff = 1, but not with these (served: VG)" in story
    assert "  seized: p3/disk.sqlite, p3/part.bin" in story


def test_group_control_is_told_as_what_it_is():
    result = who_can_read(
        say(["Alice: hi"]), messengers=[named("cloud_chat_cold")], levels=[Level.PERSON]
    )
    assert any(
        "AE orders ceo, and through it the group: p1/part.bin" in line
        for line in printed(stories.how(result))
    )


def test_the_table_counts_the_other_sets_and_the_notices(cloud):
    table = printed(tables.overview(cloud))
    assert table[0] == "Who can read the chat “Alice and Bob”? (said: 1 message, 2 people)"
    assert any(
        line.split() == ["L2", "+", "key", "parts", "4", "1/1", "AE", "NL", "SG", "US"]
        for line in table
    )
    result = who_can_read(
        say(["Alice: hi"]), messengers=[named("cloud_chat")], levels=[Level.CONTROL]
    )
    assert any(line.endswith("NL +3") for line in printed(tables.overview(result)))


def test_no_chat_name_steers_the_terminal(cloud):
    hostile = replace(cloud, chat=replace(cloud.chat, name="\x1b[2Jchat\u202e"))
    assert "“\ufffd[2Jchat”" in printed(tables.overview(hostile))[0]


def test_a_row_of_the_figure_that_stays_closed_is_hatched():
    from cryptokit.lab import figures

    result = who_can_read(
        say(["Alice: hi"]), messengers=[named("secret_chat")], levels=[Level.CODE, Level.ENDPOINT]
    )
    assert figures.ladder(result).svg.count('fill="url(#no-number)"') == 1


def test_rungs_asked_for_in_any_order_stand_in_their_own_row():
    levels = [Level.MEMORY, Level.AT_REST, Level.SHARES, Level.MEMORY]
    cloud = named("cloud_chat")
    result = who_can_read(say(["Alice: hi"]), messengers=[cloud], levels=levels)
    assert [one.trial.level for one in result.answers] == sorted(set(levels))
    cells = {
        line.split()[0]: line
        for line in printed(tables.overview(result))
        if line.lstrip().startswith("L")
    }
    assert " -  0/1 " in cells["L1"]
    assert " 4  1/1 " in cells["L2"]
    assert " 1  1/1 " in cells["L3"]
