"""Links into the handbook: from the terminal and the page where it is known where that stands, and else from nowhere."""

import io
import json

import pytest

from optproof.verification.reports.html.document import document
from optproof.verification.reports.layout import console
from optproof.verification.reports.report import report
from optproof.verification.verdicts.links import ROOT, address, check_page, mistake_page
from optproof.verification.verdicts.verdict import Algebra, Arithmetic, Checked, Conduct, NamedMistake, Verdict

from .conftest import BAD

VERDICT = Verdict(
    "a.py:A", "adam", "refuted", algebra=Algebra("refuted"), mistakes=(NamedMistake("v-plus-equals", "A slip", docs=mistake_page("v-plus-equals")),),
    arithmetic=Arithmetic("passed", checks=(Checked("epsilon-survives", "caution", "It is zero.", docs=check_page("epsilon-survives")),)),
    conduct=Conduct("refuted", checks=(Checked("resumes", "failed", "It forgets.", docs=check_page("resumes")),)),
)  # fmt: skip
PAGES = (
    "reference/mistakes/v-plus-equals.html",
    "reference/checks.html#epsilon-survives",
    "reference/checks.html#resumes",
)


@pytest.fixture
def shown(monkeypatch):
    """The report on a terminal that knows links, and the page."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = io.StringIO()
    out = console(stream)
    for line in report(VERDICT):
        out.print(line)
    return stream.getvalue(), document([VERDICT])


@pytest.fixture
def somewhere(monkeypatch, request):
    monkeypatch.setenv(ROOT, request.param)
    return request.param


@pytest.mark.parametrize("somewhere", ["https://example.org/handbook/"], indirect=True)
def test_linked(somewhere, shown):
    """Each mistake and each check that has a finding leads to its place."""
    terminal, page = shown
    for each in PAGES:
        assert f";{somewhere}{each}\x1b\\" in terminal
        assert f'href="{somewhere}{each}"' in page


@pytest.mark.parametrize("somewhere", [""], indirect=True)
def test_not_linked(somewhere, shown):
    """Nothing is linked that nobody could open."""
    terminal, page = shown
    assert "\x1b]8" not in terminal
    assert "<a " not in page


@pytest.mark.parametrize("somewhere", ["docs/_build"], indirect=True)
def test_folder(somewhere, tmp_path, monkeypatch):
    """A folder becomes an address that a browser opens."""
    monkeypatch.chdir(tmp_path)
    assert address(check_page("resumes")) == f"{tmp_path.as_uri()}/{somewhere}/reference/checks.html#resumes"
    assert address("") == ""


def test_pages_in_json(optproof):
    """JSON has the pages, from the handbook's root, so that the same seed gives the same bytes everywhere."""
    said = json.loads(optproof("check", f"{BAD}:Halved", "--rule", "sgd", "--examples", "1", "--json").out)
    assert all(each["docs"] == f"reference/checks.html#{each['id']}" for each in said["conduct"]["checks"])
