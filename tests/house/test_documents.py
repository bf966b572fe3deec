"""What the documents say is so: their commands are run, their tables are recomputed, their paths exist."""

import doctest
import json
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

from optproof.reference.library import RULES
from optproof.reference.mistakes import find_mistake
from optproof.verification.cli import main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "verification" / "schema.json").read_text(encoding="utf-8"))
SPECIMENS = ROOT / "implementations" / "specimens"

CONSOLE = re.findall(r"```console\n\$ optproof (.*)\n([^`]*(?:`[^`]+)*?)```", README)
ROWS = re.findall(r"^\| `(\w+)` \| `([\w-]+)` (.*) \|$", README, re.MULTILINE)


@pytest.fixture
def optproof(monkeypatch, capsys):
    """Run `optproof` with some arguments; what it printed."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")

    def run(arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["optproof", *arguments.split()])
        with pytest.raises(SystemExit):
            main()
        return capsys.readouterr().out

    return run


def masked(text: str) -> str:
    """Without what differs from run to run."""
    return re.sub(r"\d+\.\d s\s*$", "… s", text, flags=re.MULTILINE).strip()


@pytest.mark.parametrize(("arguments", "shown"), CONSOLE, ids=[arguments[:60] for arguments, _ in CONSOLE])
def test_readme_output(arguments, shown, optproof):
    """The README shows what the command prints; `…` on a line of its own stands for the rest."""
    printed, shown = masked(optproof(arguments)), masked(shown)
    if shown.endswith("\n…"):
        assert printed.startswith(shown.removesuffix("…").rstrip())
    else:
        assert printed == shown


def test_readme_shows_every_command():
    """The blocks are found: a catch, a third-party optimizer, the rules."""
    assert [arguments.split()[0] for arguments, _ in CONSOLE] == ["check", "check", "rules"]


def test_readme_python():
    """The examples in Python give what they say."""
    examples = "\n".join(re.findall(r"```pycon\n(.*?)```", README, re.DOTALL))
    parsed = doctest.DocTestParser().get_doctest(examples, {}, "README.md", "README.md", 0)
    assert len(parsed.examples) >= 6
    assert doctest.DocTestRunner().run(parsed).failed == 0


def test_readme_tests(pytester):
    """The test file that the README shows gives what it says of each test."""
    (source,) = re.findall(r"```python\n(from optproof.*?)```", README, re.DOTALL)
    ((arguments, shown),) = re.findall(r"```console\n\$ pytest (.*)\n([^`]*)```", README)
    pytester.makepyfile(test_optimizers=source)
    pytester.makepyprojecttoml("[tool.optproof]\nexamples = 1\n")
    said = pytester.runpytest_inprocess(*shlex.split(arguments), "-p", "no:cacheprovider")
    printed = said.stdout.str().rpartition("short test summary info")[2].splitlines()
    assert printed[1:-1] == shown.splitlines()


def test_readme_specimens_are_all_there():
    """Every wrong specimen has its row."""
    wrong = {path.stem for path in SPECIMENS.glob("[!_]*.py") if not path.stem.endswith("_right")}
    assert {name for name, _, _ in ROWS} == wrong


@pytest.mark.parametrize(("specimen", "mistake", "title"), ROWS)
def test_readme_specimen(specimen, mistake, title, optproof):
    """A specimen is caught with the mistake that its row names."""
    name = re.findall(r"^class (\w+)", (SPECIMENS / f"{specimen}.py").read_text(encoding="utf-8"), re.MULTILINE)[0]
    rule = specimen.partition("_")[0]
    said = json.loads(
        optproof(f"check implementations/specimens/{specimen}.py:{name} --rule {rule} --examples 2 --json")
    )
    assert (said["verdict"], [each["id"] for each in said["mistakes"]]) == ("refuted", [mistake])
    assert title == find_mistake(mistake).title.rstrip(".")


def test_shapes_and_keys(optproof):
    """The table of shapes lists those that exist, and the keys of the JSON line are in the schema."""
    answer = optproof("check implementations/specimens/adam_right.py:Adam --rule adam --shape nonsense")
    shapes = set(re.findall(r"[a-z-]+", answer.partition("There are: ")[2].partition(".")[0]))
    table = (ROOT / "docs" / "shapes.md").read_text(encoding="utf-8").partition("\n\n## ")[0]
    assert {*re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)} == shapes
    keys = re.findall(r"`(\w+)`", README.partition("the keys ")[2].partition(" and some more")[0])
    assert set(keys) <= set(SCHEMA["properties"])


def test_changelog_counts_the_forms():
    """Fourteen forms in all."""
    assert sum(len(rule.forms) for rule in RULES) == 14
    assert "fourteen forms in all" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_both_commands_stand_on_one_line():
    """Each command of "Try it" is one line, and the tests are run by .ci/run as the README says."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert [len(block.splitlines()) for block in blocks] == [1, 1]
    tests = blocks[1].strip().split("/bin/")[-1]
    assert tests in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "document",
    ["README.md", "ARCHITECTURE.md", "docs/ci.md", "docs/shapes.md", "benchmarks/README.md", "typings/README.md"],
)
def test_links(document):
    """Links inside the project lead somewhere."""
    path = ROOT / document
    links = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert missing == []


def test_architecture_names_what_exists():
    """Every path and every file in the listing exists."""
    paths = {each for each in re.findall(r"`([\w./-]+)`", ARCHITECTURE) if "/" in each or each.endswith(".py")}
    in_text = {each for each in paths if not any((ROOT / folder / each).exists() for folder in (".", "reference"))}
    listing = re.findall(r"^ {4}(?: {2})?(\S.*)$", ARCHITECTURE, re.MULTILINE)
    folder, missing = ROOT, set[str]()
    for line in listing:
        names = [each for each in line.split("   ")[0].split() if each.endswith("/") or "." in each]
        folder = (
            ROOT / names[0]
            if line.split()[0].rstrip("/") in ("reference", "implementations", "verification")
            else folder
        )
        missing |= {each for each in names if not (folder / each).exists() and not (ROOT / each).exists()}
    assert len(listing) > 15
    assert (in_text, missing) == (set(), set())


def modules() -> list[str]:
    """Every module of the three packages."""
    packages = ("reference", "implementations", "verification")
    return [
        each.name
        for package in packages
        for each in walk_packages([str(ROOT / package)], f"optproof.{package}.")
        if ".specimens." not in each.name
    ]


def test_examples_in_docstrings():
    """Docstrings that show a session show what happens."""
    results = [doctest.testmod(import_module(name)) for name in ["optproof.implementations", *modules()]]
    assert sum(result.attempted for result in results) > 0
    assert sum(result.failed for result in results) == 0


def test_benchmarks_run():
    """The benchmarks still find what they measure: one round of those that take seconds."""
    done = subprocess.run(
        [sys.executable, "benchmarks/run.py", "--repeats", "1", "--json", "--only", "costs", "--only", "oracle"],
        cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["imports", "check", "proof", "oracle-float32", "oracle-float64"]
    assert all(row["ratio"] > 0 for row in rows)
