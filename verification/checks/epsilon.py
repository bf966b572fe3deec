"""Checks of the guard against division by zero, in every dtype."""

from dataclasses import replace
from typing import Any

import numpy as np

from ...reference.formats import format_of
from ...reference.oracle import Expected, judge
from ...reference.tape import Tape
from ..fuzzing.batch import bundled, flat, parts_of
from ..fuzzing.departure import Counterexample, Departure
from ..fuzzing.driving import RaisedError
from ..fuzzing.setting import Setting
from ..fuzzing.tapes import values_of
from ..subjects.subject import signature_of
from ..symbolic.dtypes import rounded
from .check import ALGEBRA, Check, Finding, Skipped
from .context import Context
from .initial_state import own_dtypes
from .ordinary_tapes import ordinary_tape

EPSILON = "epsilon"


def _guarded(context: Context) -> Finding | None:
    assert context.form is not None
    setting = context.setting
    for dtype in own_dtypes(context):
        tapes = [_quiet_tape(context, dtype, value) for value in _values(context, setting, dtype)]
        expected = parts_of(list(judge(context.form, bundled(tapes))), tapes)
        for tape, rule in zip(tapes, expected, strict=True):
            found = _unguarded(context, tape, rule)
            if found is not None:
                return found
    return None


def _has_epsilon(context: Context) -> bool:
    assert context.form is not None
    return EPSILON in {each.name for each in context.form.hyperparameters}


def _values(context: Context, setting: Setting, dtype: np.dtype[Any]) -> list[float | None]:
    """The ε to try in a dtype; None where the rule has none."""
    if not _has_epsilon(context):
        return [None]
    own = _own_epsilon(context)
    return [*values_of(EPSILON, dtype, setting), own] if EPSILON in setting.free else [own]


def _own_epsilon(context: Context) -> float:
    """The ε that is used where the user gives none: the one written into the code, its default, or the rule's."""
    assert context.form is not None
    if EPSILON in context.setting.fixed:
        return context.setting.fixed[EPSILON]
    signature = signature_of(context.subject.target.object)
    own = signature.get(context.subject.names[EPSILON])
    if own is not None and isinstance(own.default, float):
        return own.default
    return float(next(each.default for each in context.form.hyperparameters if each.name == EPSILON))


def _quiet_tape(context: Context, dtype: np.dtype[Any], epsilon: float | None) -> Tape:
    """Elements whose gradients are zeros, from the first step on, after others, or after tiny ones."""
    tiny = 2.0 ** (format_of(dtype).emin // 2)
    columns = [
        (0, 0, 0, 0), (-0.0, 0, -0.0, 0), (0, 0, 1, 0), (1, 0, 0, 0), (-3, 2, 0, 0),
        (tiny, 0, 0, 0), (tiny / 16, 0, 0, 0), (-tiny / 256, tiny / 256, 0, 0), (1, tiny / 16, 0, 0),
    ]  # fmt: skip
    rows = np.array(columns, np.float64).T.astype(dtype)
    initial = np.where(np.arange(len(columns)) % 2 == 0, 1.0, 0.0).astype(dtype)
    like = ordinary_tape(context)
    tape = Tape((initial,), tuple((row,) for row in rows), like.lr[:4], like.hyperparameters)
    return context.setting.taken(_with_epsilon(tape, epsilon))


def _with_epsilon(tape: Tape, epsilon: float | None) -> Tape:
    return tape if epsilon is None else replace(tape, hyperparameters={**tape.hyperparameters, EPSILON: epsilon})


def _unguarded(context: Context, tape: Tape, rule: Expected) -> Finding | None:
    """A step that is no number, or one that zero gradients alone do not call for, where the rule's bound is finite."""
    try:
        found = np.array([flat(each) for each in context.run(tape)])
    except RaisedError:
        return None  # `bound-…` says so.
    gradients = np.array([np.asarray(row[0], np.float64) for row in tape.gradients])
    still = np.logical_and.accumulate(gradients == 0)
    # A rule with weight decay moves even so.
    moved = still & (found != flat(tape.initial)) & (rule.value == flat(tape.initial))
    wrong = np.isfinite(rule.bound) & (~np.isfinite(found) | moved)
    if not np.any(wrong):
        return None
    k, i = (int(each[0]) for each in np.nonzero(wrong))
    value, bound, excess = (float(each[k, i]) for each in (rule.value, rule.bound, rule.excess(found)))
    course = tuple(zip(found[: k + 1, i].tolist(), rule.value[: k + 1, i].tolist(), strict=True))
    of = Departure(k + 1, 0, i, float(found[k, i]), value, bound, excess, course=course)
    path = ", ".join(f"{each:.3g}" for each in gradients[: k + 1, i])
    at = f" at ε = {tape.hyperparameters[EPSILON]:.3g}" if EPSILON in tape.hyperparameters else ""
    return Finding(
        f"in {tape.dtype.name}{at}, the gradients {path} take θ from {flat(tape.initial)[i]:.3g} to {of.computed:.6g}, "
        f"and not to {of.expected:.6g}",
        counterexample=Counterexample(tape, of),
    )


EPSILON_GUARD = Check(
    "epsilon-guard",
    "arithmetic",
    "Zero gradients give a zero step, and no step gives NaN or infinity where the dtype can hold ε.",
    "An ε that is missing in one branch or one dtype turns the parameters of every dead unit into NaN.",
    "https://github.com/pytorch/pytorch/pull/92551",
    _guarded,
    requires=(ALGEBRA, "parameters-apart"),
)


NO_EPSILON = "its rule has no ε"


def _survives(context: Context) -> Finding | None:
    if not _has_epsilon(context):
        raise Skipped(NO_EPSILON)
    setting = context.setting
    own = _own_epsilon(context)
    still = {dtype: _still(context, dtype, own) for dtype in own_dtypes(context)}
    lost = [dtype for dtype, it in still.items() if it is False and rounded(own, dtype) == 0]
    if EPSILON in setting.free:
        context.notes.append(_without(context))
    if not lost:
        return None
    least = [f"{_least(context, dtype):.0e} in {dtype.name}" for dtype in lost] if EPSILON in setting.free else []
    names = " and ".join(dtype.name for dtype in lost)
    advice = f"; the smallest ε that does not is {' and '.join(least)}" if least else ""
    # A fact about the dtype, which every optimizer with that ε shares, refutes none of them.
    return Finding(f"its ε = {own:.0e} is zero in {names}, so that a zero gradient gives NaN{advice}", refutes=False)


def _still(context: Context, dtype: np.dtype[Any], epsilon: float) -> bool | None:
    """Whether zero gradients leave θ as it is; None where the subject raises."""
    like = ordinary_tape(context)
    zeros = (np.zeros(2, dtype),)
    initial = (np.zeros(2, dtype),)  # where weight decay leaves it
    tape = _with_epsilon(Tape(initial, (zeros, zeros), like.lr[:2], like.hyperparameters), epsilon)
    try:
        found = context.run(tape)[-1][0]
    except RaisedError:
        return None
    return not np.asarray(found, np.float64).any()


def _without(context: Context) -> str:
    still = _still(context, np.dtype(np.float64), 0.0)
    if still is None:
        return "At ε = 0 it raises where the gradient is zero."
    return "At ε = 0 a zero gradient leaves θ as it is." if still else "At ε = 0 a zero gradient gives NaN."


def _least(context: Context, dtype: np.dtype[Any]) -> float:
    """The smallest power of two with which zero gradients leave θ as it is."""
    return next((2.0**k for k in range(-40, 1) if _still(context, dtype, 2.0**k)), 1.0)


EPSILON_SURVIVES = Check(
    "epsilon-survives",
    "arithmetic",
    "The ε that is used where the user gives none is not zero in any dtype.",
    "In half precision 1e-8 is zero, and the first zero gradient makes a parameter NaN for good.",
    "https://github.com/chainer/chainer/issues/6299",
    _survives,
    requires=("epsilon-guard",),
    refutes=False,
    cautions=True,
    skips=(NO_EPSILON,),
)
