"""A refutation for whoever asks only whether a target holds: the same answer, and nothing of why."""

import pytest

from optproof.verification.checks.ledger import ledger
from optproof.verification.diagnosis.evidence import question
from optproof.verification.interfaces.trials import check_optimizer
from optproof.verification.questions.briefly import BRIEFLY
from optproof.verification.questions.check import examine
from optproof.verification.symbolic.patches import meanwhile
from optproof.verification.verdicts.verdict import Verdict

from .asking import SUBJECTS

SPECIMENS = "optproof.implementations.specimens"

WRONG = f"{SPECIMENS}.adam_v_plus_equals:Adam"


def briefly(target: str, rule: str) -> Verdict:
    with meanwhile(BRIEFLY, True):
        return examine(target, question(rule, None, {}, None, 0, examples=2))


@pytest.mark.parametrize("target", [WRONG, f"{SUBJECTS}/unexplained.py:Divides"])
def test_what_is_wrong_is_refuted(target: str) -> None:
    """By a counterexample, which the algebra answers for; no mistake is named, and no line."""
    found = briefly(target, "adam")
    assert found.verdict == "refuted" and found.counterexample is not None
    assert ledger(found)["algebra"].outcome == "failed"
    assert found.mistakes == () and found.line is None


def test_what_cannot_be_traced_is_refuted_by_runs() -> None:
    """Where algebra tells nothing, a tape on which it leaves the rule does."""
    found = briefly(f"{SUBJECTS}/hostile.py:MakesNaN", "sgd")
    assert found.verdict == "refuted" and found.arithmetic.verdict == "refuted" and found.mistakes == ()


def test_what_is_right_is_proved_as_ever() -> None:
    """To the last byte: everything is asked of it."""
    asked = question("sgd", None, {}, None, 0, examples=2)
    assert briefly("optproof.implementations:SGD", "sgd") == examine("optproof.implementations:SGD", asked)


def test_a_mistake_that_is_expected_is_named() -> None:
    """Whoever accepts one has to be told whether it is that one."""
    with meanwhile(BRIEFLY, True):
        found = check_optimizer(WRONG, "adam", examples=2, expected={"v-plus-equals": "a reason"})
    assert [each.id for each in found.mistakes] == ["v-plus-equals"]
