"""The kill matrix as a page in Markdown, and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

import numpy as np

from kills.matrix import Case, Outcome, others
from optproof.reference.mistakes import MISTAKES, Mistake
from optproof.reference.mistakes.usual import GOLDEN_STEPS, NEAR, RTOL, USUAL, computed
from optproof.verification.reports.mistakes import section_of

TITLES = {
    "algebra": "algebra",
    "bound-float64": "bound, float64",
    "bound-float32": "bound, float32",
} | {way.id: way.id for way in USUAL}

START = """\
# The kill matrix

The suite's test of its own power. Every mistake is made in every form where it can be made, the result is lowered to a NumPy
optimizer, and that is checked as anybody's is: it must be REFUTED, and what is named must be what was made, or proved to be
equal to it. The same optimizers are put to the tests that people usually write. Regenerate this page and `kill-matrix.json`
with `python benchmarks/kill_matrix.py --jobs 2`. In rules with parts, such as adam+l2, the mistakes are those of the parts; how
many of the others were made there too, and what became of them, stands at the end. What becomes of every small change of the
sources of `optproof.implementations` stands on [a page of its own](implementations-mutants.md).
"""

WAYS_TOLD = f"""\
## The ways

- *algebra*: the trace differs from every form that is asked about, at an exact point.
- *bound, float64* and *float32*: on one of six wide tapes, some element leaves the bound of rounding. No algebra is used.
- *convergence*: from (−7, 2) on f = x²/20 + y², both coordinates are within {NEAR:g} of the minimum after 1000 steps, at the
  lr of five from 0.01 to 1 at which the right form comes nearest to it.
- *one step*, *ten steps*: an open loop at the form's defaults, held to the right numbers with rtol {RTOL:g}.
- *golden number*: the loss after {GOLDEN_STEPS} steps at defaults on that f is as recorded, to four decimals.
- *tape*: the steps of the counterexample that is shown. *seconds*: what the whole check took.
"""


def page(matrix: Sequence[Outcome], pairs: Sequence[Outcome], more: Sequence[Outcome]) -> str:
    """The page."""
    kills = [each for each in matrix if each.case.mistakes]
    return "\n".join(
        (START, _summary(matrix), _comparison(kills), WAYS_TOLD, _table(kills), _pairs(pairs), _more(more))
    )


def _summary(matrix: Sequence[Outcome]) -> str:
    kills = [each for each in matrix if each.case.mistakes]
    controls = [each for each in matrix if not each.case.mistakes]
    survivors = [each for each in kills if not each.killed]
    others = [each for each in kills if each.killed and each.named != each.case.mistakes]
    right = sum(each.verdict in ("proved", "passed") and not any(each.noticed.values()) for each in controls)
    copied = sum(each.copied for each in matrix)
    lines = [
        f"- **{sum(each.killed for each in kills)} of {len(kills)}** wrong optimizers are refuted and named.",
        f"- Survivors, and wrong names: {_listed(survivors) or 'none'}.",
        f"- Named as something else that is proved to be equal: {_listed(others) or 'none'}.",
        f"- {right} of {len(controls)} forms without a mistake are proved, and noticed by nothing, in the same run.",
        f"- Sabotaged, so that its reference is a copy of what it judges, the bound's check notices {copied} of {len(matrix)}.",
        f"- A kill takes {median(each.seconds for each in kills):.2g} s (median), and {max(each.seconds for each in kills):.2g} s at most.",
    ]
    return "\n".join(lines) + "\n"


def _listed(outcomes: Sequence[Outcome]) -> str:
    return "; ".join(
        f"{_label(each.case)} ({each.verdict}: {', '.join(each.named) or 'nothing named'})" for each in outcomes
    )


def _label(case: Case) -> str:
    return f"{case.rule} {case.form}: {' and '.join(f'`{each}`' for each in case.mistakes)}"


def _comparison(kills: Sequence[Outcome]) -> str:
    rows = [f"| {TITLES[way]} | {_share(kills, way)} |" for way in TITLES]
    return "\n".join(("| way of testing | notices |", "|---|---|", *rows)) + "\n"


def _share(kills: Sequence[Outcome], way: str) -> str:
    return f"{sum(each.noticed[way] for each in kills)} of {len(kills)}"


def _table(kills: Sequence[Outcome]) -> str:
    head = f"| mistake | forms | killed | {' | '.join(TITLES.values())} | tape | seconds |"
    rows = [_row(mistake, [each for each in kills if each.case.mistakes == (mistake.id,)]) for mistake in MISTAKES]
    told = "In how many of the forms each way notices the mistake; the longest tape, and the slowest kill."
    return "\n".join((f"## Mistake by mistake\n\n{told}\n", head, "|---" * (5 + len(TITLES)) + "|", *rows)) + "\n"


def _row(mistake: Mistake, kills: Sequence[Outcome]) -> str:
    counts = " | ".join(str(sum(each.noticed[way] for each in kills)) for way in TITLES)
    killed = sum(each.killed for each in kills)
    longest, slowest = max(each.steps for each in kills), max(each.seconds for each in kills)
    name = f"[`{mistake.id}`]({section_of(mistake)})"
    return f"| {name} | {len(kills)} | {killed} | {counts} | {longest} | {slowest:.1f} |"


def _pairs(pairs: Sequence[Outcome]) -> str:
    refuted = sum(each.verdict == "refuted" for each in pairs)
    exact = sum(each.killed for each in pairs)
    others = [f"- {_label(each.case)}: {_told(each)}" for each in pairs if not each.killed]
    lines = [
        "## Pairs",
        "",
        f"Of {len(pairs)} random pairs of mistakes (seed 0), {refuted} are refuted, and {exact} are named exactly besides.",
        "Exactly: as the pair that was made, or as what is proved to be equal to it. The others:",
        "",
        *(others or ["- none"]),
    ]
    return "\n".join(lines) + "\n"


def _more(more: Sequence[Outcome]) -> str:
    left = [f"- {_label(each.case)}: {_told(each)}" for each in more if not each.killed]
    lines = [
        "## The other mistakes, in rules with parts",
        "",
        f"The mistakes of adam can be made in adam+l2 as well, and so on: {len(others())} wrong optimizers, half an hour's work.",
        f"Of these, {len(more)} were made, in an order that was drawn (seed 0): {_share_of_kills(more)} are refuted and named.",
        "`python benchmarks/kill_matrix.py --missing --more MINUTES` makes those that are not. Not named, or not so:",
        "",
        *(left or ["- none"]),
    ]
    return "\n".join(lines) + "\n"


def _share_of_kills(outcomes: Sequence[Outcome]) -> str:
    return f"{sum(each.killed for each in outcomes)} of {len(outcomes)}"


def _told(outcome: Outcome) -> str:
    """What became of a case that was not named exactly, and why, where that can be seen."""
    named = f"named {' and '.join(outcome.named)}" if outcome.named else "nothing named"
    with np.errstate(all="ignore"):
        first = computed(outcome.case.wrong).theta[0]
    blind = " Its first step is no finite number, whatever the gradient, so that nothing else of it can be seen."
    return f"{outcome.verdict}, {named}.{'' if np.isfinite(first).any() else blind}"


def document(matrix: Sequence[Outcome], pairs: Sequence[Outcome], more: Sequence[Outcome]) -> str:
    """The same as JSON, an outcome a line."""
    parts = {"matrix": matrix, "pairs": pairs, "more": more}
    lists = {name: ",\n".join(map(line, each)) for name, each in parts.items()}
    body = ",\n".join(f'"{name}": [\n{lines}\n]' for name, lines in lists.items())
    return f"{{\n{body}\n}}\n"


def line(outcome: Outcome) -> str:
    """An outcome as JSON."""
    return json.dumps(asdict(outcome), ensure_ascii=False)


def read(text: str) -> dict[str, list[Outcome]]:
    """The outcomes in a document."""
    return {name: [_outcome(row) for row in rows] for name, rows in json.loads(text).items()}


def parsed(text: str) -> Outcome:
    """The outcome in a line."""
    return _outcome(json.loads(text))


def _outcome(row: dict[str, Any]) -> Outcome:
    case = Case(row["case"]["rule"], row["case"]["form"], tuple(row["case"]["mistakes"]))
    rest = {name: value for name, value in row.items() if name not in ("case", "named")}
    return Outcome(case=case, named=tuple(row["named"]), **rest)
