"""The rules themselves: complete, closed, and what their papers' numbers say."""

import pickle
from dataclasses import replace

import pytest
from sympy import Integer, Rational, S, sqrt

from optproof.reference.algebra import is_zero
from optproof.reference.asgd import lambd
from optproof.reference.derivations import DERIVATIONS
from optproof.reference.library import RULES, UnknownNameError, find_form, find_rule
from optproof.reference.rule import Form, Rule, let, numbered
from optproof.reference.symbols import g, initial_accumulator, lr, lr_start, t, theta, v1, weight_decay

FORMS = [(rule, form) for rule in RULES for form in rule.forms]


def ids(made: tuple[Rule, Form]) -> str:
    return f"{made[0].name}-{made[1].name}"


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_every_symbol_has_a_value(made: tuple[Rule, Form]) -> None:
    """Each line reads only hyperparameters, θ, g, t, the state, and what earlier lines of the step assign."""
    form = made[1]
    known = {theta, g, t, *form.symbols, *(each.symbol for each in form.state)}
    for line in form.step:
        for value in form.writings(line):
            assert value.free_symbols <= known
        known.add(line.symbol)
    assert theta in {line.symbol for line in form.step}
    assert {each.symbol for each in form.state} <= {line.symbol for line in form.step}


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_hyperparameters(made: tuple[Rule, Form]) -> None:
    """Every hyperparameter is read, its default lies in its domain, and lr comes first."""
    form = made[1]
    said = (form.gradient_at, *(line.value for line in form.step), *(each.initial for each in form.state))
    read = set().union(*(each.free_symbols for each in said))
    assert form.hyperparameters[0].symbol == lr
    for each in form.hyperparameters:
        assert each.symbol in read
        assert each.default in each.domain
        assert each.meaning
        assert each.domain.lower is None or each.domain.lower - 1 not in each.domain


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_relations(rule: Rule) -> None:
    """The first form is `first`; each other says how it relates to it, and names a derivation that exists."""
    first, *others = rule.forms
    assert first.relation.kind == "first"
    known = {each.id for each in DERIVATIONS}
    for form in others:
        assert form.relation.kind in ("equal", "equal when", "different")
        assert form.relation.detail
        assert form.relation.derivation in known


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_cited(made: tuple[Rule, Form]) -> None:
    """Every form is published somewhere: a title, a place in it, and a link."""
    assert made[1].sources
    assert all(each.title and each.place and each.link.startswith("https://") for each in made[1].sources)


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_other_ways_of_writing_are_equal(made: tuple[Rule, Form]) -> None:
    """What a line may be written as besides is equal to it."""
    for line in made[1].step:
        for other in made[1].writings(line):
            assert is_zero(line.value - other)


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_what_is_assigned_otherwise_has_no_other_writings(made: tuple[Rule, Form]) -> None:
    """A line that is changed is written in one way, and the others are written as before."""
    form = made[1]
    for changed in form.step:
        lines = tuple(let(line.symbol, line.value + 1) if line is changed else line for line in form.step)
        other = form.with_step(*lines)
        assert [other.writings(line) for line in lines] == [
            (line.value,) if line.symbol == changed.symbol else form.writings(line) for line in lines
        ]


@pytest.mark.parametrize("made", FORMS, ids=ids)
def test_no_gradient_no_step(made: tuple[Rule, Form]) -> None:
    """From the start, with every gradient zero and without weight decay, θ does not move."""
    form = made[1]
    values = {theta: theta, **form.start()}
    for step in (1, 2):
        none = dict.fromkeys((g, weight_decay, initial_accumulator, lambd), Integer(0))
        values = form.after(
            {**{each: value.xreplace(none) for each, value in values.items()}, **none, t: Integer(step)}
        )
        assert values[theta] == theta or values[theta] is S.NaN, "unless it divides by the largest of them"


def test_unrolled_by_hand() -> None:
    """Two steps of each family's first form, worked out by hand at round numbers."""
    at = {
        theta: Integer(0),
        lr_start: Integer(1),
        numbered(g, 1): Integer(3),
        numbered(g, 2): Integer(4),
        numbered(lr, 1): Integer(1),
        numbered(lr, 2): Integer(2),
    }
    half = {
        "mu": Rational(1, 2),
        "rho": Rational(1, 2),
        "beta1": Rational(1, 2),
        "beta2": Rational(1, 2),
        "epsilon": Integer(0),
        "weight_decay": Rational(1, 2),
        **dict.fromkeys(("nu", "nu1", "nu2", "beta3", "alpha", "beta"), Rational(1, 2)),
        "initial_accumulator": Rational(1, 2),
        "psi": Integer(0),
        "lambd": Rational(1, 2),
        "eta_minus": Rational(1, 2),
        "eta_plus": Integer(2),
        "step_min": Integer(0),
        "step_max": Integer(50),
    }
    expected = {
        "sgd": Integer(-11),
        "momentum": Rational(-25, 2),  # v: −3, −9.5
        "nesterov": Rational(-9, 2) + Rational(-3, 4) - 12,  # −1.5·3, then μ²v − 1.5·2·4
        "adagrad": -1 - Rational(8, 5),  # v: 9, 25
        "rmsprop": -sqrt(2) - 8 / sqrt(Rational(41, 4)),  # v: 9/2, 41/4
        "adam": -1 - 2 * Rational(11, 3) / sqrt(Rational(41, 3)),  # m: 3/2, 11/4 of 3/4; v: 9/2, 41/4 of 3/4
        "signsgd": Integer(-3),
        "signum": Integer(-3),
        "adadelta": Integer(0),  # without ε it never moves
        "adamax": -1 - 2 * Rational(11, 3) / 4,  # m: 3/2, 11/4 of 3/4; u: 3, 4
        "adabelief": -2 - 2 * Rational(11, 3) / sqrt(Rational(43, 24)),  # m: 3/2, 11/4; v: 9/8, 43/32 of 3/4
        "yogi": -Rational(3, 2) / sqrt(5) - 2 * Rational(11, 4) / sqrt(13),  # m: 3/2, 11/4; v: 1/2, 5, 13
        "qhm": Integer(-9),  # v: 3/2, 11/4
        "qhadam": -1 - 2 * Rational(23, 6) / sqrt(Rational(89, 6)),  # Adam's, halved with 4 and 16
        "ademamix": -Rational(5, 4) - 2 * Rational(121, 24) / sqrt(Rational(41, 3)),  # m_slow: 3/2, 11/4
        "nadam": -Rational(6, 5) - 2 * Rational(431, 105) / sqrt(Rational(41, 3)),  # μ: 1/4; m: 9/4, 57/16
        "radam": Integer(-3) - 2 * Rational(11, 3),  # undivided
        "aggmo": Integer(-14),  # v: −3, −11/2 three times
        "fedadagrad": -Rational(1, 2) - 2 * Rational(11, 4) / 5,  # m: 3/2, 11/4; v: 9, 25
        "fedyogi": -Rational(1, 2) * sqrt(2) - 2 * Rational(11, 4) / sqrt(Rational(25, 2)),  # v: 9/2, 25/2
        "fedadam": -sqrt(2) / 2 - 2 * Rational(11, 4) / sqrt(Rational(41, 4)),  # v: 9/2, 41/4
        "optimistic": -Rational(3, 2) - 2 * Rational(5, 2),  # 3/2, then 4 − 3/2
        "adan": -1 - 2 * 4 / sqrt(Rational(33, 2)),  # m: 3/2, 11/4; change: 0, 1/2; v: 9/2, 99/8; of 3/4
        "adopt": Integer(-1),  # the first only looks; then ½ of 4/3, which is clipped to 1
        "smorms3": -sqrt(2) / 2
        - Rational(250, 91) / sqrt(Rational(91, 10)),  # m: 3/2, 5/2; v: 9/2, 91/10; c: 1/2, 125/182
        "asgd": Integer(-3) - Rational(5, 2) * sqrt(Rational(2, 3)),  # η: 1, 1/√(3/2)
        "rprop": Integer(-1) - Integer(2),  # both turn alike
        "lion": Integer(-2),  # 1·(1 + λ·0), then 2·(1 − λ·1)
    }
    for rule in RULES:
        values = at | {each.symbol: half[each.name] for each in rule.first.hyperparameters if each.name != "lr"}
        assert (rule.first.unroll(2)[-1][theta].subs(values) - expected[rule.name]).equals(0), rule.name


def test_names() -> None:
    """Rules and forms are found in any case, rules by alias too, and a slip is answered with the closest."""
    assert find_rule("ADAM").name == "adam"
    assert find_rule("nag").name == "nesterov"
    assert find_form(find_rule("adam"), "Epsilon-Hat").name == "epsilon-hat"
    with pytest.raises(UnknownNameError, match="'rmsprop'"):
        find_rule("rmsporp")
    with pytest.raises(UnknownNameError, match="'algorithm-1'"):
        find_form(find_rule("adam"), "algorithm1")
    with pytest.raises(UnknownNameError, match="sgd, momentum"):
        find_rule("xyzzy")
    with pytest.raises(KeyError):
        find_rule("adam").form("no")


def test_the_symbols_of_a_step() -> None:
    """A letter that has a number already keeps it apart from that of the step."""
    assert [numbered(each, 3).name for each in (g, v1)] == ["g3", "v1_3"]


def test_domains() -> None:
    """Open ends are not in a domain, closed ones are."""
    rule = find_rule("adam")
    domains = {each.name: each.domain for each in rule.first.hyperparameters}
    assert Integer(0) in domains["beta1"] and Integer(1) not in domains["beta1"]
    assert Integer(0) not in domains["lr"] and Integer(0) in domains["epsilon"]
    assert str(replace(domains["beta1"])) == "[0, 1)"


def test_a_form_takes_no_hash_to_another_process() -> None:
    """There it would be another one: the same form, not found again."""
    form = find_rule("adam").first
    assert {form: "kept"}[pickle.loads(pickle.dumps(form))] == "kept"
    assert "_hash" in vars(form) and "_hash" not in vars(pickle.loads(pickle.dumps(form)))
