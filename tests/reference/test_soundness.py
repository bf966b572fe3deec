"""No honest evaluation exceeds the bound: a million trajectories, in every dtype, of every form, in any order of operations."""

from collections.abc import Callable

import numpy as np
import pytest

from optproof.reference import bound
from optproof.reference.formats import FORMATS, Format
from optproof.reference.library import RULES, find_form, find_rule
from optproof.reference.mistakes.changes import averages_changes
from optproof.reference.mistakes.turns import sees_turns
from optproof.reference.roles import chooses, divisor, second_moment
from optproof.reference.rule import Form
from optproof.reference.symbols import g, memory, v
from optproof.reference.wide import PAIR

from ..shipped import SHIPPED, WITH_PARTS
from .honest import round_to
from .scores import DTYPES, READINGS, Score, class_score, rounding_score

FORMS = [(f"{rule.name}-{form.name}", form) for rule in RULES for form in rule.forms]
CLASSES = {**SHIPPED, **WITH_PARTS}
ELEMENTS = 600
TAPES = 8
CLASS_TAPES = 6


def total(score: Callable[[int], Score], seeds: range) -> Score:
    """The scores of all seeds together; each holds for itself, so that a failure names its seed."""
    whole = Score()
    for seed in seeds:
        one = score(seed)
        assert one.worst <= 1, f"seed {seed} uses {one.worst} of the bound"
        whole.add(one)
    return whole


def divides_by_old_squares(form: Form) -> bool:
    """Whether half precision has often no digit of what it divides by: ADOPT's √v of the steps before, SMORMS3's memory."""
    return any(each.symbol == memory for each in form.state) or (
        any(each.symbol == v for each in form.state) and divisor(form) is None
    )


@pytest.mark.parametrize("made", FORMATS, ids=lambda each: each.name)
@pytest.mark.parametrize(("name", "form"), FORMS, ids=[name for name, _ in FORMS])
def test_exact_operations_rounded_one_by_one(name: str, form: Form, made: Format) -> None:
    """Sums and products in any order, lines written into each other, hyperparameters in every reading, parts wider."""
    start = 1000 * len(name)
    whole = total(lambda seed: rounding_score(form, made, seed, ELEMENTS), range(start, start + TAPES))
    assert whole.trajectories == ELEMENTS * TAPES
    # Narrow formats overflow, as 1/(v + ε) does in half precision; and second moments may be zero: but of what does not
    # overflow, most can be judged.
    # Where a difference is squared and its root divides, or the sign of one says which way v moves, half precision has
    # often no digit of it left.
    second = divisor(form)
    # Where r is computed in half precision, ρ has no digit left, and its products overflow.
    plain = (
        not chooses(form)
        and not divides_by_old_squares(form)
        and (second is None or (second == second_moment(form) and second.of == g))
    )
    assert whole.judged > whole.unbounded - whole.overflowing or not plain
    assert whole.judged > whole.trajectories


@pytest.mark.parametrize("made", FORMATS, ids=lambda each: each.name)
@pytest.mark.parametrize("name", CLASSES)
def test_the_implementations(name: str, made: Format) -> None:
    """Those of optproof.implementations, with parts and without, hyperparameters as Python floats and as numbers of the dtype."""
    rule, form_name = CLASSES[name]
    form = find_form(find_rule(rule), form_name)
    whole = total(lambda seed: class_score(name, form, made, seed, ELEMENTS), range(CLASS_TAPES))
    assert whole.trajectories == ELEMENTS * CLASS_TAPES
    # A penalty of large weights overflows in narrow formats beside gradients that do not, and so do the products of r.
    # So do squares of a gradient and its change together, and products of two gradients.
    overflows = name in WITH_PARTS or chooses(form) or averages_changes(form) or sees_turns(form)
    overflowing = whole.unbounded if divides_by_old_squares(form) else whole.overflowing if overflows else 0
    assert whole.judged > whole.unbounded - overflowing


def test_a_million() -> None:
    """Both together are a million trajectories and more, and every reading is among them."""
    assert len(FORMATS) * ELEMENTS * (len(FORMS) * TAPES + len(CLASSES) * CLASS_TAPES) >= 10**6
    assert len(READINGS) <= TAPES


@pytest.mark.parametrize(("name", "form"), FORMS, ids=[name for name, _ in FORMS])
def test_without_a_longdouble(name: str, form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    """Judged with pairs of doubles, float64 holds as well, down to the subnormals."""
    monkeypatch.setattr(bound, "WIDEST", PAIR)
    made = next(each for each in FORMATS if each.name == "float64")
    whole = total(lambda seed: rounding_score(form, made, seed, 200), range(len(name), len(name) + 8))
    assert whole.judged > whole.unbounded


@pytest.mark.parametrize("made", FORMATS, ids=lambda each: each.name)
def test_rounding_by_hand(made: Format) -> None:
    """`round_to` rounds as NumPy does, or ml_dtypes, from subnormals to overflow."""
    generator = np.random.default_rng(0)
    low, high = np.log2(made.smallest_subnormal) - 2, np.log2(made.largest)
    with np.errstate(all="ignore"):
        values = generator.standard_normal(4000) * 2.0 ** generator.uniform(low, high, 4000)
        # ml_dtypes goes through float32.
        held = values.astype(np.float32).astype(np.float64) if made.name == "bfloat16" else values
        assert np.array_equal(round_to(made, held), held.astype(DTYPES[made.name]).astype(np.float64))
