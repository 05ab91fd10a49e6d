r"""What Telegram writes that is not JSON, rewritten as JSON. Nothing is parsed here.

Control characters come as ``\x0B``, which JSON lacks, and half an emoji is no text.
"""

import re
from typing import Final

_HEX: Final = "[0-9a-fA-F]"
_ESCAPE: Final = re.compile(
    rf"\\(?:u[dD][89abAB]{_HEX}{{2}}\\u[dD][c-fC-F]{_HEX}{{2}}"  # a pair: one character, kept
    rf"|(?P<half>u[dD][89a-fA-F]{_HEX}{{2}})|x(?P<control>{_HEX}{{2}})|.)"
)
LONGER: Final = len(r"\u000B") - len(r"\x0B")
"""How many characters the repair of a control character adds."""


def repaired(text: str) -> str:
    r"""Rewrite escapes that JSON lacks, and half characters that no text can hold.

    >>> repaired(r'tab \x09, two backslashes \\x09, half an emoji \ud83d')
    'tab \\u0009, two backslashes \\\\x09, half an emoji \\ufffd'
    """
    # Most text has no backslash at all, and one character is found far faster than two.
    wrong = "\\" in text and ("\\x" in text or "\\u" in text)
    return _ESCAPE.sub(_rewrite, text) if wrong else text


def _rewrite(escape: re.Match[str]) -> str:
    if escape["half"]:
        return r"\ufffd"
    return rf"\u00{escape['control']}" if escape["control"] else escape[0]


def lengthened(text: str) -> list[int]:
    r"""Give the places in a repaired text that became longer, by the text before its repair.

    >>> lengthened(r"\x09 and \\x09 and \x09")
    [0, 21]
    """
    found = (escape.start() for escape in _ESCAPE.finditer(text) if escape["control"])
    return [at + LONGER * count for count, at in enumerate(found)]
