"""`diff` tells what is the same from what is not, with the condition under which it is, and a tape that both codes were run on."""

from pathlib import Path

import pytest

from optproof.verification.questions.diff import difference
from optproof.verification.questions.identify import Asked
from optproof.verification.verdicts.difference import Difference

from .asking import SUBJECTS

OWN = "optproof.implementations"
SPECIMENS = "optproof.implementations.specimens"


def compared(one: str, other: str) -> Difference:
    return difference(one, other, Asked())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"{OWN}:Adam", f"{OWN}:AdamIncremental"),
        (f"{OWN}:ClassicalMomentum", f"{SUBJECTS}/near_misses.py:Momentum"),
        (f"{SPECIMENS}.momentum_starts_from_gradient:Momentum", f"{SPECIMENS}.momentum_starts_from_gradient:Momentum"),
        (f"{SPECIMENS}.adam_v_plus_equals:Adam", f"{SPECIMENS}.adam_v_plus_equals:Adam"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    """The same for every step and a changing lr, by two provers, whether it is right or wrong."""
    found = compared(one, other)
    assert (found.answer, found.exit_status, found.steps, found.lr) == ("same", 0, "every step", "changing")
    assert "normal form" in found.provers and len(found.provers) > 1
    assert found.parting is None and all(found.computed)


@pytest.mark.parametrize(
    ("one", "other", "conditions", "step"),
    [
        ("ClassicalMomentum", "BufferMomentum", ("while lr is constant", "at μ = 0"), 2),
        ("Adam", "AdamEpsilonHat", ("at ε = 0",), 1),
        ("RMSProp", "RMSPropInside", ("at ε = 0",), 1),
        ("SGD", "ClassicalMomentum", ("at μ = 0",), 2),
        ("AdaGrad", "SGD", (), 1),
    ],
)
def test_different(one: str, other: str, conditions: tuple[str, ...], step: int) -> None:
    """Different, in whichever order they are given, with the same conditions; the two ends are further apart than rounding."""
    found, swapped = compared(f"{OWN}:{one}", f"{OWN}:{other}"), compared(f"{OWN}:{other}", f"{OWN}:{one}")
    assert found.answer == swapped.answer == "different"
    assert found.conditions == swapped.conditions == conditions
    assert found.parting is not None and swapped.parting is not None
    assert found.parting.step == step
    assert abs(found.parting.one - found.parting.other) > found.parting.bound
    if found.parting.hyperparameters == swapped.parting.hyperparameters:
        assert (found.parting.one, found.parting.other) == (swapped.parting.other, swapped.parting.one)


def test_where_the_gradient_is_taken() -> None:
    """A look-ahead differs in the point at which it wants the gradient, and that is what is shown."""
    parting = compared(f"{OWN}:ClassicalMomentum", f"{OWN}:LookaheadNesterov").parting
    assert parting is not None
    assert parting.quantity == "the point at which the gradient is taken" and parting.one != parting.other


def test_a_constant_in_the_code_is_no_parameter() -> None:
    """ε = 1e-7 in the code of one is not the other's ε, which is 1e-8 by default."""
    found = compared(f"{SPECIMENS}.adam_right:Adam", f"{OWN}:AdamEpsilonHat")
    assert found.answer == "different"


@pytest.mark.parametrize(
    "name",
    [
        "SgdNearlyLr",
        "SgdWrongInTheSecond",
        "SgdRemembersLr",
        "MomentumResetsEvery3",
        "AdamNearBeta1",
        "AdamWrongInStep6",
    ],
)
def test_a_near_miss_is_not_the_same(name: str) -> None:
    """What is almost the same is never called so for every step, in whichever order."""
    right = next(each for each in ("Sgd", "Momentum", "Adam") if name.startswith(each))
    one, other = (f"{SUBJECTS}/near_misses.py:{each}" for each in (right, name))
    for found in (compared(one, other), compared(other, one)):
        assert found.answer != "same"
        assert found.answer != "unknown" or found.reason


OPAQUE = """
import numpy as np


class Sgd:
    scale = 1

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for k in params:
            params[k] -= self.lr * np.frombuffer(grads[k].tobytes()).reshape(grads[k].shape) * self.scale


class Half(Sgd):
    scale = 0.5
"""


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        (f"{OWN}:SGD", "opaque.py:Sgd", "alike"),
        ("opaque.py:Sgd", "opaque.py:Sgd", "alike"),
        ("opaque.py:Sgd", "opaque.py:Half", "unknown"),
        ("opaque.py:Half", f"{OWN}:SGD", "different"),
        (f"{OWN}:SGD", "opaque.py:Half", "different"),
    ],
)
def test_what_cannot_be_traced(one: str, other: str, answer: str, tmp_path: Path) -> None:
    """It is run beside the other: alike on so many tapes, which is no proof, or different on one that both were run on."""
    (tmp_path / "opaque.py").write_text(OPAQUE, encoding="utf-8")
    found = compared(*(each.replace("opaque.py", f"{tmp_path}/opaque.py") for each in (one, other)))
    assert (found.answer, found.exit_status) == (answer, {"alike": 0, "different": 1, "unknown": 2}[answer])
    assert "could not be traced" in found.reason and not found.provers
    assert (" tapes" in found.reason) == (answer == "alike")
    if answer == "different":
        ends = found.parting and (found.parting.one, found.parting.other)
        assert ends and ends[one.startswith(OWN)] / ends[not one.startswith(OWN)] == 0.5


def test_what_cannot_be_compared() -> None:
    """A missing file is unknown, with a sentence."""
    found = compared("nowhere.py:A", f"{OWN}:SGD")
    assert (found.answer, found.exit_status) == ("unknown", 2)
    assert "no file" in found.reason


PAIRS = f"{SUBJECTS}/pairs.py"


def test_nothing_is_alike_for_being_no_number() -> None:
    """That both are NaN tells nothing of the two."""
    found = compared(f"{PAIRS}:Nothing", f"{PAIRS}:Nothing")
    assert found.answer == "unknown" and "no number" in found.reason


def test_what_a_default_argument_holds_is_put_back() -> None:
    """A trace leaves no letters in an object that a constructor has by default."""
    found = compared(f"{PAIRS}:Configured", f"{PAIRS}:HundredTimes")
    assert found.answer == "unknown" and "to the bit" in found.reason
    assert compared(f"{PAIRS}:Configured", f"{PAIRS}:Configured").answer == "alike"


def test_an_option_that_both_have_is_varied() -> None:
    """What is the same at the default of an option alone is different, and that is said."""
    found = compared(f"{PAIRS}:IgnoresDecay", f"{PAIRS}:UsesDecay")
    assert (found.answer, found.conditions) == ("different", ("at decay = 0",))
    assert found.parting is not None
    assert any(value > 0 for name, value in found.parting.hyperparameters.items() if "decay" in name)
    assert compared(f"{PAIRS}:UsesDecay", f"{PAIRS}:UsesDecay").answer == "same"


def test_lr_under_another_name() -> None:
    """A rule in whose eyes they have no lr compares them all the same."""
    assert compared(f"{PAIRS}:Averaged", f"{PAIRS}:Summed").answer == "different"


def test_from_where_the_caller_counts_is_told() -> None:
    """Two that want another first t are the same formula for other callers."""
    found = compared(f"{PAIRS}:from_one", f"{PAIRS}:from_zero")
    assert found.answer == "same" and "A counts from 1 and B counts from 0" in found.reason


SINGLE = """
import torch


class Counts(torch.optim.Optimizer):
    moves = 1.0

    def __init__(self, params, lr=1e-3, beta=0.9):
        super().__init__(params, dict(lr=lr, beta=beta))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                s = self.state[p]
                if not s:
                    s["step"], s["v"] = torch.zeros((), dtype=torch.float32), torch.zeros_like(p)
                s["v"].mul_(group["beta"]).addcmul_(p.grad, p.grad, value=1 - group["beta"])
                corrected = (1 - group["beta"] ** (s["step"] + 1)).sqrt()
                p.sub_(group["lr"] * p.grad * corrected / (s["v"].sqrt() + 1))
                s["step"].add_(self.moves)


class Stuck(Counts):
    moves = 0.0
"""


def test_numbers_that_are_kept_in_single_precision(tmp_path: Path) -> None:
    """Who rounds a number to float32 leaves its own formula in float64; the two part by far more than that."""
    (tmp_path / "single.py").write_text(SINGLE, encoding="utf-8")
    found = compared(f"{tmp_path}/single.py:Stuck", f"{tmp_path}/single.py:Counts")
    assert found.answer == "different" and found.parting is not None and found.parting.step == 2
