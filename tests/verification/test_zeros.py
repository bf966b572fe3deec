"""A sign is something else at zero than anywhere near: there too a rule is held to what it says."""

import pytest

from .asking import SUBJECTS, ask, names_in

RIGHT = {"Lion", "Signum"}
BY_ALGEBRA = {"LionStopsBySign": "|sign(g)|", "SignumBiased": "1e-08", "SignumHardlyBiased": "1e-300"}
"""What the formula says that differs from the rule's at zero alone, or as good as there alone."""


@pytest.mark.parametrize("name", names_in("zeros"))
def test_who_does_otherwise_at_zero(name: str) -> None:
    """Refuted, by algebra where one formula holds everywhere; and what is right there is proved."""
    found = ask(f"{SUBJECTS / 'zeros'}.py:{name}", "lion" if "Lion" in name else "signum")
    assert found.verdict == ("proved" if name in RIGHT else "refuted"), found.reason
    if name in BY_ALGEBRA:
        assert found.algebra is not None
        assert found.algebra.verdict == "refuted"
        assert BY_ALGEBRA[name] in found.reason
