"""A subject as its users make it: at its own defaults."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from .subject import COMPLEMENT, Subject, signature_of


def at_own_defaults(subject: Subject, chosen: Collection[str]) -> tuple[Subject, dict[str, float]]:
    """The subject that is given nothing for which it has a number of its own, and those numbers, by the rule's names.

    Of the hyperparameters only those are left to it that are `chosen`, and whose default the rule says something of.
    """
    offered = {**_of_method(subject), **signature_of(subject.target.object)}
    found = {
        name: value
        for name, own in subject.names.items()
        if name in chosen and (value := _default(own, offered)) is not None and _is_meant(name, value, subject)
    }
    whole = _whole(subject.names, found)
    kept = {name: own for name, own in subject.names.items() if name not in whole}
    return replace(subject, names=kept), {name: found[name] for name in whole}


def _of_method(subject: Subject) -> Mapping[str, Any]:
    method = getattr(subject.target.object, getattr(subject.shape, "method", None) or "", None)
    return {} if method is None else signature_of(method)


def _default(own: str, offered: Mapping[str, Any]) -> float | None:
    """The default of an argument such as `lr`, `betas[0]` or `b1[1−]`; None where that is no number."""
    stem, _, index = own.partition("[")
    value = offered[stem].default if stem in offered else None
    if index and not own.endswith(COMPLEMENT):
        try:
            value = value[int(index[:-1])]  # type: ignore[index]
        except (TypeError, IndexError, KeyError):
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return 1.0 - value if own.endswith(COMPLEMENT) else float(value)


def _is_meant(name: str, value: float, subject: Subject) -> bool:
    return name in subject.hyperparameters and value in subject.hyperparameters[name].domain


def _whole(names: Mapping[str, str], found: Collection[str]) -> list[str]:
    """Those found whose tuple, where they are in one, can be left out as a whole."""
    apart = {own.partition("[")[0] for name, own in names.items() if name not in found}
    return [name for name in found if names[name].partition("[")[0] not in apart]
