"""The explorer as one page: nothing loaded from elsewhere, so that it opens from a file.

The page's own policy forbids it to load anything. Not here: what it shows, which is ``data``.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from cryptokit.lab.explorer.bundle import bundle, static

TITLE: Final = "Who can read this message?"
LEAD: Final = (
    "Choose a system, what courts may take, and which countries serve orders: see what they can "
    "read, and why."
)
LINKS: Final = (
    ("index.html", "The whole site"),
    ("made/glossary.html", "Glossary"),
)
"""Where the page leads: relative, so that they work from a folder as well."""
_FOOT: Final = (
    "The answers were worked out beforehand by the symbolic engine of cryptokit, and the page only "
    "looks them up: it sends nothing, and loads nothing. Its address holds the situation: copy it "
    "to share what you see. It is a part of cryptokit, a teaching toolkit. These two "
    "links lead to the rest of its site, where that lies around this file:"
)
_SCRIPTLESS: Final = (
    "This page works with a script that is in it. Without one, cryptokit who-can-read tells the "
    "same in a terminal."
)


def page(content: Mapping[str, Any]) -> str:
    """Give the page for what ``data`` made."""
    style, script = static("page.css") + static("style.css"), bundle("page.js")
    links = " ".join(f'<a href="{escape(to)}">{escape(said)}</a>' for to, said in LINKS)
    policy = (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{escape(TITLE)}</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>{escape(TITLE)}</h1>
<p>{escape(LEAD)}</p>
</header>
<main id="explorer"><noscript><p>{escape(_SCRIPTLESS)}</p></noscript></main>
<footer><p>{escape(_FOOT)}</p>
<nav aria-label="Site">{links}</nav></footer>
<script type="application/json" id="data">{inlined(content)}</script>
<script type="module">{script}</script>
</body>
</html>
"""


def inlined(content: Mapping[str, Any]) -> str:
    r"""Write data so that no text in it can end the element that it stands in.

    >>> inlined({"says": "</script> & more"})
    '{"says":"\\u003c/script\\u003e \\u0026 more"}'
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def content_of(text: str) -> dict[str, Any]:
    """Read the data back out of a page.

    >>> content_of(page({"format": "a <b>"}))
    {'format': 'a <b>'}
    """
    _, _, rest = text.partition('<script type="application/json" id="data">')
    content: dict[str, Any] = json.loads(rest.partition("</script>")[0])
    return content


def _digest(text: str) -> str:
    """Name a text as a page's policy does. See: W3C, "Content Security Policy Level 3", 2.3.1."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
