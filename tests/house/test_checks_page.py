"""docs/checks.md and `optproof explain` say of every check what its code says."""

from dataclasses import replace
from pathlib import Path

import pytest
from handbook.checks import document

from optproof.reference.library import UnknownNameError
from optproof.verification.checks.check import ALGEBRA, Check
from optproof.verification.checks.description import facts_of, section
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
    assert all(reason in terminal for reason in check.skips)


CHECK = Check("odd", "conduct", "It is even.", "It matters.", "https://example.org", lambda _: None)


@pytest.mark.parametrize(
    ("check", "facts"),
    [
        (CHECK, ["A finding refutes the optimizer."]),
        (replace(CHECK, refutes=False, cautions=True), ["A finding is a caution."]),
        (
            replace(CHECK, cautions=True, requires=(ALGEBRA, "even"), skips=("it has no seed", "it has no wings")),
            [
                "A finding refutes the optimizer, or is a caution where it is no damage.",
                "Requires that the optimizer is known to be a form of the rule and even.",
                "Skipped where it has no seed; or it has no wings.",
            ],
        ),
        (replace(CHECK, refutes=False), ["It finds nothing against an optimizer; it only notes what it sees."]),
    ],
)
def test_the_entry_says_what_the_check_declares(check, facts):
    """What a finding means, what is required, and for which reasons it is skipped."""
    assert facts_of(check) == facts


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
