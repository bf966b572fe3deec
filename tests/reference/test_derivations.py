"""The derivations: all are proved, none of them of a changed rule, and every relation refers to the right one."""

from fractions import Fraction
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st
from sympy import Integer, Rational, sqrt

from optproof.reference.derivations import (
    DERIVATIONS,
    Above,
    Derivation,
    Different,
    Every,
    NotNegative,
    Positive,
    Undefined,
    Zero,
    derivations_of,
    find_derivation,
)
from optproof.reference.library import RULES, UnknownNameError, find_rule
from optproof.reference.operations import is_flat
from optproof.reference.rule import Form, let
from optproof.reference.symbols import beta1, epsilon, g, mu, t, theta, v

WANTED = {
    *("adam-moments", "adam-weights", "adam-root", "adam-first-step", "adam-corrections-monotone", "adam-swoosh"),
    *("adam-epsilon-hat", "adam-epsilon-inside", "adam-step-bound", "adam-plus-equals", "adam-lost-decay"),
    *("adagrad-constant-gradient", "adagrad-zero-gradient", "adagrad-leaked-lr", "adagrad-epsilon", "rmsprop-epsilon"),
    *("momentum-terminal-velocity", "momentum-buffer", "momentum-ema", "nesterov-buffer", "nesterov-lookahead"),
}

ids = [derivation.id for derivation in DERIVATIONS]
every_derivation = pytest.mark.parametrize("derivation", DERIVATIONS, ids=ids)


@every_derivation
def test_every_derivation_is_proved(derivation: Derivation) -> None:
    """Every line of every proof holds, and there is at least one line."""
    assert derivation.lines()
    assert [line.says for line in derivation.check()] == []


def test_the_named_derivations_exist_once() -> None:
    """The fixed ids are there, and no id is given twice."""
    assert set(ids) >= WANTED
    assert len(ids) == len(set(ids))


@every_derivation
def test_a_derivation_is_complete(derivation: Derivation) -> None:
    """It has a title and a statement, its lines say something, and its forms belong to the rules that it names."""
    assert derivation.title
    assert derivation.statement
    assert all(line.says for line in derivation.lines())
    rules = [find_rule(name) for name in derivation.rules]
    assert tuple(rule.name for rule in rules) == derivation.rules != ()
    assert all(any(form in rule.forms for rule in rules) for form in derivation.forms)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_relation_is_derived(rule) -> None:
    """A form's relation names a derivation about that form and the first form of its rule."""
    for form in rule.forms[1:]:
        derivation = find_derivation(form.relation.derivation)
        assert form in derivation.forms
        assert rule.first in derivation.forms
        assert derivation in derivations_of(rule.name)


def test_a_mistyped_id_names_the_closest() -> None:
    """An unknown id ends in a sentence with the closest id."""
    with pytest.raises(UnknownNameError, match="adam-swoosh"):
        find_derivation("adam-swosh")


IRRELEVANT = {
    # AdaGrad's sum starts at 0, so its first step does not see what the rule does with the old sum.
    "adagrad-zero-gradient": {("v", "v")},
    # This one relates a wrong AdaGrad to the right one, wherever ε stands in it and however large it is.
    "adagrad-leaked-lr": {("theta", "epsilon")},
    "adam-moments": {("m_hat", None), ("v_hat", None), ("theta", None)},
    "adam-weights": {("theta", None)},
    # These compare the divisor at ε = 0, or read off the folded form its lr_t alone.
    "adam-root": {("m", None), ("v", None), ("theta", None)},
    "adam-corrections-monotone": {("m", None), ("v", None), ("theta", "epsilon")},
    "adam-swoosh": {("m", None), ("v", None), ("theta", None)},
    # The first step starts from m = v = 0.
    "adam-first-step": {("m", "m"), ("v", "v")},
    "l2-is-no-decay-for-adam": {("m", "m"), ("v", "v")},
    # However long an average is, its sign is no longer than 1.
    "lion-step-bound": {("c", None), ("m", None)},
    # The first step begins at v = u = 0.
    "adadelta-begins": {("v", "v"), ("u", None), ("theta", None), ("d", "u")},
    # Its first step begins at m = 0.
    "adamax-norm": {("m", "m")},
    # It compares the places of ε, however large ε is.
    "adamax-epsilon": {("u", "epsilon"), ("theta", "epsilon")},
    # What ε makes of v and of v̂ is the same whatever else they gather.
    "adabelief-epsilon": {("m", None), ("m_hat", None), ("v", "g"), ("v", "m")},
    # Only v is spoken of, and of the others only how they start, or what they move by.
    "yogi-change": {("m", None), ("m_hat", None), ("v_hat", None), ("theta", None)},
    # It speaks of what the step is along, and not of how long it is.
    "ademamix-comes-in": {("v", None), ("v_hat", None), ("theta", "lr"), ("theta", "epsilon"), ("theta", "v_hat")},
    # It speaks of two of three velocities, of which the first keeps nothing, and weighs them in its own way.
    "aggmo-nesterov": {("v1", "v1"), ("v1", "beta1"), ("v3", None), ("theta", None)},
    # At β₂ = 0 nothing is seen of what the gradient has changed.
    "adan-adam": {
        *((name, None) for name in ("p", "d", "m_change", "m_change_hat")),
        *(("v", each) for each in ("beta2", "d")),
        *(("theta", each) for each in ("beta2", "m_change_hat")),
    },
    # It speaks of the change alone, where there is none.
    "adan-changes": {(name, None) for name in ("m", "v", "m_hat", "v_hat", "m_change_hat", "theta")}
    | {("m_change", "d")},
    # It compares what is clipped, whatever that is, and the average of it.
    "adopt-clipping": {("d", None), ("m", "c"), ("c", None)},
    # It speaks of averages alone.
    "smorms3-averages": {("theta", None)},
    # Of q only the sign is seen; and one speaks of turns alone, where no step size grows.
    "rprop-bounds": {("q", None)},
    "rprop-turns": {("q", None), ("Delta", "eta_plus"), ("Delta", "step_max")},
    # It speaks of Adam's m̂ alone; and of what m is, whatever the schedule and the second moment are.
    "nadam-constant": {("v", None), ("v_hat", None), ("theta", None)},
    "nadam-weights": {(name, None) for name in ("mu_t", "mu_next", "mu_product", "v", "v_hat", "theta")},
    # They compare what divides at ε = 0.
    "radam-thresholds": {("theta", "epsilon")},
    "radam-lengths": {("theta", "epsilon")},
    # A sum in place of an average changes nothing that lr is seen in.
    "signum-sum": {("theta", "lr")},
    # At μ = 0 nothing is seen of what μ multiplies.
    "signum-signsgd": {("m", "m"), ("m", "mu")},
}
"""What a derivation does not speak of: (line, symbol in it), or a whole line."""


def sabotaged(form: Form):
    """The form with one symbol of one line four times as large, for every symbol of every line; where a sign is taken, larger by one."""
    for k, line in enumerate(form.step):
        for symbol in sorted(line.value.free_symbols - {theta}, key=str):
            larger = symbol + 1 if is_flat(line.value) else 4 * symbol
            wrong = let(line.symbol, line.value.xreplace({symbol: larger}))
            yield (line.symbol.name, symbol.name), form.with_step(*form.step[:k], wrong, *form.step[k + 1 :])


@every_derivation
def test_a_changed_rule_breaks_its_proof(derivation: Derivation) -> None:
    """Whichever symbol in a form is changed, the proof fails, unless it does not speak of that symbol or line."""
    irrelevant = IRRELEVANT.get(derivation.id, set())
    for k, form in enumerate(derivation.forms):
        survivors: set[tuple[str, str]] = set()
        for changed, wrong in sabotaged(form):
            claimed = derivation.about(*derivation.forms[:k], wrong, *derivation.forms[k + 1 :])
            if all(each.claim.holds() for each in claimed.lines()):
                survivors.add(changed)
        assert {each for each in survivors if not {each, (each[0], None)} & irrelevant} == set(), form.name
        assert len(survivors) < len([*sabotaged(form)])


@every_derivation
def test_a_proof_needs_each_of_its_forms(derivation: Derivation) -> None:
    """A form that does nothing satisfies no theorem."""
    for k, form in enumerate(derivation.forms):
        idle = form.with_step(*(let(line.symbol, Integer(0) if line.symbol != theta else theta) for line in form.step))
        claimed = derivation.about(*derivation.forms[:k], idle, *derivation.forms[k + 1 :])
        assert any(not each.claim.holds() for each in claimed.lines())


@pytest.mark.parametrize(
    "claim",
    [
        Zero(beta1 - mu),
        Zero(sqrt(g**2) - g),
        NotNegative(g),
        NotNegative(v - 1),
        NotNegative(v, ((v, Integer(1)), (epsilon, Integer(1)))),
        NotNegative(-(g**2), ((Integer(-1), g),)),
        NotNegative(beta1**t - beta1),
        Positive(v),
        Positive(1 - beta1 - epsilon),
        Positive(v + 1, v + 2),
        Above(beta1 - 1, {beta1: Rational(9, 10)}),
        Above(beta1 - Rational(9, 10), {beta1: Rational(9, 10)}),
        Above(1 / beta1, {beta1: Integer(0)}),
        Different(beta1 - Rational(9, 10), {beta1: Rational(9, 10)}),
        Different(1 / beta1, {beta1: Integer(0)}),
        Undefined(v / epsilon),
        Every(()),
        Every((Zero(Integer(0)), Zero(v))),
    ],
    ids=lambda claim: str(claim)[:60],
)
def test_a_false_claim_does_not_hold(claim) -> None:
    """No kind of claim lets pass what is false, or what its certificate does not show."""
    assert not claim.holds()


@pytest.mark.parametrize(
    "claim",
    [
        Zero(sqrt(g**2) - abs(g)),
        NotNegative(1 - beta1**t),
        NotNegative(g**2 - 2 * g * mu + mu**2, ((Integer(1), g - mu),)),
        Positive(1 + v),
        Positive(1 / (1 + sqrt(1 + v))),
        Above(1 - beta1**t, {beta1: Rational(9, 10)}, 3),
        Different(beta1, {beta1: Rational(9, 10)}),
        Every((Zero(Integer(0)),)),
    ],
    ids=lambda claim: str(claim)[:60],
)
def test_a_true_claim_holds(claim) -> None:
    """What each kind of claim is there to show, it shows."""
    assert claim.holds()


# What the two most surprising derivations say, once more, in plain fractions and without SymPy.


@cache
def largest(b1: Fraction, b2: Fraction, steps: int) -> Fraction:
    """The largest (Δθ/lr)² in step `steps`, by adam-step-bound."""
    total = sum((b1**2 / b2) ** j for j in range(steps)) * (1 - b1) ** 2 / (1 - b2)
    return total * (1 - b2**steps) / (1 - b1**steps) ** 2


def squared_step(b1: Fraction, b2: Fraction, gradients: list[Fraction]) -> Fraction:
    """(Δθ/lr)² of Adam's last step at ε = 0."""
    m, v2, steps = Fraction(0), Fraction(0), len(gradients)
    for gradient in gradients:
        m, v2 = b1 * m + (1 - b1) * gradient, b2 * v2 + (1 - b2) * gradient**2
    return m**2 * (1 - b2**steps) / ((1 - b1**steps) ** 2 * v2)


fractions_inside = st.fractions(Fraction(1, 100), Fraction(99, 100), max_denominator=100)
small = st.fractions(-3, 3, max_denominator=20)


@settings(deadline=None)
@given(fractions_inside, fractions_inside, st.lists(small, min_size=1, max_size=8).filter(any))
def test_no_gradients_exceed_the_sharp_bound(b1: Fraction, b2: Fraction, gradients: list[Fraction]) -> None:
    """Whatever the β's and the gradients, Adam's step at ε = 0 is within the bound, exactly."""
    assert squared_step(b1, b2, gradients) <= largest(b1, b2, len(gradients))


@settings(deadline=None)
@given(fractions_inside, fractions_inside, st.integers(1, 12))
def test_the_worst_gradients_reach_the_sharp_bound(b1: Fraction, b2: Fraction, steps: int) -> None:
    """g_t = (β₂/β₁)ᵗ makes it an equality, in every step."""
    assert squared_step(b1, b2, [(b2 / b1) ** k for k in range(steps)]) == largest(b1, b2, steps)


def test_two_gradients_refute_the_papers_second_bound() -> None:
    """At β₁ = 0.9, β₂ = 0.99 the paper's §2.1 says |Δθ| ≤ lr; the gradients 1, 1.1 step further."""
    assert squared_step(Fraction(9, 10), Fraction(99, 100), [Fraction(1), Fraction(11, 10)]) > 1


def test_where_the_swoosh_turns() -> None:
    """At the default β's (lr_t/lr)² falls up to step 12 and rises from there, for as long as is looked."""
    b1, b2 = Fraction(9, 10), Fraction(999, 1000)
    swing = [(1 - b2**k) / (1 - b1**k) ** 2 for k in range(1, 301)]
    assert all((later < earlier) == (k < 12) for k, (earlier, later) in enumerate(pairwise(swing), 1))
