"""Where the code stands that makes a step, in every shape: the statements that assign a letter, or the function."""

import cProfile
import sys
from pathlib import Path

import pytest

from optproof.reference.library import find_rule
from optproof.verification.diagnosis.blame.place import place_of
from optproof.verification.diagnosis.evidence import question
from optproof.verification.questions.check import examine
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load
from optproof.verification.verdicts.verdict import Place

SHAPES = Path(__file__).parents[1] / "subjects" / "shapes.py"
LINES = SHAPES.read_text(encoding="utf-8").splitlines()


def seen(name: str, rule: str, *letters: str) -> tuple[Place, str]:
    place = place_of(recognise(load(f"{SHAPES}:{name}"), find_rule(rule), None, {}), letters)
    assert place is not None
    return place, LINES[place.line - 1].strip()


@pytest.mark.parametrize(
    ("name", "rule", "letter", "line"),
    [
        ("adam_minimize", "adam", "v", "v = beta2 * v + (1 - beta2) * g**2"),
        ("adam_generator", "adam", "v", "v = beta2 * v + (1 - beta2) * g**2"),
        ("adam_dicts_swapped", "adam", "v", "v[key] = beta2 * v[key] + (1 - beta2) * grads[key]"),
        ("AdamNetwork", "adam", "v", "self.v[i][k] = self.beta2 * self.v[i][k] + (1 - self.beta2) * g**2"),
        ("MomentumKeywords", "momentum", "v", "self.v = self.momentum * self.v + self.lr * grads"),
    ],
)
def test_statement(name, rule, letter, line):
    """The one statement that computes a new value."""
    place, first = seen(name, rule, "nothing is called so", letter)
    assert first == line
    assert place.end == place.line


@pytest.mark.parametrize(
    ("name", "rule", "line"),
    [
        ("RmspropLayer", "rmsprop", "def update(self, layer):"),
        ("rmsprop_closure", "rmsprop", "def step(gradient):"),
        ("NesterovStepper", "nesterov", "def step(self, params, grad_fn):"),
        ("RmspropMinimizer", "rmsprop", "def minimize(self, f, x0, grad):"),
    ],
)
def test_function(name, rule, line):
    """The function that makes a step, to its end, where no letter tells; never a constructor."""
    place, first = seen(name, rule)
    assert first.startswith(line.partition("(")[0])
    assert place.line < place.end


def test_no_source():
    """Code without a file has no place."""
    made: dict[str, object] = {}
    exec("class Sgd:\n    def step(self, p, g):\n        p -= 0.1 * g", made)
    assert place_of(recognise(load(made["Sgd"]), find_rule("sgd"), None, {}), ()) is None


def test_under_a_profiler():
    """Whoever profiles the check gets his answer, and goes on profiling."""
    with cProfile.Profile() as profiler:
        _, first = seen("AdamNetwork", "adam", "v")
        assert sys.getprofile() is profiler
    assert first.startswith("self.v[i][k] =")


def test_a_whole_check_under_a_profiler():
    """So does who asks for a verdict in his own process."""
    with cProfile.Profile() as profiler:
        verdict = examine("optproof.implementations:SGD", question("sgd", None, {}, None, 0))
        assert sys.getprofile() is profiler
    assert verdict.verdict == "proved"
