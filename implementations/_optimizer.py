"""What the optimizers share: the walk over the parameters, and saving and restoring.

A rule adds its hyperparameters (as dataclass fields), the names of its moments, and `_step`,
which says what one step does to one parameter. Inside `_step` the same sections come in the
same order everywhere: STATE, SCHEDULE, MOMENTS, BIAS CORRECTION, RECTIFICATION, STEP; a rule
leaves out what it lacks.
"""

from __future__ import annotations

import abc
import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray


@dataclass(kw_only=True, eq=False)
class Optimizer(abc.ABC):
    """An update rule for named arrays, with the state that it keeps for each of them.

    Every class here is either abstract or final, so the code that runs is in one place. The
    hyperparameters are plain attributes, free to change between steps (`opt.lr = 0.1 * opt.lr`).
    They are not validated.

    Arrays of any shape (0-d, empty, strided views) and any floating dtype are updated in place,
    in their own dtype, and the moments have that dtype too. Powers like β₁ᵗ are taken in the
    type of the hyperparameter, which is double precision for a Python float: for more digits
    in a longdouble run, give β₁ and β₂ as `np.longdouble`.

    Attributes:
        MOMENTS: names of the arrays that the rule keeps for each parameter, zero at first.
        NUMBERS: what it keeps for each parameter besides its arrays, with the value at first.
        state: for each parameter's name its step counter "t", its numbers and its moments.
    """

    MOMENTS: ClassVar[tuple[str, ...]] = ()
    NUMBERS: ClassVar[Mapping[str, float]] = {}
    state: dict[str, dict[str, Any]] = field(default_factory=dict, init=False, repr=False)

    def update(self, params: Mapping[str, NDArray[Any]], grads: Mapping[str, NDArray[Any] | None]) -> None:
        """Take one step, in place, with every parameter that has a gradient.

        A parameter whose gradient is missing or None is left alone, and so is its state: t counts
        the steps in which this parameter had a gradient. A parameter that appears late therefore
        starts at t = 1, as in PyTorch.

        Args:
            params: the arrays to update. They are written to and never replaced.
            grads: a gradient of the same shape for each, converted to the parameter's dtype if
                it has another one. Gradients are only read, and no reference to them is kept.

        Raises:
            TypeError: a parameter is not an array, so it cannot be updated in place.
            ValueError: a gradient, or a restored moment, has not the shape of its parameter.
        """
        for name, theta in params.items():
            grad = grads.get(name)
            if grad is None:
                continue
            if not isinstance(theta, np.ndarray):
                msg = f"parameter {name!r} must be an array, to be updated in place: {theta!r}"
                raise TypeError(msg)
            g = np.asanyarray(grad, dtype=theta.dtype)
            # Broadcasting would accept some wrong shapes silently.
            _check_shape(f"the gradient of {name!r}", g, theta)

            if name not in self.state:
                zeros = {moment: np.zeros_like(theta) for moment in self.MOMENTS}
                self.state[name] = {"t": 0, **self.NUMBERS, **zeros}
            state = self.state[name]
            for moment in self.MOMENTS:
                _check_shape(f"the moment {moment!r} of {name!r}", state[moment], theta)

            state["t"] += 1
            self._step(theta, g, state)

    @abc.abstractmethod
    def _step(self, theta: NDArray[Any], g: NDArray[Any], state: dict[str, Any]) -> None:
        """Update one parameter and its moments in place; `state["t"]` counts this step already."""

    def state_dict(self) -> dict[str, Any]:
        """Return a snapshot that shares no array with the optimizer.

        An optimizer that loads it goes on with bit for bit the same run. The snapshot consists of
        plain dicts: "optimizer" (the name of the class), "hyperparameters" and "state".
        """
        return {
            "optimizer": type(self).__name__,
            "hyperparameters": {name: getattr(self, name) for name in self._hyperparameters()},
            "state": _copy_state(self.state),
        }

    def load_state_dict(self, snapshot: Mapping[str, Any]) -> None:
        """Restore a snapshot: hyperparameters, step counters and moments, all copied.

        Nothing is changed unless the whole snapshot fits.

        Raises:
            ValueError: the snapshot is another optimizer's, or a key or an array is missing,
                unknown or of the wrong kind.
        """
        own_name = type(self).__name__
        _check_keys("the snapshot", snapshot, ("optimizer", "hyperparameters", "state"))
        if snapshot["optimizer"] != own_name:
            msg = f"the snapshot was taken of {snapshot['optimizer']}, but this is {own_name}"
            raise ValueError(msg)
        hyperparameters = snapshot["hyperparameters"]
        _check_keys(f"the hyperparameters of {own_name}", hyperparameters, self._hyperparameters())
        for name, state in snapshot["state"].items():
            _check_keys(f"the state of {name!r}", state, ("t", *self.NUMBERS, *self.MOMENTS))
            for moment in self.MOMENTS:
                if not isinstance(state[moment], np.ndarray):
                    kind = type(state[moment]).__name__
                    msg = f"the moment {moment!r} of {name!r} must be an array, but is a {kind}"
                    raise ValueError(msg)  # noqa: TRY004 - documented: the snapshot does not fit
                _check_shape(f"the moment {moment!r} of {name!r}", state[moment], state[self.MOMENTS[0]])

        for name, value in hyperparameters.items():
            setattr(self, name, value)
        self.state = _copy_state(snapshot["state"])

    def _hyperparameters(self) -> tuple[str, ...]:
        return tuple(f.name for f in fields(self) if f.init)


def _copy_state(state: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        name: {key: value.copy() if isinstance(value, np.ndarray) else value for key, value in entries.items()}
        for name, entries in state.items()
    }


def _check_shape(what: str, array: NDArray[Any], expected: NDArray[Any]) -> None:
    if array.shape != expected.shape:
        msg = f"{what} has shape {array.shape}, expected {expected.shape}"
        raise ValueError(msg)


def _check_keys(where: str, found: Collection[str], expected: Collection[str]) -> None:
    for key in found:
        if key not in expected:
            close = difflib.get_close_matches(str(key), expected, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(expected)}"
            msg = f"unknown key {key!r} in {where}; {hint}"
            raise ValueError(msg)
    missing = [key for key in expected if key not in found]
    if missing:
        msg = f"{where} must also have {', '.join(map(repr, missing))}"
        raise ValueError(msg)
