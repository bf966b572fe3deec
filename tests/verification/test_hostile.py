"""Whatever a target does, a verdict comes back, in a sentence."""

import re
import time

import pytest

from optproof.verification import check

from .asking import SUBJECTS, names_in

FINDINGS = dict.fromkeys(
    ("RaisesLater", "ExitsLater", "MutatesGradients", "ClearsGradients", "MakesNothing", "MakesNaN", "returns_nan"),
    "refuted",
)
"""The optimizer's fault."""

HARMLESS = {"Prints": "proved", "ReplacesNumPy": "proved", "returns_generator": "proved"}


@pytest.mark.parametrize("name", [*names_in("hostile"), "not_callable", "Missing"])
def test_ends_in_a_verdict(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    """The verdict is unknown, or refuted where the target was driven, with a sentence; nothing is printed, nothing hangs."""
    begun = time.monotonic()
    verdict = check(f"{SUBJECTS}/hostile.py:{name}", rule="sgd", time_limit=2 if name == "Loops" else 60)
    assert time.monotonic() - begun < 30
    assert verdict.verdict == {**FINDINGS, **HARMLESS}.get(name, "unknown")
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")
    if verdict.verdict != "proved":
        assert re.fullmatch(r"[^\n]+[.?]", verdict.reason)
    assert "Traceback" not in verdict.reason
    assert "bug of optproof" not in verdict.reason


def test_says_what_was_raised() -> None:
    """The exception's own words are in the reason."""
    verdict = check(f"{SUBJECTS}/hostile.py:Raises", rule="sgd")
    assert "RuntimeError: the tank is empty" in verdict.reason


def test_says_what_the_constructor_needs() -> None:
    """What cannot be guessed is named, with how to give it."""
    verdict = check(f"{SUBJECTS}/hostile.py:NeedsWhatNobodyKnows", rule="sgd")
    assert "secret" in verdict.reason and "--set secret=" in verdict.reason


def test_says_how_long_it_waited() -> None:
    """An endless loop ends with the time limit in the reason."""
    assert "2 seconds" in check(f"{SUBJECTS}/hostile.py:Loops", rule="sgd", time_limit=2).reason
