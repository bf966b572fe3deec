"""The line that is wrong: right for every specimen, and never another line, whatever is changed in a right optimizer."""

from pathlib import Path

import pytest

from optproof.verification.diagnosis import diagnose
from optproof.verification.evidence import Evidence, gather, question
from optproof.verification.lines import deviating_line
from optproof.verification.subjects.recognition import lr_paths, recognise
from optproof.verification.target import load
from optproof.verification.verdict import Line

from .test_implementations import SPECIMENS

FOLDER = Path(__file__).parents[2] / "implementations" / "specimens"


def evidence_of(target: str, rule: str) -> Evidence:
    asked = question(rule, None, {}, None, 0)
    subject = recognise(load(target), asked.rule, None, {})
    return gather(subject, asked, lr_paths(subject))


def line_of(target: str, rule: str, *, diagnosed: bool = True) -> Line | None:
    """The line that is found, with the mistake named or without."""
    evidence = evidence_of(target, rule)
    asked = evidence.asked
    setting = evidence.setting(asked.forms[0])
    found = (
        diagnose(evidence.subject, asked.rule, asked.forms, setting, evidence.paths, evidence.trace)
        if diagnosed
        else None
    )
    return deviating_line(evidence, asked.forms if found is None else (found.form,), found and found.wrong)


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_the_line_of_every_specimen(specimen: str) -> None:
    """It is the line that the specimen marks as wrong; where the mark is a line of its own, the one after it."""
    stem, _, name = specimen.partition(":")
    source = (FOLDER / f"{stem}.py").read_text(encoding="utf-8").splitlines()
    marked = next(number for number, line in enumerate(source, 1) if "# WRONG: " in line)
    if source[marked - 1].strip().startswith("#"):
        marked += 1
    line = line_of(f"{FOLDER / stem}.py:{name}", stem.partition("_")[0])
    assert line is not None
    assert (Path(line.path).name, line.number, line.text) == (f"{stem}.py", marked, source[marked - 1].strip())


RIGHT = """
import numpy as np


class Adam:
    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.lr, self.beta1, self.beta2, self.eps = lr, beta1, beta2, eps
        self.t, self.m, self.v = 0, {}, {}

    def corrected(self, x, beta):
        return x / (1 - beta ** self.t)

    def update(self, params, grads):
        self.t += 1
        for k in params:
            if k not in self.m:
                self.m[k] = np.zeros_like(params[k])
                self.v[k] = np.zeros_like(params[k])
            self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * grads[k]
            square = grads[k] * grads[k]
            v = self.v[k]
            v *= self.beta2
            v += (1 - self.beta2) * square
            m_hat = self.corrected(self.m[k], self.beta1)
            v_hat = self.corrected(self.v[k], self.beta2)
            denominator = np.sqrt(v_hat)
            denominator += self.eps
            step = self.lr * m_hat / denominator
            params[k] -= step
"""

CHANGES = {
    "self.t += 1": ["self.t += 2"],
    "return x / (1 - beta ** self.t)": ["return x / (1 + beta ** self.t)", "return x / (1 - beta)", "return x"],
    "self.m[k] = np.zeros_like(params[k])": ["self.m[k] = np.ones_like(params[k])", "self.m[k] = grads[k].copy()"],
    "+ (1 - self.beta1) * grads[k]": ["+ self.beta1 * grads[k]", "+ (1 - self.beta2) * grads[k]", "- grads[k]"],
    "square = grads[k] * grads[k]": ["square = grads[k] * self.m[k]", "square = np.abs(grads[k])"],
    "v *= self.beta2": ["v *= self.beta1", "v += self.beta2"],
    "v += (1 - self.beta2) * square": ["v += square", "v -= (1 - self.beta2) * square"],
    "v_hat = self.corrected(self.v[k], self.beta2)": [
        "v_hat = self.corrected(self.v[k], self.beta1)", "v_hat = self.v[k]",
    ],
    "denominator = np.sqrt(v_hat)": ["denominator = v_hat.copy()", "denominator = np.sqrt(v_hat + 1)"],
    "denominator += self.eps": ["denominator += self.lr", "denominator -= self.eps"],
    "step = self.lr * m_hat / denominator": ["step = m_hat / denominator", "step = self.lr * grads[k] / denominator"],
    "params[k] -= step": ["params[k] += step", "params[k] -= 2 * step"],
}  # fmt: skip

FOUND = 6
"""How many of these lines are found at the least; of the others nothing is said."""


@pytest.mark.no_cover  # the specimens are measured
def test_never_another_line(tmp_path: Path) -> None:
    """A right Adam with one statement changed: the line is that of the change, or none is named."""
    told = 0
    for number, (old, new) in enumerate((old, new) for old, several in CHANGES.items() for new in several[:1]):
        assert RIGHT.count(old) == 1
        source = RIGHT.replace(old, new)
        changed = next(
            place
            for place, (one, two) in enumerate(zip(source.split("\n"), RIGHT.split("\n"), strict=True), 1)
            if one != two
        )
        file = tmp_path / f"adam_{number}.py"
        file.write_text(source, encoding="utf-8")
        line = line_of(f"{file}:Adam", "adam", diagnosed=False)
        assert line is None or line.number == changed, new
        told += line is not None
    assert told >= FOUND


def test_a_right_optimizer_has_no_such_line() -> None:
    """Where the form is right there is nothing to blame."""
    assert line_of("optproof.implementations:Adam", "adam", diagnosed=False) is None
    assert line_of("optproof.implementations:ClassicalMomentum", "momentum", diagnosed=False) is None


TORCH = """
import torch


class Adam(torch.optim.Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if not state:
                    state["step"], state["m"], state["v"] = 0, torch.zeros_like(p), torch.zeros_like(p)
                state["step"] += 1
                m, v = state["m"], state["v"]
                m.mul_(beta1).add_(p.grad, alpha=1 - beta1)
                v.mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                m_hat = m / (1 - beta1 ** state["step"])
                v_hat = v / (1 - beta2 ** state["step"])
                p.addcdiv_(m_hat, v_hat.sqrt().add_(group["eps"]), value=-group["lr"])
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("v.mul_(beta2).addcmul_", "v.addcmul_", True),
        ('m_hat = m / (1 - beta1 ** state["step"])', "m_hat = m", False),
    ],
)
def test_pytorch(tmp_path: Path, old: str, new: str, told: bool) -> None:
    """The same on tensors that are changed in place; where two lines could be mended, none is named."""
    pytest.importorskip("torch")
    assert TORCH.count(old) == 1
    file = tmp_path / "adam.py"
    file.write_text(TORCH.replace(old, new), encoding="utf-8")
    line = line_of(f"{file}:Adam", "adam", diagnosed=False)
    changed = TORCH[: TORCH.index(old)].count("\n") + 1
    assert (line is not None and line.number == changed) if told else line is None
