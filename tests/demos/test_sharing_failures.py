"""The demo of the gallery tells each attack and what became of it."""

from cryptokit.attacks.sharing import gallery
from cryptokit.demos import sharing_failures


def test_the_demo_shows_who_lost_and_who_held(capsys, monkeypatch):
    some = gallery()[:4]
    monkeypatch.setattr(sharing_failures, "gallery", lambda: some)
    played = sharing_failures.run()
    assert [one.attack for one in played] == list(some)
    assert all(one.flawed.won and not one.repaired.won for one in played)
    out = capsys.readouterr().out
    assert out.count("lost after") == out.count("held after") == 4
    assert "4 of 4 flawed schemes fell. 4 of the repaired stood" in out
