"""Rprop's turns of the gradient: what is done where it has turned, and where it is zero."""

from collections.abc import Callable

from sympy import Integer, sign

from ..choices import BySign
from ..rule import Assignment, Form, Rule, let
from ..symbols import d, delta, g, p, q, theta
from .mistake import Mistake, Transform
from .rewriting import rewrite, substitute_in

ONE = Integer(1)


def sees_turns(form: Form) -> bool:
    return any(line.assigns(q) for line in form.step)


def where_it_turns(change: Callable[[Form], Form]) -> Transform:
    """The mistake in rules that see whether the gradient has turned."""

    def transform(rule: Rule, form: Form) -> Form | None:
        return change(form) if sees_turns(form) else None

    return transform


def zero_is_positive(form: Form) -> Form:
    """A step forward where there is none to take."""
    return substitute_in(form, theta, {sign(d): BySign(d, ONE, ONE, -ONE)})


def steps_late(form: Form) -> Form:
    """The step of the step before, unless the gradient has turned."""
    before = let(theta, theta - BySign(q, ONE, ONE, Integer(0)) * sign(p) * delta)
    first, *others = (line for line in form.step if not line.assigns(theta))
    return form.with_step(first, before, *others)


def goes_on(form: Form) -> Form:
    """The gradient as it is."""
    return rewrite(form, d, lambda _: g)


def keeps_turned(form: Form) -> Form:
    """No step where it has turned, but it is kept."""
    return form.with_step(*(Assignment(p, g) if line.assigns(p) else line for line in form.step))


TURNS = (
    Mistake(
        id="turned-zero-steps",
        title="Where the gradient is 0, or has turned, it steps as if it were positive",
        kind="sign",
        symptom="It never rests: parameters without a gradient drift, all in one direction.",
        fix="Step by the sign of the gradient, which is 0 where that is.",
        links=("https://github.com/libfann/fann/issues/85",),
        transform=where_it_turns(zero_is_positive),
    ),
    Mistake(
        id="turned-steps-late",
        title="Each step is that of the step before",
        kind="off by one",
        symptom="The first step moves nothing, and it runs past every minimum by one step more.",
        fix="Step by the new step size and the new gradient.",
        links=("https://github.com/google-deepmind/optax/pull/1725",),
        transform=where_it_turns(steps_late),
    ),
    Mistake(
        id="turned-goes-on",
        title="It steps where the gradient has turned, and keeps that gradient",
        kind="missing step",
        symptom="Step sizes shrink twice at every minimum: it gets there, and more slowly.",
        fix="Take the gradient for 0 where it has turned, in the step and for the next comparison.",
        links=("https://github.com/pytorch/pytorch/issues/70418",),
        transform=where_it_turns(goes_on),
    ),
    Mistake(
        id="turned-is-kept",
        title="The gradient that has turned is kept, and compared with the next one",
        kind="state",
        symptom="Step sizes grow right after a turn, and it swings about the minimum.",
        fix="Keep 0 where it has turned, so that the next step keeps its size.",
        links=(),
        transform=where_it_turns(keeps_turned),
    ),
)
