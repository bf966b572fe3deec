"""Recover hyperparameters that are written into the code, from the numbers in a trace."""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sympy import Add, Expr, Pow, Rational, Symbol, preorder_traversal

from ...reference.evaluation import NotEvaluable, certainly_nonzero
from ...reference.rule import Form, Hyperparameter
from ...reference.symbols import lr, lr_start, theta
from ..symbolic.decimals import read
from ..tracing.trace import Trace
from .equality import points
from .fitting import fitted

HALF = Rational(1, 2)

MOST = 64
"""How many combinations of the numbers in the formulas are tried."""


@dataclass(frozen=True)
class Constants:
    """What the form's hyperparameters are in a trace; one that the trace keeps as a symbol is in neither.

    Attributes:
        values: known numbers, and those recovered from the code.
        recovered: those recovered from the code.
        supposed: those of the recovered that stand nowhere in the code, which is another form.
        rounded: whether the form follows the trace at the recovered numbers nearly and not exactly.
    """

    values: Mapping[Symbol, Expr]
    recovered: Mapping[str, Rational]
    supposed: frozenset[str] = frozenset()
    rounded: bool = False


def constants_of(trace: Trace, form: Form, *, search: bool = True) -> Constants:
    """The form's hyperparameters in the trace, as far as they are numbers: what is written, or else what a `search` finds."""
    known = {each.symbol: read(trace.numbers[each.name]) for each in form.hyperparameters if each.name in trace.numbers}
    hidden = [
        each for each in form.hyperparameters if each.name not in trace.symbolic and each.name not in trace.numbers
    ]
    found = _recovered(trace, form, known, hidden, search) if hidden else Constants(known, {})
    # What it was constructed with is its lr at the start.
    return replace(found, values={**found.values, lr_start: found.values[lr]}) if lr in found.values else found


def _recovered(
    trace: Trace, form: Form, known: Mapping[Symbol, Expr], hidden: Sequence[Hyperparameter], search: bool
) -> Constants:
    """The numbers at which the form fits the trace; where it does not fit, the most plausible numbers of the trace."""
    written = [_written(trace, _place_of(each.symbol, form)) for each in hidden]
    defaults = [each.default or Rational(1, 100) for each in hidden]
    likely = [_plausible(each, numbers) for each, numbers in zip(hidden, written, strict=True)]
    likeliest_first = sorted(itertools.product(*(range(len(each)) for each in likely)), key=sum)[:MOST]
    combined = ([values[place] for values, place in zip(likely, places, strict=True)] for places in likeliest_first)
    differences = _differences(trace, form, known)

    def fits(combination: Sequence[Rational]) -> bool:
        assignment = {each.symbol: value for each, value in zip(hidden, combination, strict=True)}
        return not any(_apart(each, assignment) for each in differences)

    # Numbers that stand in the code are asked before any is fitted: that takes a thousand times as long.
    for combination in combined:
        if fits(combination):
            return _constants(known, hidden, combination)
    starts = (defaults, [each[0] for each in likely], [each ** Rational(1, 2) for each in defaults])
    each_once = dict.fromkeys(tuple(float(each) for each in start) for start in starts)
    near = fitted(trace, form, known, hidden, [*each_once]) if search else None
    if near is not None:
        decimals = [[read(float(f"{each:.{digits}g}")) for each in near] for digits in (6, 10, 15)]
        exact = next((each for each in decimals if fits(each)), None)
        return (
            _constants(known, hidden, exact) if exact else replace(_constants(known, hidden, decimals[0]), rounded=True)
        )
    nearest = _constants(known, hidden, [each[0] for each in likely])
    found = zip(nearest.recovered.items(), written, strict=True)
    supposed = frozenset(name for (name, value), numbers in found if not {value, 1 - value} & {*numbers})
    return replace(nearest, supposed=supposed)


def _constants(
    known: Mapping[Symbol, Expr], hidden: Sequence[Hyperparameter], numbers: Sequence[Rational]
) -> Constants:
    pairs = list(zip(hidden, numbers, strict=True))
    return Constants(
        {**known, **{each.symbol: value for each, value in pairs}}, {each.name: value for each, value in pairs}
    )


Place = Literal["added", "in an exponent", "anywhere"]
"""Where a hyperparameter stands: ε is only ever added, ψ is a factor of exponents."""


def _place_of(symbol: Symbol, form: Form) -> Place:
    nodes = [each for assigned in form.step for each in preorder_traversal(assigned.value)]
    if any(isinstance(each, Pow) and each.exp.has(symbol) for each in nodes):
        return "in an exponent"
    return "added" if all(isinstance(each, Add) for each in nodes if symbol in each.args) else "anywhere"


def _written(trace: Trace, place: Place) -> list[Rational]:
    """The numbers in the formulas of the trace, but for the exponent of a root; or those alone that stand in such a place."""
    expressions = [*trace.elements[0].constant[:2]]
    machine = trace.elements[0].machine
    if machine is not None:
        expressions += [machine.theta, *(slot.next for slot in machine.slots)]
    if place == "in an exponent":
        exponents = [each.exp for expr in expressions for each in expr.atoms(Pow)]
        # 0.96ᵗ is 0.96^(t·ψ) where ψ is 1.
        return [
            *dict.fromkeys(abs(each) for exponent in exponents for each in (*exponent.atoms(Rational), Rational(1)))
        ]
    if place == "added":
        sums = [each for expr in expressions for each in preorder_traversal(expr) if isinstance(each, Add)]
        found = [abs(each) for sum_ in sums for each in sum_.args if isinstance(each, Rational)]
    else:
        found = [abs(each) for expr in expressions for each in expr.atoms(Rational)]
    return [*dict.fromkeys(each for each in found if each not in (0, 1, HALF))]


def _related(numbers: Sequence[Rational]) -> list[Rational]:
    """The numbers, what they lack to 1, their squares and their reciprocals."""
    return [*dict.fromkeys(value for each in numbers for value in (each, 1 - each, each**2, 1 / each))]


def _plausible(hyperparameter: Hyperparameter, written: Sequence[Rational]) -> list[Rational]:
    """The numbers in the domain, the likest to the default first; the default where there are none.

    What is written comes before what is only related to it.  Where the default is 0 or 1, code that says nothing of it has that.
    """
    default = hyperparameter.default or Rational(1, 100)
    fitting = [each for each in _related(written) if each > 0 and each in hyperparameter.domain and each != HALF]

    def distance(value: Rational) -> float:
        near = abs(_log(value / default))
        return (
            min(near, abs(_log((1 - value) / (1 - default))))
            if 0 < default < 1 and 0 < value < 1 and default > Rational(1, 2)
            else near
        )

    likeliest = sorted(fitting, key=lambda each: (each not in written, distance(each)))[:8]
    return (
        [hyperparameter.default, *likeliest]
        if hyperparameter.default in (0, 1)
        else likeliest or [hyperparameter.default]
    )


def _log(value: Rational) -> float:
    """The logarithm, of numbers too that no float holds."""
    return math.log(value.p) - math.log(value.q)


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
