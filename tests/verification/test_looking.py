"""Where a subject wants its gradients is held to the rule, and its branches are accounted for as those of its step are."""

import pytest

from .asking import SUBJECTS, ask


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("NesterovDict", "proved"),
        ("NesterovList", "proved"),
        ("NesterovDictFirstTwo", "passed"),
        ("NesterovDictSmall", "passed"),
        ("NesterovListFirstTwo", "passed"),
    ],
)
def test_who_looks_ahead(name: str, verdict: str) -> None:
    """In a dict or a list; for who looks ahead for some parameters alone, a side that no judged run took is named."""
    found = ask(f"{SUBJECTS / 'looking'}.py:{name}", "nesterov")
    assert found.verdict == verdict
    assert verdict == "proved" or "`self.looks(i, p)` always held" in str(found.algebra)
