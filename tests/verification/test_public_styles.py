"""Small right optimizers in the styles of public code are driven as they are pointed at, without glue."""

import re
import warnings
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from optproof.reference.library import RULES as ALL
from optproof.reference.oracle import Expected, judge
from optproof.reference.rule import Form
from optproof.reference.tape import Tape
from optproof.verification.fuzzing.driving import play
from optproof.verification.reports.report import report
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.shapes.glue import suggested
from optproof.verification.subjects.subject import Subject, SubjectError
from optproof.verification.subjects.target import load

from .asking import SUBJECTS, algebra, ask, asked_briefly, equal_form

RULES = {rule.name: rule for rule in ALL}

FOLDER = SUBJECTS / "public_styles"

NOT_DRIVEN = {"SGDPrinting", "MomentumOld", "AdagradOld", "AdagradIterating"}
"""Those that need another Python, and are told so."""

FAMILIES = ("nesterov", "momentum", "adagrad", "rmsprop", "adamax", "adam", "signsgd", "signum", "lion", "sgd")


def family(name: str) -> str | None:
    """The rule that a name speaks of."""
    return next((rule for rule in FAMILIES if rule in name.lower()), None)


def named(file: str) -> list[str]:
    """The optimizers that a file defines."""
    found = re.findall(r"^(?:class|def) ([A-Za-z]\w*)", (FOLDER / f"{file}.py").read_text(), re.MULTILINE)
    return [name for name in found if "Wrong" not in name and not name.endswith("_init") and family(name) is not None]


IN_LETTERS = (
    "AdamConfigRequired", "MomentumConfigGet", "MomentumNamespace", "RMSpropNamedTuple",
    *named("comparisons"), *named("tensor_comparisons"), *named("jax/comparisons"), *named("jax/repeated"), *named("servers"), *named("single_numbers"), *named("twos"), *named("trees"), *named("jax/trees"),
)  # fmt: skip
"""Those whose formula is asked, too."""

NEEDED = {"jax": "optax", "keras": "keras"}
"""What has to be installed for the files in a folder."""

FILES = sorted(
    file
    for file in (path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.py"))
    if named(file) and find_spec(NEEDED.get(file.partition("/")[0], "numpy"))
)


def tape(hyperparameters: dict[str, float]) -> Tape:
    """Two parameters and three steps."""
    rng = np.random.default_rng(7)
    shapes = ((3,), (2,))
    initial = tuple(rng.normal(size=each) for each in shapes)
    gradients = tuple(tuple(rng.normal(size=each) for each in shapes) for _ in range(3))
    return Tape(initial, gradients, (hyperparameters["lr"],) * 3, hyperparameters)


def fits(subject: Subject, form: Form) -> bool:
    """Whether three steps of it are the form's, within the bound, and the points at which their gradients are taken."""
    given = tape(subject.visible)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        steps = zip(play(subject, given, ()), judge(form, given), strict=True)
        return all(
            float(expected.excess(found).max()) <= 1 and float(_of_point(expected).excess(point).max()) <= 1
            for step, row in steps
            for found, point, expected in zip(step.parameters, step.gradient_at, row, strict=True)
        )


def _of_point(expected: Expected) -> Expected:
    return replace(expected, value=expected.gradient_at, bound=expected.gradient_bound)


def is_right(target: str, name: str) -> bool:
    """Whether it is driven as its rule: by its formula where it is asked or its numbers cannot be set, else by a run."""
    rule = family(name)
    assert rule is not None
    subject = recognise(load(target), RULES[rule], None, {})
    if name in IN_LETTERS or not {*RULES[rule].hyperparameters} <= {*subject.names}:
        return equal_form(algebra(target, rule)) is not None
    return any(all(fits(each, form) for each in subject.places) for form in RULES[rule].forms)


def misfits(file: str) -> dict[str, str]:
    """Those of a file that are not driven as their rule, each with the reason."""
    found: dict[str, str] = {}
    for name in named(file):
        try:
            if not is_right(f"{FOLDER / file}.py:{name}", name):
                found[name] = "it is no form of its rule"
        except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
            found[name] = str(error)
    return found


@pytest.mark.parametrize("file", FILES)
def test_driven_as_pointed_at(file: str) -> None:
    """Each is driven, and is its rule; those that are not are known by name, and refused with the reason."""
    found = misfits(file)
    assert {*found} == NOT_DRIVEN.intersection(named(file)), found
    assert all("It is written for Python 2" in reason for reason in found.values())


TWIN = re.compile(r"^( *)\S.*  # twin: (.*)$", re.MULTILINE)
"""A line beside what it is in the wrong twin."""

TWINS = [(file, at) for file in FILES for at in range(len(TWIN.findall((FOLDER / f"{file}.py").read_text())))]


@pytest.mark.parametrize(("file", "at"), TWINS)
def test_wrong_twins(file: str, at: int, tmp_path: Path) -> None:
    """One line changed, as people mistake it, and it is no form of its rule any more."""
    text = (FOLDER / f"{file}.py").read_text()
    line = [*TWIN.finditer(text)][at]
    name = re.findall(r"^(?:class|def) (\w+)", text[: line.start()], re.MULTILINE)[-1]
    twin = tmp_path / "twin.py"
    twin.write_text(text[: line.start()] + line[1] + line[2] + text[line.end() :])
    assert not is_right(f"{twin}:{name}", name)


UNCERTAIN = {
    **dict.fromkeys(("sgd_per_example", "SGDPerExample", "sgd_per_row"), "its steps depend on the data"),
    "nesterov_2d": "asks for gradients elsewhere",
    "SGDMovedBefore": "it moves its parameters before it asks for gradients",
    **dict.fromkeys(("nesterov_watched", "SGDTelling", "SGDOfErrors", "sgd_in_turns", "SGDNormOfLayers"), "cannot be"),
}
"""What is refused, with what the reason says of it."""


@pytest.mark.parametrize("name", UNCERTAIN)
def test_what_is_not_certain_is_not_driven(name: str) -> None:
    """What an argument is, or where a gradient is taken, is never guessed."""
    with pytest.raises(SubjectError, match=UNCERTAIN[name]):
        is_right(f"{SUBJECTS / 'uncertain'}.py:{name}", name)


@pytest.mark.parametrize(
    ("file", "name", "often"),
    [
        ("gathering", "SGDGathers", "every other call"), ("gathering", "AdamGathersThree", "each third call"),
        ("gathering_jax", "sgd_of_two", "every other call"), ("gathering_jax", "adam_of_four", "each 4th call"),
        ("gathering_jax", "SgdOfTwo", "every other call"),
    ],
)  # fmt: skip
def test_gathered_gradients_are_told(file: str, name: str, often: str) -> None:
    """What moves once for several gradients is refused at once, with that reason."""
    if file.endswith("_jax"):
        pytest.importorskip("optax")
        pytest.importorskip("keras")
    with pytest.raises(SubjectError, match=f"it gathers gradients and moves the parameters at {often} alone"):
        recognise(load(f"{SUBJECTS / file}.py:{name}"), RULES["sgd"], None, {})


@pytest.mark.parametrize(("name", "rule"), [("SGDEveryOther", "sgd"), ("MomentumEveryOther", "momentum")])
def test_calls_without_a_step_are_refuted(name: str, rule: str) -> None:
    """What stands still at every other call, and does not gather, is wrong."""
    assert asked_briefly(f"{SUBJECTS / 'gathering'}.py:{name}", rule).verdict == "refuted"


def test_changes_are_handed_over_as_such() -> None:
    """Who adds what his clients changed goes no hill up; that he is handed −g is said, and who subtracts it is handed g."""
    added = ask(f"{FOLDER / 'servers'}.py:MomentumServer", "momentum")
    assert added.verdict == "proved"
    assert any("client_deltas was handed over as −g" in each for each in added.cautions)
    subtracted = ask(f"{FOLDER / 'servers'}.py:MomentumServerSubtracts", "momentum")
    assert (subtracted.verdict, subtracted.cautions) == ("proved", ())


@pytest.mark.parametrize("name", ["momentum_ahead", "MomentumAhead", "sgd_late", "sgd_with_state"])
def test_what_is_wrong_over_a_network(name: str) -> None:
    """Where a gradient is taken and which one a step moves by is seen in networks and loops as well."""
    assert not is_right(f"{SUBJECTS / 'uncertain'}.py:{name}", name)


def test_what_is_wrong_with_biases_alone() -> None:
    """Where weights and biases have a method each, both are driven."""
    verdict = ask(f"{FOLDER / 'pairs'}.py:SGDWrongBiases", "sgd")
    assert verdict.verdict == "refuted"
    assert "beside update_biases" in " ".join(verdict.story)


def test_a_counter_that_weights_and_biases_share() -> None:
    """Whoever calls the one method calls the other: that a step is not counted where the weights have no gradient is no mistake."""
    assert ask(f"{FOLDER / 'pairs'}.py:AdamTwoMethods", "adam").verdict == "proved"


MOVES_NOTHING = """
class {name}:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, {{}}

    def update(self, params, grads):
        for key in {keys}:
            self.v[key] = self.momentum * self.v.get(key, 0) - self.lr * grads[key]
            params[key] + self.v[key]
"""


@pytest.mark.parametrize("keys", ["params", "range(len(params))"])
def test_what_moves_nothing(keys: str, tmp_path: Path) -> None:
    """It is refuted for that, and no mistake in a velocity of which nothing comes is named."""
    file = tmp_path / "still.py"
    file.write_text(MOVES_NOTHING.format(name="MomentumOfNothing", keys=keys))
    verdict = ask(f"{file}:MomentumOfNothing", "momentum")
    assert verdict.verdict == "refuted"
    assert not verdict.mistakes


ONE_FOR_ALL = """
import numpy as np

class MomentumOneVelocity:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, 0.0

    def update(self, params, grads):
        for p, g in zip(params, grads):
            self.v = self.momentum * self.v - self.lr * g
            p += self.v


class MomentumStacked:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, 0.0

    def update(self, params, grads):
        self.v = self.momentum * self.v - self.lr * np.stack(grads)
        for p, v in zip(params, self.v):
            p += v
"""


@pytest.mark.parametrize(("name", "verdict"), [("MomentumOneVelocity", "refuted"), ("MomentumStacked", "unknown")])
def test_one_state_for_all_parameters(name: str, verdict: str, tmp_path: Path) -> None:
    """What takes parameters of one shape alone is refuted where they share what is kept, and not for the shape."""
    file = tmp_path / "one_for_all.py"
    file.write_text(ONE_FOR_ALL)
    found = ask(f"{file}:{name}", "momentum")
    assert found.verdict == verdict
    assert verdict == "unknown" or "parameters-apart" in found.told


QUEUE = """
class SGDQueue:
    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for (p, name, size), (g, _) in zip(params, grads):
            p -= self.lr * g
"""


def test_glue_is_filled_in(tmp_path: Path) -> None:
    """What is not recognised is told with the glue as far as it was understood, which stands in lines of its own."""
    file = tmp_path / "queue_of_pairs.py"
    file.write_text(QUEUE)
    verdict = ask(f"{file}:SGDQueue", "sgd")
    assert verdict.verdict == "unknown"
    page = [each.plain for each in report(verdict, 80)]
    start = page.index("      def drive(opt, params, grads):")
    assert page[start + 2] == "          return opt.update(params=params, grads=grads)"


UNDERSTOOD = {
    "def move(self, dL_dtheta, theta, hint): ...": "[opt.move(dL_dtheta=grad, theta=param, hint=...) for param, grad in zip(params, grads)]",
    "def update(self, grads, params, extra): ...": "opt.update(grads=grads, params=params, extra=...)",
    "def update(self, W, b, dW, db, z): ...": "opt.update(W=params[::2], b=params[1::2], dW=grads[::2], db=grads[1::2], z=...)",
    "def fit(self, net, x, y): ...": "opt.fit(net=..., x=..., y=...)",
}
"""A step, and the call in the glue for it."""


@pytest.mark.parametrize("step", UNDERSTOOD)
def test_what_glue_hands_over(step: str, tmp_path: Path) -> None:
    """Each argument is given what it was understood to be, and nothing is θ where no gradient is handed over."""
    file = tmp_path / "understood.py"
    file.write_text(f"class Optimizer:\n    {step}\n")
    assert f"        return {UNDERSTOOD[step]}\n" in suggested(load(f"{file}:Optimizer"))
