"""The formula that the code computes beside the one that it should compute, typeset."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from ....reference.mathml import mathml
from ...english import known, listed
from ...verdicts.verdict import Marked, Verdict
from ..figures import figure, letter
from ..layout import legible
from ..report import computing
from .element import scrolling, tag


def formulas(verdict: Verdict, right: str = "It should compute") -> Element | None:
    """The section of the formulas; None where nothing is known of them."""
    ours, theirs = verdict.formula.sides
    if verdict.computes_the_rule or not theirs:
        heading = f"It computes{known(verdict.formula.evidence)}"
        columns = [_column(heading, [Marked(each.text) for each in ours])] if ours else []
    elif not ours:
        columns = []
    else:
        form = verdict.closest or verdict.form
        left = computing(verdict.formula)
        right = f"{right} ({form})" if form else right
        columns = [_column(left, ours), _column(right, theirs)]
    if not columns:
        return None
    heading = "The formula" if len(columns) == 1 else "The two formulas"
    return tag("section", tag("h3", heading), tag("div", *columns, class_="columns"), _notes(verdict))


def _column(title: str, lines: Sequence[Marked]) -> Element:
    return tag(
        "div", tag("h4", title), scrolling(title, tag("ol", *map(_line, lines), class_="formula")), class_="card"
    )


def _line(line: Marked) -> Element:
    mark = tag("span", "≠", class_="mark", role="img", aria_label="differs:") if line.differs else None
    return tag("li", mark, mathml(legible(line.text)), class_="differs" if line.differs else None)


def _notes(verdict: Verdict) -> list[Element]:
    """What else must be known to read the formula."""
    constants = [f"{letter(name)} = {figure(value)}" for name, value in verdict.constants.items()]
    told = [f"{listed(constants)}, written in the code."] if constants else []
    if verdict.computes_the_rule and verdict.relation not in ("", "first"):
        told.append(f"Compared with the rule's first form, this form is {verdict.relation}.")
    return [tag("p", each) for each in told]
