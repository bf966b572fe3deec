"""The generator of deceptions: what it calls right is right, and what it calls wrong stands behind a condition."""

import numpy as np
import pytest
from deceiving.condition import Condition
from deceiving.deceptions import deceptions, source
from deceiving.grammar import KINDS
from deceiving.hosts import RULES, STYLES

COUNT = 400


def run(text: str, style: str, steps: int = 6) -> np.ndarray:
    """θ after some steps of a module's optimizer."""
    import torch  # here, so that nobody takes it along who only collects these tests

    names: dict = {}
    exec(compile(text, "deception.py", "exec"), names)
    theta, generator = np.array([1.0, -2.0, 0.5]), np.random.default_rng(7)
    held, bias, tensor = {"w": theta}, np.zeros(1), torch.from_numpy(theta)
    optimizer = names["Optimizer"](*{"lists": [[theta]], "groups": [[tensor]]}.get(style, []))
    for _ in range(steps):
        g = generator.standard_normal(3)
        if style == "dictionaries":
            optimizer.update(held, {"w": g})
        elif style == "pairs":
            theta, bias = optimizer.update(theta, bias, g, np.ones(1))
        elif style == "looking":
            held["x"] = optimizer.look_ahead({"w": held["w"]})["w"]
            optimizer.update(held, {"w": g, "x": 0 * g})
        elif style == "groups":
            tensor.grad = torch.from_numpy(g)
            optimizer.step()
        elif style == "lists":
            optimizer.step([g])
        else:
            theta = optimizer.update(theta, g)
    return np.append(theta, held.get("x", []))


@pytest.fixture(scope="module")
def hosts() -> dict:
    """θ of each rule in each style, with nothing behind a condition."""
    nothing = Condition("", "False")
    return {
        (rule.name, style.name): run(source(rule, style, nothing, "pass"), style.name)
        for style in STYLES
        for rule in style.rules
    }


def test_styles_agree_in_numpy_and_torch(hosts):
    """A rule is the same in every style, to the bit."""
    for rule in RULES:
        same = {each.tobytes() for (name, _), each in hosts.items() if name == rule.name}
        assert len(same) == 1


def test_the_right_ones_are_right_in_numpy_and_torch(hosts):
    """Whatever condition holds, what has no effect changes no number."""
    for each in deceptions(COUNT, 0, right=True):
        assert run(each.source, each.style).tobytes() == hosts[each.rule, each.style].tobytes(), each.source


def test_the_wrong_ones_run_in_numpy_and_torch():
    """Each wrong one is an optimizer that can be driven."""
    for each in deceptions(COUNT, 0, right=False):
        assert np.isfinite(run(each.source, each.style)).all(), each.source


def test_every_kind_is_drawn():
    """No kind of the grammar is left out, and the same seed gives the same deceptions."""
    drawn = [*deceptions(COUNT, 0, right=False)]
    assert len({each.kind for each in drawn}) == len(KINDS)
    assert drawn == [*deceptions(COUNT, 0, right=False)]
