"""What must not be provable: optimizers that are almost right."""

import pytest

from optproof.verification.verdicts.verdict import Verdict

from .asking import SUBJECTS, about, asked_briefly, names_in, rule_of

RIGHT = {"Sgd", "Momentum", "Adam"}
"""What the near misses inherit from."""

ONLY_LATER = {
    "AdamWrongInStep100", "MomentumCountsDown", "SgdStepDecayAt1000", "SgdWarmsUpLate", "SgdTiresWithItsHistory",
    "SgdTiresWithItsString", "SgdTiresWithAnIterator",
}  # fmt: skip
"""Right for so long that no short run tells, and no more is said than that the first steps are."""

UNSEEN = {
    "AdamWrongInStep100",
    "MomentumCountsDown",
    "SgdStepDecayAt1000",
    "SgdWrongAtOneGradient",
    "MomentumWrongAtItsDefault",
}
"""Wrong at a single value that no run meets."""

WRITTEN = {"AdamWrittenEpsilon"}
"""Right but for a constant in the code: see `test_a_constant_that_is_not_the_one_asked_for`."""

RIGHT_TO_A_CONSTANT_LR = {"MomentumRemembersLr", "MomentumWhenLrChanges"}
"""They are the buffer form."""

SINGLE = {"MomentumSingleVelocity"}
"""Right for single precision."""

WRONG = [name for name in names_in("near_misses") if name not in RIGHT | RIGHT_TO_A_CONSTANT_LR | SINGLE | WRITTEN]


@pytest.mark.parametrize("name", sorted(RIGHT))
def test_the_right_ones_are_proved(name: str) -> None:
    """What the near misses start from is proved for every step, so that the one change is what counts."""
    verdict = about("near_misses", name)
    assert (verdict.verdict, verdict.algebra.scope) == ("proved", "every step")


@pytest.mark.parametrize("name", WRONG)
def test_a_near_miss_is_not_proved(name: str) -> None:
    """No near miss is proved; passed is only what goes wrong late, or at a single value, and then just that is said."""
    verdict = asked_briefly(f"{SUBJECTS / 'near_misses'}.py:{name}", rule_of(name))
    assert verdict.reason
    if verdict.verdict == "passed" and name in ONLY_LATER:
        assert verdict.algebra.scope == "the first 3 steps" and "Holds for the first 3 steps" in verdict.reason
    elif verdict.verdict == "passed":
        assert name in UNSEEN and "Proved but for" in verdict.reason
    else:
        assert verdict.verdict in ("refuted", "unknown")
    if name in REFUTED:
        assert verdict.verdict == "refuted"
        with_evidence(verdict)


REFUTED = {
    "AdamNearBeta1", "AdamExponentAhead", "SgdNearlyLr", "AdamCounterPerParameter", "MomentumBufferOfTwo",
    "MomentumResetsEvery3", "MomentumCountsTo5", "AdamWrongInStep6", "SgdMeanGradient", "SgdClips", "SgdWrongBelowZero", "AdamLazy",
    "MomentumWrongBelowHalf", "SgdWrongInTheSecond", "SgdRemembersLr", "SgdWritesGradients", "AdamCachesCorrection",
}  # fmt: skip


def with_evidence(verdict: Verdict) -> None:
    """A counterexample that lies beyond the bound, or a finding on conduct."""
    example = verdict.counterexample
    if example is None:
        assert verdict.conduct.verdict == "refuted" and verdict.conduct.detail
    else:
        assert not abs(example.computed - example.expected) <= example.bound
        assert len(example.gradients) >= example.step


def test_scaling_the_velocity_with_lr_is_the_buffer_form() -> None:
    """A velocity that is scaled when lr changes is the buffer form, and not the classical one."""
    verdict = about("near_misses", "MomentumWhenLrChanges")
    assert verdict.verdict in ("proved", "passed") and verdict.form == "buffer"


def test_an_lr_that_is_only_remembered_is_not_the_lr() -> None:
    """Beside `self.lr` the optimizer remembers the last lr; a user changes the first alone, and that makes it the buffer form."""
    verdict = about("near_misses", "MomentumRemembersLr")
    assert (verdict.verdict, verdict.form) == ("proved", "buffer")
    other = asked_briefly(f"{SUBJECTS / 'near_misses'}.py:MomentumRemembersLr", "momentum", "classical")
    assert other.verdict != "proved"


def test_single_precision_in_a_double_is_told() -> None:
    """Momentum whose velocity is float32 beside float64 parameters is not passed over in silence."""
    verdict = about("near_misses", "MomentumSingleVelocity")
    cautions = {each.id: each.detail for each in verdict.arithmetic.checks if each.outcome == "caution"}
    assert verdict.verdict != "proved" or "float32" in cautions["precision-kept"]


def test_equal_while_lr_is_constant_is_said() -> None:
    """An lr that is remembered from the first step is refuted with just that reason, and a counterexample whose lr changes."""
    verdict = about("near_misses", "SgdRemembersLr")
    assert verdict.reason.startswith("Equal to the plain form when lr is constant, and different when lr changes.")
    assert verdict.counterexample is not None
    assert len(set(verdict.counterexample.lr)) > 1


def test_a_constant_that_is_not_the_one_asked_for() -> None:
    """ε = 1e-7 is written into the code: recovered and reported; where 1e-8 is asked for, it is not proved."""
    verdict = about("near_misses", "AdamWrittenEpsilon")
    assert (verdict.verdict, verdict.constants) == ("proved", {"epsilon": 1e-7})
    other = asked_briefly(f"{SUBJECTS / 'near_misses'}.py:AdamWrittenEpsilon", "adam", epsilon=1e-8)
    assert other.verdict == "refuted"
