"""Mathematics as MathML, made when the handbook is built: browsers show it with no script and no network."""

import re
from functools import cache

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

NAME = "mathml"

WORD = re.compile(r'(?:<mi mathvariant="normal">\w</mi>){2,}')
OPERATOR = re.compile(r"\\operatorname\*")
IMPLIED = re.compile(r' (?:xmlns="[^"]*"|display="inline"|stretchy="true"|fence="true"|form="\w+")')
"""What HTML says of every formula, and MathML Core's dictionary of every bracket: a third of a page."""

ESCAPED = re.compile(r"&#x0*([0-9A-F]{3,});")
"""A letter beyond ASCII's and Latin's, in three times the bytes that it has in a page of UTF-8."""


@cache
def mathml(latex: str, *, block: bool) -> str:
    """The formula as MathML.  Raises what latex2mathml raises where it cannot read it."""
    # latex2mathml knows no \operatorname*, and writes a width that browsers have forgotten for \thinspace.
    readable = OPERATOR.sub(r"\\operatorname", latex).replace(r"\thinspace", r"\,")
    made = convert(readable, display="block" if block else "inline")
    # A name of several letters is one word, for readers who listen too.
    words = WORD.sub(lambda found: f"<mi>{re.sub('<[^>]*>', '', found[0])}</mi>", made)
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), IMPLIED.sub("", words))


def visit_inline(self: HTML5Translator, node: nodes.math) -> None:
    self.body.append(f'<span class="math">{mathml(node.astext(), block=False)}</span>')
    raise nodes.SkipNode


def visit_block(self: HTML5Translator, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", CLASS="math", tabindex="0"))
    self.body.append(f"{mathml(node.astext(), block=True)}</div>\n")
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Tell Sphinx of the renderer."""
    app.add_html_math_renderer(NAME, (visit_inline, None), (visit_block, None))
