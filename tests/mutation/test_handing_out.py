"""Work that is handed out is done once, whatever dies in the middle."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from optproof.verification.mutation import campaign as campaigns
from optproof.verification.mutation.campaign import Kept, campaign
from optproof.verification.mutation.mutants import mutants_of
from optproof.verification.questions.set_option import InputError
from optproof.verification.subjects.target import load

HERE = Path(__file__).parent
TESTS = "pytest weak_tests.py"
COUNT = 8


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Somebody's folder, with an optimizer and tests of it."""
    for name in ("optimizer.py", "weak_tests.py"):
        shutil.copy(HERE / name, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in ("optimizer", "weak_tests"):
        sys.modules.pop(name, None)


def nobody(*_) -> None:
    """Hears of no progress."""


@pytest.mark.long
def test_a_worker_of_a_cluster_is_killed(place, monkeypatch) -> None:
    """Nothing is lost, nothing is counted twice, and what comes out is what one process finds."""
    distributed = pytest.importorskip("distributed")
    from optproof.verification.mutation.cluster import cluster

    monkeypatch.setattr(campaigns, "BATCH", 2)
    mutants = mutants_of(load("optimizer:Momentum"))[:COUNT]
    with ThreadPoolExecutor(1) as pool:
        alone = campaign(TESTS, None, mutants, pool, Kept(None), nobody)
    kept, killed = Kept(place / "kept.jsonl"), []
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as local,
        distributed.Client(local.scheduler_address, set_as_default=False) as client,
    ):
        pids = client.run(os.getpid)

        def kill(*_) -> None:
            busy = [address for address, tasks in client.processing().items() if tasks]
            if busy and not killed:
                killed.append(busy[0])
                os.kill(pids[busy[0]], signal.SIGKILL)

        with cluster(local.scheduler_address) as pool:
            found = campaign(TESTS, None, mutants, pool, kept, kill)
    assert killed
    assert found == alone
    keys = [json.loads(line)["key"] for line in (place / "kept.jsonl").read_text().splitlines()]
    assert len(keys) == len(set(keys)) == COUNT


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense"])
def test_no_cluster_is_there(address: str) -> None:
    """A scheduler that does not answer is told, with what to do; so is what is no address."""
    pytest.importorskip("distributed")
    from optproof.verification.mutation import cluster as clusters

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clusters, "PATIENCE", 0.2)
        with pytest.raises(InputError, match="dask scheduler"), clusters.cluster(address):
            pass


HALF = f"""
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from optproof.verification.mutation import campaign
from optproof.verification.mutation.mutants import mutants_of
from optproof.verification.subjects.target import load

campaign.BATCH = 1
mutants = mutants_of(load("optimizer:Momentum"))[:{COUNT}]
with ThreadPoolExecutor(1) as pool:
    campaign.campaign({TESTS!r}, None, mutants, pool, campaign.Kept(Path("kept.jsonl")), lambda *_: None)
"""


@pytest.mark.long
def test_a_run_that_was_killed_goes_on(place) -> None:
    """After SIGKILL, with half a line left behind, nothing that was kept is made again, and nothing is missing."""
    kept = place / "kept.jsonl"
    with subprocess.Popen([sys.executable, "-c", HALF], start_new_session=True) as first:
        while not (kept.exists() and kept.read_text().count("\n") > 2):
            assert first.poll() is None
            time.sleep(0.02)
        os.killpg(first.pid, signal.SIGKILL)
    before = kept.read_text()
    made = before.count("\n")
    assert made < COUNT
    kept.write_text(before[: before.rindex("\n") + 1] + '{"key": "test pytest we')
    mutants = mutants_of(load("optimizer:Momentum"))[:COUNT]
    with ThreadPoolExecutor(1) as pool:
        found = campaign(TESTS, None, mutants, pool, Kept(kept), nobody)
    rows = Kept(kept).rows
    lines = kept.read_text().splitlines()
    assert [each.mutant for each in found] == mutants
    assert len(rows) == COUNT
    assert len(lines) == COUNT + 1
