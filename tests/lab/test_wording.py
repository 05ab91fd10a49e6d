"""Plain words for codes: nothing is lost by them, and nothing said twice."""

from hypothesis import given
from hypothesis import strategies as st

from cryptokit.conversation import read_chat, say
from cryptokit.conversation.findings import Doubt
from cryptokit.conversation.samples import names, sample
from cryptokit.lab.reading import spelled
from cryptokit.lab.wording import NOTICES, doubts, inferred, notice

reasons = st.sampled_from(["pasted", "a clock set back", "several people"])


@given(st.lists(st.builds(Doubt, st.integers(1, 99), st.integers(1, 99), reasons)))
def test_every_reason_is_said_once_with_its_lines(given_):
    said = dict(reversed(line.split(": ")) for line in doubts(given_))
    assert len(said) == len(doubts(given_))
    assert list(said) == list(dict.fromkeys(doubt.why for doubt in given_))
    for why, lines in said.items():
        numbers = list(dict.fromkeys(doubt.line for doubt in given_ if doubt.why == why))
        told = [int(word) for word in lines.replace(",", "").split() if word.isdecimal()]
        assert told[:10] == numbers[:10]
        assert lines.endswith(" more (--json has all)") == (len(numbers) > 10)
        if len(numbers) > 10:
            assert told[10:] == [len(numbers) - 10]


def test_three_lines_of_one_reason_are_told_together():
    assert doubts([Doubt(line, line, "pasted") for line in (12, 15, 20)]) == (
        "lines 12, 15 and 20: pasted",
    )


@given(st.from_regex(r"[a-z]+(_[a-z]+){0,3}", fullmatch=True))
def test_no_code_is_shown_as_a_code(action):
    assert "_" not in notice(action)


def test_no_two_common_notices_read_the_same():
    assert len(set(NOTICES.values())) == len(NOTICES)


def test_the_letters_of_a_form_are_explained():
    for name in (one for one in names() if one.startswith("whatsapp")):
        (form,) = [f for f in read_chat(sample(name), names=True).findings if f.question == "form"]
        assert "(D is a day or a month)" in inferred(form)
        assert form.why in inferred(form)


@given(st.lists(st.from_regex("[a-cA-C]{1,2}", fullmatch=True), min_size=1), st.data())
def test_a_name_that_a_chat_has_is_never_taken_for_another(people, data):
    one = say(["Ann: hi"])
    chats = [type(one)(name, "said", (), (), group=False) for name in people]
    name = data.draw(st.sampled_from(people))
    assert spelled(name, chats) == name
    assert spelled(name.swapcase(), chats) in people
    assert spelled("nobody", chats) == "nobody"
