"""Test vectors of every rule, for optimizers in any language: `python vectors/make.py` writes a file of JSON lines for each.

A line is what one form makes of one tape, right or with a mistake in it: vectors/README.md has the keys.  The numbers are
computed in intervals of 60 digits from the rule as it is printed, and the bounds are those to which `optproof check` holds code.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sympy import Rational, Symbol

from optproof.reference.evaluation import Intervals, NotEvaluable, evaluate
from optproof.reference.library import RULES
from optproof.reference.mistakes import mistakes_of
from optproof.reference.oracle import judge
from optproof.reference.rule import Form, Rule
from optproof.reference.symbols import g, lr, theta
from optproof.reference.tape import Tape

HERE = Path(__file__).parent

DIGITS = 17
"""Decimal digits that give back a double."""

TAPES = (
    (1, (1.0, -0.5, 0.25, 2.0, -0.75), (0.25,) * 5),
    (2, (2.0**-9, 0.5, -4.0, 0.125, 1.0), (0.5, 0.5, 0.125, 0.125, 1.0)),
)
"""Number, gradients and lr of each tape, exact in every format; lr is constant in the first."""

Line = dict[str, Any]

START = 1.0


@dataclass(frozen=True)
class Named:
    """A form, and what it is called: right, or by the mistakes that make it."""

    result: str
    name: str
    form: Form


def named(rule: Rule) -> Iterator[Named]:
    """The rule's forms, and what every mistake makes of each."""
    first, *others = rule.forms
    yield Named("valid", first.name, first)
    yield from (Named("variant", each.name, each) for each in others)
    for form in rule.forms:
        yield from (Named("invalid", each.id, each.apply(rule, form)) for each in mistakes_of(rule, form))


def lines(rule: Rule) -> list[Line]:
    """The lines of a rule, tape by tape; what makes the same of every tape is one line of each, with all its names."""
    hyperparameters = {
        one.name: float(one.visible)
        for name, one in rule.hyperparameters.items()
        if name != lr.name and one.visible is not None
    }
    found: dict[tuple[tuple[str, ...], ...], list[Line]] = {}
    for each in named(rule):
        try:
            runs = [[*_run(each.form, hyperparameters, *tape)] for _, *tape in TAPES]
        except NotEvaluable:  # it divides by zero, and leaves nothing that could be compared
            continue
        thetas = tuple(tuple(float(values[theta].mid).hex() for values in run) for run in runs)
        if thetas not in found:
            found[thetas] = [
                _line(rule, each, hyperparameters, run, *tape) for run, tape in zip(runs, TAPES, strict=True)
            ]
        same = found[thetas]
        # What a mistake makes of one form may be another: then it is that form.
        if same[0]["result"] == each.result:
            for line in same:
                line["names"] = list(dict.fromkeys([*line["names"], each.name]))
    return [line for tape in zip(*found.values(), strict=True) for line in tape]


def _line(
    rule: Rule, each: Named, hyperparameters: dict[str, float], run: Sequence[dict[Symbol, Any]],
    number: int, gradients: Sequence[float], rates: Sequence[float],
) -> Line:  # fmt: skip
    return {
        "rule": rule.name,
        "tape": number,
        "hyperparameters": hyperparameters,
        "lr": list(rates),
        "theta0": START,
        "gradients": list(gradients),
        "result": each.result,
        "names": [each.name],
        "theta": [float(values[theta].mid).hex() for values in run],
        "decimal": [_decimal(values[theta]) for values in run],
        "bound": {
            dtype: _bounds(each.form, hyperparameters, gradients, rates, dtype) for dtype in ("float64", "float32")
        },
    } | (
        {}
        if each.result == "invalid"
        else {"state": {name.name: [_decimal(one[name]) for one in run] for name in each.form.start()}}
    )


def _run(
    form: Form, hyperparameters: dict[str, float], gradients: Sequence[float], rates: Sequence[float]
) -> Iterator[dict[Symbol, Any]]:
    """θ and the state after each step, as intervals."""
    exact = Intervals()

    def number(value: float) -> Any:
        return exact.rational(Rational(value))

    given = {each.symbol: number(hyperparameters[each.name]) for each in form.hyperparameters if each.symbol != lr}
    kept = {theta: number(START)}
    kept |= {symbol: evaluate(value, {**given, lr: number(rates[0])}, exact) for symbol, value in form.start().items()}
    for step, (gradient, rate) in enumerate(zip(gradients, rates, strict=True), 1):
        values = {**given, **kept, g: number(gradient), lr: number(rate)}
        for line in form.step:
            values[line.symbol] = evaluate(line.value, values, exact, step)
        kept = {symbol: values[symbol] for symbol in kept}
        yield kept


def _decimal(value: Any) -> str:
    return f"{float(value.mid):.{DIGITS}g}"


def _bounds(
    form: Form, hyperparameters: dict[str, float], gradients: Sequence[float], rates: Sequence[float], dtype: str
) -> list[float | None]:
    """How far an honest evaluation in a format may be from θ, rounded up to two digits; None where nothing is known."""
    kind = np.dtype(dtype)
    tape = Tape(
        (np.array([START], kind),),
        tuple((np.array([each], kind),) for each in gradients),
        tuple(rates),
        hyperparameters,
    )
    found = [float(expected.bound[0]) for (expected,) in judge(form, tape)]
    return [float(f"{1.05 * each:.2g}") if np.isfinite(each) else None for each in found]


def main() -> None:
    """Write the files."""
    for rule in RULES:
        text = "".join(json.dumps(each) + "\n" for each in lines(rule))
        (HERE / f"{rule.name}.jsonl").write_text(text, encoding="utf-8")
        print(f"vectors/{rule.name}.jsonl", text.count("\n"))


if __name__ == "__main__":
    main()
