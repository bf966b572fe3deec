"""PROVED is for every step and every value; what the algebra says of less is PASSED at best, and says of what."""

import re

import pytest

from optproof.verification.questions.reach import best, gaps, scope

from .asking import SUBJECTS, algebra, rule_of

REACH = {
    "odd_styles.py:SgdRegistered": ("proved", "every step", ""),
    "near_misses.py:SgdStepDecayAt1000": (
        "passed",
        "every step",
        "Proved but for what its code does in step 1000.",
    ),
    "unsound.py:RmspropRoundsRho": ("passed", "every step", r"Holds at ρ = 0.6875 and ε = 0.0\d+ alone"),
}


@pytest.mark.parametrize("target", REACH)
def test_how_far_a_proof_reaches(target: str) -> None:
    """What holds for the first steps, or at single numbers, is not proved, and the sentence says which."""
    evidence = algebra(f"{SUBJECTS}/{target}", rule_of(target.partition(":")[2]))
    assert evidence.match is not None and evidence.match.outcome == "equal"
    verdict, steps, sentence = REACH[target]
    assert (best(evidence, evidence.match), scope(evidence.match)) == (verdict, steps)
    found = " ".join(gaps(evidence, evidence.match))
    assert re.match(sentence or "$", found)
