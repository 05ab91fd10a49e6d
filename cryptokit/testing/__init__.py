"""Hypothesis strategies and laws for your own tests: worlds, chats, exports, rungs, coalitions.

Needs the extra ``testing``. The tests of this project show more laws.
"""

try:
    from cryptokit.testing._chats import chats
    from cryptokit.testing._exports.export import AccountExport, Export
    from cryptokit.testing._exports.law import comparable, exports, reads_what_was_written
    from cryptokit.testing._exports.telegram import telegram_accounts as accounts
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
    "AccountExport",
    "Export",
    "accounts",
    "chats",
    "coalitions",
    "comparable",
    "exports",
    "levels",
    "reads_what_was_written",
    "worlds",
]
