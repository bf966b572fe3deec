"""What Hypothesis draws follows from the seed alone."""

import subprocess
import sys

import pytest
from hypothesis.internal.conjecture import providers

from optproof.verification.fuzzing.drawing import PATCHED, UnknownHypothesisError, draw_from_the_seed_alone

DRAWN = """
import sys
from hypothesis import given, seed, settings, strategies as st
from optproof.verification.fuzzing.drawing import draw_from_the_seed_alone

sys.path.insert(0, "")
import constants

drawn = []
if {patched}:
    draw_from_the_seed_alone()

@seed(0)
@settings(max_examples=300, database=None)
@given(st.integers(0, 10**6))
def draw(number):
    drawn.append(number)

draw()
print(777_123 in drawn)
"""
"""A program beside a module of the user's that holds 777,123; whether that is among what is drawn."""


def drawn(patched, folder):
    (folder / "constants.py").write_text("NUMBERS = (777_123, 777_123)\n", encoding="utf-8")
    program = DRAWN.format(patched=patched)
    return subprocess.check_output([sys.executable, "-c", program], cwd=folder, text=True).strip()


def test_numbers_of_the_users_sources_are_not_drawn(tmp_path):
    """Hypothesis draws numbers out of local modules, unless it is kept from that: so this fails where it no longer is."""
    assert drawn(False, tmp_path) == "True"
    assert drawn(True, tmp_path) == "False"


@pytest.mark.parametrize("name", PATCHED)
def test_another_hypothesis_is_told(name, monkeypatch):
    """Where Hypothesis has changed inside, that is an error with its version, and not a seed that decides nothing."""
    monkeypatch.delattr(providers, name)
    with pytest.raises(UnknownHypothesisError, match=rf"Hypothesis [\d.]+ has no {name} in"):
        draw_from_the_seed_alone()


COLLECTED = """
import gc
from hypothesis import given, seed, settings, strategies as st
from optproof.verification.fuzzing.drawing import draw_from_the_seed_alone

draw_from_the_seed_alone()
collected = []
gc.callbacks.append(lambda phase, seen: collected.append(seen["generation"]))

@seed(0)
@settings(max_examples=1, database=None)
@given(st.just(0))
def draw(number):
    pass

draw()
print(2 in collected)
"""


def test_garbage_is_not_collected_once_a_target_is_there():
    """Hypothesis does that at its first draw, and beside PyTorch or JAX it takes as long as an import: so it comes before."""
    assert subprocess.check_output([sys.executable, "-c", COLLECTED], text=True).strip() == "False"
