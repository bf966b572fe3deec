"""The line that is wrong: right for every specimen, and never another line, whatever is changed in a right optimizer."""

import ast
import linecache
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sympy import Expr, Symbol, sqrt

from optproof.reference.symbols import t
from optproof.verification.diagnosis.blame import corrections, rehearsals
from optproof.verification.diagnosis.blame.lines import corrected, deviation_of
from optproof.verification.diagnosis.blame.spelling import UnspeakableError, spellers
from optproof.verification.diagnosis.evidence import Evidence, gather, question
from optproof.verification.diagnosis.mistakes import diagnose
from optproof.verification.subjects.environment import tell_libraries
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load
from optproof.verification.tracing.vocabulary import Vocabulary, Word
from optproof.verification.verdicts.verdict import Line

from .asking import algebra, equal_form, judged
from .test_implementations import SPECIMENS

FOLDER = Path(__file__).parents[2] / "implementations" / "specimens"
SUBJECTS = Path(__file__).parents[1] / "subjects"


def evidence_of(target: Any, rule: str) -> Evidence:
    asked = question(rule, None, {}, None, 0)
    subject = recognise(load(target), asked.rule, None, {})
    return gather(subject, asked, lr_paths(subject))


def line_of(target: Any, rule: str, *, diagnosed: bool = True) -> Line | None:
    """The line that is found, with the mistake named or without."""
    evidence = evidence_of(target, rule)
    asked = evidence.asked
    setting = evidence.find_setting(asked.forms[0])
    found = (
        diagnose(evidence.subject, asked.rule, asked.forms, setting, evidence.paths, evidence.trace)
        if diagnosed
        else None
    )
    deviation = deviation_of(evidence, asked.forms if found is None else (found.form,), found)
    return None if deviation is None else corrected(evidence, deviation)


FIXES = {
    "momentum_never_decays": "self.v[key] = self.momentum * self.v[key] - self.lr * grads[key]",
    "adagrad_lr_in_h": "self.h[key] += grads[key] ** 2",
    "adagrad_lr_squared_in_h": "self.h[key] += grads[key] ** 2",
    "rmsprop_forgot_to_leak":
        "self.h[key] = self.decay_rate * self.h[key] + (1 - self.decay_rate) * grads[key] ** 2",
    "adam_v_plus_equals": "self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2",
    "adam_lost_decay": "self.v[key] = self.beta2 * self.v[key] + (1 - self.beta2) * grads[key] ** 2",
    "adam_lr_t_swapped": "lr_t = self.lr * np.sqrt(fix_v) / fix_m",
    "adam_lr_t_beta1_twice": "lr_t = self.lr * np.sqrt(1 - self.beta2 ** self.iter) / fix",
    "adam_lr_t_beta2_twice": "lr_t = self.lr * np.sqrt(fix) / (1 - self.beta1 ** self.iter)",
}  # fmt: skip
"""The line as it should be, of every specimen that has one."""

UNFIXED = {
    "momentum_starts_from_gradient": "it does not import NumPy, so it has no word for an array of zeros",
    "nesterov_new_v": "the old velocity is gone when the statement runs",
    "adam_no_correction": "it counts no steps, so it has no word for t",
    "adam_correct_bias_live": "three statements are wrong",
}
"""Why the others have none."""


def test_the_first_step_is_looked_into_only_where_the_others_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong in every step is found there, and the first one is not run on symbols for it."""
    first: list[bool] = []
    rehearse = rehearsals.rehearse
    monkeypatch.setattr(
        rehearsals, "rehearse", lambda *args, **how: first.append(how["first"]) or rehearse(*args, **how)
    )
    evidence = evidence_of(f"{FOLDER}/rmsprop_forgot_to_leak.py:RMSprop", "rmsprop")
    assert deviation_of(evidence, evidence.asked.forms[:1], None) is not None
    assert first and not any(first)


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_the_line_of_every_specimen(specimen: str, tmp_path: Path) -> None:
    """It is the line that the specimen marks as wrong; where the mark is a line of its own, the one after it.

    With the line as it should be in its place, the file is right.
    """
    stem, _, name = specimen.partition(":")
    source = (FOLDER / f"{stem}.py").read_text(encoding="utf-8").splitlines()
    marked = next(number for number, line in enumerate(source, 1) if "# WRONG: " in line)
    if source[marked - 1].strip().startswith("#"):
        marked += 1
    rule = stem.partition("_")[0]
    line = judged(specimen).line
    assert line is not None
    assert (Path(line.path).name, line.number, line.text) == (f"{stem}.py", marked, source[marked - 1].strip())
    assert line.fix == FIXES.get(stem, "")
    assert (stem in FIXES) != (stem in UNFIXED)
    if line.fix:
        assert is_right_with(line, FOLDER / f"{stem}.py", tmp_path, name, rule)


def is_right_with(line: Line, file: Path, tmp_path: Path, name: str, rule: str) -> bool:
    """Whether the file is proved once its line is fixed."""
    source = file.read_text(encoding="utf-8")
    wrong = next(
        each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.stmt) and each.lineno == line.number
    )
    before = ast.get_source_segment(source, wrong)
    assert before is not None and source.count(before) == 1
    fixed = tmp_path / f"fixed_{file.name}"
    fixed.write_text(source.replace(before, line.fix), encoding="utf-8")
    return equal_form(algebra(f"{fixed}:{name}", rule)) is not None


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

FIXED = {
    "v += square": "v += (1 - self.beta2) * square",
    "self.t += 2": "self.t += 1",
    "self.m[k] = np.ones_like(params[k])": "self.m[k] = np.zeros_like(params[k])",
    "+ self.beta1 * grads[k]": "self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * grads[k]",
    "square = grads[k] * self.m[k]": "square = grads[k] ** 2",
    "v *= self.beta1": "v *= self.beta2",
    "v_hat = self.corrected(self.v[k], self.beta1)": "v_hat = self.v[k] / (1 - self.beta2 ** self.t)",
    "denominator = v_hat.copy()": "denominator = np.sqrt(v_hat)",
    "denominator += self.lr": "denominator += self.eps",
    "step = m_hat / denominator": "step = self.lr * m_hat / denominator",
    "params[k] += step": "params[k] -= step",
}
"""What these should be."""

FOUND = 11
"""How many of these lines are found at the least; of the others nothing is said."""


FIRST = [(old, several[0]) for old, several in CHANGES.items()]
"""One change of each statement."""


@pytest.mark.no_cover  # the specimens are measured
@pytest.mark.parametrize(("old", "new"), FIRST, ids=[new for _, new in FIRST])
def test_never_another_line(tmp_path: Path, old: str, new: str) -> None:
    """A right Adam with one statement changed: the line is that of the change, or none is named."""
    assert RIGHT.count(old) == 1
    changed = RIGHT[: RIGHT.index(old)].count("\n") + 1
    file = tmp_path / "adam.py"
    file.write_text(RIGHT.replace(old, new), encoding="utf-8")
    line = line_of(f"{file}:Adam", "adam", diagnosed=False)
    assert line is None or line.number == changed
    assert (line.fix if line else "") == FIXED.get(new, "")


def test_most_lines_are_found() -> None:
    """As many as were ever found: what is asked above is not met by naming no line at all."""
    assert len(FIXED.keys() & {new for _, new in FIRST}) >= FOUND


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
    ("old", "new", "fix"),
    [
        ("v.mul_(beta2).addcmul_", "v.addcmul_", "v.copy_(beta2 * v + (1 - beta2) * p.grad ** 2)"),
        (
            'm_hat = m / (1 - beta1 ** state["step"])',
            "m_hat = m",
            'm_hat = m / (1 - beta1 ** state["step"])',
        ),
    ],
)
def test_pytorch(tmp_path: Path, old: str, new: str, fix: str) -> None:
    """The same on tensors that are changed in place; of two lines that could be mended, the one that gives a new name."""
    pytest.importorskip("torch")
    assert TORCH.count(old) == 1
    file = tmp_path / "adam.py"
    file.write_text(TORCH.replace(old, new), encoding="utf-8")
    line = line_of(f"{file}:Adam", "adam", diagnosed=False)
    changed = TORCH[: TORCH.index(old)].count("\n") + 1
    assert line is not None
    assert (line.number, line.fix) == (changed, fix)


@pytest.mark.parametrize("unused", ["lr_t2 = self.lr * self.beta1", "self.kept = self.lr * self.beta1 * self.t"])
def test_what_nobody_uses_is_not_to_blame(tmp_path: Path, unused: str) -> None:
    """A value that arises nowhere in the rule, and of which nothing comes, hides no line and no fix."""
    old = "            v *= self.beta2\n            v += (1 - self.beta2) * square\n"
    new = "            self.v[k] = v + (1 - self.beta2) * square\n"
    assert RIGHT.count(old) == 1
    file = tmp_path / "adam.py"
    wrong = RIGHT.replace(old, f"            {unused}\n{new}")
    file.write_text(wrong, encoding="utf-8")
    line = line_of(f"{file}:Adam", "adam")
    assert line is not None and line.text == new.strip()
    assert line.fix == "self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * square"


def test_no_fix_that_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the statement written wrongly, the line would be told without it."""
    monkeypatch.setattr(corrections, "_ways", lambda *_: iter(["self.h[key] += 2 * grads[key] ** 2", "self.h[key] +="]))
    line = line_of(f"{FOLDER / 'adagrad_lr_in_h'}.py:AdaGrad", "adagrad")
    assert line is not None and not line.fix


@pytest.mark.parametrize(
    ("old", "new", "settings"),
    [
        ("self.h[key] += self.lr", "if True: self.h[key] += self.lr", {}),  # what would stand in its place?
        ("self.h[key] += self.lr", "self.h[key] += self.lr", {"lr": 0.5}),  # proved for one lr alone
    ],
)
def test_no_fix_that_is_not_all(tmp_path: Path, old: str, new: str, settings: dict[str, float]) -> None:
    """Where the line holds more than the statement, or a hyperparameter has one value, the line is told without a fix."""
    source = (FOLDER / "adagrad_lr_in_h.py").read_text(encoding="utf-8")
    assert source.count(old) == 1
    file = tmp_path / "adagrad.py"
    file.write_text(source.replace(old, new), encoding="utf-8")
    evidence = algebra(f"{file}:AdaGrad", "adagrad", None, **settings)
    deviation = deviation_of(evidence, evidence.asked.forms, None)
    assert deviation is not None and deviation.line.text.startswith(new) and not corrected(evidence, deviation).fix


def test_names_that_python_changes(tmp_path: Path) -> None:
    """Attributes that begin with two underscores are written as their class writes them, and arrays stay where they are."""
    source = (FOLDER / "momentum_never_decays.py").read_text(encoding="utf-8")
    source = source.replace("self.lr", "self.__lr").replace("self.momentum", "self.__momentum")
    old = "self.v[key] -= self.__lr * grads[key]"
    assert source.count(old) == 1
    file = tmp_path / "momentum.py"
    file.write_text(
        source.replace(old, "v = self.v[key]; k = key\n            v -= self.__lr * grads[k]"), encoding="utf-8"
    )
    line = line_of(f"{file}:Momentum", "momentum", diagnosed=False)
    assert line is not None and line.fix == "v[...] = self.__momentum * v - self.__lr * grads[k]"
    assert is_right_with(line, file, tmp_path, "Momentum", "momentum")


x, y, b = Symbol("x", real=True), Symbol("y", real=True), Symbol("b", positive=True)


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        (b * x + (1 - b) * y**2, "self.b * v[k] + (1 - self.b) * g ** 2"),
        (y - b * x, "g - self.b * v[k]"),
        (-b * x, "-self.b * v[k]"),
        (b - 1, "-rest"),
        (x / ((1 - b) * sqrt(y)), "v[k] / (rest * math.sqrt(g))"),
        (x + y / 10**7, "v[k] + 1e-07 * g"),
        (b**t, "self.b ** (n + 1)"),
    ],
)
def test_formulas_in_the_words_of_the_source(formula: Expr, written: str) -> None:
    """The largest word first, in the order in which the statement has them, with a counter that is behind."""
    words = (Word("v[k]", x, True), Word("g", y, True), Word("self.b", b), Word("n", t - 1))
    if "rest" in written:
        words = (*words, Word("rest", 1 - b))
    (here,) = spellers(Vocabulary(words, ("math.sqrt",)), ast.parse("v[k] = self.b * v[k]").body[0])
    assert ast.unparse(here.formula(formula)) == written
    with pytest.raises(UnspeakableError):
        here.formula(formula + Symbol("unheard"))


LIBRARY_STYLES = {
    "DictOfDicts": ("adam", 's["v"] = self.beta2 * s["v"] + (1 - self.beta2) * grads[name] ** 2'),
    "Single": ("rmsprop", "square_avg.copy_(alpha * square_avg + (1 - alpha) * grad ** 2)"),
    "Rebound": ("adam", 'm_hat = m / (1 - beta1 ** state["step"])'),
    "Foreach": ("adam", ""),
    "by_hand": ("adam", ""),
    "chained": ("adam", ""),
    "Assigning": ("rmsprop", ""),
}
"""The rule of each, and the line as it should be where that is proved."""


@pytest.mark.parametrize("name", LIBRARY_STYLES)
def test_code_in_the_style_of_torch_optax_and_keras(name: str) -> None:
    """State in dicts of dicts, functions of tensors and of lists of them, trees, links of chains and `assign`: the marked line."""
    pytest.importorskip("torch")
    pytest.importorskip("optax")
    tell_libraries()
    pytest.importorskip("keras")
    file = SUBJECTS / f"library_styles{'_keras' if name == 'Assigning' else ''}.py"
    rule, fix = LIBRARY_STYLES[name]
    line = line_of(f"{file}:{name}", rule, diagnosed=name == "Foreach")
    assert line is not None and line.text.endswith("# WRONG")
    assert line.fix == fix


LIBRARY_NUMPY = {
    "Functional": ("adam", "correction2_sqrt = np.sqrt(correction2)"),
    "Renamed": ("rmsprop", "root = np.sqrt(cache)"),
    "Signed": ("momentum", "buf = mu * buf - lr * grads[k]"),
    "Comprehended": ("adam", ""),
    "Unread": ("adam", 'p -= step_size * s["m"] / denominator'),
}
"""The rule of each, and the line as it should be where that is proved."""


@pytest.mark.parametrize("name", LIBRARY_NUMPY)
def test_numpy_in_the_style_of_libraries(name: str) -> None:
    """Names, signs, comprehensions and state of which nothing comes: the marked line."""
    rule, fix = LIBRARY_NUMPY[name]
    line = line_of(f"{SUBJECTS}/library_numpy.py:{name}", rule)
    assert line is not None and line.text.endswith("# WRONG")
    assert line.fix == fix


CELL = """
import numpy as np


class RMSprop:
    def __init__(self, lr=0.01, rho=0.9, eps=1e-8):
        self.lr, self.rho, self.eps, self.v = lr, rho, eps, {}

    def update(self, params, grads):
        for k in params:
            if k not in self.v:
                self.v[k] = np.zeros_like(params[k])
            self.v[k] += (1 - self.rho) * grads[k] ** 2
            params[k] -= self.lr * grads[k] / (np.sqrt(self.v[k]) + self.eps)
"""


def test_a_class_of_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its text is in no file, and its line is told all the same, with a proved fix."""
    name = "<ipython-input-1-0123456789ab>"
    notebook = ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", notebook)
    monkeypatch.setitem(linecache.cache, name, (len(CELL), None, CELL.splitlines(keepends=True), name))
    exec(compile(CELL, name, "exec"), vars(notebook))
    line = line_of(notebook.RMSprop, "rmsprop", diagnosed=False)
    assert line is not None
    assert (line.path, line.text) == (name, "self.v[k] += (1 - self.rho) * grads[k] ** 2")
    assert line.fix == "self.v[k] = self.rho * self.v[k] + (1 - self.rho) * grads[k] ** 2"
