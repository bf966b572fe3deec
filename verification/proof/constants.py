"""Recover hyperparameters that are written into the code, from the numbers in a trace."""

import itertools
import math
from collections.abc import Mapping, Sequence

from sympy import Expr, Rational, Symbol

from ...reference.evaluation import NotEvaluable, certainly_nonzero
from ...reference.rule import Form, Hyperparameter
from ...reference.symbols import theta
from ..tracers.reading import read
from ..tracers.trace import Trace
from .equality import points

MOST = 400
"""How many combinations of numbers are tried."""


def values_of(trace: Trace, form: Form) -> tuple[dict[Symbol, Expr], dict[str, Rational]]:
    """What the form's hyperparameters are in the trace: known numbers, and those recovered from the code.

    A hyperparameter that the trace keeps as a symbol is in neither.
    """
    known = {each.symbol: read(trace.numbers[each.name]) for each in form.hyperparameters if each.name in trace.numbers}
    hidden = [
        each for each in form.hyperparameters if each.name not in trace.symbolic and each.name not in trace.numbers
    ]
    recovered = _recover(trace, form, known, hidden) if hidden else {}
    return {**known, **{each.symbol: recovered[each.name] for each in hidden}}, recovered


def _recover(
    trace: Trace, form: Form, known: Mapping[Symbol, Expr], hidden: Sequence[Hyperparameter]
) -> dict[str, Rational]:
    """The numbers at which the form fits the trace; where none does, the most plausible numbers of the trace."""
    written = _written(trace)
    likely = [_plausible(each, _related(written)) for each in hidden]
    # Where numbers were multiplied out, as (1 − β)/(1 − β²) = 10/19 beside 9/19, β is the ratio of two of them.
    ratios = [one / two for one, two in itertools.permutations(written, 2)]
    differences = _differences(trace, form, known)
    for choices in (likely, [_plausible(each, _related([*written, *ratios])) for each in hidden]):
        likeliest_first = sorted(itertools.product(*(range(len(each)) for each in choices)), key=sum)
        for places in likeliest_first[:MOST]:
            combination = [values[place] for values, place in zip(choices, places, strict=True)]
            assignment = {each.symbol: value for each, value in zip(hidden, combination, strict=True)}
            if not any(_apart(each, assignment) for each in differences):
                return {each.name: value for each, value in zip(hidden, combination, strict=True)}
    return {each.name: values[0] for each, values in zip(hidden, likely, strict=True)}


def _written(trace: Trace) -> list[Rational]:
    """The numbers in the formulas of the trace."""
    expressions = [*trace.elements[0].constant[:2]]
    machine = trace.elements[0].machine
    if machine is not None:
        expressions += [machine.theta, *(slot.next for slot in machine.slots)]
    return [*dict.fromkeys(abs(each) for expr in expressions for each in expr.atoms(Rational) if each != 0)]


def _related(numbers: Sequence[Rational]) -> list[Rational]:
    """The numbers, what they lack to 1, their squares and their reciprocals."""
    return [*dict.fromkeys(value for each in numbers for value in (each, 1 - each, each**2, 1 / each))]


def _plausible(hyperparameter: Hyperparameter, found: Sequence[Rational]) -> list[Rational]:
    """The numbers in the domain, the likest to the default first; the default where there are none."""
    default = hyperparameter.default or Rational(1, 100)
    fitting = [each for each in found if each > 0 and each in hyperparameter.domain and each != Rational(1, 2)]

    def distance(value: Rational) -> float:
        near = abs(math.log(value / default))
        return (
            min(near, abs(math.log((1 - value) / (1 - default))))
            if 0 < default < 1 and 0 < value < 1 and default > Rational(1, 2)
            else near
        )

    return sorted(fitting, key=distance)[:8] or [hyperparameter.default]


def _differences(trace: Trace, form: Form, known: Mapping[Symbol, Expr]) -> list[Expr]:
    """What lies between the trace and the form after each of two steps, the hidden hyperparameters as symbols."""
    expected = form.unroll(2, constant_lr=True)
    return [trace.elements[0].constant[k] - each[theta].xreplace(dict(known)) for k, each in enumerate(expected)]


def _apart(difference: Expr, values: Mapping[Symbol, Rational]) -> bool:
    """Whether the difference is seen at a point where the hyperparameters have these values, or has no value there."""
    for point, step in points(difference, 1):
        try:
            if certainly_nonzero(difference, {**point, **values}, step):
                return True
        except NotEvaluable:
            return True
    return False
