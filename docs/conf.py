"""The handbook: `sphinx-build -W -n --keep-going -b html docs docs/_build`."""

import gc
import sys
from pathlib import Path

from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "benchmarks")]

from handbook import accessible, book, data, mathml, navigation  # noqa: E402 - found beside this file, and `kills` in benchmarks/

from optproof.reference.derivations import DERIVATIONS  # noqa: E402 - after the line for the folder beside
from optproof.reference.library import RULES  # noqa: E402 - after the line for the folder beside
from optproof.reference.mistakes import MISTAKES  # noqa: E402 - after the line for the folder beside
from optproof.verification.checks.table import CHECKS  # noqa: E402 - after the line for the folder beside

# The trees of all pages stay until the end, and were searched for garbage again and again.
gc.set_threshold(100_000, 50, 50)

project = "optproof"
author = "the optproof authors"
copyright = author
extensions = ["myst_parser", "sphinx_design", "sphinx_copybutton"]
exclude_patterns = ["_build", "**/_*.md"]

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath", "substitution"]
myst_heading_anchors = 3
myst_substitutions = {
    "rules": len(RULES),
    "mistakes": len(MISTAKES),
    "checks": len(CHECKS),
    "derivations": len(DERIVATIONS),
}

smartquotes = False  # a prime is no quotation mark

html_theme = "furo"
html_title = "optproof"
html_static_path = ["_static"]
html_extra_path = [data.FOLDER]
(HERE / data.FOLDER).mkdir(parents=True, exist_ok=True)  # it is looked for before it is filled
html_css_files = ["handbook.css"]
html_js_files = [("filter.js", {"defer": "defer"})]
html_math_renderer = mathml.NAME
html_copy_source = False
html_show_sphinx = False
copybutton_prompt_text = r"\$ |>>> |\.\.\. "
copybutton_prompt_is_regexp = True


def setup(app: Sphinx) -> None:
    """Write the reference pages before anything is read, and render mathematics without a network."""
    mathml.setup(app)
    navigation.setup(app)
    accessible.setup(app)
    app.connect("builder-inited", lambda _: book.write(HERE))
