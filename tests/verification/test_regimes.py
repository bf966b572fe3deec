"""Both sides of a branch on letters are proved or refuted, wherever the threshold is."""

import pytest

from optproof.verification.diagnosis.sides import counterexample_at
from optproof.verification.diagnosis.wording import where
from optproof.verification.proof.regimes import Side
from optproof.verification.questions.findings import formula_on

from .asking import algebra

SUBJECTS = "tests/subjects/thresholds.py"


def sides_of(name: str) -> tuple[object, tuple[Side, ...]]:
    evidence = algebra(f"{SUBJECTS}:{name}", "sgd")
    (proof,) = evidence.proofs
    return evidence, proof.sides


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SgdCutsLate", "from step 301 on"), ("SgdCutsEachFiftieth", "where t mod 50 = 0"), ("SgdCutsAtHundreds", "where floor(0.01·t) ≥ 2"),
        ("SgdAtLeast", "where lr < 1e-05"), ("SgdAtLeastOfArrays", "where lr < 1e-05"), ("SgdFastAndLate", "from step 21 on where lr > 1"),
        ("SgdOneValue", "where lr = 0.001"), ("SgdClips", "where |g| > 1000"),
    ],
)  # fmt: skip
def test_the_wrong_side_is_found_told_and_run(name: str, told: str) -> None:
    """A side that is another formula is told by its threshold, and a run of the real code there leaves the rule."""
    evidence, sides = sides_of(name)
    wrong = next(each for each in sides if each.outcome == "different")
    assert where(wrong) == told
    (proof,) = evidence.proofs  # type: ignore[attr-defined]
    assert proof.outcome == "different"
    setting = evidence.find_setting(proof.form)  # type: ignore[attr-defined]
    assert counterexample_at(evidence.subject, proof.form, setting, evidence.paths, wrong) is not None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("SgdCutsLate", ("from step 301 on:", "θ ← θ − 0.1·lr·g")),
        ("SgdAtLeast", ("where lr < 1e-05:", "step 1: θ ← θ − 1e-05·g₁")),
        ("SgdClips", ("where |g| > 1000:", "step 1: θ ← θ − 1000·lr·sign(g₁)")),
    ],
)
def test_its_formula_is_told_with_where_it_holds(name: str, told: tuple[str, ...]) -> None:
    """What stands beside the rule is the formula that is wrong, and not that of the side that is right."""
    evidence, sides = sides_of(name)
    wrong = next(each for each in sides if each.outcome == "different")
    (proof,) = evidence.proofs  # type: ignore[attr-defined]
    assert formula_on(wrong, proof.form, evidence).computed == told  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Sgd", "SgdSkipsZeros", "SgdTwoWays", "SgdEnds"])
def test_right_sides_are_proved(name: str) -> None:
    """Branches on whose other side is the same rule, or an exception, leave nothing out; one without branches has no sides."""
    evidence, sides = sides_of(name)
    (proof,) = evidence.proofs  # type: ignore[attr-defined]
    assert (proof.outcome, proof.every_step, proof.excluded) == ("equal", True, ())
    assert bool(sides) is (name != "Sgd")


def test_what_no_run_reaches_is_never_proved() -> None:
    """A threshold beyond all runs is found by algebra, and is left out of what is proved."""
    evidence, sides = sides_of("SgdVeryLate")
    assert [(each.outcome, where(each)) for each in sides] == [("different", "from step 3000001 on")]
    assert evidence.match is None and evidence.nearly is not None  # type: ignore[attr-defined]


def test_an_end_for_another_reason_leaves_its_side_open() -> None:
    """What raises on symbols, and elsewhere in some run for another reason, does not refuse the numbers of a side."""
    _, sides = sides_of("SgdHidesBehindAnEnd")
    assert {each.outcome for each in sides if each.place != "general"} == {"unknown"}
