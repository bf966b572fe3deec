"""Which numbers of a counterexample do not matter: others are tried in their place on the real code, one at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...reference.hyperparameters import tried
from ...reference.rule import Form
from ...reference.tape import Tape
from ..subjects.object_graph import Path
from ..subjects.subject import Subject
from ..verdicts.verdict import FreeInput
from .departure import Counterexample, departures
from .setting import Setting
from .tally import Tally

OTHERS = (-3.0, 0.75, 5.0, 2.0)
"""What θ₀ and gradients are besides; three of them, none of which is the counterexample's own."""

FACTORS = (3.0, 0.375, 0.0625)
"""By what lr is multiplied."""

STEPS = 4
"""A run of more steps is not tried with other gradients: nobody would read for which of them it is."""


def free_inputs(
    subject: Subject, form: Form, setting: Setting, lr_paths: Sequence[Path], example: Counterexample
) -> tuple[FreeInput, ...]:
    """The numbers in whose place each of three others makes the subject leave the form as well, in no later step.

    Only a run of one element is asked: in another the element that is shown may depend on its neighbours.
    """
    if len(example.tape.initial) != 1 or example.tape.initial[0].size != 1:
        return ()
    asked = [(named, [*tapes]) for named, tapes in _asked(example, setting) if tapes]
    tapes = [tape for _, each in asked for tape in each]
    if not tapes:
        return ()
    outcomes = iter(departures(subject, form, tapes, lr_paths, Tally()))
    found: list[FreeInput] = []
    for named, each in asked:
        left = [next(outcomes).left is not None for _ in each]
        if all(left[:3]):
            found.append(replace(named, but_zero=not all(left)))
    return tuple(found)


def _asked(example: Counterexample, setting: Setting) -> Iterator[tuple[FreeInput, list[Tape]]]:
    """Each number that a tape may choose, with three tapes on which it is another; of a gradient, and one on which it is zero."""
    step = example.departure.step
    tape = replace(example.tape, gradients=example.tape.gradients[:step], lr=example.tape.lr[:step])
    theta = tape.initial[0]
    yield FreeInput("theta0"), [replace(tape, initial=(np.full_like(theta, each),)) for each in _besides(theta.item())]
    if step <= STEPS:
        for k, (gradient,) in enumerate(tape.gradients):
            if gradient is not None:
                values = [*_besides(gradient.item()), *([0.0] if gradient.item() else [])]
                yield FreeInput("gradients", k + 1), [_with_gradient(tape, k, each) for each in values]
    if setting.lr is None and tape.lr_is_constant:
        rates = (replace(tape, lr=tuple(by * each for each in tape.lr)) for by in FACTORS)
        yield FreeInput("lr"), _taken(setting, rates)
    for name in setting.free:
        now = tape.hyperparameters[name]
        others = [each for each in tried(setting.hyperparameters[name]) if each != now][:3]
        changed = (replace(tape, hyperparameters={**tape.hyperparameters, name: each}) for each in others)
        yield FreeInput(name), _taken(setting, changed)


def _taken(setting: Setting, tapes: Iterable[Tape]) -> list[Tape]:
    """The three tapes, or none where the subject refuses the number of one."""
    found = [each for each in tapes if setting.taken(each) is each]
    return found if len(found) == 3 else []


def _besides(value: float) -> list[float]:
    return [each for each in OTHERS if each != value][:3]


def _with_gradient(tape: Tape, k: int, value: float) -> Tape:
    (given,) = tape.gradients[k]
    assert given is not None
    rows = [*tape.gradients]
    rows[k] = (np.full_like(given, value),)
    return replace(tape, gradients=tuple(rows))
