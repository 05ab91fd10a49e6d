"""Three sentences on a message: they name each party on its side, and exactly what opens."""

import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cryptokit.exposure import (
    CloudChat,
    DoubleRatchet,
    Every,
    SecretChat,
    SenderKeys,
    StaticKey,
    in_order,
)
from cryptokit.exposure.runs import LINE
from cryptokit.lab.guarantee import guarantee
from cryptokit.lab.sealed import (
    Held,
    Sealed,
    Trip,
    made,
    makers,
    moments,
    readers,
    text,
)
from cryptokit.lab.sealed_kinds import (
    Talk,
    aead,
    checked_share,
    counter_mode,
    mac,
    plaintext,
    share,
    signed,
)
from cryptokit.lab.sealed_runs import played

plays = SimpleNamespace(
    **runpy.run_path(str(Path(__file__).parent.parent / "exposure" / "plays.py"))
)


def alone(sets):
    return {next(iter(one)) for one in sets if len(one) == 1}


KINDS = (plaintext, counter_mode, mac, aead, signed)
SYSTEMS = (CloudChat(), SecretChat(Every(3)), DoubleRatchet(), SenderKeys(), StaticKey())
# The sentences

KINDS_OF_ALL = (
    *(kind(Talk(messages=5, deleted_after=2), 1) for kind in KINDS),
    *(played(how, in_order("ABAAB"), 2, rng=plays.short_exponents()) for how in SYSTEMS),
    share(["Dan", "Eve", "Fay"], 2),
    checked_share(["Dan", "Eve", "Fay"], 2),
)


@pytest.mark.parametrize("sealed", KINDS_OF_ALL, ids=lambda one: one.title)
def test_the_sentences_name_each_party_on_its_side(sealed):
    said = guarantee(sealed)
    closed, open_ = re.fullmatch(
        r"Secret against: (.*)\. Not against: (.*)\.", said.secret
    ).groups()
    for party in sealed.parties:
        reads = party in alone(readers(sealed))
        assert (party in re.sub("any .*|[^,]* together", "", open_).split(", ")) == reads
        assert (party in closed.split(", ")) == (not reads)
        could = said.made.partition(": ")[2].partition(". ")[0]
        by_itself = re.sub("any .*|[^,]* together", "", could).split(",")
        assert (party in map(str.strip, by_itself)) == (party in alone(makers(sealed)))


def numbers(words_):
    """Read messages back out of a sentence."""
    found = set()
    for first, last in re.findall(r"(\d+)(?: to (\d+))?", words_):
        found |= set(range(int(first), int(last or first) + 1))
    return found


@given(st.sets(st.integers(0, 20), min_size=1), st.data())
@settings(max_examples=40)
def test_the_third_sentence_names_exactly_the_messages_that_open(opens, data):
    trips = tuple(Trip("Ann", "Ben", n, n) for n in range(21))
    from_ann = [Held("Ann", text(n)) for n in opens]
    at = moments(from_ann, ["Ann", "Ben", "the tap"], 21)
    sealed = Sealed("made up", data.draw(st.integers(0, 20)), trips, at, ())
    said = re.search("from Ann: ([^;]*);", guarantee(sealed, theft=3).theft).group(1)
    assert numbers(said) == opens


def test_a_secret_chat_reads_aloud():
    sealed = played(SecretChat(Every(2)), in_order("ABAABBAB"), 3, rng=plays.short_exponents())
    said = guarantee(sealed, theft=16)
    assert repr(said).splitlines()[0] == "message 3: secret chat"
    assert (said.secret, said.made, said.theft) == (
        "Secret against: the server, the wiretap. Not against: Ann, Ben.",
        "Could have made it: Ann, Ben. Ben knows that it was Ann, and can prove it to nobody.",
        (
            "A theft before step 16 opens: from Ann or Ben: messages 6 and 7; from the server or "
            "anybody else: nothing. From step 9 on, no theft from one party opens message 3."
        ),
    )


def test_a_split_key_reads_aloud():
    said = guarantee(share(["Dan", "Eve", "Fay"], 2))
    assert "the dealer, any 2 of Dan, Eve, Fay together" in said.secret
    assert "from any 2 of Dan, Eve, Fay together: the key" in said.theft
    every = guarantee(share(["Dan", "Eve"], 2))
    assert "Dan and Eve together" in every.secret


def test_it_shows_as_a_page_with_the_same_sentences():
    said = guarantee(signed(Talk("<Ann>", "B&n")))
    html = said._repr_html_()
    assert '<th scope="row"' in html
    assert "<caption>" in html
    assert "&lt;Ann&gt;" in html
    assert "<Ann>" not in html
    assert "B&amp;n" in html


# Bad input


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: plaintext(Talk(), 1),
        lambda: aead(Talk(messages=2), -1),
        lambda: Talk("Ann", "Ann"),
        lambda: Talk("Ann", "the relay"),
        lambda: Talk(messages=0),
        lambda: Talk(deleted_after=0),
        lambda: share([], 1),
        lambda: share(["Dan"], 2),
        lambda: checked_share(["Dan", "Dan"], 1),
        lambda: checked_share(["Dan", "Eve"], 1),
        lambda: checked_share(["the dealer"], 1),
        lambda: guarantee(aead(), theft=9),
        lambda: guarantee(aead(), theft=-1),
        lambda: played(CloudChat(), in_order("A"), 1),
    ],
    ids=range(14),
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError):
        wrong()


def test_everybody_has_the_line():
    at = moments([Held("Ann", made(0), since=1)], ["Ann", "Ben"], 1)
    assert at[0] == {"Ann": {LINE}, "Ben": {LINE}}
    assert at[1]["Ann"] == {LINE, made(0)}
