"""docs/mistakes and `optproof mistakes` say of every mistake what the catalogue says."""

import pytest
from handbook.mistakes import DOCS, documents

from optproof.reference.library import UnknownNameError
from optproof.reference.mistakes import GRADIENT_AT, MISTAKES
from optproof.reference.rule import let
from optproof.reference.symbols import beta1, theta
from optproof.verification.reports.mistakes import about_mistake, every_mistake, latex_line, section


def plain(page) -> str:
    return " ".join(" ".join(line.plain.split()) for line in page)


def test_pages_are_up_to_date() -> None:
    """They are what the generator writes, and there is no other."""
    written = {each: (DOCS / each).read_text(encoding="utf-8") for each in documents()}
    assert written == documents(), "out of date; regenerate them: python docs/handbook/mistakes.py"
    assert len([*(DOCS / "mistakes").iterdir()]) == len(written) - 1


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.id)
def test_every_mistake_has_its_entry(mistake) -> None:
    """On the page and in the terminal: title, kind, symptom, fix and links."""
    told = (mistake.title, mistake.symptom, mistake.fix, *mistake.links)
    terminal = plain(about_mistake(mistake.id, 80))
    assert all(each in section(mistake) for each in told)
    assert all(each in terminal for each in (*told, mistake.kind))


def test_the_list() -> None:
    """A line for each, none wider than the page."""
    page = every_mistake(80)
    assert [line.plain.split()[0] for line in page] == [each.id for each in MISTAKES]
    assert max(line.cell_len for line in page) <= 80


def test_latex() -> None:
    """Formulas come out of SymPy, not out of a text."""
    assert latex_line(let(theta, theta * beta1)) == r"\theta \leftarrow \beta_1 \theta"
    assert latex_line(let(GRADIENT_AT, theta)) == r"g \text{ at } \theta"


def test_closest_name() -> None:
    """A slip in an id is answered with the closest."""
    with pytest.raises(UnknownNameError, match="Did you mean 'v-plus-equals'"):
        about_mistake("v-plus-equal", 80)
