"""The oracle gives each form's values, for every kind of tape and on every kind of machine."""

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
