"""What a notebook shows of an answer."""

from collections.abc import Sequence
from html import escape

from ...reference.latex import line_latex
from ..verdicts.answered import Answered
from ..verdicts.difference import Difference
from ..verdicts.identity import Identity
from ..verdicts.verdict import Marked, Verdict
from .html.document import article, fragment
from .html.identity import identified
from .layout import legible
from .pages import text_of


def verdict_html(verdict: Verdict) -> str:
    """The report, as a piece of the notebook's page."""
    return fragment(article(verdict, None))


def identity_html(identity: Identity) -> str:
    """The same of what a target was found to be."""
    return fragment(identified(identity))


def verdict_latex(verdict: Verdict) -> str:
    """What the code computes, and beside it what it should compute where that is something else."""
    ours, theirs = verdict.formula.sides
    apart = bool(ours and theirs) and not verdict.computes_the_rule
    columns = {"The code computes": ours, "It should compute": theirs if apart else []}
    shown = {title: lines for title, lines in columns.items() if lines}
    if not shown:
        return rf"$\text{{{verdict.verdict.upper()}}}$"
    heads = " & ".join(rf"\text{{{each}}}" for each in shown)
    body = " & ".join(_aligned(lines, apart) for lines in shown.values())
    return rf"$\displaystyle \begin{{array}}{{{'l' * len(shown)}}} {heads} \\ {body} \end{{array}}$"


def _aligned(lines: Sequence[Marked], apart: bool) -> str:
    rows = [line_latex(legible(each.text)) + (r" \quad (\neq)" if apart and each.differs else "") for each in lines]
    return r"\begin{aligned} & " + r" \\ & ".join(rows) + r" \end{aligned}"


def markdown_of(answer: Answered) -> str:
    """An answer as the command prints it, as a block of code."""
    text = text_of(answer)
    fence = "`" * max(3, 1 + max((len(each) for each in text.split() if set(each) == {"`"}), default=0))
    return f"{fence}text\n{text}\n{fence}\n"


def html_of(answer: Answered) -> str:
    """The same, in letters of one width."""
    return f'<pre style="white-space: pre-wrap">{escape(text_of(answer))}</pre>'


DISPLAYS = {
    (Verdict, "html"): verdict_html,
    (Verdict, "latex"): verdict_latex,
    (Verdict, "markdown"): markdown_of,
    (Identity, "html"): identity_html,
    (Identity, "markdown"): markdown_of,
    (Difference, "html"): html_of,
    (Difference, "markdown"): markdown_of,
}
"""Type, language → what shows it."""
