"""Mistakes in copies of libraries: the page says what its JSON does, and a sample of them is made anew."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from libraries.copies import copied
from libraries.judging import read, row
from libraries.page import page
from libraries.plain_loops import SHOWING, Rows
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


def _descent(make: Any, options: Mapping[str, Any], initial: Sequence[np.ndarray], rows: Rows) -> list[np.ndarray]:
    """Gradient descent, as `make` scales a gradient: by the options, and by whether another parameter has one."""
    ends = [*initial]
    for gradients in rows:
        alone = any(each is None for each in gradients)
        ends = [
            each if gradient is None else each - make(alone, **options) * gradient
            for each, gradient in zip(ends, gradients, strict=True)
        ]
    return ends


def test_a_plain_loop_shows_what_was_found_and_nothing_else() -> None:
    """A parameter that moves otherwise beside another, and an option of which nothing comes."""
    mixed, used = SHOWING["any-order"], SHOWING["options-matter"]
    assert mixed(_descent, lambda alone: 2.0 if alone else 1.0, {}, "")
    assert not mixed(_descent, lambda _: 1.0, {}, "")
    assert used(_descent, lambda _, eps: 1.0, {}, "Its argument eps changes nothing on any tape.")
    assert not used(_descent, lambda _, eps: eps, {}, "Its argument eps changes nothing on any tape.")
    assert not used(_descent, lambda _: 1.0, {}, "Its argument nobody_knows changes nothing on any tape.")
