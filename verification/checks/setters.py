"""The check that a hyperparameter which its user sets, by a property or a method of the subject's, is what he set it to."""

from dataclasses import replace
from typing import Any

from ...reference.hyperparameters import tried
from ...reference.tape import Tape
from ..fuzzing.driving import RaisedError
from ..subjects.setters import Setter
from ..subjects.subject import Run
from .check import Check, Finding
from .context import Context
from .groups import beginnings
from .ordinary_tapes import ordinary_tape

MAGNITUDES = tuple(2.0**power for power in (-40, 3, -8, 12, -20, -30, 0, -2))
"""What is set one after the other, as far as it is taken: up and down, tiny and huge; exact in every dtype."""


def _setters_followed(context: Context) -> Finding | None:
    tape = ordinary_tape(context)
    context.run(tape)
    setters = context.subject.setters
    chosen = ("lr", *context.setting.free) if context.setting.lr is None else context.setting.free
    for name in (each for each in setters if each in chosen):
        found = _kept(context, tape, name, setters[name])
        if found is None and name != "lr" and name not in beginnings(context):
            found = _taken_over(context, tape, name, setters[name])
        if found is not None:
            return found
    return None


def _kept(context: Context, tape: Tape, name: str, setter: Setter) -> Finding | None:
    """What speaks against a setter whose property does not show what was set, set and set again."""
    run = context.open(tape).session.run
    if setter.is_method or any(each != _given(tape, name) for each in _shown(setter, run)):
        return None
    for value in _values(context, name):
        shown = _shown(setter, run) if _put(setter, run, value) else []
        if any(each != value for each in shown):
            return Finding(f"where its {setter} is set to {value:.6g}, it is {float(shown[0]):.6g}")
    return None


def _taken_over(context: Context, tape: Tape, name: str, setter: Setter) -> Finding | None:
    """What speaks against a hyperparameter that is set after the constructor got another value."""
    lr = {each: by for each, by in context.subject.setters.items() if each == "lr"}
    alone = replace(context, subject=replace(context.subject, setters=lr))
    expected = alone.run(tape)
    for values in ((), _values(context, name)):
        begun = replace(tape, hyperparameters={**tape.hyperparameters, name: _given(tape, name) / 2})
        opened = alone.open(begun)
        taken = [_put(setter, opened.session.run, value) for value in (*values, _given(tape, name))]
        try:
            found = [opened.step(row, lr).parameters for row, lr in zip(tape.gradients, tape.lr, strict=True)]
        except RaisedError:
            continue
        if taken[-1] and not context.agree(expected, found, tape):
            return Finding(f"where its {setter} is set, it does not move as if it had been made so")
    return None


def _given(tape: Tape, name: str) -> float:
    return tape.lr[0] if name == "lr" else tape.hyperparameters[name]


def _values(context: Context, name: str) -> tuple[float, ...]:
    known = context.setting.hyperparameters[name]
    return tuple(tried(known)) if known.domain.is_fraction else MAGNITUDES


def _put(setter: Setter, run: Run, value: float) -> bool:
    """Whether it takes the value; what it refuses loudly, nobody has to fear."""
    try:
        setter.put(run, value)
    except Exception:  # noqa: BLE001 - somebody's setter may raise anything
        return False
    return True


def _shown(setter: Setter, run: Run) -> list[Any]:
    return [getattr(each, setter.name) for each in setter.holders(run)]


SETTERS = (
    Check(
        "setters-followed",
        "conduct",
        "What its user sets by a property or a method of its own is what it computes with from then on.",
        "A setter that caps, rounds or forgets what it is given trains at a rate that nobody has chosen.",
        "https://github.com/nicolay-r/AREkit/issues/50",
        _setters_followed,
        requires=("instances-apart",),
    ),
)
