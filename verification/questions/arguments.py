"""A target's own arguments: which of them are hyperparameters of a form, and what else it takes."""

import inspect
from collections.abc import Mapping
from typing import Any

from ...reference.rule import Form
from ..diagnosis.evidence import Evidence
from ..subjects.defaults import default_of, signatures_of
from ..subjects.subject import Subject
from ..subjects.words.hyperparameters import match_hyperparameters
from ..subjects.words.roles import role_of
from ..subjects.words.signatures import by_own_name
from ..verdicts.identity import Value

PLAIN = (bool, int, float, str, type(None))
"""What an argument may be to be shown."""

EPOCH = "epoch"


def values(evidence: Evidence, form: Form, written: Mapping[str, float]) -> tuple[Value, ...]:
    subject, fixed = evidence.subject, evidence.asked.fixed
    values = []
    for each in form.hyperparameters:
        own = subject.names.get(each.name, "")
        number = written.get(each.name, fixed.get(each.name))
        default = default_of(subject, own) if own else None
        values.append(Value(each.name, own, default, None if own and each.name not in fixed else number))
    return tuple(values)


def switches(evidence: Evidence) -> dict[str, Any]:
    """What was handed over that is neither the target's default nor the user's."""
    own, asked = signatures_of(evidence.subject)[0], evidence.asked
    wanted = asked.rule.hyperparameters
    users = by_own_name(asked.settings, match_hyperparameters(wanted, own), own, wanted)
    return {
        name: value
        for name, value in evidence.subject.settings.items()
        if name not in users
        and (name not in own or own[name].default is inspect.Parameter.empty or own[name].default != value)
    }


def against_defaults(evidence: Evidence) -> tuple[str, ...]:
    """That the verdict is not on the target's own defaults, a sentence for each that is another."""
    own = signatures_of(evidence.subject)[0]
    set_so = {name: value for name, value in switches(evidence).items() if name in own}
    return tuple(
        f"With {name}={value!r}, where its default is {own[name].default!r}: the verdict is not on {name}={own[name].default!r}."
        for name, value in set_so.items()
        if own[name].default is not inspect.Parameter.empty
    )


def counted_by_epoch(subject: Subject) -> tuple[str, ...]:
    """That a step takes for t what its caller may count otherwise: one epoch has many steps."""
    handed = signatures_of(subject)[inspect.isclass(subject.target.object) :]
    taken = [name for each in handed for name in each if EPOCH in name.lower()]
    return tuple(
        f"{name} was handed over as t, the number of the step: the verdict is not on who hands over the number of the epoch."
        for name in taken
        if role_of(name) == "counter"
    )


def added_as_change(subject: Subject) -> tuple[str, ...]:
    """That what a step is handed is no gradient, where it adds it."""
    return (
        (f"{subject.changes} was handed over as −g, a change that is added: the verdict is not on who hands over g.",)
        if subject.changes
        else ()
    )


def left_alone(subject: Subject) -> dict[str, Any]:
    """Arguments that are no hyperparameters, and were left at their defaults."""
    taken = {each.partition("[")[0] for each in subject.names.values()} | {*subject.settings}
    return {
        name: each.default
        for name, each in signatures_of(subject)[0].items()
        if name not in taken and type(each.default) in PLAIN and each.default is not None
    }
