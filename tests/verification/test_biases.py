"""What a call does with every array that it takes is held to the rule, and what nobody judges counts as seen by nobody."""

import pytest

from .asking import SUBJECTS, ask, names_in


@pytest.mark.parametrize("name", names_in("biases"))
def test_weights_and_biases(name: str) -> None:
    """The bias is of every size and number of dimensions that its weight is of, and stands in models of many layers."""
    found = ask(f"{SUBJECTS / 'biases'}.py:{name}", "sgd")
    expected = "refuted" if name.startswith("Wrong") else "proved"
    assert found.verdict == expected, found.reason
