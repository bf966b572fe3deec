"""Every shipped optimizer gets its true verdict: each form against each, and the specimens."""

import pytest

from optproof.reference.library import find_rule
from optproof.reference.mistakes import find_mistake
from optproof.verification.api import replay
from optproof.verification.checks.table import CHECKS
from optproof.verification.diagnosis.evidence import EXAMPLES

from ..shipped import RIGHT, SHIPPED
from . import asking
from .asking import ask, asked_briefly, judged, proved

OTHERS = [
    (name, other.name)
    for name, (rule, form) in SHIPPED.items()
    for other in find_rule(rule).forms
    if other.name != form
]
CONSTANT_LR = {
    ("ClassicalMomentum", "buffer"), ("BufferMomentum", "classical"), ("BengioNesterov", "buffer"), ("BufferNesterov", "bengio"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED)
def test_proved_in_its_own_form(name: str) -> None:
    """Its form is found, and proved for every step and a changing lr, by two provers; every check is passed, in every dtype."""
    rule, form = SHIPPED[name]
    verdict = ask(f"optproof.implementations:{name}", rule, examples=EXAMPLES)
    assert (verdict.verdict, verdict.form) == ("proved", form)
    assert (verdict.algebra.verdict, verdict.algebra.scope, verdict.algebra.lr) == ("proved", "every step", "changing")
    assert "normal form" in verdict.algebra.provers and len(verdict.algebra.provers) > 1
    assert (verdict.arithmetic.verdict, verdict.conduct.verdict) == ("passed", "passed")
    assert set(verdict.arithmetic.dtypes) == {"float64", "float32", "float16", "bfloat16"}
    checks = (*verdict.arithmetic.checks, *verdict.conduct.checks)
    assert {each.id for each in checks} == {each.id for each in CHECKS}
    # A form that begins with lr has that of the first step, as libraries do that make their state there; a caution says so.
    cautions = {"epsilon-survives"} | ({"rates-followed"} if find_rule(rule).form(form).keeps_lr else set())
    assert {each.outcome for each in checks if each.id not in cautions} <= {"passed", "skipped"}
    assert not [each for each in checks if each.outcome == "skipped" and each.detail.startswith("It requires")]
    assert 0 < verdict.arithmetic.worst <= 1
    assert verdict.counterexample is None and not verdict.mistakes and not verdict.constants
    outcomes = {each.id: each.outcome for each in checks}
    assert outcomes["resumes"] == outcomes["late-parameters"] == "passed"
    for each in verdict.arithmetic.checks:
        if each.id.startswith("bound-"):
            assert each.outcome == "passed" and each.id == f"bound-{each.dtypes[0]}" and len(each.dtypes) == 1
            assert min(each.tapes, each.steps, each.scalars) > 25
            assert 0 < each.worst <= 1


@pytest.mark.parametrize("name", SHIPPED)
def test_proved_where_its_form_is_asked_for(name: str) -> None:
    """The algebra alone: what follows is the same, whether a form was asked for or found."""
    proof = proved(f"optproof.implementations:{name}", *SHIPPED[name])
    assert proof is not None and (proof.form.name, proof.outcome) == (SHIPPED[name][1], "equal")
    assert proof.every_step and proof.lr_varies and not proof.excluded


@pytest.mark.parametrize(("name", "form"), OTHERS)
def test_refuted_in_any_other_form(name: str, form: str) -> None:
    """Refuted with a counterexample, and told which form it is instead; equal while lr is constant where that is the truth."""
    rule, own = SHIPPED[name]
    verdict = ask(f"optproof.implementations:{name}", rule, form)
    assert verdict.verdict == "refuted"
    assert f"It is the {own} form" in verdict.reason
    constant = f"Equal to the {form} form when lr is constant, and different when lr changes." in verdict.reason
    assert constant == ((name, form) in CONSTANT_LR)
    assert not verdict.mistakes
    example = verdict.counterexample
    assert example is not None
    assert not abs(example.computed - example.expected) <= example.bound
    assert (len(set(example.lr)) > 1) == constant
    assert verdict.reproduce


@pytest.mark.parametrize(
    ("name", "rule"),
    [("SGD", "momentum"), ("BufferMomentum", "nesterov"), ("BengioNesterov", "momentum"), ("AdaGrad", "rmsprop")],
)
def test_refuted_as_another_rule(name: str, rule: str) -> None:
    """What computes one rule is not proved to be another."""
    assert asked_briefly(f"optproof.implementations:{name}", rule).verdict in ("refuted", "unknown")


def test_the_same_seed_gives_the_same_verdict() -> None:
    """Two examinations agree in everything."""
    one, two = (ask("optproof.implementations:RMSProp", "rmsprop") for _ in range(2))
    assert one.to_json() == two.to_json()


# SPECIMENS


SPECIMENS = {
    "momentum_never_decays:Momentum": "velocity-decay-lost",
    "momentum_starts_from_gradient:Momentum": "velocity-starts-from-gradient",
    "nesterov_new_v:Nesterov": "step-reads-new-state",
    "adagrad_lr_in_h:AdaGrad": "lr-in-v",
    "adagrad_lr_squared_in_h:AdaGrad": "lr-squared-in-v",
    "rmsprop_forgot_to_leak:RMSprop": "v-decay-lost",
    "adam_no_correction:Adam": "correction-missing",
    "adam_v_plus_equals:Adam": "v-plus-equals",
    "adam_lost_decay:Adam": "v-decay-lost",
    "adam_lr_t_swapped:Adam": "betas-swapped-corrections",
    "adam_lr_t_beta1_twice:Adam": "beta1-in-both-corrections",
    "adam_lr_t_beta2_twice:Adam": "beta2-in-both-corrections",
    "adam_correct_bias_live:Adam": "increment-twice-uphill",
}


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_each_wrong_specimen_is_refuted_and_named(specimen: str) -> None:
    """Refuted, with its mistake named, alone, a counterexample, and both formulas."""
    verdict = judged(specimen)
    assert verdict.verdict == "refuted"
    assert [each.id for each in verdict.mistakes] == [SPECIMENS[specimen]]
    assert verdict.reason == find_mistake(SPECIMENS[specimen]).title + "."
    assert verdict.counterexample is not None
    assert (
        verdict.formula.computed and verdict.formula.expected and verdict.formula.computed != verdict.formula.expected
    )


FREE = {
    "adam_lr_t_beta2_twice:Adam": (["theta0", "gradients", "lr"], [1]),
    "adam_v_plus_equals:Adam": (["theta0", "gradients", "gradients", "lr", "beta1", "beta2"], [1]),
    "adagrad_lr_in_h:AdaGrad": (["theta0", "gradients", "gradients"], [2]),
}
"""Specimen → the numbers of its counterexample that do not matter, and the steps whose gradient does where it is zero."""


@pytest.mark.parametrize("specimen", FREE)
def test_the_numbers_that_do_not_matter_are_told(specimen: str) -> None:
    """With another number in the place of each the code is wrong as well, and with a zero that matters it is right."""
    verdict = judged(specimen)
    run = verdict.counterexample
    assert run is not None
    names, steps = FREE[specimen]
    assert [each.name for each in run.free] == names
    assert [each.step for each in run.free if each.but_zero] == steps
    stem, _, name = specimen.partition(":")

    def is_right(theta0: float = 0.0, scale: float = 1.0, at: int = 0, gradient: float = 0.0) -> bool:
        given = [gradient if step == at else each for step, each in enumerate(run.gradients, 1)]
        return replay(
            f"{asking.SPECIMENS / stem}.py:{name}", rule=verdict.rule, form=verdict.closest or "", theta0=[[theta0]],
            gradients=[[[each or 0.0]] for each in given], lr=[scale * each for each in run.lr],
            hyperparameters={**run.hyperparameters, "epsilon": 1e-7},
        )  # fmt: skip

    assert not is_right() and not is_right(theta0=0.125) and not is_right(scale=7.0 if "lr" in names else 1.0)
    for each in run.free:
        if each.step:
            assert not is_right(at=each.step, gradient=-0.625)
            assert is_right(at=each.step, gradient=0.0) == each.but_zero


@pytest.mark.parametrize("specimen", RIGHT)
def test_each_right_specimen_is_proved(specimen: str) -> None:
    """Proved for every step and a changing lr, with the ε that is written into the code."""
    verdict = judged(specimen)
    assert (verdict.verdict, verdict.form, verdict.algebra.scope, verdict.algebra.lr) == (
        "proved",
        RIGHT[specimen],
        "every step",
        "changing",
    )
    guarded = "epsilon" in {each.name for each in find_rule(verdict.rule).first.hyperparameters}
    assert verdict.constants == ({"epsilon": 1e-7} if guarded else {})
