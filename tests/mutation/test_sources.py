"""The record of every small change of the implementations: it is whole, no change lives, and a sample is made anew."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from kills.sources import enumerated, page, read, unnoticed

from optproof.reference.oracle import Expected
from optproof.verification.mutation.judging import Asked
from optproof.verification.mutation.tapes import run_tapes

from ..shipped import RIGHT, SHIPPED, WITH_PARTS

DOCS = Path(__file__).parents[2] / "docs"
ROWS = read((DOCS / "implementations-mutants.json").read_text(encoding="utf-8"))
REGENERATE = "regenerate it: python benchmarks/kill_implementations.py --jobs 2 --kept FILE"

CLASSES = [Asked(f"optproof.implementations:{name}", *held) for name, held in {**SHIPPED, **WITH_PARTS}.items()]
SPECIMENS = [
    Asked(f"optproof.implementations.specimens.{each}", each.partition("_")[0], form) for each, form in RIGHT.items()
]
SAMPLE = 12


def test_every_change_is_in_it() -> None:
    """The changes of today's sources, and no others."""
    today = Counter(unnoticed(each).change for _, mutants in enumerated([*CLASSES, *SPECIMENS]) for each in mutants)
    assert today == Counter(each.change for each in ROWS), REGENERATE


def test_the_page_is_made_of_it() -> None:
    """The page is what the generator writes of the record."""
    assert (DOCS / "implementations-mutants.md").read_text(encoding="utf-8") == page(ROWS), REGENERATE


def test_no_change_lives() -> None:
    """Each is noticed, proved to change nothing, or explained."""
    assert [each for each in ROWS if each.fate == "survives"] == []
    assert all(each.by for each in ROWS if each.fate == "explained")


def test_a_sample_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """What tapes noticed they notice; the optimizer as it is they pass; and it is the bound that tells."""
    asked = next(each for each in CLASSES if each.target.endswith(":ClassicalMomentum"))
    ((_, mutants),) = enumerated([asked])
    step = [each for each in mutants if each.function == "ClassicalMomentum._step"][:SAMPLE]
    fates = {each.change: each.fate for each in ROWS}
    whole, *runs = run_tapes(asked, [None, *step], 60)
    assert whole.fate == "survived"
    assert [each.fate == "killed" for each in runs] == [fates[unnoticed(each).change] == "tape" for each in step]
    left = [each for each, run in zip(step, runs, strict=True) if run.by.startswith("bound-float64")]
    monkeypatch.setattr(Expected, "excess", lambda _, found: np.zeros(np.shape(found)))
    assert {each.fate for each in run_tapes(asked, left[:2], 60)} == {"survived"}
