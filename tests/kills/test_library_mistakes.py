"""Mistakes in copies of libraries: the page says what its JSON does, and a sample of them is made anew."""

from pathlib import Path

import pytest
from libraries.copies import copied
from libraries.judging import read, row
from libraries.page import page
from library_mistakes import CHANGES

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_is_what_was_found() -> None:
    """Every change has its row, and the page is made of them: all that are mistakes are refuted, and no other is."""
    changed, unchanged, versions = read((DOCS / "library-mistakes.json").read_text(encoding="utf-8"))
    assert {*changed} == {each.label for each in CHANGES}
    rows = [row(each, changed[each.label], unchanged[str(each.original)]) for each in CHANGES]
    assert page(rows, [*unchanged.items()], versions) == (DOCS / "library-mistakes.md").read_text(encoding="utf-8")
    assert all(each.spared if each.change.equal else each.refuted for each in rows)


@pytest.mark.parametrize("library", ["torch", "optax", "keras"])
def test_the_changes_stand_in_what_is_installed(library: str, tmp_path: Path) -> None:
    """Each can be made in the library as it is here, in one statement."""
    pytest.importorskip(library) if library != "keras" else pytest.importorskip("jax")
    for each in CHANGES:
        if each.original.library == library:
            assert copied(each.original, each, tmp_path).file
