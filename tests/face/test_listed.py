"""What a project lists in its pyproject.toml is checked, each as its entry says, by whatever command or test."""

import json
from pathlib import Path

import pytest

from optproof.verification.interfaces.settings import Counted, Listed, SettingsError, nearest
from optproof.verification.interfaces.trials import trial_of

from .conftest import ROOT

OPTIMIZERS = (ROOT / "tests" / "face" / "bad_optimizers.py").read_text(encoding="utf-8")
TABLE = """
[tool.optproof]
examples = 1

[[tool.optproof.targets]]
target = "mine.py:Halved"
rule = "sgd"

[[tool.optproof.targets]]
target = "mine.py:Prints"
rule = "sgd"
form = "plain"
set = { lr = 0.5 }
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with optimizers and a pyproject.toml, in which, or below which, commands run."""
    (tmp_path / "mine.py").write_text(OPTIMIZERS, encoding="utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path)

    def write(table):
        (tmp_path / "pyproject.toml").write_text(table, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def run(optproof, project, monkeypatch):
    """Run `optproof` in the project."""
    folder = project(TABLE)

    def in_folder(*arguments, below=False):
        monkeypatch.chdir(folder / "below" if below else folder)
        return optproof(*arguments)

    return in_folder


@pytest.mark.parametrize("below", [False, True])
def test_all_that_is_listed(run, below):
    """`optproof check` alone checks each by its entry, from any folder of the project."""
    said = run("check", "--json", below=below)
    lines = [json.loads(each) for each in said.out.splitlines()]
    place = "../mine.py" if below else "mine.py"
    assert [(each["target"], each["rule"], each["verdict"]) for each in lines] == [
        (f"{place}:Halved", "sgd", "refuted"),
        (f"{place}:Prints", "sgd", "proved"),
    ]
    assert [each["settings"] for each in lines] == [{}, {"lr": 0.5}]
    assert said.status == 1


def test_one_that_is_listed(run):
    """A target that is named is held to the rule of its entry, and to what the command says of it instead."""
    said = run("check", "mine.py:Prints", "--json")
    assert json.loads(said.out)["settings"] == {"lr": 0.5}
    said = run("check", "mine.py:Prints", "--json", "--set", "lr=0.25")
    assert json.loads(said.out)["settings"] == {"lr": 0.25}
    said = run("check", "mine.py:Prints", "--json", "--rule", "momentum")
    assert (json.loads(said.out)["rule"], json.loads(said.out)["settings"]) == ("momentum", {})


def test_a_list_is_set(optproof, project):
    """Whatever TOML has a word for can be set, beside a target for which it is not."""
    entries = [f'[[tool.optproof.targets]]\ntarget = "mine.py:{name}"\nrule = "sgd"\n' for name in ("Prints", "Raises")]
    project(f"[tool.optproof]\nexamples = 1\n{entries[0]}{entries[1]}set = {{ betas = [0.5, 0.75] }}\n")
    said = optproof("check", "--json")
    one, other = (json.loads(each) for each in said.out.splitlines())
    assert (one["verdict"], other["verdict"], said.status) == ("proved", "unknown", 2)
    assert "takes no betas, which is set" in other["reason"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["mine.py:Raises"], "--rule is missing"),
        (["mine.py:Prints", "mine.py:Raises"], "optproof identify mine.py:Raises"),
        (["--rule", "sgd"], "Which optimizer?"),
    ],
)
def test_what_is_not_listed(run, arguments, sentence):
    """It is asked for."""
    said = run("check", *arguments)
    assert (said.out, said.status) == ("", 2)
    assert sentence in said.err


def test_nothing_is_listed(optproof, project):
    """Neither a target nor a list: one is told how to give either."""
    project("[tool.optproof]\nseed = 1\n")
    said = optproof("check")
    assert (said.out, said.status) == ("", 2)
    assert "[[tool.optproof.targets]]" in said.err


def test_plugin(pytester):
    """`pytest --optproof-listed` has the tests of all that is listed."""
    pytester.makefile(".toml", pyproject=TABLE)
    pytester.makepyfile(mine=OPTIMIZERS)
    said = pytester.runpytest_inprocess("--optproof-listed", "-k", "algebra", "-p", "no:cacheprovider", "-rA")
    said.assert_outcomes(passed=1, failed=1, deselected=int(said.parseoutcomes()["deselected"]))
    said.stdout.fnmatch_lines(["FAILED *Halved-sgd-algebra*"])
    said.stdout.fnmatch_lines(["PASSED *Prints-sgd-plain-lr=0.5-algebra*"])


def test_entries(project, monkeypatch):
    """Each is read, with its path as a command takes it where one stands."""
    folder = project(TABLE)
    monkeypatch.chdir(folder / "below")
    assert nearest().targets == (
        Listed("../mine.py:Halved", "sgd"),
        Listed("../mine.py:Prints", "sgd", "plain", None, {"lr": 0.5}),
    )


def test_store(project, monkeypatch):
    """The folder of failures stands beside pyproject.toml, wherever a command is given."""
    folder = project('[tool.optproof]\nstore = "tests/kept"\n')
    monkeypatch.chdir(folder / "below")
    assert nearest().store == Path("../tests/kept")


def test_modules_are_looked_for(project, monkeypatch):
    """Beside pyproject.toml part by part, among what is installed by the first; nothing is imported."""
    folder = project("")
    (folder / "ours").mkdir()
    (folder / "ours" / "inner.py").write_text("raise SystemExit\n", encoding="utf-8")
    for module, missing in {
        "ours.inner": "",
        "ours.iner.deep": "ours.iner",
        "mine.inner": "mine.inner",
        "numpy.made.up": "",
        "numpie": "numpie",
    }.items():
        (folder / "pyproject.toml").write_text(
            f'[tool.optproof.expected."{module}:A"]\nalgebra = "x"\n', encoding="utf-8"
        )
        if missing:
            with pytest.raises(SettingsError, match=f"there is no module {missing},"):
                nearest(folder)
        else:
            assert nearest(folder).expected


MISTYPED = {
    'target = "mine.py:Halved"': "has no rule",
    'rule = "sgd"': "has no target",
    'target = "mine.py:Halfed"\nrule = "sgd"': "there is no Halfed in mine.py. Did you mean 'Halved'?",
    'target = "mien.py:Halved"\nrule = "sgd"': "there is no file mien.py beside pyproject.toml",
    'target = "Halved"\nrule = "sgd"': "names no target",
    'target = "mine.py:Halved"\nrule = 3': "rule is a string, and 3 is not",
    'target = "mine.py:Halved"\nrule = "sgd"\nset = "lr=1"': "set is a table, and 'lr=1' is not",
    'target = "mine.py:Halved"\nrule = "sgd"\nforms = "plain"': "has no 'forms'. Did you mean 'form'?",
}


@pytest.mark.parametrize(("entry", "complaint"), MISTYPED.items())
def test_mistyped(project, entry, complaint):
    """A sentence says which entry, and what to write."""
    project(f"[[tool.optproof.targets]]\n{entry}\n")
    with pytest.raises(SettingsError, match=r"\[\[tool\.optproof\.targets\]\], number 1") as raised:
        nearest()
    assert complaint in str(raised.value)


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ('[tool.optproof]\ntargets = "mine.py:Halved"\n', "write [[tool.optproof.targets]]"),
        ("[tool.optproof]\nstore = 3\n", "store is the name of a folder, and 3 is not"),
        ("[tool.optproof]\ntargets = [1]\n", "number 1: write a table"),
        ("[tool.optproof]\ntarget = 3\n", "has no 'target'. Did you mean 'targets'?"),
    ],
)
def test_no_list(project, table, complaint):
    """So where it is none."""
    project(table)
    with pytest.raises(SettingsError) as raised:
        nearest()
    assert complaint in str(raised.value)


def test_what_counts(project):
    """What an entry says of checks takes the place of what holds for all, for the command and for pytest alike."""
    table = TABLE.replace("examples = 1", 'ignore = ["resumes"]', 1)
    project(table.replace('form = "plain"', 'ignore = ["any-order"]\nexpected = { algebra = "So it is." }'))
    one, other = (each.counted.over(nearest().counted) for each in nearest().targets)
    assert (one, other) == (Counted(ignore=("resumes",)), Counted(ignore=("any-order",)))
    assert trial_of("mine.py:Halved", "sgd").ignored == {"resumes"}
    trial = trial_of("mine.py:Prints", "sgd", ignore=other.ignore, expected=nearest().targets[1].expected)
    assert (trial.ignored, trial.expected) == ({"any-order"}, {"algebra": "So it is."})
    assert "resumes" not in trial_of("mine.py:Prints", "sgd", select=["resumes"], ignore=[]).ignored
