"""The difference in words: the terms that differ, in the letters of the code, and nothing where few words do not tell it."""

import pytest
from sympy import Integer, Rational, Symbol

from optproof.reference.library import find_rule
from optproof.reference.symbols import beta2, g, lr, theta
from optproof.verification.diagnosis.terms import differences, nearest
from optproof.verification.tracing.machine import Machine, Slot

from .asking import SUBJECTS, algebra

SPECIMENS = "optproof.implementations.specimens"

TOLD = {
    "adagrad_lr_in_h:AdaGrad": ("The coefficient of g² in h is lr; the rule has 1.",),
    "adam_no_correction:Adam": ("The step of θ is (1 − β₁ᵗ)/√(1 − β₂ᵗ) times that of the rule.",),
    "adam_lr_t_beta1_twice:Adam": ("θ does not depend on β₂; in the rule it does.",),
    "momentum_starts_from_gradient:Momentum": ("After step 1, v is μ·g₁ − lr·g₁; the rule has −lr·g₁.",),
    "nesterov_new_v:Nesterov": (
        "The coefficient of v in θ is μ³; the rule has μ².",
        "The coefficient of g in θ is −lr·(1 + μ + μ²); the rule has −lr − lr·μ.",
    ),
}


@pytest.mark.parametrize("specimen", TOLD)
def test_a_specimen(specimen: str) -> None:
    """The nearest form is the one that the fewest sentences lead to."""
    evidence = algebra(f"{SPECIMENS}.{specimen}", specimen.partition("_")[0])
    found = nearest(evidence.machine, evidence.proofs)
    assert found is not None and found[1] == TOLD[specimen]


def test_a_right_one_differs_in_nothing() -> None:
    """Nothing is told of what is the form, whatever its state is called and in whichever order it is kept."""
    evidence = algebra("optproof.implementations:Adam", "adam", "algorithm-1")
    (proof,) = evidence.proofs
    assert differences(evidence.machine, proof.form, proof.values) == ()


def test_what_is_another_formula_is_not_told_term_by_term() -> None:
    """Clipping is no term, and a rule with another state none that few words would lead to."""
    evidence = algebra(f"{SUBJECTS}/near_misses.py:SgdClips", "sgd")
    assert nearest(evidence.machine, evidence.proofs) is None
    other = algebra("optproof.implementations:SGD", "adam")
    assert nearest(other.machine, other.proofs) is None


def test_the_coefficient_is_the_whole_one() -> None:
    """Terms that belong together are one coefficient: g²·(1 − β₂) written apart is not taken for two differences."""
    v = Symbol("v", real=True)
    form = find_rule("rmsprop").form("outside")
    rho, epsilon = (
        next(each.symbol for each in form.hyperparameters if each.name == name) for name in ("rho", "epsilon")
    )
    step = rho * v + g**2 - beta2 * g**2
    machine = Machine(
        theta - lr * g / (step ** Rational(1, 2) + epsilon),
        theta,
        (Slot(v, (step.xreplace({v: Integer(0)}),), None, step),),
    )
    assert differences(machine, form, {}) == ("The coefficient of g² in v is 1 − β₂; the rule has 1 − ρ.",)
