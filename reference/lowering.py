"""Lower a form to a NumPy class with `update(params, grads)`, as somebody would write it."""

from functools import cache
from typing import Any

import numpy as np
from sympy import Add, Expr, Mul, Pow, Rational, Symbol

from .operations import operation_of
from .rule import Form
from .symbols import g, theta

HALF = Rational(1, 2)


def source(expr: Expr) -> str:
    """`expr` as Python; a symbol is a local variable.  Raises `TypeError` for what no rule is made of."""
    if isinstance(expr, Symbol):
        return expr.name
    if isinstance(expr, Rational):
        return f"({expr.p})" if expr.q == 1 else f"({expr.p} / {expr.q})"
    if isinstance(expr, Pow):
        return _power(expr.base, expr.exp)
    operation = operation_of(expr)
    if operation is not None:
        simpler = None if operation.numpy or operation.python else operation.written_out(expr)
        return operation.as_python([source(each) for each in expr.args]) if simpler is None else source(simpler)
    if not isinstance(expr, Add | Mul):
        raise TypeError(f"no NumPy is known for {expr}")
    operator = " + " if isinstance(expr, Add) else " * "
    return f"({operator.join(source(each) for each in expr.args)})"


def _power(base: Expr, exponent: Expr) -> str:
    if exponent == HALF:
        return f"np.sqrt({source(base)})"
    if exponent.could_extract_minus_sign():
        return f"(np.float64(1) / {source(Pow(base, -exponent))})"
    return f"({source(base)} ** {source(exponent)})"


@cache
def lowered(form: Form) -> Any:
    """A class that computes `form`; its hyperparameters have the form's names and defaults."""
    scope = {"np": np, "__name__": __name__}
    exec(program(form), scope)  # noqa: S102 - the form's own lines
    return scope["Optimizer"]


def program(form: Form) -> str:
    """The class, as Python."""
    given = ", ".join(f"{each.name}={float(each.default)!r}" for each in form.hyperparameters)
    names = [each.name for each in form.hyperparameters]
    state = [each.symbol.name for each in form.state]
    begun = [
        f"if key not in self.{each.symbol.name}: "
        f"self.{each.symbol.name}[key] = np.zeros_like(theta) + {source(each.initial)}"
        for each in form.state
    ]
    read = [f"{each} = self.{each}" for each in names]
    fetched = [*begun, *(f"{each} = self.{each}[key]" for each in state)]
    # What is kept is a copy: the caller may use the array of a gradient again.
    computed = [f"{each.symbol.name} = {source(each.value)}{'.copy()' * (each.value == g)}" for each in form.step]
    kept = [f"self.{each}[key] = {each}" for each in state]
    update = ["t, theta, g = self.t, params[key], grads[key]", *fetched, *computed, *kept, "params[key] = theta"]
    lines = [
        "class Optimizer:",
        f"    def __init__(self, {given}):",
        *_indented(2, [*(f"self.{each} = {each}" for each in names), *(f"self.{each} = {{}}" for each in state)]),
        "        self.t = 0",
        "    def update(self, params, grads):",
        "        self.t += 1",
        *_indented(2, [*read, "for key in params:"]),
        *_indented(3, update),
    ]
    if form.gradient_at != theta:
        looked = [*fetched, f"found[key] = {source(form.gradient_at)}"]
        lines += [
            "    def lookahead(self, params):",
            *_indented(2, ["found = {}", *read, "for key, theta in params.items():"]),
            *_indented(3, looked),
            "        return found",
        ]
    return "\n".join(lines)


def _indented(levels: int, lines: list[str]) -> list[str]:
    return [f"{'    ' * levels}{each}" for each in lines]
