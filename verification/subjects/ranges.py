"""The values at which a subject can be tried that takes some in a range alone."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from .defaults import default_of
from .nearest import nearest
from .probes import probe_arrays
from .subject import Subject


def milder(subject: Subject) -> Iterator[Subject]:
    """The subject at its own defaults, and where it has none at those of the rules, or at what is visible."""
    own = {name: default_of(subject, each) for name, each in subject.names.items()}
    known = {name: value for name, value in own.items() if value is not None}
    of_the_rule = {name: float(each.default) for name, each in subject.hyperparameters.items()}
    for values in (known, {**of_the_rule, **known}):
        if any(value != subject.visible.get(name) for name, value in values.items()):
            yield replace(subject, tried_at=values)


def widened(subject: Subject, wanted: Mapping[str, float]) -> Subject:
    """The same, tried at the values that are wanted, or at the nearest that it takes."""
    return replace(subject, tried_at=nearest(lambda values: _takes(subject, values), subject.visible, wanted))


def _takes(subject: Subject, values: Mapping[str, float]) -> bool:
    """Whether it makes two steps at these values, at twice their lr as well, for lr will change."""
    try:
        for factor in (1.0, 2.0):
            at = {**values, "lr": factor * values["lr"]}
            initial, gradients = probe_arrays()
            run = subject.start(at, initial)
            with np.errstate(all="ignore"):
                for each in gradients:
                    run.step(each, at["lr"])
    except Exception:  # noqa: BLE001 - it may refuse them in any way it likes
        return False
    return True
