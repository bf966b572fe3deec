"""How checks are carried out: in order, counted, and one failure for one cause."""

from dataclasses import replace
from pathlib import Path

import pytest

from optproof.implementations import SGD
from optproof.reference.library import find_form, find_rule
from optproof.verification.checks.check import ALGEBRA, Check, Finding, Skipped, carry_out
from optproof.verification.checks.context import Context
from optproof.verification.checks.table import CHECKS
from optproof.verification.fuzzing.setting import Setting
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load


def context() -> Context:
    rule = find_rule("sgd")
    return Context(recognise(load(SGD), rule, None, {}), Setting(("lr",)), form=find_form(rule, "plain"))


def check(identifier: str, finds, *requires: str) -> Check:
    return Check(identifier, "conduct", "It holds.", "It matters.", "https://example.org", finds, requires)


def sees(at: Context) -> None:
    at.run(at.tape)


def fails(at: Context) -> Finding:
    return Finding("it is wrong")


def skips(at: Context) -> None:
    raise Skipped("it has no handle")


def test_outcomes() -> None:
    """A check passes, fails, warns or is skipped, and one that saw nothing is vacuous, never passed."""
    checks = (
        check("sees", sees),
        check("fails", fails),
        check("warns", lambda _: Finding("it is odd", refutes=False)),
        check("skips", skips),
        check("sleeps", lambda _: None),
    )
    results = carry_out(checks, context())
    assert [each.outcome for each in results] == ["passed", "failed", "caution", "skipped", "vacuous"]
    assert results[0].tally.steps == 6
    assert [each.detail for each in results[1:4]] == ["it is wrong", "it is odd", "it has no handle"]


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
