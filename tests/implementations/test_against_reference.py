"""The implementations beside each other and in long runs; on tapes of every kind tests/reference/test_soundness.py has them."""

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra import numpy as hnp

from optproof import implementations
from optproof.reference.library import RULES, find_form, find_rule
from optproof.reference.oracle import judge
from optproof.reference.rule import Form
from optproof.reference.tape import Tape

from ..shipped import SHIPPED, WITH_PARTS

NAMES = sorted({**SHIPPED, **WITH_PARTS})
DTYPES = ("float64", "float32")
DECAYS = (0.0, 0.25, 0.5, 0.875, 0.96875, 0.9990234375)
RATES = (2.0**-10, 2.0**-7, 0.125, 0.5, 1.0, 3.0)


def form_of(name: str) -> Form:
    rule, form = {**SHIPPED, **WITH_PARTS}[name]
    return find_form(find_rule(rule), form)


@st.composite
def tapes(
    draw: st.DrawFn,
    names: tuple[str, ...],
    dtype: str,
    *,
    steps: int = 8,
    constant_lr: bool = False,
    without_epsilon: bool = False,
) -> Tape:
    """A tape of one parameter of four elements; its numbers are exact in every dtype, or as extreme as the dtype allows."""
    info = np.finfo(dtype)
    root = float(np.sqrt(float(info.max)))
    sizes = (0.0, 1.0, 3.0, 2.0**-7, 100.0, float(info.tiny) ** 0.5, float(info.smallest_subnormal), root / 64)
    length = draw(st.integers(1, steps))
    rate = draw(st.sampled_from(RATES))
    rates = (rate,) * length if constant_lr else tuple(draw(st.sampled_from(RATES)) for _ in range(length))
    given_values = {name: draw(st.sampled_from(DECAYS)) for name in names if name not in ("lr", "epsilon")}
    if without_epsilon:
        given_values["epsilon"] = 0.0
        sizes = (1.0, 3.0, 2.0**-7, 100.0)
    elif "epsilon" in names:
        given_values["epsilon"] = draw(st.sampled_from((1.0, 2.0**-10, 2.0**-20)))
    number = st.sampled_from(
        [size * digits * sign for size in sizes for digits in (1.0, 1.25, 1.984375) for sign in (1, -1)]
    )
    table = draw(hnp.arrays(np.float64, (length, 4), elements=number, fill=st.nothing()))
    start = draw(hnp.arrays(np.float64, 4, elements=st.sampled_from((0.0, 1.0, -2.0, 0.75)), fill=st.nothing()))
    with np.errstate(all="ignore"):
        return Tape((start.astype(dtype),), tuple((row.astype(dtype),) for row in table), rates, given_values)


def run(name: str, tape: Tape, **changed: float) -> list[np.ndarray]:
    """θ after each step; lr is set before each."""
    optimizer = getattr(implementations, name)(lr=tape.lr[0], **{**tape.hyperparameters, **changed})
    params = {"W": tape.initial[0].copy()}
    found = []
    with np.errstate(all="ignore"):
        for (gradient,), rate in zip(tape.gradients, tape.lr, strict=True):
            optimizer.lr = rate
            optimizer.update(params, {"W": gradient.copy()})
            found.append(params["W"].copy())
    return found


def exceeded(form: Form, tape: Tape, found: list[np.ndarray]) -> float:
    """The worst excess over the steps."""
    return max(float(np.max(one.excess(theta))) for (one,), theta in zip(judge(form, tape), found, strict=True))


def names_of(form: Form) -> tuple[str, ...]:
    return tuple(each.name for each in form.hyperparameters)


def test_every_class_has_a_form_and_every_form_a_class() -> None:
    """The tables leave nothing out: every form of a rule by itself has a class, and every class is in one of them."""
    assert {*SHIPPED, *WITH_PARTS} == set(implementations.__all__) - {"Optimizer"}
    assert set(SHIPPED.values()) == {(rule.name, form.name) for rule in RULES for form in rule.forms}


@pytest.mark.parametrize("name", NAMES)
def test_within_the_bound_for_two_hundred_steps(name: str) -> None:
    """Errors do not gather beyond the bound in a long run at the defaults."""
    form = form_of(name)
    generator = np.random.default_rng(3)
    rows = tuple((generator.standard_normal(32) * 10.0 ** generator.uniform(-9, 4, 32),) for _ in range(200))
    given_values = {each.name: float(each.default) for each in form.hyperparameters if each.name != "lr"}
    tape = Tape((generator.standard_normal(32),), rows, tuple(0.01 / (1 + k) for k in range(200)), given_values)
    assert exceeded(form, tape, run(name, tape)) <= 1


# RELATIONS BETWEEN FORMS


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_two_ways_of_writing_the_moments_agree(dtype: str) -> None:
    """Adam and AdamIncremental differ by no more than the two bounds together allow."""
    form = form_of("Adam")

    @given(tapes(names_of(form), dtype))
    def holds(tape: Tape) -> None:
        for (one,), left, right in zip(judge(form, tape), run("Adam", tape), run("AdamIncremental", tape), strict=True):
            with np.errstate(all="ignore"):
                distance = np.abs(left.astype(float) - right.astype(float))
            assert np.all((distance <= 2 * one.bound) | ~np.isfinite(one.bound))

    holds()


CONSTANT_LR = [
    ("ClassicalMomentum", "buffer"),
    ("BufferMomentum", "classical"),
    ("BengioNesterov", "buffer"),
    ("BufferNesterov", "bengio"),
]


@pytest.mark.parametrize(("name", "other"), CONSTANT_LR)
def test_equal_while_lr_is_constant(name: str, other: str) -> None:
    """Each stays within the bound of the other form while lr is constant; its own bound is added, since it rounds otherwise."""
    own, form = form_of(name), find_form(find_rule(SHIPPED[name][0]), other)

    @given(tapes(("lr", "mu"), "float64", constant_lr=True))
    def holds(tape: Tape) -> None:
        for (mine,), (theirs,), theta in zip(judge(own, tape), judge(form, tape), run(name, tape), strict=True):
            with np.errstate(all="ignore"):
                distance = np.abs(theta - theirs.value)
                allowed = mine.bound + theirs.bound
            assert np.all((distance <= allowed) | ~np.isfinite(allowed))

    holds()


@pytest.mark.parametrize(("name", "other"), CONSTANT_LR)
def test_different_when_lr_changes(name: str, other: str) -> None:
    """The same two are far apart as soon as lr changes."""
    form = find_form(find_rule(SHIPPED[name][0]), other)
    tape = Tape((np.zeros(1),), ((np.ones(1),), (np.ones(1),)), (1.0, 2.0), {"mu": 0.5})
    assert exceeded(form, tape, run(name, tape)) > 1e6


def test_ema_is_the_buffer_form_at_a_smaller_lr() -> None:
    """EmaMomentum at lr is BufferMomentum at lr·(1 − μ), whatever lr does: within the bounds of both."""
    buffer = form_of("BufferMomentum")

    @given(tapes(("lr", "mu"), "float64"))
    def holds(tape: Tape) -> None:
        # 1 − μ is exact for these μ, and so is its product with these rates.
        mu = tape.hyperparameters["mu"]
        smaller = Tape(tape.initial, tape.gradients, tuple(rate * (1 - mu) for rate in tape.lr), tape.hyperparameters)
        own = judge(form_of("EmaMomentum"), tape)
        for (mine,), (theirs,), theta in zip(own, judge(buffer, smaller), run("EmaMomentum", tape), strict=True):
            allowed = mine.bound + theirs.bound
            assert np.all((np.abs(theta - theirs.value) <= allowed) | ~np.isfinite(allowed))

    holds()


@given(
    beta1=st.sampled_from(DECAYS),
    beta2=st.sampled_from(DECAYS),
    epsilon=st.sampled_from((2.0**-27, 2.0**-10, 2.0**-6, 1.0)),
    rows=hnp.arrays(np.float64, st.tuples(st.integers(1, 12), st.just(4)), elements=st.integers(-64, 64).map(lambda k: k / 16)),
)  # fmt: skip
def test_lr_t_is_the_paper_at_its_own_epsilon(beta1: float, beta2: float, epsilon: float, rows: np.ndarray) -> None:
    """Step t of AdamEpsilonHat with ε̂ = ε√(1 − β₂ᵗ) is step t of Algorithm 1 with ε, from the same moments.

    Step t is compared alone: ε̂ is set for it, and the steps before it are common to both.
    """
    t = len(rows)
    steps = []
    for name, guard in (("AdamEpsilonHat", epsilon * np.sqrt(1 - beta2**t)), ("Adam", epsilon)):
        given_values = {"beta1": beta1, "beta2": beta2, "epsilon": float(guard)}
        # lr = 0 up to step t leaves θ alone, and the moments grow.
        tape = Tape((np.zeros(4),), tuple((row,) for row in rows), (0.0,) * (t - 1) + (1.0,), given_values)
        steps.append([*judge(form_of(name), tape)][-1][0])
        assert exceeded(form_of(name), tape, run(name, tape)) <= 1
    # ε̂ is itself rounded twice, which moves the step by less than three roundings.
    distance = np.abs(steps[0].value - steps[1].value)
    assert np.all(distance <= 3 * 2.0**-53 * np.abs(steps[1].value) + steps[0].bound + steps[1].bound)


@pytest.mark.parametrize(
    "pair",
    [("Adam", "AdamEpsilonHat"), ("Adam", "AdamInside"), ("AdaGrad", "AdaGradInside"), ("RMSProp", "RMSPropInside")],
)
def test_without_epsilon_the_forms_coincide(pair: tuple[str, str]) -> None:
    """At ε = 0 and gradients that are never zero, where ε stands does not matter."""
    form = form_of(pair[0])
    other = form_of(pair[1])

    @given(tapes(names_of(form), "float64", without_epsilon=True))
    def holds(tape: Tape) -> None:
        for (one,), (two,), theta in zip(judge(form, tape), judge(other, tape), run(pair[1], tape), strict=True):
            allowed = one.bound + two.bound
            assert np.all((np.abs(theta - one.value) <= allowed) | ~np.isfinite(allowed))

    holds()


# THE GUARD


GUARDED = [
    name for name in NAMES if "epsilon" in names_of(form_of(name)) and "weight_decay" not in names_of(form_of(name))
]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", GUARDED)
def test_zero_gradients_make_no_step(name: str, dtype: str) -> None:
    """As long as every gradient is zero, θ stays where it is, without a warning, at the default ε."""
    params = {"W": np.array([1.0, -2.0], dtype)}
    optimizer = getattr(implementations, name)()
    for _ in range(5):
        optimizer.update(params, {"W": np.zeros(2, dtype)})
    assert params["W"].tolist() == [1.0, -2.0]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", NAMES)
def test_the_guard_holds_from_subnormal_to_huge(name: str, dtype: str) -> None:
    """From the smallest subnormal to where squares are about to overflow, θ is finite, and a zero in between harms nothing."""
    info = np.finfo(dtype)
    huge = float(np.sqrt(float(info.max))) / 64
    sizes = [float(info.smallest_subnormal), float(info.tiny), float(info.tiny) ** 0.5, 1e-8, 1.0, 1e8, huge]
    for size in sizes:
        params = {"W": np.ones(2, dtype)}
        optimizer = getattr(implementations, name)()
        for factor in (1.0, 0.0, -1.0, 0.0):
            with np.errstate(under="ignore"):
                optimizer.update(params, {"W": np.array([size * factor, -size * factor], dtype)})
            assert np.all(np.isfinite(params["W"])), (size, factor)
