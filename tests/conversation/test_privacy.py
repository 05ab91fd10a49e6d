"""With aliases, nobody is named anywhere in a chat, and nothing else about it changes."""

import re
import unicodedata
from collections import Counter
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import Account, Certainty, Chat, Kind, Message, Run, Section, Service
from cryptokit.conversation.chat import SILENT
from cryptokit.conversation.findings import Doubt, Finding
from cryptokit.conversation.privacy.aliases import INVENTED, NOBODY, aliases, is_telling, words_of
from cryptokit.conversation.privacy.contacts import contacts_in, digits, is_number
from cryptokit.conversation.privacy.mentions import (
    Mentions,
    rewritten,
    rewritten_pieces,
    suspects,
    wanted,
)
from cryptokit.conversation.privacy.replaced import account_with_aliases, with_aliases
from cryptokit.conversation.readers import read_chat
from cryptokit.conversation.samples import names as samples
from cryptokit.conversation.samples import sample
from cryptokit.conversation.spoken import say
from cryptokit.errors import BadExport

PEOPLE = [
    "Ada Example", "Ada", "Bruno Muster", "Bruno Muster-Ruiz", "Галя Пример", "نور مثال", "王伟",
    "김민수", "สมชาย", "Ada 🔑", "🔑 Bea", "O'Brien (work)", 'Jo "the" Roe', "a.*b+", "[Al]", "Bo",
    "Alice", "Bob Alice", "Person", "Person 27", "José", "Jose\u0301 Ruiz", "Straße", "İpek",
    "ĳsbrand", "नूर", "von Neu", "Dr. Q", "ada lovelace", "MAX", "_x_ y", "example.org",
    "+00 000 000 00 07", "+0000000001", "user1000000005", "Ada (user1000000001)", "nobody@example.org",
]  # fmt: skip
HANDLES = ["@ada_e", "@Person1", "@bea.roe", "@ADA"]
NUMBERS = ["+00 (000) 000-0042", "+00 000 000 00 07", "+0000000001"]
BETWEEN = ["", " ", ", ", "'s ", "\n", "-", "_", "x", "1", "\0", "\u0301", "說", "@", "(", "🔑"]
UNSPACED = ("CJK", "HANGUL", "THAI", "HIRAGANA", "KATAKANA")

names = st.one_of(
    st.sampled_from(PEOPLE), st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
)
cases = st.sampled_from([str, str.upper, str.lower, str.swapcase, str.title])
forms = st.sampled_from(["NFC", "NFD"])


@st.composite
def mentions(draw, people):
    """Draw a text that mentions people, in any case and form, among other signs."""
    parts = draw(st.lists(st.sampled_from([*people, *HANDLES, *NUMBERS, "key", "Ada"]), max_size=4))
    signs = draw(st.lists(st.sampled_from(BETWEEN), min_size=5, max_size=5))
    parts = [draw(cases)(unicodedata.normalize(draw(forms), part)) for part in parts]
    return "".join(f"{sign}{part}" for sign, part in zip(signs, [*parts, ""], strict=False))


@st.composite
def values(draw, people):
    """Draw a JSON value that names people at any depth, under keys that do and do not say so."""
    keys = st.sampled_from(
        ["from", "members", "forwarded_from", "text", "first_name", "last_name", "phone_number",
         "user_id", "from_id", "recent", "type", "username"]
    )  # fmt: skip
    leaves = st.one_of(st.none(), st.booleans(), st.integers(), mentions(people),
                       st.sampled_from(people), st.just("user1000000005"))  # fmt: skip
    return draw(
        st.recursive(
            leaves,
            lambda inner: st.one_of(st.lists(inner), st.dictionaries(keys, inner)),
            max_leaves=6,
        )
    )


def more(people):
    """Give what else an export may say."""
    keys = [
        "contact_information",
        "reactions",
        "forwarded_from",
        "members",
        "author",
        "x",
        "from_id",
    ]
    return st.lists(st.tuples(st.sampled_from(keys), values(people)), max_size=2).map(tuple)


@st.composite
def messages(draw, people, number):
    """Draw a message."""
    cut = draw(st.lists(mentions(people), max_size=3))
    runs = tuple(Run(text, draw(st.sampled_from(["plain", "bold", "phone"]))) for text in cut)
    return Message(
        id=number,
        sent=draw(st.integers(0, 2**33)),
        sender=draw(st.sampled_from(people)),
        text="".join(cut) if runs else draw(mentions(people)),
        kind=draw(st.sampled_from(Kind)),
        title=draw(st.one_of(st.just(""), mentions(people))),
        reply_to=draw(st.none() | st.integers(1, 9)),
        edited=draw(st.booleans()),
        runs=runs,
        more=draw(more(people)),
    )


@st.composite
def chats(draw):
    """Draw a chat whose every text may name somebody."""
    people = draw(st.lists(names, min_size=1, max_size=5, unique_by=in_one_form))
    sent = [draw(messages(people, number)) for number in range(draw(st.integers(0, 2)))]
    services = [
        Service(
            9, 0, draw(st.sampled_from(people)), "pin", draw(mentions(people)), draw(more(people))
        )
    ] * draw(st.integers(0, 1))
    quoted = draw(mentions(people))
    return Chat(
        name=draw(st.one_of(st.sampled_from(people), mentions(people))),
        format="telegram",
        messages=tuple(sent),
        participants=tuple(people),
        group=draw(st.booleans()),
        services=tuple(services),
        type=draw(st.sampled_from(["personal_chat", "private_group"])),
        findings=(Finding("name", quoted, Certainty.LIKELY, quoted),),
        doubts=(Doubt(1, 1, quoted),),
        more=draw(more(people)),
    )


def in_one_form(name):
    """Write a name so that all ways to write it, and a number, are one."""
    return digits(name) if is_number(name) else folded(name)


def folded(text):
    return unicodedata.normalize("NFC", text).casefold()


def strings(value):
    """Walk over all strings in a record, whatever it is made of."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from strings(getattr(value, each.name))
    elif isinstance(value, dict):
        yield from (text for each in value.values() for text in strings(each))
    elif isinstance(value, (list, tuple)):
        yield from (text for each in value for text in strings(each))


def names_it(text, name):
    """Tell, letter by letter, whether a text holds a name as whole words."""
    text, name = folded(text), folded(name)
    at = text.find(name)
    while at >= 0:
        around = (text[at - 1 : at] + name[0], name[-1] + text[at + len(name) :][:1])
        if not any(len(pair) == 2 and all(map(joins, pair)) for pair in around):
            return True
        at = text.find(name, at + 1)
    return False


def joins(char):
    """Tell whether a letter or digit belongs to a script that sets words apart."""
    return char.isalnum() and not unicodedata.name(char, "").startswith(UNSPACED)


def shape(chat):
    """Keep of a chat what must not change."""
    return (
        [
            (m.id, m.sent, m.kind, m.reply_to, m.edited, m.edited_at, len(m.runs))
            for m in chat.messages
        ],
        [(s.id, s.sent, s.action) for s in chat.services],
        [[run.style for run in m.runs] for m in chat.messages],
        [bool(m.title) for m in chat.messages],
        len(chat.participants),
        (chat.format, chat.group, chat.unsupported, chat.type),
    )


def alike(chat):
    """Number the senders in the order in which they write."""
    order = {name: at for at, name in enumerate(chat.participants)}
    return [order[message.sender] for message in chat.messages]


def nobody_is_left(before, after):
    people = set(before.participants) - NOBODY
    real = [name for name in people if is_telling(name) or is_number(name)]
    for text in strings(after):
        for name in real:
            assert not names_it(text, name), (name, text)


@given(chats())
def test_nobody_is_named_anywhere(chat):
    [hidden] = with_aliases([chat])
    nobody_is_left(chat, hidden)


def contacts(chat):
    """Collect the contacts in a chat; its runs say nothing that its texts do not."""
    whole = replace(chat, messages=[replace(message, runs=()) for message in chat.messages])
    texts = [unicodedata.normalize("NFC", text) for text in strings(whole)]
    return {which for text in texts for _, _, which in contacts_in(text)}


@given(chats())
def test_no_number_and_no_handle_is_left(chat):
    [hidden] = with_aliases([chat])
    assert not contacts(chat) & contacts(hidden)


@given(chats())
def test_nothing_but_names_changes(chat):
    [hidden] = with_aliases([chat])
    assert shape(hidden) == shape(chat)
    assert alike(hidden) == alike(chat)
    assert len(set(hidden.participants)) == len(chat.participants)
    for message in hidden.messages:
        assert not message.runs or "".join(run.text for run in message.runs) == message.text


@given(chats())
def test_two_runs_give_the_same(chat):
    assert with_aliases([chat]) == with_aliases([chat])


@given(chats())
def test_hiding_twice_hides_the_invented_people_too(chat):
    once = with_aliases([chat])
    [twice] = with_aliases(once)
    assert shape(twice) == shape(chat)
    assert alike(twice) == alike(chat)
    nobody_is_left(once[0], twice)


@given(st.lists(chats(), min_size=2, max_size=2))
def test_one_person_has_one_name_in_all_chats(several):
    called = {}
    for before, after in zip(several, with_aliases(several), strict=True):
        for name, alias in zip(before.participants, after.participants, strict=True):
            assert called.setdefault(name, alias) == alias


@given(st.lists(names, max_size=60))
def test_no_alias_is_a_word_of_a_real_name(real):
    called = aliases(real, words_of(real))
    assert set(called) == set(real)
    assert len(set(called.values())) == len(called)
    for alias in called.values():
        assert not any(names_it(alias, name) for name in real if is_telling(name))
        assert not any(names_it(name, alias) for name in real)


@given(
    st.lists(st.text("abc +-19:@é", max_size=9).filter(lambda text: "+" not in text), max_size=5)
)
def test_what_mentions_nobody_is_the_very_same_text(texts):
    chat = Chat("x", "telegram", tuple(Message(1, 0, "Zoë Quux", text) for text in texts),
                ("Zoë Quux",), group=True)  # fmt: skip
    [hidden] = with_aliases([chat])
    for before, after in zip(chat.messages, hidden.messages, strict=True):
        assert ("@" in before.text and after.sender == "Alice") or after.text is before.text


def test_a_message_of_nobody_is_the_very_same_message():
    message = Message(1, 0, SILENT, "hi")
    chat = Chat("x", "telegram", (message,), (SILENT, "Ada"), group=False)
    [hidden] = with_aliases([chat])
    assert hidden.messages[0] is message
    assert hidden.participants == (SILENT, "Alice")


@given(st.data(), st.lists(st.sampled_from(PEOPLE), max_size=30, unique_by=folded))
def test_a_text_is_rewritten_only_if_it_is_suspect(data, people):
    texts = data.draw(st.lists(mentions([*people, "Zed"]), max_size=8))
    known = {folded(name): "Alice" for name in people if is_telling(name)}
    suspected = suspects(texts, wanted(known))
    for text in texts:
        if rewritten(text, Mentions(wanted(known), known, {})) != text:
            assert text in suspected


@given(st.data(), st.lists(st.sampled_from(PEOPLE), max_size=4, unique_by=folded))
def test_cutting_a_text_changes_nothing(data, people):
    text = data.draw(mentions([*people, "Zed"]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=3)))
    pieces = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    called = {folded(name): "Alice" for name in people if is_telling(name)}
    known = Mentions(wanted(called), called, {})
    assert "".join(rewritten_pieces(pieces, known)) == rewritten(text, known)
    assert len(rewritten_pieces(pieces, known)) == len(pieces)


def said(*lines):
    """Give what is left of typed lines, once people have aliases."""
    [chat] = with_aliases([say(lines)])
    return [f"{message.sender}: {message.text}" for message in chat.messages]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ada Muster, ADA and ada", "Alice, ALICE and alice"),
        ("Ada's and MUSTER’s; (Ada)", "Alice's and ALICE’s; (Alice)"),
        ("Adapter, Nevada, muster2", "Adapter, Nevada, muster2"),
        ("CV_Ada_Muster.pdf", "CV_Alice_Alice.pdf"),
        ("@Ada, @Ada Muster", "@Alice, @Alice"),
        ("von Berg", "von Berg"),
    ],
)
def test_names_are_found_as_whole_words_in_any_case(before, after):
    assert said(f"Ada Muster: {before}", "Dr. von Berta: hi")[0] == f"Alice: {after}"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("王 小伟", "我爱王小伟和小伟", "我爱AliceAlice和Alice"),
        ("김민수", "김민수가 왔다", "Alice가 왔다"),
        ("Галя Пример", "ГАЛЯ, галя, Галя; Гале", "ALICE, alice, Alice; Гале"),
        ("نور مثال", "مرحبا نور!", "مرحبا Alice!"),
        ("José", "jose\u0301 and Jose\u0301", "alice and Alice"),
        ("Jose\u0301", "José", "Alice"),
        ("Straße", "STRASSE, strasse", "ALICE, alice"),
        ("a.*b+ Co", "axxb+, A.*B+ co", "axxb+, Alice"),
    ],
)
def test_names_of_every_script_are_found(name, before, after):
    assert said(f"{name}: {before}", "Zed: hi")[0] == f"Alice: {after}"


@pytest.mark.parametrize(
    "text",
    [
        "+00 000 000-00-42",
        "+00 (00) 000 0042",
        "+0000042",
        "(+0000042)",
        "\u202a+00\u00a00000042\u202c",
    ],
)
def test_a_phone_number_is_a_plus_and_seven_digits_or_more(text):
    [line, _] = said(f"Ada: {text}", "Bo: hi")
    assert "42" not in line
    assert "+00 000 000 00 01" in line


@pytest.mark.parametrize(
    "text",
    [
        "order 1234567",
        "2025-03-04 10:30",
        "+123456",
        "5+1234567",
        "03/04/2025",
        "+1.234.567",
        "0049170",
    ],
)
def test_other_digits_are_no_phone_number(text):
    assert said(f"Ada: {text}", "Bo: hi")[0] == f"Alice: {text}"


def test_digits_without_a_plus_are_a_number_if_they_are_a_person():
    lines = said(
        "+00 0000042: hi", "Ada: call 000000042, @000000042, wa.me/000000042, not 1000000042"
    )
    assert lines == [
        "+00 000 000 00 01: hi",
        "Alice: call 000000000001, @000000000001, wa.me/000000000001, not 1000000042",
    ]


def test_contacts_are_replaced_consistently():
    lines = said("Ada: @Zed_1, t.me/zed_1, zed@example.com, ZED@example.com, @other", "Bo: @zed_1")
    assert lines == [
        "Alice: @person1, t.me/person1, person1@example.org, person1@example.org, @person2",
        "Bob: @person1",
    ]


def test_a_number_that_is_invented_already_gets_another():
    lines = said("+00 000 000 00 01: or +00 000 000 00 02", "Ada: hi")
    assert lines[0] == "+00 000 000 00 03: or +00 000 000 00 04"


def test_people_who_are_called_like_an_alias_get_another():
    assert said("Bob: Alice?", "Alice Carol: bob!") == ["Dave: Erin?", "Erin: dave!"]


def test_after_the_known_names_people_are_numbered():
    real = [f"Q{number}x" for number in range(30)]
    called = aliases(real, words_of(real))
    assert [*called.values()] == [*INVENTED, "Person 27", "Person 28", "Person 29", "Person 30"]


def test_who_shares_a_part_of_a_name_is_taken_for_the_first():
    lines = said("Ada Muster: hi", "Bo Muster: Ada, Bo, Bo Muster, Ms Muster")
    assert lines[1] == "Bob: Alice, Bo, Bob, Ms Alice"


def test_words_that_name_nobody_stay():
    assert said("Me: call me", "unknown: unknown") == ["Me: call me", "unknown: unknown"]


def test_a_name_without_letters_is_hidden_only_where_it_is_a_name():
    assert said(".: Well. A cake.", "A: 🔑") == ["Alice: Well. A cake.", "Bob: 🔑"]


def test_ids_and_contacts_in_other_fields_are_replaced():
    told = (
        ("from_id", "user1000000001"),
        ("reply_to_message_id", 1000000001),
        ("contact_information",
         {"first_name": "Nemo", "last_name": "Muster", "phone_number": "00 00 42"}),
        ("reactions", [{"recent": [{"from": "Bea", "from_id": "user1000000002"}]}]),
        ("forwarded_from", "Daily Gazette"),
        ("via_bot", "@quiz_bot"),
    )  # fmt: skip
    runs = (Run("Ada", "mention_name", (("user_id", 1000000001),)), Run(" 0000042", "phone"))
    message = Message(1, 0, "Ada", "Ada 0000042", Kind.CONTACT, "Nemo Muster", runs=runs, more=told)
    chat = Chat(
        "Daily Gazette club", "telegram", (message,), ("Ada",), group=True, more=(("id", 7),)
    )
    [hidden] = with_aliases([chat])
    [got] = hidden.messages
    assert hidden.name == "Dave club"
    assert hidden.more == (("id", 3),)
    assert dict(got.more) == {
        "from_id": "user1",
        "reply_to_message_id": 1000000001,
        "contact_information":
            {"first_name": "Bob", "last_name": "", "phone_number": "+00 000 000 00 02"},
        "reactions": [{"recent": [{"from": "Carol", "from_id": "user2"}]}],
        "forwarded_from": "Dave",
        "via_bot": "@person1",
    }  # fmt: skip
    assert got.title == "Bob"
    assert got.runs[0] == Run("Alice", "mention_name", (("user_id", 1),))
    assert got.text == "Alice+00 000 000 00 01"


def test_the_sections_of_an_account_are_hidden_too():
    contact = {"user_id": 42, "first_name": "Ada", "last_name": "Muster", "date": "2025-03-04"}
    frequent = {"id": 42, "type": "user", "name": "Ada Muster", "rating": 3}
    session = {"last_ip": "198.51.100.7", "application_name": "Phone of Ada"}
    account = Account(
        (say(["Ada Muster: hi", "Bo: hi"]),),
        (Section("contacts", (contact,)), Section("frequent", (frequent,), "Ada's"),
         Section("sessions", (session,))),
    )  # fmt: skip
    contacts, often, sessions = account_with_aliases(account).sections
    assert contacts.items == (contact | {"user_id": 1, "first_name": "Alice", "last_name": ""},)
    assert often.items == (frequent | {"id": 1, "name": "Alice"},)
    assert often.about == "Alice's"
    assert sessions.items == ({"last_ip": "192.0.2.1", "application_name": "Phone of Alice"},)


def test_a_group_that_notes_something_is_no_person():
    service = Service(1, 0, "Key club", "notice", "Ada joined")
    chat = Chat("Key club 🔑", "whatsapp", (), ("Ada",), group=True, services=(service,))
    [hidden] = with_aliases([chat])
    assert hidden.name == "Key club 🔑"
    assert hidden.services == (Service(1, 0, "Key club", "notice", "Alice joined"),)


def test_the_name_of_a_shared_contact_is_a_name():
    message = Message(1, 0, "Ada", "Nemo is new", Kind.CONTACT, "Nemo Muster.vcf")
    [hidden] = with_aliases([Chat("x", "whatsapp", (message,), ("Ada",), group=True)])
    assert hidden.messages == (Message(1, 0, "Alice", "Bob is new", Kind.CONTACT, "Bob.vcf"),)


def test_a_large_group_is_hidden_like_a_small_one():
    people = [f"Quux{number}" for number in range(60)]
    lines = [f"{name}: ask {people[0].upper()}, {name}s or {name}" for name in people]
    for number, line in enumerate(said(*lines)):
        sender, _, text = line.partition(": ")
        assert text == f"ask ALICE, Quux{number}s or {sender}"


def test_a_value_nested_too_deep_is_refused():
    deep = "Ada"
    for _ in range(5000):
        deep = [deep]
    chat = Chat("x", "telegram", (), ("Ada",), group=True, more=(("x", deep),))
    with pytest.raises(BadExport, match="nested too deep"):
        with_aliases([chat])


@pytest.mark.parametrize("name", samples())
def test_the_samples_name_nobody(name):
    chat = read_chat(sample(name), names=True)
    hidden = read_chat(sample(name))
    nobody_is_left(chat, hidden)
    assert shape(hidden) == shape(chat)
    assert alike(hidden) == alike(chat)


def test_the_telegram_sample_keeps_its_order_of_people():
    chat = read_chat(sample("telegram-result.json"))
    assert chat.name == "Key-split study circle 🔐 (evening)"
    assert chat.participants == ("Alice", "Bob", "Carol", "Dave", "Erin", "Frank")
    [tenth] = [message for message in chat.messages if message.id == 10]
    assert re.fullmatch(
        r"@person\d Bob #sharing \$TEST /start person1@example.org \+00 000 000 00 0[1-9]",
        tenth.text,
    )


def test_the_whatsapp_sample_keeps_a_number_a_number():
    chat = read_chat(sample("whatsapp-en.txt"))
    assert chat.participants == ("Alice", "Bob", "+00 000 000 00 01", "Carol", "Dave")
    assert Counter(message.sender for message in chat.messages)["+00 000 000 00 01"] == 1
    texts = [service.text for service in chat.services]
    assert "Bob's security code changed. Tap to learn more." in texts
    assert "+00 000 000 00 01 left" in texts
