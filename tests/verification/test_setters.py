"""What runs where a user changes a hyperparameter is part of the subject, and held to the rule."""

import ast

import pytest

from .asking import SUBJECTS, ask

FILE = SUBJECTS / "setters.py"
NAMES = [each.name for each in ast.parse(FILE.read_text(encoding="utf-8")).body if isinstance(each, ast.ClassDef)]
HELPERS = {"Sgd", "Number", "Capped"}
LATE = {"WrongLate"}
"""Wrong only where no run goes: what is open is said."""


@pytest.mark.parametrize("name", [each for each in NAMES if each not in HELPERS])
def test_who_has_setters(name: str) -> None:
    """Right ones are proved with what their setters do; wrong ones are refuted, or what they do is named as open."""
    found = ask(f"{FILE}:{name}", "momentum" if "Momentum" in name else "sgd")
    expected = "passed" if name in LATE else "refuted" if name.startswith("Wrong") else "proved"
    assert found.verdict == expected, found.reason


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("WrongCapped", "but not where lr > 1000"),
        ("WrongFloored", "but not where lr < 1e-06"),
        ("WrongByOtherMethod", "but not where lr > 3"),
        ("WrongRounded", "Where its .lr is set to 9.09495e-13, it is 0."),
        ("WrongMomentumHalved", "Where its .momentum is set to 0.75, it is 0.375."),
        ("WrongMomentumIgnored", "Where its .momentum is set to 0.5, it is 0.8125."),
    ],
)
def test_what_is_told(name: str, told: str) -> None:
    """Where it leaves the rule, or what it keeps of a number."""
    assert told in ask(f"{FILE}:{name}", "momentum" if "Momentum" in name else "sgd").reason
