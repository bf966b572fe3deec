"""Lower a form to a class with `update(params, grads)`, as somebody would write it in NumPy."""

from functools import cache

import numpy as np
from optproof.reference.rule import Form
from optproof.reference.symbols import theta
from sympy import Add, Expr, KroneckerDelta, Mul, Pow, Rational, Symbol

HALF = Rational(1, 2)


def source(expr: Expr) -> str:
    """`expr` as Python; a symbol is a local variable."""
    if isinstance(expr, Symbol):
        return expr.name
    if isinstance(expr, Rational):
        return f"({expr.p})" if expr.q == 1 else f"({expr.p} / {expr.q})"
    if isinstance(expr, KroneckerDelta):
        return "(1 if t == 1 else 0)"
    if isinstance(expr, Pow) and expr.exp == HALF:
        return f"np.sqrt({source(expr.base)})"
    if isinstance(expr, Pow) and expr.exp.could_extract_minus_sign():
        return f"(np.float64(1) / {source(Pow(expr.base, -expr.exp))})"
    if isinstance(expr, Pow):
        return f"({source(expr.base)} ** {source(expr.exp)})"
    assert isinstance(expr, Add | Mul), expr
    sign = " + " if isinstance(expr, Add) else " * "
    return f"({sign.join(source(each) for each in expr.args)})"


@cache
def lowered(form: Form) -> type:
    """A class that computes `form`; its hyperparameters have the form's names and defaults."""
    names = [each.name for each in form.hyperparameters]
    state = [each.symbol.name for each in form.state]
    loaded = [f"    {each} = self.{each}" for each in names]
    begun = [f"   if key not in self.{each.symbol.name}: self.{each.symbol.name}[key] = np.zeros_like(theta) + {source(each.initial)}" for each in form.state]
    fetched = [f"   {each} = self.{each}[key]" for each in state]
    lines = [
        "class Optimizer:",
        f" def __init__(self, {', '.join(f'{each.name}={float(each.default)!r}' for each in form.hyperparameters)}):",
        *(f"  self.{each} = {each}" for each in names),
        *(f"  self.{each} = {{}}" for each in state),
        "  self.t = 0",
        " def update(self, params, grads):",
        "  self.t += 1",
        "  for key in params:",
        *loaded,
        "   t, theta, g = self.t, params[key], grads[key]",
        *begun,
        *fetched,
        *(f"   {each.symbol.name} = {source(each.value)}" for each in form.step),
        *(f"   self.{each}[key] = {each}" for each in state),
        "   params[key] = theta",
    ]
    if form.gradient_at != theta:
        lines += [
            " def lookahead(self, params):",
            "  found = {}",
            "  for key, theta in params.items():",
            *loaded,
            *begun,
            *fetched,
            f"   found[key] = {source(form.gradient_at)}",
            "  return found",
        ]
    scope = {"np": np, "__name__": __name__}
    exec("\n".join(each.replace("    ", "   ", 1) if each in loaded else each for each in lines), scope)  # noqa: S102 - the form's own lines
    return scope["Optimizer"]
