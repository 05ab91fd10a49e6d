"""The share slider: every number on it is the one that counting outcomes gives."""

import runpy
from fractions import Fraction
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest

from cryptokit.keys import ShareValue
from cryptokit.lab.widgets import share_odds
from cryptokit.lab.widgets.share_odds import MOST, PERCENTS, candidates, frame, words
from cryptokit.lab.widgets.share_rows import percent
from cryptokit.lab.widgets.view import range_of
from cryptokit.rng import lesson
from cryptokit.sharing import Share, join, split

drawn = SimpleNamespace(**runpy.run_path(str(Path(__file__).parent / "drawn.py")))
FIRST = {"threshold": 2, "shares": 3, "stolen": 10, "lost": 5}


def falling(shares, chance):
    """Give the chance of each number of parts that fall: part by part, without a binomial."""
    found = [Fraction(1)]
    for _ in range(shares):
        stays, falls = [*found, Fraction(0)], [Fraction(0), *found]
        found = [a * (1 - chance) + b * chance for a, b in zip(stays, falls, strict=True)]
    return found


def counted(shares, stolen, lost):
    """Give both dangers for each threshold."""
    thefts, losses = (falling(shares, Fraction(one, 100)) for one in (stolen, lost))
    for k in range(1, shares + 1):
        left_too_few = (losses[fell] for fell in range(shares + 1) if shares - fell < k)
        yield k, sum(thefts[k:]), sum(left_too_few)


@pytest.fixture(scope="module")
def dangers():
    settings = product(range(1, MOST + 1), PERCENTS, PERCENTS)
    return {setting: list(counted(*setting)) for setting in settings}


def test_over_the_whole_range_both_dangers_are_those_counted_part_by_part(dangers):
    walked = 0
    for values in range_of(share_odds.view(**FIRST)):
        k, n = values["threshold"], values["shares"]
        stolen, lost = Fraction(values["stolen"], 100), Fraction(values["lost"], 100)
        made = frame(k, n, stolen, lost)
        rows = [(row.threshold, row.breach, row.loss) for row in made.rows]
        assert rows == dangers[n, values["stolen"], values["lost"]]
        assert (made.chosen is None) == (k > n)
        if made.chosen is not None:
            assert made.chosen.threshold == k
            headline, theft, loss, *_ = words(made)
            assert f"read by thieves {percent(made.chosen.breach)}, " in headline
            assert f"lost for good {percent(made.chosen.loss)}." in headline
            for said, chance in ((theft, made.chosen.breach), (loss, made.chosen.loss)):
                assert said.endswith(f"{percent(chance)}{exact(chance)}.")
        walked += 1
    assert walked == MOST**2 * len(PERCENTS) ** 2


def exact(chance):
    return "" if chance in {0, 1} else f", exactly {chance}"


def test_the_picture_and_the_words_have_the_same_rows():
    view = share_odds.view(**FIRST)
    some = product(range(1, MOST + 1), range(1, MOST + 1), (0, 1, 50, 100), (20,))
    for k, n, stolen, lost in some:
        shown = view.show({"threshold": k, "shares": n, "stolen": stolen, "lost": lost})
        made = frame(k, n, Fraction(stolen, 100), Fraction(lost, 100))
        rows = drawn.texts(shown)[5:]
        assert len(rows) == 3 * n
        for row, name, breach, loss in zip(
            made.rows, rows[::3], rows[1::3], rows[2::3], strict=True
        ):
            assert name.startswith("▶ ") == (row.threshold == k)
            assert (breach, loss) == (percent(row.breach), percent(row.loss))
            told = f"{row.threshold} of {n}: read by thieves {breach}, lost {loss}."
            if k <= n:
                assert (told in shown.sentences) != (f"Chosen: {told}" in shown.sentences)
        bars = [
            float(one.get("width"))
            for one in drawn.parsed(shown).iter(f"{drawn.SVG}rect")
            if one.get("height") == "20.0"
        ]
        long = [190 * float(c) for row in made.rows for c in (row.breach, row.loss)]
        assert bars[1::2] == pytest.approx(long, abs=0.06)
        assert drawn.page(shown.html())[1] == list(shown.sentences)


def test_a_threshold_above_the_number_of_parts_says_so():
    shown = share_odds.view(**FIRST | {"threshold": 4}).show({**FIRST, "threshold": 4})
    assert shown.headline == "4 of 3 does not exist: nobody could ever read it."
    assert not any("▶" in text for text in drawn.texts(shown))


@pytest.mark.parametrize("k", range(1, MOST + 1))
def test_one_share_too_few_fits_every_secret(k):
    assert candidates(k) == 256
    assert "256 of 256" in words(frame(k, MOST, Fraction(0), Fraction(0)))[4]


@pytest.mark.parametrize("k", range(2, MOST + 1))
def test_real_shares_say_the_same_and_one_share_more_leaves_one_secret(k):
    shares = split(b"K", threshold=k, shares=MOST, rng=lesson("slider"))
    *known, last = shares[:k]

    def with_(value):
        guess = ShareValue(bytes([value]), from_lesson=True)
        return join([*known, Share(set_id=last.set_id, threshold=k, x=last.x, value=guess)])

    assert len({with_(value) for value in range(256)}) == candidates(k)
    assert join(shares[:k]) == b"K"


def test_nothing_uncertain_is_called_sure_and_nothing_possible_impossible():
    assert percent(Fraction(0)) == "0%"
    assert percent(Fraction(1)) == "100%"
    for exponent in range(1, 60):
        tiny = Fraction(1, 3**exponent)
        assert percent(tiny) != "0%"
        assert percent(1 - tiny) != "100%"
        assert "e" not in percent(tiny)
    assert percent(Fraction(1, 10**12)) == "at most 1 in 10^12"
    assert percent(Fraction(9, 10**12)) == "at most 1 in 10^11"


@pytest.mark.parametrize(
    "wrong", [{"threshold": 0}, {"shares": MOST + 1}, {"stolen": 7}, {"lost": 101}, {"lost": "x"}]
)
def test_a_value_that_a_slider_does_not_have_is_refused(wrong):
    with pytest.raises(ValueError, match="is none of"):
        share_odds.view(**FIRST | wrong)
