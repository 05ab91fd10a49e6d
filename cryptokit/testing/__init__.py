"""Hypothesis strategies for your own tests: small worlds, chats, rungs, coalitions.

Not here: the laws themselves; the tests of this project show some. Needs the extra ``testing``.
"""

try:
    from cryptokit.testing._chats import chats
    from cryptokit.testing._worlds import coalitions, levels, worlds
except ModuleNotFoundError as error:
    if error.name != "hypothesis":
        raise
    raise ImportError(
        "cryptokit.testing needs Hypothesis, which the extra 'testing' brings: "
        "pip install 'cryptokit-lab[testing]'",
        name=error.name,
    ) from None

__all__ = ["chats", "coalitions", "levels", "worlds"]
