"""A subject as its users make it: at its own defaults."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from .defaults import default_of
from .subject import Subject


def at_own_defaults(subject: Subject, chosen: Collection[str]) -> tuple[Subject, dict[str, float]]:
    """The subject that is given nothing for which it has a number of its own, and those numbers, by the rule's names.

    Of the hyperparameters only those are left to it that are `chosen`, and whose default the rule says something of.
    """
    found = {
        name: value
        for name, own in subject.names.items()
        if name in chosen and (value := default_of(subject, own)) is not None and _is_meant(name, value, subject)
    }
    whole = _whole(subject.names, found)
    kept = {name: own for name, own in subject.names.items() if name not in whole}
    return replace(subject, names=kept), {name: found[name] for name in whole}


def _is_meant(name: str, value: float, subject: Subject) -> bool:
    return name in subject.hyperparameters and value in subject.hyperparameters[name].domain


def _whole(names: Mapping[str, str], found: Collection[str]) -> list[str]:
    """Those found whose tuple, where they are in one, can be left out as a whole."""
    apart = {own.partition("[")[0] for name, own in names.items() if name not in found}
    return [name for name in found if names[name].partition("[")[0] not in apart]
