"""The demos of the galleries tell each attack and what became of it."""

import pytest

from cryptokit.attacks import backdoors, mtproto, sharing
from cryptokit.demos import backdoor_failures, protocol_failures, sharing_failures


@pytest.mark.parametrize(
    ("demo", "gallery"),
    [
        (sharing_failures, sharing.gallery),
        (protocol_failures, mtproto.gallery),
        (backdoor_failures, backdoors.gallery),
    ],
    ids=["sharing", "protocol", "backdoor"],
)
def test_the_demo_shows_who_lost_and_who_held(demo, gallery, capsys, monkeypatch):
    some = gallery()[:4]
    monkeypatch.setattr(demo, "gallery", lambda: some)
    played = demo.run()
    assert [one.attack for one in played] == list(some)
    assert all(one.flawed.won and not one.repaired.won for one in played)
    out = " ".join(capsys.readouterr().out.split())
    assert out.count("lost after") == out.count("held after") == 4
    assert "4 of 4 flawed schemes fell. 4 of the repaired stood" in out
