"""The smallest tape, in numbers that a person can follow, on which a subject's real code leaves a form."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ...reference.rule import Form
from ...reference.tape import Tape
from ..subjects.object_graph import Path
from ..subjects.subject import Subject
from .arithmetic import Counterexample, departure
from .driving import RaisedError
from .setting import Setting

GRADIENTS: tuple[tuple[float, ...], ...] = (
    (1,), (2,), (1, 1), (1, 0), (2, 1), (1, -1), (1, 2, 3), (1, 0, 2), (1, 1, 1, 1), (3, -1, 2, 0, 1, -2),
    (1, 2, 1, 0, 0, 3, -1, 2, 1, 1, 2, 3),
)  # fmt: skip

SEEN = 1e3
"""How many times the bound a difference must be away to be worth showing when a longer tape shows it better."""


def smallest_counterexample(
    subject: Subject,
    form: Form,
    setting: Setting,
    lr_paths: Sequence[Path],
    telling: Callable[[Tape], bool] = lambda _: True,
    judged: np.dtype[Any] | None = None,
) -> Counterexample | None:
    """Try simple tapes in the order of their length, and keep to those that are `telling`; the bound is that of `judged`.

    Raises `RaisedError` where the subject raises on every one of them.
    """
    faint: Counterexample | None = None
    raised: RaisedError | None = None
    ran = False
    for tape in _tapes(setting):
        try:
            found = departure(subject, form, tape, lr_paths, judged)
        except RaisedError as error:
            raised = error
            continue
        ran = True
        if found is None or (found.excess <= SEEN and faint is not None) or not telling(tape):
            continue
        if found.excess > SEEN:
            return Counterexample(tape, found)
        faint = Counterexample(tape, found)
    if raised is not None and not ran:
        raise raised
    return faint


def _tapes(setting: Setting) -> Iterator[Tape]:
    rate = 1.0 if setting.lr is None else setting.lr
    for given in (setting.simple, setting.visible):
        for start, shapes in (((0.0,), ((1,),)), ((1.0,), ((1,),)), ((1.0, -0.5), ((2,), (1,)))):
            for gradients in GRADIENTS:
                rates = (rate,) * len(gradients)
                yield setting.taken(_tape(start, shapes, gradients, rates, given))
                if setting.lr_varies and len(gradients) > 1:
                    changing = tuple(rate * (1 + k % 3) for k in range(len(gradients)))
                    yield setting.taken(_tape(start, shapes, gradients, changing, given))


def _tape(
    start: Sequence[float],
    shapes: Sequence[tuple[int]],
    gradients: Sequence[float],
    rates: Sequence[float],
    given: dict[str, float],
) -> Tape:
    initial = tuple(np.resize(np.array(start), shape) for shape in shapes)
    rows = tuple(
        tuple(each * np.resize(np.array([1.0, -0.5]), shape) + p for p, shape in enumerate(shapes))
        for each in gradients
    )
    return Tape(initial, rows, tuple(rates), given)
