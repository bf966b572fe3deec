"""Check that a subject's state begins as its rule says, seen through what the first step does."""

import math
import random
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...reference.formats import FLUSHED, format_of
from ...reference.oracle import Expected, judge
from ...reference.rule import Form
from ...reference.tape import Tape
from ..fuzzing.batch import bundled, columns_of, flat, parts_of
from ..fuzzing.departure import Counterexample, Departure
from ..fuzzing.driving import Caller
from ..fuzzing.loud_guards import extents, largest_part, part_of
from ..fuzzing.tapes import hyperparameters, magnitudes, rates
from ..symbolic.dtypes import DTYPES, dtype_of
from .check import ALGEBRA, Check, Finding
from .context import Context

SETTINGS = 3
"""How many choices of hyperparameters are tried in each dtype."""


SHARE = 2.0**-16
"""What a state may take up of g²: code may do as it likes where that is lost in underflow."""


class Litterer(Caller):
    """Leaves used memory behind, so that what is not cleared before it is used does not happen to be zero."""

    def initial(self, parameter: NDArray[Any]) -> NDArray[Any]:
        _litter(parameter)
        return parameter.copy()

    def gradient(self, gradient: NDArray[Any], place: int) -> NDArray[Any]:
        _litter(gradient)
        return gradient.copy()


def _litter(like: NDArray[Any]) -> None:
    """NumPy hands small blocks of memory out again, the last one first."""
    used = [np.full(like.shape, 7, like.dtype) for _ in range(16)]
    used.clear()


def _begins_as_the_rule(context: Context) -> Finding | None:
    assert context.form is not None
    for tapes in _first_steps(context):
        expected = parts_of(list(judge(context.form, bundled(tapes))), tapes)
        for tape, rule in zip(tapes, expected, strict=True):
            order = np.argsort(extents(tape, rule), kind="stable")
            made = largest_part(order, lambda part, tape=tape: (part, _first_step(context, tape, part)))
            if made is None:
                continue  # `bound-…` says so.
            part, found = made
            judged, expectation = part_of(tape, part), columns_of(rule, part)
            if _shows_in_small_gradients(judged, expectation, found):
                return _told(context.form, judged, expectation, found)
    return None


def _first_step(context: Context, tape: Tape, part: NDArray[np.intp]) -> NDArray[np.float64]:
    """What becomes of some elements.  Raises `RaisedError`."""
    return flat(context.run(part_of(tape, part), Litterer())[0])


def _first_steps(context: Context) -> Iterator[list[Tape]]:
    """For each dtype, tapes of one step, with gradients of every size, from a parameter at zero and from another."""
    setting = context.setting
    for dtype in own_dtypes(context):
        sizes = [each for each in magnitudes(dtype) if each == 0 or each > _smallest(dtype)]
        numbers = np.array([*sizes, *(-each for each in sizes)] * 2).astype(dtype)
        initial = np.repeat((0.0, 1.0), numbers.size // 2).astype(dtype)
        tapes: list[Tape] = []
        for number in range(SETTINGS):
            choose = random.Random(context.seed + number).choice
            lr = rates(setting, dtype, 1, choose, changing=False)
            tapes.append(setting.taken(Tape((initial,), ((numbers,),), lr, hyperparameters(setting, dtype, choose))))
        yield tapes


def _smallest(dtype: np.dtype[Any]) -> float:
    """The gradient whose square is still seen in a state."""
    held = format_of(dtype)
    least = held.smallest_normal if held.name in FLUSHED.get() else held.smallest_subnormal
    return math.sqrt(least / SHARE)


def own_dtypes(context: Context) -> list[np.dtype[Any]]:
    """The dtypes to try, without float64 where the subject computes in float32 anyway: `precision-kept` says so."""
    found = [dtype_of(name) for name in DTYPES if not (context.single and name == "float64")]
    return [dtype for dtype in found if dtype is not None]


def _shows_in_small_gradients(tape: Tape, rule: Expected, found: NDArray[np.float64]) -> bool:
    """Whether the step is wrong up to some size of the gradient, and right above it, where no state can be seen."""
    sizes = np.abs(flat([tape.gradients[0][0]]))
    judged = np.isfinite(rule.bound[0])
    wrong = rule.excess(found)[0] > 1
    return bool(np.any(wrong)) and bool(np.any(judged & (sizes > sizes[wrong].max())))


def _told(form: Form, tape: Tape, rule: Expected, found: NDArray[np.float64]) -> Finding:
    excess = rule.excess(found)[0]
    i = int(np.argmax(excess))
    computed, expected = float(found[i]), float(rule.value[0, i])
    of = Departure(
        1, 0, i, computed, expected, float(rule.bound[0, i]), float(excess[i]), course=((computed, expected),)
    )
    gradient, start = flat([tape.gradients[0][0]])[i], flat(tape.initial)[i]
    as_if = ", as if its state began elsewhere" if form.state else ""
    return Finding(
        f"in {tape.dtype.name} its first step is right for large gradients and wrong for small ones{as_if}: a first gradient of {gradient:.3g} takes θ from {start:.3g} to {of.computed:.6g}, and not to "
        f"{of.expected:.6g}",
        counterexample=Counterexample(tape, of),
    )


INITIAL_STATE = Check(
    "initial-state",
    "arithmetic",
    "The state begins as the rule says, seen through the first step, for gradients of every size.",
    "An accumulator that begins at another value, or in memory that nobody cleared, shows only in the first steps of small gradients.",
    "https://github.com/deeplearning4j/deeplearning4j/issues/953",
    _begins_as_the_rule,
    requires=(ALGEBRA, "epsilon-guard"),
)
