"""Nothing is refuted for a name, and what a type promises is believed."""

import pytest

from .asking import SUBJECTS, ask, asked_briefly, subjects


@pytest.mark.parametrize(
    ("name", "rule"),
    [("SgdOfSteps", "sgd"), ("SgdOfHook", "sgd"), ("SgdOfSeed", "sgd"), ("NesterovInPlace", "nesterov"), ("AdamThatCorrects", "adam")],
)  # fmt: skip
def test_a_name_that_says_something_else_refutes_nothing(name, rule):
    """An attribute `lookahead`, a seed, a switch of another rule's part: each is what it does, and not what it is called."""
    assert ask(getattr(subjects("conventions"), name), rule).verdict == "proved"


def test_a_hyperparameter_by_another_name():
    """What no step speaks of is not ε for being called eps; and of whom it is for nothing at all, that is told."""
    assert ask(subjects("conventions").AdamOfNoise, "adam").verdict == "proved"
    verdict = ask(subjects("conventions").AdamOfNoiseAlone, "adam")
    assert (verdict.verdict, verdict.reason) == ("refuted", "Its argument eps changes nothing on any tape.")


def test_a_parameter_that_is_a_vector():
    """Who asks for the length of its parameter is for vectors, and is told what becomes of others; who does not, broadcasts."""
    verdict = ask(subjects("conventions").MomentumOfAVector, "momentum")
    told = next(each for each in verdict.conduct.checks if each.id == "shapes-alike")
    assert (verdict.verdict, told.outcome) == ("proved", "caution")
    assert "for vectors" in told.detail
    assert asked_briefly(subjects("conventions").MomentumOfRows, "momentum").verdict == "refuted"


def test_arguments_that_share_their_state():
    """Who takes several parameters together is not judged by each alone, where nobody sees that he mixes them up."""
    verdict = ask(subjects("conventions").MomentumOfAll, "momentum")
    assert (verdict.verdict, "where their shapes differ" in verdict.reason) == ("unknown", True)


def test_parameters_by_another_name():
    """What steps without any argument was made with its parameters."""
    verdict = ask(subjects("conventions").SgdOfSources, "sgd")
    assert (verdict.verdict, verdict.shape) == ("proved", "objects")


def test_a_look_ahead_that_is_kept_is_refuted():
    """Who is driven by `look_ahead` is held to the rule like any other."""
    assert asked_briefly(subjects("conventions").NesterovForgetsToGoBack, "nesterov").verdict == "refuted"


@pytest.mark.parametrize(
    ("name", "rule", "verdict"),
    [
        ("sgd_without_minus", "sgd", "refuted"),
        ("sgd_without_minus", "sgd+maximize", "proved"),
        ("sgd_with_minus", "sgd", "proved"),
    ],
)
def test_updates_of_optax_are_added(name, rule, verdict):
    """The sign is that of the contract, and not the one that makes the optimizer right."""
    pytest.importorskip("optax")
    assert ask(f"{SUBJECTS}/jax_signs.py:{name}", rule).verdict == verdict
