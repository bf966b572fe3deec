"""Where a subject keeps the lr that its step reads."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .object_graph import Path, leaves, pattern
from .probes import probe_arrays
from .setters import set_leaves
from .subject import Subject
from .words.hyperparameters import canonical, spellings


def lr_paths(subject: Subject) -> tuple[Path, ...]:
    """Patterns of the places where the subject keeps the lr that its step reads: there it may be changed between steps.

    Of several places that hold the lr, as `learning_rate` beside `last_lr`, the first is taken whose change shows in what
    the step makes of a gradient, and not in a decay alone, as that of `initial_lr` does; else the first whose change shows in
    the step; all of them where it takes all.
    """
    if "lr" not in subject.names or subject.shape.says_lr:
        return ()
    initial, gradients = probe_arrays()
    run = subject.start(subject.visible, initial)

    def places() -> set[Path]:
        return {
            leaf.path
            for leaf in leaves(run.roots, run.apart())
            if leaf.put is not None and _is(leaf.value, subject.rate)
        }

    found = places()
    try:
        with np.errstate(all="ignore"):
            for each in (*gradients, *gradients):
                run.step(each, subject.rate)
                found &= places()
            words = spellings(subject.hyperparameters["lr"])
            groups = sorted({pattern(path) for path in found})
            likeliest = sorted(groups, key=lambda each: canonical(each[-1]) not in words)
            for matters in (_scales, _matters) if len(likeliest) > 1 else (_matters,):
                for each in likeliest:
                    if matters(subject, (each,)):
                        return (each,)
    except BaseException:  # noqa: BLE001 - the tape on which somebody's code fails is for the fuzzer to find
        return ()
    setter = subject.setters.get("lr")
    # What a setter keeps of an lr, as −lr, is no lr, and is changed by it all the same.
    return tuple(groups) if groups or setter is None else ((*setter.owner, setter.name),)


def _matters(subject: Subject, paths: tuple[Path, ...]) -> bool:
    """Whether another lr in these places makes another second step, for every parameter."""
    ends = (_second_step(subject, paths, factor, 1) for factor in (1.0, 2.0))
    return all(not np.array_equal(one, two) for one, two in zip(*ends, strict=True))


def _scales(subject: Subject, paths: tuple[Path, ...]) -> bool:
    """Whether another lr in these places makes more than a rounding of difference to what two gradients differ by."""
    moves = []
    for factor in (1.0, 2.0):
        ends = (_second_step(subject, paths, factor, k) for k in range(2))
        moves.append([one - other for one, other in zip(*ends, strict=True)])
    return not any(np.allclose(one, two) for one, two in zip(*moves, strict=True))


def _second_step(subject: Subject, paths: tuple[Path, ...], factor: float, k: int) -> list[NDArray[np.float64]]:
    """The parameters after two steps, the second by the probe's gradient k at the lr times the factor in these places."""
    initial, gradients = probe_arrays()  # anew, since it may write into them
    run = subject.start(subject.visible, initial)
    run.step(gradients[0], subject.rate)
    set_leaves(run, paths, subject.rate * factor)
    run.step(gradients[k], subject.rate)
    return [np.array(array, float) for array in run.read()]


def _is(value: Any, rate: float) -> bool:
    is_float = isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")
    return is_float and float(value) == rate
