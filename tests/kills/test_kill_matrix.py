"""The kill matrix: a sample is made anew, and the page is in step with the catalogue."""

from pathlib import Path

import numpy as np
import pytest
from kills.matrix import Case, cases, evidence_on, leaves_bound, others, outcome
from kills.page import page, read
from kills.pairs import PAIRS, pairs

from optproof.reference.library import find_form, find_rule
from optproof.reference.oracle import Expected

DOCS = Path(__file__).parents[2] / "docs"
KEPT = read((DOCS / "kill-matrix.json").read_text(encoding="utf-8"))
MATRIX = {each.case: each for each in KEPT["matrix"]}
REGENERATE = "regenerate it: python benchmarks/kill_matrix.py --jobs 2 (--missing makes only what is new)"

SAMPLE = [
    Case("adam", "algorithm-1", ("epsilon-missing",)),
    Case("nesterov", "lookahead", ("look-ahead-missing",)),
    Case("momentum+l2", "buffer", ("decay-decoupled",)),
    Case("momentum", "classical", ("velocity-is-average", "velocity-starts-at-one")),
    Case("radam", "hat", ("step-reads-old-v",)),
    Case("radam", "hat", ("unrectified-skips",)),
]


def test_the_page_has_every_case() -> None:
    """Every form, and every mistake that can be made in it, is in the matrix, and nothing else."""
    assert list(MATRIX) == [*cases()], REGENERATE


def test_the_page_is_made_of_the_data() -> None:
    """The page is what the generator writes of kill-matrix.json."""
    assert (DOCS / "kill-matrix.md").read_text(encoding="utf-8") == page(**KEPT), REGENERATE


def test_what_was_made_of_the_rest() -> None:
    """No case of it is in the matrix, and no outcome is of another case."""
    rest = others()
    assert len(set(rest)) == len(rest) and set(rest).isdisjoint(MATRIX)
    assert [each.case for each in KEPT["more"]] == [
        case for case in rest if case in {each.case for each in KEPT["more"]}
    ]


def test_no_mistake_lives() -> None:
    """Every mistake is refuted and named; every right form is proved, and noticed by nothing."""
    assert [each.case for each in MATRIX.values() if each.case.mistakes and not each.killed] == []
    controls = [each for each in MATRIX.values() if not each.case.mistakes]
    assert [
        each.case for each in controls if each.verdict not in ("proved", "passed") or any(each.noticed.values())
    ] == []
    assert not any(each.copied for each in MATRIX.values())


def test_pairs() -> None:
    """The pairs are those of the seed, and nineteen of twenty are refuted and named exactly."""
    assert [each.case for each in KEPT["pairs"]] == [*pairs()], REGENERATE
    assert sum(each.killed for each in KEPT["pairs"]) >= 0.95 * PAIRS


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: "-".join((case.rule, case.form, *case.mistakes)))
def test_a_sample_is_made_anew(case: Case) -> None:
    """Refuted, named, and noticed by what the page says notices it."""
    anew = outcome(case)
    assert (anew.verdict, sorted(anew.named), anew.exact, anew.copied) == (
        "refuted",
        sorted(case.mistakes),
        True,
        False,
    )
    if case in MATRIX:
        assert (anew.noticed, anew.steps) == (MATRIX[case].noticed, MATRIX[case].steps)


def test_a_right_form_is_noticed_by_nothing() -> None:
    """The vacuity guard, in the same walk."""
    anew = outcome(Case("momentum", "buffer"))
    assert (anew.verdict, anew.killed, any(anew.noticed.values())) == ("proved", False, False)


def test_a_sabotaged_check_lets_its_mistakes_live(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the bound that kills: where nothing ever leaves it, its mistakes live."""
    case = Case("adam", "algorithm-1", ("epsilon-missing",))
    right = find_form(find_rule(case.rule), case.form)
    evidence = evidence_on(case, case.wrong)
    setting = evidence.find_setting(right)
    assert leaves_bound(evidence, setting, right, "float64")
    assert not leaves_bound(evidence, setting, case.wrong, "float64")
    monkeypatch.setattr(Expected, "excess", lambda _, found: np.zeros(np.shape(found)))
    assert not leaves_bound(evidence, setting, right, "float64")
