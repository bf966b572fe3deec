"""How visible each mistake is, measured: `python -m optproof.reference.mistakes.visibility > reference/mistakes/visibility.json`."""

import json
import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from math import isfinite
from typing import Any

from ..library import RULES, find_rule
from ..rule import Form, Rule
from . import COMBINED, MISTAKES, Mistake
from .usual import USUAL, relative_error

STEPS = (1, 10, 200)
"""The steps in which the error is measured."""


@dataclass(frozen=True)
class Visibility:
    """How visible a mistake is in one form of a rule, at that form's defaults.

    Attributes:
        errors: how far the steps of `STEPS` are from the right ones, in lengths of the right ones; None where a step is no
            number.
        noticed: for each of the usual tests, whether it would fail.
    """

    rule: str
    form: str
    errors: tuple[float | None, ...]
    noticed: dict[str, bool]

    @property
    def home(self) -> tuple[Rule, Form]:
        """Where it was measured: to find it anew takes a run of every form."""
        rule = find_rule(self.rule)
        return rule, rule.form(self.form)


def home_of(mistake: Mistake) -> tuple[Rule, Form]:
    """The first form at whose defaults the mistake changes a step; where there is none, the first in which it can be made.

    Who leaves λ at 0 sees nothing of what is done with it.
    """
    forms = ((rule, form) for rule in (*RULES, *COMBINED) for form in rule.forms)
    made = (each for each in forms if mistake.applies(*each))
    first = next(made)
    return next((each for each in chain([first], made) if _shows(mistake, *each)), first)


def _shows(mistake: Mistake, rule: Rule, form: Form) -> bool:
    """Whether a run at the form's defaults is another one."""
    return any(relative_error(form, mistake.apply(rule, form), step) != 0 for step in STEPS)


def measured(rule: Rule, form: Form, wrong: Form) -> Visibility:
    """Measure it."""
    errors = [relative_error(form, wrong, step) for step in STEPS]
    return Visibility(
        rule.name,
        form.name,
        tuple(float(f"{each:.2g}") if isfinite(each) else None for each in errors),
        {way.id: way.notices(form, wrong) for way in USUAL},
    )


def measure(mistake: Mistake) -> Visibility:
    """Measure a mistake at home."""
    rule, form = home_of(mistake)
    return measured(rule, form, mistake.apply(rule, form))


@cache
def measurements() -> dict[str, Visibility]:
    """What was measured, by the mistake's id: `visibility.json` beside this file."""
    text = (files("optproof.reference") / "mistakes" / "visibility.json").read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = json.loads(text)
    return {id: Visibility(row["rule"], row["form"], tuple(row["errors"]), row["noticed"]) for id, row in rows.items()}


def document() -> str:
    """The file, measured anew; a mistake a line."""
    rows = {each.id: vars(measure(each)) for each in MISTAKES}
    lines = [f"{json.dumps(id)}: {json.dumps(row, ensure_ascii=False)}" for id, row in rows.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    sys.stdout.write(document())
