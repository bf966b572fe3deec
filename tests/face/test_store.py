"""`optproof check --store`: what was refuted once is kept as a test, and run first the next time; `optproof replay` runs all."""

import subprocess
import sys

import pytest

SLOW = """class SGD:
    def __init__(self, lr=0.1):
        self.lr, self.t = lr, 0

    def update(self, params, grads):
        self.t += 1
        for key in params:
            params[key] -= self.lr * grads[key] * (WHEN)
"""
NEVER, AT_TWO = "1", "1 if self.t < 2 else 2"


@pytest.fixture
def project(optproof, tmp_path, monkeypatch):
    """What a command says where `mine.py` has an SGD with such a factor."""

    def run(factor: str, *arguments: str):
        (tmp_path / "mine.py").write_text(SLOW.replace("WHEN", factor))
        monkeypatch.chdir(tmp_path)
        return optproof(*arguments)

    return run


def test_what_is_kept_is_run_again(project, tmp_path):
    """As long as it fails; it is a test that pytest collects, too."""
    check = ("check", "mine.py:SGD", "--rule", "sgd", "--examples", "1", "--store", "kept")
    assert project(AT_TWO, *check).status == 1
    (file,) = (tmp_path / "kept").iterdir()
    assert file.read_text().startswith('# optproof: {"target": "mine.py:SGD", "rule": "sgd", "reason": "')
    failing = project(AT_TWO, "replay", "kept")
    assert failing.out.startswith(f"FAILS    mine.py:SGD (sgd), {file.name}\n") and failing.status == 1
    mended = project(NEVER, "replay", "kept")
    assert (mended.out, mended.status) == (f"MENDED   mine.py:SGD (sgd), {file.name}\n", 0)
    assert project(NEVER, *check).status == 0
    assert project(AT_TWO, *check).status == 1 and [*(tmp_path / "kept").iterdir()] == [file]
    collected = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", file], cwd=tmp_path, capture_output=True, check=False
    )
    assert collected.returncode == 1 and b"1 failed" in collected.stdout


def test_what_fails_still_is_refuted(project, tmp_path):
    """Though nothing is found now: a run stands, whatever else was tried."""
    kept = tmp_path / "kept"
    kept.mkdir()
    mark = '# optproof: {"target": "mine.py:SGD", "rule": "sgd", "reason": "Once it did."}\n'
    (kept / "test_it.py").write_text(f"{mark}def test_it():\n    assert False\n")
    (kept / "test_own.py").write_text("def test_own():\n    assert False\n")
    said = project(NEVER, "check", "mine.py:SGD", "--rule", "sgd", "--examples", "1", "--store", "kept")
    assert said.status == 1 and said.out.startswith("REFUTED")
    assert "It fails still on what is kept in kept/test_it.py. Once it did." in " ".join(said.out.split())


def test_what_cannot_be_run(project, tmp_path):
    """It is said; so is a folder in which nothing is kept, and one that cannot be."""
    (tmp_path / "kept").mkdir()
    mark = '# optproof: {"target": "gone.py:A", "rule": "sgd", "reason": "It was."}\n'
    (tmp_path / "kept" / "test_a.py").write_text(f"{mark}def test_a():\n    raise LookupError('It is gone.')\n")
    said = project(NEVER, "replay", "kept")
    assert (said.out, said.status) == ("UNKNOWN  gone.py:A (sgd), test_a.py\n         It is gone.\n", 2)
    nothing = project(NEVER, "replay", "nowhere")
    assert nothing.status == 2 and "no failure is kept there" in nothing.err
    full = project(NEVER, "check", "mine.py:SGD", "--rule", "sgd", "--examples", "1", "--store", "mine.py")
    assert full.status == 2 and "--store mine.py: it cannot be written (File exists)." in full.err
