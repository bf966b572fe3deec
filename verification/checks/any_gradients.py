"""Check of larger parameters on gradients of every kind: what is sparse, equal or whole may be taken for something else there."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...reference.oracle import judge
from ...reference.tape import Tape
from ..fuzzing.departure import Counterexample, departure
from ..fuzzing.driving import RaisedError
from .check import ALGEBRA, Check, Finding
from .context import Context, Parameters
from .ordinary_tapes import Shape, alike_tape, changed_shapes

Array = NDArray[Any]

LARGER: tuple[Shape, ...] = ((9, 4), (48,), (2, 3, 4, 2))
"""More elements, and more dimensions, than a trace has."""


def _some_zero(array: Array, place: Any) -> Array:
    array[place] = 0
    return array


def _alternating(array: Array) -> Array:
    signs = np.resize([1.0, -1.0], array.shape).astype(array.dtype)
    return signs * array.flat[0]


KINDS: tuple[tuple[str, Callable[[Array, Array], Array]], ...] = (
    ("its gradients are ordinary", lambda array, last: array),
    ("rows of its gradient are zero", lambda array, last: _some_zero(array, np.s_[::2])),
    ("columns of its gradient are zero", lambda array, last: _some_zero(array, np.s_[..., 1::2])),
    ("its gradient is zero", lambda array, last: 0 * array),
    ("the numbers of its gradient are whole", lambda array, last: np.rint(4 * array)),
    ("the numbers of its gradient are equal", lambda array, last: np.full_like(array, array.flat[0])),
    ("the numbers of its gradient are negative", lambda array, last: -abs(array)),
    ("its gradient is the last once more", lambda array, last: last.copy()),
    ("the numbers of its gradient add up to zero", lambda array, last: _alternating(array)),
    ("its gradients are ordinary again", lambda array, last: array),
)
"""What the gradient is in each step, as a clause, made of an ordinary one and of that of the step before."""


def _any_gradients(context: Context) -> Finding | None:
    for shape in LARGER:
        tape = _tape(context, shape)
        try:
            found = context.run(tape)
        except RaisedError:
            continue  # `shapes-alike` tells which shapes it does not take
        step = None if changed_shapes(tape, found) else _left(context, tape, found)
        if step is not None:
            detail = f"a parameter of shape {shape} leaves the rule where {KINDS[step][0]}"
            return Finding(detail, counterexample=_shown(context, tape))
    return None


def _tape(context: Context, shape: Shape) -> Tape:
    ordinary = alike_tape(context, shape, len(KINDS))
    rows: list[tuple[Array | None, ...]] = []
    for (_, kind), numbers in zip(KINDS, ordinary.gradients, strict=True):
        row = _rounded(numbers)
        last = rows[-1] if rows else row
        pairs = zip(row, last, strict=True)
        rows.append(tuple(None if g is None or old is None else kind(g.copy(), old) for g, old in pairs))
    initial = [each for each in _rounded(ordinary.initial) if each is not None]
    return replace(ordinary, initial=tuple(initial), gradients=tuple(rows))


def _rounded(arrays: Sequence[Array | None]) -> tuple[Array | None, ...]:
    """Numbers of float32, so that who takes nothing wider is handed the same."""
    return tuple(None if each is None else each.astype(np.float32).astype(each.dtype) for each in arrays)


def _left(context: Context, tape: Tape, found: Sequence[Parameters]) -> int | None:
    """The step, from 0 on, in which a run leaves the form."""
    assert context.form is not None
    expected = judge(context.form, tape, context.judged(tape))
    for step, (rules, parameters) in enumerate(zip(expected, found, strict=True)):
        if any(np.any(rule.excess(mine) > 1) for rule, mine in zip(rules, parameters, strict=True)):
            return step
    return None


def _shown(context: Context, tape: Tape) -> Counterexample | None:
    assert context.form is not None
    found = departure(context.subject, context.form, tape, context.lr_paths)
    return None if found is None else Counterexample(tape, found)


ANY_GRADIENTS = Check(
    "any-gradients",
    "conduct",
    "A matrix, a long vector and a kernel follow the rule on every gradient: on rows of zeros, and on whole, equal or repeated numbers.",
    "Rows of an embedding that no batch has met have no gradient, and a rule moves them all the same.",
    "https://github.com/tensorflow/tensorflow/issues/23668",
    _any_gradients,
    requires=(ALGEBRA, "shapes-alike", "bound-float64"),
)
