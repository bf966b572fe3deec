"""lr where it does not belong: in what the gradients are gathered in."""

from collections.abc import Callable
from dataclasses import replace

from sympy import Expr

from ..roles import Recursion, Role, first_moment, second_moment, velocity
from ..rule import Form, Rule
from ..symbols import lr, theta
from .mistake import Mistake, Transform
from .rewriting import recursion, substitute_in, where_size_shows


def times(factor: Expr) -> Callable[[Recursion], Recursion]:
    """A change that multiplies what is gathered by `factor`."""
    return lambda moment: replace(moment, weight=factor * moment.weight)


def lr_on_decay(moment: Recursion) -> Recursion:
    """v = lr·(μ·v − g)."""
    return replace(moment, decay=lr * moment.decay)


def lr_for_decay(moment: Recursion) -> Recursion | None:
    """v = lr·v − lr·g."""
    return replace(moment, decay=lr) if moment.decay.is_Symbol else None


def lr_twice(role: Role) -> Transform:
    """lr both where the gradient is gathered and in the step."""

    def transform(rule: Rule, form: Form) -> Form | None:
        moment = role(form)
        if moment is None:
            return None
        if moment.weight.has(lr):
            return substitute_in(form, theta, {moment.symbol: lr * moment.symbol})
        return recursion(role, times(lr))(rule, form)

    return transform


RATES = (
    Mistake(
        id="lr-in-v",
        title="lr in the accumulator: it gathers lr·g²",
        kind="wrong variable",
        symptom="The curve of another lr, √lr: with lr = 0.01 the steps are ten times too large, and a change of lr has half "
        "its effect.",
        fix="Gather g², and let lr stand in the step alone.",
        links=(),
        transform=recursion(second_moment, times(lr)),
    ),
    Mistake(
        id="lr-squared-in-v",
        title="lr² in the accumulator: it gathers (lr·g)²",
        kind="wrong variable",
        symptom="The same curve whatever lr is, with first steps about as long as 1 in every coordinate: lr cancels.",
        fix="Gather g², not the square of the step.",
        links=(),
        transform=recursion(second_moment, times(lr**2)),
    ),
    Mistake(
        id="m-lr-twice",
        title="lr twice: in the first moment and in the step",
        kind="wrong variable",
        symptom="Almost no progress: the steps are lr times too small, and a change of lr counts twice.",
        fix="Gather g, and let lr stand in the step alone.",
        links=(),
        transform=lr_twice(first_moment),
    ),
    Mistake(
        id="velocity-lr-twice",
        title="lr twice: in the velocity and in the step",
        kind="wrong variable",
        symptom="Almost no progress: what the velocity moves is lr times too small, and a change of lr counts twice.",
        fix="Let lr stand in the velocity or in the step, not in both.",
        links=(),
        transform=where_size_shows(lr_twice(velocity)),
    ),
    Mistake(
        id="lr-on-velocity",
        title="lr on the old velocity as well: lr·(μ·v − g)",
        kind="wrong variable",
        symptom="The curve of plain gradient descent: there is hardly any momentum, and nothing to see at lr = 1.",
        fix="lr belongs to the gradient alone: v = μ·v − lr·g.",
        links=("https://github.com/BRML/climin/issues/29",),
        transform=recursion(velocity, lr_on_decay),
    ),
    Mistake(
        id="lr-for-mu",
        title="lr where μ belongs: the velocity decays by lr",
        kind="wrong variable",
        symptom="The curve of plain gradient descent, whatever μ is: lr is small, so there is hardly any momentum.",
        fix="The old velocity is multiplied by μ.",
        links=("https://github.com/deepmedic/deepmedic/issues/175",),
        transform=recursion(velocity, lr_for_decay),
    ),
)
