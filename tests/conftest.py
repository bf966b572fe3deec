"""Every run of the suite draws the same examples, and measures no more of itself than tells something."""

import gc
import os
import sys
from collections import Counter
from collections.abc import Generator
from typing import Any

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

TOGETHER = 8
"""Neighbours in a file that one worker runs: they share what is cached, and are done soon where others are idle."""

# Child processes are not measured: what they inherit of the measuring only makes them slow.
os.register_at_fork(after_in_child=lambda: sys.settrace(None))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """What is said for this run, and has reached its workers, is not said for the runs of pytest that tests start."""
    os.environ.pop("PYTEST_ADDOPTS", None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """One worker more than there are cores, for some tests wait: for a time limit, or for processes that they start."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None  # as the user says
    return 1 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def pytest_configure(config: pytest.Config) -> None:
    """Groups are begun in the order of the tests, and not the largest first."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None]:
    """Leave the later cases of each test unmeasured; begin what takes long, and put together what shares something.

    A wrapper, for xdist reads the groups in a hook that it wants to be the first.
    """
    cases = Counter[str]()
    places = Counter[str]()
    items.sort(key=_begun_late)
    for item in items:
        test = item.nodeid.partition("[")[0]
        cases[test] += 1
        if cases[test] > MEASURED:
            item.add_marker("no_cover")
        places[file := test.partition("::")[0]] += 1
        alone = item.nodeid if item.get_closest_marker("long") else ""
        item.add_marker(pytest.mark.xdist_group(_shared_by(item) or alone or f"{file} {places[file] // TOGETHER}"))
    yield


def _begun_late(item: pytest.Item) -> int:
    """What takes long comes first, so that none is left alone at the end; the handbook, which takes longest, before it."""
    return 0 if _shared_by(item) == "handbook" else 1 if item.get_closest_marker("long") else 2


def _shared_by(item: pytest.Item) -> str:
    """What a test shares with tests of other files: a specimen, which is judged once, or the handbook, which is built once."""
    arguments: dict[str, Any] = (
        item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    )
    if "specimen" in arguments:
        return "specimen " + str(arguments["specimen"]).partition(":")[0]
    return "handbook" if "site" in getattr(item, "fixturenames", ()) else ""


def pytest_collection_finish() -> None:
    """What is there when the tests begin stays, and is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
