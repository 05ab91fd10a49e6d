"""Hypothesis strategies and laws for your own tests: worlds, chats, exports, sharing, messages.

Needs the extra ``testing``. The tests of this project show more laws.
"""

try:
    from cryptokit.testing._chats import chats
    from cryptokit.testing._deliveries import Came, Sent, deliveries
    from cryptokit.testing._envelope_laws import ENVELOPE_LAWS, Envelope, check_envelope
    from cryptokit.testing._exports.export import AccountExport, Export
    from cryptokit.testing._exports.law import comparable, exports, reads_what_was_written
    from cryptokit.testing._exports.telegram import telegram_accounts as accounts
    from cryptokit.testing._law_worlds import Engine
    from cryptokit.testing._mtproto import Do, Step, bodies, change, messages, schedules
    from cryptokit.testing._ratchet_code import RatchetCode
    from cryptokit.testing._ratchet_laws import RATCHET_LAWS, check_ratchet
    from cryptokit.testing._secrecy import check_perfect_secrecy
    from cryptokit.testing._sharing import Sharing, plans, policies, secrets, sharings
    from cryptokit.testing._sharing_laws import LAWS, Scheme, check_sharing
    from cryptokit.testing._world_laws import ENGINE_LAWS, check_engine
    from cryptokit.testing._worlds import coalitions, levels, orders, powers, worlds
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    raise ImportError(
        "cryptokit.testing needs Hypothesis, which the extra 'testing' brings: "
        "pip install 'cryptokit-lab[testing]'",
        name=error.name,
    ) from None

__all__ = [
    "ENGINE_LAWS",
    "ENVELOPE_LAWS",
    "LAWS",
    "RATCHET_LAWS",
    "AccountExport",
    "Came",
    "Do",
    "Engine",
    "Envelope",
    "Export",
    "RatchetCode",
    "Scheme",
    "Sent",
    "Sharing",
    "Step",
    "accounts",
    "bodies",
    "change",
    "chats",
    "check_engine",
    "check_envelope",
    "check_perfect_secrecy",
    "check_ratchet",
    "check_sharing",
    "coalitions",
    "comparable",
    "deliveries",
    "exports",
    "levels",
    "messages",
    "orders",
    "plans",
    "policies",
    "powers",
    "reads_what_was_written",
    "schedules",
    "secrets",
    "sharings",
    "worlds",
]
