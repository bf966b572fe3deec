"""What people get wrong is named as the mistake of the catalogue that it is."""

import pytest

from optproof.verification.diagnosis.blame.lines import corrected, deviation_of
from optproof.verification.diagnosis.blame.whereabouts import of_rounding
from optproof.verification.diagnosis.reason import reason_by_runs, reason_of
from optproof.verification.diagnosis.rounding import rounding_of
from optproof.verification.questions.arguments import counted_by_epoch

from .asking import SUBJECTS, algebra, mistakes_in

NUMPY = {
    "EpsilonNotDivided": ("adam", "epsilon-times-lr"),
    "EpsilonTimesRate": ("rmsprop", "epsilon-times-lr"),
    "EpsilonBesideTheFraction": ("adagrad", "epsilon-after-fraction"),
    "Absolute": ("adagrad", "v-gathers-absolute"),
    "RootStored": ("adagrad", "v-root-stored"),
    "CountedFromZero": ("adam", "t-one-behind"),
    "Bracketed": ("adam", "correction-power"),
    "SquaresOfTheMoment": ("adam", "v-from-m"),
    "CorrectedOnceMore": ("adam", "correction-twice-m"),
    "LastStep": ("momentum", "last-step-without-momentum"),
    "LastGradient": ("momentum", "last-step-without-momentum"),
    "MinusMinus": ("momentum", "step-uphill"),
}

LIBRARIES = {
    "TimesStepSize": ("adam", "epsilon-times-lr"),
    "AbsoluteGradients": ("adam", "v-gathers-absolute"),
    "minus_forgotten": ("momentum", "step-uphill"),
    "minus_twice": ("sgd", "step-uphill"),
}


@pytest.mark.parametrize("name", NUMPY)
def test_it_is_named_in_numpy(name: str) -> None:
    """By one mistake, and that is the one that was made."""
    rule, mistake = NUMPY[name]
    assert mistakes_in(algebra(f"{SUBJECTS}/mistaken.py:{name}", rule)) == [mistake]


@pytest.mark.parametrize("name", LIBRARIES)
def test_it_is_named_in_libraries(name: str) -> None:
    """The same in PyTorch, and in a chain of optax's transformations."""
    rule, mistake = LIBRARIES[name]
    assert mistakes_in(algebra(f"{SUBJECTS}/mistaken_steps.py:{name}", rule)) == [mistake]


@pytest.mark.parametrize(
    ("name", "rule", "told"),
    [
        ("RoundsToDecimals", "adam", "adam algorithm-1, but for this: θ is rounded to 5 decimals in every step."),
        ("RoundsSteps", "adagrad", "adagrad outside, but for this: the step of θ is rounded to float32 in every step."),
        ("KeepsHalves", "momentum", "momentum classical, but for this: v is kept in float16."),
    ],
)
def test_what_rounds_is_the_only_difference(name: str, rule: str, told: str) -> None:
    """It is told as that, as far as runs show; and of a right form, nothing is."""
    evidence = algebra(f"{SUBJECTS}/mistaken.py:{name}", rule)
    assert str(reason_by_runs(evidence)) == f"As far as runs show, it is {told}"
    assert rounding_of(algebra(f"{SUBJECTS}/mistaken.py:MinusMinus", "momentum")) is None


def test_the_line_that_rounds() -> None:
    """It is the only statement that calls what rounds."""
    evidence = algebra(f"{SUBJECTS}/mistaken.py:RoundsSteps", "adagrad")
    rounding = rounding_of(evidence)
    assert rounding is not None
    found = of_rounding(evidence, rounding)
    assert found is not None and found.line is not None
    assert found.line.text == "params[key] -= step.astype(np.float32)"


@pytest.mark.parametrize(
    ("name", "rule", "text", "fix"),
    [
        (
            "MeanOfSquares",
            "adagrad",
            "params[k] -= self.lr * grads[k] / (np.sqrt(self.h[k] / self.n) + self.eps)",
            "params[k] -= self.lr * grads[k] / (np.sqrt(self.h[k]) + self.eps)",
        ),
        (
            "CorrectedInTheRate",
            "adam",
            "m_hat = self.m[key] / (1 - self.beta1**self.t)",
            "m_hat = self.m[key]",
        ),
    ],
)
def test_the_line_that_is_enough_to_mend(name: str, rule: str, text: str, fix: str) -> None:
    """Where another may be wrong as well, it is told with its correction; and to count steps is no deviation."""
    evidence = algebra(f"{SUBJECTS}/mistaken.py:{name}", rule)
    reason = reason_of(evidence)
    deviation = deviation_of(evidence, [reason.form], reason.diagnosis, reason.form)
    assert deviation is not None and deviation.line.text == text
    line = corrected(evidence, deviation)
    assert line is not None and line.fix == fix


def test_what_counts_epochs() -> None:
    """A step that takes the number of the epoch is proved for who hands over the number of the step, and that is said."""
    (caution,) = counted_by_epoch(algebra(f"{SUBJECTS}/mistaken.py:adam_of_epochs", "adam").subject)
    assert caution.startswith("epoch was handed over as t")
    assert counted_by_epoch(algebra(f"{SUBJECTS}/mistaken.py:Absolute", "adagrad").subject) == ()


def test_a_warm_up_from_zero_is_told_of_the_first_steps() -> None:
    """Its general step is not known, and yet it is not said that nothing explains it."""
    reason = reason_of(algebra(f"{SUBJECTS}/mistaken.py:WarmsUpFromZero", "sgd"))
    assert reason.differences == ("In its first steps, the step of θ is 0.25·(t − 1) times that of the rule.",)
