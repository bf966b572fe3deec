"""What a target imports from another folder is its code as well: its names are traced, and its branches accounted for."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from optproof import check

LIBRARY = """
from math import sqrt as root

from numpy import sqrt, zeros_like


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, {}, {}

    def update(self, params, grads):
        self.t += 1
        rate = self.lr * root(1 - self.beta2**self.t) / (1 - self.beta1**self.t)
        for k in params:
            if k not in self.m:
                self.m[k], self.v[k] = zeros_like(params[k]), zeros_like(params[k])
            self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * grads[k] ** 2
            params[k] -= rate * self.m[k] / (sqrt(self.v[k]) + self.eps)


class Hiding:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for k in params:
            params[k] -= self.lr * changed(grads[k], len(params))


def changed(gradient, count):
    if count > 1_000_000:
        return 2 * gradient
    return gradient
"""

TARGETS = """
from elsewhere_for_tests import Adam, Hiding, changed


class Inherited(Adam):
    pass


class InheritsBranch(Hiding):
    pass


class CallsBranch:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for k in params:
            params[k] -= self.lr * changed(grads[k], len(params))
"""


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file that has all from a module of another folder."""
    for folder, name, text in (("library", "elsewhere_for_tests", LIBRARY), ("own", "mine", TARGETS)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "library")
    yield tmp_path / "own" / "mine.py"
    sys.modules.pop("elsewhere_for_tests", None)


@pytest.mark.parametrize("name", ["Adam", "Inherited"])
def test_names_of_another_module_are_traced(mine: Path, name: str) -> None:
    """A root that the library imports by name is one of letters, wherever its class is taken from."""
    assert check(f"{mine}:{name}", rule="adam", examples=1).verdict == "proved"


@pytest.mark.parametrize("name", ["InheritsBranch", "CallsBranch"])
def test_branches_of_another_folder_are_accounted_for(mine: Path, name: str) -> None:
    """A side that no run follows is told, where a class inherits it or a step calls it."""
    verdict = check(f"{mine}:{name}", rule="sgd", examples=1)
    assert verdict.verdict == "passed"
    assert "`count > 1000000` never held" in verdict.reason


def test_an_optimizer_of_torch_is_its_own(mine: Path) -> None:
    """From wherever it is imported."""
    pytest.importorskip("torch")
    mine.write_text("from torch.optim import AdamW\n", encoding="utf-8")
    assert check(f"{mine}:AdamW", rule="adamw", examples=1).verdict == "proved"
