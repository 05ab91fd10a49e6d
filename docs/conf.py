"""The site: Sphinx, MyST-NB and furo. What is generated is made by ``making_site`` before a build.

Nothing here goes to the net, and no page loads anything from it. The notebooks in the browser
(``lite/``) are the exception, and say so.
"""

import os
import sys
from pathlib import Path

from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from making_site import docstrings, lite, pages  # noqa: E402  # found once the path is set

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
# Types in signatures are words for people here; links between pages are what must not break.
nitpick_ignore_regex = [("py:.*", ".*")]
# A guess carries its answer for `cryptokit lesson --guesses`, which is for no page; and where no
# kernel runs, nothing tells the language of a cell.
suppress_warnings = ["mystnb.unknown_mime_type", *(["myst-nb.lexer"] if QUICK else [])]

myst_enable_extensions = ["colon_fence", "deflist", "substitution"]
myst_heading_anchors = 3
myst_url_schemes = ("http", "https", "mailto")

nb_execution_mode = "off" if QUICK else "auto"

nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_execution_show_tb = True
# A widget needs a kernel, and its scripts would come from the net: a page shows its twin in text.
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
html_extra_path = [name for name in ["explorer.html"] if (HERE / name).exists()]
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
    app.connect("html-page-context", tell_level_of_captions, priority=900)
    if not QUICK:
        app.connect("build-finished", put_course_beside)


def tell_level_of_captions(
    _app: Sphinx, _page: str, _template: str, context: dict[str, object], _tree: object
) -> None:
    """Tell a screen reader how deep the headings of the sidebar are: the theme leaves that out."""
    tree = str(context.get("furo_navigation_tree", ""))
    leveled = tree.replace('role="heading"', 'role="heading" aria-level="2"')
    context["furo_navigation_tree"] = leveled


def put_course_beside(app: Sphinx, error: Exception | None) -> None:
    """Put the course for the browser beside the pages."""
    if error is None:
        lite.build(BUILD, Path(app.outdir) / "lite")
