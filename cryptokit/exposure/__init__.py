"""What can be read if a phone or a server is seized at time t: tried, derived, and by formula.

Floors of the room, from the bottom:

    ops, runs               steps and seizures; packets, and what is held when
    between, two_phones     a thief who carries the messages; the two phones of a secret chat
    cloud_chat, secret_chat, static_key     three systems that play a schedule for real
    attempt, closure        really decrypting; deriving who knows what
    epochs, closed_form     formulas
    compare                 all three ways at once

Forward secrecy: state at t does not open recorded messages that were read before t. Healing: some
time after t messages are closed again, if the thief only listened in between.
"""

from cryptokit.exposure.cloud_chat import CloudChat
from cryptokit.exposure.compare import Exposure, compare
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
from cryptokit.exposure.secret_chat import SecretChat
from cryptokit.exposure.static_key import StaticKey
from cryptokit.exposure.two_phones import Every

__all__ = [
    "Adversary", "CloudChat", "Deliver", "Every", "Exposure", "Party", "Schedule", "SecretChat",
    "Seizure", "Send", "StaticKey", "Victim", "compare", "in_order",
]  # fmt: skip
