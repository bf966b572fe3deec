"""A rule that the house does not have, Lion, is added to a copy of it, as `docs/how-to/add-a-rule.md` says: few files, and it holds."""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PACKAGES = ("reference", "implementations", "verification")

RULE = '''
"""Lion: the sign of an average; what it keeps is another average."""

from dataclasses import replace

from sympy import Rational, Symbol, sign

from . import hyperparameters as hyper
from .rule import Form, Rule, Source, State, let
from .symbols import beta1, beta2, g, lr, m, theta, weight_decay

c = Symbol("c", real=True)  # what the sign is taken of

ALGORITHM_2 = Form(
    name="algorithm-2",
    title="The paper's Algorithm 2",
    hyperparameters=(
        hyper.lr("0.0001"),
        hyper.beta1("0.9"),
        hyper.beta2("0.99"),
        replace(hyper.WEIGHT_DECAY, default=Rational(0)),
    ),
    state=(State(m),),
    step=(
        # STEP
        let(c, beta1 * m + (1 - beta1) * g),
        let(theta, theta - lr * (sign(c) + weight_decay * theta)),
        # MOMENT
        let(m, beta2 * m + (1 - beta2) * g),
    ),
    sources=(
        Source(
            "Chen et al. 2023, Symbolic Discovery of Optimization Algorithms", "Algorithm 2", "https://arxiv.org/abs/2302.06675"
        ),
    ),
)

LION = Rule(name="lion", title="Lion", summary="Steps of one size, by the sign of an average.", forms=(ALGORITHM_2,))
'''

MINE = """
import numpy as np


class Lion:
    def __init__(self, lr=1e-4, beta1=0.9, beta2=0.99, weight_decay=0.0):
        self.lr, self.beta1, self.beta2, self.weight_decay = lr, beta1, beta2, weight_decay
        self.m = {}

    def averaged(self, m, g, beta):
        return beta * m + (1 - beta) * g

    def update(self, params, grads):
        for key, g in grads.items():
            m = self.m.get(key, np.zeros_like(g))
            c = self.averaged(m, g, self.beta1)
            params[key] -= self.lr * (np.sign(c) + self.weight_decay * params[key])
            self.m[key] = self.averaged(m, g, self.beta2)


class Exchanged(Lion):
    def averaged(self, m, g, beta):
        return super().averaged(m, g, self.beta2 if beta == self.beta1 else self.beta1)


class Divided(Lion):
    def update(self, params, grads):
        for key, g in grads.items():
            m = self.m.get(key, np.zeros_like(g))
            c = self.beta1 * m + (1 - self.beta1) * g
            params[key] -= self.lr * (c / np.abs(c) + self.weight_decay * params[key])
            self.m[key] = self.beta2 * m + (1 - self.beta2) * g


class Unseen(Lion):
    # The tracer does not know np.copysign, so that runs alone judge it.
    def averaged(self, m, g, beta):
        return super().averaged(m, g + np.copysign(0.0, g), beta)


class UnseenExchanged(Exchanged):
    averaged_exactly = Exchanged.averaged

    def averaged(self, m, g, beta):
        return self.averaged_exactly(m, g + np.copysign(0.0, g), beta)
"""

TIMM = """
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

# `import timm` imports its models, and these torchvision; its optimizers need neither.
spec = importlib.util.find_spec("timm")
for name in ("timm", "timm.optim"):
    sys.modules[name] = module = ModuleType(name)
    module.__path__ = [str(Path(spec.origin).parent.joinpath(*name.split(".")[1:]))]

from timm.optim.lion import Lion
"""

ASKED = """
import json
import sys
from importlib import import_module

from optproof.reference import library
from optproof.verification import check

# Each target has a process of its own, which need not import them again.
questions, libraries = map(json.loads, sys.argv[1:])
for name in libraries:
    import_module(name)
for target, settings in questions:
    verdict = check(target, rule="lion", examples=1, hyperparameters=settings)
    told = dict(verdict=verdict.verdict, algebra=verdict.algebra.verdict, scope=verdict.algebra.scope)
    step = verdict.counterexample and verdict.counterexample.step
    print(json.dumps(told | dict(step=step, home=library.__file__)))
"""

OWN = ("Lion", "Exchanged", "Divided", "Unseen", "UnseenExchanged")

OPTAX = ("optax:lion", {})

TIMM_LIONS = {foreach: ("timm_lion.py:Lion", {"foreach": foreach}) for foreach in (False, True)}

Told = dict[str, object]
"""What the house with Lion says of a target."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house with Lion in it, and a folder of optimizers beside it."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "package", folder / "optproof", ignore=shutil.ignore_patterns("__pycache__"))
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / "optproof" / name, ignore=shutil.ignore_patterns("__pycache__"))
    reference = folder / "optproof" / "reference"
    (reference / "lion.py").write_text(RULE.lstrip(), encoding="utf-8")
    library = (reference / "library.py").read_text(encoding="utf-8")
    for before, after in (
        ("from .momentum import", "from .lion import LION\nfrom .momentum import"),
        (", ADAM)", ", ADAM, LION)"),
    ):
        assert library.count(before) == 1
        library = library.replace(before, after)
    (reference / "library.py").write_text(library, encoding="utf-8")
    for name, text in (("mine.py", MINE), ("timm_lion.py", TIMM), ("asked.py", ASKED)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def told(copy: Path) -> dict[str, Told]:
    """What the house with Lion says of every target, by what was asked; asked in one process, for that takes long to start."""
    has_timm = find_spec("timm") is not None
    questions = [*((f"mine.py:{name}", {}) for name in OWN), OPTAX, *(TIMM_LIONS.values() if has_timm else ())]
    libraries = ["optax", *(["torch._dynamo"] if has_timm else [])]  # the latter by every optimizer of torch's
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "asked.py", json.dumps(questions), json.dumps(libraries)],
        cwd=copy, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(Path(each["home"]).is_relative_to(copy) for each in found), "another house was asked"
    return dict(zip(map(json.dumps, questions), found, strict=True))


@pytest.fixture(scope="module")
def mine(told: dict[str, Told]) -> dict[str, Told]:
    """The verdicts on the optimizers of `MINE`, by their names."""
    return dict(zip(OWN, told.values(), strict=False))


def test_it_touches_few_files(copy: Path) -> None:
    """A rule with an operation is a file of its own and two lines of another; with its NumPy, its page and its line of news, six."""
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
    assert sorted(path.name for path in touched) == ["library.py", "lion.py"]
    by_hand = ["implementations/lion.py", "docs/conformance/cells.toml", "CHANGELOG.md"]
    assert len([*touched, *by_hand]) <= 6


def test_a_right_one_is_proved(mine: dict[str, Told]) -> None:
    """A Lion as anybody writes it is proved, for every step."""
    told = mine["Lion"]
    assert (told["verdict"], told["algebra"], told["scope"]) == ("proved", "proved", "every step")


@pytest.mark.parametrize(("name", "algebra"), [("Exchanged", "refuted"), ("UnseenExchanged", "unknown")])
def test_exchanged_decays_are_refuted(mine: dict[str, Told], name: str, algebra: str) -> None:
    """Where β₁ and β₂ are exchanged a tape shows it, whether the algebra sees it or runs alone do."""
    told = mine[name]
    assert (told["verdict"], told["algebra"]) == ("refuted", algebra)
    assert told["step"] == 2, "the first step is lr·sign(g), whatever the decays are"


def test_what_cannot_be_traced_is_not_doubted(mine: dict[str, Told]) -> None:
    """Each decay turns a sign on the tape of the options, so that no right Lion seems to ignore one."""
    assert mine["Unseen"]["verdict"] == "passed"


def test_a_quotient_is_no_sign(mine: dict[str, Told]) -> None:
    """c/|c| is no number at 0, where the sign is 0."""
    assert mine["Divided"]["verdict"] == "refuted"


def test_optax_is_proved(told: dict[str, Told]) -> None:
    """optax's own Lion is the paper's."""
    found = told[json.dumps(OPTAX)]
    assert (found["verdict"], found["scope"]) == ("proved", "every step")


@pytest.mark.parametrize("foreach", [False, True])
def test_timm_is_proved(told: dict[str, Told], *, foreach: bool) -> None:
    """timm's Lion is the paper's, tensor by tensor and with all of them at once."""
    if find_spec("timm") is None:
        pytest.skip("timm is not installed: pip install --no-deps timm")
    found = told[json.dumps(TIMM_LIONS[foreach])]
    assert (found["verdict"], found["scope"]) == ("proved", "every step")
