"""Telling formats apart: what a line says, what a set says, and when a person must say it."""

import pytest

from cryptokit.certainty import Certainty
from cryptokit.errors import Ambiguous, BadShare, Unknown, WireError
from cryptokit.rng import lesson
from cryptokit.sharing.formats import FORMATS, Raw, named, readings, settle, split, weighing
from cryptokit.sharing.formats.recognise import verdicts
from cryptokit.sharing.slip39 import words

KEY = bytes(range(100, 132))


def raws(lines):
    return [Raw(f"line {i}", line) for i, line in enumerate(lines, 1)]


def lines_of(name, secret=KEY, k=3, n=5, seed="recognise", **more):
    written = split(secret, threshold=k, shares=n, format=name, rng=lesson(seed), **more)
    return [one.line.encode() for one in written]


def formats_of(parts):
    return {part.format for part in parts}


def with_ends(first, last, size=33):
    return [
        bytes([a]) + bytes(range(0x90, 0x8E + size)) + bytes([b])
        for a, b in zip(first, last, strict=True)
    ]


@pytest.mark.parametrize(
    ("name", "sure"),
    [
        ("cryptokit", Certainty.CERTAIN),
        ("slip39", Certainty.CERTAIN),
        ("sskr", Certainty.LIKELY),
        ("gfshare", Certainty.LIKELY),
        ("zfec", Certainty.LIKELY),
        ("vault", Certainty.GUESSED),
        ("sss-key", Certainty.GUESSED),
        ("ssss", Certainty.GUESSED),
    ],
)
def test_how_sure_a_single_line_is(name, sure):
    found = readings(Raw("line 1", lines_of(name)[0]))
    assert {one.certainty for one in found if one.part.format == name} == {sure}
    assert [one.certainty for one in found] == sorted(
        (one.certainty for one in found), key=["certain", "likely", "guessed"].index
    )


@pytest.mark.parametrize("name", ["cryptokit", "slip39", "sskr", "gfshare", "zfec", "sss-key"])
@pytest.mark.parametrize("count", [3, 5])
def test_a_set_that_shows_its_format_is_settled_without_asking(name, count):
    assert formats_of(settle(raws(lines_of(name)[:count]))) == {name}


def test_the_same_box_in_two_shares_shows_sss():
    assert formats_of(settle(raws(lines_of("sss", b"nine")[:2]))) == {"sss"}


def test_vault_shares_of_a_key_are_told_from_key_shares_of_sss():
    for seed in range(20):
        found = settle(raws(lines_of("vault", seed=str(seed), k=3, n=5)))
        assert formats_of(found) == {"vault"}


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_vault_shares_of_a_key_are_never_settled_as_another_format(count):
    # Chance would do it once in 4,096, so the seeds are fixed.
    for seed in range(25):
        decided = verdicts(raws(lines_of("vault", k=2, n=count, seed=str(seed))))
        settled = {one.part.format for one in decided if not isinstance(one, Ambiguous)}
        assert settled <= {"vault"}


@pytest.mark.parametrize("first", [7, 200])
def test_a_single_share_of_33_bytes_is_a_question(first):
    line = with_ends([first], [200])
    with pytest.raises(Ambiguous) as caught:
        settle(raws(line))
    assert caught.value.fits == ("vault", "sss-key")
    assert caught.value.where == "line 1"
    assert formats_of(settle(raws(line), "sss-key")) == {"sss-key"}
    assert formats_of(settle(raws(line), "vault")) == {"vault"}


@pytest.mark.parametrize(
    ("first", "last", "is_"),
    [
        ([1, 2, 3], [9, 77, 201], "sss-key"),  # chance: one in 600,000
        ([1, 4], [9, 77], "sss-key"),  # one in 4,096
        ([3, 5], [9, 9], "sss-key"),  # x's do not repeat
        ([3, 5], [9, 77], None),
        ([20, 30, 60], [9, 77, 201], None),
        ([20, 30, 60], [9, 77, 9], "sss-key"),
        ([1, 2, 200], [9, 77, 201], "vault"),
        ([0, 2, 3], [9, 77, 201], "vault"),
        ([2, 2, 3], [9, 77, 201], "vault"),
    ],
)
def test_the_ends_of_33_bytes_decide(first, last, is_):
    lines = raws(with_ends(first, last))
    if is_ is None:
        with pytest.raises(Ambiguous) as caught:
            settle(lines)
        assert caught.value.fits == ("vault", "sss-key")
        assert caught.value.where == ", ".join(raw.where for raw in lines)
    else:
        assert formats_of(settle(lines)) == {is_}


def test_copies_of_one_line_say_nothing_more():
    with pytest.raises(Ambiguous):
        settle(raws(with_ends([1], [9]) * 5))


def test_a_share_of_vault_at_zero_does_not_turn_the_set_into_another_format():
    with pytest.raises(BadShare) as caught:
        settle(raws(with_ends([100, 177, 230], [9, 0, 201])))
    assert caught.value.holder == "line 2"


def test_different_boxes_do_not_show_sss():
    lines = [line.hex().encode() for line in with_ends([1, 2], [9, 77], 113)]
    changed = [lines[0], lines[1][:-20] + b"00" * 10]
    with pytest.raises(BadShare):
        settle(raws(changed), "vault")
    with pytest.raises(Ambiguous):
        settle(raws(lines))


def test_lengths_that_sskr_has_too_are_told_by_the_whole_set():
    for seed in range(40):  # one share in 56 looks like one of SSKR
        lines = lines_of("vault", bytes(20), seed=f"sskr {seed}")
        assert formats_of(settle(raws(lines))) == {"vault"}
    assert formats_of(settle(raws(lines_of("sskr", bytes(20))[:2]))) == {"sskr"}


def test_two_shares_that_may_be_of_two_sets_of_sskr_are_a_question():
    # identifier, one group, group 0 of threshold 2, member 1, 15 bytes; the last is x for Vault
    lines = [bytes([i, 0x6F, 0, 1, 1]) + bytes(range(15)) + bytes([x]) for i, x in ((1, 7), (2, 9))]
    with pytest.raises(Ambiguous) as caught:
        settle(raws(lines))
    assert caught.value.fits == ("sskr", "vault")


@pytest.mark.parametrize(
    ("size", "fits"), [(16, ("ssss", "ssss-plain", "gf128")), (9, ("ssss", "ssss-plain"))]
)
def test_what_no_set_can_tell_is_asked(size, fits):
    with pytest.raises(Ambiguous, match="--format with the one that wrote it: ssss") as caught:
        settle(raws(lines_of("ssss", bytes(range(1, size + 1)))))
    assert caught.value.fits == fits


def test_a_numbered_file_with_hex_in_it_is_a_question():
    files = [Raw(f"key.{i:03}", line) for i, line in enumerate(lines_of("vault", b"nine"), 1)]
    with pytest.raises(Ambiguous) as caught:
        settle(files)
    assert caught.value.fits == ("vault", "gfshare")


def test_a_line_that_says_otherwise_than_the_name_of_its_file_is_a_question():
    with pytest.raises(Ambiguous) as caught:
        settle([Raw("key.3.zfec", b".019:ac7b5518")])
    assert caught.value.fits == ("gfshare", "zfec")


def test_unseal_keys_as_vault_prints_them_need_no_format():
    import base64

    lines = [base64.b64encode(bytes.fromhex(one.decode())) for one in lines_of("vault")]
    labelled = [b"Unseal Key %d: " % i + line for i, line in enumerate(lines, 1)]
    assert formats_of(settle(raws(labelled))) == {"vault"}


def test_a_share_that_its_format_refuses_passes_for_nothing_else():
    with pytest.raises(BadShare) as caught:
        settle([Raw("secret.000", b"\x80\x81\x82\x83")])
    assert caught.value.holder == "secret.000"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: b"\xef\xbb\xbf" + line,
        lambda line: line[:20] + b"\r\n" + line[20:],
        lambda line: line[:20] + "\N{ZERO WIDTH SPACE}".encode() + line[20:],
        lambda line: line[:20] + "\N{EN DASH}".encode() + line[20:],
    ],
    ids=["byte order mark", "two lines", "unseen", "dash"],
)
def test_text_that_is_not_quite_hex_is_refused_and_not_taken_for_bytes(spoil):
    lines = raws([spoil(line) for line in lines_of("vault")])
    for name in ("vault", None):
        with pytest.raises(WireError, match="line 1"):
            settle(lines, name)


def test_short_noise_that_looks_like_text_is_taken_for_bytes():
    noise = "\N{EN DASH}ab\ncd".encode()
    assert Raw("a.share", noise).binary() == noise
    assert Raw("a.share", noise * 8).binary() is None


def test_a_line_of_another_format_is_not_compared_with_1024_words(monkeypatch):
    # A millisecond a line, for shares that nobody took for words.
    monkeypatch.setattr(words, "get_close_matches", lambda *_, **__: pytest.fail("compared"))
    settle(raws([b".019:ac7b5518", b".036:582e08c6"]))


def test_a_line_that_fits_nothing_is_named():
    with pytest.raises(WireError) as caught:
        settle(raws([*lines_of("zfec")[:2], b"good morning"]))
    assert caught.value.field.startswith("line 3, ")
    assert "fits no known format" in str(caught.value)


def test_the_nearest_reader_says_what_is_wrong():
    (line,) = lines_of("cryptokit")[:1]
    mistyped = line[:-1] + (b"A" if line[-1:] != b"A" else b"B")
    with pytest.raises(WireError, match="in line 1, checksum: fits no known format") as caught:
        settle(raws([line.replace(b"-", b"").replace(b":", b"-:")[:-1] + mistyped[-1:]]))
    assert caught.value.offset > 0


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b"#3:a6a3e2zz", "at byte 3, in line 1, value: .* not hex"),
        (b".019:a6a3e2zz", "at byte 5, in line 1, value: .* not hex"),
        (b"2-1-bmluZQ-s/T7", "at byte 11, in line 1, checksum: .* mistyped or damaged"),
    ],
)
def test_the_reader_that_came_furthest_is_the_nearest(line, says):
    with pytest.raises(WireError, match=says):
        settle([Raw("line 1", line)])


def test_a_format_that_is_given_is_believed_and_its_own_error_names_the_line():
    (one,) = verdicts(raws([b"46b269a8cc"]), "vault")
    assert (one.certainty, one.part.format) == (Certainty.GIVEN, "vault")
    with pytest.raises(WireError) as caught:
        settle(raws([b"#3:a6a3", b"46b269a8cc"]), "zfec")
    assert caught.value.field == "line 2, block"
    assert "nearest" not in str(caught.value)


def test_an_unknown_format_is_refused_with_the_near_one():
    with pytest.raises(Unknown, match="'vault'"):
        named("valut")
    with pytest.raises(Unknown):
        settle([], "valut")


def test_no_reason_shows_what_a_share_holds():
    for name in FORMATS:
        if FORMATS[name].split and name not in {"gf128", "sss"}:
            for one in verdicts(raws(lines_of(name))):
                if not isinstance(one, Exception):
                    assert one.part.value.reveal().hex() not in one.why + repr(one)


def test_weighing_says_why():
    weights = weighing.weigh(["vault", "sss-key"], with_ends([1, 2, 3], [9, 77, 201]))
    assert weights["sss-key"].why == "the bytes in front count from 1 (here 1, 2, 3)"
    assert weights["vault"].certainty == Certainty.GUESSED
