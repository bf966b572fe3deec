"""A range that is checked is good manners: what is refused, loudly, refutes nobody, and hides nobody's mistake."""

from dataclasses import replace

import numpy as np
import pytest

from optproof.verification.fuzzing.driving import DrivingError, RaisedError, Session
from optproof.verification.subjects.nearest import nearest
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.shapes.calls import Calls
from optproof.verification.subjects.target import load
from optproof.verification.subjects.words.arguments import Argument

from .asking import SUBJECTS, ask, question
from .staging import staged

FILE = f"{SUBJECTS / 'ranges'}.py"


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("SGD", "sgd"),
        ("SmallSGD", "sgd"),
        ("Adam", "adam"),
        ("GuardedMomentum", "momentum"),
        ("RMSpropOverflows", "rmsprop"),
    ],
)
def test_ranges_refute_nobody(name: str, rule: str) -> None:
    """Whoever checks ranges, jointly or one by one, and raises where gradients are huge, is not refuted for it."""
    verdict = ask(f"{FILE}:{name}", rule)
    assert verdict.computes_the_rule and verdict.verdict in ("proved", "passed"), verdict.reason


@pytest.mark.parametrize(
    ("name", "rule", "mistake"),
    [("AscendingSGD", "sgd", "step-uphill"), ("UncorrectedAdam", "adam", "correction-missing")],
)
def test_ranges_hide_no_mistake(name: str, rule: str, mistake: str) -> None:
    """Who is wrong where he can be driven at all is refuted there, at values that he takes."""
    verdict = ask(f"{FILE}:{name}", rule)
    assert verdict.verdict == "refuted"
    assert [each.id for each in verdict.mistakes] == [mistake]


def test_a_mistake_is_named_only_where_no_published_form_explains_the_counterexample() -> None:
    """Who leaves one published form where he is another is not told that the difference between them is his mistake."""
    verdict = ask(f"{FILE}:RMSpropBand", "rmsprop")
    assert verdict.verdict == "refuted"
    assert not verdict.mistakes
    assert verdict.counterexample is not None
    assert 0.93 < verdict.counterexample.hyperparameters["rho"] < 0.97


def test_a_raise_on_tame_gradients_stays_a_finding() -> None:
    """To raise in the middle of ordinary steps is no check of a range."""
    verdict = ask(f"{FILE}:TiresOut", "sgd")
    assert verdict.verdict == "refuted"
    assert "too many steps" in verdict.reason


def test_every_tape_is_one_that_the_subject_takes() -> None:
    """Whole combinations are asked about: β₁ < β₂ holds on every tape, and values go as far as they may."""
    context = staged(f"{FILE}:Adam", "adam")
    found = [context.tape_of(((2,),)).hyperparameters, context.setting.visible]
    assert all(each["beta1"] < each["beta2"] for each in found)
    setting = context.setting
    assert setting.acceptance is not None
    assert not setting.acceptance.takes({**setting.acceptance.base, "beta1": 0.75, "beta2": 0.5})
    assert 0.05 < setting.acceptance.towards("lr", 1.0) < 0.1


def test_the_nearest_is_found_by_bisection() -> None:
    """As far towards what is wanted as is taken, one value after another."""
    found = nearest(lambda of: of["a"] < of["b"] and of["b"] <= 0.9, {"a": 0.1, "b": 0.5}, {"a": 0.25, "b": 2.0})
    assert found["a"] == 0.25
    assert 0.85 < found["b"] <= 0.9
    assert nearest(lambda _: True, {"a": 0.0}, {"a": 3.0}) == {"a": 3.0}


def test_our_own_mistakes_in_driving_are_not_the_subjects() -> None:
    """An exception whose innermost frame is optproof's says nothing of the subject; one of the subject's frames does."""
    subject = recognise(load(f"{FILE}:TiresOut"), question("sgd", None, {}, None, 0).rule, None, {})
    assert isinstance(subject.shape, Calls)
    shape = replace(subject.shape, arguments=(*subject.shape.arguments, Argument("loss", "none_such")))
    with pytest.raises(DrivingError, match="none_such"):
        Session(replace(subject, shape=shape), {"lr": 0.5}, [np.ones(2)], ()).step([np.ones(2)], 0.5)
    session = Session(subject, {"lr": 0.5}, [np.ones(2)], ())
    for _ in range(5):
        session.step([np.ones(2)], 0.5)
    with pytest.raises(RaisedError, match="too many steps") as raised:
        session.step([np.ones(2)], 0.5)
    assert not isinstance(raised.value, DrivingError)
