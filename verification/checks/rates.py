"""Checks that the learning rate is the one that its user sets, however small, and whenever."""

from collections.abc import Sequence
from dataclasses import replace
from numbers import Real
from typing import Any

import numpy as np

from ...reference.tape import Tape
from ..english import sentence
from ..fuzzing.departure import Counterexample, departure
from ..fuzzing.driving import RaisedError
from ..subjects.words.hyperparameters import canonical
from .check import ALGEBRA, Check, Finding, Skipped
from .context import Context, Parameters, same
from .ordinary_tapes import ordinary_tape

SMALL = (2.0**-20, 2.0**-30)
"""Rates at the end of a schedule; exact in every dtype."""

NO_RATE = "its lr is not the caller's to choose"


def _rates_followed(context: Context) -> Finding | None:
    setting = context.setting
    if setting.lr is not None or context.subject.shape.says_lr:
        raise Skipped(NO_RATE)
    tape = ordinary_tape(context, ((2,),), steps=4, dtype="float32" if context.single else "float64")
    context.run(tape)
    rate = tape.lr[0]
    trials = [((small,) * tape.steps, f"at lr = {small:.3g} it leaves the rule") for small in SMALL]
    if setting.lr_varies:
        trials.append(((rate, 0.0, 0.0, rate / 2), "where lr is 0 in some step, as in a warm-up, it leaves the rule"))
    for rates, told in trials:
        trial = replace(tape, lr=rates)
        try:
            found = context.run(trial)
        except RaisedError:
            continue  # what it refuses loudly, nobody has to fear
        if not context.within(found, trial):
            return Finding(told, counterexample=_shown(context, trial))
    return _assigned(context, tape) or _as_array(context, tape) or _set_before(context, tape)


def _set_before(context: Context, tape: Tape) -> Finding | None:
    """What speaks against an lr that is changed before the first step, as a warm-up does, where the form has that of the start."""
    assert context.form is not None
    if not context.form.keeps_lr or not context.lr_paths:
        return None
    opened, lower = context.open(tape), (tape.lr[0] / 2,) * tape.steps
    found = [opened.parameters(), *(opened.step(row, lower[0]).parameters for row in tape.gradients)]
    # In a step without gradients, the rule sees the lr and does nothing.
    begun = replace(tape, lr=(tape.lr[0], *lower), gradients=((None,) * len(tape.initial), *tape.gradients))
    if context.within(found, begun):
        return None
    if context.within(found[1:], replace(tape, lr=lower)):
        return Finding(
            "what it takes for the lr at the start is that of its first step, which a warm-up has changed by then",
            refutes=False,
        )
    return Finding("an lr that is set before the first step is not followed")


def _as_array(context: Context, tape: Tape) -> Finding | None:
    """What speaks against an lr that is set as an array of its library, as a 0-d tensor of PyTorch's."""
    rate = context.subject.shape.as_array(np.asarray(tape.lr[0], tape.dtype))
    if rate is None or not context.lr_paths:
        return None
    opened = context.open(tape)
    # The verdict is about numbers: which sides of its branches a tensor takes says nothing of theirs.
    opened.session.settings = {**context.subject.settings, "lr": rate}
    try:
        opened.session.run.let_rate_be(context.lr_paths, rate)
        found = [opened.step(row, lr).parameters for row, lr in zip(tape.gradients, tape.lr, strict=True)]
    except RaisedError:
        return None
    return None if context.within(found, tape) else Finding("where its lr is a 0-d tensor it leaves the rule")


def _shown(context: Context, tape: Tape) -> Counterexample | None:
    assert context.form is not None
    found = departure(context.subject, context.form, tape, context.lr_paths)
    return None if found is None else Counterexample(tape, found)


def _assigned(context: Context, tape: Tape) -> Finding | None:
    """What speaks against an lr that its user sets by a public attribute, after the first step.

    Where it keeps the first lr beside that of now, one that is followed is enough.
    """
    changed = replace(tape, lr=(tape.lr[0], *(tape.lr[0] * 5 / 8,) * (tape.steps - 1)))
    told: list[str] = []
    for name in _public_names(context, tape):
        try:
            found = _run_assigning(context, changed, name)
        except RaisedError:
            return None
        if context.within(found, changed):
            context.notes.extend(f"{sentence(each)[:-1]}; its .{name} is followed." for each in told)
            return None
        told.append(
            f"setting its .{name} after the first step has no effect: it goes on at the old lr"
            if same(found, context.run(tape))
            else f"setting its .{name} after the first step makes steps of another size than the rule's at that lr"
        )
    return Finding(told[0]) if told else None


def _public_names(context: Context, tape: Tape) -> list[str]:
    """The public attributes that hold lr as it was given, or what is called so and is the lr of now, as `current_learning_rate`."""
    if not context.subject.target.is_class or context.subject.shape.lr_in_call:
        return []
    if context.subject.shape.takes_numbers:
        return []  # each element has a holder of its own
    holder = _holder(context.open(tape).session.run.roots)
    kept = [
        path[-1] for path in context.lr_paths if len(path) == 2 and canonical(path[-1]).endswith(("lr", "learningrate"))
    ]
    names = (context.subject.names.get("lr", ""), "lr", "learning_rate", *(each for each in kept if each[0] != "_"))
    return [each for each in dict.fromkeys(names) if each and _is(_read(holder, each), tape.lr[0])]


def _holder(roots: Sequence[Any]) -> Any:
    return roots[0] if roots else None


def _read(holder: Any, name: str) -> Any:
    try:
        return getattr(holder, name, None)
    except Exception:  # noqa: BLE001 - somebody's property may raise anything, as before the first step
        return None


def _is(value: Any, rate: float) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and float(value) == rate


def _run_assigning(context: Context, tape: Tape, name: str) -> list[Parameters]:
    opened = context.open(tape)
    opened.session.lr_paths = ()
    found = [opened.step(tape.gradients[0], tape.lr[0]).parameters]
    try:
        setattr(_holder(opened.session.run.roots), name, tape.lr[1])
    except Exception as error:
        raise RaisedError(f"its {name} cannot be set") from error
    return [*found, *(opened.step(row, lr).parameters for row, lr in zip(tape.gradients[1:], tape.lr[1:], strict=True))]


RATES = (
    Check(
        "rates-followed",
        "conduct",
        "The lr of a step is the one that its user has set: however small, zero, or by its public attribute.",
        "A schedule that begins with zero, or ends near it, trains at another rate than its author believes.",
        "https://github.com/apache/mxnet/pull/16487",
        _rates_followed,
        requires=(ALGEBRA, "bound-float64", "instances-apart"),
        cautions=True,
        skips=(NO_RATE,),
    ),
)
