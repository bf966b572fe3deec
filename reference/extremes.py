"""Max and Min as SymPy's, but left as they are written: SymPy compares their arguments anew whenever one is replaced."""

from typing import Any

import sympy
from sympy import Expr, default_sort_key


class Max(sympy.Max):
    """The largest of its arguments."""

    def __new__(cls, *values: Any, **_: Any) -> Any:
        return _as_written(cls, values, max)


class Min(sympy.Min):
    """The smallest of its arguments."""

    def __new__(cls, *values: Any, **_: Any) -> Any:
        return _as_written(cls, values, min)


def _as_written(kind: Any, values: tuple[Any, ...], of_numbers: Any) -> Any:
    given = dict.fromkeys(sympy.sympify(each) for each in values)
    other = sympy.Min if issubclass(kind, sympy.Max) else sympy.Max
    # The smaller one of a, and of what is a at least, is a: so is what is clipped between 0 and 0.
    different = [each for each in given if not (isinstance(each, other) and any(a in given for a in each.args))]
    if all(each.is_Rational for each in different):
        return of_numbers(different)
    if all(each.is_number and not each.has(sympy.Max, sympy.Min) for each in different):
        return of_numbers(different, key=lambda each: each.evalf(60))
    if len(different) == 1:
        return different[0]
    return Expr.__new__(kind, *sorted(different, key=default_sort_key))
