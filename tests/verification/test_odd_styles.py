"""Right optimizers are never refuted, however they are written; most are proved."""

import pytest

from optproof.verification.checks.table import CHECKS
from optproof.verification.diagnosis.evidence import EXAMPLES

from .asking import about, names_in

ONLY_PASSED = {"SgdWithNoNoise", "signsgd_by_element"}
"""Random numbers and a branch for each element are beyond the prover today; proved would be right as well."""

FIRST_STEPS = {"AdagradHistory", "momentum_trajectory"}
"""State that the tracer cannot replace, or relate, so that the algebra holds for the first steps; proved would be right as well."""

FORMS = {
    "Sgd": "plain",
    "sgd": "plain",
    "signsgd": "algorithm-1",
    "Momentum": "classical",
    "momentum": "classical",
    "Adam": "algorithm-1",
    "Rmsprop": "outside",
    "Adagrad": "outside",
}


@pytest.mark.parametrize("name", names_in("odd_styles"))
def test_right_whatever_the_style(name: str) -> None:
    """The verdict is proved, where the state is plain to see, else passed with the reason; and names the right form."""
    verdict = about("odd_styles", name, examples=EXAMPLES)
    stem = next(each for each in FORMS if name.startswith(each))
    assert verdict.form == ("epsilon-hat" if name == "AdamCorrectsByMath" else FORMS[stem])
    assert verdict.verdict in (("proved", "passed") if name in ONLY_PASSED | FIRST_STEPS else ("proved",))
    assert verdict.verdict == "passed" or verdict.algebra.scope == "every step"
    assert (verdict.arithmetic.verdict, verdict.conduct.verdict) == ("passed", "passed")
    checks = (*verdict.arithmetic.checks, *verdict.conduct.checks)
    assert {each.id for each in checks} == {each.id for each in CHECKS}
    assert not [each.id for each in checks if each.outcome in ("failed", "vacuous")]
    if verdict.algebra.scope != "every step":
        assert verdict.reason


@pytest.mark.parametrize("name", names_in("odd_styles"))
def test_really_looked_at(name: str) -> None:
    """Vacuity is visible: tapes, steps and scalars were counted, and the worst excess lies between 0 and 1."""
    arithmetic = about("odd_styles", name, examples=EXAMPLES).arithmetic
    assert min(arithmetic.tapes, arithmetic.steps, arithmetic.scalars) > 10
    assert 0 < arithmetic.worst <= 1


def test_a_branch_for_each_element_is_left_to_runs() -> None:
    """One way through differs from the rule, and all together are it: no tape leaves it, and that is not undecided."""
    verdict = about("odd_styles", "signsgd_by_element", examples=EXAMPLES)
    assert "its branches depend on the numbers" in verdict.reason


def test_random_numbers_are_named() -> None:
    """A generator that the module keeps is why nothing was proved, and the reason says so."""
    assert about("odd_styles", "SgdWithNoNoise", examples=EXAMPLES).reason == "Not proved: it draws random numbers."
