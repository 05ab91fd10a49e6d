"""Where the machines of Telegram cloud chats are taken to stand, in four set-ups of one system.

Serving (the joined key is in memory beside the data), cold (it is not), the whole key in one other
country, and serving with a second password. Where the parts really lie is not public.

See: OCCRP and Important Stories, 10 June 2025, on keys of lines that anybody on the way can follow;
Bellingcat, 30 April 2016, on a carrier that a login code passes.
"""

from dataclasses import replace
from typing import Any, Final

from cryptokit.messengers.telegram import AUTH_KEY
from cryptokit.world import FUTURE, PAST, World, load

LOGIN_CODE: Final = "login_code"
"""The fact that somebody gets the code by which a new phone signs in."""
PASSWORD: Final = "password"  # noqa: S105  # the name of a fact
"""The fact that somebody knows the second password, which no machine has."""
PACKETS: Final = "packets"
"""What goes over the line of a server, locked between it and each phone."""

_PHONES: Final[list[dict[str, Any]]] = [
    {"id": "phone_a", "loc": "DE", "custodian": "user", "holds": [PAST, AUTH_KEY]},
    {"id": "phone_b", "loc": "FR", "custodian": "user", "holds": [PAST, AUTH_KEY]},
]
_GROUP: Final = {
    "parent": {"inc": "VG"},
    "nl": {"inc": "NL", "parent": "parent"},
    "us": {"inc": "US", "parent": "parent"},
    "sg": {"inc": "SG", "parent": "parent"},
}
_CARRIERS: Final = {
    "carrier_de": {"inc": "DE", "role": "carrier"},
    "carrier_fr": {"inc": "FR", "role": "carrier"},
}
_ROUTES: Final[list[dict[str, Any]]] = [
    {"id": "sms_a", "loc": "DE", "custodian": "carrier_de", "route": [LOGIN_CODE]},
    {"id": "sms_b", "loc": "FR", "custodian": "carrier_fr", "route": [LOGIN_CODE]},
]
"""What carries the codes for the numbers of the two phones, in their order."""
_STORE: Final[dict[str, Any]] = {
    "id": "db",
    "loc": "NL",
    "holds": ["ct", "meta", "accounts", AUTH_KEY],
    "line": [PACKETS],
    "arrives": [FUTURE],
}
"""It reads what comes, so it can copy that as well, as Tuta was made to with mail that came
unencrypted. See: courts in Itzehoe, 2019, and Cologne, 2020, as Heise and TechCrunch reported."""
_LATER: Final[list[dict[str, Any]]] = [
    {"out": FUTURE, "k": 1, "of": [PAST, "CODE"]},
    {"out": FUTURE, "k": 2, "of": [PACKETS, AUTH_KEY]},
]
"""Packets are recorded now, and opened with a long-lived key that may be taken any time later."""
_BY_CODE: Final[dict[str, Any]] = {"out": PAST, "k": 1, "of": [LOGIN_CODE]}
_BY_CODE_AND_PASSWORD: Final[dict[str, Any]] = {"out": PAST, "k": 2, "of": [LOGIN_CODE, PASSWORD]}


def _people(entity: str) -> list[dict[str, Any]]:
    return [
        {"id": "ceo", "present": "AE", "entity": entity},
        {"id": "engineer", "present": "AE", "entity": entity, "access": ["db"]},
    ]


def _split_world(name: str, about: str, *, ram: list[str], sign_in: list[dict[str, Any]]) -> World:
    return load(
        {
            "name": name,
            "about": about,
            "entities": _GROUP | (_CARRIERS if sign_in else {}),
            "persons": _people("parent"),
            "assets": [
                {**_STORE, "custodian": "nl", "ram": ram},
                {"id": "p1", "loc": "US", "custodian": "us", "shares": ["s1"]},
                {"id": "p2", "loc": "SG", "custodian": "sg", "shares": ["s2"]},
                {"id": "p3", "loc": "AE", "custodian": "parent", "shares": ["s3"]},
                *_PHONES,
                *(_ROUTES if sign_in else []),
            ],
            "code_signer": "parent",
            "directory": "parent",
            "rules": [
                {"out": "kek", "k": 3, "of": ["s1", "s2", "s3"]},
                {"out": PAST, "k": 2, "of": ["ct", "kek"]},
                *sign_in,
                *_LATER,
            ],
        }
    )


SERVING: Final = _split_world(
    "cloud_chat",
    "key split 3 of 3 over three countries; rebuilt in memory to serve",
    ram=["kek"],
    sign_in=[_BY_CODE],
)
COLD: Final = _split_world(
    "cloud_chat_cold",
    "the same as an archive: the key is never in memory, and no login code opens an archive",
    ram=[],
    sign_in=[],
)
WITH_PASSWORD: Final = _split_world(
    "cloud_chat_with_password",
    "the same as in service, and each phone's owner set a second password: a code is not enough",
    ram=["kek"],
    sign_in=[_BY_CODE_AND_PASSWORD],
)
KEY_APART: Final = load(
    {
        "name": "cloud_chat_key_apart",
        "about": "one company, data in NL, the whole key in SG",
        "entities": {"op": {"inc": "VG"}} | _CARRIERS,
        "persons": _people("op"),
        "assets": [
            {**_STORE, "custodian": "op"},
            {"id": "kms", "loc": "SG", "custodian": "op", "holds": ["kek"], "ram": ["kek"]},
            *_PHONES,
            *_ROUTES,
        ],
        "code_signer": "op",
        "directory": "op",
        "rules": [{"out": PAST, "k": 2, "of": ["ct", "kek"]}, _BY_CODE, *_LATER],
    }
)


def stored(world: World) -> World:
    """Give a world without what is no store and no key: a login code is asked for, and used.

    >>> [rule.out for rule in stored(WITH_PASSWORD).rules]
    ['kek', 'past', 'future', 'future']
    """
    return replace(world, rules=tuple(one for one in world.rules if LOGIN_CODE not in one.of))


def asks_password(world: World) -> bool:
    """Tell whether a code alone signs nobody in."""
    return any({LOGIN_CODE, PASSWORD} <= set(rule.of) for rule in world.rules)
