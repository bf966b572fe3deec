"""Every run of the suite draws the same examples, and measures no more of itself than tells something."""

import os
import sys
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "optproof",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("optproof")

MEASURED = 3
"""Cases of a parametrized test that coverage measures: it doubles their time, and the hundredth case adds no line."""

# Child processes are not measured: what they inherit of the measuring only makes them slow.
os.register_at_fork(after_in_child=lambda: sys.settrace(None))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """What is said for this run, and has reached its workers, is not said for the runs of pytest that tests start."""
    os.environ.pop("PYTEST_ADDOPTS", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the later cases of each test unmeasured."""
    cases = Counter[str]()
    for item in items:
        test = item.nodeid.partition("[")[0]
        cases[test] += 1
        if cases[test] > MEASURED:
            item.add_marker("no_cover")
