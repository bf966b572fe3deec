"""How checks are carried out: in order, counted, and one failure for one cause."""

from dataclasses import replace
from pathlib import Path

import pytest

from optproof.implementations import SGD
from optproof.reference.library import find_form, find_rule
from optproof.verification.checks.check import ALGEBRA, Check, Finding, Skipped, UndeclaredError, carry_out
from optproof.verification.checks.context import Context
from optproof.verification.checks.table import CHECKS
from optproof.verification.fuzzing.driving import RaisedError, StoppedEarlyError
from optproof.verification.fuzzing.setting import Setting
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load


def context() -> Context:
    rule = find_rule("sgd")
    return Context(recognise(load(SGD), rule, None, {}), Setting(("lr",)), form=find_form(rule, "plain"))


def check(identifier: str, finds, *requires: str) -> Check:
    return Check(
        identifier, "conduct", "It holds.", "It matters.", "https://example.org", finds, requires, skips=(LACKS,)
    )


LACKS = "it has no handle"


def sees(at: Context) -> None:
    at.run(at.tape)


def fails(at: Context) -> Finding:
    return Finding("it is wrong")


def skips(at: Context) -> None:
    raise Skipped(LACKS)


def test_outcomes() -> None:
    """A check passes, fails, warns or is skipped, and one that saw nothing is vacuous, never passed."""
    checks = (
        check("sees", sees),
        check("fails", fails),
        replace(check("warns", lambda _: Finding("it is odd", refutes=False)), cautions=True),
        check("skips", skips),
        check("sleeps", lambda _: None),
    )
    results = carry_out(checks, context())
    assert [each.outcome for each in results] == ["passed", "failed", "caution", "skipped", "vacuous"]
    assert results[0].tally.steps == 6
    assert [each.detail for each in results[1:4]] == ["it is wrong", "it is odd", "it has no handle"]


def warns(at: Context) -> Finding:
    return Finding("it is odd", refutes=False)


@pytest.mark.parametrize(
    ("undeclared", "message"),
    [
        (check("a", warns), "check a comes to caution, which"),
        (replace(check("a", fails), refutes=False), "check a comes to failed, which"),
        (replace(check("a", skips), skips=("it has no lid",)), f"check a is skipped where {LACKS}, which"),
    ],
)
def test_what_is_not_declared_is_a_bug(undeclared: Check, message: str) -> None:
    """The pages say what a check declares, so it may come to nothing else: that is no verdict on the subject."""
    with pytest.raises(UndeclaredError, match=message):
        carry_out((undeclared,), context())


def raises_at_once(at: Context) -> None:
    raise RaisedError("it raised ValueError")


def ends_first(at: Context) -> None:
    raise StoppedEarlyError("it stops after 2 steps")


def explains(at: Context) -> None:
    raise Skipped(LACKS, ValueError("no handle here"))


def test_runs_that_break_off() -> None:
    """A check fails where a run breaks off, but is skipped where that is no fault: the subject's loop ended, or the check knows why."""
    checks = (
        replace(check("a", raises_at_once), refutes=False, cautions=True),
        check("b", ends_first),
        check("c", explains),
    )
    results = carry_out(checks, context())
    assert [(each.outcome, each.detail) for each in results] == [
        ("failed", "it raised ValueError"),
        ("skipped", "it stops after 2 steps"),
        ("skipped", f"{LACKS}: no handle here"),
    ]


def test_one_cause_gives_one_failure() -> None:
    """What requires a check that did not pass is skipped, and says so; so is what requires that."""
    results = carry_out((check("a", fails), check("b", fails, "a"), check("c", fails, "b")), context())
    assert [each.outcome for each in results] == ["failed", "skipped", "skipped"]
    assert results[1].detail == "it requires a"


def test_without_a_form() -> None:
    """What needs a form to be held to is skipped where the subject is none."""
    (result,) = carry_out((check("a", sees, ALGEBRA),), replace(context(), form=None))
    assert (result.outcome, result.detail) == ("skipped", "it requires algebra")


def test_counts_begin_anew() -> None:
    """Each check is counted by itself."""
    one, two = carry_out((check("one", sees), check("two", sees)), context())
    assert one.tally == two.tally


def test_the_table_is_in_order() -> None:
    """Ids are unique, every check says what it claims and why, and what a check requires is made before it."""
    made = {ALGEBRA}
    for each in CHECKS:
        assert each.id not in made
        assert set(each.requires) <= made
        assert each.claim.endswith(".") and each.why.endswith(".") and each.link.startswith("https://")
        made.add(each.id)


@pytest.mark.parametrize("each", CHECKS, ids=lambda each: each.id)
def test_a_specimen_fails_it(each: Check) -> None:
    """For every check there is an optimizer among the tests that fails it, or of which it warns."""
    tests = ("test_conduct.py", "test_arithmetic.py", "test_options_and_laws.py", "test_interleaving.py")
    assert any(f'"{each.id}"' in (Path(__file__).parent / name).read_text(encoding="utf-8") for name in tests)
