"""Where a subject wants its gradients is held to the rule, and its branches are accounted for as those of its step are."""

import pytest

from .asking import SUBJECTS, ask


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("NesterovDict", "proved"),
        ("NesterovList", "proved"),
        ("NesterovDictFirstTwo", "refuted"),
        ("NesterovDictSmall", "refuted"),
        ("NesterovDictBetween", "refuted"),
        ("NesterovListFirstTwo", "refuted"),
        ("NesterovCallback", "proved"),
        ("NesterovCallbackFirstTwo", "refuted"),
        ("NesterovCallbackSmall", "refuted"),
        ("NesterovCallbackFlat", "refuted"),
        ("NesterovCallbackBetween", "refuted"),
        ("NesterovCallbackByNumber", "refuted"),
        ("NesterovCallbackLate", "refuted"),
        ("NesterovArray", "proved"),
        ("NesterovArrayFlat", "refuted"),
    ],
)
def test_who_looks_ahead(name: str, verdict: str) -> None:
    """In a dict, a list, or where a gradient is asked for in the step; the points are held to the rule wherever parameters are."""
    found = ask(f"{SUBJECTS / 'looking'}.py:{name}", "nesterov")
    assert found.verdict == verdict, found.reason
    if verdict == "refuted" and "Late" not in name:
        assert "it takes its gradients at another point than the rule" in found.reason
