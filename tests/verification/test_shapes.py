"""Every shape that people write is driven without glue: the right ones are proved, the wrong ones refuted."""

import pytest

from optproof.verification.evidence import question
from optproof.verification.examination import examine
from optproof.verification.subjects.recognition import recognise
from optproof.verification.target import TargetError, load

from .asking import SUBJECTS, about, rule_of

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
}
"""The mistake by which each is explained; None where the catalogue has none."""


@pytest.mark.parametrize("name", RIGHT)
def test_right(name: str) -> None:
    """It is driven in its shape, and proved to be its form."""
    verdict = about("shapes", name)
    assert (verdict.shape, verdict.verdict, verdict.form) == (RIGHT[name][0], "proved", RIGHT[name][1]), verdict.reason


@pytest.mark.parametrize("name", WRONG)
def test_wrong(name: str) -> None:
    """It is refuted, and its mistake named."""
    verdict = about("shapes", name)
    assert verdict.verdict == "refuted"
    if WRONG[name] is not None:
        assert [each.id for each in verdict.mistakes] == [WRONG[name]]


def test_float32_alone() -> None:
    """What raises on float64 is handed float32, is judged so, and the story says it."""
    verdict = about("shapes", "MomentumSingle")
    assert (verdict.verdict, verdict.form) == ("passed", "classical")
    assert "handed over as float32" in verdict.story[-1]


def test_every_step_of_tuples() -> None:
    """A counter in a namedtuple is replaced as any other, so that the proof covers every step."""
    assert about("shapes", "adam_named").algebra.scope == "every step"
    assert about("odd_styles", "AdamNamedTuple").algebra.scope == "every step"


def test_the_story_is_kept() -> None:
    """A subject tells what was tried before, and how it is driven."""
    asked = question("adam", None, {}, None, 0)
    subject = recognise(load(f"{SUBJECTS}/shapes.py:adam_arrays"), asked.rule, None, {})
    assert subject.story[-1].startswith("driven as state: ")
    assert "from its initializer" in subject.story[-1]
    closure = recognise(
        load(f"{SUBJECTS}/shapes.py:rmsprop_closure"), question("rmsprop", None, {}, None, 0).rule, None, {}
    )
    assert "subtract" in closure.story[-1]


def test_glue() -> None:
    """What nothing tells how to drive is driven by a function of the user's."""
    target = f"{SUBJECTS}/shapes.py:Stranger"
    assert examine(target, question("sgd", None, {}, None, 0)).verdict == "unknown"
    right = examine(target, question("sgd", None, {}, f"{SUBJECTS}/glue.py:drive", 0))
    assert (right.verdict, right.form, right.shape) == ("proved", "plain", "drive")
    assert examine(target, question("sgd", None, {}, f"{SUBJECTS}/glue.py:drive_up", 0)).verdict == "refuted"
    assert "no 'driv'" in examine(target, question("sgd", None, {}, f"{SUBJECTS}/glue.py:driv", 0)).reason


def test_a_shape_that_was_asked_for_and_does_not_fit() -> None:
    """No other shape is taken in its place."""
    asked = question("adam", None, {}, "update-dict", 0)
    assert examine(f"{SUBJECTS}/shapes.py:adam_arrays", asked).verdict == "unknown"


SGD = "class SGD(Base):\n    def update(self, w, dw):\n        return w - self.lr * dw\n"
BASE = "class Base:\n    def __init__(self, lr=0.1):\n        self.lr = lr\n"


@pytest.mark.parametrize(
    ("line", "base"),
    [
        ("from .base import Base", "base.py"),
        ("from base import Base", "base.py"),
        ("from ..common.base import Base", "../common/base.py"),
        ("from common.base import Base", "../common/base.py"),
    ],
)
def test_siblings_are_found(line: str, base: str, tmp_path, monkeypatch) -> None:
    """A file that needs its neighbours is imported with them, whether its folder is a package or not."""
    monkeypatch.setattr("sys.path", [*__import__("sys").path])
    folder = tmp_path / f"project_{abs(hash(line))}" / "optimizers"
    folder.mkdir(parents=True)
    (folder / base).parent.mkdir(exist_ok=True)
    (folder / base).write_text(BASE)
    (folder / "mine.py").write_text(f"{line}\n\n\n{SGD}")
    for each in ("base", "common", "common.base"):
        monkeypatch.delitem(__import__("sys").modules, each, raising=False)
    assert rule_of("sgd") == "sgd"
    assert load(f"{folder}/mine.py:SGD").object(0.5).lr == 0.5


def test_what_is_missing_is_named(tmp_path) -> None:
    """The message says what is missing, and how to supply it."""
    (tmp_path / "mine.py").write_text(f"from nowhere_at_all import Base\n\n\n{SGD}")
    with pytest.raises(TargetError, match=r"needs the module 'nowhere_at_all'.*PYTHONPATH"):
        load(f"{tmp_path}/mine.py:SGD")
