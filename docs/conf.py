"""The site: Sphinx, MyST-NB and furo. What is generated is made by ``making_site`` before a build.

Nothing here goes to the net, and no page loads anything from it. The notebooks in the browser
(``lite/``) are the exception, and say so.
"""

import os
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from making_site import docstrings, lite, outputs, pages, sidebar, written  # noqa: E402  # found once the path is set

import cryptokit  # noqa: E402

project = "cryptokit"
author = "The cryptokit authors"
copyright = "The cryptokit authors; texts and figures: CC BY 4.0"  # noqa: A001  # Sphinx's name
version = release = cryptokit.__version__

# CRYPTOKIT_DOCS=quick leaves the browser's notebooks out and runs no lesson: for who writes pages.
QUICK = os.environ.get("CRYPTOKIT_DOCS") == "quick"
BUILD = HERE.parent / "build"

extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["making_site"]
nitpicky = True
# What Sphinx writes of classes below their signatures; ``written`` lets the types in signatures go.
nitpick_ignore = [
    ("py:class", "cryptokit.errors._SequenceError"),  # a private base of two errors
    ("py:class", "collections.abc.Callable"),  # what two names are an alias of
]
# A guess carries its answer for `cryptokit lesson --guesses`, which is for no page; and where no
# kernel runs, nothing tells the language of a cell.
suppress_warnings = ["mystnb.unknown_mime_type", *(["myst-nb.lexer"] if QUICK else [])]

# What somebody types has straight quotes and two hyphens, outside of code as well.
smartquotes = False
myst_enable_extensions = ["colon_fence", "deflist", "substitution"]
myst_heading_anchors = 3
myst_url_schemes = ("http", "https", "mailto")

nb_execution_mode = "off" if QUICK else "auto"

nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_execution_show_tb = True
# A widget needs a kernel, and its scripts would come from the net: a page shows its twin in text,
# and ``outputs`` takes away what has none.
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = "cryptokit: who can read this message?"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("site.js", {"defer": "defer"})]
html_extra_path = [
    name for name in [sidebar.EXPLORER, "who-can-read.svg"] if (HERE / name).exists()
]
html_show_sphinx = False
html_theme_options = {
    "announcement": cryptokit.DISCLAIMER,
    "light_css_variables": {"font-stack": "system-ui, sans-serif"},
}


def setup(app: Sphinx) -> None:
    """Write the generated pages, and hook into what Sphinx reads."""
    pages.write(HERE / "made")
    app.connect("autodoc-process-docstring", docstrings.as_rst)
    app.connect("source-read", pages.lead_inside)
    app.connect("doctree-read", outputs.as_page)
    app.connect("warn-missing-reference", written.is_only_a_type)
    app.connect("html-page-context", tell_the_tree, priority=900)
    app.connect("html-page-context", leave_widgets_out, priority=900)
    if not QUICK:
        app.connect("build-finished", put_course_beside)


def tell_the_tree(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object
) -> None:
    """Put what the theme leaves out into the sidebar: how deep headings are, and the explorer."""
    tree = sidebar.leveled(str(context.get("furo_navigation_tree", "")))
    explorer = context["pathto"](sidebar.EXPLORER, 1) if sidebar.EXPLORER in html_extra_path else ""
    context["furo_navigation_tree"] = sidebar.with_explorer(tree, explorer)


def leave_widgets_out(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object
) -> None:
    """Leave out the state of widgets, which a page that shows none would carry along."""
    context["script_files"] = [
        one
        for one in context["script_files"]
        if getattr(one, "attributes", {}).get("type") != outputs.STATE
    ]


def put_course_beside(app: Sphinx, error: Exception | None) -> None:
    """Put the course for the browser beside the pages."""
    if error is None:
        lite.build(BUILD, Path(app.outdir) / "lite")
