"""What a verdict says of how much is known: where a proof ends, what only runs show, and what is proved to matter."""

from dataclasses import replace

import numpy as np
import pytest
from sympy import Rational, Symbol

from optproof.reference.library import find_form, find_rule
from optproof.reference.rule import numbered
from optproof.reference.symbols import beta1, dampening, g, lr, mu, weight_decay
from optproof.verification.checks.check import carry_out
from optproof.verification.checks.options import OPTIONS
from optproof.verification.diagnosis import evidence as gathering
from optproof.verification.diagnosis.formula import BRANCHES, computed
from optproof.verification.diagnosis.reason import reason_of
from optproof.verification.diagnosis.wording import spoken
from optproof.verification.symbolic.record import Condition
from optproof.verification.tracing.session import element_symbol

from .asking import SUBJECTS, algebra, ask, asked_briefly, mistakes_in
from .staging import staged


def untraced(gradient):
    """The gradient, by a way on which no symbol comes through."""
    return np.array([complex(each).real for each in gradient.ravel()], gradient.dtype).reshape(gradient.shape)


class Sgd:
    def __init__(self, lr=0.1, weight_decay=0.0):
        self.lr, self.weight_decay = lr, weight_decay

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * self.penalised(grads[key], params[key])

    def penalised(self, gradient, parameter):
        if self.weight_decay == 0:
            return untraced(gradient)
        return gradient + self.weight_decay * parameter


class Momentum:
    def __init__(self, lr=0.1, mu=0.9):
        self.lr, self.mu, self.v = lr, mu, {}

    def update(self, params, grads):
        for key in params:
            self.v[key] = self.mu * self.v.get(key, 0.0) - self.lr * self.seen(grads[key])
            params[key] += self.v[key]

    def seen(self, gradient):
        return gradient


class MomentumNeverDecays(Momentum):
    def update(self, params, grads):
        for key in params:
            self.v[key] = self.v.get(key, 0.0) - self.lr * self.seen(grads[key])
            params[key] += self.v[key]


class MomentumNeverDecaysUnseen(MomentumNeverDecays):
    def seen(self, gradient):
        return untraced(gradient)


class MomentumKeepsItsOwn(Momentum):
    """μ is taken, and 0.9 is used."""

    def update(self, params, grads):
        for key in params:
            self.v[key] = 0.9 * self.v.get(key, 0.0) - self.lr * self.seen(grads[key])
            params[key] += self.v[key]


@pytest.mark.parametrize(
    ("difference", "told"),
    [
        (weight_decay, "λ = 0"),
        (beta1 - Rational(1, 2), "β₁ = 0.5"),
        (1 - 2 * dampening, "τ = 0.5"),
        (mu - beta1, "μ - β₁ = 0"),
        (g - Rational(3, 10), "g = 0.3"),
        (element_symbol(numbered(g, 2), (1, 0)) - Rational(3, 10), "g = 0.3"),
        (element_symbol(g, (0, 0)) - element_symbol(g, (0, 1)), ""),
        (Symbol("lr_0_1") - lr, ""),
        (Symbol("velocity@0#1"), ""),
    ],
    ids=str,
)
def test_single_values_have_names(difference, told):
    """A hyperparameter is named with its value, whatever its name is spelled like; what is no letter of the rule is not."""
    assert spoken(Condition(difference, "==", True)).replace("−", "-") == told


def test_where_a_proof_ends_the_hyperparameter_is_named():
    """Where λ = 0 takes another branch that cannot be traced, the verdict says λ = 0, and not `single values`."""
    verdict = ask(Sgd, "sgd+l2")
    assert verdict.verdict == "passed"
    assert verdict.reason.startswith("Proved but for what its code does where λ = 0")


def test_what_only_runs_show_is_told_as_that():
    """A mistake that the prover confirmed is a fact; one that fits the runs of code that cannot be traced is not."""
    seen, unseen = ask(MomentumNeverDecays, "momentum"), ask(MomentumNeverDecaysUnseen, "momentum")
    assert [each.id for each in seen.mistakes] == [each.id for each in unseen.mistakes] != []
    titles = f"{seen.mistakes[0].title.rstrip('.')}."
    assert seen.reason == titles
    assert unseen.reason == f"As far as runs show, it is momentum {unseen.closest} with a mistake. {titles}"


def test_what_tapes_may_choose_is_found_once(monkeypatch):
    """The subject is run at the values of its hyperparameters once for each form, however often a verdict asks."""
    found = []
    original = gathering.accepted
    monkeypatch.setattr(
        gathering,
        "accepted",
        lambda subject, setting, paths: found.append(setting) or original(subject, setting, paths),
    )
    assert ask(MomentumNeverDecays, "momentum", "classical").verdict == "refuted"
    assert len(found) == 1


def test_letters_of_a_proof():
    """They are those of the trace and of the form that it is; a number that the user fixed is none, nor is anything unproved."""
    classical = find_form(find_rule("momentum"), "classical")
    assert algebra(Momentum, "momentum").letters(classical) == {"lr", "mu"}
    assert algebra(Momentum, "momentum", mu=0.5).letters(classical) == {"lr"}
    assert algebra(MomentumNeverDecays, "momentum").letters(classical) == frozenset()


def test_a_letter_of_the_proof_matters_whatever_tapes_show():
    """Where no tape shows that a hyperparameter matters, that refutes, unless it is a letter of the formula that was proved."""
    at = staged(MomentumKeepsItsOwn, "momentum")
    at = replace(at, form=find_form(find_rule("momentum"), "classical"))
    (unproved,) = carry_out(OPTIONS, replace(at, letters=frozenset()))
    (proved,) = carry_out(OPTIONS, replace(at, letters=frozenset({"lr", "mu"})))
    assert (unproved.outcome, unproved.detail) == ("failed", "its argument mu changes nothing on any tape")
    assert proved.outcome == "passed"
    assert proved.tally.tapes < unproved.tally.tapes


@pytest.mark.parametrize("name", ["AdamRectified", "AdamDividesLate", "AdamCorrectsLate"])
def test_what_holds_in_the_first_steps_alone_is_told_as_that(name):
    """No mistake explains an optimizer that later goes another way; its differences and its formula are told of the first steps."""
    evidence = algebra(f"{SUBJECTS}/later_steps.py:{name}", "adam")
    reason = reason_of(evidence)
    assert (reason.diagnosis, reason.parts) == (None, None)
    assert all(each.startswith("In its first steps, ") for each in reason.differences)
    assert not any("kept" in each for each in reason.differences)
    assert evidence.trace is not None and computed(evidence.trace)[0] == BRANCHES


def test_what_holds_in_every_step_is_named():
    """The same wrong lines in every step are the mistake, and the formula needs no condition."""
    evidence = algebra(f"{SUBJECTS}/later_steps.py:AdamNeverDivides", "adam")
    assert mistakes_in(evidence) == ["denominator-missing"]
    assert evidence.trace is not None and BRANCHES not in computed(evidence.trace)


def test_a_floor_that_comes_late_refutes():
    """Its first seven steps are Adam's, and runs see the others."""
    assert asked_briefly(f"{SUBJECTS}/later_steps.py:AdamFloorsLate", "adam").verdict == "refuted"


def test_a_mistake_but_at_a_single_value() -> None:
    """Where the code takes another branch at one value, the mistake is named all the same, and the value is told."""
    evidence = algebra(f"{SUBJECTS}/decay_at_zero.py:Momentum", "momentum")
    reason = reason_of(evidence)
    assert reason.told == {"velocity-decay-lost"} and reason.diagnosis is not None and reason.diagnosis.exact
    assert "Not so where μ = 0" in str(reason)
    assert evidence.idle == ()  # the branch asks for μ
