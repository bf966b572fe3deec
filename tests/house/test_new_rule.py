"""A rule that the house does not have is added to a copy of it, as `docs/how-to/add-a-rule.md` says: few files, and it holds."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PACKAGES = ("reference", "implementations", "verification")

RULE = '''
"""Delayed gradient descent: a step by the gradient of the step before."""

from sympy import Symbol

from . import hyperparameters as hyper
from .rule import Form, Rule, Source, State, let
from .symbols import g, lr, theta

q = Symbol("q", real=True)  # the gradient of the step before

ALGORITHM_1 = Form(
    name="algorithm-1",
    title="The paper's Algorithm 1, a step late",
    hyperparameters=(hyper.lr("0.01"),),
    state=(State(q),),
    step=(
        # STEP
        let(theta, theta - lr * q),
        # STATE
        let(q, g),
    ),
    sources=(
        Source(
            "Langford, Smola & Zinkevich 2009, Slow Learners are Fast", "Algorithm 1, at τ = 1", "https://arxiv.org/abs/0911.0491"
        ),
    ),
)

DELAYED = Rule(
    name="delayed", title="Delayed gradient descent", summary="A step by the last gradient.", forms=(ALGORITHM_1,)
)
'''

MINE = """
import numpy as np


class Delayed:
    def __init__(self, lr=0.01):
        self.lr, self.before = lr, {}

    def update(self, params, grads):
        for key, g in grads.items():
            params[key] -= self.lr * self.before.get(key, np.zeros_like(g))
            self.before[key] = g.copy()


class InTime(Delayed):
    def update(self, params, grads):
        for key, g in grads.items():
            params[key] -= self.lr * self.before.get(key, g)
            self.before[key] = g.copy()
"""

ASKED = """
import json
import sys

from optproof.reference import library
from optproof import check

for target in sys.argv[1:]:
    verdict = check(target, rule="delayed", examples=1)
    told = dict(verdict=verdict.verdict, algebra=verdict.algebra.verdict, scope=verdict.algebra.scope)
    step = verdict.counterexample and verdict.counterexample.step
    print(json.dumps(told | dict(step=step, home=library.__file__)))
"""

RIGHT, WRONG = TARGETS = "mine.py:Delayed", "mine.py:InTime"

Told = dict[str, object]
"""What the house with the rule says of a target."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with the rule in it, and a folder of optimizers beside it."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "package", folder / "optproof", ignore=shutil.ignore_patterns("__pycache__"))
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / "optproof" / name, ignore=shutil.ignore_patterns("__pycache__"))
    reference = folder / "optproof" / "reference"
    (reference / "delayed.py").write_text(RULE.lstrip(), encoding="utf-8")
    library = (reference / "library.py").read_text(encoding="utf-8")
    for before, after in (
        ("from .parts import", "from .delayed import DELAYED\nfrom .parts import"),
        ("    ADAM,\n", "    ADAM,\n    DELAYED,\n"),
    ):
        assert library.count(before) == 1
        library = library.replace(before, after)
    (reference / "library.py").write_text(library, encoding="utf-8")
    for name, text in (("mine.py", MINE), ("asked.py", ASKED)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def told(copy: Path) -> dict[str, Told]:
    """What the house with the rule says of every target; asked in one process, for that takes long to start."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "asked.py", *TARGETS],
        cwd=copy, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(Path(each["home"]).is_relative_to(copy) for each in found), "another house was asked"
    return dict(zip(TARGETS, found, strict=True))


def test_it_touches_few_files(copy: Path) -> None:
    """A rule is a file of its own and two lines of another; with its NumPy, its page and its line of news, six files."""
    touched = [
        path
        for name in PACKAGES
        for path in (copy / "optproof" / name).rglob("*")
        if path.is_file()
        and path.suffix != ".pyc"
        and not (
            (original := ROOT / path.relative_to(copy / "optproof")).exists()
            and original.read_bytes() == path.read_bytes()
        )
    ]
    assert sorted(path.name for path in touched) == ["delayed.py", "library.py"]
    by_hand = ["implementations/delayed.py", "docs/conformance/cells.toml", "CHANGELOG.md"]
    assert len([*touched, *by_hand]) <= 6


def test_a_right_one_is_proved(told: dict[str, Told]) -> None:
    """As anybody writes it."""
    found = told[RIGHT]
    assert (found["verdict"], found["algebra"], found["scope"]) == ("proved", "proved", "every step")


def test_a_wrong_one_is_refuted(told: dict[str, Told]) -> None:
    """Its first step is not late."""
    found = told[WRONG]
    assert (found["verdict"], found["algebra"], found["step"]) == ("refuted", "refuted", 1)
