"""Measure how sharp the bound is: `python benchmarks/sharpness.py [--json]`.

How much of it honest code uses, and how small a formula error it still refutes, beside what fixed tolerances do on the
same tapes.  Hyperparameters are exact in every dtype, so that nothing is forgiven for the sake of their rounding.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from sympy import Expr, Rational, Symbol

sys.path.insert(0, str(Path(__file__).parents[1]))

from optproof.reference.formats import FORMATS, Format
from optproof.reference.library import find_form, find_rule
from optproof.reference.oracle import Expected, judge
from optproof.reference.rule import Assignment, Form
from optproof.reference.symbols import beta1, beta2, g, lr, m, mu, rho, t, v
from optproof.reference.tape import Tape
from tests.reference.honest import round_to
from tests.reference.scores import DTYPES, class_run
from tests.shipped import SHIPPED

ELEMENTS = 300
STEPS = 20
TOLERANCES = (1e-5, 1e-9)
GIVEN = {"mu": 0.875, "rho": 0.875, "beta1": 0.875, "beta2": 0.96875, "epsilon": 2.0**-10}
MOST_HALVINGS = 160


@cache
def tape(names: tuple[str, ...], made: Format, epsilon: float = GIVEN["epsilon"]) -> Tape:
    """Gradients of every size from 2⁻¹⁰ to 2⁶, lr changing: every number is one of the dtype."""
    generator = np.random.default_rng(0)
    dtype = DTYPES[made.name]
    scale = 2.0 ** generator.uniform(-10, 6, ELEMENTS)
    rows = tuple((round_to(made, generator.standard_normal(ELEMENTS) * scale).astype(dtype),) for _ in range(STEPS))
    rates = tuple(float(each) for each in generator.choice([0.5, 0.125, 1.0, 2.0**-7], STEPS))
    initial = round_to(made, generator.standard_normal(ELEMENTS)).astype(dtype)
    values = {name: GIVEN[name] for name in names if name != "lr"}
    return Tape((initial,), rows, rates, values | ({"epsilon": epsilon} if "epsilon" in names else {}))


def tape_for(form: Form, made: Format, epsilon: float = GIVEN["epsilon"]) -> Tape:
    """The tape with the form's hyperparameters."""
    return tape(tuple(each.name for each in form.hyperparameters), made, epsilon)


def named(rule: str, form: str) -> Form:
    return find_form(find_rule(rule), form)


# WHAT HONEST CODE USES


def used(made: Format) -> Any:
    """The shares of the bound that the classes of optproof.implementations use, wherever there is a bound."""
    shares: list[Any] = []
    for name, place in SHIPPED.items():
        form = named(*place)
        run = tape_for(form, made)
        for (one,), value in zip(judge(form, run), class_run(name, run), strict=True):
            shares.append(one.excess(value)[np.isfinite(one.bound)])
    return np.concatenate(shares)


def false_alarms(made: Format, tolerance: float) -> float:
    """The share of the numbers of these classes that a relative tolerance calls wrong."""
    alarms: list[Any] = []
    for name, place in SHIPPED.items():
        form = named(*place)
        run = tape_for(form, made)
        alarms += [
            _off(one, value, tolerance) for (one,), value in zip(judge(form, run), class_run(name, run), strict=True)
        ]
    return float(np.mean(np.concatenate(alarms)))


def _off(one: Expected, found: Any, tolerance: float) -> Any:
    with np.errstate(all="ignore"):
        return ~(np.abs(np.asarray(found, np.float64) - one.value) <= tolerance * np.abs(one.value))


# WHAT IS REFUTED


@dataclass(frozen=True)
class Fault:
    """A formula error of any size δ: the form it is made in, and what it makes of a line."""

    what: str
    rule: str
    form: str
    changed: Callable[[Expr, Rational], Expr]
    line: Symbol | None = None


def larger(symbol: Symbol) -> Callable[[Expr, Rational], Expr]:
    return lambda value, delta: value.xreplace({symbol: symbol * (1 + delta)})


def exponent_lost(decay: Symbol) -> Callable[[Expr, Rational], Expr]:
    """A share δ of the correction 1 − βᵗ has lost its exponent."""
    return lambda value, delta: value.subs(decay**t, (1 - delta) * decay**t + delta * decay)


FAULTS = (
    Fault("lr·(1 + δ)", "sgd", "plain", larger(lr)),
    Fault("μ·(1 + δ)", "momentum", "classical", larger(mu)),
    Fault("(1 − μ)(1 + δ)·g", "momentum", "ema", lambda value, delta: value.xreplace({g: g * (1 + delta)})),
    Fault("μ·(1 + δ)", "nesterov", "bengio", larger(mu)),
    Fault("v + (1 + δ)·g²", "adagrad", "outside", lambda value, delta: value + delta * g**2, v),
    Fault("ρ·(1 + δ)", "rmsprop", "outside", larger(rho)),
    Fault("β₁·(1 + δ)", "adam", "algorithm-1", larger(beta1)),
    Fault("β₂·(1 + δ)", "adam", "algorithm-1", larger(beta2)),
    Fault("β₂·(1 + δ) in v alone", "adam", "algorithm-1", larger(beta2), v),
    Fault("β₁·(1 + δ) in m alone", "adam", "algorithm-1", larger(beta1), m),
    Fault("lr·(1 + δ)", "adam", "epsilon-hat", larger(lr)),
    Fault("1 − (1 − δ)β₁ᵗ − δβ₁", "adam", "algorithm-1", exponent_lost(beta1)),
    Fault("1 − (1 − δ)β₂ᵗ − δβ₂", "adam", "algorithm-1", exponent_lost(beta2)),
)


def faulty(fault: Fault, delta: Rational) -> Form:
    """The form with the error in it."""
    form = named(fault.rule, fault.form)
    lines = tuple(
        Assignment(line.symbol, fault.changed(line.value, delta)) if fault.line in (None, line.symbol) else line
        for line in form.step
    )
    return form.with_step(*lines)


Refutes = Callable[[Expected, Any], bool]


def by_the_bound(one: Expected, found: Any) -> bool:
    return bool(np.any(one.excess(found) > 1))


def by_tolerance(tolerance: float) -> Refutes:
    return lambda one, found: bool(np.any(_off(one, found, tolerance)))


def refuted(right: Form, wrong: Form, run: Tape, made: Format, refutes: Refutes) -> bool:
    """Whether the exact values of the wrong form, rounded to the dtype, are told from the right one in any step."""
    dtype = DTYPES[made.name]
    pairs = zip(judge(right, run, dtype), judge(wrong, run, np.dtype(np.float64)), strict=True)
    return any(refutes(one, round_to(made, other.value)) for (one,), (other,) in pairs)


def refutes_right_code(form: Form, made: Format, refutes: Refutes) -> bool:
    """Whether a class of optproof.implementations that is this form is refuted."""
    run = tape_for(form, made)
    return any(
        refutes(one, value)
        for name, place in SHIPPED.items()
        if named(*place) is form
        for (one,), value in zip(judge(form, run), class_run(name, run), strict=True)
    )


RIGHT_CODE_TOO = "refutes right code"


def smallest(found: Callable[[int], bool]) -> float | str:
    """The smallest 2⁻ᵏ that is found, by bisection."""
    if not found(1):
        return "none"
    yes, no = 1, MOST_HALVINGS
    while no - yes > 1:
        middle = (yes + no) // 2
        yes, no = (middle, no) if found(middle) else (yes, middle)
    return 2.0**-yes


def smallest_delta(fault: Fault, made: Format, refutes: Refutes) -> float | str:
    """The smallest δ that is refuted."""
    right = named(fault.rule, fault.form)
    if refutes_right_code(right, made, refutes):
        return RIGHT_CODE_TOO
    run = tape_for(right, made)
    return smallest(lambda k: refuted(right, faulty(fault, Rational(1, 2**k)), run, made, refutes))


def smallest_epsilon(rule: str, made: Format, refutes: Refutes) -> float | str:
    """The smallest ε at which ε inside the root is told from ε outside."""
    right, wrong = named(rule, "algorithm-1" if rule == "adam" else "outside"), named(rule, "inside")
    if refutes_right_code(right, made, refutes):
        return RIGHT_CODE_TOO
    return smallest(lambda k: refuted(right, wrong, tape_for(right, made, 2.0**-k), made, refutes))


# THE TABLES


def shares(made: Format) -> dict[str, Any]:
    """What honest code uses of the bound, and how often a tolerance calls it wrong."""
    found = used(made)
    alarms = {f"rtol {each:g}": false_alarms(made, each) for each in TOLERANCES}
    middle, most = (float(each) for each in np.quantile(found, (0.5, 0.99)))
    return {"dtype": made.name, "median": middle, "99 %": most, "worst": float(np.max(found)), "false alarms": alarms}


def deltas() -> list[dict[str, Any]]:
    """For each error the smallest δ that is refuted, by each way to judge in each dtype."""
    ways: dict[str, Refutes] = {"bound": by_the_bound} | {f"rtol {each:g}": by_tolerance(each) for each in TOLERANCES}
    rows: list[dict[str, Any]] = []
    for fault in FAULTS:
        found = {f.name: {way: smallest_delta(fault, f, refutes) for way, refutes in ways.items()} for f in FORMATS}
        rows.append({"rule": fault.rule, "error": fault.what, "smallest": found})
    for rule in ("adagrad", "rmsprop", "adam"):
        found = {f.name: {way: smallest_epsilon(rule, f, refutes) for way, refutes in ways.items()} for f in FORMATS}
        rows.append({"rule": rule, "error": "ε inside the root, by the size of ε", "smallest": found})
    return rows


def _table(heads: list[str], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [heads, ["---"] * len(heads), *rows])


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.0e}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    chosen = parser.parse_args()
    honest = [shares(made) for made in FORMATS]
    errors = deltas()
    if chosen.json:
        for each in [*honest, *errors]:
            print(json.dumps(each), flush=True)
        return
    ways = ["bound", *(f"rtol {each:g}" for each in TOLERANCES)]
    print(
        _table(
            ["dtype", "median", "99 %", "worst", *(f"{way} calls wrong" for way in ways[1:])],
            [
                [each["dtype"], *(f"{each[key]:.3f}" for key in ("median", "99 %", "worst"))]
                + [f"{each['false alarms'][way]:.1%}" for way in ways[1:]]
                for each in honest
            ],
        )
    )
    print()
    columns = [(name, way) for name in ("float64", "float32") for way in ways]
    columns += [("float16", "bound"), ("bfloat16", "bound")]
    print(
        _table(
            ["rule", "error", *(f"{name}: {way}" for name, way in columns)],
            [
                [each["rule"], each["error"], *(_number(each["smallest"][name][way]) for name, way in columns)]
                for each in errors
            ],
        )
    )


if __name__ == "__main__":
    main()
