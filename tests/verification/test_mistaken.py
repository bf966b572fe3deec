"""What people get wrong is named as the mistake of the catalogue that it is."""

import pytest

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
