"""PyTorch's optimizers on a GPU; skipped where there is none."""

import pytest

from optproof.verification.api import check

from ..modules import needs

needs("torch")

MEMORY = 10**6
"""MB: CUDA asks for addresses by the terabyte, and uses few of them."""


@pytest.fixture(autouse=True)
def _gpu() -> None:
    import torch

    if not torch.cuda.is_available():
        pytest.skip("there is no GPU")


def verdict(name, rule, **settings):
    given = {"device": "cuda", **settings}
    return check(
        f"torch.optim:{name}", rule=rule, hyperparameters=given, examples=2, memory_limit=MEMORY, time_limit=300
    )


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize(
    ("name", "rule"), [("SGD", "momentum"), ("Adagrad", "adagrad"), ("RMSprop", "rmsprop"), ("Adam", "adam")]
)
def test_traced(name, rule, foreach):
    found = verdict(name, rule, foreach=foreach)
    assert found.algebra.verdict == "proved", (found.reason, found.algebra.detail)
    assert (found.verdict, found.arithmetic.verdict) == ("proved", "passed"), found.reason


def test_capturable():
    """Its corrections are computed in float32, whatever the parameters' dtype: it is held to float32."""
    found = verdict("Adam", "adam", capturable=True)
    assert found.algebra.verdict == "proved", (found.reason, found.algebra.detail)
    assert found.arithmetic.verdict == "passed", (found.arithmetic.detail, found.arithmetic.worst)


@pytest.mark.parametrize(("name", "rule"), [("SGD", "momentum"), ("Adam", "adam")])
def test_fused_kernels(name, rule):
    """A black box, held to the bound."""
    found = verdict(name, rule, fused=True)
    assert "_fused_" in found.algebra.detail
    assert found.arithmetic.verdict == "passed", (found.arithmetic.detail, found.arithmetic.worst)
