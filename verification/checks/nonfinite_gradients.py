"""Check on what a subject does with gradients that are no numbers."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ...reference.oracle import judge
from ...reference.symbols import t
from ...reference.tape import Tape
from ..english import listed
from ..fuzzing.driving import RaisedError
from .check import ALGEBRA, Check, Finding
from .context import Context, Parameters, same
from .ordinary_tapes import ordinary_tape, rest

VALUES = {"NaN": np.nan, "inf": np.inf, "−inf": -np.inf}

STEP, PARAMETER, ELEMENT = 2, 1, 0
"""Where a gradient is no number, counted from 0."""

SILENT = "changes other elements"
SPREADS = "makes other elements NaN"
RAISES = "it raises"
SKIPS_ALL = "it skips the whole step"
SKIPS_PARAMETER = "it skips the step of that parameter"
SKIPS_ELEMENT = "it skips the step of that element"
LOSES_ELEMENT = "that element is lost for good, and no other"
MOVES_ELEMENT = "that element takes a finite step, and no other notices"


def _contained(context: Context) -> Finding | None:
    tape = ordinary_tape(context)
    clean = context.run(tape)
    outcomes = {name: _outcome(context, tape, clean, value) for name, value in VALUES.items()}
    for outcome in dict.fromkeys(outcomes.values()):
        names = listed([name for name, each in outcomes.items() if each == outcome], "or")
        if outcome == SILENT:
            return Finding(f"{names} in one element of a gradient changes what becomes of other elements")
        if outcome != SPREADS:
            context.notes.append(f"On {names} in one element of a gradient, {outcome}.")
    loud = [name for name, each in outcomes.items() if each == SPREADS]
    return Finding(f"{listed(loud, 'or')} in one element of a gradient {SPREADS}", refutes=False) if loud else None


def _outcome(context: Context, tape: Tape, clean: Sequence[Parameters], value: float) -> str:
    """What comes of a value in one element of a gradient."""
    try:
        found = context.run(_struck(tape, value))
    except RaisedError:
        return RAISES
    if same(_others(found), _others(clean)) or _others_within(context, found, tape):
        return _of_the_element(context, tape, found)
    for outcome, still in ((SKIPS_ALL, (0, 1, 2)), (SKIPS_PARAMETER, (PARAMETER,))):
        if _skips(context, tape, clean, found, still):
            return outcome
    return SPREADS if _lost_only(_others(found), _others(clean)) else SILENT


def _struck(tape: Tape, value: float) -> Tape:
    """The tape with the value in place of one number."""
    rows = [list(row) for row in tape.gradients]
    gradient = rows[STEP][PARAMETER]
    assert gradient is not None
    rows[STEP][PARAMETER] = np.where(np.arange(gradient.size) == ELEMENT, value, gradient)
    return replace(tape, gradients=tuple(map(tuple, rows)))


def _others(run: Sequence[Parameters]) -> list[Parameters]:
    """A run without the element in question."""
    return [
        [np.delete(parameter, ELEMENT) if p == PARAMETER else parameter for p, parameter in enumerate(step)]
        for step in run
    ]


def _others_within(context: Context, found: Sequence[Parameters], tape: Tape) -> bool:
    """Whether the other elements are where the rule has them without the value."""
    assert context.form is not None
    return all(
        np.all(np.where(_element(rule.value, p), 0, rule.excess(mine)) <= 1)
        for expected, parameters in zip(judge(context.form, tape), found, strict=True)
        for p, (rule, mine) in enumerate(zip(expected, parameters, strict=True))
    )


def _element(like: NDArray[np.float64], p: int) -> NDArray[np.bool_]:
    return (np.arange(like.size) == ELEMENT) & (p == PARAMETER)


def _of_the_element(context: Context, tape: Tape, found: Sequence[Parameters]) -> str:
    path = [float(step[PARAMETER][ELEMENT]) for step in found]
    if not np.isfinite(path[-1]):
        return LOSES_ELEMENT
    return SKIPS_ELEMENT if path[STEP] == path[STEP - 1] else MOVES_ELEMENT


def _skips(
    context: Context, tape: Tape, clean: Sequence[Parameters], found: Sequence[Parameters], still: Sequence[int]
) -> bool:
    """Whether some parameters rest in the step and go on as if it had not been, and the others take it."""
    assert context.form is not None
    moving = [p for p in range(len(tape.initial)) if p not in still]
    if not same(_only(found, moving), _only(clean, moving)):
        return False
    if not same(_only(found[STEP : STEP + 1], still), _only(found[STEP - 1 : STEP], still)):
        return False
    if same(_only(found[STEP + 1 :], still), _only(context.run(_without(tape)), still)[STEP:]):
        return True
    # Where t counts a step that was skipped, only a state that begins anew can be told, with or without its t.
    if not any(line.value.has(t) for line in context.form.step):
        return False
    anew = context.run(rest(tape, STEP + 1, found[STEP]))
    emptied = context.run(_idle_before(tape, found[STEP]))[STEP + 1 :]
    return not any(same(_only(found[STEP + 1 :], still), _only(each, still)) for each in (anew, emptied))


def _idle_before(tape: Tape, start: Parameters) -> Tape:
    """The tape from `start`, with zero gradients up to the step in question: state that is empty, and t that is not."""
    rows = tuple(
        tuple(gradient if gradient is None or k > STEP else np.zeros_like(gradient) for gradient in row)
        for k, row in enumerate(tape.gradients)
    )
    return replace(tape, initial=tuple(start), gradients=rows)


def _only(run: Sequence[Parameters], which: Sequence[int]) -> list[Parameters]:
    return [[step[p] for p in which] for step in run]


def _without(tape: Tape) -> Tape:
    """The tape without the step in question."""
    kept = [k for k in range(tape.steps) if k != STEP]
    return replace(tape, gradients=tuple(tape.gradients[k] for k in kept), lr=tuple(tape.lr[k] for k in kept))


def _lost_only(found: Sequence[Parameters], clean: Sequence[Parameters]) -> bool:
    """Whether every number that is another than without the value is no number."""
    return all(
        np.all(~np.isfinite(mine) | (mine == other))
        for step, before in zip(found, clean, strict=True)
        for mine, other in zip(step, before, strict=True)
    )


NONFINITE_CONTAINED = Check(
    "nonfinite-contained",
    "arithmetic",
    "A NaN or an infinity in one element of a gradient changes no other element.",
    "State that is repaired in silence, or for everybody, makes one bad batch into wrong moments for the whole model.",
    "https://github.com/anthonytorlucci/rlevo/issues/184",
    _contained,
    requires=(ALGEBRA, "bound-float64"),
    cautions=True,
)
