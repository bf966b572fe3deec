"""Every shape that people write is driven without glue: the right ones are proved, the wrong ones refuted."""

import importlib
import inspect
import re
import sys

import pytest

from optproof.verification.checks.other_parameters import OTHER_PARAMETERS
from optproof.verification.checks.rates import RATES
from optproof.verification.diagnosis.evidence import question
from optproof.verification.questions.check import examine
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.subject import SubjectError
from optproof.verification.subjects.target import TargetError, load
from optproof.verification.verdicts.verdict import Verdict

from .asking import FEW, SUBJECTS, about, algebra, asked_briefly, equal_form, mistakes_in, names_in, rule_of, subjects
from .staging import failed, results

RIGHT = {
    "adam_minimize": ("loop", "algorithm-1"),
    "sgd_descend": ("loop", "plain"),
    "momentum_value_and_gradient": ("loop", "classical"),
    "nesterov_lookahead_loop": ("loop", "lookahead"),
    "nesterov_lookahead_path": ("loop", "lookahead"),
    "adam_solver": ("loop", "algorithm-1"),
    "RmspropMinimizer": ("loop", "outside"),
    "AdagradOwnLoop": ("loop", "outside"),
    "sgd_while_steep": ("loop", "plain"),
    "NesterovStepper": ("callback", "lookahead"),
    "adam_dicts": ("state", "algorithm-1"),
    "adam_arrays": ("state", "algorithm-1"),
    "momentum_velocity_first": ("state", "classical"),
    "rmsprop_step_only": ("state", "outside"),
    "adam_named": ("state", "algorithm-1"),
    "RmspropDataclass": ("state", "outside"),
    "MomentumWeightsBiases": ("update-pair", "ema"),
    "AdamWeightsBiasesAtStep": ("update-pair", "algorithm-1"),
    "adam_transformation": ("state", "algorithm-1"),
    "momentum_triple": ("state", "buffer"),
    "AdamNetwork": ("layers", "algorithm-1"),
    "MomentumLayerLists": ("layers", "classical"),
    "RmspropLayer": ("layers", "outside"),
    "AdagradValues": ("layers", "outside"),
    "SgdHooks": ("layers", "plain"),
    "adam_generator": ("generator", "algorithm-1"),
    "momentum_generator_steps": ("generator", "classical"),
    "adam_generator_of_gradients": ("generator", "algorithm-1"),
    "momentum_generator_of_pairs": ("generator", "classical"),
    "adam_of_states": ("objects", "algorithm-1"),
    "rmsprop_of_states_and_gradients": ("update-list", "outside"),
    "momentum_trains": ("loop", "classical"),
    "rmsprop_closure": ("returns-step", "outside"),
    "AdagradSized": ("state", "outside"),
    "AdamPositional": ("returns-step", "algorithm-1"),
    "MomentumKeywords": ("returns-step", "classical"),
    "AdamIterator": ("loop", "algorithm-1"),
    "NesterovIterator": ("loop", "lookahead"),
    "adagrad_iterates": ("loop", "outside"),
    "AdamVariables": ("variables", "algorithm-1"),
    "sgd_learnables": ("variables", "plain"),
    "MomentumDataGrad": ("objects", "buffer"),
    "RmspropShortNames": ("layers", "outside"),
    "AdamHooks": ("layers", "algorithm-1"),
    "AdamByName": ("returns-parameter", "algorithm-1"),
    "adagrad_in_place": ("state", "outside"),
    "MomentumOwner": ("update-array", "classical"),
    "SgdOwnerAsks": ("callback", "plain"),
    "AdagradGivenAgain": ("update-list", "outside"),
    "adam_from_zero": ("state", "algorithm-1"),
    "AdamComplements": ("update-dict", "epsilon-hat"),
    "RmspropHardCoded": ("update-dict", "outside"),
    "AdagradHandsBack": ("returns-parameter", "outside"),
    "MomentumInherits": ("returns-step", "classical"),
    "RmspropModel": ("model", "outside"),
    "AdamDense": ("model", "algorithm-1"),
    "MomentumTwoLayers": ("model", "classical"),
    "NesterovDict": ("callback", "lookahead"),
    "RmspropDict": ("callback", "outside"),
    "MomentumArguments": ("callback", "classical"),
    "adam_minimize_dict": ("loop", "algorithm-1"),
    "MomentumGamma": ("update-dict", "classical"),
    "NesterovGamma": ("callback", "lookahead"),
    "AdagradUpdates": ("returns-step", "outside"),
    "RmspropPrivate": ("update-pair", "outside"),
}
"""The shape in which each is driven, and the form that it is."""

WRONG = {
    "adam_minimize_uncorrected": "correction-missing",
    "nesterov_lookahead_backwards": "look-ahead-backwards",
    "RmspropMinimizerSummed": "v-plus-equals",
    "NesterovStepperAtTheta": "look-ahead-missing",
    "adam_dicts_swapped": "betas-swapped-moments",
    "momentum_velocity_first_forgotten": "velocity-forgets",
    "RmspropDataclassOnes": "v-starts-at-one",
    "MomentumWeightsBiasesUneven": None,
    "adam_transformation_counts_late": "t-one-ahead",
    "AdamNetworkCountsLayers": None,
    "RmspropLayerMixed": None,
    "adam_generator_from_zero": "t-one-ahead",
    "adam_of_states_uncorrected": "correction-missing",
    "AdamIteratorOffsets": None,
    "NesterovIteratorForgets": None,
    "adagrad_iterates_unrooted": "root-missing",
    "sgd_learnables_uphill": "step-uphill",
    "MomentumDataGradShared": None,
    "RmspropShortNamesOneCache": None,
    "AdamHooksFromTwo": "t-one-ahead",
    "AdamByNameBareRoot": "root-missing",
    "adagrad_in_place_first": "step-reads-old-state",
    "MomentumOwnerBrakes": None,
    "SgdOwnerAsksUphill": "step-uphill",
    "AdagradGivenAgainHalves": None,
    "adam_from_zero_one_beta": "beta1-in-both-corrections",
    "AdamComplementsUncorrected": "correction-missing",
    "RmspropHardCodedOff": None,
    "MomentumSingleTwice": None,
    "AdagradHandsBackLate": "v-forgets",
    "MomentumInheritsHalf": None,
    "RmspropModelSummed": "v-decay-lost",
    "AdamDenseUncorrected": "correction-missing",
    "MomentumTwoLayersMixed": None,
    "MomentumTwoLayersLast": None,
    "MomentumTwoLayersCrossed": None,
    "NesterovDictAtTheta": "look-ahead-missing",
    "RmspropDictForgets": "v-forgets",
    "adam_minimize_dict_counts_keys": None,
    "MomentumArgumentsByShape": None,
    "NesterovGammaStays": "look-ahead-kept",
}
"""The mistake by which each is explained; None where the catalogue has none."""


IN_FULL = (
    "sgd_descend", "SgdOwnerAsks", "momentum_velocity_first", "MomentumWeightsBiases", "MomentumLayerLists",
    "momentum_generator_steps", "MomentumKeywords", "AdamByName", "AdamVariables", "MomentumDataGrad", "MomentumOwner",
    "AdagradGivenAgain", "AdamComplements", "RmspropModel",
)  # fmt: skip
"""One of each shape, on which the checks are made as well: what they meet is the shape and not the rule."""

BESIDE_OTHERS = {
    "MomentumWeightsBiasesUneven": "parameters-apart",
    "AdamNetworkCountsLayers": "steps-counted-once",
    "RmspropLayerMixed": "parameters-apart",
    "MomentumDataGradShared": "parameters-apart",
    "RmspropShortNamesOneCache": "parameters-apart",
    "MomentumTwoLayersMixed": "parameters-apart",
    "MomentumTwoLayersCrossed": "parameters-apart",
    "adam_minimize_dict_counts_keys": "steps-counted-once",
    "MomentumArgumentsByShape": "parameters-apart",
}
"""Those that only several parameters show to be wrong, and the check that says how."""


BY_RUNS = "MomentumSingleTwice"
"""It takes float32 alone, and so no symbols: only runs show it wrong."""


def target(name: str) -> str:
    return f"{SUBJECTS}/shapes.py:{name}"


def test_every_shape_is_checked_in_full() -> None:
    """None is left out."""
    assert {RIGHT[name][0] for name in IN_FULL} == {shape for shape, _ in RIGHT.values()}


@pytest.mark.parametrize("name", [each for each in RIGHT if each not in IN_FULL])
def test_right(name: str) -> None:
    """It is driven in its shape, and the algebra finds it to be its form."""
    evidence = algebra(target(name), rule_of(name))
    assert (evidence.subject.shape.name, equal_form(evidence)) == RIGHT[name], evidence.obstacle


@pytest.mark.parametrize("name", IN_FULL)
def test_right_in_full(name: str) -> None:
    """It is driven in its shape, and proved to be its form, in its first steps if it owns the loop; the checks find nothing."""
    verdict = about("shapes", name)
    best = "passed" if RIGHT[name][0] in ("loop", "generator") else "proved"
    assert (verdict.shape, verdict.verdict, verdict.form) == (RIGHT[name][0], best, RIGHT[name][1]), verdict.reason


@pytest.mark.parametrize("name", [each for each in WRONG if each not in {*BESIDE_OTHERS, BY_RUNS}])
def test_wrong(name: str) -> None:
    """The algebra finds it to be no form of its rule, and its mistake is named."""
    evidence = algebra(target(name), rule_of(name))
    assert evidence.differs
    if WRONG[name] is not None:
        assert mistakes_in(evidence) == [WRONG[name]]


@pytest.mark.parametrize("name", BESIDE_OTHERS)
def test_wrong_beside_others(name: str) -> None:
    """The check that several parameters have to pass fails."""
    assert BESIDE_OTHERS[name] in failed(results(target(name), rule_of(name), checks=OTHER_PARAMETERS))


@pytest.mark.parametrize(
    ("name", "why"), [("RmspropLayerMixed", "another formula"), ("MomentumTwoLayersMixed", "shared or mixed up")]
)
def test_why_beside_others(name: str, why: str) -> None:
    """A bias with a formula of its own is told from state that two parameters share."""
    assert why in results(target(name), rule_of(name), checks=OTHER_PARAMETERS)["parameters-apart"].detail


@pytest.mark.parametrize("name", ["adam_minimize_uncorrected", BY_RUNS, "MomentumDataGradShared"])
def test_wrong_in_full(name: str) -> None:
    """A formula, float32 alone and shared state: refuted by a run of its own code."""
    assert asked_briefly(target(name), rule_of(name)).verdict == "refuted"


def test_float32_alone() -> None:
    """What raises on float64 is handed float32, is judged so, and the story says it."""
    verdict = about("shapes", "MomentumSingle")
    assert (verdict.verdict, verdict.form) == ("passed", "classical")
    assert "handed over as float32" in verdict.story[-1]


def test_every_step_of_tuples() -> None:
    """A counter in a namedtuple is replaced as any other, so that the proof covers every step."""
    for each in (target("adam_named"), f"{SUBJECTS}/odd_styles.py:AdamNamedTuple"):
        match = algebra(each, "adam").match
        assert match is not None and match.every_step


@pytest.mark.parametrize("name", [each for each in names_in("owners") if each != "Owner"])
def test_nothing_is_guessed(name: str) -> None:
    """An object that owns θ is not driven where its step depends on what only its author knows."""
    with pytest.raises(SubjectError, match=r"--shape FILE.py:Name" if name == "SgdSeveral" else "cannot be driven"):
        recognise(load(f"{SUBJECTS}/owners.py:{name}"), question(rule_of(name), None, {}, None, 0).rule, None, {})


def test_the_story_is_kept() -> None:
    """A subject tells what was tried before, and how it is driven."""
    asked = question("adam", None, {}, None, 0)
    subject = recognise(load(f"{SUBJECTS}/shapes.py:adam_named"), asked.rule, None, {})
    assert subject.story[-1].startswith("driven as state: ")
    assert "from its initializer" in subject.story[-1]
    closure = recognise(
        load(f"{SUBJECTS}/shapes.py:rmsprop_closure"), question("rmsprop", None, {}, None, 0).rule, None, {}
    )
    assert "subtract" in closure.story[-1]


def test_documented() -> None:
    """docs/shapes.md names every subject, the right ones beside their shape, and shows the glue."""
    document = (SUBJECTS.parents[1] / "docs" / "shapes.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (`[^|]*) \| (`[^|]*) \|$", document, re.MULTILINE)
    right = {name: shape for shape, names, _ in rows for name in re.findall(r"\w+", names)}
    assert right == {name: shape for name, (shape, _) in RIGHT.items()} | {"MomentumSingle": "returns-parameter"}
    assert {name for _, _, names in rows for name in re.findall(r"\w+", names)} == {*WRONG}
    assert inspect.getsource(subjects("glue").drive) in document


def test_the_rate_of_now_beside_the_first_is_enough() -> None:
    """Who sets `current_learning_rate` is followed, as in a book, and its user is told that `learning_rate` is not."""
    found = results(target("SgdHooks"), "sgd", checks=RATES)["rates-followed"]
    assert found.outcome == "passed"
    assert ".learning_rate after the first step has no effect" in found.notes[0]
    assert found.notes[0].endswith("its .current_learning_rate is followed.")


def test_parameters_are_of_the_class_that_the_module_has() -> None:
    """An engine's optimizer asks its tensors for what only they can do, and its gradients too."""
    right, wrong = about("engine", "Adam"), about("engine", "AdamUncorrected")
    assert (right.verdict, right.shape, right.form) == ("proved", "objects", "algorithm-1")
    assert right.story[-1] == "driven as objects: step(), made with objects of its Tensor"
    assert wrong.verdict == "refuted"
    assert [each.id for each in wrong.mistakes] == ["correction-missing"]


def test_a_part_of_a_step_is_not_taken_for_it() -> None:
    """A step that gives NaN was driven all the same; the method that it calls with a gradient is none of its own."""
    verdict = about("engine", "AdamForgetsSquare")
    assert (verdict.verdict, verdict.shape) == ("refuted", "objects")


def test_glue() -> None:
    """What nothing tells how to drive is driven by a function of the user's."""

    def with_glue(name: str | None) -> Verdict:
        shape = None if name is None else f"{SUBJECTS}/glue.py:{name}"
        return examine(target("Stranger"), question("sgd", None, {}, shape, 0, FEW))

    assert with_glue(None).verdict == "unknown"
    right = with_glue("drive")
    assert (right.verdict, right.form, right.shape) == ("proved", "plain", "drive")
    assert with_glue("drive_up").verdict == "refuted"
    assert "no 'driv'" in with_glue("driv").reason


def test_a_shape_that_was_asked_for_and_does_not_fit() -> None:
    """No other shape is taken in its place."""
    asked = question("adam", None, {}, "update-dict", 0)
    assert examine(f"{SUBJECTS}/shapes.py:adam_arrays", asked).verdict == "unknown"


SGD = "class SGD(Base):\n    def update(self, w, dw):\n        return w - self.lr * dw\n"
BASE = "class Base:\n    def __init__(self, lr=0.1):\n        self.lr = lr\n"


@pytest.fixture
def forgotten(tmp_path):
    """What a test imports from its own folder is forgotten after it."""
    yield
    for name, module in [*sys.modules.items()]:
        if str(tmp_path) in f"{vars(module).get('__file__')}{vars(module).get('__path__')}":
            del sys.modules[name]


@pytest.mark.parametrize(
    ("line", "base"),
    [
        ("from .base import Base", "base.py"),
        ("from base import Base", "base.py"),
        ("from ..common.base import Base", "../common/base.py"),
        ("from common.base import Base", "../common/base.py"),
    ],
)
@pytest.mark.usefixtures("forgotten")
def test_siblings_are_found(line: str, base: str, tmp_path, monkeypatch) -> None:
    """A file that needs its neighbours is imported with them, whether its folder is a package or not."""
    monkeypatch.setattr("sys.path", [*sys.path])
    folder = tmp_path / f"project_{abs(hash(line))}" / "optimizers"
    folder.mkdir(parents=True)
    (folder / base).parent.mkdir(exist_ok=True)
    (folder / base).write_text(BASE)
    (folder / "mine.py").write_text(f"{line}\n\n\n{SGD}")
    assert rule_of("sgd") == "sgd"
    assert load(f"{folder}/mine.py:SGD").object(0.5).lr == 0.5


@pytest.mark.parametrize("imported", [False, True])
@pytest.mark.usefixtures("forgotten")
def test_a_folder_is_not_mistaken_for_an_installed_package(imported: bool, tmp_path, monkeypatch) -> None:
    """A folder without `__init__.py` keeps its name where a package of that name is installed, or was imported before."""
    installed, folder = tmp_path / "installed" / "steppers", tmp_path / "project" / "steppers"
    for each in (installed, folder):
        each.mkdir(parents=True)
    (installed / "__init__.py").write_text("")
    (folder / "base.py").write_text(BASE)
    (folder / "mine.py").write_text(f"from .base import Base\n\n\n{SGD}")
    monkeypatch.setattr("sys.path", [str(installed.parent), *sys.path])
    if imported:
        importlib.import_module("steppers")
    assert load(f"{folder}/mine.py:SGD").object(0.5).lr == 0.5


def test_what_is_missing_is_named(tmp_path) -> None:
    """The message says what is missing, and how to supply it."""
    (tmp_path / "mine.py").write_text(f"from nowhere_at_all import Base\n\n\n{SGD}")
    with pytest.raises(TargetError, match=r"needs the module 'nowhere_at_all'.*PYTHONPATH"):
        load(f"{tmp_path}/mine.py:SGD")
