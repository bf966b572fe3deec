"""Rules beyond the six families: right ones in many styles are proved, wrong ones refuted and named."""

from importlib.util import find_spec
from typing import Any

import pytest

from .asking import SUBJECTS, algebra, ask, equal_form, mistakes_in, rule_of

RIGHT = {
    "signs": {
        "LionByComparisons": "algorithm-2",
        "LionByWhere": "algorithm-2",
        "lion_step": "algorithm-2",
        "SignumOfASum": "algorithm-2",
        "signsgd_step": "algorithm-1",
    },
    "signs_torch": {
        "LionTorch": "algorithm-2",
        "SignumTorch": "algorithm-2",
        "SignsgdTorch": "algorithm-1",
    },
    "adaptive_steps": {
        "AdadeltaRms": "algorithm-1",
        "adadelta": "algorithm-1",
        "AdamaxPlain": "outside",
        "adamax_step": "inside",
        "AdamaxWithoutEpsilon": "algorithm-2",
    },
    "deviations": {
        "AdaBeliefPlain": "algorithm-2",
        "AdaBeliefInPlace": "algorithm-2",
        "adabelief_step": "algorithm-2",
        "YogiPlain": "algorithm-2",
        "yogi_step": "corrected",
    },
    "mixtures": {
        "QhmPlain": "plain",
        "qhm_step": "plain",
        "QhadamKeepsCorrected": "plain",
        "qhadam_step": "plain",
        "AdemamixPlain": "algorithm-1",
    },
    "schedules": {
        "NadamOfTheReport": "algorithm-8",
        "NadamByBeta1": "by-beta1",
        "NadamWrittenOut": "by-beta1",
    },
    "rectified": {
        "RadamOfTheAuthors": "hat",
        "radam_step": "algorithm-2",
    },
    "aggregated": {
        "AggmoPlain": "three",
        "AggmoKeepsByDecay": "three",
        "AggmoStacked": "three",
        "aggmo_step": "three",
    },
    "federated": {
        "FedadamOfThePaper": "algorithm-2",
        "FedadamFromZero": "from-zero",
        "FedadamOfLists": "from-zero",
        "FedyogiOfThePaper": "algorithm-2",
        "FedyogiFromZero": "from-zero",
        "fedadagrad_step": "algorithm-2",
        "FedadagradFromZero": "from-zero",
    },
    "optimism": {
        "OptimisticTwice": "generalized",
        "OptimisticWeighed": "generalized",
        "optimistic_step": "generalized",
    },
    "changes": {"AdanPlain": "algorithm-1", "AdanKeepsNegative": "algorithm-1"},
    "compared": {
        "AdoptPlain": "clipped",
        "AdoptUnclipped": "unclipped",
        "Smorms3Plain": "funk",
        "AsgdPlain": "bottou",
    },
    "turns": {"RpropPlain": "irprop-minus", "RpropByMasks": "clamped"},
    "zoo_torch": {"AggmoTorch": "three"},
}
"""File → name → the form that it is, of the rule that its name begins with."""

WRONG = {
    "signs": {
        "LionNewM": "step-reads-new-state",
        "LionSignOfNewM": "beta2-in-both-averages",
        "LionCoupled": "decay-coupled",
        "LionByWhereSwapped": "averages-swapped",
        "LionByComparisonsUphill": "step-uphill",
        "lion_one_beta": "beta1-in-both-averages",
        "SignumOfSigns": "momentum-of-signs",
        "SignumWithoutSign": "sign-missing",
        "SignumReset": "velocity-forgets",
        "signsgd_uphill": "step-uphill",
    },
    "signs_torch": {"LionSwapped": "averages-swapped"},
    "adaptive_steps": {
        "AdadeltaUpdatesFirst": "steps-read-new-average",
        "adadelta_lr_in_steps": "steps-with-lr",
        "adadelta_plus_equals": "v-plus-equals",
        "AdamaxAdamsStep": "norm-corrected",
        "AdamaxUncorrected": "norm-m-uncorrected",
        "adamax_no_exponent": "norm-m-corrected-always",
        "adamax_average": "norm-is-average",
        "adamax_never_decays": "norm-never-decays",
    },
    "deviations": {
        "AdaBeliefOfOldM": "belief-of-old-m",
        "adabelief_of_squares": "belief-missing",
        "adabelief_epsilon_once": "belief-epsilon-missing",
        "AdaBeliefOutOfPlace": "belief-epsilon-not-kept",
        "adabelief_uncorrected": "correction-missing",
        "YogiIsAdam": "follower-is-average",
        "yogi_gathers_signs": "follower-gathers-signed",
        "yogi_uncorrected_v": "correction-missing-v",
    },
    "mixtures": {
        "qhm_exchanged": "shares-exchanged",
        "qhm_sum": "share-of-gradient-whole",
        "qhadam_exchanged": "shares-exchanged-above",
        "AdemamixCorrectsBoth": "slow-corrected",
        "AdemamixWeighsFast": "slow-weight-on-fast",
    },
    "schedules": {
        "NadamMultipliesTwice": "product-twice",
        "NadamCountsFromZero": "schedule-late",
        "NadamStartsAtZero": "product-starts-at-zero",
    },
    "rectified": {
        "RadamUnrectified": "rectifier-missing",
        "RadamEarlier": "rectifier-threshold",
        "RadamSkips": "unrectified-skips",
    },
    "aggregated": {
        "AggmoSummed": "velocities-summed",
        "AggmoOneBuffer": "velocities-share-buffer",
        "AggmoSkipsTheFirst": "velocity-left-out",
        "AggmoPlusEquals": "velocity-plus-equals",
        "AggmoFromOnes": "velocity-starts-at-one",
        "aggmo_averages": "velocity-is-average",
    },
    "federated": {
        "FedadamFromTau": "start-not-squared",
        "FedadamCorrected": "corrected-needlessly",
        "FedadamOfFlower": "corrected-needlessly",
        "FedyogiIsAdam": "follower-is-average",
    },
    "optimism": {
        "OptimisticFromNothing": "last-gradient-from-zero",
        "OptimisticKeepsFirst": "first-gradient-stays",
        "OptimisticTooLate": "step-reads-new-state",
        "OptimisticPessimist": "optimism-reversed",
        "OptimisticOfOne": "optimism-once",
    },
    "changes": {
        "AdanOfOptax": "change-by-complement",
        "AdanFromNothing": "last-gradient-from-zero",
        "AdanUncorrectedChange": "change-uncorrected",
        "AdanUnweighted": "change-unweighed",
    },
    "compared": {"AdoptOfNewV": "divides-by-new-squares", "AsgdOfForeach": "fall-power-of-step"},
    "turns": {
        "RpropOfFann": "turned-zero-steps",
        "RpropOfTheOldDocs": "turned-goes-on",
        "RpropKeepsTurned": "turned-is-kept",
    },
}
"""File → name → the mistake in it."""


def each_of(table: dict[str, dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(file, name, value) for file, some in table.items() for name, value in some.items()]


@pytest.mark.parametrize(("file", "name", "form"), each_of(RIGHT))
def test_right_ones_are_proved(file: str, name: str, form: str) -> None:
    """Whatever the style."""
    if file.endswith("_torch"):
        pytest.importorskip("torch")
    evidence = algebra(f"{SUBJECTS / file}.py:{name}", rule_of(name))
    assert equal_form(evidence) == form
    assert evidence.match is not None and evidence.match.every_step


@pytest.mark.parametrize(("file", "name", "mistake"), each_of(WRONG))
def test_wrong_ones_are_named(file: str, name: str, mistake: str) -> None:
    """By one mistake, which is the one that was made."""
    if file.endswith("_torch"):
        pytest.importorskip("torch")
    evidence = algebra(f"{SUBJECTS / file}.py:{name}", rule_of(name))
    assert evidence.differs
    assert mistakes_in(evidence) == [mistake]


def test_a_quotient_under_one_root_is_adadelta() -> None:
    """√((u + ε)/(v + ε)) is less exact than two roots where the quotient underflows, and no less honest."""
    verdict = ask(f"{SUBJECTS / 'adaptive_steps'}.py:adadelta", "adadelta")
    assert (verdict.verdict, verdict.arithmetic.verdict) == ("proved", "passed")


def test_a_root_of_what_falls_below_zero() -> None:
    """A v that moves away from g² has no root soon: runs show that, and which mistake it is."""
    verdict = ask(f"{SUBJECTS / 'deviations'}.py:YogiTurned", "yogi")
    assert (verdict.verdict, [each.id for each in verdict.mistakes]) == ("refuted", ["follower-turned"])


# SIGNS


@pytest.mark.parametrize(
    ("name", "verdict"), [
        ("LionUnseen", "passed"), ("LionUnseenSwapped", "refuted"), ("LionDivided", "refuted"),
        ("LionPositiveAtZero", "refuted"),
    ],
)  # fmt: skip
def test_runs_tell_a_lion(name: str, verdict: str) -> None:
    """Where nothing can be traced, tapes show each decay; and c/|c| is no number at 0, where the sign is 0."""
    assert ask(f"{SUBJECTS / 'signs'}.py:{name}", "lion").verdict == verdict


def test_division_is_no_rounding() -> None:
    """Where no gradient is 0, c/|c| is what the rule computes: no rounding explains the difference, and the terms are told."""
    verdict = ask(f"{SUBJECTS / 'signs'}.py:LionDivided", "lion")
    told = " ".join((verdict.reason, *verdict.differences, *verdict.story))
    assert "rounded" not in told
    assert "stands where the rule has sign(" in told


@pytest.mark.parametrize("foreach", [False, True])
@pytest.mark.parametrize(
    ("name", "rule", "form", "settings"),
    [
        ("Lion", "lion", "algorithm-2", {}),
        ("Adan", "adan", "algorithm-1", {}),
        ("Adopt", "adopt", "clipped", {"clip_exp": 0.25}),
        ("AdaBelief", "adabelief", "algorithm-2", {"rectify": False}),
        ("AdaBelief", "adabelief+decoupled", "algorithm-2/lr", {"rectify": False}),
        ("AdaBelief", "adabelief+l2", "algorithm-2", {"rectify": False, "decoupled_decay": False}),
        ("AdaBelief", "adabelief+amsgrad", "algorithm-2/before", {"rectify": False, "amsgrad": True}),
    ],
)
def test_timm(name: str, rule: str, form: str, settings: dict[str, Any], *, foreach: bool) -> None:
    """timm's are the papers', tensor by tensor and with all of them at once."""
    if find_spec("timm") is None:
        pytest.skip("timm is not installed: pip install --no-deps timm")
    evidence = algebra(f"{SUBJECTS / 'timm_optimizers'}.py:{name}", rule, foreach=foreach, **settings)
    assert equal_form(evidence) == form


def test_optax_weighs_changes_by_the_complement() -> None:
    """google-deepmind/optax#1715: refuted, and named, as long as it is so."""
    pytest.importorskip("optax")
    assert mistakes_in(algebra("optax:adan", "adan+eps-root")) == ["change-by-complement"]


def test_optax_steps_late() -> None:
    """google-deepmind/optax#1725: refuted, and named, as long as it is so."""
    pytest.importorskip("optax")
    assert mistakes_in(algebra("optax:rprop", "rprop")) == ["turned-steps-late"]


@pytest.mark.parametrize("foreach", [False, True])
def test_torch_compares_signs_that_it_has_chosen_by(*, foreach: bool) -> None:
    """What a mask has put into a sign is asked again, by what the sign was of."""
    pytest.importorskip("torch")
    evidence = algebra("torch.optim:Rprop", "rprop", foreach=foreach)
    assert equal_form(evidence) == "clamped"
    assert evidence.match is not None and evidence.match.every_step


@pytest.mark.parametrize(
    ("name", "rule", "form"),
    [("AggMo", "aggmo", "three"), ("AggMo", "aggmo+l2", "three"), ("Adan", "adan", "algorithm-1")],
)
def test_pytorch_optimizer(name: str, rule: str, form: str) -> None:
    """pytorch_optimizer's are the papers'."""
    if find_spec("pytorch_optimizer") is None:
        pytest.skip("pytorch_optimizer is not installed: pip install --no-deps pytorch_optimizer")
    assert equal_form(algebra(f"pytorch_optimizer:{name}", rule)) == form
