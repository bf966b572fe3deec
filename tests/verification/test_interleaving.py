"""Anything in any order: what is found is told in as few events as there may be, and what a subject cannot do is left out."""

from dataclasses import replace

import pytest

from optproof.implementations import Adam
from optproof.verification.checks.check import Finding, carry_out
from optproof.verification.checks.interleaving import (
    ANY_ORDER,
    Abilities,
    Event,
    abilities_of,
    shortest,
    stocks_of,
    told,
)

from .asking import SUBJECTS
from .staging import staged

LOST = "a parameter is not where its own gradients take it"


def abilities(target, rule):
    at = staged(target, rule)
    return abilities_of(at, stocks_of(at)[0])


@pytest.mark.parametrize(
    ("target", "rule", "able"),
    [
        (Adam, "adam", Abilities(absences=True, joins=True, reloads=True, rates=True)),
        # One t for all parameters is right, but not the rule's when a gradient is absent.
        (f"{SUBJECTS}/odd_styles.py:AdamUnscaled", "adam", Abilities(False, False, False, True)),
        (f"{SUBJECTS}/odd_styles.py:momentum_trajectory", "momentum", Abilities(False, False, False, False)),
        (f"{SUBJECTS}/odd_styles.py:momentum_config", "momentum", Abilities(True, False, False, True)),
    ],
)
def test_abilities(target, rule, able):
    """What goes wrong, or is not to be had, when it happens once is left out."""
    assert abilities(target, rule) == able


@pytest.mark.parametrize(
    ("name", "rule", "stories"),
    [
        (
            "AdamSavesWhatMoved",
            "adam",
            (
                "a step, saving and loading twice and a step",
                "a step, a step in which the first parameter has no gradient, saving and loading and a step",
                "a step, a step in which the second parameter has no gradient, saving and loading and a step",
            ),
        ),
        (
            "MomentumRescalesWhatMoves",
            "momentum",
            tuple(
                f"a step, a step at lr {rate} in which the {which} parameter has no gradient and a step"
                for rate in ("1", "0.5", "2")
                for which in ("first", "second")
            ),
        ),
    ],
)
def test_shortest_story(name, rule, stories):
    """The finding holds nothing that is not needed, whatever Hypothesis drew."""
    at = replace(staged(f"{SUBJECTS}/careless.py:{name}", rule), examples=96)
    for seed in range(3):
        (result,) = carry_out(ANY_ORDER, replace(at, seed=seed))
        assert result.outcome == "failed"
        assert result.detail in [f"after {each}, {LOST}" for each in stories]


def test_the_same_seed_gives_the_same_finding():
    """Two checks with one seed say the same, and count the same."""
    at = staged(f"{SUBJECTS}/careless.py:MomentumRescalesWhatMoves", "momentum")
    assert carry_out(ANY_ORDER, at) == carry_out(ANY_ORDER, at)


class SgdTires:
    """After an absence it takes no new parameter: loud, and so a caution."""

    def __init__(self, lr=0.01):
        self.lr, self.known, self.tired = lr, set(), False

    def update(self, params, grads):
        self.tired = self.tired or (len(self.known) > len(grads))
        if self.tired and set(grads) - self.known:
            raise KeyError("whence do you come?")
        self.known |= set(grads)
        for key, g in grads.items():
            params[key] = params[key] - self.lr * g


def test_who_raises_is_a_caution():
    """What raises in one order only is told, and does not refute."""
    (result,) = carry_out(ANY_ORDER, replace(staged(SgdTires, "sgd"), examples=96))
    assert result.outcome == "caution"
    assert result.detail == (
        "after a step, a step in which the second parameter has no gradient and a new parameter, at a step, it raised "
        "KeyError: 'whence do you come?'"
    )


def test_without_a_form():
    """Where no form is known, each parameter is held to what it does alone, to the bit."""
    at = replace(staged(f"{SUBJECTS}/careless.py:MomentumRescalesWhatMoves", "momentum"), form=None)
    assert carry_out(ANY_ORDER, at)[0].outcome == "failed"
    assert carry_out(ANY_ORDER, replace(staged(Adam, "adam"), form=None))[0].outcome == "passed"


def test_told():
    """Events of one kind are counted."""
    step, join = Event("step"), Event("join")
    assert told([step, step, step]) == "3 steps"
    assert told([join, join]) == "a new parameter twice"
    assert (
        told([step, Event("reload", other=True), step]) == "a step, saving and loading of a second instance and a step"
    )
    assert told([]) == "nothing else"


def test_shortest_leaves_out_what_is_not_needed():
    """Events, and what is particular about them."""
    needed = Event("step", absent=1)

    def finding(events):
        return Finding("it is odd") if any(each.kind == "step" and each.absent == 1 for each in events) else None

    story = [Event("join"), Event("step", other=True, absent=1, rate=0.5), Event("reload"), Event("step")]
    assert list(shortest(story, finding)) == [needed]


def test_a_group_of_torch_that_joins_is_given_the_lr_of_the_run():
    """A group that is added later has the constructor's lr; whoever has changed lr by then sets it there as well."""
    pytest.importorskip("torch")
    at = staged("torch.optim:Adagrad", "adagrad")
    (found,) = carry_out(ANY_ORDER, at)
    assert found.outcome == "passed", found.detail
