"""docs/checks.md and `optproof explain` say of every check what its code says."""

from pathlib import Path

import pytest
from handbook.checks import document

from optproof.reference.library import UnknownNameError
from optproof.verification.checks.check import ALGEBRA, Check, Finding, Skipped
from optproof.verification.checks.context import Context
from optproof.verification.checks.facts import section
from optproof.verification.checks.outcomes import outcomes_of
from optproof.verification.checks.table import CHECKS
from optproof.verification.reports.topics import find_topic

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"
REGENERATE = "python docs/handbook/checks.py > docs/checks.md"


def test_page_is_up_to_date():
    """The page is what the generator writes."""
    assert PAGE.read_text(encoding="utf-8") == document(), f"out of date; regenerate it: {REGENERATE}"


def test_page_begins_with_the_danger():
    """Before anything else, that checking code runs it."""
    heading, empty, first, *_ = document().splitlines()
    assert (heading, empty) == ("# The checks", "")
    assert first.startswith("**Checking code runs it.**")


@pytest.mark.parametrize("check", CHECKS, ids=[each.id for each in CHECKS])
def test_every_check_has_its_entry(check):
    """On the page and in the terminal: the claim, the reason, the link, what it requires and when it is skipped."""
    entry = section(check)
    assert entry in document()
    terminal = " ".join(" ".join(line.plain.split()) for line in find_topic(check.id).page(80))
    wanted = (check.id, check.claim, check.why, check.link, *(each for each in check.requires if each != ALGEBRA))
    for shown in (entry, terminal):
        assert all(each in shown for each in wanted)
    for each in outcomes_of(check).skipped:
        assert each.rstrip("…: ") in terminal


def refutes_or_warns(context: Context) -> Finding | None:
    if context.seed:
        raise Skipped("it has no seed")
    return Finding("it is odd", refutes=context.seed > 1)


def only_notes(context: Context) -> Finding | None:
    context.notes.append("It is odd.")
    return None


def calls_another(context: Context) -> Finding | None:
    def inner() -> Finding | None:
        return Finding("it is odd", refutes=False)

    reason = "wings"
    if context.seed:
        raise Skipped(f"it has no {reason}")
    return inner()


@pytest.mark.parametrize(
    ("finds", "refutes", "cautions", "skipped"),
    [
        (refutes_or_warns, True, True, ("it has no seed",)),
        (only_notes, False, False, ()),
        (calls_another, False, True, ("it has no …",)),
    ],
)
def test_outcomes_are_read_from_the_code(finds, refutes, cautions, skipped):
    """What may be found, and the reasons for which it is skipped."""
    found = outcomes_of(Check("odd", "conduct", "It is even.", "It matters.", "https://example.org", finds))
    assert (found.refutes, found.cautions, found.skipped) == (refutes, cautions, skipped)


def test_closest_name():
    """A slip in the name of a check or a rule is answered with the closest; a form belongs to a rule."""
    with pytest.raises(
        UnknownNameError,
        match=r"no rule, form, part, derivation, mistake or check 'gradient-untouched'\. Did you mean 'gradients-untouched'",
    ):
        find_topic("gradient-untouched")
    with pytest.raises(
        UnknownNameError, match=r"no rule, form, part, derivation, mistake or check 'adma'\. Did you mean 'adam'"
    ):
        find_topic("adma")
    with pytest.raises(UnknownNameError, match="no rule 'resumes'"):
        find_topic("resumes", "classical")
    assert "Adam" in find_topic("adam").page(80)[0].plain
