"""Arithmetic: what is wrong in floats is found by the check that is meant for it, and what is right passes."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optproof.reference.library import find_form, find_rule
from optproof.reference.tape import Tape
from optproof.verification.checks import rounding
from optproof.verification.checks.check import Result, carry_out
from optproof.verification.checks.context import Context
from optproof.verification.checks.table import ARITHMETIC, CHECKS
from optproof.verification.fuzzing.arithmetic import Arithmetic, accepted, fuzz
from optproof.verification.fuzzing.departure import departures
from optproof.verification.fuzzing.regimes import REGIMES
from optproof.verification.fuzzing.setting import Setting
from optproof.verification.fuzzing.tally import Tally
from optproof.verification.fuzzing.tapes import shaped_tape, values_of, wide_tape
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load
from optproof.verification.symbolic.dtypes import DTYPES, dtype_of

from .asking import SUBJECTS, rule_of
from .staging import failed, results, staged

SKLEARN = "sklearn.neural_network._stochastic_optimizers"

UNSOUND = {
    "AdagradFastInSingle": "epsilon-guard",
    "AdagradSingleBeginsAboveZero": "initial-state",
    "MomentumOfPositions": "bound-float64",
    "MomentumHalfVelocity": "bound-float32",
    "SgdUnscalesHalf": "bound-float16",
    "SgdChops": "bound-bfloat16",
    "RmspropForgetsOnNan": "nonfinite-contained",
}

SOUND = {
    "AdagradSkipsBadSteps": "it skips the step of that parameter",
    "AdamCountsBadSteps": "it skips the whole step",
    "MomentumRaisesOnNan": "it raises",
    "RmspropWithStrictRanges": "that element is lost for good, and no other",
    "RmspropRoundsRho": "that element is lost for good, and no other",
    "AdamRoundsBetas": "that element is lost for good, and no other",
}


@cache
def about(name: str, file: str = "unsound") -> dict[str, Result]:
    return results(f"{SUBJECTS / file}.py:{name}", rule_of(name), checks=CHECKS)


def stage_of(name: str, form: str, file: str = "unsound", **setting: Any) -> Context:
    """A context for a subject that is held to a form, whatever its algebra is."""
    rule = find_rule(rule_of(name))
    subject = recognise(load(f"{SUBJECTS / file}.py:{name}"), rule, None, {})
    free = tuple(
        each.name for each in find_form(rule, form).hyperparameters if each.name in subject.names and each.name != "lr"
    )
    return Context(subject, Setting(free, **setting), (), find_form(rule, form))


# WHAT IS WRONG


@pytest.mark.parametrize("name", UNSOUND)
def test_each_check_finds_its_own(name: str) -> None:
    """A specimen fails the one check that is meant for it, and no other; what requires it is skipped."""
    found = about(name)
    assert failed(found) == {UNSOUND[name]}


@pytest.mark.parametrize("name", [name for name, check in UNSOUND.items() if check.startswith("bound")])
def test_a_departure_comes_with_its_tape(name: str) -> None:
    """The tape is small, in the dtype in which it goes wrong, and the sentence says how far off it is."""
    result = about(name)[UNSOUND[name]]
    example = result.counterexample
    assert example is not None
    assert UNSOUND[name] == f"bound-{example.tape.dtype.name}"
    assert example.tape.steps <= 8 and example.departure.excess > 1
    assert f"in step {example.departure.step}" in result.detail


def test_memory_that_nobody_cleared() -> None:
    """An average that begins in used memory is seen, whatever happens to be in memory."""
    (result,) = carry_out(
        [each for each in ARITHMETIC if each.id == "initial-state"], stage_of("RmspropUncleared", "outside")
    )
    assert result.outcome == "failed"


def test_single_precision_in_double_is_a_caution() -> None:
    """A velocity in float32 beside float64 parameters is within the bound of float32, and its users are told."""
    found = about("MomentumSingleVelocity", "near_misses")
    assert not failed(found)
    assert found["bound-float64"].outcome == "passed"
    assert found["precision-kept"].outcome == "caution"
    assert "float32" in found["precision-kept"].detail


@pytest.mark.parametrize(("name", "own"), [("MomentumRoundsMu", "momentum"), ("SgdRoundsItsRate", "lr")])
def test_a_hyperparameter_that_passes_through_float32_refutes(name: str, own: str) -> None:
    """Where all else is float64, another number is used than the one that is given; a tape of it shows that."""
    found = about(name, "narrowed")
    assert failed(found) == {"hyperparameters-as-given"}
    result = found["hyperparameters-as-given"]
    assert f"it rounds its {own} to float32" in result.detail
    assert result.counterexample is not None


@pytest.mark.parametrize(("name", "kept"), [("MomentumKeepsSingles", "v"), ("AdamKeepsSingles", "v and m")])
def test_state_in_single_precision_is_held_to_its_own_bound(name: str, kept: str) -> None:
    """A caution names what is kept so, and nothing is said of a bound of float64, of which it would be any number of times."""
    found = about(name, "narrowed")
    assert not failed(found)
    assert found["precision-kept"].detail.startswith(f"it keeps {kept} in float32")
    assert 0 < found["bound-float64"].tally.worst <= 1


def test_two_values_of_one_hyperparameter_are_a_caution() -> None:
    """β₂ rounded for the average and not for the correction: no use of it is off by more than rounding, and users are told."""
    found = about("AdamCastsForTheAverage")["hyperparameters-as-given"]
    assert found.outcome == "caution"
    assert (
        found.detail == "in float32 it uses beta2 with two values: as it is given in one place, and rounded in another"
    )


def test_a_dtype_that_is_refused_is_a_caution() -> None:
    """To refuse half precision, or a hyperparameter, loudly is a limit and no damage."""
    found = about("RmspropWithStrictRanges")
    assert found["bound-float16"].outcome == found["bound-bfloat16"].outcome == "caution"
    assert "half precision is not supported" in found["bound-float16"].detail


def test_an_epsilon_that_half_precision_loses() -> None:
    """1e-8 is zero in float16: a caution, with the smallest ε that is not."""
    found = results("optproof.implementations:Adam", "adam", checks=ARITHMETIC)["epsilon-survives"]
    assert found.outcome == "caution"
    assert found.detail == (
        "its ε = 1e-08 is zero in float16, so that a zero gradient gives NaN; the smallest ε that does not is 6e-08 in float16"
    )
    assert "At ε = 0 a zero gradient gives NaN." in found.notes


def test_overflow_is_told_from_error() -> None:
    """State that overflows where the rule does not, because it is kept unscaled, is a caution in words of its own."""
    context = staged(f"{SUBJECTS / 'odd_styles'}.py:AdamUnscaled", "adam")
    assert context.form is not None
    half = np.dtype(np.float16)
    rows = tuple((np.array([90.0], half),) for _ in range(16))
    tape = Tape((np.zeros(1, half),), rows, (1.0,) * 16, {"beta1": 0.5, "beta2": 0.96875, "epsilon": 0.25})
    (found,) = departures(context.subject, context.form, [tape], context.lr_paths, Tally())
    assert found.left is None and found.beyond is not None


@pytest.mark.parametrize(("least", "size", "excused"), [("self.v > 0", -550, True), ("np.abs(g) > 1e-30", -140, False)])
def test_a_guard_that_underflow_closes_is_told_from_error(least: str, size: int, excused: bool, tmp_path: Path) -> None:
    """A step of which nothing is left since v underflows is a caution; one that a threshold leaves out is not."""
    file = tmp_path / "guarded.py"
    file.write_text(GUARDED.format(least=least))
    subject = recognise(load(f"{file}:AdagradGuarded"), find_rule("adagrad"), None, {})
    tape = Tape((np.zeros(1),), ((np.array([2.0**size]),),), (1.0,), {"epsilon": 2.0**-20})
    (found,) = departures(subject, find_form(find_rule("adagrad"), "inside"), [tape], (), Tally())
    assert (found.left is None, found.beyond is not None) == (excused, excused)


GUARDED = """
import numpy as np

class AdagradGuarded:
    def __init__(self, lr=0.01, eps=1e-7):
        self.lr, self.eps, self.v = lr, eps, 0

    def update(self, w, g):
        self.v = self.v + g**2
        return w - self.lr * np.where({least}, g / np.sqrt(self.v + self.eps), 0.0)
"""


def test_nan_that_spreads_loudly_is_a_caution() -> None:
    """A product of matrices makes every element NaN: that is loud."""
    found = about("SgdByDot", "odd_styles")["nonfinite-contained"]
    assert (found.outcome, found.detail) == (
        "caution",
        "NaN, inf or −inf in one element of a gradient makes other elements NaN",
    )


# WHAT IS RIGHT


@pytest.mark.parametrize("name", SOUND)
def test_every_honest_way_passes(name: str) -> None:
    """What is done with a gradient that is no number is described, and hyperparameters may be rounded, if they are everywhere."""
    found = about(name)
    assert not failed(found)
    assert any(SOUND[name] in note for note in found["nonfinite-contained"].notes)


def test_what_is_done_with_hyperparameters_is_told() -> None:
    """Which of the two readings it is, where a tape can tell."""
    assert about("RmspropRoundsRho")["hyperparameters-as-given"].notes == (
        "It rounds rho to float32 and float16 before it uses it.",
    )
    assert about("RmspropWithStrictRanges")["hyperparameters-as-given"].notes == (
        "It uses rho as it is given, in Python floats.",
    )


# HOW IT IS LOOKED FOR


def test_a_bound_that_could_tell_nothing_is_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the bound is infinite on every tape, the check is skipped, and says why."""
    nothing = Arithmetic(Tally(tapes=1, steps=5, overflowed=5))
    monkeypatch.setattr(rounding, "fuzz", lambda *_, **__: nothing)
    context = staged("optproof.implementations:SGD", "sgd")
    found = {each.id: each for each in carry_out(ARITHMETIC, context)}["bound-float64"]
    assert (found.outcome, found.detail) == ("skipped", "the bound is infinite on every tape that it takes")


def test_without_ml_dtypes(monkeypatch: pytest.MonkeyPatch) -> None:
    """NumPy has no bfloat16 of its own."""
    monkeypatch.setattr(rounding, "dtype_of", lambda name: None if name == "bfloat16" else dtype_of(name))
    found = {each.id: each for each in carry_out(ARITHMETIC, staged("optproof.implementations:SGD", "sgd"))}
    assert (found["bound-bfloat16"].outcome, found["bound-bfloat16"].detail) == (
        "skipped",
        "ml_dtypes is not installed",
    )
    assert found["bound-float32"].outcome == "passed"


SETTING = Setting(("beta1", "beta2", "epsilon"), lr_varies=True)


@pytest.mark.parametrize("name", DTYPES)
def test_every_regime_is_on_every_wide_tape(name: str) -> None:
    """An element for each regime, finite in every dtype; among them zeros of both signs, the smallest subnormal and nearly the largest."""
    dtype = dtype_of(name)
    assert dtype is not None
    for seed in range(8):
        rows = np.array([np.asarray(row[0], np.float64) for row in wide_tape(SETTING, dtype, seed).gradients])
        assert rows.shape[1] == len(REGIMES) == len({each.name for each in REGIMES})
        assert np.isfinite(rows).all()
        by_name = {each.name: rows[:, i] for i, each in enumerate(REGIMES)}
        assert not by_name["zeros"].any()
        assert np.count_nonzero(by_name["one-hot"]) == 1
        zeros = by_name["signed zeros"][by_name["signed zeros"] == 0]
        assert zeros.size and 0 < np.abs(by_name["the smallest subnormal"]).max() < 1e-7


@pytest.mark.parametrize("name", DTYPES)
def test_betas_never_hide_the_start(name: str) -> None:
    """√(1 − β₂) is never 1 − β₁, and every hyperparameter and 1 − β are exact."""
    dtype = dtype_of(name)
    assert dtype is not None
    for seed in range(200):
        tape = shaped_tape(SETTING, dtype, seed, ((1,),), 1) if seed % 2 else wide_tape(SETTING, dtype, seed, 1)
        given = tape.hyperparameters
        assert (1 - given["beta1"]) ** 2 != 1 - given["beta2"]
        for value in (*given.values(), *tape.lr, 1 - given["beta1"], 1 - given["beta2"]):
            assert float(np.asarray(value, np.float64).astype(dtype)) == value


def test_refused_values_are_left_out() -> None:
    """What a constructor refuses by raising is not tried, and is remembered: the nearest that it takes is tried instead."""
    context = staged(f"{SUBJECTS / 'unsound'}.py:RmspropWithStrictRanges", "rmsprop")
    setting = accepted(context.subject, context.setting, context.lr_paths)
    assert {("rho", 0.0), ("epsilon", 0.0), ("lr", 2.0), ("lr", 3.0)} == set(setting.instead)
    assert setting.instead["lr", 3.0] == 1.0
    assert 0.0 not in values_of("rho", np.dtype(np.float64), setting)


def test_the_effort_is_set_and_the_seed_repeats() -> None:
    """More examples are more tapes, and the same seed gives the same tally."""
    context = staged("optproof.implementations:AdaGrad", "adagrad")
    assert context.form is not None

    def tally(examples: int) -> Tally:
        return fuzz(context.subject, context.form, context.setting, context.lr_paths, 0, examples=examples).tally  # type: ignore[arg-type]

    few, many = tally(5), tally(40)
    assert many.tapes == few.tapes + 35
    assert tally(5) == few


def test_equal_settings_have_equal_hashes() -> None:
    """In whatever order the fixed values were given, for tapes are kept by their setting."""
    one, other = (Setting((), dict(pairs)) for pairs in ((("mu", 0.5), ("rho", 0.9)), (("rho", 0.9), ("mu", 0.5))))
    assert one == other
    assert hash(one) == hash(other)
