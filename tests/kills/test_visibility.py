"""What is told of a mistake's visibility was measured, and measured by tests that can fail."""

from math import isfinite

import pytest

from optproof.reference.library import RULES, find_form, find_rule
from optproof.reference.mistakes import MISTAKES, find_mistake
from optproof.reference.mistakes.usual import USUAL, rate_for, relative_error
from optproof.reference.mistakes.visibility import STEPS, home_of, measure, measurements
from optproof.reference.rule import Form

FORMS = [form for rule in RULES for form in rule.forms]

SAMPLE = MISTAKES[::7]


def test_every_mistake_was_measured() -> None:
    """The file has the catalogue's mistakes, and no others."""
    regenerate = "python -m optproof.reference.mistakes.visibility > reference/mistakes/visibility.json"
    assert set(measurements()) == {each.id for each in MISTAKES}, regenerate


def test_every_mistake_was_measured_at_home() -> None:
    """Where it shows first today, so that what is told of a mistake is told of a form in which it is seen."""
    assert {each.id: home_of(each) for each in MISTAKES} == {id: each.home for id, each in measurements().items()}


@pytest.mark.parametrize("mistake", SAMPLE, ids=lambda each: each.id)
def test_a_sample_is_measured_anew(mistake) -> None:
    """The same tests notice it; the errors are the same but for the last digit that is shown."""
    kept, anew = measurements()[mistake.id], measure(mistake)
    assert (kept.rule, kept.form, kept.noticed) == (anew.rule, anew.form, anew.noticed)
    for one, two in zip(kept.errors, anew.errors, strict=True):
        assert one == two if one is None or two is None else one == pytest.approx(two, rel=0.11, abs=1e-13)


@pytest.mark.parametrize("form", FORMS[::4], ids=lambda each: each.name)
def test_the_right_form_is_noticed_by_nothing(form: Form) -> None:
    """So that it is the mistake that the tests notice."""
    assert [way.id for way in USUAL if way.notices(form, form)] == []
    assert [relative_error(form, form, step) for step in STEPS] == [0.0, 0.0, 0.0]
    assert rate_for(form) is not None


def test_what_is_known_by_hand() -> None:
    """Adam without exponents in its corrections is right in the first step alone; t from 2 makes that step a quarter short."""
    adam = find_rule("adam").first
    constant = find_mistake("correction-constant").apply(find_rule("adam"), adam)
    ahead = find_mistake("t-one-ahead").apply(find_rule("adam"), adam)
    assert relative_error(adam, constant, 1) == 0
    assert relative_error(adam, constant, 10) > 0.1
    assert relative_error(adam, ahead, 1) == pytest.approx(1 - (1.999**0.5 / 1.9), rel=1e-6)


def test_a_step_that_is_no_number() -> None:
    """Bias corrections that begin at t = 0 divide by zero."""
    assert measurements()["t-one-behind"].errors[0] is None
    adam = find_rule("adam")
    behind = find_mistake("t-one-behind").apply(adam, find_form(adam, "algorithm-1"))
    assert not isfinite(relative_error(adam.first, behind, 1))
