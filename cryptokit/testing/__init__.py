"""Hypothesis strategies and laws for your own tests: worlds, chats, exports, sharing, coalitions.

Needs the extra ``testing``. The tests of this project show more laws.
"""

try:
    from cryptokit.testing._chats import chats
    from cryptokit.testing._exports.export import AccountExport, Export
    from cryptokit.testing._exports.law import comparable, exports, reads_what_was_written
    from cryptokit.testing._exports.telegram import telegram_accounts as accounts
    from cryptokit.testing._secrecy import check_perfect_secrecy
    from cryptokit.testing._sharing import Sharing, plans, policies, secrets, sharings
    from cryptokit.testing._sharing_laws import LAWS, Scheme, check_sharing
    from cryptokit.testing._worlds import coalitions, levels, worlds
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    raise ImportError(
        "cryptokit.testing needs Hypothesis, which the extra 'testing' brings: "
        "pip install 'cryptokit-lab[testing]'",
        name=error.name,
    ) from None

__all__ = [
    "LAWS",
    "AccountExport",
    "Export",
    "Scheme",
    "Sharing",
    "accounts",
    "chats",
    "check_perfect_secrecy",
    "check_sharing",
    "coalitions",
    "comparable",
    "exports",
    "levels",
    "plans",
    "policies",
    "reads_what_was_written",
    "secrets",
    "sharings",
    "worlds",
]
