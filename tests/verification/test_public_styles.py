"""Small right optimizers in the styles of public code are driven as they are pointed at, without glue."""

import re
import warnings

import numpy as np
import pytest

from optproof.reference.library import RULES as ALL
from optproof.reference.oracle import judge
from optproof.reference.rule import Form
from optproof.reference.tape import Tape
from optproof.verification.fuzzing.driving import play
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.subject import Subject
from optproof.verification.subjects.target import load

from .asking import SUBJECTS, algebra, equal_form, rule_of

RULES = {rule.name: rule for rule in ALL}

FOLDER = SUBJECTS / "public_styles"

NOT_DRIVEN = {
    *("AdagradConfigNested", "AdagradLayerDims", "SGDErr"),
    *("sgd_solver", "sgd_path", "momentum_path", "adam_jax_like", "SGDListsLayers", "MomentumTuples"),
    *(
        "SGDIsinstance",
        "MomentumIsinstance",
        "SGDParametricLayers",
        "MomentumGlobalGrads",
        "SGDParamsAndGrads",
        "SGDXp",
    ),
    *("SGDGetParams", "SGDFlat", "AdamFlatES", "SGDLayerDicts"),
}
"""Those that still need glue."""

IN_LETTERS = ("AdamConfigRequired", "MomentumConfigGet", "MomentumNamespace", "RMSpropNamedTuple")
"""Those whose formula is asked, too."""


def named(file: str) -> list[str]:
    """The optimizers that a file defines."""
    found = re.findall(r"^(?:class|def) ([A-Za-z]\w*)", (FOLDER / f"{file}.py").read_text(), re.MULTILINE)
    return [name for name in found if re.match("sgd|momentum|nesterov|adagrad|rmsprop|adam", name, re.IGNORECASE)]


def tape(hyperparameters: dict[str, float]) -> Tape:
    """Two parameters and three steps."""
    rng = np.random.default_rng(7)
    shapes = ((3,), (2,))
    initial = tuple(rng.normal(size=each) for each in shapes)
    gradients = tuple(tuple(rng.normal(size=each) for each in shapes) for _ in range(3))
    return Tape(initial, gradients, (hyperparameters["lr"],) * 3, hyperparameters)


def fits(subject: Subject, form: Form) -> bool:
    """Whether three steps of it are the form's, within the bound."""
    given = tape(subject.visible)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        steps = zip(play(subject, given, ()), judge(form, given), strict=True)
        return all(
            float(expected.excess(found).max()) <= 1
            for step, row in steps
            for found, expected in zip(step.parameters, row, strict=True)
        )


def misfits(file: str) -> dict[str, str]:
    """Those of a file that are not driven as their rule, each with the reason."""
    found: dict[str, str] = {}
    for name in named(file):
        rule = rule_of(name)
        target = f"{FOLDER / file}.py:{name}"
        try:
            subject = recognise(load(target), RULES[rule], None, {})
            if name in IN_LETTERS or not {*RULES[rule].hyperparameters} <= {*subject.names}:
                driven = equal_form(algebra(target, rule)) is not None
            else:
                driven = any(fits(subject, form) for form in RULES[rule].forms)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is counted
            found[name] = str(error)
            continue
        if not driven:
            found[name] = f"{subject.shape.description} is no form of {rule}"
    return found


@pytest.mark.parametrize("file", sorted(path.stem for path in FOLDER.glob("*.py")))
def test_driven_as_pointed_at(file: str) -> None:
    """Each is driven, and is its rule; those that need glue are known by name, and refused with a reason."""
    found = misfits(file)
    assert {*found} == NOT_DRIVEN & {*named(file)}, found
