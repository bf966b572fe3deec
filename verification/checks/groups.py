"""Checks on groups of parameters that have hyperparameters of their own."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...reference.tape import Tape
from ..fuzzing.driving import RaisedError
from .check import Check, Finding, Skipped
from .context import Context, Parameters
from .ordinary_tapes import only, ordinary_tape

ORDINALS = ("first", "second", "third")
"""The groups of a run, one for each parameter of an ordinary tape."""

NO_GROUPS = "it has no groups of parameters"
REFUSED = "it takes no second group"


def _groups_apart(context: Context) -> Finding | None:
    tape = ordinary_tape(context)
    run = context.open(tape).session.run
    # Only of who takes more parameters: others may make anything of a name that they lack.
    groups = None if run.add is None else getattr(next(iter(run.roots), None), "param_groups", None)
    if not groups:
        raise Skipped(NO_GROUPS)
    own = _halved(context, tape, groups[0])
    if not own:
        raise Skipped(NO_GROUPS)
    # With what its state begins as no step is made: a group that has it of its own is asked for by itself.
    begins = beginnings(context) & own.keys()
    moving = {name: value for name, value in own.items() if name not in begins}
    which = _not_followed(context, tape, moving)
    if which:
        return Finding(f"a parameter of the {which} does not move by its group's own {' and '.join(moving)}")
    if begins and _not_followed(context, tape, own):
        said = (
            f"the state of a parameter of the second group does not begin with its group's own {' and '.join(begins)}"
        )
        return Finding(said, refutes=False)
    return None


def beginnings(context: Context) -> frozenset[str]:
    """The hyperparameters that say what the state begins as, and nothing of a step, by the subject's names."""
    if context.form is None:
        return frozenset()
    form = context.form
    initial, steps = (
        {symbol.name for expr in some for symbol in expr.free_symbols}
        for some in (
            [each.initial for each in form.state],
            [form.gradient_at, *(line.value for line in form.step)],
        )
    )
    return frozenset(context.subject.names.get(name, "") for name in initial - steps)


def _not_followed(context: Context, tape: Tape, own: Mapping[str, float]) -> str:
    """The group that does not move by what each has of its own; empty where both do."""
    if not own:
        return ""
    try:
        found = _in_groups(context, tape, own)
    except RaisedError as error:
        raise Skipped(REFUSED, error) from error
    names = context.subject.names
    for place, group in enumerate(ORDINALS):
        has = _of_group(own, place)
        given = {name: has.get(names.get(name, ""), value) for name, value in tape.hyperparameters.items()}
        rate = has.get(names.get("lr", ""), tape.lr[0])
        alone = replace(only(tape, place), hyperparameters=given, lr=(rate,) * tape.steps)
        if not context.agree(context.run(alone), [[step[place]] for step in found], alone):
            return f"{group} group"
    return ""


def _of_group(own: Mapping[str, float], place: int) -> dict[str, float]:
    """What a group has of its own: nothing the first, and each later one half of what is before it."""
    return {name: value / 2 ** (place - 1) for name, value in own.items()} if place else {}


def _halved(context: Context, tape: Tape, group: Mapping[str, Any]) -> dict[str, float]:
    """What a second group may have of its own, by the subject's names: half of what the first has."""
    values = {**{name: tape.hyperparameters[name] for name in context.setting.free}, "lr": tape.lr[0]}
    own = {context.subject.names.get(name, ""): value for name, value in values.items()}
    return {name: value / 2 for name, value in own.items() if type(group.get(name)) is float and group[name] == value}


def _in_groups(context: Context, tape: Tape, own: Mapping[str, float]) -> list[Parameters]:
    """A run in which each parameter but the first is of a group of its own."""
    opened = context.open(only(tape, 0))
    session = opened.session
    assert session.run.add is not None
    # Each group keeps its own lr, whatever the tape says.
    session.lr_paths = ()
    try:
        for place, parameter in enumerate(tape.initial[1:], 1):
            session.run.add(parameter.copy())
            session.run.roots[0].param_groups[-1].update(_of_group(own, place))
    except Exception as error:
        raise RaisedError(str(error)) from error
    return [opened.step(row, lr).parameters for row, lr in zip(tape.gradients, tape.lr, strict=True)]


GROUPS = (
    Check(
        "groups-apart",
        "conduct",
        "Each group of parameters is updated with its own lr and hyperparameters.",
        "Lower layers are given a smaller rate and biases no decay, and all of them train as the first group does.",
        "https://github.com/LiyuanLucasLiu/RAdam/issues/24",
        _groups_apart,
        requires=("parameters-apart",),
        cautions=True,
        skips=(NO_GROUPS, REFUSED),
    ),
)
