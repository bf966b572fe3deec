"""What libraries take where their users say nothing: defaults.toml, which a test holds to the installed libraries."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sympy import Rational

from optproof.reference.notation import latex, number
from optproof.reference.rule import Rule

from .markdown import code, math, table

FILE = Path(__file__).parent / "defaults.toml"
NO_DEFAULT = "none"


@dataclass(frozen=True)
class Defaults:
    """The defaults of one optimizer of a library.

    Attributes:
        rule: the rule whose hyperparameters are its own.
        names: what the library calls each hyperparameter; `betas[0]` is the first of a pair.
        values: the default of each; `NO_DEFAULT` where the user must choose.
    """

    library: str
    package: str
    source: str
    target: str
    rule: str
    names: Mapping[str, str]
    values: Mapping[str, float | str]


@cache
def defaults() -> tuple[Defaults, ...]:
    """Everything in the file."""
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Defaults(each["name"], each["package"], each["source"], target, **facts)
        for each in read["library"]
        for target, facts in each["optimizer"].items()
    )


def defaults_table(rule: Rule) -> str:
    """The rule's own defaults, and those of the libraries; empty where no library is known."""
    family = {"sgd": "momentum", "nesterov": "momentum"}.get(rule.name, rule.name)
    found = [each for each in defaults() if each.rule.partition("+")[0] in (rule.name, family)]
    own = rule.first.hyperparameters
    wanted = [each.symbol for each in own]
    rows = [["this handbook", "", *(number(each.default) for each in own)]]
    rows += [
        [
            f"[{each.library}]({each.source})",
            code(each.target.rpartition(":")[2]),
            *_cells(each, [s.name for s in wanted]),
        ]
        for each in found
    ]
    return table(("", "", *(math(latex(each)) for each in wanted)), rows)


def _cells(of: Defaults, wanted: list[str]) -> list[str]:
    return [_cell(of.names[each], of.values[each]) if each in of.names else "" for each in wanted]


def _cell(name: str, value: float | str) -> str:
    return f"{value if value == NO_DEFAULT else number(Rational(str(value)))} {code(name)}"


def hyperparameters_table(rule: Rule) -> str:
    """Every hyperparameter of the rule: its letter, its name in code, its default, its domain and its meaning."""
    known = {each.name: each for form in reversed(rule.forms) for each in form.hyperparameters}
    rows = [
        (math(latex(each.symbol)), code(each.name), number(each.default), str(each.domain), each.meaning)
        for each in known.values()
    ]
    return table(("letter", "name", "default", "domain", "meaning"), rows)
