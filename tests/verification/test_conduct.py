"""What the conduct checks see: each its own specimen and no other, and nothing in what is right."""

from functools import cache
from typing import Any

import pytest

from optproof.verification.checks.check import Result, carry_out
from optproof.verification.checks.checkpoints import CHECKPOINTS
from optproof.verification.checks.closures import BY_CLOSURE
from optproof.verification.checks.context import Context
from optproof.verification.checks.groups import GROUPS
from optproof.verification.checks.rates import RATES
from optproof.verification.checks.table import CHECKS, CONDUCT
from optproof.verification.diagnosis.evidence import Evidence, question
from optproof.verification.diagnosis.proofs import Proofs
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.shapes.calls import Calls
from optproof.verification.subjects.subject import Subject
from optproof.verification.subjects.target import load
from optproof.verification.subjects.words.arguments import Argument

from .asking import SUBJECTS, names_in, rule_of, subjects
from .staging import failed, results, staged

FAILS = {
    "SgdScalesTheGradient": "gradients-untouched",
    "SgdWithNoise": "deterministic",
    "MomentumResetsTheClass": "instances-apart",
    "MomentumKeepsTheGradient": "gradients-let-go",
    "MomentumById": "parameters-let-go",
    "SgdMasterWeights": "parameters-followed",
    "AdamCountsParameters": "steps-counted-once",
    "MomentumByLetter": "parameters-apart",
    "MomentumByShortName": "many-parameters-apart",
    "MomentumByPlace": "absent-gradients",
    "MomentumDecaysAll": "absent-gradients",
    "MomentumBeginsAnew": "late-parameters",
    "SgdClipsByNorm": "elementwise",
    "MomentumOfOneNumber": "elementwise",
    "SgdOfSevenParameters": "many-parameters-apart",
    "SgdCentralized": "shapes-alike",
    "MomentumByLengths": "shapes-alike",
    "SgdSkipsEmpty": "sizes-alike",
    "SgdTrainsAThousandRows": "large-alike",
    "SgdKeepsALowerTriangle": "large-alike",
    "MomentumIsLazy": "any-gradients",
    "MomentumForgetsAt256": "many-steps",
    "MomentumByLastName": "names-alike",
    "SgdKeepsTheFirstDict": "dicts-alike",
    "SgdKeepsItsFirstRate": "rates-followed",
    "SgdCapsItsRate": "setters-followed",
    "SgdFlattens": "layouts-alike",
    "SgdTurnsKernels": "layouts-alike",
    "AdamForgetsT": "resumes",
}
CAUTIONS = {
    "SgdByDtype": {"parameters-apart"},
    "MomentumOfTenParameters": {"many-parameters-apart", "dicts-alike"},
    "MomentumZerosForAbsent": {"absent-gradients"},
    "MomentumOfPairs": {"late-parameters"},
    "SgdByIndex": {"sizes-alike"},
    "SgdByNumber": {"shapes-alike", "sizes-alike"},
    "SgdBorrowsTheGradient": {"layouts-alike"},
    "MomentumInDouble": {"dtype-kept"},
    "MomentumSavesItself": {"resumes"},
    "MomentumLoadsItself": {"resumes"},
    "MomentumLoadsOnlyWhatItHas": {"resumes"},
}
UNTRACED = {"MomentumOfTheClass": "repeatable", "MomentumByDefault": "repeatable"}
"""A trace would leave its symbols in what instances share."""

BY_HAND = {"SgdForgetsToStore": "parameters-updated"}
"""What moves nothing is not recognised."""

SKLEARN = "sklearn.neural_network._stochastic_optimizers"
LIBRARIES = (
    (f"{SKLEARN}:SGDOptimizer", "sgd"),
    (f"{SKLEARN}:SGDOptimizer", "momentum"),
    (f"{SKLEARN}:SGDOptimizer", "nesterov"),
    (f"{SKLEARN}:AdamOptimizer", "adam"),
    ("dezero.optimizers:SGD", "sgd"),
    ("dezero.optimizers:MomentumSGD", "momentum"),
    ("dezero.optimizers:AdaGrad", "adagrad"),
    ("dezero.optimizers:Adam", "adam"),
)


def file(name: str) -> str:
    return f"{SUBJECTS / 'misconduct'}.py:{name}"


def made(context: Context) -> dict[str, Result]:
    """What becomes of the checks that an examination would make: all, where the subject is a form of the rule."""
    return {each.id: each for each in carry_out(CHECKS if context.form else CONDUCT, context)}


@cache
def conduct_of(target: str, rule: str) -> dict[str, Result]:
    """What becomes of the conduct checks alone."""
    return {each.id: each for each in carry_out(CONDUCT, staged(target, rule))}


def cautions(found: dict[str, Result]) -> set[str]:
    return {each.id for each in found.values() if each.outcome == "caution" and each.part == "conduct"}


def untraced(subject: Subject, rule: str) -> Context:
    asked = question(rule, None, {}, None, 0)
    return Context(subject, Evidence(subject, asked, (), None, "", Proofs()).find_setting(asked.forms[0]))


def test_every_specimen_is_looked_at() -> None:
    """Nothing in the file is left out."""
    assert {*FAILS, *CAUTIONS, *UNTRACED, *BY_HAND} == set(names_in("misconduct"))


@pytest.mark.parametrize("name", FAILS)
def test_each_specimen_fails_its_check_alone(name: str) -> None:
    """Of all checks, one failed; the clause about the subject is there, and so is what was tried."""
    found = made(staged(file(name), rule_of(name)))
    assert failed(found) == {FAILS[name]}
    assert found[FAILS[name]].detail
    assert found[FAILS[name]].tally.steps


@pytest.mark.parametrize("name", CAUTIONS)
def test_a_limit_is_a_caution(name: str) -> None:
    """What raises loudly, or only costs memory, does not make an optimizer wrong."""
    found = made(staged(file(name), rule_of(name)))
    assert not failed(found)
    assert cautions(found) == CAUTIONS[name]


@pytest.mark.parametrize("name", UNTRACED)
def test_state_of_the_class(name: str) -> None:
    """Instances that share state are told apart from their first run on."""
    rule = question(rule_of(name), None, {}, None, 0).rule
    subject = recognise(load(getattr(subjects("misconduct"), name)), rule, None, {})
    found = made(untraced(subject, rule_of(name)))
    assert failed(found) == {UNTRACED[name]}


def test_what_is_not_stored() -> None:
    """Driven by hand, it leaves the parameters as they are, and everything else waits for that."""
    arguments = (Argument("parameters"), Argument("gradients"))
    target = load(subjects("misconduct").SgdForgetsToStore)
    subject = Subject(target, Calls("update-list", "list", "update", arguments), {"lr": "lr"})
    found = made(untraced(subject, "sgd"))
    assert failed(found) == {"parameters-updated"}
    assert found["parameters-updated"].detail == "it leaves the parameters, where the caller sees them, as they are"
    assert found["repeatable"].outcome == "skipped"


@pytest.mark.parametrize(("target", "rule"), LIBRARIES)
def test_libraries_fail_none(target: str, rule: str) -> None:
    """What is right in a library is right here: in its arithmetic, and in its conduct."""
    found = results(target, rule)
    assert {each.id for each in found.values() if each.outcome in ("failed", "vacuous")} == set()
    assert found["bound-float64"].outcome == "passed"


def test_whose_t_it_is_is_told() -> None:
    """t for each parameter and t for all are both right; which one it is stands in a note."""
    own: Any = conduct_of("optproof.implementations:Adam", "adam")
    shared: Any = conduct_of(f"{SUBJECTS / 'odd_styles'}.py:AdamUnscaled", "adam")
    assert own["absent-gradients"].notes == ("A parameter's t counts the steps in which it has a gradient.",)
    assert own["late-parameters"].notes == ("A parameter that joins later begins with t = 1.",)
    assert shared["absent-gradients"].notes == (
        "Its t is that of all parameters: it moves on where one of them has no gradient.",
    )
    assert shared["late-parameters"].notes == ("A parameter that joins later begins with the t of the others.",)
    plain: Any = conduct_of("optproof.implementations:SGD", "sgd")
    assert not any(each.notes for each in plain.values())


def test_who_cannot_take_part_says_why() -> None:
    """A reason stands beside every check that was not made."""
    found = conduct_of(f"{SUBJECTS / 'odd_styles'}.py:momentum_trajectory", "momentum")
    assert found["parameters-let-go"].detail == "the parameters are not the caller's to replace"
    assert found["absent-gradients"].detail.startswith("it wants a gradient for every parameter in every step")
    assert found["resumes"].detail == "it has no methods to save and load its state"


@pytest.mark.parametrize(("name", "outcome"), [("Adam", "passed"), ("AdamLeaves", "passed"), ("AdamHalf", "failed")])
def test_a_state_with_hyperparameters(name: str, outcome: str) -> None:
    """Another instance takes all hyperparameters that a state holds, or keeps its own; to mix them is another optimizer."""
    found = results(f"{SUBJECTS / 'resumed'}.py:{name}", "adam", checks=CHECKPOINTS)["resumes"]
    assert found.outcome == outcome


def test_each_group_of_torch_has_its_own_rate() -> None:
    """A second group is held to what it has of its own, and so is a third."""
    pytest.importorskip("torch")
    told = {
        name: results(f"{SUBJECTS / 'torch_groups'}.py:{name}", "sgd", checks=GROUPS)["groups-apart"]
        for name in ("SgdOfGroups", "SgdOfTheFirstGroup", "SgdOfTwoGroups")
    }
    assert told["SgdOfGroups"].outcome == "passed"
    assert told["SgdOfTheFirstGroup"].outcome == "failed"
    assert told["SgdOfTheFirstGroup"].detail == "a parameter of the second group does not move by its group's own lr"
    assert told["SgdOfTwoGroups"].detail == "a parameter of the third group does not move by its group's own lr"


def test_gradients_of_torch_are_made_in_a_closure() -> None:
    """A step that is handed a closure moves by what is made in it; one that cannot be handed one says so, and is right without."""
    pytest.importorskip("torch")
    told = {
        name: results(f"{SUBJECTS / 'torch_closures'}.py:Sgd{name}", "sgd", checks=(BY_CLOSURE,))["by-closure"]
        for name in ("ByClosure", *CLOSURES)
    }
    assert told["ByClosure"].outcome == "passed"
    assert {name: (told[name].outcome, told[name].detail) for name in CLOSURES} == CLOSURES


CLOSURES = {
    "ClosureLate": (
        "failed",
        "where its step is handed a closure, it does not move by the gradients that are made there",
    ),
    "ClosureHalved": (
        "failed",
        "where its step is handed a closure, it does not move by the gradients that are made there",
    ),
    "ClosureIgnored": (
        "caution",
        "its step takes a closure and never calls it, so that it moves by whatever gradients were there before",
    ),
    "ClosureUnrecorded": (
        "caution",
        "its step calls the closure where PyTorch records nothing, so that no gradient can be made in it",
    ),
    "ClosureTwice": ("caution", "its step calls the closure 2 times"),
    "ClosureRaises": (
        "caution",
        "its step takes a closure, but handed one, it raised TypeError: closure() takes 0 positional arguments but 1 was given",
    ),
}


def test_what_a_group_of_torch_begins_with_is_no_step() -> None:
    """PyTorch's AdaGrad begins the state of every group with the default of all: that is told, and its steps are right."""
    pytest.importorskip("torch")
    found = results("torch.optim:Adagrad", "adagrad+initial", checks=GROUPS)["groups-apart"]
    assert found.outcome == "caution"
    name = "initial_accumulator_value"
    assert found.detail == f"the state of a parameter of the second group does not begin with its group's own {name}"


def test_a_rate_may_be_a_tensor_of_torch() -> None:
    """What takes a tensor as lr, or refuses it, is right; what steps by another one is not."""
    pytest.importorskip("torch")
    told = {
        name: results(f"{SUBJECTS / 'torch_rates'}.py:{name}", "sgd", checks=RATES)["rates-followed"]
        for name in ("SgdAtAnyRate", "SgdAtNoTensor", "SgdAtATensorTwice")
    }
    assert [each.outcome for each in told.values()] == ["passed", "passed", "failed"]
    assert told["SgdAtATensorTwice"].detail == "where its lr is a 0-d tensor it leaves the rule"
