"""docs/conformance.md says what its record says, and the record what the libraries compute."""

import json
from pathlib import Path

import pytest

from ..modules import module_at

DOCS = Path(__file__).parents[2] / "docs"

GENERATOR = module_at(DOCS / "conformance" / "generate.py", "conformance")
RECORD = json.loads(GENERATOR.RECORD.read_text(encoding="utf-8"))
CELLS = [(library, cell) for library in GENERATOR.libraries() for cell in library.cell]


def found(library, cell):
    key = (cell.target, cell.rule, cell.options)
    cells = [each for each in RECORD[library.name]["cells"] if (each["target"], each["rule"], each["options"]) == key]
    assert len(cells) == 1, f"{key}: run python docs/conformance/generate.py"
    return GENERATOR.Found(**{**cells[0], "cautions": tuple(cells[0]["cautions"])})


def test_page_is_up_to_date():
    """The page is what the generator makes of the record."""
    assert GENERATOR.PAGE.read_text(encoding="utf-8") == GENERATOR.page(RECORD)


@pytest.mark.parametrize(("library", "cell"), CELLS, ids=[f"{c.target} {c.rule} {c.options}" for _, c in CELLS])
def test_every_cell_is_decided_or_explained(library, cell):
    """It stands in the record; and where it is not proved, the table says why, with a source."""
    assert not GENERATOR.unexplained(cell, found(library, cell))


@pytest.mark.long
@pytest.mark.parametrize("name", [library.name for library in GENERATOR.libraries()])
def test_record_is_true(name):
    """The first cell of each library, asked anew."""
    library = next(each for each in GENERATOR.libraries() if each.name == name)
    pytest.importorskip(library.package)
    cell = library.cell[0]
    assert GENERATOR.ask(cell) == found(library, cell)
