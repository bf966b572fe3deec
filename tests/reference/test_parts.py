"""Parts: every combination is complete and sourced, what they make is PyTorch's documented algorithms, the bound holds."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from sympy import Integer, Symbol, sign, sqrt

from optproof.reference import hyperparameters as hyper
from optproof.reference.algebra import is_zero
from optproof.reference.bound import BoundedArithmetic
from optproof.reference.derivations import DERIVATIONS
from optproof.reference.extremes import Max, Min
from optproof.reference.formats import FORMATS, Format
from optproof.reference.library import RULES, UnknownNameError, find_form, find_rule
from optproof.reference.oracle import judge
from optproof.reference.parts import PARTS, combined, parts_of
from optproof.reference.rule import Form, Rule, State, let
from optproof.reference.symbols import beta2, g, lr, t, theta, v, weight_decay
from optproof.reference.tape import Tape

from .scores import Score, rounding_score


def combinations() -> Iterator[Rule]:
    """Every rule with every part, and with every pair of parts that goes together."""
    for rule in RULES:
        for count in (1, 2):
            for parts in itertools.combinations(parts_of(rule), count):
                try:
                    yield find_rule("+".join((rule.name, *(part.name for part in parts))))
                except UnknownNameError:
                    assert {part.name for part in parts} in APART


APART = (
    {"nesterov"}, {"nesterov", "amsgrad"}, {"l2", "decoupled"}, {"corrected", "dampening"}, {"nesterov", "laprop"}, {"amsgrad", "laprop"},
    *({"nesterov", other} for other in ("initial", "centered", "corrected", "l2", "decoupled", "maximize", "lr-decay")),
)  # fmt: skip
"""What does not go together: Nesterov's correction of RMSprop needs a momentum as a third."""

ALL = [*combinations()]


def test_there_are_many() -> None:
    """The parts do combine."""
    assert len(ALL) > 60
    assert {name for rule in ALL for name in rule.parts} == {part.name for part in PARTS}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_complete(rule: Rule) -> None:
    """One first form, names that differ, every symbol known and every hyperparameter read, relations with a derivation."""
    known_derivations = {each.id for each in DERIVATIONS}
    assert [form.relation.kind == "first" for form in rule.forms] == [k == 0 for k in range(len(rule.forms))]
    assert len({form.name for form in rule.forms}) == len(rule.forms)
    for form in rule.forms:
        known = {theta, g, t, *form.symbols, *(each.symbol for each in form.state)}
        read = form.gradient_at.free_symbols.union(*(each.initial.free_symbols for each in form.state))
        for line in form.step:
            for value in form.writings(line):
                assert value.free_symbols <= known
                read |= value.free_symbols
            known.add(line.symbol)
        assert form.hyperparameters[0].symbol == lr and {*form.symbols} <= read
        assert all(each.default in each.domain for each in form.hyperparameters)
        assert form.relation.kind == "first" or form.relation.derivation in known_derivations
        assert all(each.link.startswith("https://") for each in form.sources)
        assert len(form.sources) > len(find_rule(rule.base).first.sources) - 1


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.name)
def test_other_ways_of_writing_are_equal(rule: Rule) -> None:
    """What a line may be written as besides is equal to it."""
    for form in rule.forms:
        for line in form.step:
            assert all(is_zero(line.value - other) for other in form.writings(line))


def test_which_part_goes_with_which_rule() -> None:
    """What parts find in the rules is what is published of them."""
    everywhere = ["l2", "decoupled", "maximize", "lr-decay"]
    assert {rule.name: [part.name for part in parts_of(rule)] for rule in RULES} == {
        "sgd": everywhere,
        "momentum": ["corrected", "dampening", *everywhere],
        "nesterov": everywhere,
        "adagrad": ["initial", *everywhere],
        "rmsprop": ["initial", "centered", "corrected", "momentum", "nesterov", *everywhere],
        "adam": ["amsgrad", "nesterov", "eps-root", "laprop", *everywhere],
        "signsgd": everywhere,
        "signum": everywhere,
        "adadelta": ["initial", *everywhere],
        "adamax": everywhere,
        "yogi": everywhere,
        "qhm": everywhere,
        "qhadam": everywhere,
        "ademamix": ["eps-root", *everywhere],
        "nadam": ["eps-root", *everywhere],
        "radam": ["nesterov", *everywhere],
        "aggmo": everywhere,
        "fedadagrad": everywhere,
        "fedyogi": everywhere,
        "fedadam": everywhere,
        "optimistic": everywhere,
        "adan": ["eps-root", *everywhere],
        "adopt": everywhere,
        "smorms3": ["initial", *everywhere],
        "asgd": everywhere,
        "rprop": ["l2", "decoupled", "maximize"],
        "adabelief": ["amsgrad", "nesterov", "eps-root", *everywhere],
        "lion": ["maximize", "lr-decay"],
    }
    assert {
        part.name: part.needs(rule.first) for rule in RULES for part in parts_of(rule) if part.needs(rule.first)
    } == {"nesterov": "momentum"}


def test_a_new_rule_gets_parts() -> None:
    """A rule that nobody lists has the parts for which it has what they need, and not those that it has already."""
    kept = Form(
        name="signed",
        title="Signed",
        hyperparameters=(hyper.lr("0.01"), hyper.WEIGHT_DECAY),
        state=(State(v),),
        step=(let(v, v + g**2), let(theta, theta - lr * (sign(g) / sqrt(v) + weight_decay * theta))),
    )
    new = Rule(name="new", title="New", summary="New.", forms=(kept,))
    assert [part.name for part in parts_of(new)] == ["initial", "maximize", "lr-decay"]
    for part in parts_of(new):
        assert combined(new, (part,))


def test_names() -> None:
    """Parts in any order and case, short names, and errors that say what goes with what."""
    assert find_rule("ADAM+maximize+L2") is find_rule("adam+l2+maximize")
    assert find_rule("adamw+amsgrad") is find_rule("adam+decoupled+amsgrad")
    assert find_rule("adamw").aliases == ("adamw",)
    assert find_rule("adam+l2+l2") is find_rule("adam+l2")
    with pytest.raises(UnknownNameError, match="'centered' does not apply to adam, but to rmsprop"):
        find_rule("adam+centered")
    with pytest.raises(UnknownNameError, match=r"no part 'centred'\. Did you mean 'centered'"):
        find_rule("rmsprop+centred")
    with pytest.raises(UnknownNameError, match="l2 and decoupled do not go together"):
        find_rule("adam+l2+decoupled")
    with pytest.raises(UnknownNameError, match="needs the part 'momentum'"):
        find_rule("rmsprop+nesterov")


def test_order() -> None:
    """The sign is turned before the penalty is added, as in PyTorch."""
    form = find_rule("sgd+l2+maximize").first
    assert is_zero(form.after({})[theta] - (theta - lr * (-g + Symbol("weight_decay", nonnegative=True) * theta)))


def test_penalty_where_the_gradient_is() -> None:
    """Look-ahead takes the gradient of the penalty where it takes the other: shifted, it is Bengio's form still."""
    bengio, lookahead = (find_form(find_rule("nesterov+l2"), name) for name in ("bengio", "lookahead"))
    mu, velocity = lookahead.hyperparameters[1].symbol, lookahead.state[0].symbol
    after = lookahead.after({theta: theta - mu * velocity})
    assert is_zero(after[theta] + mu * after[velocity] - bengio.after({})[theta])
    assert not any(form.name.startswith("lookahead") for form in find_rule("nesterov+decoupled").forms)


# WHAT PYTORCH DOCUMENTS


def pytorch(
    rule: Rule, values: dict[str, float], theta: float, gradients: list[float], rates: list[float]
) -> list[float]:
    """The algorithms of the documentation of torch.optim, one number at a time, by the names of its arguments."""
    on = {part: part in rule.parts for part in (each.name for each in PARTS)}
    m = square = mean = buffer = largest = 0.0
    total = values.get("initial_accumulator", 0.0)
    found = []
    for step, (given, rate) in enumerate(zip(gradients, rates, strict=True), 1):
        gradient = -given if on["maximize"] else given
        if on["decoupled"]:
            theta -= rate * values["weight_decay"] * theta
        gradient += values["weight_decay"] * theta if on["l2"] else 0.0
        if rule.base == "adam":
            m = values["beta1"] * m + (1 - values["beta1"]) * gradient
            square = values["beta2"] * square + (1 - values["beta2"]) * gradient**2
            largest = max(largest, square)
            root = ((largest if on["amsgrad"] else square) / (1 - values["beta2"] ** step)) ** 0.5
            theta -= rate * m / (1 - values["beta1"] ** step) / (root + values["epsilon"])
        elif rule.base == "rmsprop":
            square = values["rho"] * square + (1 - values["rho"]) * gradient**2
            mean = values["rho"] * mean + (1 - values["rho"]) * gradient
            scaled = gradient / ((square - mean**2 if on["centered"] else square) ** 0.5 + values["epsilon"])
            buffer = values["mu"] * buffer + scaled if on["momentum"] else scaled
            theta -= rate * buffer
        elif rule.base == "adagrad":
            total += gradient**2
            theta -= rate / (1 + (step - 1) * values.get("lr_decay", 0.0)) * gradient / (total**0.5 + values["epsilon"])
        else:
            if "mu" in values:
                undampened = 1 - values.get("dampening", 0.0)
                buffer = gradient if step == 1 else values["mu"] * buffer + undampened * gradient
            leap = gradient + values["mu"] * buffer if rule.base == "nesterov" else buffer
            theta -= rate * (leap if "mu" in values else gradient)
        found.append(theta)
    return found


DOCUMENTED = {
    "sgd+l2": "plain", "sgd+l2+maximize": "plain", "momentum+dampening": "buffer/first-whole", "momentum+l2": "buffer",
    "momentum+dampening+l2+maximize": "buffer/first-whole", "nesterov+l2+maximize": "buffer", "adam+l2": "algorithm-1",
    "adam+amsgrad+l2+maximize": "algorithm-1/before", "adamw": "algorithm-1/lr", "adamw+amsgrad": "algorithm-1/before/lr",
    "adamw+maximize": "algorithm-1/lr", "rmsprop+centered": "outside", "rmsprop+momentum": "outside/buffer",
    "rmsprop+centered+momentum+l2+maximize": "outside/buffer", "adagrad+initial": "outside", "adagrad+lr-decay": "outside",
    "adagrad+initial+lr-decay+l2+maximize": "outside",
}  # fmt: skip

NUMBERS = {
    "mu": 0.75, "rho": 0.875, "beta1": 0.75, "beta2": 0.9375, "epsilon": 2.0**-8, "weight_decay": 0.125,
    "dampening": 0.25, "initial_accumulator": 0.5, "lr_decay": 0.25,
}  # fmt: skip


@pytest.mark.parametrize(("name", "form_name"), DOCUMENTED.items(), ids=DOCUMENTED)
def test_what_pytorch_documents(name: str, form_name: str) -> None:
    """The form, by the oracle, is what a loop after the documentation makes of the same tape, within the bound."""
    rule = find_rule(name)
    form = find_form(rule, form_name)
    generator = np.random.default_rng(len(name))
    table = generator.integers(-64, 65, (7, 5)) / 16
    rates = [0.125, 0.125, 0.5, 0.0625, 0.25, 0.125, 1.0]
    values = {each: NUMBERS[each] for each in (h.name for h in form.hyperparameters) if each != "lr"}
    start = np.array([0.0, 1.0, -2.0, 0.75, 3.0])
    tape = Tape((start,), tuple((row,) for row in table), tuple(rates), values)
    expected = np.array([one.value for (one,) in judge(form, tape)])
    found = np.array([pytorch(rule, values, start[k], [*table[:, k]], rates) for k in range(5)]).T
    assert np.isfinite(found).all() and np.ptp(found) > 0.1
    excess = np.array([one.excess(row) for (one,), row in zip(judge(form, tape), found, strict=True)])
    assert excess.max() <= 1
    assert np.abs(expected - found).max() < 1e-12


# THE BOUND

BOUNDED = (
    ("adam+l2", "algorithm-1"), ("adamw", "epsilon-hat/lr"), ("adamw", "algorithm-1/paper"),
    ("amsgrad", "algorithm-1/before"), ("amsgrad", "algorithm-1/after"), ("rmsprop+centered", "outside"),
    ("rmsprop+centered", "inside"), ("rmsprop+momentum+nesterov", "inside/classical"), ("adagrad+initial+lr-decay", "outside"),
    ("momentum+dampening+l2", "buffer/first-whole"), ("rmsprop+corrected", "outside"), ("adam+nesterov", "algorithm-1"),
)  # fmt: skip


IN_FORMATS = [(*each, made) for place, each in enumerate(BOUNDED) for made in FORMATS[place % 2 :: 2]]
"""Each in two formats by turns: parts bring no arithmetic that depends on the format, and test_bound.py has all four."""


@pytest.mark.parametrize(
    ("name", "form_name", "made"), IN_FORMATS, ids=lambda each: each if isinstance(each, str) else each.name
)
def test_the_bound_holds(name: str, form_name: str, made: Format) -> None:
    """Honest evaluations in any order and reading stay within the bound, which is there for enough of them."""
    form, whole = find_form(find_rule(name), form_name), Score()
    for seed in range(4):
        one = rounding_score(form, made, 100 * len(name) + seed, 300)
        assert one.worst <= 1, seed
        whole.add(one)
    assert whole.judged > whole.trajectories


def test_a_difference_may_come_out_below_zero() -> None:
    """√(v − m²) has no bound where rounding may turn the difference negative, as it does for gradients that hardly change."""
    arithmetic = BoundedArithmetic.of(np.float64)
    square = arithmetic.multiply(arithmetic.data([3.0, 3.0]), arithmetic.data([1 / 3, 1.0]))
    with np.errstate(invalid="ignore"):
        root = arithmetic.sqrt(arithmetic.add(square, arithmetic.data([-1.0, -1.0])))
    assert not np.isfinite(root.error[0]) and np.isfinite(root.error[1])
    centered = find_form(find_rule("rmsprop+centered"), "outside")
    rows = tuple((np.array([1.0 / 3, 1.0]) * (1 if k < 60 else 2 - k % 2),) for k in range(64))
    tape = Tape((np.zeros(2),), rows, (0.5,) * 64, {"rho": 0.5, "epsilon": 0.125})
    last = [one for (one,) in judge(centered, tape)][59]
    assert not np.isfinite(last.bound).any()


# MAXIMA


def test_maxima_are_canonical() -> None:
    """Max is the same in any order and scale, drops what is never larger, and claims nothing else."""
    a, c = Symbol("a", real=True), Symbol("c", positive=True)
    assert is_zero(Max(a, v) - Max(v, a))
    assert is_zero(Max(c**2 * a, c**2 * v) - c**2 * Max(a, v))
    assert is_zero(Max(a / (1 - beta2**t), v / (1 - beta2**t)) - Max(a, v) / (1 - beta2**t))
    assert is_zero(Max(Integer(0), (1 - beta2) * g**2) - (1 - beta2) * g**2)
    assert is_zero(Min(a, v) + Max(-a, -v))
    assert not is_zero(Max(a, v) - v) and not is_zero(Max(a * g, v * g) - g * Max(a, v))
    assert Max(Integer(1), Integer(2)) == 2 and Max(a, a) == a and Min(Integer(1), Integer(2)) == 1


def test_no_law_is_claimed_of_a_first_step() -> None:
    """[t = 1] is a number of its own in the normal form: equal only to itself."""
    whole, every = (
        find_form(find_rule("momentum+dampening"), f"buffer/{name}") for name in ("first-whole", "every-step")
    )
    assert is_zero(whole.after({})[theta] - whole.after({})[theta])
    assert not is_zero(whole.after({})[theta] - every.after({})[theta])
