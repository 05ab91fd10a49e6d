"""What can be read if a phone or a server is seized at time t: tried, derived, and by formula.

Floors of the room, from the bottom:

    ops, runs               steps and seizures; packets, and what is held when
    between, two_phones     a thief who carries the messages; the two phones of a secret chat
    ratchet_phones, ratchet_between         the same of a Double Ratchet
    chain_facts             keys that turn, as facts and rules
    cloud_chat, secret_chat, static_key, double_ratchet, sender_keys
                            five systems that play a schedule for real
    attempt, closure        really decrypting; deriving who knows what
    epochs, turns, closed_form     formulas
    schedules               conversations worth looking at
    compare                 all three ways at once

Forward secrecy: state at t does not open recorded messages that were read before t. Healing: some
time after t messages are closed again, if the thief only listened in between.
"""

from cryptokit.exposure.cloud_chat import CloudChat
from cryptokit.exposure.compare import Exposure, compare
from cryptokit.exposure.double_ratchet import DoubleRatchet
from cryptokit.exposure.ops import (
    Adversary,
    Deliver,
    Party,
    Schedule,
    Seizure,
    Send,
    Victim,
    in_order,
)
from cryptokit.exposure.ratchet_phones import Form
from cryptokit.exposure.secret_chat import SecretChat
from cryptokit.exposure.sender_keys import SenderKeys
from cryptokit.exposure.static_key import StaticKey
from cryptokit.exposure.two_phones import Every

__all__ = [
    "Adversary", "CloudChat", "Deliver", "DoubleRatchet", "Every", "Exposure", "Form", "Party",
    "Schedule", "SecretChat", "Seizure", "Send", "SenderKeys", "StaticKey",
    "Victim", "compare", "in_order",
]  # fmt: skip
