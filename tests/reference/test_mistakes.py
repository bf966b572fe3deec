"""Every mistake of the catalogue really is one, has a name of its own, and runs."""

import importlib
import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import cast

import numpy as np
import pytest
from kills.matrix import COMBINED
from sympy import Expr, Integer, Rational, Symbol

from optproof.reference.evaluation import Intervals, NotEvaluable, certainly_nonzero, evaluate
from optproof.reference.library import RULES, UnknownNameError, find_form, find_rule
from optproof.reference.mistakes import GRADIENT_AT, MISTAKES, Mistake, find_mistake, mistakes_of
from optproof.reference.mistakes.rewriting import replaced, uphill
from optproof.reference.notation import lines
from optproof.reference.operations import is_flat
from optproof.reference.oracle import judge
from optproof.reference.roles import chooses
from optproof.reference.rule import Form, Rule, let, numbered
from optproof.reference.symbols import g, lr, memory, mu, t, theta, velocity
from optproof.reference.tape import Tape

FORMS = [(rule, form) for rule in RULES for form in rule.forms]


@cache
def wrong_of(made: tuple[Rule, Form]) -> dict[Mistake, Form]:
    """The wrong forms that the catalogue makes of a form."""
    return {each: each.apply(*made) for each in mistakes_of(*made)}


def ratio(above: int, below: int) -> Rational:
    return cast(Rational, Rational(above, below))


STEPS = 3
GRADIENTS = [ratio(3, 7), ratio(-5, 4), ratio(2, 9)]
RATES = [ratio(1, 5), ratio(1, 3), ratio(1, 8)]
HYPERPARAMETERS = {
    "mu": ratio(2, 3),
    "rho": ratio(3, 5),
    "beta1": ratio(4, 7),
    "beta2": ratio(8, 9),
    "epsilon": ratio(1, 6),
    "weight_decay": ratio(1, 7),
    "initial_accumulator": ratio(1, 13),
    "nu": ratio(2, 7),
    "nu1": ratio(3, 11),
    "nu2": ratio(5, 6),
    "beta3": ratio(7, 10),
    "alpha": ratio(9, 4),
    "beta": ratio(5, 8),
    "psi": ratio(1, 1),
    "lambd": ratio(1, 9),
    "eta_minus": ratio(3, 7),
    "eta_plus": ratio(9, 5),
    "step_min": ratio(1, 5),
    "step_max": ratio(11, 3),
}

Run = tuple[list[Rational], list[Rational]]
"""A gradient and an lr for each step."""


def runs_for_signs() -> list[Run]:
    """Many short runs, of gradients of every size: a sign tells little of what it is taken of."""
    chooser = random.Random(0)
    sizes = [ratio(number, 7) for number in (1, 2, 5, 9, 20, 50, 111)]
    rates = [ratio(number, 9) for number in (1, 7, 30)]
    return [
        (
            [chooser.choice(sizes) * chooser.choice((1, -1)) for _ in range(LONGER)],
            [chooser.choice(rates) for _ in range(LONGER)],
        )
        for _ in range(100)
    ]


LONGER = 5


ORDINARY: list[Run] = [(GRADIENTS, RATES)]
FOR_SIGNS = ORDINARY + runs_for_signs()
DIVIDING = 7
"""So many steps that RAdam divides, in every form."""
LATE: Run = (
    [ratio(k, 7) for k in (3, -5, 2, 4, -1, 6, -2, 1, 5, -3, 2, 1)],
    [ratio(1, k) for k in (5, 3, 8, 4, 5, 2, 3, 7, 2, 4, 6, 3)],
)
"""So many that it does with some mistakes that hold it back."""
RUNS = [*FOR_SIGNS, LATE]


def ids(made: tuple[Rule, Form]) -> str:
    return f"{made[0].name}-{made[1].name}"


@cache
def divides_by_zero(wrong: Form) -> bool:
    """Whether the first step has no value, as where 1 − β⁰ = 0; it is compared from the second on, from a state of any kind."""
    try:
        seen(wrong)
    except NotEvaluable:
        return True
    return False


@cache
def seen(form: Form, first: int = 1, run: int = 0) -> tuple[object, ...]:
    """Rigorous intervals of what can be seen from outside: where each gradient is asked for, and θ after each step."""
    intervals = Intervals()
    # A state of any kind where the first step is left out, and then each of them another one.
    start = form.start() if first == 1 else {each.symbol: ratio(2 + k, 7) for k, each in enumerate(form.state)}
    exact: Mapping[Symbol, Expr] = {theta: ratio(1, 2), **start}
    values: dict[Symbol, object] = {
        each: intervals.rational(HYPERPARAMETERS[each.name]) for each in form.symbols if each != lr
    }
    values |= {s: evaluate(e, values, intervals) for s, e in exact.items()}
    found: list[object] = []
    for k, (gradient, rate) in enumerate(zip(*RUNS[run], strict=True), start=first):
        values |= {g: intervals.rational(gradient), lr: intervals.rational(rate)}
        found.append(evaluate(at(form.gradient_at, k), values, intervals))
        for line in form.step:
            values[line.symbol] = evaluate(at(line.value, k), values, intervals)
        found.append(values[theta])
    return tuple(found)


def at(value: Expr, step: int) -> Expr:
    return replaced(value, {t: Integer(step)})


def certainly_differ(left: Form, right: Form, first: int = 1) -> bool:
    runs = range(len(FOR_SIGNS) if any(is_flat(line.value) for line in (*left.step, *right.step)) else 1)
    if chooses(left) or chooses(right):
        runs = range(len(FOR_SIGNS), len(RUNS))
    return any(_parted(left, right, first, run) for run in runs)


def _parted(left: Form, right: Form, first: int, run: int) -> bool:
    try:
        pairs = zip(seen(left, first, run), seen(right, first, run), strict=True)
    except NotEvaluable:  # a sign of what is zero
        if run:
            return False
        raise
    return any(0 not in one - two for one, two in pairs)  # type: ignore[operator]


# THE CATALOGUE


def test_ids_are_unique_and_short() -> None:
    """Every id is unique, in kebab-case, and short enough for a line of a report."""
    names = [mistake.id for mistake in MISTAKES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) and len(name) <= 32 for name in names)


def test_texts_are_complete() -> None:
    """A title without a full stop, a symptom and a fix of whole sentences, and links that are links."""
    for mistake in MISTAKES:
        assert mistake.title and not mistake.title.endswith("."), mistake.id
        assert mistake.symptom.endswith(".") and mistake.fix.endswith("."), mistake.id
        assert all(link.startswith("https://") and " " not in link for link in mistake.links), mistake.id


def test_every_mistake_applies_somewhere() -> None:
    """No mistake of the catalogue is dead, in the rules by themselves or with their parts."""
    forms = [*FORMS, *((rule, form) for rule in COMBINED for form in rule.forms)]
    assert [each.id for each in MISTAKES if not any(each.applies(*made) for made in forms)] == []


def test_titles_are_unique() -> None:
    """Two mistakes can be told apart by their titles."""
    assert len({mistake.title for mistake in MISTAKES}) == len(MISTAKES)


def test_find_mistake() -> None:
    """A mistake is found by its id, whatever the case."""
    assert find_mistake("v-Plus-equals").id == "v-plus-equals"


def test_find_mistake_names_the_closest() -> None:
    """A mistyped id is answered with the closest one."""
    with pytest.raises(UnknownNameError, match="'v-plus-equals'"):
        find_mistake("v-plus-equal")


# WHAT A MISTAKE IS


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_a_mistake_is_wrong(made: tuple[Rule, Form]) -> None:
    """At an exact rational point, with an lr that varies, every wrong form certainly differs from the right one."""
    right = made[1]
    alike = [
        mistake.id
        for mistake, wrong in wrong_of(made).items()
        if not certainly_differ(wrong, right, 2 if divides_by_zero(wrong) else 1)
    ]
    assert alike == []


@pytest.mark.parametrize("form", FORMS, ids=ids)
def test_no_two_mistakes_are_the_same(form: tuple[Rule, Form]) -> None:
    """On one form, any two mistakes certainly compute different things, and so do a mistake and any published form."""
    rule, _ = form
    made = {each.id: wrong for each, wrong in wrong_of(form).items() if not divides_by_zero(wrong)}
    names = sorted(made)
    twins = [
        (one, two) for k, one in enumerate(names) for two in names[:k] if not certainly_differ(made[one], made[two])
    ]
    assert twins == []
    published = [
        (name, other.name)
        for name, wrong in made.items()
        for other in rule.forms
        if find_mistake(name).kind != "convention" and not certainly_differ(wrong, other)
    ]
    assert published == []


@pytest.mark.parametrize("form", FORMS, ids=ids)
def test_mistakes_that_divide_by_zero_are_unlike_all_others(form: tuple[Rule, Form]) -> None:
    """From the second step on, these have values, and no other mistake has the same."""
    made = wrong_of(form)
    for mistake, wrong in made.items():
        if divides_by_zero(wrong):
            with pytest.raises(NotEvaluable):
                seen(wrong)
            assert all(other == mistake or certainly_differ(wrong, made[other], 2) for other in made)


@pytest.mark.parametrize("form", FORMS, ids=ids)
def test_unrolled_symbolically_they_are_wrong_too(form: tuple[Rule, Form]) -> None:
    """`Form.unroll` shows the same: the difference of the third θ, or of some gradient's place, is certainly not zero."""
    right = form[1]
    signs = any(is_flat(line.value) for line in right.step)
    steps = DIVIDING if chooses(right) else LONGER if signs else STEPS
    expected = right.unroll(steps)[-1]
    for mistake, wrong in wrong_of(form).items():
        if divides_by_zero(wrong):
            continue
        found = wrong.unroll(steps)[-1]
        there = replaced(wrong.gradient_at, found) - replaced(right.gradient_at, expected)
        apart = (found[theta] - expected[theta], there)
        assert any(_not_zero(each, point) for point in points_of(right) for each in apart), mistake.id


def points_of(form: Form) -> Iterator[dict[Symbol, Rational]]:
    runs = FOR_SIGNS[1:] if any(is_flat(line.value) for line in form.step) else [LATE] if chooses(form) else ORDINARY
    for gradients, rates in runs:
        point = {symbol: HYPERPARAMETERS[symbol.name] for symbol in form.symbols if symbol != lr} | {theta: ratio(1, 2)}
        point |= {numbered(g, k): value for k, value in enumerate(gradients, 1)}
        yield point | {numbered(lr, k): value for k, value in enumerate(rates, 1)}


def _not_zero(expr: Expr, point: Mapping[Symbol, Rational]) -> bool:
    try:
        return certainly_nonzero(expr, point)
    except NotEvaluable:
        return False


@pytest.mark.parametrize("form", FORMS, ids=ids)
def test_the_wrong_form_keeps_its_face(form: tuple[Rule, Form]) -> None:
    """The wrong form has the name, the hyperparameters and the state of the right one, or more state."""
    right = form[1]
    for mistake, wrong in wrong_of(form).items():
        assert (wrong.name, wrong.hyperparameters) == (right.name, right.hyperparameters), mistake.id
        assert {each.symbol for each in right.state} <= {each.symbol for each in wrong.state}, mistake.id


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_difference_holds_what_differs(made: tuple[Rule, Form]) -> None:
    """The wrong lines are lines of the wrong form and the right ones of the right form; and there are some."""
    for mistake, wrong in wrong_of(made).items():
        wrong_lines, right_lines = mistake.difference(*made)
        assert wrong_lines and wrong_lines != right_lines, mistake.id
        for shown, owner in (wrong_lines, wrong), (right_lines, made[1]):
            start = [let(numbered(each.symbol, 0), each.initial) for each in owner.state]
            assert set(shown) <= {*owner.step, *start, let(GRADIENT_AT, owner.gradient_at)}, mistake.id
        assert all(lines(wrong_lines)), mistake.id


def test_difference_of_one_line() -> None:
    """Only the line that differs is shown."""
    rule = find_rule("adam")
    wrong, right = find_mistake("v-plus-equals").difference(rule, rule.first)
    assert lines(wrong) == ["v ← (1 + β₂)·v + (1 − β₂)·g²"]
    assert lines(right) == ["v ← β₂·v + (1 − β₂)·g²"]


def test_difference_of_order() -> None:
    """Where only the order is wrong, both orders are shown."""
    rule = find_rule("nesterov")
    wrong, right = find_mistake("step-reads-new-state").difference(rule, rule.first)
    assert [line.symbol for line in wrong] == [velocity, theta]
    assert [line.symbol for line in right] == [theta, velocity]


def test_difference_of_initial_value() -> None:
    """An initial value shows as an assignment to v₀."""
    rule = find_rule("momentum")
    wrong, right = find_mistake("velocity-starts-at-one").difference(rule, rule.first)
    assert (lines(wrong), lines(right)) == (["v₀ ← 1"], ["v₀ ← 0"])


def test_difference_of_the_gradients_place() -> None:
    """The place where the gradient is taken shows as a line of its own."""
    rule = find_rule("nesterov")
    wrong, right = find_mistake("look-ahead-missing").difference(rule, find_form(rule, "lookahead"))
    assert (wrong, right) == ([let(GRADIENT_AT, theta)], [let(GRADIENT_AT, theta + mu * velocity)])


def test_apply_where_it_does_not_apply() -> None:
    """A mistake that cannot be made says so."""
    rule = find_rule("sgd")
    with pytest.raises(ValueError, match="'v-plus-equals' does not apply to sgd, form plain"):
        find_mistake("v-plus-equals").apply(rule, rule.first)


def test_a_published_form_is_no_mistake() -> None:
    """What turns one published form into another does not apply, unless it is told as a convention."""
    rule = find_rule("adagrad")
    into_inside = find_mistake("epsilon-before-root")
    assert into_inside.applies(rule, rule.first)
    assert not replace(into_inside, kind="missing step").applies(rule, rule.first)


# THEY RUN


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("form", FORMS, ids=ids)
def test_every_mistake_runs_in_the_oracle(form: tuple[Rule, Form], dtype: type) -> None:
    """Lowered to numbers, every wrong form gives values of the parameter's shape, and raises nothing."""
    right = form[1]
    for mistake, wrong in wrong_of(form).items():
        for step in judge(wrong, tape(right, dtype)):
            assert [each.value.shape for each in step] == [(3,)], mistake.id
            # SMORMS3's memory falls below −1 where it should not, and what divides by it is any number.
            lost = divides_by_zero(wrong) or any(each.symbol == memory for each in right.state)
            assert lost or all(np.isfinite(each.value).all() for each in step), mistake.id


def tape(form: Form, dtype: type, **given: float) -> Tape:
    values = {each.name: float(each.default) for each in form.hyperparameters} | given
    gradients = np.array([[0.3, -1.5, 2e-3], [-0.7, 0.2, 4e-3], [1.1, -0.4, -1e-3], [0.2, 0.9, 5e-3]], dtype)
    return Tape(
        initial=(np.array([0.5, -1.0, 2.0], dtype),),
        gradients=tuple((each,) for each in gradients),
        lr=(0.01, 0.02, 0.005, 0.03),
        hyperparameters=values,
    )


# THEY HAPPEN


SPECIMENS = {
    "momentum_never_decays": ("momentum", "classical", "velocity-decay-lost"),
    "momentum_starts_from_gradient": ("momentum", "classical", "velocity-starts-from-gradient"),
    "nesterov_new_v": ("nesterov", "bengio", "step-reads-new-state"),
    "adagrad_lr_in_h": ("adagrad", "outside", "lr-in-v"),
    "adagrad_lr_squared_in_h": ("adagrad", "outside", "lr-squared-in-v"),
    "rmsprop_forgot_to_leak": ("rmsprop", "outside", "v-decay-lost"),
    "adam_no_correction": ("adam", "epsilon-hat", "correction-missing"),
    "adam_v_plus_equals": ("adam", "epsilon-hat", "v-plus-equals"),
    "adam_lost_decay": ("adam", "epsilon-hat", "v-decay-lost"),
    "adam_lr_t_swapped": ("adam", "epsilon-hat", "betas-swapped-corrections"),
    "adam_lr_t_beta1_twice": ("adam", "epsilon-hat", "beta1-in-both-corrections"),
    "adam_lr_t_beta2_twice": ("adam", "epsilon-hat", "beta2-in-both-corrections"),
    "adam_correct_bias_live": ("adam", "epsilon-hat", "increment-twice-uphill"),
}


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_each_specimen_is_one_mistake(specimen: str) -> None:
    """The wrong optimizers that learners write are the forms that the catalogue makes, within the bound of rounding."""
    rule_name, form_name, name = SPECIMENS[specimen]
    rule = find_rule(rule_name)
    form = find_form(rule, form_name)
    assert excess(find_mistake(name).apply(rule, form), specimen) <= 1
    assert excess(form, specimen) > 1


def excess(form: Form, specimen: str) -> float:
    """How many times the bound the specimen leaves the form."""
    module = importlib.import_module(f"optproof.implementations.specimens.{specimen}")
    optimizer = next(each for each in vars(module).values() if isinstance(each, type))()
    names = {"rho": "decay_rate", "mu": "momentum"}
    own = {each.name: vars(optimizer).get(names.get(each.name, each.name), 1e-7) for each in form.hyperparameters}
    run = tape(form, np.float64, **own)
    params = {"W": run.initial[0].copy()}
    found = []
    for (gradient,), rate, (expected,) in zip(run.gradients, run.lr, judge(form, run), strict=True):
        optimizer.lr = rate
        optimizer.update(params, {"W": gradient})
        found.append(expected.excess(params["W"]).max())
    return max(found)


def test_the_lines_of_the_book_from_either_form() -> None:
    """The book's commented-out lines are the same mistake made in Algorithm 1 and in its faster form."""
    rule = find_rule("adam")
    mistake = find_mistake("increment-twice-uphill")
    one, two = (mistake.apply(rule, find_form(rule, name)) for name in ("algorithm-1", "epsilon-hat"))
    assert one.unroll(STEPS) == two.unroll(STEPS)
    assert one.step == uphill(find_mistake("increment-twice").apply(rule, rule.first)).step
