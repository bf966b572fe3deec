"""Every form of every rule, with every part and every two parts that go together, is what a plain loop of its own computes."""

import numpy as np
import pytest

from optproof.reference.library import RULES, find_rule
from optproof.reference.operations import is_flat
from optproof.reference.oracle import Expected, judge
from optproof.reference.rule import Form, Rule
from optproof.reference.tape import Tape

from .plain import Plain
from .test_parts import ALL

RULES_AND_COMBINATIONS = [*RULES, *ALL, find_rule("rmsprop+momentum+nesterov")]
EXACT = {"mu": 0.75, "rho": 0.875, "beta1": 0.75, "beta2": 0.9375, "epsilon": 2.0**-6, "eps_root": 2.0**-7}
VALUES = EXACT | {
    "weight_decay": 0.0625,
    "dampening": 0.25,
    "initial_accumulator": 0.5,
    "nu": 0.25,
    "nu1": 0.25,
    "nu2": 0.75,
    "beta3": 0.5,
    "alpha": 2.0,
    "beta": 0.75,
    "psi": 0.5,
    "lr_decay": 0.5,
    "lambd": 0.125,
    "eta_minus": 0.5,
    "eta_plus": 2.0,
    "step_min": 0.1875,
    "step_max": 0.75,
}
"""Each is so large that it shows in every step."""


def tape_of(form: Form, elements: int) -> Tape:
    """Six steps of a few numbers, each of which is a run of its own."""
    generator = np.random.default_rng(0)
    names = [each.name for each in form.hyperparameters if each.name != "lr"]
    rows = generator.integers(-16, 17, (6, elements)) / 8
    # AMSGrad shows where a gradient is smaller than those before it.
    rows[3] /= 64
    if any(is_flat(line.value) for line in form.step):
        rows /= 32  # where only a sign is seen, a penalty shows beside a gradient of its size
    start = generator.integers(1, 17, elements) / 8
    rates = tuple(float(each) for each in generator.choice((0.25, 0.5, 0.125), 6))
    return Tape((start,), tuple((row,) for row in rows), rates, {name: VALUES[name] for name in names})


def excess(rule: Rule, form: Form, tape: Tape, expected: list[Expected], parts: tuple[str, ...]) -> np.ndarray:
    """How many bounds a plain loop with these parts is away, at the worst, for each element."""
    loops = [
        Plain(rule.base, form.name, parts, {**VALUES, **tape.hyperparameters}).run(
            float(start), [float(row[k]) for (row,) in tape.gradients], tape.lr
        )
        for k, start in enumerate(tape.initial[0])
    ]
    steps = zip(expected, np.transpose(loops), strict=True)
    return np.max([one.excess(found) for one, found in steps], axis=0)


@pytest.mark.parametrize("rule", RULES_AND_COMBINATIONS, ids=lambda rule: rule.name)
def test_is_what_a_plain_loop_computes(rule: Rule) -> None:
    """Within the bound, lr changing; and without one of its parts the loop is far from it, so that each part is seen.

    In every run; in one of several where a sign hides what it is taken of, or where v seldom falls, as AdaBelief's, or lr is
    seldom the smaller number, as SMORMS3's.
    """
    for form in rule.forms:
        hidden = any(is_flat(line.value) for line in form.step) or rule.base in ("adabelief", "smorms3")
        tape = tape_of(form, 8 if hidden else 2)
        expected = [one for (one,) in judge(form, tape)]
        if {"centered", "corrected"} <= {*rule.parts} and form.name.startswith("outside"):
            # In the first step v̂ − m̂² is zero, and its root has no bound.
            assert not any(np.isfinite(one.bound).any() for one in expected)
            continue
        assert np.all(excess(rule, form, tape, expected, rule.parts) <= 1), form.name
        for part in rule.parts:
            without = tuple(each for each in rule.parts if each != part)
            seen = excess(rule, form, tape, expected, without) > 1e6
            assert seen.any() if hidden else seen.all(), (form.name, part)
