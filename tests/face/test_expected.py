"""Findings that a project expects: `[tool.optproof]` in pyproject.toml, on the command line and in the report."""

import json
from dataclasses import replace

import pytest

from optproof.verification.checks.expected import NAMES, compared, uncounted
from optproof.verification.checks.ledger import CLAIMS, ledger, speaks_against
from optproof.verification.interfaces.cli import main
from optproof.verification.interfaces.settings import SettingsError, nearest
from optproof.verification.verdicts.verdict import Algebra, Arithmetic, Checked, Conduct, NamedMistake, Verdict

from .conftest import ROOT
from .test_commands import validated

OPTIMIZERS = (ROOT / "tests" / "face" / "bad_optimizers.py").read_text(encoding="utf-8")
MISTAKE = NamedMistake("v-plus-equals", "A slip")
REFUTED = Verdict("it", "adam", "refuted", algebra=Algebra("refuted"), mistakes=(MISTAKE,), reason="A slip.")
TRACELESS = Verdict(
    "it", "adam", "refuted", mistakes=(MISTAKE,),
    arithmetic=Arithmetic("refuted", checks=(Checked("bound-float64", "failed", "It is far away."),)),
)  # fmt: skip
PROVED = Verdict(
    "it", "adam", "proved", algebra=Algebra("proved"),
    arithmetic=Arithmetic("passed", checks=(Checked("epsilon-survives", "caution", "It is zero."),)),
)  # fmt: skip
UNKNOWN = Verdict("it", "adam", "unknown", reason="It cannot be driven.")


@pytest.fixture
def project(tmp_path, monkeypatch, capsys):
    """Run `optproof check`, or another command, in a folder with a pyproject.toml."""
    (tmp_path / "mine.py").write_text(OPTIMIZERS, encoding="utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.setenv("COLUMNS", "80")

    def run(table: str, *arguments: str, command: str = "check", folder: str = ".") -> tuple[str, str, int]:
        (tmp_path / "pyproject.toml").write_text(f"[tool.optproof]\nexamples = 1\n{table}", encoding="utf-8")
        monkeypatch.chdir(tmp_path / folder)
        rule = ["--rule", "sgd"] if command == "check" else []
        monkeypatch.setattr("sys.argv", ["optproof", command, *arguments, *rule])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return printed.out, printed.err, int(ended.value.code or 0)

    return run


HALVED = '[tool.optproof.expected."mine.py:Halved"]\nalgebra = "We step half as far."\n'


def test_refuted_as_expected(project, snapshot):
    """The verdict stays REFUTED and says so, the exit status is 0, from any folder of the project and in JSON."""
    out, _, status = project(HALVED, "mine.py:Halved")
    assert (out, status) == (snapshot, 0)
    out, _, status = project(HALVED, "../mine.py:Halved", "--json", folder="below")
    (line,) = validated(out)
    assert (line["verdict"], line["as_expected"], status) == ("refuted", True, 0)
    assert line["expected"] == [{"id": "algebra", "reason": "We step half as far.", "outcome": "found"}]


def test_expected_and_not_found(project, snapshot):
    """An entry for which nothing is found is an error, though everything is proved."""
    out, _, status = project(HALVED.replace("Halved", "Prints"), "mine.py:Prints")
    assert (out, status) == (snapshot, 1)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ('[tool.optproof.expected."mine.py:Halved"]\nalgebr = "x"', "There is no check or mistake 'algebr'. Did you mean 'algebra'?"),
        ('[tool.optproof.expected."mine.py:Halved"]\nalgebra = ""', "Expecting 'algebra' needs a reason"),
        ('[tool.optproof.expected."mine.py:Halved"]\nalgebra = 3', "Expecting 'algebra' needs a reason"),
        ('[tool.optproof.expected."mien.py:Halved"]\nalgebra = "x"', "there is no file mien.py beside pyproject.toml"),
        ('[tool.optproof.expected."mien:Halved"]\nalgebra = "x"', "there is no module mien, neither beside"),
        ('[tool.optproof.expected."Halved"]\nalgebra = "x"', "names no target"),
        ('[tool.optproof.expected]\n"mine.py:Halved" = "x"', 'is a table: check-or-mistake = "reason"'),
        ('ignore = ["any-ordr"]', "select and ignore: There is no check 'any-ordr'. Did you mean 'any-order'?"),
        ('select = ["algebra"]', "There is no check 'algebra'."),
        ('ignore = "any-order"', "ignore is a list of strings, and 'any-order' is not."),
        ("time_limit = 3", "[tool.optproof] has no 'time_limit'. Did you mean 'time-limit'?"),
        ("seed = -1", "seed is a number of 0 or more, and -1 is not"),
        ("seed = ", "pyproject.toml cannot be read"),
    ],
    ids=["name", "empty", "number", "file", "module", "target", "no table", "no check", "no check either", "no list", "key", "value", "no TOML"],
)  # fmt: skip
def test_mistyped(project, table, complaint):
    """A sentence says what to write; nothing is run."""
    out, err, status = project(table, "mine.py:Halved")
    assert (out, status) == ("", 2)
    assert complaint in " ".join(err.split())


def test_the_command_line_comes_first(project):
    """What it says overrules pyproject.toml."""
    out, _, _ = project("seed = 4", "mine.py:Needs", "--json")
    assert json.loads(out)["seed"] == 4
    out, _, _ = project("seed = 4", "mine.py:Needs", "--json", "--seed", "0")
    assert json.loads(out)["seed"] == 0


ASKED = [("check", 1), ("identify", 1), ("diff", 2)]


@pytest.mark.parametrize(("command", "count"), ASKED)
def test_effort_holds_for_every_question(project, command, count):
    """Seed and limits of pyproject.toml are those of `check`, `identify` and `diff`; the command line overrules them."""
    hanging = ["mine.py:Hangs"] * count
    out, _, status = project("seed = 4\ntime-limit = 0.5", *hanging, "--json", command=command)
    assert (json.loads(out)["seed"], status) == (4, 2)
    assert json.loads(out)["reason"] == "It did not come to an end in 0.5 seconds."
    lost = ["nowhere.py:A"] * count
    out, _, _ = project("seed = 4", *lost, "--json", "--seed", "0", command=command)
    assert json.loads(out)["seed"] == 0


@pytest.mark.parametrize(("command", "count"), ASKED)
def test_broken_pyproject(project, command, count):
    """Whatever is asked, a sentence says what is wrong with pyproject.toml, and nothing is run."""
    out, err, status = project("time_limit = 3", *["mine.py:Halved"] * count, command=command)
    assert (out, status) == ("", 2)
    assert "[tool.optproof] has no 'time_limit'. Did you mean 'time-limit'?" in err


def test_no_table(tmp_path):
    """A pyproject.toml without the table is passed over, and no other is wanted."""
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    assert nearest(tmp_path).expected_of("a.py:A") == {}
    (tmp_path / "pyproject.toml").write_text("tool = 3\n", encoding="utf-8")
    with pytest.raises(SettingsError):
        nearest(tmp_path)


def test_listed_by_file_or_module(tmp_path, monkeypatch):
    """A class is found by its file, by its module, and from any folder."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.optproof.expected."optimizers.py:Mine"]\nalgebra = "By file."\n'
        f'[tool.optproof.expected."{__name__}:test_no_table"]\nresumes = "By module."\n',
        encoding="utf-8",
    )
    (tmp_path / "optimizers.py").write_text("class Mine: ...\n", encoding="utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    assert nearest().expected_of("../optimizers.py:Mine") == {"algebra": "By file."}
    assert nearest().expected_of("../optimizers.py:Other") == {}
    assert nearest().expected_of(test_no_table) == {"resumes": "By module."}


@pytest.mark.parametrize(
    ("verdict", "entries", "outcomes", "status"),
    [
        (REFUTED, {}, [], 1),
        (REFUTED, {"v-plus-equals": "x"}, ["found"], 0),
        (REFUTED, {"algebra": "x"}, ["found"], 0),
        (REFUTED, {"lr-in-v": "x"}, ["missing"], 1),
        (REFUTED, {"v-plus-equals": "x", "lr-in-v": "x"}, ["found", "missing"], 1),
        (REFUTED, {"v-plus-equals": "x", "bound-float64": "x"}, ["found", "skipped"], 0),
        (TRACELESS, {"v-plus-equals": "x"}, ["found"], 0),
        (TRACELESS, {"bound-float64": "x"}, ["found"], 0),
        (TRACELESS, {"algebra": "x"}, ["skipped"], 1),
        (PROVED, {"v-plus-equals": "x"}, ["missing"], 1),
        (PROVED, {"epsilon-survives": "x"}, ["found"], 0),
        (UNKNOWN, {"algebra": "x", "v-plus-equals": "x"}, ["skipped", "skipped"], 2),
    ],
)
def test_what_became_of_entries(verdict, entries, outcomes, status):
    """An entry stands for its check, or for its mistake; UNKNOWN is never expected."""
    found = compared(verdict, entries)
    assert ([each.outcome for each in found.expected], found.exit_status) == (outcomes, status)
    assert found.verdict == verdict.verdict


MISBEHAVED = replace(
    PROVED,
    verdict="refuted",
    conduct=Conduct(
        "refuted", checks=(Checked("resumes", "failed", "It does not."), Checked("any-order", "failed", "Nor that."))
    ),
)


@pytest.mark.parametrize(
    ("entries", "select", "ignore", "outcomes", "status"),
    [
        ({}, None, ("resumes",), ["ignored"], 1),
        ({}, None, ("resumes", "any-order"), ["ignored", "ignored"], 0),
        ({}, ("bound-float64",), None, ["ignored"] * 3, 0),
        ({}, ("epsilon-survives", "resumes"), (), ["ignored"], 1),
        ({"resumes": "x"}, None, ("resumes", "any-order"), ["found", "ignored"], 0),
    ],
)
def test_what_is_ignored_counts_for_nothing(entries, select, ignore, outcomes, status):
    """It is told all the same, and the verdict stays what it is; what refutes the algebra is no check, and counts."""
    found = compared(MISBEHAVED, entries, uncounted(select, ignore))
    assert ([each.outcome for each in found.expected], found.exit_status) == (outcomes, status)
    assert found.verdict == "refuted"
    assert compared(REFUTED, {}, uncounted((), None)).exit_status == 1


def test_no_check_is_called_as_a_mistake():
    """An entry names one thing."""
    assert len(set(NAMES)) == len(NAMES)


def test_every_mistake_of_a_pair_must_be_expected():
    """One of two explains nothing."""
    pair = Verdict(
        "it", "adam", "refuted", algebra=Algebra("refuted"), mistakes=(MISTAKE, NamedMistake("lr-in-v", "Another"))
    )
    assert compared(pair, {"v-plus-equals": "x"}).exit_status == 1
    assert compared(pair, {"v-plus-equals": "x", "lr-in-v": "y"}).exit_status == 0


@pytest.mark.parametrize("verdict", [REFUTED, TRACELESS, PROVED, UNKNOWN], ids=lambda each: each.verdict)
def test_ledger(verdict):
    """Every claim has its line, and one speaks against what is not green."""
    claims = ledger(verdict)
    assert tuple(claims) == CLAIMS
    assert any(map(speaks_against, claims.values())) == (verdict.exit_status != 0)
