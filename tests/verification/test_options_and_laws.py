"""Options matter, laws of scale hold, and the world is left as it is: specimens that fail, and right ones that pass."""

import os
import random
import sys
import warnings
from functools import cache

import numpy as np
import pytest

from optproof.reference.library import RULES
from optproof.verification.checks.check import Result, carry_out
from optproof.verification.checks.interleaving import ANY_ORDER
from optproof.verification.checks.options import OPTIONS, options_of
from optproof.verification.checks.scale_laws import SCALE_LAWS, law_of
from optproof.verification.checks.surroundings import SURROUNDINGS, SURROUNDINGS_KEPT
from optproof.verification.checks.table import CHECKS
from optproof.verification.process.guard import restore, snapshot

from .asking import SUBJECTS, names_in, rule_of
from .staging import failed, staged

OWN = (*OPTIONS, *SCALE_LAWS, *SURROUNDINGS_KEPT, *ANY_ORDER)

FAIL = {
    "MomentumForgetsNesterov": "options-matter",
    "AdamForgetsWeightDecay": "options-matter",
    "sgd_forgets_momentum": "options-matter",
    "RmspropForgetsCentered": "options-matter",
    "SgdClipsBySomethingElse": "options-matter",
    "SgdStopsWhenDiverged": "scale-law",
    "SgdReplacesClip": "surroundings-kept",
    "AdamSavesWhatMoved": "any-order",
    "MomentumRescalesWhatMoves": "any-order",
}
WARN = {
    "SgdForgetsKappa": "options-matter",
    "SgdSilencesNumpy": "surroundings-kept",
    "SgdSeeds": "surroundings-kept",
    "SgdChangesTheProcess": "surroundings-kept",
}


@pytest.fixture(autouse=True)
def unspoiled():
    """What the specimens do to the world is undone."""
    before, states = snapshot(), [(each, each.read()) for each in SURROUNDINGS]
    with np.errstate(), warnings.catch_warnings():
        yield
    restore(before)
    for each, state in states:
        each.put(state)


@cache
def made(name: str, everything: bool = False) -> dict[str, Result]:
    """What becomes of the checks on one of the careless subjects."""
    at = staged(f"{SUBJECTS}/careless.py:{name}", rule_of(name))
    assert at.form is not None
    return {each.id: each for each in carry_out(CHECKS if everything else OWN, at)}


@pytest.mark.parametrize("name", names_in("careless"))
def test_exactly_one_failure(name):
    """The specimens fail the check that is meant for them, and right optimizers fail none."""
    found = made(name)
    assert failed(found) == ({FAIL[name]} if name in FAIL else set())
    warned = {each.id for each in found.values() if each.outcome == "caution"}
    assert warned == ({WARN[name]} if name in WARN else set())


@pytest.mark.parametrize(
    "name",
    ["sgd_forgets_momentum", "SgdStopsWhenDiverged", "SgdReplacesClip", "AdamSavesWhatMoved", "SgdWithEverything"],
)
def test_no_unrelated_failure(name):
    """Of all checks that there are, no other fails."""
    assert failed(made(name, everything=True)) == ({FAIL[name]} if name in FAIL else set())


@pytest.mark.parametrize(
    ("name", "check", "detail"),
    [
        ("MomentumForgetsNesterov", "options-matter", "its argument nesterov changes nothing on any tape"),
        ("RmspropForgetsCentered", "options-matter", "its argument centered changes nothing on any tape"),
        (
            "SgdStopsWhenDiverged",
            "scale-law",
            "where gradients and parameters are 2⁴⁰ times as large, its steps are not, as the rule's are",
        ),
        ("SgdChangesTheProcess", "surroundings-kept", "it changes the garbage collector and signal handlers"),
        ("SgdClipsBySomethingElse", "options-matter", "its argument clip changes nothing on any tape"),
        ("SgdReplacesClip", "surroundings-kept", "it replaces np.clip"),
        (
            "SgdSilencesNumpy",
            "surroundings-kept",
            "it changes NumPy's error state (np.seterr) and the warning filters",
        ),
        (
            "SgdSeeds",
            "surroundings-kept",
            "it changes NumPy's print options, NumPy's global random state and Python's global random state",
        ),
    ],
)
def test_what_is_said(name, check, detail):
    """A clause about the subject."""
    assert made(name)[check].detail == detail


def test_laws_of_every_form():
    """Found from the rules: those that divide by √v or take a sign do not see the gradients' scale; the others are linear.

    Yogi's v starts at a number of its user's, which has a scale of its own, as τ² has; RAdam divides only later.
    """
    laws = {(rule.name, form.name): law_of(form) for rule in RULES for form in rule.forms}
    linear = dict.fromkeys(("sgd", "momentum", "nesterov", "qhm", "aggmo", "optimistic", "asgd"), "linear")
    at_tau = {(rule, "algorithm-2"): None for rule in ("fedadagrad", "fedyogi", "fedadam")}
    known = {**linear, "yogi": None, "radam": None}
    assert laws == {(rule, form): known.get(rule, "invariant") for rule, form in laws} | at_tau


class SgdWithoutEpsilon:
    """The constant in this AdaGrad cannot be set."""

    def __init__(self, lr=0.01):
        self.lr, self.h = lr, {}

    def update(self, params, grads):
        for key, g in grads.items():
            self.h[key] = self.h.get(key, 0.0) + g * g
            params[key] = params[key] - self.lr * g / (np.sqrt(self.h[key]) + 1e-7)


def test_no_law_without_epsilon():
    """Where ε is written into the code, the law is skipped, and says why."""
    (result,) = carry_out(SCALE_LAWS, staged(SgdWithoutEpsilon, "adagrad"))
    assert (result.outcome, result.detail) == ("skipped", "its ε cannot be set to 0")


class SgdShowsOff:
    """It leaves everything otherwise than it was."""

    def __init__(self, lr=0.01):
        self.lr = lr
        os.chdir("/tmp")
        os.environ["OPTIMIZER"] = "sgd"
        sys.setrecursionlimit(5000)
        random.random()
        sys.stdout = sys.__stdout__

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


def test_everything_is_put_back():
    """Each change is told, and undone."""
    at = staged(SgdShowsOff, "sgd")
    states = [(each, each.read()) for each in SURROUNDINGS]
    (result,) = carry_out(SURROUNDINGS_KEPT, at)
    assert result.outcome == "caution"
    assert result.detail == (
        "it changes Python's global random state, the working directory, the environment variables, the recursion limit "
        "and sys.stdout"
    )
    assert all(each.read() == state for each, state in states)


class MomentumRaises:
    """A fifth step is too much for it, and so is a third parameter."""

    def __init__(self, lr=0.01, mu=0.9):
        self.lr, self.mu, self.v, self.t = lr, mu, {}, 0

    def update(self, params, grads):
        self.t += 1
        if self.t > 4 or len(params) > 2:
            raise RuntimeError("no more")
        for key, g in grads.items():
            self.v[key] = self.mu * self.v.get(key, 0.0) - self.lr * g
            params[key] = params[key] + self.v[key]


def test_who_raises_is_skipped():
    """That it raises is for other checks to say."""
    results = carry_out((*OPTIONS, *SURROUNDINGS_KEPT), staged(MomentumRaises, "momentum"))
    assert {each.outcome for each in results} == {"skipped"}
    assert all(each.detail.startswith("it does not finish an ordinary tape") for each in results)


def sgd_config(w, dw, config=None):
    """All state in a dict, with an entry that does nothing."""
    config = {} if config is None else config
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("nesterov", False)
    return w - config["learning_rate"] * dw, config


def test_entries_of_a_config():
    """What the function fills in may be chosen as well."""
    at = staged(sgd_config, "sgd")
    assert [each.name for each in options_of(at.subject)] == ["nesterov"]
    (result,) = carry_out(OPTIONS, at)
    assert (result.outcome, result.detail) == ("failed", "its argument nesterov changes nothing on any tape")
