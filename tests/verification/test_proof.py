"""The provers: what is decided is true, two agree, and induction needs its branches."""

from dataclasses import replace

import pytest
from sympy import Abs, Expr, Integer, Max, Rational, Symbol, sin, sqrt, symbols

from optproof.reference.library import find_form, find_rule
from optproof.reference.symbols import beta1, beta2, epsilon, g, lr, m, mu, t, theta, v
from optproof.verification.diagnosis.selfcheck import disbelief
from optproof.verification.proof import equality, z3prover
from optproof.verification.proof.branches import follows, open_ones, settled
from optproof.verification.proof.equality import decide, points, value_for
from optproof.verification.proof.prover import prove
from optproof.verification.proof.simulation import induct
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load
from optproof.verification.symbolic.record import Condition
from optproof.verification.tracing.machine import Machine, Slot
from optproof.verification.tracing.trace import Trace, trace

x, y = symbols("x y", real=True)
a = symbols("a", nonnegative=True)

EQUAL = [
    (x + y, y + x), (sqrt(a**2), a), (sqrt(x**2), Abs(x)), ((x + 1) ** 2, x**2 + 2 * x + 1), (beta1**t * beta1, beta1 ** (t + 1)),
    (sqrt(v / (1 - beta2**t)), sqrt(v) / sqrt(1 - beta2**t)), (m + (1 - beta1) * (g - m), beta1 * m + (1 - beta1) * g),
    (lr * m / (sqrt(v) + epsilon), lr / ((epsilon + sqrt(v)) / m) * Integer(1)),
]  # fmt: skip
DIFFERENT = [
    (x, y), (sqrt(x**2), x), (x, x + Rational(1, 10**20)), (beta1**t, beta1 ** (t + 1)), (sqrt(v + epsilon), sqrt(v) + epsilon), (beta1, beta2),
    (1 - beta1**t, 1 - beta1), (x * (1 + Rational(1, 10**15)), x), (Max(x, 0), x), (mu * v, mu**2 * v),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), EQUAL, ids=str)
def test_equal(left: Expr, right: Expr) -> None:
    """What is equal is decided so, by the normal form and a second opinion."""
    decision = decide(left, right)
    assert decision.answer == "equal"
    assert decision.provers[0] == "normal form" and len(decision.provers) == 2


@pytest.mark.parametrize(("left", "right"), DIFFERENT, ids=str)
def test_different(left: Expr, right: Expr) -> None:
    """What differs is told apart at an exact point, however little it differs."""
    assert decide(left, right).answer == "different"


@pytest.mark.parametrize(
    ("left", "right"),
    [(sin(x) ** 2 + sin(y) ** 2, Integer(1)), (Max(x, y) + Symbol("n") * 0, Max(y, x) + sin(x) - sin(x))],
    ids=str,
)
def test_undecided(left: Expr, right: Expr) -> None:
    """What the normal form does not know is unknown or trivially equal, and never proved on points alone."""
    decision = decide(left, right)
    assert decision.answer == "unknown" or left == right


@pytest.mark.parametrize(("left", "right"), EQUAL, ids=str)
def test_z3_does_not_contradict(left: Expr, right: Expr) -> None:
    """z3, which shares no code with the normal form, finds no difference between equals."""
    assert z3prover.compare(left, right) != "different"


@pytest.mark.parametrize(("left", "right"), DIFFERENT, ids=str)
def test_z3_never_calls_different_things_equal(left: Expr, right: Expr) -> None:
    """Nor does it prove what is false."""
    assert z3prover.compare(left, right) != "equal"


def test_z3_really_proves() -> None:
    """At least the polynomial and root identities are z3's own."""
    assert sum(z3prover.compare(left, right) == "equal" for left, right in EQUAL) >= 4


def test_when_the_provers_disagree_nothing_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second opinion of `different` makes it unknown, and our bug."""
    monkeypatch.setattr(z3prover, "compare", lambda left, right: "different")
    decision = decide(x * (y + 3), x * y + 3 * x)
    assert decision.answer == "unknown" and "bug" in decision.detail


def test_without_z3_points_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where z3 gives no answer, exact points are the second opinion, and are named so."""
    monkeypatch.setattr(z3prover, "compare", lambda left, right: "unknown")
    decision = decide(x * (y + 5), x * y + 5 * x)
    assert decision.answer == "equal"
    assert decision.provers == ("normal form", f"{equality.MANY_POINTS} exact points")


def test_points_lie_in_the_domains() -> None:
    """Points are reproducible, rational, and where their symbols may be."""
    expr = x + a + lr + beta1**t + mu
    drawn = [*points(expr, 20)]
    assert drawn == [*points(expr, 20)]
    for point, step in drawn:
        assert step >= 1 and t not in point
        assert 0 < point[beta1] < 1 and 0 < point[mu] < 1 and point[lr] > 0 and point[a] >= 0
    assert {value_for(x, __import__("random").Random(k)) > 0 for k in range(20)} == {True, False}


# BRANCHES


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Condition(t - 1, ">", True), True), (Condition(t - 5, ">", True), False), (Condition(t - 5, "<", True), False), (Condition(t, "==", False), True),
        (Condition(v + 1, ">", True), True), (Condition(x, ">", True), False), (Condition(x, "<", False), False),
        (Condition(mu - Rational(1, 2), "<", False), False), (Condition(x**2, "<", False), True), (Condition(g, "==", True), False),
        (Condition(t - 6, "==", True), False), (Condition(mu, ">", True), False),
    ],
)  # fmt: skip
def test_which_branches_are_always_taken(condition: Condition, holds: bool) -> None:
    """A branch on numbers that may go the other way is not held to be the only one."""
    assert follows(condition, 2) is holds


@pytest.mark.parametrize("step", [6, 100, 100_000])
def test_a_step_that_comes_is_told(step: int) -> None:
    """`t == 100` is false for long, and then it comes true: it is never among the branches that need not be told."""
    condition = Condition(t - step, "==", False)
    assert open_ones([condition, condition], 2) == [condition]


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        (Condition(mu, "==", True), {mu: 0}), (Condition(mu, ">", False), {mu: 0}), (Condition(2 * g - 3, "!=", False), {g: Rational(3, 2)}),
        (Condition((1 - beta1) * g**2, ">", False), {g: 0}), (Condition(mu - Rational(1, 2), "<", True), {}), (Condition(g, ">", False), {}),
    ],
)  # fmt: skip
def test_what_a_side_settles(condition: Condition, values: dict[Symbol, Expr]) -> None:
    """Where a branch leaves a letter one value, the step there is held to the rule at that value; an interval leaves it free."""
    assert settled([condition]) == values


# INDUCTION


MOMENTUM = find_form(find_rule("momentum"), "classical")
own = Symbol("v", real=True)


def machine(factor: Expr, step: Expr | None = None) -> Machine:
    """Momentum whose buffer is `factor`, at each t, times the rule's velocity."""
    after = {k: value for k, value in enumerate((each[own] for each in MOMENTUM.unroll(3, constant_lr=True)), 1)}
    slot = symbols("buffer", real=True)
    before, now = factor.subs(t, t - 1), factor
    velocity = mu * slot / before - lr * g
    values = tuple((factor.subs(t, k) * after[k]).expand() for k in (1, 2, 3))
    return Machine(theta + velocity if step is None else step, theta, (Slot(slot, values, None, now * velocity),))


@pytest.mark.parametrize(
    "factor", [Integer(1), Integer(-1), Rational(1, 3), 1 / lr, mu**t, 1 - mu**t, 1 / (1 - mu)], ids=str
)
def test_a_scaled_state_is_related(factor: Expr) -> None:
    """A buffer that is any of the usual multiples of the velocity is found, and the step proved for every t."""
    found = induct(machine(factor), MOMENTUM, {}, varying=False)
    assert found.decision.answer == "equal"
    assert found.pairing is not None and found.pairing.relations[0].symbol == own


@pytest.mark.parametrize(
    "step",
    [
        theta + mu * symbols("buffer", real=True),
        theta + mu * symbols("buffer", real=True) - lr * g * Rational(1000001, 1000000),
        theta - lr * g,
    ],
    ids=str,
)
def test_a_wrong_step_is_not_proved(step: Expr) -> None:
    """A related state proves nothing if the step is another."""
    assert induct(machine(Integer(1), step), MOMENTUM, {}, varying=False).decision.answer != "equal"


def test_a_state_without_relation_is_unknown() -> None:
    """A buffer that follows no law of t is not related, and the reason says which."""
    right = machine(Integer(1))
    slot = right.slots[0]
    odd = replace(right, slots=(replace(slot, values=(slot.values[0], 5 * slot.values[1], 11 * slot.values[2])),))
    decision = induct(odd, MOMENTUM, {}, varying=False).decision
    assert decision.answer == "unknown" and "buffer" in decision.detail


# THE SELF-CHECK


def traced(name: str, rule_name: str) -> tuple[Trace, object]:
    rule = find_rule(rule_name)
    subject = recognise(load(f"optproof.implementations:{name}"), rule, None, {})
    names = [each.name for each in rule.first.hyperparameters]
    return trace(subject, names, {}, lr_paths(subject)), subject


@pytest.mark.parametrize(("name", "rule"), [("SGD", "sgd"), ("ClassicalMomentum", "momentum"), ("Adam", "adam")])
def test_a_true_trace_is_believed(name: str, rule: str) -> None:
    """The trace of an honest optimizer foretells its runs."""
    found, subject = traced(name, rule)
    assert disbelief(found, subject) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize("where", ["constant", "varying"])
@pytest.mark.parametrize("step", [0, 2])
@pytest.mark.parametrize("element", [0, -1])
def test_a_tampered_trace_is_not_believed(element: int, step: int, where: str) -> None:
    """One part in 10¹⁰ in any element, step or run is enough for the trace to be doubted."""
    found, subject = traced("ClassicalMomentum", "momentum")
    elements = [*found.elements]
    run = [*getattr(elements[element], where)]
    run[step] = run[step] + (run[step] - theta) / 10**10
    elements[element] = replace(elements[element], **{where: tuple(run)})
    assert disbelief(replace(found, elements=tuple(elements)), subject)  # type: ignore[arg-type]


def test_a_trace_of_a_branch_never_taken_is_not_believed() -> None:
    """A trace under a condition that no ordinary run fulfils is not believed."""
    found, subject = traced("SGD", "sgd")
    odd = replace(found, branches=replace(found.branches, constant=(Condition(lr - 10**6, ">", True),)))
    assert "branches" in disbelief(odd, subject)  # type: ignore[arg-type]


def test_prove_holds_every_element_to_the_form() -> None:
    """A trace in which one element alone is wrong is different from the form."""
    found, _ = traced("ClassicalMomentum", "momentum")
    assert prove(found, MOMENTUM).outcome == "equal"
    last = found.elements[-1]
    odd = replace(
        found,
        elements=(*found.elements[:-1], replace(last, constant=tuple(each + (each - theta) for each in last.constant))),
    )
    assert prove(odd, MOMENTUM).outcome == "different"


def test_prove_without_a_machine_covers_the_first_steps() -> None:
    """Where the general step is missing, the proof says that it is of the first steps."""
    found, _ = traced("ClassicalMomentum", "momentum")
    short = replace(
        found, elements=tuple(replace(each, machine=None) for each in found.elements), obstacle="its state is hidden"
    )
    proof = prove(short, MOMENTUM)
    assert (proof.outcome, proof.every_step) == ("equal", False)
    assert "hidden" in proof.reason
