"""What a notebook shows of rules and forms: their formulas, side by side."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from .document import latex_formula, markdown
from .mathml import mathml
from .pseudocode import Column, Line, column, columns
from .rule import Form, Rule

CELL = "text-align: left; vertical-align: top; padding: 0.4em 1.6em 0.4em 0;"
LINE = "padding: 0.15em 0 0.15em 0.6em; border-left: 3px solid transparent;"
DIFFERS = "padding: 0.15em 0 0.15em 0.6em; border-left: 3px solid;"


def rule_html(rule: Rule) -> str:
    """Every form of the rule, side by side."""
    whole = Element("div")
    _text(whole, "h3", f"{rule.title} ({rule.name})")
    _text(whole, "p", rule.summary)
    _table(whole, columns(rule), rule.first.name)
    return tostring(whole, encoding="unicode", method="html")


def form_html(form: Form) -> str:
    """One form."""
    whole = Element("div")
    _table(whole, [column(form)], "the rule's first form")
    return tostring(whole, encoding="unicode", method="html")


def rule_latex(rule: Rule) -> str:
    return f"$\\displaystyle {latex_formula(columns(rule))}$"


def form_latex(form: Form) -> str:
    return f"$\\displaystyle {latex_formula([column(form)])}$"


def rule_markdown(rule: Rule) -> str:
    return markdown(rule, rule.forms)


DISPLAYS = {
    (Rule, "html"): rule_html,
    (Rule, "latex"): rule_latex,
    (Rule, "markdown"): rule_markdown,
    (Form, "html"): form_html,
    (Form, "latex"): form_latex,
    (Form, "markdown"): form_latex,
}
"""Type, language → what shows it."""


def _text(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    made = SubElement(parent, tag, attributes)
    made.text = text
    return made


def _table(parent: Element, shown: Sequence[Column], first: str) -> None:
    table = SubElement(parent, "table")
    head, body, foot = (SubElement(table, "tr") for _ in range(3))
    for each in shown:
        _text(head, "th", f"{each.form.name}: {each.form.title}", style=CELL, scope="col")
        cell = SubElement(body, "td", style=CELL)
        for line in each.before:
            _line(cell, line)
        _text(cell, "div", "for t = 1, 2, …")
        for line in each.step:
            _line(cell, line)
        related = each.form.relation.kind != "first"
        _text(foot, "td", f"Compared with {first}: {each.form.relation}." if related else "", style=CELL)


def _line(cell: Element, line: Line) -> None:
    box = SubElement(cell, "div", style=DIFFERS if line.differs else LINE)
    if line.differs:
        _text(box, "span", "≠ ", title="The rule's first form has no such line.")
    made = mathml(line.text)
    made.set("display", "inline")
    made.set("displaystyle", "true")
    box.append(made)
