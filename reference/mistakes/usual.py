"""The usual tests of an optimizer, as people write them: would one of them notice that a form is another?

Each gets the right form as an ideal reference, and judges the wrong one by its own habits.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..lowering import lowered
from ..oracle import judge
from ..rule import Form
from ..symbols import lr, theta
from ..tape import Tape

Array = NDArray[np.float64]

LONG = 200
"""Steps of the open-loop run."""

ELEMENTS = 64
"""Elements of the open-loop run; a test looks at the first few."""

SEEN = 3

RTOL = 1e-5

START = np.array([-7.0, 2.0])
"""Where the closed loop begins on f = x²/20 + y²."""

NEAR = 3e-2
"""How near to the minimum a convergence test wants to come."""

RATES = (0.01, 0.03, 0.1, 0.3, 1.0)
"""What the author of a convergence test tries for lr."""

CONVERGED_STEPS = 1000

GOLDEN_STEPS = 10


@dataclass(frozen=True)
class Way:
    """One way of testing an optimizer.

    Attributes:
        notices: whether a test that was written for the first form fails on the second.
    """

    id: str
    title: str
    notices: Callable[[Form, Form], bool]


@dataclass(frozen=True)
class Path:
    """An open-loop run, a row a step: the parameters after it, and where its gradient was taken.

    `bound` is how far rounding may take an honest evaluation of what `steps` gives.
    """

    theta: Array
    point: Array
    bound: Array

    def steps(self) -> Array:
        """What each step did, and how far from θ its gradient was taken, side by side."""
        before = np.vstack([np.zeros((1, self.theta.shape[1])) + START_OPEN, self.theta[:-1]])
        return np.hstack([self.theta - before, self.point - before])

    def seen(self, steps: int) -> Array:
        return np.hstack([self.theta[:steps, :SEEN], self.point[:steps, :SEEN]])


_generator = np.random.default_rng(0)
START_OPEN: Array = np.concatenate([[1.0, -2.0, 3.0], _generator.standard_normal(ELEMENTS - SEEN)])
GRADIENTS: Array = _generator.standard_normal((LONG, ELEMENTS))


@cache
def expected(form: Form) -> Path:
    """The open-loop run by the oracle, at the form's defaults."""
    given = {each.name: float(each.default) for each in form.hyperparameters}
    rate = given.pop(lr.name)
    tape = Tape((START_OPEN,), tuple((row,) for row in GRADIENTS), (rate,) * LONG, given)
    steps = [each for (each,) in judge(form, tape)]
    bound = np.array([each.bound for each in steps])
    before = np.vstack([np.zeros((1, ELEMENTS)), bound[:-1]])
    return Path(
        np.array([each.value for each in steps]),
        np.array([each.gradient_at for each in steps]),
        np.hstack([bound + before, np.array([each.gradient_bound for each in steps]) + before]),
    )


@lru_cache(maxsize=64)
def computed(form: Form) -> Path:
    """The same run by the form, lowered to NumPy."""
    optimizer, params = lowered(form)(), {"w": START_OPEN.copy()}
    thetas: list[Array] = []
    points: list[Array] = []
    with np.errstate(all="ignore"):
        for row in GRADIENTS:
            points.append(_point(form, optimizer, params)["w"])
            optimizer.update(params, {"w": row})
            thetas.append(params["w"])
    return Path(np.array(thetas), np.array(points), np.zeros((LONG, 2 * ELEMENTS)))


def _point(form: Form, optimizer: Any, params: Mapping[str, Array]) -> Mapping[str, Array]:
    return dict(params) if form.gradient_at == theta else optimizer.lookahead(params)


def descend(form: Form, steps: int, **given: float) -> Array:
    """Where the form, lowered to NumPy, comes to in a closed loop on f = x²/20 + y²."""
    optimizer, params = lowered(form)(**given), {"w": START.copy()}
    with np.errstate(all="ignore"):
        for _ in range(steps):
            optimizer.update(params, {"w": _point(form, optimizer, params)["w"] * np.array([0.1, 2.0])})
    return params["w"]


def loss(point: Array) -> float:
    with np.errstate(all="ignore"):
        return float(point[0] ** 2 / 20 + point[1] ** 2)


@cache
def rate_for(form: Form) -> float | None:
    """The lr at which the form comes nearest to the minimum; None where it does not come near at any."""
    ends = {rate: loss(descend(form, CONVERGED_STEPS, lr=rate)) for rate in RATES}
    best = min(RATES, key=lambda rate: ends[rate] if np.isfinite(ends[rate]) else np.inf)
    return best if _converged(descend(form, CONVERGED_STEPS, lr=best)) else None


def _converged(point: Array) -> bool:
    return bool(np.all(np.abs(point) < NEAR))


def fails_to_converge(right: Form, wrong: Form) -> bool:
    rate = rate_for(right)
    return rate is not None and not _converged(descend(wrong, CONVERGED_STEPS, lr=rate))


def differs_within(steps: int) -> Callable[[Form, Form], bool]:
    """Whether the parameters differ after one of the first steps at defaults, by more than rtol 1e-5."""

    def differs(right: Form, wrong: Form) -> bool:
        return not np.allclose(computed(wrong).seen(steps), expected(right).seen(steps), rtol=RTOL, atol=0)

    return differs


def differs_from_recorded(right: Form, wrong: Form) -> bool:
    recorded = round(loss(descend(right, GOLDEN_STEPS)), 4)
    found = loss(descend(wrong, GOLDEN_STEPS))
    return not np.isfinite(found) or round(found, 4) != recorded


USUAL = (
    Way("convergence", "converges on x²/20 + y² to 3e-2", fails_to_converge),
    Way("one step", "one step at defaults, rtol 1e-5", differs_within(1)),
    Way("ten steps", "ten steps at defaults, rtol 1e-5", differs_within(10)),
    Way("golden number", "a recorded loss, to four decimals", differs_from_recorded),
)


def relative_error(right: Form, wrong: Form, step: int) -> float:
    """How far a step of the wrong form is from the right one's, in lengths of the right one's.

    Zero where rounding explains it, NaN where the step has no value.
    """
    rule = expected(right)
    due, bound = rule.steps()[step - 1], rule.bound[step - 1]
    off = np.abs(computed(wrong).steps()[step - 1] - due)
    return 0.0 if np.all(off <= bound) else float(np.linalg.norm(off) / np.linalg.norm(due))
