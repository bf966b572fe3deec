"""Optimizers of packages that nobody here wrote get true verdicts, as they are installed."""

import pytest

from .asking import ask

SKLEARN = "sklearn.neural_network._stochastic_optimizers"

REAL = {
    ("autograd.misc.optimizers:adam", "adam"): ("proved", "algorithm-1", "loop"),
    ("autograd.misc.optimizers:sgd", "momentum"): ("proved", "ema", "loop"),
    ("pennylane.optimize:GradientDescentOptimizer", "sgd"): ("proved", "plain", "callback"),
    ("pennylane.optimize:MomentumOptimizer", "momentum"): ("proved", "classical", "callback"),
    ("pennylane.optimize:NesterovMomentumOptimizer", "nesterov"): ("proved", "lookahead", "callback"),
    ("pennylane.optimize:AdagradOptimizer", "adagrad"): ("proved", "inside", "callback"),
    ("pennylane.optimize:RMSPropOptimizer", "rmsprop"): ("proved", "inside", "callback"),
    ("pennylane.optimize:AdamOptimizer", "adam"): ("proved", "epsilon-hat", "callback"),
    ("dezero.optimizers:SGD", "sgd"): ("proved", "plain", "objects"),
    ("dezero.optimizers:MomentumSGD", "momentum"): ("proved", "classical", "objects"),
    ("dezero.optimizers:AdaGrad", "adagrad"): ("proved", "outside", "objects"),
    ("dezero.optimizers:Adam", "adam"): ("proved", "epsilon-hat", "objects"),
    (f"{SKLEARN}:AdamOptimizer", "adam"): ("proved", "epsilon-hat", "update-list"),
    (f"{SKLEARN}:SGDOptimizer", "sgd"): ("proved", "plain", "update-list"),
    (f"{SKLEARN}:SGDOptimizer", "momentum"): ("proved", "classical", "update-list"),
    (f"{SKLEARN}:SGDOptimizer", "nesterov"): ("proved", "bengio", "update-list"),
}
"""The verdict, the form and the shape of each; loops written out by hand gave the same form."""


def need(target: str) -> None:
    """Skip where the package is not installed; one that is, and needs an older NumPy, is the target's affair."""
    package = target.partition(".")[0]
    try:
        pytest.importorskip(package, exc_type=ImportError)
    except AttributeError:
        assert package == "dezero"


@pytest.mark.parametrize(("target", "rule"), REAL)
def test_right(target: str, rule: str) -> None:
    """What a package computes is found to be a form of the rule, without glue."""
    need(target)
    verdict = ask(target, rule)
    assert (verdict.verdict, verdict.form, verdict.shape) == REAL[target, rule], verdict.reason


def test_autograd_begins_at_one() -> None:
    """autograd's RMSprop begins with averages of ones."""
    need("autograd.misc")
    verdict = ask("autograd.misc.optimizers:rmsprop", "rmsprop")
    assert (verdict.verdict, [each.id for each in verdict.mistakes]) == ("refuted", ["v-starts-at-one"])


def test_thinc_sgd() -> None:
    """thinc hands back parameter and gradient, the gradient as zeros; it clips by the norm unless it is told not to."""
    need("thinc.optimizers")
    verdict = ask("thinc.optimizers:SGD", "sgd", grad_clip=0)
    assert (verdict.verdict, verdict.form, verdict.shape) == ("proved", "plain", "returns-parameter")
    assert any(each.id == "gradients-untouched" and each.outcome == "caution" for each in verdict.conduct.checks)
    assert ask("thinc.optimizers:SGD", "sgd").verdict == "refuted"


def test_thinc_adam() -> None:
    """thinc's Adam is compiled for float32 alone; with β₂ = 0 it is plain descent."""
    need("thinc.optimizers")
    verdict = ask("thinc.optimizers:Adam", "adam", grad_clip=0, beta1=0.9, beta2=0.999)
    assert (verdict.verdict, verdict.form) == ("passed", "epsilon-hat")
    assert "float32" in verdict.story[-1]
    assert ask("thinc.optimizers:Adam", "adam", grad_clip=0, beta1=0.9, beta2=0.0).verdict == "refuted"
