"""Rules with parts: the shipped optimizers are proved, switches are set, and what a refuted subject has besides is named."""

from typing import Any

import pytest

from optproof.reference.library import find_rule
from optproof.verification.checks.rates import RATES
from optproof.verification.diagnosis.parts import recombined, switched_on
from optproof.verification.subjects.shapes.calls_recognition import flags
from optproof.verification.subjects.subject import signature_of
from optproof.verification.subjects.target import load
from optproof.verification.subjects.words.hyperparameters import match_hyperparameters

from ..shipped import WITH_PARTS
from .asking import SUBJECTS, algebra, ask, equal_form, rule_of
from .staging import results

OPTIONS = f"{SUBJECTS / 'options'}.py"


WHOLE = {"AdamW", "AMSGradBefore", "RMSPropCentered", "AdaGradInitial"}
"""Those that are checked in full; of the others the proof alone."""


@pytest.mark.parametrize("name", [each for each in WITH_PARTS if each in WHOLE])
def test_proved_in_full(name: str) -> None:
    """Proved for every step and a changing lr, by two provers; the checks find nothing."""
    rule, form = WITH_PARTS[name]
    verdict = ask(f"optproof.implementations:{name}", rule)
    assert (verdict.verdict, verdict.form) == ("proved", form)
    assert (verdict.algebra.scope, verdict.algebra.lr) == ("every step", "changing")
    assert len(verdict.algebra.provers) > 1
    assert not verdict.constants


@pytest.mark.parametrize("name", [each for each in WITH_PARTS if each not in WHOLE])
def test_proved_in_its_own_form(name: str) -> None:
    """The proof of the other shipped optimizers: every step, a changing lr, no value left out."""
    rule, form = WITH_PARTS[name]
    match = algebra(f"optproof.implementations:{name}", rule).match
    assert match is not None and match.form.name == form
    assert match.outcome == "equal" and match.every_step and match.lr_varies and not match.excluded
    assert len(match.provers) > 1


@pytest.mark.parametrize(
    ("target", "rule", "form"),
    [
        ("Adam", "adam+l2+amsgrad+maximize", "algorithm-1/before"),
        ("Adam", "adamw+amsgrad", "algorithm-1/before/lr"),
        ("RMSprop", "rmsprop+centered+momentum+l2+maximize", "outside/buffer"),
        ("SGD", "momentum+dampening+l2+maximize", "buffer/first-whole"),
        ("SGD", "nesterov+l2", "buffer"),
        ("SGD", "sgd+l2+maximize", "plain"),
        ("Adagrad", "adagrad+initial+lr-decay+l2+maximize", "outside"),
    ],
)
def test_switches_are_set_by_the_rule(target: str, rule: str, form: str) -> None:
    """One class with all options is proved to be each rule, with nothing said but the rule's name."""
    match = algebra(f"{OPTIONS}:{target}", rule).match
    assert match is not None and match.form.name == form
    assert match.outcome == "equal" and match.every_step and match.lr_varies and not match.excluded


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("AdamLookingAhead", "algorithm-1"),
        ("AdamOfRuder", "algorithm-1/ruder"),
        ("AdamAsPrinted", "algorithm-1/dozat"),
        ("AdamHalfCorrected", None),
    ],
)
def test_nadam_as_it_is_published(name: str, form: str | None) -> None:
    """Dozat's, Ruder's, and Dozat's as printed are three forms; one that corrects half of m̂ is none."""
    assert equal_form(algebra(f"{SUBJECTS / 'nadams'}.py:{name}", "adam+nesterov")) == form


@pytest.mark.parametrize(
    ("subject", "rule", "form"),
    [
        ("averages.py:MomentumCorrected", "momentum+corrected", "ema"),
        ("averages.py:MomentumOverCorrected", "momentum+corrected", None),
        ("averages.py:AdamDividedFirst", "laprop", "algorithm-1"),
        ("averages.py:AdamDividedFirstUncorrected", "laprop", None),
        ("torch_laprop.py:AdamDividedFirst", "laprop", "algorithm-1/code"),
        ("averages.py:RmspropFromOne", "rmsprop+initial+momentum", "inside/classical"),
    ],
)
def test_averages_as_they_are_published(subject: str, rule: str, form: str | None) -> None:
    """A corrected velocity, LaProp by its paper and by its code, and TensorFlow's RMSprop are forms; others are none."""
    if subject.startswith("torch"):
        pytest.importorskip("torch")
    assert equal_form(algebra(f"{SUBJECTS}/{subject}", rule)) == form


SCHEDULED = {
    "SgdByMultiplier": "equal", "SgdByInitialLr": "equal", "SgdByFirstLr": "equal", "AdamByTheMultiplier": "equal",
    "SgdByInverse": "equal while lr is constant", "SgdByTheStart": "equal while lr is constant",
}  # fmt: skip


@pytest.mark.parametrize("name", SCHEDULED)
def test_decay_follows_the_schedule(name: str) -> None:
    """By lr over the lr of the start, under whatever name it keeps that, it is the paper's; by another share it is none."""
    match = algebra(f"{SUBJECTS / 'scheduled_decay'}.py:{name}", f"{rule_of(name)}+decoupled").match
    assert match is not None and match.outcome == SCHEDULED[name]
    assert match.outcome != "equal" or (match.form.name.endswith("/schedule") and match.every_step and match.lr_varies)


def test_the_lr_of_the_start() -> None:
    """It is that of the construction; one of the first step is told, and so is one that is set before it and not followed."""
    told = {
        name: results(f"{SUBJECTS / 'scheduled_decay'}.py:{name}", "sgd+decoupled", checks=RATES)["rates-followed"]
        for name in ("SgdByMultiplier", "SgdByFirstLr", "SgdByMultiplierOnce")
    }
    assert [each.outcome for each in told.values()] == ["passed", "caution", "failed"]
    assert told["SgdByMultiplierOnce"].detail == "an lr that is set before the first step is not followed"


OTHERS = (
    (
        "Adam",
        "adam",
        {"decoupled": True, "weight_decay": 0.25},
        "adam+decoupled, form algorithm-1/lr with λ = 0.25",
    ),
    ("Adam", "adam", {"decoupled": False, "weight_decay": 0.25}, "adam+l2, form algorithm-1 with λ = 0.25"),
    ("Adam", "adam", {"amsgrad": True}, "adam+amsgrad, form algorithm-1/before"),
    ("Adam", "adam", {"maximize": True}, "adam+maximize, form algorithm-1"),
    ("Adam", "adamw", {"decoupled": False}, "adam+l2, form algorithm-1"),
    ("Adam", "adam+l2", {"decoupled": True}, "adam+decoupled, form algorithm-1/lr"),
    ("RMSprop", "rmsprop", {"momentum": 0.75, "centered": True}, "rmsprop+centered+momentum, form outside/buffer"),
    ("SGD", "momentum", {"dampening": 0.25}, "momentum+dampening, form buffer/first-whole with τ = 0.25"),
    ("Adagrad", "adagrad", {"lr_decay": 0.25}, "adagrad+lr-decay, form outside with η = 0.25"),
)
"""What each is instead of the rule that it is held to."""

IN_FULL = (OTHERS[0], OTHERS[-2])
"""One with a switch and one without, which are refuted by a run as well."""


@pytest.mark.parametrize(("target", "rule", "settings", "says"), [each for each in OTHERS if each not in IN_FULL])
def test_other_parts_are_named(target: str, rule: str, settings: dict[str, Any], says: str) -> None:
    """It differs from the rule, and is found to be another combination."""
    evidence = algebra(f"{OPTIONS}:{target}", rule, **settings)
    assert evidence.differs and evidence.trace is not None
    found = switched_on(evidence.trace, evidence.asked.rule, settings) or recombined(
        evidence.trace, evidence.asked.rule
    )
    assert str(found).startswith(f"It is {says}")


@pytest.mark.parametrize(("target", "rule", "settings", "says"), IN_FULL)
def test_the_reason_names_other_parts(target: str, rule: str, settings: dict[str, Any], says: str) -> None:
    """Refuted by a run of its own code, and the reason says what it is."""
    verdict = ask(f"{OPTIONS}:{target}", rule, **settings)
    assert verdict.verdict == "refuted"
    assert verdict.reason.startswith(f"It is {says}")
    assert verdict.counterexample is not None


def test_a_mistake_is_no_part() -> None:
    """A step uphill that nobody switched on is called a mistake, though it is sgd+maximize as well."""
    verdict = ask(f"{OPTIONS}:Uphill", "sgd")
    assert [each.id for each in verdict.mistakes] == ["step-uphill"]


def test_a_value_outside_the_domain_is_left_out() -> None:
    """Where μ = 0, PyTorch does not dampen, of which the rule says nothing: no tape asks for it, and no proof."""
    verdict = ask(f"{OPTIONS}:SGD", "momentum+dampening")
    assert verdict.verdict == "proved"


def test_names_are_kept_apart() -> None:
    """Each hyperparameter finds its own spelling, whoever else would take it."""

    def rms(lr=0.1, decay=0.9, eps=1e-8, momentum=0.9): ...
    def old(lr=0.1, beta=0.9, momentum=0.9, eps=1e-8, wd=0.1): ...
    def ada(learning_rate=0.1, decay=0.0, initial_accumulator_value=0.1, l2=0.0): ...

    names = find_rule("rmsprop+momentum+l2").hyperparameters
    found = match_hyperparameters(names, signature_of(rms))
    assert found == {"lr": "lr", "rho": "decay", "epsilon": "eps", "mu": "momentum"}
    assert match_hyperparameters(names, signature_of(old)) == {
        "lr": "lr", "rho": "beta", "epsilon": "eps", "mu": "momentum", "weight_decay": "wd"
    }  # fmt: skip
    names = find_rule("adagrad+initial+l2+lr-decay").hyperparameters
    assert match_hyperparameters(names, signature_of(ada)) == {
        "lr": "learning_rate", "initial_accumulator": "initial_accumulator_value", "weight_decay": "l2", "lr_decay": "decay"
    }  # fmt: skip


def test_flags() -> None:
    """Switches follow the rule and its parts, and stay as the class has them where they name neither."""
    target = load(f"{OPTIONS}:Adam")
    assert flags(target, find_rule("adam")) == {"amsgrad": False, "maximize": False, "decoupled": False}
    assert flags(target, find_rule("adamw+maximize")) == {"amsgrad": False, "maximize": True, "decoupled": True}
    assert flags(load(f"{OPTIONS}:SGD"), find_rule("nesterov+l2")) == {"nesterov": True, "maximize": False}


def test_a_switch_against_its_default_is_told() -> None:
    """The verdict on a target whose own defaults are another rule says so, and that on the rule of its defaults does not."""
    climbing = f"{SUBJECTS / 'ranges'}.py:ClimbingSGD"
    descending = ask(climbing, "sgd")
    assert descending.verdict == "proved"
    assert [each[:41] for each in descending.cautions] == ["With maximize=False, where its default is"]
    as_it_is = ask(climbing, "sgd+maximize")
    assert (as_it_is.verdict, as_it_is.cautions) == ("proved", ())
    assert ask(climbing, "sgd", maximize=False).cautions == ()
