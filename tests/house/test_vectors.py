"""The test vectors are what the rules say, and their readers in JavaScript and C tell right optimizers from wrong ones."""

import importlib.util
import itertools
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from optproof.reference.library import RULES, find_form
from optproof.reference.lowering import lowered
from optproof.reference.mistakes import find_mistake

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "vectors"

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="there is no node here")
needs_cc = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler here")


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make", VECTORS / "make.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (VECTORS / f"{name}.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.name)
def test_they_are_made_anew(rule, maker):
    """`python vectors/make.py` writes what is there."""
    assert maker.lines(rule) == lines(rule.name)


@pytest.mark.parametrize("rule", RULES, ids=lambda each: each.name)
def test_ordinary_runs_agree(rule):
    """Each form, run in NumPy in either format, is within the bounds of its lines; every mistake leaves them on some tape."""
    found = lines(rule.name)
    right = [each for each in found if each["result"] != "invalid"]
    for line, dtype in itertools.product(right, ("float64", "float32")):
        assert within(line, played(find_form(rule, line["names"][0]), line, dtype), dtype)
    for name in {name for each in found if each["result"] == "invalid" for name in each["names"]}:
        assert find_mistake(name)
    pairs = [*zip(*([each for each in found if each["tape"] == tape] for tape in (1, 2)), strict=True)]
    for wrong in (pair for pair in pairs if pair[0]["result"] == "invalid"):
        for honest in (pair for pair in pairs if pair[0]["result"] != "invalid"):
            assert not all(
                within(line, [float(each) for each in other["decimal"]], "float64")
                for line, other in zip(honest, wrong, strict=True)
            )


def played(form, line, dtype) -> list[float]:
    """θ after each step of an ordinary run."""
    optimizer = lowered(form)(**{k: v for k, v in line["hyperparameters"].items() if k in form.named})
    params = {"x": np.full(1, line["theta0"], dtype)}
    course = []
    for gradient, rate in zip(line["gradients"], line["lr"], strict=True):
        optimizer.lr = rate
        optimizer.update(params, {"x": np.full(1, gradient, dtype)})
        course.append(float(params["x"][0]))
    return course


def within(line, course, dtype) -> bool:
    exact, bounds = [float(each) for each in line["decimal"]], line["bound"][dtype]
    return all(abs(found - true) <= bound for found, true, bound in zip(course, exact, bounds, strict=True))


TELL = """
const { told } = require(process.argv[1] + "/vectors/read.js");
const { OPTIMIZERS } = require(process.argv[1] + "/tests/subjects/optimizers.js");
const answers = OPTIMIZERS.map(([rule, wanted, run]) => [rule, wanted, told(`${process.argv[1]}/vectors/${rule}.jsonl`, run)]);
console.log(JSON.stringify(answers));
"""


@needs_node
def test_in_javascript():
    """Nine right optimizers, twenty-one with a mistake and one that nobody knows: each is told."""
    said = subprocess.run(["node", "-e", TELL, str(ROOT)], capture_output=True, text=True, check=True).stdout
    answers = json.loads(said)
    assert [each for each in answers if not each[1] <= each[2] or (not each[1] and each[2])] == []
    assert sum(bool(wanted) and wanted[0].startswith("invalid") for _, wanted, _ in answers) >= 20


ADAM = """
static void run(const char *line, const double *lr, double x, const double *g, int steps, double *theta) {
    double b1 = number(line, "beta1"), b2 = number(line, "beta2"), eps = number(line, "epsilon"), m = 0, v = 0;
    for (int k = 0; k < steps; k++) {
        m = b1 * m + (1 - b1) * g[k];
        v = b2 * v + (1 - b2) * g[k] * g[k];
        theta[k] = x -= lr[k] * (m / (1 - pow(b1, k + 1))) / (sqrt(v / (1 - pow(b2, k + 1))) + eps);
    }
}
"""


@needs_cc
@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "", "valid algorithm-1"),
        ("v = b2", "v += b2", "invalid v-plus-equals"),
        (") + eps", " + eps)", "variant inside"),
        ("pow(b1, k + 1)", "b1", "invalid correction-constant-m"),
        ("(m /", "(g[k] /", ""),
    ],
)
def test_in_c(before, after, told, tmp_path):
    """The same from C: an Adam, another form of it, and two mistakes; where no line explains it, nothing is said."""
    (tmp_path / "adam.c").write_text(ADAM.replace(before, after))
    include = f'-DOPTIMIZER="{tmp_path / "adam.c"}"'
    reader = tmp_path / "read"
    subprocess.run(["cc", "-Wall", "-Werror", include, str(VECTORS / "read.c"), "-lm", "-o", str(reader)], check=True)
    said = subprocess.run([str(reader), str(VECTORS / "adam.jsonl")], capture_output=True, text=True, check=True).stdout
    assert said.split("\n")[0] == told
