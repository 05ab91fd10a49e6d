"""A social network in one country: one company, key beside the data. One order reads all.

Help from now on copies what arrives, as the law on the register wants it; a tap on the line sees
who writes to whom and how much, and no words. Left out: what keeps the line from being read.
"""

from cryptokit.messengers.deploy import deploy, too_long
from cryptokit.messengers.messenger import Messenger, Promise
from cryptokit.messengers.policies import LISTED
from cryptokit.world import load

WORLD = load(
    {
        "name": "domestic",
        "about": "social network: one company, one country, key beside the data",
        "entities": {"op": {"inc": "RU"}},
        "persons": [{"id": "administrator", "present": "RU", "entity": "op", "access": ["db"]}],
        "assets": [
            {"id": "db", "loc": "RU", "custodian": "op",
             "holds": ["ct", "kek", "meta", "accounts"], "ram": ["kek"],
             "line": ["meta"], "arrives": ["future", "meta"]},
            {"id": "phone_a", "loc": "RU", "custodian": "user", "holds": ["past"]},
            {"id": "phone_b", "loc": "RU", "custodian": "user", "holds": ["past"]},
        ],
        "code_signer": "op",
        "directory": "op",
        "rules": [
            {"out": "past", "k": 2, "of": ["ct", "kek"]},
            {"out": "future", "k": 1, "of": ["past", "CODE"]},
        ],
    }
)  # fmt: skip

DOMESTIC = Messenger(
    name="domestic",
    title="domestic network",
    world=WORLD,
    promise=Promise(
        "nothing",
        "nothing: a listed service keeps what people write, and hands over what opens it",
        1,
        "Federal law 374-FZ of 6 July 2016, into art. 10.1 of law 149-FZ",
    ),
    deliver=deploy,
    refuses=too_long,
    policy=LISTED,
)
