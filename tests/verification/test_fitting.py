"""Numbers that stand in a loop's body are recovered, also where the code rounds what it makes of them."""

from functools import cache

import pytest

from optproof.reference.library import find_rule
from optproof.verification.diagnosis.evidence import gather, question
from optproof.verification.proof import constants as recovery, fitting
from optproof.verification.proof.constants import Constants, constants_of
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load
from optproof.verification.tracing.trace import Trace

from .asking import SPECIMENS, SUBJECTS, about, algebra, asked_briefly


@cache
def trace_of(name: str, rule: str, form: str) -> Trace:
    asked = question(rule, form, {}, None, 0)
    subject = recognise(load(f"{SUBJECTS / 'rounded'}.py:{name}"), asked.rule, None, {})
    trace = gather(subject, asked, ()).trace
    assert trace is not None
    return trace


def constants(name: str, rule: str, form: str) -> Constants:
    return constants_of(trace_of(name, rule, form), find_rule(rule).form(form))


@pytest.mark.parametrize(
    ("name", "rule", "form", "values", "rounded"),
    [
        ("adam", "adam", "algorithm-1", {"lr": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}, True),
        ("momentum", "momentum", "classical", {"lr": 0.0123456789, "mu": 0.85}, False),
    ],
)
def test_numbers_are_found(name, rule, form, values, rounded):
    """Every one of them, and it is told whether the form follows the code exactly."""
    found = constants(name, rule, form)
    assert {each: float(value) for each, value in found.recovered.items()} == values
    assert found.rounded is rounded


def test_what_stands_in_the_code_is_not_fitted(monkeypatch):
    """Numbers that are written are asked first; where they fit exactly, none is searched for."""
    monkeypatch.setattr(recovery, "fitted", lambda *_: pytest.fail("a number that stands in the code was searched for"))
    match = algebra(f"{SPECIMENS / 'adam_right'}.py:Adam", "adam", "epsilon-hat").match
    assert match is not None and {name: float(value) for name, value in match.recovered.items()} == {"epsilon": 1e-7}


def test_a_misfit_is_left_at_its_first_step(monkeypatch):
    """Adam's first step is no multiple of the gradient: from no start are the steps after it fitted, too."""
    trace, descents = trace_of("adam", "adam", "algorithm-1"), []
    descended = fitting._descended
    monkeypatch.setattr(fitting, "_descended", lambda how, at: descents.append(len(at)) or descended(how, at))
    form = find_rule("momentum").form("classical")
    starts = [[0.01, 0.9], [0.1, 0.5]]
    assert fitting.fitted(trace, form, {}, form.hyperparameters, starts) is None
    assert descents == [len(starts)]


def test_nearly_is_no_proof_and_no_refutation():
    """Where the form fits nearly, runs at the numbers that were found judge."""
    verdict = about("rounded", "adam")
    assert (verdict.verdict, verdict.algebra.verdict, verdict.form) == ("passed", "unknown", "algorithm-1")


def test_what_fits_nowhere_is_refuted():
    """A wrong loop follows the form at no numbers."""
    assert not constants("adam_plus_equals", "adam", "algorithm-1").rounded
    assert asked_briefly(f"{SUBJECTS / 'rounded'}.py:adam_plus_equals", "adam").verdict == "refuted"


@pytest.mark.parametrize(
    ("name", "mistake", "written"),
    [
        ("MomentumWithoutVelocity", "velocity-forgets", {}),
        ("AdagradWithoutEpsilon", "epsilon-missing", {}),
        ("AdamWithoutEpsilon", "epsilon-missing", {"lr": 0.001, "beta1": 0.9, "beta2": 0.999}),
    ],
)
def test_what_is_supposed_is_not_written(name, mistake, written):
    """A number that the rule has and the code lacks is no number of the code, and stays a letter in the rule."""
    verdict = about("hard_coded", name)
    assert (verdict.verdict, [each.id for each in verdict.mistakes]) == ("refuted", [mistake])
    assert verdict.constants == written
