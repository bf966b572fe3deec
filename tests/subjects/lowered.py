"""Run any form in plain floats, as somebody's optimizer would: a form lowered to a class with `update(params, grads)`."""

from functools import lru_cache

import numpy as np
from optproof.reference.evaluation import evaluate
from optproof.reference.rule import Form
from optproof.reference.symbols import g, lr, theta
from sympy import Integer, Rational


class NumPy:
    """NumPy's own operators and functions, as an arithmetic."""

    def rational(self, value: Rational):
        return int(value) if value.q == 1 else float(value)

    def add(self, left, right):
        return left + right

    def multiply(self, left, right):
        return left * right

    def divide(self, left, right):
        return left / right

    def power(self, base, exponent: int):
        return base**exponent

    def sqrt(self, value):
        return np.sqrt(value)

    def absolute(self, value):
        return np.abs(value)

    def maximum(self, left, right):
        return np.maximum(left, right)

    def minimum(self, left, right):
        return np.minimum(left, right)

    def sign(self, value):
        return np.sign(value)


@lru_cache
def lowered(form: Form) -> type:
    """A class that computes `form`; its hyperparameters have the form's names and defaults."""
    kept = tuple(each.symbol for each in form.state)
    arithmetic = NumPy()

    class Lowered:
        def __init__(self, **given):
            for each in form.hyperparameters:
                setattr(self, each.name, given.get(each.name, float(each.default)))
            self.t, self.state = 0, {}

        def hyperparameters(self):
            return {each.symbol: getattr(self, each.name) for each in form.hyperparameters}

        def start(self, parameter):
            zeros = np.zeros_like(parameter)
            return {symbol.name: zeros + evaluate(value, self.hyperparameters(), arithmetic) for symbol, value in form.start().items()}

        def update(self, params, grads):
            self.t += 1
            for key, parameter in params.items():
                if key not in self.state:
                    self.state[key] = self.start(parameter)
                values = {**self.hyperparameters(), theta: parameter, g: grads[key]}
                values |= {symbol: self.state[key][symbol.name] for symbol in kept}
                for line in form.step:
                    values[line.symbol] = evaluate(line.value, values, arithmetic, self.t)
                self.state[key] = {symbol.name: values[symbol] for symbol in kept}
                params[key] = values[theta]

        if form.gradient_at != theta:

            def lookahead(self, params):
                found = {}
                for key, parameter in params.items():
                    state = self.state.get(key) or self.start(parameter)
                    values = {**self.hyperparameters(), theta: parameter} | {symbol: state[symbol.name] for symbol in kept}
                    found[key] = evaluate(form.gradient_at, values, arithmetic)
                return found

    names = ", ".join(f"{each.name}={float(each.default)!r}" for each in form.hyperparameters)
    given = ", ".join(f"{each.name}={each.name}" for each in form.hyperparameters)
    scope = {"Lowered": Lowered}
    exec(f"class Optimizer(Lowered):\n def __init__(self, {names}):\n  super().__init__({given})", scope)  # noqa: S102 - so that the signature names the hyperparameters
    made = scope["Optimizer"]
    made.__module__ = __name__
    return made
