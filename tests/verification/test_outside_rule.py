"""A rule from outside brings a hyperparameter that nobody here knows, and is held to like any other."""

import numpy as np
import pytest
from sympy import Rational, Symbol

from optproof import check, check_optimizer
from optproof.reference import hyperparameters as hyper
from optproof.reference.notation import latex, text
from optproof.reference.rule import Domain, Form, Hyperparameter, Rule, Source, State, let
from optproof.reference.symbols import g, lr, mu, theta, velocity as v

OMEGA = Hyperparameter(
    Symbol("omega", nonnegative=True), Rational(7, 10), hyper.FRACTION, "the share of the velocity in the step"
)
omega = OMEGA.symbol

PLAIN = Form(
    name="plain",
    title="Plain",
    hyperparameters=(hyper.lr("1"), hyper.mu("0.999"), OMEGA),
    state=(State(v),),
    step=(
        let(v, mu * v + (1 - mu) * g),
        let(theta, theta - lr * ((1 - omega) * g + omega * v)),
    ),
    sources=(Source("Ma & Yarats 2019, Quasi-hyperbolic momentum", "eq. (3)–(4)", "https://arxiv.org/abs/1810.06801"),),
)
QHM = Rule(name="qhm", title="QHM", summary="A mix of a gradient step and a momentum step.", forms=(PLAIN,))


class Right:
    def __init__(self, lr=1.0, momentum=0.999, omega=0.7):
        self.lr, self.momentum, self.omega, self.v = lr, momentum, omega, {}

    def update(self, params, grads):
        for key, grad in grads.items():
            self.v[key] = self.momentum * self.v.get(key, np.zeros_like(grad)) + (1 - self.momentum) * grad
            params[key] -= self.lr * ((1 - self.omega) * grad + self.omega * self.v[key])


class Wrong(Right):
    def update(self, params, grads):
        for key, grad in grads.items():
            self.v[key] = self.momentum * self.v.get(key, np.zeros_like(grad)) + (1 - self.momentum) * grad
            params[key] -= self.lr * (self.omega * grad + (1 - self.omega) * self.v[key])


def test_right_is_proved() -> None:
    """Its hyperparameter is found by its name, stays a letter, and is written as one."""
    verdict = check(Right, rule=QHM, examples=2)
    assert verdict.verdict == "proved", verdict.reason
    assert verdict.formula is not None
    assert any("ω" in line for line in verdict.formula.computed)
    assert (text(omega), latex(omega)) == ("ω", r"\omega")


def test_in_a_test_suite() -> None:
    """`check_optimizer` takes a rule of one's own, as `check` does."""
    assert check_optimizer(Right, QHM, examples=1).rule == "qhm"


def test_wrong_is_refuted() -> None:
    """Where two shares are exchanged there is a tape that shows it."""
    verdict = check(Wrong, rule=QHM, examples=2)
    assert verdict.verdict == "refuted"
    assert verdict.counterexample is not None


def test_what_is_known_of_a_letter_stays() -> None:
    """A symbol that lies in [0, 1) is no wider in another rule, and has one letter: proofs rest on that."""
    with pytest.raises(ValueError, match="lies in"):
        Hyperparameter(omega, Rational(2), hyper.NOT_NEGATIVE, "wider")
    with pytest.raises(ValueError, match="is written ω"):
        Hyperparameter(omega, Rational(1, 2), hyper.FRACTION, "another", letter="κ")


def test_values_follow_from_the_domain() -> None:
    """What a record leaves out lies in its domain, and differs from what others have."""
    domain = Domain(Rational(2), None, lower_open=True)
    wide = Hyperparameter(Symbol("wide_one", positive=True), Rational(3), domain, "wide")
    both = {**hyper.KNOWN, "omega": OMEGA, "wide_one": wide}
    for values in (hyper.visible(both), hyper.simple(both)):
        assert values["omega"] in OMEGA.domain and values["wide_one"] in domain
    assert len({*hyper.visible(both).values()}) == len({*hyper.visible(hyper.KNOWN).values()}) + 2
    assert all(each in domain for each in hyper.tried(wide)) and hyper.tried(wide)
