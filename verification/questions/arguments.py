"""A target's own arguments: which of them are hyperparameters of a form, and what else it takes."""

import inspect
from collections.abc import Mapping
from typing import Any

from ...reference.rule import Form
from ..diagnosis.evidence import Evidence
from ..subjects.subject import Subject, signature_of
from ..subjects.words.hyperparameters import match_hyperparameters
from ..subjects.words.signatures import by_own_name
from ..verdicts.identity import Value

PLAIN = (bool, int, float, str, type(None))
"""What an argument may be to be shown."""


def values(evidence: Evidence, form: Form, written: Mapping[str, float]) -> tuple[Value, ...]:
    subject, fixed = evidence.subject, evidence.asked.fixed
    values = []
    for each in form.hyperparameters:
        own = subject.names.get(each.name, "")
        number = written.get(each.name, fixed.get(each.name))
        default = default_of(subject, own) if own else None
        values.append(Value(each.name, own, default, None if own and each.name not in fixed else number))
    return tuple(values)


def default_of(subject: Subject, own: str) -> float | None:
    """The default of a hyperparameter, wherever the target is given it."""
    stem, bracket, index = own.partition("[")
    value = next((each[stem].default for each in _signatures(subject) if stem in each), None)
    if bracket and isinstance(value, tuple | list):
        value = value[int(index[:-1])]
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _signatures(subject: Subject) -> list[dict[str, inspect.Parameter]]:
    """Those of the class or function, and of the method that makes a step."""
    method = getattr(subject.target.object, getattr(subject.shape, "method", None) or "", None)
    return [signature_of(subject.target.object), *([] if method is None else [signature_of(method)])]


def switches(evidence: Evidence) -> dict[str, Any]:
    """What was handed over that is neither the target's default nor the user's."""
    own, asked = _signatures(evidence.subject)[0], evidence.asked
    wanted = asked.rule.hyperparameters
    users = by_own_name(asked.settings, match_hyperparameters(wanted, own), own, wanted)
    return {
        name: value
        for name, value in evidence.subject.settings.items()
        if name not in users
        and (name not in own or own[name].default is inspect.Parameter.empty or own[name].default != value)
    }


def left_alone(subject: Subject) -> dict[str, Any]:
    """Arguments that are no hyperparameters, and were left at their defaults."""
    taken = {each.partition("[")[0] for each in subject.names.values()} | {*subject.settings}
    return {
        name: each.default
        for name, each in _signatures(subject)[0].items()
        if name not in taken and type(each.default) in PLAIN and each.default is not None
    }
