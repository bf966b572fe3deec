"""Two runs that ought to be the same may differ by rounding, also where the subject is no form of the rule."""

from dataclasses import replace

import numpy as np
import pytest

from optproof.verification.checks.context import Context
from optproof.verification.questions.recovered_form import form_of

from .asking import SUBJECTS, algebra


def context(*, own: bool) -> Context:
    """What checks the conduct of a wrong optimizer: with its own formula, or where nobody knows one."""
    evidence = algebra(f"{SUBJECTS}/unexplained.py:OtherSign", "momentum")
    form = evidence.asked.forms[0]
    made = Context(evidence.subject, evidence.find_setting(form), evidence.paths)
    return replace(made, recovered=lambda: form_of(evidence)) if own else made


@pytest.mark.parametrize("own", [True, False])
def test_an_ulp_is_no_other_formula(own: bool) -> None:
    """What a library's vectorizing does to the last bit is no finding of conduct, and a difference in the sixth digit is one."""
    checking = context(own=own)
    tape = checking.tape
    found = checking.run(tape)
    assert (checking.own is not None) == own
    for by, agree in ((0.0, True), (2.0**-52, True), (1e-6, False)):
        other = [[each * (1 + by) for each in step] for step in found]
        assert checking.agree(found, other, tape) == agree
    assert not checking.agree(found, [[np.zeros_like(each) for each in step] for step in found], tape)
