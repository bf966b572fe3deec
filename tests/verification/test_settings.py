"""What the user fixes goes by the rule's names or by the target's own, and means the same."""

from pathlib import Path
from typing import Any

import pytest

from optproof.verification.diagnosis.evidence import gather, posed, question
from optproof.verification.questions.arguments import default_of
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.target import load

from .asking import ask, equal_form

SOURCE = """
from functools import partial

import numpy as np


def sgd(w, dw, lr=0.01):
    return w - lr * dw


quick = partial(sgd, lr=0.5)


class Momentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {}

    def update(self, params, grads):
        for k in params:
            self.v[k] = self.momentum * self.v.get(k, 0.0) - self.lr * grads[k]
            params[k] += self.v[k]


class Adam:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        self.lr, self.betas, self.eps = lr, betas, eps
        self.t, self.m, self.v = 0, {}, {}

    def update(self, params, grads):
        self.t += 1
        b1, b2 = self.betas
        for k in params:
            self.m[k] = b1 * self.m.get(k, 0.0) + (1 - b1) * grads[k]
            self.v[k] = b2 * self.v.get(k, 0.0) + (1 - b2) * grads[k] ** 2
            params[k] -= self.lr * self.m[k] / (1 - b1**self.t) / (np.sqrt(self.v[k] / (1 - b2**self.t)) + self.eps)
"""

CASES: list[tuple[str, str, dict[str, Any], dict[str, float]]] = [
    ("Momentum", "momentum", {"momentum": 0.5}, {"mu": 0.5}),
    ("Momentum", "momentum", {"mu": 0.5}, {"mu": 0.5}),
    ("Momentum", "momentum", {"momentum": 0.5, "lr": 0.25}, {"mu": 0.5, "lr": 0.25}),
    ("Adam", "adam", {"betas": (0.5, 0.25)}, {"beta1": 0.5, "beta2": 0.25}),
    ("Adam", "adam", {"beta1": 0.5, "eps": 0.125}, {"beta1": 0.5, "epsilon": 0.125}),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "optimizers.py"
    file.write_text(SOURCE, encoding="utf-8")
    return file


@pytest.mark.parametrize(("name", "rule", "settings", "fixed"), CASES)
def test_by_either_name(path: Path, name: str, rule: str, settings: dict[str, Any], fixed: dict[str, float]) -> None:
    """A right optimizer is right, whichever of its hyperparameters are fixed, by whichever name."""
    subject, asked = posed(load(f"{path}:{name}"), question(rule, None, settings, None, 0))
    assert asked.fixed == fixed
    assert equal_form(gather(subject, asked, () if "lr" in fixed else lr_paths(subject)))


def test_the_verdict(path: Path) -> None:
    """No run leaves the rule, and the tapes have the value that was fixed."""
    verdict = ask(f"{path}:Momentum", "momentum", momentum=0.5)
    assert (verdict.verdict, verdict.form) == ("proved", "classical")
    assert "0.5·v" in "".join(verdict.formula.computed)


def test_arguments_that_were_fixed_beforehand(path: Path) -> None:
    """A `functools.partial` is the function with another default."""
    target = load(f"{path}:quick")
    subject, asked = posed(target, question("sgd", None, {}, None, 0))
    assert default_of(subject, "lr") == 0.5
    assert equal_form(gather(subject, asked, lr_paths(subject))) == "plain"
