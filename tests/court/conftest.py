"""Seized cases to tamper with."""

import pytest

from cryptokit.conversation import say
from cryptokit.court import seize
from cryptokit.messengers import named
from cryptokit.rng import lesson
from cryptokit.world import Level, reach

CHAT = say([f"{name}: message number {i}" for i in range(3) for name in ("Alice", "Bob")])
DAY = 24 * 60 * 60
AT = CHAT.messages[-1].sent + DAY


@pytest.fixture(scope="session")
def chat():
    return CHAT


@pytest.fixture(scope="session")
def runs(tmp_path_factory):
    """Deployed messengers, each made once for a seed; nobody may write into them."""
    known = {}

    def get(name, seed="court"):
        if (name, seed) not in known:
            run = tmp_path_factory.mktemp("run") / "servers"
            messenger = named(name)
            messenger.deliver(messenger.world, CHAT, run, rng=lesson(seed), progress=lambda _: None)
            known[name, seed] = run
        return known[name, seed]

    return get


@pytest.fixture
def seized(runs, tmp_path):
    """Serve orders and seize: gives the case folder, which may be tampered with."""

    def get(name, level=Level.SHARES, countries=None, seed="court"):
        world = named(name).world
        case = tmp_path / f"case-{name}-{level.name}-{seed}"
        orders = world.jurisdictions if countries is None else countries
        seize(runs(name, seed), reach(world, orders, level.powers), case, at=AT)
        return case

    return get
