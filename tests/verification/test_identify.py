"""`identify` names the rule, the form and the hyperparameters of what is one, and says so where nothing or more than one fits."""

from functools import cache
from importlib.util import find_spec

import pytest

from optproof.verification.questions.identify import Asked, identity
from optproof.verification.questions.nearest import unidentified
from optproof.verification.verdicts.identity import Fit, Identity

from ..shipped import SHIPPED
from .asking import SUBJECTS, algebra
from .test_implementations import RIGHT, SPECIMENS

EXAMPLES = 4
"""Tapes that Hypothesis draws: fewer than users get."""


@cache
def identified(target: str, **settings: object) -> Identity:
    return identity(target, Asked(settings, examples=EXAMPLES))


def names(fit: Fit) -> tuple[str, str, str]:
    return fit.rule, fit.form, fit.condition


def parameters(fit: Fit) -> dict[str, tuple[str, float | None]]:
    return {each.name: (each.parameter, each.default) for each in fit.values}


@pytest.mark.parametrize("name", [*SHIPPED][::2])
def test_the_implementations(name: str) -> None:
    """Each is its own form, for every step and a changing lr, with all hyperparameters as parameters."""
    found = identified(f"optproof.implementations:{name}")
    best = found.fits[0]
    assert (found.answer, found.exit_status, names(best)) == ("identified", 0, (*SHIPPED[name], ""))
    assert (best.how, best.steps, best.lr) == ("proved", "every step", "changing")
    assert "normal form" in best.provers and len(best.provers) > 1
    assert all(each.parameter and each.default is not None and each.written is None for each in best.values)


@pytest.mark.parametrize(
    ("name", "also"),
    [
        ("ClassicalMomentum", ("momentum", "buffer", "while lr is constant")),
        ("BufferNesterov", ("nesterov", "bengio", "while lr is constant")),
        ("SGD", ("momentum", "classical", "at μ = 0")),
        ("SGD", ("nesterov", "lookahead", "at μ = 0")),
    ],
)
def test_what_is_another_form_under_a_condition(name: str, also: tuple[str, str, str]) -> None:
    """Forms that are equal under a condition are told with it, after the one that needs none."""
    fits = identified(f"optproof.implementations:{name}").fits
    assert also in [names(each) for each in fits[1:]]
    assert not fits[0].condition


@pytest.mark.parametrize("specimen", [*SPECIMENS][::4])
def test_a_specimen_is_none_and_its_mistake_is_named(specimen: str) -> None:
    """A wrong optimizer is never identified; its rule and its mistake are named, and proved."""
    found = identified(f"optproof.implementations.specimens.{specimen}")
    near = found.nearest
    assert (found.answer, found.exit_status) == ("unknown", 2)
    assert near is not None and near.exact
    assert near.rule == specimen.partition("_")[0]
    assert [each.id for each in near.mistakes] == [SPECIMENS[specimen]]


@pytest.mark.parametrize("specimen", RIGHT)
def test_constants_of_the_code(specimen: str) -> None:
    """The right ones are what they are called, with the ε that is written into the code."""
    best = identified(f"optproof.implementations.specimens.{specimen}").fits[0]
    assert (best.rule, best.form) == (specimen.partition("_")[0], RIGHT[specimen])
    written = {each.name: each.written for each in best.values if each.written is not None}
    assert written in ({}, {"epsilon": 1e-7})


def test_scikit_learn() -> None:
    """Nesterov's momentum by default, and what its switches make of it; Adam is the faster form."""
    module = pytest.importorskip("sklearn.neural_network._stochastic_optimizers").__name__
    sgd, adam = identified(f"{module}:SGDOptimizer"), identified(f"{module}:AdamOptimizer")
    assert names(sgd.fits[0]) == ("nesterov", "bengio", "")
    assert parameters(sgd.fits[0]) == {"lr": ("learning_rate_init", 0.1), "mu": ("momentum", 0.9)}
    switched = {names(each): dict(each.switches) for each in sgd.fits}
    assert switched["momentum", "classical", ""] == {"nesterov": False}
    assert switched["sgd", "plain", ""] == {"momentum": 0.0, "nesterov": False}
    assert sgd.defaults == {"lr_schedule": "constant", "power_t": 0.5}
    assert names(adam.fits[0]) == ("adam", "epsilon-hat", "")


def needs_dezero() -> None:
    """It is written for an older NumPy, and cannot be imported as it is."""
    if find_spec("dezero") is None:
        pytest.skip("dezero is not installed")


@pytest.mark.parametrize(
    ("name", "rule", "form"),
    [
        ("SGD", "sgd", "plain"),
        ("MomentumSGD", "momentum", "classical"),
        ("AdaGrad", "adagrad", "outside"),
        ("AdaDelta", "adadelta", "algorithm-1"),
        ("Adam", "adam", "epsilon-hat"),
    ],
)
def test_dezero(name: str, rule: str, form: str) -> None:
    """dezero's optimizers are what they are called."""
    needs_dezero()
    assert names(identified(f"dezero.optimizers:{name}").fits[0]) == (rule, form, "")


@pytest.mark.parametrize(
    "name",
    ["AdamNearBeta1", "AdamWrongInStep6", "MomentumWrongBelowHalf", "SgdClips", "SgdNearlyLr", "MomentumCountsTo5"],
)
def test_a_near_miss_is_not_identified(name: str) -> None:
    """What is almost a form is none."""
    assert identified(f"{SUBJECTS}/near_misses.py:{name}").answer == "unknown"


@pytest.mark.parametrize(
    ("name", "rule", "how"),
    [
        ("SgdWithNoNoise", "sgd", "passed"),
        ("AdagradHistory", "adagrad", "passed"),
    ],
)
def test_how_it_is_known_is_told(name: str, rule: str, how: str) -> None:
    """What runs alone speak for is not called proved, nor is what holds for the first steps alone, and the reason is given."""
    found = identified(f"{SUBJECTS}/odd_styles.py:{name}")
    best = found.fits[0]
    assert (best.rule, best.how) == (rule, how)
    assert found.reason


def test_what_branches_is_identified_no_further_than_it_was_followed() -> None:
    """A side that no run takes is open; one that a check of conduct takes, and that is another rule, is told."""
    followed, large = (identified(f"{SUBJECTS / 'open_sides'}.py:{name}") for name in ("SgdPlace", "SgdOfThatShape"))
    assert (followed.answer, followed.fits[0].how) == ("identified", "passed")
    assert "`place > 5000` never held" in followed.reason
    assert large.answer == "unknown" and not large.fits
    assert "in a parameter of 123,457 elements" in large.reason


def test_a_part_without_an_argument_beside_one_with() -> None:
    """It takes a penalty, and says nowhere that its average is corrected."""
    found = identified(f"{SUBJECTS / 'averages'}.py:MomentumCorrectedWithPenalty")
    assert names(found.fits[0]) == ("momentum+corrected+l2", "ema", "")


def test_a_hyperparameter_may_be_set() -> None:
    """At μ = 0 the target is plain SGD as well as any momentum."""
    found = identified("optproof.implementations:BufferMomentum", mu=0.0)
    assert found.answer == "identified"
    assert {each.rule for each in found.fits} >= {"sgd", "momentum"}
    momentum = next(each for each in found.fits if each.rule == "momentum")
    assert [(each.name, each.written) for each in momentum.values] == [("lr", None), ("mu", 0.0)]


def test_what_is_near_to_nothing_is_held_to_the_rule_whose_name_it_bears() -> None:
    """A step that has nothing of a rule but its name is no form, and its readers are told where to look."""
    evidence = algebra(f"{SUBJECTS}/unexplained.py:AdanInNameAlone", "adan")
    found = unidentified([evidence], Identity("", "unknown"))
    assert found.nearest is None
    assert "though it bears the name of adan: optproof check --rule adan" in found.reason
