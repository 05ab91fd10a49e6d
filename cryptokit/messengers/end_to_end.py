"""End to end between two phones, four ways: nobody looks, both look, and backups of two kinds.

The phones and the relay are those of a secret chat, a cousin of what runs in the world: a key that
changes every hundred messages where others change it with every message. The ratchet that does so
comes with ``whatsapp``. Left out: groups, and more phones than one for each person.

See: FBI sheet on lawful access, 7 January 2021; WhatsApp, "Encryption Overview".
"""

from dataclasses import replace
from typing import Any, Final

from cryptokit.messengers import secret_chat, verified
from cryptokit.messengers.backups import with_provider_backup, with_vault_backup
from cryptokit.messengers.messenger import Messenger, Promise
from cryptokit.messengers.policies import END_TO_END as POLICY
from cryptokit.messengers.relay import RELAY
from cryptokit.world import World, load


def _world(name: str, about: str, *, trusted: bool) -> World:
    signer: dict[str, Any] = {"code_signer": "op", "directory": "op"} if trusted else {}
    return load(
        {
            "name": name,
            "about": about,
            "entities": {"op": {"inc": "US"}},
            "assets": [
                {
                    "id": RELAY,
                    "loc": "US",
                    "custodian": "op",
                    "holds": ["packets", "meta", "accounts"],
                    "line": ["wire", "meta"],
                    "arrives": ["wire", "meta"],
                },
                {"id": "phone_a", "loc": "DE", "custodian": "user", "holds": ["past", "chat_key"]},
                {"id": "phone_b", "loc": "DE", "custodian": "user", "holds": ["past", "chat_key"]},
            ],
            **signer,
            "rules": [{"out": "future", "k": 1, "of": ["CODE", "DIR"]}],
        }
    )


UNVERIFIED: Final = _world(
    "end_to_end",
    "end to end; the operator runs the directory of keys, and nobody compares pictures",
    trusted=True,
)
VERIFIED: Final = _world(
    "end_to_end_verified",
    "the same, but keys are compared and programs are in a public log: a change is seen, refused",
    trusted=False,
)
END_TO_END: Final = Messenger(
    name="end_to_end",
    title="end to end, keys unchecked",
    world=UNVERIFIED,
    promise=Promise(
        "the two phones",
        "nobody outside of this chat can read it, not even the operator",
        None,
        'what WhatsApp shows in a chat; "WhatsApp Encryption Overview", first version, April 2016',
    ),
    deliver=secret_chat.deliver,
    refuses=secret_chat.refuses,
    policy=POLICY,
)
END_TO_END_VERIFIED: Final = replace(
    END_TO_END,
    name="end_to_end_verified",
    title="end to end, keys and programs checked",
    world=VERIFIED,
    promise=Promise(
        "nobody unseen",
        "a swapped key and a changed program are seen by those whom they concern",
        None,
        "Signal, on safety numbers and reproducible builds, 2016; WhatsApp's engineers on key "
        "transparency, April 2023",
    ),
    deliver=verified.deliver,
)
END_TO_END_BACKUP: Final = with_provider_backup(END_TO_END)
END_TO_END_VAULT: Final = with_vault_backup(END_TO_END)
