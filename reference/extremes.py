"""Max and Min as SymPy's, but left as they are written: SymPy compares their arguments anew whenever one is replaced."""

from typing import Any

import sympy
from sympy import Expr, default_sort_key


class Max(sympy.Max):
    """The largest of its arguments."""

    def __new__(cls, *values: Any) -> Any:
        return _as_written(cls, values, max)


class Min(sympy.Min):
    """The smallest of its arguments."""

    def __new__(cls, *values: Any) -> Any:
        return _as_written(cls, values, min)


def _as_written(kind: Any, values: tuple[Any, ...], of_numbers: Any) -> Any:
    different = dict.fromkeys(sympy.sympify(each) for each in values)
    if all(each.is_Rational for each in different):
        return of_numbers(different)
    if len(different) == 1:
        return next(iter(different))
    return Expr.__new__(kind, *sorted(different, key=default_sort_key))
