"""What one instance holds otherwise than the next is no letter, no argument and no state, and a proof covers all of it."""

import pytest

from .asking import SUBJECTS, ask, names_in

NAMES = [each for each in names_in("instances") if each != "Sgd"]


@pytest.mark.parametrize("name", NAMES)
def test_what_constructors_count(name: str) -> None:
    """It refutes where a later instance moves otherwise in a run, leaves open where none does, and is nothing that no step reads."""
    found = ask(f"{SUBJECTS / 'instances'}.py:{name}", "sgd")
    expected = "passed" if name.startswith("WrongLate") else "refuted" if name.startswith("Wrong") else "proved"
    assert found.verdict == expected, found.reason


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("WrongByGlobal", "An instance that is made after 16 others does not repeat the run of the first."),
        ("WrongSmoothly", "A second instance does not repeat the run of the first"),
        ("WrongLate", "Proved but for what its code does where its number > 1000."),
        ("WrongLateByName", "Not proved: its steps read its name, which is another in each instance."),
        ("WrongLateInItsFirstStep", "Not proved: its steps read its number, which is another in each instance."),
    ],
)
def test_what_is_told(name: str, told: str) -> None:
    """By which number or name instances differ."""
    assert told in ask(f"{SUBJECTS / 'instances'}.py:{name}", "sgd").reason
