"""Which Adam is this?  The names of the same thing, and the forms by what their users have in hand."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from optproof.reference import symbols
from optproof.reference.hyperparameters import KNOWN
from optproof.reference.library import find_rule
from optproof.reference.notation import latex
from optproof.reference.rule import Relation
from optproof.reference.symbols import theta
from optproof.verification.english import sentence
from optproof.verification.reports.mistakes import latex_line

from .markdown import bullets, code, math, page, table
from .places import to_derivation, to_rule
from .users import users_of

FILE = Path(__file__).parent / "letters.toml"
ASKED = ("adam", "adam+decoupled", "adam+amsgrad", "adam+l2", "adam+nesterov", "adam+eps-root")


@cache
def letters() -> Mapping[str, Any]:
    """The file: columns, quantities, traps."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def every() -> dict[str, str]:
    """The page."""
    return {
        "reference/which-adam.md": page(
            "# Which Adam is this?",
            "Two pieces of code that are called Adam may compute different things, and two formulas with different letters may be "
            "the same. Here are the forms by their last line, with who was proved to use them; then what everybody calls what.",
            "## By the step",
            _forms(),
            "If you have the code, ask: `optproof identify FILE.py:Name` names the rule, the form and the hyperparameters.",
            "## Letters and names",
            _quantities(),
            "## Traps",
            bullets(each["says"] for each in letters()["trap"]),
            "## How hyperparameters are spelled",
            "What optproof recognises in a signature, in any case and with or without `_`; the surest spelling comes first.",
            _spellings(),
        )
    }


def _forms() -> str:
    rows = [row for name in ASKED for row in _of(name)]
    return table(("rule and form", "the step, and how it compares with the first form", "used by"), rows)


def _of(name: str) -> list[tuple[str, ...]]:
    rule = find_rule(name)
    return [
        (
            f"{to_rule(name)}<br>{code(form.name)}",
            "".join(math(latex_line(line)) for line in form.step if line.symbol == theta) + _relation(form.relation),
            ", ".join(dict.fromkeys(each.written for each in users_of(rule.name, form.name))),
        )
        for form in rule.forms
    ]


def _relation(relation: Relation) -> str:
    if relation.kind == "first":
        return ""
    return f"<br>{sentence(str(relation))} {to_derivation(relation.derivation)}"


def _quantities() -> str:
    columns = letters()["column"]
    titles = [f"[{each['title']}]({each['source']})" if "source" in each else each["title"] for each in columns]
    rows = [
        (
            math(latex(getattr(symbols, each["letter"]))),
            f"{each['meaning']} ({each['in']})",
            *(each["names"].get(column["id"], "") for column in columns),
        )
        for each in letters()["quantity"]
    ]
    return table(("here", "what it is", *titles), rows)


def _spellings() -> str:
    rows = [(math(latex(each.symbol)), ", ".join(map(code, each.spellings))) for each in KNOWN.values()]
    return table(("", "spelled"), rows)
