"""Optimizers in somebody's test suite: `parametrize_with_checks`, `check_optimizer`, and `pytest --optproof`."""

import re
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from optproof import check_optimizer, parametrize_with_checks
from optproof.reference.library import UnknownNameError
from optproof.verification.checks.ledger import CLAIMS
from optproof.verification.interfaces import trials
from optproof.verification.verdicts.verdict import Verdict

from .conftest import ROOT, SPECIMENS

RIGHT = f"{ROOT / SPECIMENS}/momentum_right.py:Momentum"

PROJECT = """
[tool.optproof]
examples = 1
"""

OPTIMIZERS = """
class Sgd:
    def __init__(self, lr=0.1):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class Halved(Sgd):
    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key] / 2


class Clearing(Sgd):
    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]
            grads[key] *= 0


class Exits(Sgd):
    def update(self, params, grads):
        raise SystemExit(3)
"""

TESTS = f"""
from optproof import parametrize_with_checks

{OPTIMIZERS}

@parametrize_with_checks(
    [
        (Halved, "sgd", {{"expected": {{"algebra": "We step half as far."}}}}),
        (Clearing, "sgd"),
        (Exits, "sgd"),
    ]
)
def test_optimizers(subject, check):
    check(subject)
"""


@pytest.fixture
def project(pytester, monkeypatch):
    """Somebody's project, in which little is tried so that the tests are fast."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("CI", raising=False)
    pytester.makepyprojecttoml(PROJECT)
    pytester.makepyfile(optimizers=OPTIMIZERS)
    return pytester


def summary(result) -> str:
    """What pytest says of each test, without what differs from machine to machine, in an order of its own."""
    lines = re.findall(r"^(?:PASSED|FAILED|XFAIL|SKIPPED|ERROR) .*$", result.stdout.str(), re.MULTILINE)
    return "\n".join(sorted(re.sub(r"\S*pytest_plugin\.py:\d+", "…", each) for each in lines))


def failures(result) -> str:
    """The reports of what failed, in an order of their own."""
    text = result.stdout.str().partition(" FAILURES ")[2].partition("\n")[2].partition("\n====")[0]
    parts = re.split(r"^_{4,} (?=test_|\w+-)", re.sub(r" _+$", "", text, flags=re.MULTILINE), flags=re.MULTILINE)[1:]
    return "\n\n".join(sorted(re.sub(r"^\[gw\d\].*\n", "", each, flags=re.MULTILINE).rstrip() for each in parts))


@pytest.mark.long
def test_parametrized(project, snapshot):
    """One test for each optimizer and claim, with the same ids and the same reports in one process and in two."""
    project.makepyfile(test_mine=TESTS)
    alone = project.runpytest_inprocess("-rA", "-p", "no:cacheprovider")
    spread = project.runpytest_subprocess("-rA", "-p", "no:cacheprovider", "-n", "2")
    assert alone.parseoutcomes()["xfailed"] == 1
    assert alone.parseoutcomes()["failed"] == 2
    assert sum(alone.parseoutcomes().values()) == 3 * len(CLAIMS)
    assert summary(alone) == summary(spread) == snapshot(name="summary")
    assert failures(alone) == failures(spread) == snapshot(name="failures")


def test_command_line(project, snapshot):
    """Without a test file; chosen by -k and -m, stopped by -x, named in JUnit's report."""
    arguments = ("--optproof", "optimizers.py:Clearing", "--optproof-rule", "sgd", "-p", "no:cacheprovider")
    all_of_them = project.runpytest_inprocess("-rA", "--junitxml=junit.xml", *arguments)
    assert summary(all_of_them) == snapshot(name="summary")
    assert failures(all_of_them) == snapshot(name="failures")
    assert f"collected {len(CLAIMS)} items" in all_of_them.stdout.str()
    cases = [each.get("name") for each in ET.parse(project.path / "junit.xml").iter("testcase")]
    assert cases == [f"Clearing-sgd-{each}" for each in CLAIMS]

    stopped = project.runpytest_inprocess("-x", *arguments)
    assert stopped.parseoutcomes() == {"passed": CLAIMS.index("gradients-untouched"), "failed": 1}
    project.makepyfile(test_other="def test_other(): pass")
    chosen = project.runpytest_inprocess("-k", "other or bound-float64", *arguments)
    assert chosen.parseoutcomes() == {"passed": 2, "deselected": len(CLAIMS) - 1}
    marked = project.runpytest_inprocess("-m", "optproof", "-k", "bound-float64", *arguments)
    assert marked.parseoutcomes() == {"passed": 1, "deselected": len(CLAIMS)}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--optproof-rule", "sgd"), "there are 0 of --optproof and 1 of --optproof-rule"),
        (("--optproof", "a.py:A"), "there are 1 of --optproof and 0 of --optproof-rule"),
        (
            ("--optproof", "a.py:A", "--optproof-rule", "sgd", "--optproof-rule", "sgd"),
            "there are 1 of --optproof and 2",
        ),
        (("--optproof", "a.py:A", "--optproof-rule", "sgdd"), "There is no rule 'sgdd'. Did you mean 'sgd'?"),
        (("--optproof", "a.py:A", "--optproof-rule", "sgd", "--optproof-set", "lr"), "write NAME=VALUE"),
    ],
    ids=["no target", "no rule", "two rules", "unknown rule", "no value"],
)
def test_command_line_mistyped(project, arguments, complaint):
    """A sentence says what to write, and the run fails."""
    result = project.runpytest_inprocess("-p", "no:cacheprovider", *arguments)
    assert result.ret in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.USAGE_ERROR)
    assert complaint in result.stdout.str() + result.stderr.str()


def test_pairs(project):
    """Several targets with a rule each; ids tell them apart."""
    result = project.runpytest_inprocess(
        "--collect-only", "-q", "--optproof", "optimizers.py:Sgd", "--optproof-rule", "sgd",
        "--optproof", RIGHT, "--optproof-rule", "momentum", "--optproof-set", "lr=0.1",
    )  # fmt: skip
    lines = result.stdout.lines
    assert "optproof::Sgd-sgd-lr=0.1-algebra" in lines
    assert "optproof::Momentum-momentum-lr=0.1-surroundings-kept" in lines


def test_one_verdict_for_all_tests(monkeypatch):
    """The subject is run once for all its claims, for each rule and setting; 1 is not True."""
    asked = []
    verdict = Verdict("it", "sgd", "unknown", reason="It is not looked at here.")
    monkeypatch.setattr(trials, "FOUND", {})
    monkeypatch.setattr(trials, "check_question", lambda target, question, *_: asked.append(question) or verdict)
    options = [{}, {"hyperparameters": {"nesterov": 1}}, {"hyperparameters": {"nesterov": True}}]
    rows = parametrize_with_checks([*((RIGHT, "sgd", each) for each in options), (RIGHT, "momentum")]).args[1]
    for subject, check in [each.values for each in rows[::7]]:
        with pytest.raises((pytest.skip.Exception, pytest.fail.Exception)):
            check(subject)
    assert [each.settings for each in asked] == [{}, {"nesterov": 1}, {"nesterov": True}, {}]
    assert [each.rule.name for each in asked] == ["sgd", "sgd", "sgd", "momentum"]
    assert repr(asked[2].settings["nesterov"]) == "True"


def test_snippet_pastes_back(project):
    """What a failure prints under "To see it again" is a test that fails."""
    shown = project.runpytest_inprocess(
        "--optproof", "optimizers.py:Halved", "--optproof-rule", "sgd", "-k", "algebra", "-p", "no:cacheprovider"
    ).stdout.str()
    pasted = shown.partition("as a test of your own\n")[2].partition("\n---")[0]
    project.makepyfile(test_again=pasted)
    again = project.runpytest_inprocess("test_again.py", "-p", "no:cacheprovider")
    assert again.parseoutcomes() == {"failed": 1}
    assert "step 1, parameter 0: computed" in again.stdout.str()


def test_check_optimizer():
    """It returns the verdict, or raises the report."""
    assert check_optimizer(RIGHT, "momentum", examples=1).verdict == "proved"
    wrong = f"{ROOT / SPECIMENS}/momentum_never_decays.py:Momentum"
    with pytest.raises(AssertionError, match="REFUTED  momentum"):
        check_optimizer(wrong, "momentum", examples=1)
    known = {"velocity-decay-lost": "It is a specimen."}
    verdict = check_optimizer(wrong, "momentum", examples=1, expected=known)
    assert (verdict.verdict, verdict.as_expected, verdict.exit_status) == ("refuted", True, 0)


def test_names_are_looked_up_at_once():
    """Before anything runs: rules, checks, mistakes and reasons."""
    with pytest.raises(UnknownNameError, match="Did you mean 'adam'"):
        parametrize_with_checks([(RIGHT, "adma")])
    with pytest.raises(UnknownNameError, match="Did you mean 'gradients-untouched'"):
        parametrize_with_checks([(RIGHT, "adam", {"expected": {"gradient-untouched": "It is so."}})])
    with pytest.raises(ValueError, match="'algebra' needs a reason"):
        parametrize_with_checks([(RIGHT, "adam", {"expected": {"algebra": " "}})])
    with pytest.raises(TypeError, match="sed"):
        parametrize_with_checks([(RIGHT, "adam", {"sed": 1})])


def test_plugin_is_light():
    """It imports nothing that is slow before it is asked to."""
    script = (
        "import sys, optproof.verification.interfaces.pytest_plugin\n"
        "print({'numpy', 'sympy', 'z3', 'hypothesis', 'rich', 'typer'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip() == "set()"
