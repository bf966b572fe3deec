"""Optimizers of packages that nobody here wrote get true verdicts, as they are installed."""

import re

import pytest

from .asking import SUBJECTS, algebra, ask, asked_briefly, equal_form, mistakes_in

SKLEARN = "sklearn.neural_network._stochastic_optimizers"

REAL = {
    ("autograd.misc.optimizers:adam", "adam"): ("algorithm-1", "loop"),
    ("autograd.misc.optimizers:sgd", "momentum"): ("ema", "loop"),
    ("pennylane.optimize:GradientDescentOptimizer", "sgd"): ("plain", "callback"),
    ("pennylane.optimize:MomentumOptimizer", "momentum"): ("classical", "callback"),
    ("pennylane.optimize:NesterovMomentumOptimizer", "nesterov"): ("lookahead", "callback"),
    ("pennylane.optimize:AdagradOptimizer", "adagrad"): ("inside", "callback"),
    ("pennylane.optimize:RMSPropOptimizer", "rmsprop"): ("inside", "callback"),
    ("pennylane.optimize:AdamOptimizer", "adam"): ("epsilon-hat", "callback"),
    ("dezero.optimizers:SGD", "sgd"): ("plain", "objects"),
    ("dezero.optimizers:MomentumSGD", "momentum"): ("classical", "objects"),
    ("dezero.optimizers:AdaGrad", "adagrad"): ("outside", "objects"),
    ("dezero.optimizers:Adam", "adam"): ("epsilon-hat", "objects"),
    (f"{SKLEARN}:AdamOptimizer", "adam"): ("epsilon-hat", "update-list"),
    (f"{SKLEARN}:SGDOptimizer", "sgd"): ("plain", "update-list"),
    (f"{SKLEARN}:SGDOptimizer", "momentum"): ("classical", "update-list"),
    (f"{SKLEARN}:SGDOptimizer", "nesterov"): ("bengio", "update-list"),
}
"""The form and the shape of each, read in the packages' sources; for thinc's Adam, below, a loop in plain floats
written by hand gave the same form."""

ALGEBRA = {each for each in REAL if each[0].startswith(("autograd", "pennylane"))} - {
    ("autograd.misc.optimizers:sgd", "momentum"),
    ("pennylane.optimize:AdamOptimizer", "adam"),
}
"""Those of which the algebra alone is asked here: they are slow, and keep their state as the one of their package does
that is checked in full."""


def need(target: str) -> None:
    """Skip where the package is not installed; one that is, and needs an older NumPy, is the target's affair."""
    package = target.partition(".")[0]
    try:
        pytest.importorskip(package, exc_type=ImportError)
    except AttributeError:
        assert package == "dezero"


@pytest.mark.parametrize(("target", "rule"), [each for each in REAL if each in ALGEBRA])
def test_right(target: str, rule: str) -> None:
    """The algebra finds what a package computes to be a form of the rule, without glue."""
    need(target)
    evidence = algebra(target, rule)
    assert (equal_form(evidence), evidence.subject.shape.name) == REAL[target, rule], evidence.obstacle


@pytest.mark.parametrize(("target", "rule"), [each for each in REAL if each not in ALGEBRA])
def test_right_in_full(target: str, rule: str) -> None:
    """The same, and the checks find nothing."""
    need(target)
    verdict = ask(target, rule)
    best = "passed" if REAL[target, rule][1] == "loop" else "proved"
    assert (verdict.verdict, verdict.form, verdict.shape) == (best, *REAL[target, rule]), verdict.reason


def test_documented() -> None:
    """docs/shapes.md says the same of each."""
    document = (SUBJECTS.parents[1] / "docs" / "shapes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\S+)` \| `(\S+)` \| (?:proved|passed) \| `(\S+)` \| `(\S+)` \|$", document, re.MULTILINE)
    assert REAL.items() <= {(target, rule): (form, shape) for target, rule, form, shape in rows}.items()


def test_autograd_begins_at_one() -> None:
    """autograd's RMSprop begins with averages of ones."""
    need("autograd.misc")
    evidence = algebra("autograd.misc.optimizers:rmsprop", "rmsprop")
    assert evidence.differs
    assert mistakes_in(evidence) == ["v-starts-at-one"]


def test_thinc_sgd() -> None:
    """thinc hands back parameter and gradient, the gradient as zeros; it clips by the norm unless it is told not to."""
    need("thinc.optimizers")
    verdict = ask("thinc.optimizers:SGD", "sgd", examples=1, grad_clip=0)
    # A branch on the number of steps bounds the decay of the averages that it keeps beside.
    assert verdict.verdict in ("proved", "passed")
    assert (verdict.form, verdict.shape) == ("plain", "returns-parameter")
    assert any(each.id == "gradients-untouched" and each.outcome == "caution" for each in verdict.conduct.checks)
    assert asked_briefly("thinc.optimizers:SGD", "sgd", examples=1).verdict == "refuted"


def test_thinc_adam() -> None:
    """thinc's Adam is compiled for float32 alone; with β₂ = 0 it is plain descent."""
    need("thinc.optimizers")
    verdict = ask("thinc.optimizers:Adam", "adam", examples=1, grad_clip=0, beta1=0.9, beta2=0.999)
    assert (verdict.verdict, verdict.form) == ("passed", "epsilon-hat")
    assert "float32" in verdict.story[-1]
    plain = asked_briefly("thinc.optimizers:Adam", "adam", examples=1, grad_clip=0, beta1=0.9, beta2=0.0)
    assert plain.verdict == "refuted"
