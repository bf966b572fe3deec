"""The difference in words: the terms that differ, in the letters of the code, and nothing where few words do not tell it."""

import pytest
from sympy import Integer, Min, Rational, Symbol, sqrt

from optproof.reference.library import find_rule
from optproof.reference.symbols import beta1, beta2, g, lr, t, theta
from optproof.verification.diagnosis.evidence import gathered, posed, question
from optproof.verification.diagnosis.reason import unexplained
from optproof.verification.diagnosis.swaps import swap_of
from optproof.verification.diagnosis.terms import differences, nearest
from optproof.verification.subjects.target import load
from optproof.verification.tracing.machine import Machine, Slot

from .asking import SUBJECTS, algebra, ask, mistakes_in

SPECIMENS = "optproof.implementations.specimens"

TOLD = {
    "adagrad_lr_in_h:AdaGrad": ("The coefficient of g² in h is lr; the rule has 1.",),
    "adam_no_correction:Adam": ("The step of θ is (1 − β₁ᵗ)/√(1 − β₂ᵗ) times that of the rule.",),
    "adam_lr_t_beta1_twice:Adam": ("The step of θ is √(1 − β₁ᵗ)/√(1 − β₂ᵗ) times that of the rule.",),
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
    found = nearest(evidence.trace, evidence.proofs)
    assert found is not None and found[1] == TOLD[specimen]


def test_a_sign_that_is_none_at_zero() -> None:
    """`c >= 0` is a sign but where c is zero, and what becomes of θ there is told."""
    evidence = algebra(f"{SUBJECTS}/signs.py:LionPositiveAtZero", "lion")
    found = nearest(evidence.trace, evidence.proofs)
    assert found is not None
    assert found[1] == ("Where β₁·m + (1 − β₁)·g = 0, θ is θ − lr; the rule has θ.",)


@pytest.mark.parametrize("specimen", TOLD)
def test_a_bound_changes_nothing_below_it(specimen: str) -> None:
    """A reading is left as soon as it tells more than another, or than is wanted, and only then."""
    evidence = algebra(f"{SPECIMENS}.{specimen}", specimen.partition("_")[0])
    told = len(TOLD[specimen])
    assert nearest(evidence.trace, evidence.proofs, told) == nearest(evidence.trace, evidence.proofs)
    assert nearest(evidence.trace, evidence.proofs, told - 1) is None


def test_a_right_one_differs_in_nothing() -> None:
    """Nothing is told of what is the form, whatever its state is called and in whichever order it is kept."""
    evidence = algebra("optproof.implementations:Adam", "adam", "algorithm-1")
    (proof,) = evidence.proofs
    assert differences(evidence.machine, proof.form, proof.values) == ()


def test_what_is_another_formula_is_told_as_a_whole() -> None:
    """Clipping is no term, and a rule with another state none that few words would lead to: that is said, and comes near to none."""
    evidence = algebra(f"{SUBJECTS}/near_misses.py:SgdClips", "sgd")
    other = algebra("optproof.implementations:SGD", "adam")
    for each in (evidence, other):
        found = nearest(each.trace, each.proofs)
        assert found is not None and found[1]
    assert nearest(other.trace, other.proofs, 4) is None


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Floored", "In θ, √(1/(1 − β₂ᵗ))·√(max(1e-30, v)) stands where the rule has √(v/(1 − β₂ᵗ))."),
        ("IdleEps", "eps has no effect: nothing that is computed depends on ε."),
        ("IdleEps", "In θ, 1e-08 stands where the rule has ε."),
        ("OtherSign", "The coefficient of g in v is lr + lr·μ; the rule has lr."),
        ("Divides", "In m, (1 − β₁)·g/√(1 + v) stands where the rule has (1 − β₁)·g."),
        ("BiasTwice", "The step of θ is 2 times that of the rule."),
        ("NeverInGeneral", "In step 2, the step of θ is 3 times that of the rule."),
        (
            "HalfUphill",
            "In θ, (0.5 + 0.25·sign(g·m/(1 − β₁ᵗ))² + 0.25·sign(g·m/(1 − β₁ᵗ)))/(√(v/(1 − β₂ᵗ)) + ε) stands where the rule has √(1 − β₂ᵗ)/(√v + ε).",
        ),
    ],
)
def test_a_formula_that_no_mistake_explains(name: str, told: str) -> None:
    """It is told in words: which part stands where, of whichever parameter differs, and a sign of the state is no difference."""
    evidence = algebra(f"{SUBJECTS}/unexplained.py:{name}", RULES[name])
    assert told in unexplained(evidence).differences


RULES = {
    "Floored": "adam",
    "Divides": "adam",
    "IdleEps": "adam",
    "OtherSign": "momentum",
    "BiasTwice": "sgd",
    "NeverInGeneral": "sgd",
    "HalfUphill": "adam",
}


def test_terms_beside_conduct() -> None:
    """Where conduct may be the reason, algebra says what differs all the same."""
    verdict = ask(f"{SUBJECTS}/unexplained.py:SharedAndTwice", "momentum")
    assert verdict.reason == verdict.conduct.detail
    assert verdict.algebra.detail.endswith("The coefficient of g in v is 2·lr; the rule has lr.")


def test_what_is_off_is_not_what_the_rule_needs() -> None:
    """No argument that is 0 by default stands for the ε that is forgotten."""
    subject, asked = posed(load(f"{SUBJECTS}/unexplained.py:RootOfNothing"), question("rmsprop", None, {}, None, 0))
    assert mistakes_in(gathered(subject, asked)) == ["epsilon-missing"]


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


def test_what_a_function_gives_is_told_wherever_it_stands() -> None:
    """A bound that differs is not hidden by another way of writing the average around it."""
    x, beta, one, other = g, beta1, Min(g, sqrt(t)), Min(g, sqrt(t - 1))
    found = swap_of(x + (1 - beta) * (one - x), beta * x + (1 - beta) * other)
    assert (found.one, found.other, found.whole) == (t, t - 1, False)
