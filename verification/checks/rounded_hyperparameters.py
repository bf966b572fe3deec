"""Check of what a subject takes for its hyperparameters where the dtype cannot hold them, or holds more of them than it does.

In float32 and float16, one of them lies between two numbers of the dtype, all others are exact, and there is one step.  So 1 − β is far from what
it is for the β that is held, while nothing else that is made of hyperparameters alone is rounded more than once.  In float64, one of them is no number of float32.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from ...reference.formats import format_of
from ...reference.oracle import Expected, judge
from ...reference.rule import Form
from ...reference.tape import Tape
from ..fuzzing.departure import Counterexample, departure
from ..fuzzing.driving import RaisedError
from ..fuzzing.rounded_hyperparameters import names, with_rounded
from ..fuzzing.tapes import values_of
from ..symbolic.dtypes import dtype_of, is_exact
from .check import ALGEBRA, Check, Finding, Skipped
from .context import Context, Parameters

TRIED = ("float32", "float16")

SMALL = 2.0**-20
"""An ε that hides nothing, and that every dtype holds."""

GIVEN = ""
"""The reading in which nothing is rounded; any other is the dtype to which a hyperparameter is rounded."""


NOTHING_SHOWS = "no hyperparameter of its can be given such that rounding it would show"


BETWEEN = 0.75 + 2.0**-13 + 2.0**-27
"""No narrower dtype holds it, and each another part of it; float64 holds it, and what is left of 1."""

STEPS = 4


def _one_value_each(context: Context) -> Finding | None:
    return _narrowed(context) or _two_values(context)


def _narrowed(context: Context) -> Finding | None:
    """Whether a hyperparameter passes through a narrower dtype where all is float64; of who computes in it, that tells nothing."""
    form = context.form
    assert form is not None
    for name in names(form):
        tape = _tape_in_double(context, name)
        found = None if tape is None else _run(context, tape)
        if tape is None or found is None or _fits(form, tape, name, GIVEN, found):
            continue
        through = next((reading for reading in TRIED if _fits(form, tape, name, reading, found)), None)
        left = None if through is None else departure(context.subject, form, tape, context.lr_paths)
        if left is not None:
            own = context.subject.names[name].partition("[")[0]
            detail = f"in float64 it rounds its {own} to {through} before it uses it, and steps by another {own} than the one that is given"
            return Finding(detail, counterexample=Counterexample(tape, left))
    return None


def _tape_in_double(context: Context, name: str) -> Tape | None:
    """A tape in float64 on which one hyperparameter is no number of a narrower dtype, and all others are."""
    setting, kind = context.setting, np.dtype(np.float32)
    if name not in (*setting.free, *(("lr",) if setting.lr is None else ())):
        return None
    usual = {each: values_of(each, kind, setting)[0] for each in (*setting.free, "lr")}
    given = {**setting.fixed, **{each: usual[each] for each in setting.free}}
    lr = usual["lr"] if setting.lr is None else setting.lr
    if not is_exact([lr, *given.values()], kind):
        return None
    lr, given = (BETWEEN, given) if name == "lr" else (lr, {**given, name: BETWEEN})
    # No narrower dtype holds the gradients either: who computes in one is not the rule in float64 in any reading.
    row = np.array([1.0, -1.0, 2.0, 3.0, -0.5, 0.75]) * (1 + 2.0**-40)
    rows = tuple((row * (1 - step / 4),) for step in range(STEPS))
    tape = Tape((np.zeros(row.size),), rows, (lr,) * STEPS, given)
    return tape if setting.taken(tape) is tape else None


def _two_values(context: Context) -> Finding | None:
    assert context.form is not None
    told: dict[str, list[str]] = {}
    for dtype in TRIED:
        for name in (name for name in names(context.form) if name not in ("lr", "epsilon")):
            tape = _tape_for(context, name, dtype)
            found = None if tape is None else _run(context, tape)
            if tape is None or found is None:
                continue
            fitting = [reading for reading in _readings(dtype) if _fits(context.form, tape, name, reading, found)]
            if not fitting and _within(judge(context.form, tape, mixed=[name], settled="float64"), found):
                # No use of it is off by more than rounding, as in Keras: that refutes nobody.
                return Finding(
                    f"in {dtype} it uses {name} with two values: as it is given in one place, and rounded in another",
                    refutes=False,
                )
            if len(fitting) == 1:
                told.setdefault(name, []).extend(fitting)
    if not context.tally.steps:
        raise Skipped(NOTHING_SHOWS)
    context.notes.extend(_sentence(name, readings) for name, readings in told.items())
    return None


def _tape_for(context: Context, name: str, dtype: str) -> Tape | None:
    """One step at a value that the dtype rounds far, all others exact; None where the subject does not let it be."""
    kind = dtype_of(dtype)
    assert kind is not None
    setting = context.setting
    if name not in setting.free:
        return None
    usual = {each: values_of(each, kind, setting)[0] for each in (*setting.free, "lr")}
    free = {each: SMALL if each == "epsilon" else usual[each] for each in setting.free if each != name}
    lr = usual["lr"] if setting.lr is None else setting.lr
    given = {**setting.fixed, **free}
    # ε is rounded once, where it meets data, and it does not matter where that is.
    if not is_exact([lr, *(value for each, value in given.items() if each != "epsilon")], kind):
        return None
    between = 1 - 1.25 * 2.0 ** -format_of(kind).precision
    row = np.array([1, -1, 2, 3, -0.5, 0.75], kind)
    return Tape((np.zeros(row.size, kind),), ((row,),), (lr,), {**given, name: between})


def _run(context: Context, tape: Tape) -> list[Parameters] | None:
    """The run; None where the subject raises, which `bound-…` tells."""
    try:
        return context.run(tape)
    except RaisedError:
        return None


def _readings(dtype: str) -> tuple[str, ...]:
    return (GIVEN, *TRIED[: TRIED.index(dtype) + 1])


def _fits(form: Form, tape: Tape, name: str, reading: str, found: Sequence[Parameters]) -> bool:
    """Whether a run is the rule's where the hyperparameter is read so."""
    kind = dtype_of(reading) if reading else None
    read = tape if kind is None else with_rounded(tape, kind, [name])
    return _within(judge(form, read, settled="float64"), found)


def _within(expected: Iterator[list[Expected]], found: Sequence[Parameters]) -> bool:
    return all(np.all(rule.excess(mine[0]) <= 1) for (rule,), mine in zip(expected, found, strict=True))


def _sentence(name: str, readings: Sequence[str]) -> str:
    rounded = [each for each in dict.fromkeys(readings) if each != GIVEN]
    if not rounded:
        return f"It uses {name} as it is given, in Python floats."
    return f"It rounds {name} to {' and '.join(rounded)} before it uses it."


AS_GIVEN = Check(
    "hyperparameters-as-given",
    "arithmetic",
    "Each hyperparameter has one value: the one that is given, or what the parameters' dtype holds of it.",
    "An average with one β and a correction with another never cancel, and the bias stays for as long as the run.",
    "https://github.com/tenstorrent/tt-metal/issues/55935",
    _one_value_each,
    requires=(ALGEBRA, "bound-float64"),
    cautions=True,
    skips=(NOTHING_SHOWS,),
)
