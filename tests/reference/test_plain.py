"""Every form of every rule, with every part and every two parts that go together, is what a plain loop of its own computes."""

import numpy as np
import pytest

from optproof.reference.library import RULES, find_rule
from optproof.reference.operations import is_flat
from optproof.reference.oracle import judge
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
    "psi": 0.5,
    "lr_decay": 0.5,
}
"""Each is so large that it shows in every step."""


def tape_of(rule: Rule, form: Form, seed: int) -> Tape:
    generator = np.random.default_rng(seed)
    names = [each.name for each in form.hyperparameters if each.name != "lr"]
    rows = generator.integers(-16, 17, (6, 1)) / 8
    # AMSGrad shows where a gradient is smaller than those before it.
    rows[3] /= 64
    if any(is_flat(line.value) for line in form.step):
        rows /= 32  # where only a sign is seen, a penalty shows beside a gradient of its size
    start = generator.integers(1, 17, 1) / 8
    rates = tuple(float(each) for each in generator.choice((0.25, 0.5, 0.125), 6))
    return Tape((start,), tuple((row,) for row in rows), rates, {name: VALUES[name] for name in names})


def worst(rule: Rule, form: Form, tape: Tape, parts: tuple[str, ...]) -> float:
    """How many bounds a plain loop with these parts is away."""
    loop = Plain(rule.base, form.name, parts, {**VALUES, **tape.hyperparameters})
    gradients = [float(row[0][0]) for row in tape.gradients if row[0] is not None]
    found = loop.run(float(tape.initial[0][0]), gradients, tape.lr)
    return max(
        float(np.max(one.excess(np.array([value])))) for (one,), value in zip(judge(form, tape), found, strict=True)
    )


@pytest.mark.parametrize("rule", RULES_AND_COMBINATIONS, ids=lambda rule: rule.name)
def test_is_what_a_plain_loop_computes(rule: Rule) -> None:
    """Within the bound, lr changing; and without one of its parts the loop is far from it, so that each part is seen.

    On every tape; on one of several where a sign hides what it is taken of, or where v seldom falls, as AdaBelief's.
    """
    for form in rule.forms:
        hidden = any(is_flat(line.value) for line in form.step) or rule.base == "adabelief"
        unseen = {*rule.parts}
        for seed in range(8 if hidden else 2):
            tape = tape_of(rule, form, seed)
            if {"centered", "corrected"} <= {*rule.parts} and form.name.startswith("outside"):
                # In the first step v̂ − m̂² is zero, and its root has no bound.
                assert not any(np.isfinite(one.bound).any() for (one,) in judge(form, tape))
                continue
            assert worst(rule, form, tape, rule.parts) <= 1, (form.name, seed)
            for part in rule.parts:
                without = tuple(each for each in rule.parts if each != part)
                if worst(rule, form, tape, without) > 1e6:
                    unseen.discard(part)
                assert hidden or part not in unseen, (form.name, seed, part)
        assert not unseen or form.name.startswith("outside"), (form.name, unseen)
