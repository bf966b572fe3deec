"""The oracle gives each form's values, for every kind of tape and on every kind of machine."""

from dataclasses import replace

import ml_dtypes
import numpy as np
import pytest

from optproof.reference import bound
from optproof.reference.bound import BoundedArithmetic
from optproof.reference.library import RULES, find_form, find_rule
from optproof.reference.oracle import Expected, judge
from optproof.reference.rule import Form, Rule
from optproof.reference.tape import Tape
from optproof.reference.wide import LONGDOUBLE, PAIR, WIDEST

FORMS = [(rule, form) for rule in RULES for form in rule.forms]


def ids(made: tuple[Rule, Form]) -> str:
    return f"{made[0].name}-{made[1].name}"


def tape_of(
    form: Form, dtype: str = "float64", shapes: tuple[tuple[int, ...], ...] = ((4,), (2, 3)), steps: int = 5
) -> Tape:
    generator = np.random.default_rng(7)
    values = {each.name: float(each.default) for each in form.hyperparameters if each.name != "lr"}
    rows = tuple(tuple(generator.standard_normal(shape).astype(dtype) for shape in shapes) for _ in range(steps))
    return Tape(
        tuple(generator.standard_normal(shape).astype(dtype) for shape in shapes),
        rows,
        (0.5, 0.25, 0.5, 1.0, 0.125)[:steps],
        values,
    )


def same(left: Expected, right: Expected) -> bool:
    return all(
        np.array_equal(getattr(left, name), getattr(right, name))
        for name in ("value", "bound", "gradient_at", "gradient_bound")
    )


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_without_a_longdouble_pairs_agree(made: tuple[Rule, Form], monkeypatch: pytest.MonkeyPatch) -> None:
    """With pairs of doubles the values are those of longdouble, far within the bound, and the bounds hardly differ."""
    form = made[1]
    tape = tape_of(form)
    runs = {}
    for wide in {PAIR, WIDEST}:
        monkeypatch.setattr(bound, "WIDEST", wide)
        assert BoundedArithmetic.of(np.dtype(np.float64)).wide is wide
        runs[wide.name] = [*judge(form, tape)]
    one, *others = runs.values()
    for other in others:
        for left, right in zip(
            (each for row in one for each in row), (each for row in other for each in row), strict=True
        ):
            assert np.all(np.abs(left.value - right.value) <= np.minimum(left.bound, right.bound) / 4)
            assert np.all(left.bound <= 1.01 * right.bound) and np.all(right.bound <= 1.01 * left.bound)


def test_the_widest_is_used_for_doubles_alone() -> None:
    """float64 is judged with what is wider than a double; narrower types with doubles."""
    assert BoundedArithmetic.of(np.dtype(np.float64)).wide in (PAIR, LONGDOUBLE)
    assert BoundedArithmetic.of(np.dtype(np.float32)).wide.name == "double"
    assert BoundedArithmetic.of(np.dtype(np.float16)).wide.name == "double"


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_parameters_are_judged_apart(made: tuple[Rule, Form]) -> None:
    """Several parameters together have the values, bounds and shapes of each alone."""
    form = made[1]
    tape = tape_of(form, shapes=((4,), (2, 3), ()))
    for p, initial in enumerate(tape.initial):
        alone = Tape((initial,), tuple((row[p],) for row in tape.gradients), tape.lr, tape.hyperparameters)
        for together, (own,) in zip(judge(form, tape), judge(form, alone), strict=True):
            assert together[p].value.shape == initial.shape
            assert same(together[p], own)


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_a_missing_gradient_stops_the_clock(made: tuple[Rule, Form]) -> None:
    """A step without a gradient leaves θ alone, and the later steps are those of a tape without it."""
    form = made[1]
    tape = tape_of(form, shapes=((3,),))
    gaps = Tape(
        tape.initial,
        (*tape.gradients[:2], (None,), *tape.gradients[2:]),
        (*tape.lr[:2], 99.0, *tape.lr[2:]),
        tape.hyperparameters,
    )
    with_gap, without = [*judge(form, gaps)], [*judge(form, tape)]
    assert np.array_equal(with_gap[2][0].value, with_gap[1][0].value)
    assert all(same(left[0], right[0]) for left, right in zip(with_gap[:2] + with_gap[3:], without, strict=True))


def test_an_empty_parameter() -> None:
    """A parameter without elements has an empty value."""
    form = find_form(find_rule("adam"), "algorithm-1")
    for (one,) in judge(form, tape_of(form, shapes=((0, 3),))):
        assert one.value.shape == (0, 3)
        assert one.excess(np.zeros((0, 3))).size == 0


def test_the_gradient_is_asked_for_ahead() -> None:
    """The look-ahead form wants its gradient at θ + μv, the others at θ."""
    form = find_form(find_rule("nesterov"), "lookahead")
    tape = Tape((np.zeros(1),), ((np.ones(1),), (np.ones(1),)), (1.0, 1.0), {"mu": 0.5})
    first, second = judge(form, tape)
    assert (first[0].gradient_at.tolist(), second[0].gradient_at.tolist()) == ([0.0], [-1.5])
    plain = [*judge(find_form(find_rule("nesterov"), "bengio"), tape)]
    assert plain[1][0].gradient_at.tolist() == plain[0][0].value.tolist()


def test_a_tape_has_one_lr_a_step() -> None:
    """A tape with more steps than learning rates is refused."""
    with pytest.raises(ValueError, match="one lr a step"):
        Tape((np.zeros(1),), ((np.ones(1),),), (1.0, 2.0))


def test_by_hand() -> None:
    """Adam's first steps by hand: at ε = 0 the first goes −lr·sign(g), whatever the size of g."""
    form = find_form(find_rule("adam"), "algorithm-1")
    tape = Tape(
        (np.zeros(3),), ((np.array([1e-6, -5.0, 3e4]),),), (0.25,), {"beta1": 0.9, "beta2": 0.999, "epsilon": 0.0}
    )
    ((one,),) = judge(form, tape)
    assert np.all(np.abs(one.value - [-0.25, 0.25, -0.25]) <= one.bound)


# OVERFLOW AND UNDERFLOW


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", ml_dtypes.bfloat16])
def test_overflow_is_told_from_division_by_zero(dtype: str) -> None:
    """A square that overflows, a division by what may be zero, and neither; and both stay so in the steps after."""
    form = find_form(find_rule("adagrad"), "outside")
    huge = float(ml_dtypes.finfo(dtype).max) / 4
    first = np.array([huge, 0.0, 1.0], dtype)
    later = np.array([1.0, 1.0, 1.0], dtype)
    tape = Tape((np.zeros(3, dtype),), ((first,), (later,)), (1.0, 1.0), {"epsilon": 0.0})
    for (one,) in judge(form, tape):
        assert np.isinf(one.bound).tolist() == [True, True, False]
        assert one.overflow.tolist() == [True, False, False]
        assert one.excess(np.full(3, np.nan)).tolist() == [0.0, 0.0, np.inf]


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_ordinary_numbers_overflow_nowhere(made: tuple[Rule, Form]) -> None:
    """`overflow` is False, in the parameter's shape, where the bound is finite."""
    for row in judge(made[1], tape_of(made[1])):
        for one in row:
            assert one.overflow.shape == one.value.shape
            assert not np.any(one.overflow) and np.all(np.isfinite(one.bound))


def test_what_underflow_does_to_the_bound() -> None:
    """Without underflow the bound of ordinary numbers is the same but for a last digit, and that of tiny ones far smaller."""
    form = find_form(find_rule("sgd"), "plain")
    gradient = np.array([1.0, 1e-40], np.float32)
    tape = Tape((np.zeros(2, np.float32),), ((gradient,),), (0.001,), {})
    ((whole,),), ((without,),) = judge(form, tape), judge(form, tape, underflow=False)
    assert np.array_equal(whole.value, without.value)
    share = without.bound / whole.bound
    assert 1 - 2.0**-40 < share[0] <= 1
    assert share[1] < 1e-3


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_without_underflow_no_bound_is_larger(made: tuple[Rule, Form]) -> None:
    """Nor is anything said where nothing was."""
    tape = tape_of(made[1], "float16")
    for row, others in zip(judge(made[1], tape), judge(made[1], tape, underflow=False), strict=True):
        for one, other in zip(row, others, strict=True):
            assert np.all(other.bound <= one.bound)


# READINGS


def mixed_run(tape: Tape, *, rounded_in: str) -> list[np.ndarray]:
    """Adam in float32 that has β₂ as it is in one place, and as the dtype rounds it in the other."""
    beta1, exact, epsilon = (tape.hyperparameters[name] for name in ("beta1", "beta2", "epsilon"))
    rounded = float(np.float32(exact))
    here, there = (rounded, exact) if rounded_in == "average" else (exact, rounded)
    single = np.float32
    p, m, v = tape.initial[0].copy(), np.zeros(4, single), np.zeros(4, single)
    found = []
    for t, ((g,), rate) in enumerate(zip(tape.gradients, tape.lr, strict=True), 1):
        assert g is not None
        m = single(beta1) * m + single(1 - beta1) * g
        v = single(here) * v + single(1 - here) * g * g
        p = p - single(rate) * (m / single(1 - beta1**t)) / (np.sqrt(v / single(1 - there**t)) + single(epsilon))
        found.append(p)
    return found


@pytest.mark.parametrize("rounded_in", ["average", "correction"])
def test_a_mixed_reading(rounded_in: str) -> None:
    """One β₂ in the average and another rounding of it in the correction fits neither pure reading, and the mixed one."""
    form = find_form(find_rule("adam"), "algorithm-1")
    base = tape_of(form, "float32", shapes=((4,),))
    given_values = {"beta1": 0.875, "beta2": 0.99999, "epsilon": 0.0}
    tape = replace(base, initial=(np.zeros(4, np.float32),), hyperparameters=given_values)
    rounded = replace(tape, hyperparameters={**given_values, "beta2": float(np.float32(given_values["beta2"]))})
    found = mixed_run(tape, rounded_in=rounded_in)

    def worst(*rows: list[Expected]) -> float:
        return max(float(np.max(one.excess(value))) for (one,), value in zip(rows, found, strict=True))

    doubles = np.dtype(np.float64)
    assert worst(*judge(form, tape, settled=doubles)) > 1
    assert worst(*judge(form, rounded, settled=doubles)) > 1
    assert worst(*judge(form, tape, settled=doubles, mixed=("beta2",))) <= 1
    assert worst(*judge(form, tape, mixed=("beta2",))) <= 1


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_a_mixed_reading_holds_the_pure_ones(made: tuple[Rule, Form]) -> None:
    """The values of the rule with each hyperparameter as the dtype rounds it lie within the mixed bound, and it is no smaller."""
    form = made[1]
    tape = tape_of(form, "float16", shapes=((4,),))
    names = [each.name for each in form.hyperparameters]
    given_values = {name: 0.7 for name in names if name != "lr"}
    tape = replace(tape, lr=(0.3,) * tape.steps, hyperparameters=given_values)
    half = float(np.float16(0.7))
    rounded = replace(
        tape, lr=(float(np.float16(0.3)),) * tape.steps, hyperparameters=dict.fromkeys(given_values, half)
    )
    rows = zip(judge(form, tape), judge(form, rounded), judge(form, tape, mixed=names), strict=True)
    for (pure,), (other,), (mixed,) in rows:
        assert np.all(mixed.bound >= pure.bound)
        assert np.all(mixed.excess(other.value) <= 1)


def test_an_unknown_name_in_a_mixed_reading() -> None:
    """The error names it and those that there are."""
    form = find_form(find_rule("sgd"), "plain")
    with pytest.raises(ValueError, match=r"plain has no hyperparameter \['beta2'\], but \['lr'\]"):
        next(judge(form, tape_of(form), mixed=("beta2",)))


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_settled_in_doubles_is_no_looser(made: tuple[Rule, Form]) -> None:
    """Where hyperparameters are computed in Python floats, less is rounded."""
    tape = tape_of(made[1], "float32")
    for row, others in zip(judge(made[1], tape), judge(made[1], tape, settled=np.float64), strict=True):
        for one, other in zip(row, others, strict=True):
            assert np.all(other.bound <= one.bound)


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_bfloat16(made: tuple[Rule, Form]) -> None:
    """A tape in bfloat16 is judged as the same numbers in doubles, judged in bfloat16; subjects' arrays may be either."""
    form = made[1]
    dtype = np.dtype(ml_dtypes.bfloat16)
    tape = tape_of(form, dtype)  # type: ignore[arg-type]
    doubles = Tape(
        tuple(each.astype(np.float64) for each in tape.initial),
        tuple(tuple(each.astype(np.float64) for each in row) for row in tape.gradients),
        tape.lr,
        tape.hyperparameters,
    )
    for row, others in zip(judge(form, tape), judge(form, doubles, dtype), strict=True):
        for one, other in zip(row, others, strict=True):
            assert same(one, other)
            assert np.array_equal(
                one.excess(one.value.astype(dtype)), one.excess(one.value.astype(dtype).astype(float))
            )
