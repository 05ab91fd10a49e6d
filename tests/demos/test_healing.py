"""The demo of healing: what it shows is what was read, and the four kinds of keys part ways."""

from contextlib import redirect_stdout
from functools import cache
from io import StringIO

from cryptokit.demos import healing


@cache
def ran():
    """What the demo gave, and what it printed; it is run once."""
    with redirect_stdout(StringIO()) as out:
        found = healing.run()
    return found, " ".join(out.getvalue().split())


def test_three_ways_agree_in_every_cell():
    found, _ = ran()
    cells = [cell for row in found.listening.values() for cell in row.values()]
    cells += found.carrying.values()
    assert len(cells) == 20
    assert all(cell.agree and cell.predicted is not None for cell in cells)


def test_how_much_opens_depends_on_keys_and_on_the_conversation():
    found, told = ran()
    counts = {
        title: [len(cell.readable) for cell in row.values()]
        for title, row in found.listening.items()
    }
    assert counts == {
        "secret chat": [100, 100, 60, 80],
        "Double Ratchet": [2, 92, 4, 60],
        "sender keys": [109, 100, 29, 70],
        "mail under a static key": [120, 210, 80, 70],
    }
    assert "2: 132-133" in told


def test_a_listening_thief_is_shut_out_by_an_answer_and_a_carrying_one_is_not():
    found, told = ran()
    listening, carrying = found.listening["Double Ratchet"], found.carrying["Double Ratchet"]
    assert listening[healing.CHOSEN].readable == {131, 132}
    assert carrying.readable == set(range(131, 240))
    assert "message 134" in told
    assert found.again == b"Good to hear from you."


def test_each_figure_has_a_panel_for_each_kind_of_key():
    found, _ = ran()
    assert list(found.figures) == list(healing.CONVERSATIONS)
    for name, figure in found.figures.items():
        assert figure.alt.startswith(f"Messages that can be read, {name}.")
        assert figure.svg.count('class="curve"') == 4
        assert "steps before the seizure" in figure.svg
