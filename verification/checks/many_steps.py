"""Checks that go on for as long as somebody trains, at the subject's own defaults."""

import numpy as np

from ...reference.tape import Tape
from ..fuzzing.acceptance import takes
from ..fuzzing.departure import Counterexample
from ..fuzzing.long_runs import long_run, long_tape
from ..subjects.own_defaults import at_own_defaults
from ..subjects.probes import RATE
from .check import ALGEBRA, Check, Finding
from .context import Context

BEYOND = 16
"""How many steps are made after a counter is full."""


def _many_steps(context: Context) -> Finding | None:
    assert context.form is not None
    setting = context.setting
    subject, own = at_own_defaults(context.subject, (*setting.free, *(("lr",) if setting.lr is None else ())))
    given = {**setting.visible, **{name: value for name, value in own.items() if name != "lr"}}
    rate = own.get("lr", RATE) if setting.lr is None else setting.lr
    if own and not takes(subject, {**given, "lr": rate}, ()):
        # Beside a switch that is set it refuses its defaults, as Nesterov's does μ = 0 in PyTorch: nobody makes it so.
        subject, own, given = context.subject, {}, setting.visible
        rate = RATE if setting.lr is None else setting.lr
    dtype = np.dtype(np.float32 if context.single else np.float64)

    def tape_of(steps: int) -> Tape:
        return setting.taken(long_tape(context.seed, steps, rate, given, dtype))

    steps = min(subject.shape.most_steps, subject.target.most_steps)
    found = long_run(subject, context.form, tape_of(steps), context.tally)
    if found.left is None and found.overflows:
        found = long_run(subject, context.form, tape_of(found.overflows + BEYOND), context.tally)
    return None if found.left is None else Finding(_told(found.left, at_defaults=bool(own)), counterexample=found.left)


def _told(example: Counterexample, *, at_defaults: bool) -> str:
    of = example.departure
    where = " at its own defaults" if at_defaults else ""
    since = f"from step {of.step} on" if of.step > 1 else "from its first step on"
    digits = 6 if f"{of.computed:.6g}" != f"{of.expected:.6g}" else 17
    gives = f"it gives {of.computed:.{digits}g}, where the rule gives {of.expected:.{digits}g}"
    return f"{since} it leaves the rule{where}: {gives}"


MANY_STEPS = (
    Check(
        "many-steps",
        "arithmetic",
        "Made as its users make it, at its own defaults, it is the rule for as long as somebody trains.",
        "A counter that is too narrow, a milestone, or a window that is full shows only after hundreds of steps.",
        "https://github.com/pytorch/ao/pull/4915",
        _many_steps,
        requires=(ALGEBRA, "bound-float64", "hyperparameters-as-given"),
    ),
)
