"""Which lines are marked: those whose values differ or that a mistake changes, found on expressions, whatever state is called."""

import json
import pickle
from collections.abc import Mapping

from sympy import Expr, Integer, Rational, Symbol, sign, sqrt

from optproof.reference.library import find_rule
from optproof.reference.mistakes import find_mistake
from optproof.reference.rule import Form, State, let
from optproof.reference.symbols import beta1, beta2, g, lr, mu, t, theta
from optproof.verification.diagnosis.marking import formula
from optproof.verification.diagnosis.mistakes import Diagnosis
from optproof.verification.proof.pairing import Pairing, Relation, orders, pairings
from optproof.verification.tracing.machine import Machine, Slot
from optproof.verification.tracing.trace import Branches, ElementTrace, Trace
from optproof.verification.verdicts.verdict import Formula, Marked, Verdict

m, v, s, r, buffer = (Symbol(name, real=True) for name in ("m", "v", "s", "r", "buffer"))

LION = Form(
    "plain",
    "signs of an interpolated momentum",
    (),
    (State(m),),
    (let(theta, theta - lr * sign(beta1 * m + (1 - beta1) * g)), let(m, beta2 * m + (1 - beta2) * g)),
)
PAIR = Form(
    "plain",
    "both moments, uncorrected",
    (),
    (State(m), State(v)),
    (
        let(m, beta1 * m + (1 - beta1) * g),
        let(v, beta2 * v + (1 - beta2) * g**2),
        let(theta, theta - lr * m / sqrt(v)),
    ),
)


def traced(step: Expr, state: Mapping[Symbol, Expr], first: Mapping[Symbol, Expr] | None = None) -> Trace:
    """What is recovered from a subject with this step in general, whose state starts from zero, or after step 1 is `first`."""
    zero: dict[Symbol, Expr] = {**dict.fromkeys(state, Integer(0)), g: Symbol("g1", real=True), t: Integer(1)}
    begun = {symbol: value.xreplace(zero) for symbol, value in state.items()} | dict(first or {})
    slots = tuple(Slot(symbol, (begun[symbol],), None, value) for symbol, value in state.items())
    machine = Machine(step.xreplace(dict(state)), theta, slots)
    return Trace((ElementTrace((0, 0), (), None, (), machine),), frozenset(), {}, Branches(), ())


def marked(found: Formula) -> tuple[list[str], list[str]]:
    ours, theirs = ([each.text for each in side if each.differs] for side in found.sides)
    return ours, theirs


def test_lines_with_other_values() -> None:
    """Lines with other values are marked; lines that are only written otherwise are not, whatever state is called."""
    state = {s: (1 - beta1) * (g - s) + s, r: beta2 * r + g**2}
    found = formula(traced(theta - lr * s / sqrt(r), state), PAIR, None)
    assert marked(found) == (["r ← β₂·r + g²"], ["v ← β₂·v + (1 − β₂)·g²"])
    assert found.differing == ("r",)


def test_letters_that_change_places() -> None:
    """A buffer called as the other letter of the rule is not taken for that: nothing differs, and nothing is marked."""
    state = {v: beta1 * v + (1 - beta1) * g, m: beta2 * m + (1 - beta2) * g**2}
    assert marked(formula(traced(theta - lr * v / sqrt(m), state), PAIR, None)) == ([], [])


def test_signs_are_no_obstacle() -> None:
    """Of a rule with signs, the line of state with the wrong β is marked, and θ is not."""
    step = theta - lr * sign(beta1 * buffer + (1 - beta1) * g)
    begun = ((1 - beta1) * Symbol("g1", real=True),)
    machine = Machine(step, theta, (Slot(buffer, begun, None, beta1 * buffer + (1 - beta1) * g),))
    trace = Trace((ElementTrace((0, 0), (), None, (), machine),), frozenset(), {}, Branches(), ())
    wrong = LION.with_step(LION.step[0], let(m, beta1 * m + (1 - beta1) * g))
    pairing = Pairing((Relation(buffer, Integer(1), m),))
    line = ["buffer ← β₁·buffer + (1 − β₁)·g"], ["m ← β₂·m + (1 − β₂)·g"]
    assert marked(formula(trace, LION, None, Diagnosis(LION, (), wrong, exact=True, pairing=pairing))) == line
    assert marked(formula(trace, LION, None)) == line


def test_less_state_than_the_rule_has() -> None:
    """One buffer in place of two is taken for the letter that it is; what reads the other differs."""
    found = formula(traced(theta - lr * s, {s: beta1 * s + (1 - beta1) * g}), PAIR, None)
    assert marked(found) == (["θ ← θ − lr·s"], ["θ ← θ − lr·m/√v"])


def test_a_line_in_passing_shows_where_it_is_used() -> None:
    """The gradient that a mistake changes before it is used has no line of its own: the state that it enters is marked."""
    momentum = find_rule("momentum").form("buffer")
    wrong = momentum.with_step(let(g, 2 * g), *momentum.step)
    step = mu * buffer + 2 * g
    trace = traced(theta - lr * buffer, {buffer: step})
    pairing = Pairing((Relation(buffer, Integer(1), momentum.state[0].symbol),))
    ours, _ = marked(formula(trace, momentum, None, Diagnosis(momentum, (), wrong, exact=True, pairing=pairing)))
    assert ours == ["buffer ← μ·buffer + 2·g"]


def test_what_only_the_first_step_does() -> None:
    """A start is told in the words of the mistake; another first update is marked where the code has a line for it."""
    rule = find_rule("momentum")
    form = rule.form("classical")
    letter, g1 = form.state[0].symbol, Symbol("g1", real=True)
    pairing = Pairing((Relation(buffer, Integer(1), letter),))

    def seen(mistake: str, first: Expr) -> tuple[list[str], list[str]]:
        trace = traced(theta + buffer, {buffer: mu * buffer - lr * g}, {buffer: first})
        wrong = find_mistake(mistake).apply(rule, form)
        return marked(formula(trace, form, None, Diagnosis(form, (), wrong, exact=True, pairing=pairing)))

    untraced = Diagnosis(form, (), find_mistake("velocity-first-is-gradient").apply(rule, form), exact=False)
    assert marked(formula(None, form, None, untraced)) == (["v ← g in step 1"], ["v ← μ·v − lr·g"])
    assert seen("velocity-starts-from-gradient", mu * g1 - lr * g1)[0] == ["in step 1, first: v ← v + g"]
    assert seen("velocity-starts-at-one", mu - lr * g1) == (["at the start: v₀ ← 1"], ["at the start: v₀ ← 0"])
    assert seen("velocity-first-is-gradient", g1) == (["buffer ← g₁ in step 1"], ["v ← μ·v − lr·g"])


def test_steps_of_what_has_no_general_step() -> None:
    """Only the steps that differ are marked."""
    form = find_rule("momentum").form("classical")
    run = [each[theta] for each in form.unroll(3, constant_lr=True)]
    constant = (run[0], run[1] + Rational(1, 3), run[2])
    trace = Trace((ElementTrace((0, 0), constant, None, (theta,) * 3, None),), frozenset(), {}, Branches(), ())
    ours, theirs = marked(formula(trace, form, None))
    assert [each.partition(":")[0] for each in ours] == ["step 2"]
    assert theirs == ["θ ← θ + v"]


def test_marks_travel_and_stay_out_of_the_json() -> None:
    """A verdict brings its marks from one process to another; its JSON has the lines without them."""
    found = Formula(("v ← v",), ("v ← g",), ((Marked("v ← v", differs=True, letter="v"),), (Marked("v ← g"),)))
    verdict = Verdict("it", "adam", "refuted", formula=found)
    assert pickle.loads(pickle.dumps(verdict)).formula.differing == ("v",)
    told = {"computed": ["v ← v"], "expected": ["v ← g"], "evidence": ""}
    assert json.loads(verdict.to_json())["formula"] == told


def test_every_order_and_no_other() -> None:
    """Without knowledge state is read in every order, if there is as much of it as in the form; else as it is known."""
    state = {s: s + g, r: r + g**2}
    machine = traced(theta, state).elements[0].machine
    assert machine is not None
    found = [[(each.slot, each.symbol) for each in pairing.relations] for pairing in pairings(machine, PAIR)]
    assert found == [[(s, m), (r, v)], [(s, v), (r, m)]]
    known = next(orders(machine, PAIR))
    assert [*pairings(machine, PAIR, known)] == [known]
    assert [*pairings(machine, LION)] == []
    assert len([*orders(machine, LION)]) == 2
