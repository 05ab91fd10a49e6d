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
from cryptokit.conversation.privacy.aliases import (
    INVENTED,
    aliases,
    is_nobody,
    is_telling,
    words_of,
)
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
    "ĳsbrand", "नूर", "von Neu", "Dr. Q", "ada lovelace", "Bo Li", "anna-lena roe", "YOU", "MAX", "_x_ y", "example.org",
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
    people = [name for name in before.participants if not is_nobody(name)]
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
        "+00 000/0000042",
        "+00.000.0000042",
        "+00 (0) 000 – 0000042",
        "+00‐000‐0000042",
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
        "+1.234.567.",
        "03.09.2024 08:59",
        "03/09/2024 08:59",
        "2024-09-03 08:59:00",
        "03/04, 0.99/kg, 01/02/03",
        "00:10, 08:59 - 09:00",
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


def test_a_number_without_a_plus_may_have_a_slash_after_its_area_code():
    lines = said("Ada: 0000/0000042, 00000/00042 or 0000/2024", "Bo: 00000000042")
    assert lines == ["Alice: 000000000001, 000000000002 or 0000/2024", "Bob: 000000000001"]


@pytest.mark.parametrize("text", ["@all", "hi @everyone!", "@here.", "@ALL: key"])
def test_a_call_to_everybody_is_no_handle(text):
    assert said(f"Ada: {text}", "Bo: hi")[0] == f"Alice: {text}"


@pytest.mark.parametrize(
    ("link", "after"),
    [
        ("tg://resolve?domain=Zed_1", "tg://resolve?domain=person1"),
        ("https://zed_1.t.me", "https://person1.t.me"),
        (
            "https://api.whatsapp.com/send?phone=0000042",
            "https://api.whatsapp.com/send?phone=000000000001",
        ),
        ("whatsapp://send?text=hi&phone=+0000042", "whatsapp://send?text=hi&phone=+000000000001"),
        ("tg://user?id=1000000007", "tg://user?id=1"),
        ("tg://user?id=0", "tg://user?id=0"),
        (
            "https://example.com/?id=1000000007&phone=x",
            "https://example.com/?id=1000000007&phone=x",
        ),
    ],
)
def test_links_to_people_lead_to_others(link, after):
    assert said(f"Ada: see {link}.", "Bo: hi")[0] == f"Alice: see {after}."


def test_an_id_in_a_link_is_that_of_the_person():
    told = (("from_id", "user1000000009"),)
    message = Message(1, 0, "Ada", "tg://user?id=8 and tg://user?id=1000000009", more=told)
    [hidden] = with_aliases([Chat("x", "telegram", (message,), ("Ada",), group=True)])
    assert hidden.messages[0].text == "tg://user?id=2 and tg://user?id=1"
    assert hidden.messages[0].more == (("from_id", "user1"),)


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
    assert lines[1] == "Bob: Alice, Bob, Bob, Ms Alice"


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


def test_a_name_that_the_app_marked_is_a_person():
    runs = (Run("Carol Stone", "mention_name"), Run(" and "), Run("🔑", "mention_name"),
            Run(" ask carol, "), Run("Muster", "mention_name"))  # fmt: skip
    text = "".join(run.text for run in runs)
    chat = Chat(
        "x",
        "telegram",
        (Message(1, 0, "Ada Muster", text, runs=runs),),
        ("Ada Muster",),
        group=True,
    )
    [hidden] = with_aliases([chat])
    assert hidden.messages[0].text == "Bob and Dave ask bob, Alice"


@pytest.mark.parametrize("key", ["new_creator", "peer_name", "boost_peer_name", "bot"])
def test_a_note_of_the_app_names_people_under_its_own_keys(key):
    service = Service(1, 0, "Ada", "x", "", ((key, "Carol Stone"),))
    chat = Chat("x", "telegram", (), ("Ada",), group=True, services=(service,))
    assert with_aliases([chat])[0].services[0].more == ((key, "Bob"),)


def test_who_reacted_in_a_signal_chat_is_a_person():
    more = (("reactions", [{"name": "Zed Quux", "emoji": "🔑"}]),)
    chat = Chat("x", "signal", (Message(1, 0, "Ada", "hi", more=more),), ("Ada",), group=True)
    [message] = with_aliases([chat])[0].messages
    assert message.more == (("reactions", [{"name": "Bob", "emoji": "🔑"}]),)


def test_a_bank_card_is_masked_with_zeros():
    runs = (Run("pay to "), Run("1234 5678 1234 5678", "bank_card"))
    message = Message(1, 0, "Ada", "pay to 1234 5678 1234 5678", runs=runs)
    [hidden] = with_aliases([Chat("x", "telegram", (message,), ("Ada",), group=True)])
    assert hidden.messages[0].text == "pay to 0000 0000 0000 0000"
    assert hidden.messages[0].runs[1] == Run("0000 0000 0000 0000", "bank_card")


def test_who_gave_and_won_a_giveaway_has_another_id():
    more = (("giveaway_information", {"channels": [1000000007], "quantity": 3}),
            ("giveaway_results", {"channel": 1000000007, "winners": [1000000008]}))  # fmt: skip
    message = Message(1, 0, "Ada", "", Kind.GIVEAWAY, more=more)
    [hidden] = with_aliases([Chat("x", "telegram", (message,), ("Ada",), group=True)])
    assert hidden.messages[0].more == (
        ("giveaway_information", {"channels": [1], "quantity": 3}),
        ("giveaway_results", {"channel": 1, "winners": [2]}),
    )


def test_a_mention_in_brackets_of_the_app_is_a_person():
    lines = said(
        "Ada Muster: hi @\u2068Carol Stone\u2069, @\u2068Ada\u2069, @\u2068all\u2069",
        "Bo: CAROL, all?",
    )
    assert lines == [
        "Alice: hi @\u2068Dave\u2069, @\u2068Alice\u2069, @\u2068all\u2069",
        "Bob: DAVE, all?",
    ]


def test_a_number_in_brackets_of_the_app_is_a_number():
    lines = said("Ada: @\u2068+00 000 0000042\u2069", "Bo: +000000000042")
    assert lines == ["Alice: @\u2068+00 000 000 00 01\u2069", "Bob: +00 000 000 00 01"]


@pytest.mark.parametrize("word", ["YOU", "você", "Tú", "Vous", "siz", "An admin", "Ein Admin", "я"])
def test_a_pronoun_in_place_of_a_name_is_nobody(word):
    assert said(f"{word}: hi {word}", f"Ada: {word}!") == [f"{word}: hi {word}", f"Alice: {word}!"]


@pytest.mark.parametrize(
    ("name", "after"), [("Carol Stone", "Bob"), ("Ada", "Alice"), ("Ada Muster", "Alice")]
)
def test_a_chat_of_two_that_bears_a_name_bears_that_of_a_person(name, after):
    message = Message(1, 0, "Ada Muster", f"I am {name}, no chat on WhatsApp")
    chat = Chat(name, "whatsapp", (message,), ("Ada Muster", SILENT), group=False)
    [hidden] = with_aliases([chat])
    assert hidden.name == after
    assert hidden.messages[0].text == f"I am {after}, no chat on WhatsApp"


def test_a_signal_chat_is_named_like_its_person_without_spaces():
    chat = Chat("AdaReal", "signal", (), ("Ada Real", "Me"), group=False)
    assert with_aliases([chat])[0].name == "Alice"


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("anna muster", "Anna Muster, anna, MUSTER", "Alice, alice, ALICE"),
        ("ada of 7", "of ada", "of alice"),
        ("Anna-Lena Roe", "Anna-Lena, Anna and lena", "Alice, Alice and alice"),
        ("Bo Li", "Bo, Li, bo, li, LI, Bo Li, BO LI", "Alice, Alice, bo, li, LI, Alice, ALICE"),
        ("Dr. An-Na Quux", "Dr An, Na; an na", "Dr Alice, Alice; an na"),
        ("Bo", "bo, BO", "alice, ALICE"),
    ],
)
def test_parts_of_names_are_names(name, before, after):
    assert said(f"{name}: {before}", "Zed: hi")[0] == f"Alice: {after}"


def test_mentions_that_overlap_become_one():
    lines = said("Ada Muster: meet Ada Muster Ruiz", "Muster Ruiz: hi")
    assert lines[0] == "Alice: meet Alice"


@given(st.data(), st.lists(st.text("王小伟明 a", min_size=1, max_size=4), min_size=30, unique=True))
def test_many_names_are_found_like_each_alone(data, people):
    people = [name for name in people if is_telling(name) and name == name.strip()]
    text = data.draw(st.text("王小伟明 ax", max_size=12))
    together = dict.fromkeys(people, "Zed")
    found = rewritten(text, Mentions(wanted(together), together, {})) != text
    alone = [rewritten(text, Mentions(wanted([name]), {name: "Zed"}, {})) for name in people]
    assert found == any(each != text for each in alone)
    assert not found or text in suspects([text], wanted(together))


@pytest.mark.parametrize("stem", ["Deleted Account {}", "王伟{}明", "+00 000 {:07d}", "王{}"])
def test_a_clue_leads_to_few_names_however_alike_they_are(stem):
    digits_of = str.maketrans("0123456789", "零一二三四五六七八九")
    many = [stem.format(number) for number in range(2000)]
    if "王" in stem:
        many = [name.translate(digits_of) for name in many]
    who = wanted(many)
    assert max(map(len, (*who.words.values(), *who.unspaced.values()))) <= 100


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


def test_the_id_zero_is_nobody_and_stays():
    section = Section("contacts", ({"user_id": 0, "first_name": "Ada"}, {"user_id": 70_000_001}))
    hidden = account_with_aliases(Account((), (section,))).sections[0].items
    assert hidden[0]["user_id"] == 0
    assert hidden[1]["user_id"] not in {0, 70_000_001}
