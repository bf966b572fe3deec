"""Every run of the suite draws the same examples, and measures no more of itself than tells something."""

import gc
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from optproof.verification.process.child import has_threads_of_jax
from optproof.verification.subjects.environment import tell_libraries

settings.register_profile(
    "optproof",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("optproof")

tell_libraries()  # before any test imports one

os.environ.pop("GITHUB_ACTIONS", None)  # findings of wrong specimens are no annotations of ours
os.environ["OPTPROOF_NO_CACHE"] = "1"  # what was true of a tree before is no test of this one

MEASURED = 3
"""Cases of a parametrized test that coverage measures: it doubles their time, and the hundredth case adds no line."""

TOGETHER = 8
"""Neighbours in a file that one worker runs: they share what is cached, and are done soon where others are idle."""

ALL = 1000

SHARING = ("test_handbook", "test_new_rule", "test_mistakes")
"""Files whose tests share what takes long to make: the site, a house with another rule, every wrong form."""

LIBRARIES = ("torch", "keras", "optax", "jax", "pennylane", "autograd", "thinc")
"""Whoever has imported one takes it along into each of its forks, so one worker does."""

SPECIMENS = sorted(each.stem for each in Path(__file__).parents[1].glob("implementations/specimens/[a-z]*.py"))

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the later cases of each test unmeasured, and begin what takes long."""
    cases = Counter[str]()
    items.sort(key=_begun_late)
    for item in items:
        test = item.nodeid.partition("[")[0]
        cases[test] += 1
        if cases[test] > MEASURED:
            item.add_marker("no_cover")


def _begun_late(item: pytest.Item) -> int:
    """What takes long comes first, so that none is left alone at the end; the handbook, which takes longest, before it."""
    if "site" in getattr(item, "fixturenames", ()):
        return 0
    return 1 if item.get_closest_marker("long") else 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Hand out together what shares something; what takes long first.

    Groups that xdist reads from marks do not reach its scheduler: xdist 3.8 writes them into an attribute that pytest 9.2 does
    not read.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return self.groups[nodeid]

        @cached_property
        def groups(self) -> dict[str, str]:
            return _groups(self.collection or [])

    config.option.loadscopereorder = False
    return Together(config, log)


def _groups(tests: Sequence[str]) -> dict[str, str]:
    """Test → what it shares with others: a library, a specimen, which is judged once in a process, or a few neighbours in its file."""
    neighbours = Counter[str]()
    found: dict[str, str] = {}
    for test in tests:
        file, _, name = test.partition("::")
        neighbours[file] += 1
        together = ALL if Path(file).stem in SHARING else TOGETHER
        specimen = next((each for each in SPECIMENS if each in name.partition("[")[2]), "")
        library = next((each for each in LIBRARIES if each in test.lower()), "")
        found[test] = library or specimen or f"{file} {neighbours[file] // together}"
    return found


@pytest.fixture(autouse=True, scope="module")
def _nothing_compiled_is_left() -> Iterator[None]:
    """A fork takes apart what JAX has compiled in this process, and takes as long as a check for it; most tests fork."""
    yield
    if has_threads_of_jax():
        sys.modules["jax"].clear_caches()


def pytest_collection_finish() -> None:
    """What is there when the tests begin stays, and is not looked through for garbage again and again; the rest less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
