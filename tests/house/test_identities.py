"""docs/identify.md says what its record says, and the record what `identify` answers: the right rule, or honestly none."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from ..modules import module_at

DOCS = Path(__file__).parents[2] / "docs"

GENERATOR = module_at(DOCS / "conformance" / "identify.py", "identities")
RECORD = json.loads(GENERATOR.RECORD.read_text(encoding="utf-8"))
ASKED = [(library, each) for library in GENERATOR.libraries() for each in library.asked]


def answered(library, asked):
    found = [
        each
        for each in RECORD[library.name]["targets"]
        if (each["target"], each["options"]) == (asked.target, asked.options)
    ]
    assert len(found) == 1, f"{asked.target} {asked.options}: run python docs/conformance/identify.py"
    return GENERATOR.Answered(**found[0])


def test_page_is_up_to_date():
    """The page is what the generator makes of the record."""
    assert GENERATOR.PAGE.read_text(encoding="utf-8") == GENERATOR.page(RECORD)


@pytest.mark.parametrize(("library", "asked"), ASKED, ids=[f"{each.target} {each.options}" for _, each in ASKED])
def test_every_answer_is_right(library, asked):
    """The rule that it is; or none, and the table says what it is instead."""
    assert not GENERATOR.wrong(asked, answered(library, asked))


def test_a_wrong_answer_is_seen():
    """Another rule, a rule where there is none, none where there is one, and a condition are all complained of."""
    library, adam = next((library, each) for library, each in ASKED if each.target == "optax:adam" and not each.set)
    right = answered(library, adam)
    assert not GENERATOR.wrong(adam, right)
    for answer in (replace(right, rule="sgd"), replace(right, rule=""), replace(right, condition="at ε = 0")):
        assert GENERATOR.wrong(adam, answer)
    assert GENERATOR.wrong(replace(adam, rule="", why="AdaBelief"), right)


def test_record_is_true():
    """One of them, asked anew."""
    pytest.importorskip("sklearn")
    library, asked = next(
        pair
        for pair in ASKED
        if pair[1].target.endswith("_optimizers:SGDOptimizer") and pair[1].set == {"nesterov": False}
    )
    assert asdict(GENERATOR.ask(asked)) == asdict(answered(library, asked))
