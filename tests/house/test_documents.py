"""What the documents say is so: their commands are run, their tables are recomputed, their paths exist."""

import doctest
import json
import linecache
import os
import re
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages

import pytest
import yaml

from optproof.reference.library import RULES
from optproof.reference.mistakes import find_mistake
from optproof.verification.interfaces.cli import main

from ..verification.asking import judged
from .documents import (
    BLOCK,
    LANGUAGES,
    ROOT,
    TRANSLATIONS,
    Block,
    Reader,
    Shell,
    blocks_of,
    documents,
    held,
    matches,
    refreshed,
    replaced,
    text_of,
    unknown_options,
)

README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
DECISIONS = (ROOT / "docs" / "explanation" / "decisions.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "verification" / "schema.json").read_text(encoding="utf-8"))
SPECIMENS = ROOT / "implementations" / "specimens"

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


@pytest.fixture
def reader(pytester, monkeypatch, capsys):
    """Somebody who does what a page says."""
    return Reader(pytester, monkeypatch, capsys)


ALONE = {"docs/trophies.md": ("torch", "optax")}
"""Pages that import these, and have a process of their own for it: PyTorch can be imported once."""

FIRST_DAY = ("docs/tutorial/stalled-adam.md", "docs/how-to/pytest-and-ci.md")
"""Pages that a new user reads one after the other, in one folder."""

WRITTEN = [page for page in documents() if page not in {*TRANSLATIONS, *ALONE, *FIRST_DAY} and any(blocks_of(page))]


@pytest.mark.long
@pytest.mark.parametrize("page", WRITTEN)
def test_blocks(page, reader, request):
    """Every block is run, and shows what is so; `--snapshot-update` writes what is so into the pages."""
    held(page, reader, update=request.config.getoption("update_snapshots", default=False))


@pytest.mark.long
def test_first_day(pytester, monkeypatch, capsys, request):
    """From the tutorial to tests of one's own and CI: each command as it is printed, in a shell, from where the reader is."""
    reader = Shell(pytester, monkeypatch, capsys)
    for page in FIRST_DAY:
        held(page, reader, update=request.config.getoption("update_snapshots", default=False))
    assert 'target = "adam.py:Adam"\nrule = "adam"' in reader.run("optproof init")
    action = yaml.safe_load(text_of("action.yml"))["runs"]["steps"][-1]["run"]
    said = reader.run(f"export TARGETS= RULE= ARGUMENTS= SARIF=found.sarif\n(set -e; {action}) && echo green")
    assert said.splitlines()[-2:] == ["3 targets: 2 proved, 1 refuted", "green"]
    assert (reader.folder / "found.sarif").is_file()


def quoted(text: str) -> str:
    """A page with the numbers of the kill matrix, in its table and in the sentence that begins with a link to it."""
    matrix = text_of("docs/kill-matrix.md")
    (table,) = re.findall(r"^\| way of testing .*?\n\n", matrix, re.MULTILINE | re.DOTALL)
    ((killed, made),) = re.findall(r"^- \*\*(\d+) of (\d+)\*\* wrong optimizers", matrix, re.MULTILINE)
    noticed = dict(re.findall(r"^\| (.*) \| (\d+) of \d+ \|$", table, re.MULTILINE))
    numbers = iter([made, *(noticed[way] for way in ("convergence", "one step", "ten steps")), killed])
    text = re.sub(r"^\| way of testing .*?\n\n", lambda _: table, text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(
        r"^.*\[\d+[^\]]*\]\(docs/kill-matrix.md\).*$",
        lambda line: re.sub(r"\d+", lambda _: next(numbers), line[0]),
        text,
        flags=re.MULTILINE,
    )


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "docs/explanation/blind-tests.md"])
def test_kill_matrix_is_quoted(page, request):
    """The numbers that pages quote are those of the kill matrix."""
    assert re.search(r"\d+ of \d+|\[\d+.*\]\(docs/kill-matrix.md\)", text_of(page))
    if request.config.getoption("update_snapshots", default=False):
        (ROOT / page).write_text(quoted(text_of(page)), encoding="utf-8")
    assert text_of(page) == quoted(text_of(page))


def test_libraries_give_these_verdicts():
    """What is not run, since importing a library takes seconds, is what was recorded where it was run."""
    said = [
        found.groups()
        for block in blocks_of("docs/how-to/libraries.md")
        for found in re.finditer(
            r"^\$ optproof check (\S+) --rule (\S+)\nPROVED  \2 (\S+)  \1$", block.text, re.MULTILINE
        )
    ]
    recorded = json.loads((ROOT / "docs" / "conformance" / "verdicts.json").read_text(encoding="utf-8"))
    cells = [cell for library in recorded.values() for cell in library["cells"] if cell["verdict"] == "proved"]
    assert len(said) == 5
    assert {*said} <= {(cell["target"], cell["rule"], cell["form"]) for cell in cells}


@pytest.mark.parametrize("page", ALONE)
def test_sessions_with_libraries(page):
    """Each fault that a page tells of is still there, in ten lines without optproof."""
    for name in ALONE[page]:
        if find_spec(name) is None:
            pytest.skip(f"{name} is not installed")
    done = subprocess.run(
        [sys.executable, "-m", "doctest", page], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pages_are_read():
    """The blocks are found, in every language that somebody reads; what is not run says why."""
    blocks = [block for page in WRITTEN for block in blocks_of(page)]
    assert {block.language for block in blocks if not block.reason} >= {*LANGUAGES} - {"json", "sh"}
    assert {"README.md", "docs/ci.md", "docs/shapes.md", *TRANSLATIONS.values()} <= {*WRITTEN, *FIRST_DAY}
    assert len([block for block in blocks if block.language == "console"]) > 15


@pytest.mark.parametrize(("shown", "printed", "same"), [
    ("a\nb", "a\nb\n", True), ("a\n…\nd", "a\nb\nc\nd", True), ("a …", "a b\nc", True), ("a", "a\nb", False), ("a…b", "b…a", False),
])  # fmt: skip
def test_matching(shown, printed, same):
    """`…` stands for anything, and nothing else does; what is refreshed still leaves out."""
    assert matches(shown, printed) == same
    assert refreshed("x\n…", "y\n" + printed).startswith("y\n…")


def test_what_is_wrong_is_seen(reader):
    """A block that does not show what is so has another text; a command, a language or an option that is not there raises."""
    wrong = Block("page", "console", "$ optproof mistakes v-plus-equals\nv-plus-equals  sign\n…\n", "", (0, 0))
    assert reader.reads(wrong).startswith("$ optproof mistakes v-plus-equals\nv-plus-equals  state\n")
    with pytest.raises(KeyError):
        reader.reads(Block("page", "console", "$ rm x\n", "", (0, 0)))
    with pytest.raises(KeyError):
        reader.reads(Block("page", "", "x\n", "", (0, 0)))
    with pytest.raises(AssertionError):
        reader.reads(Block("page", "pycon", ">>> 1 + 1\n3\n", "", (0, 0)))
    assert unknown_options("optproof check TARGET --rule RULE [--nonsense]") == {"--nonsense"}


@pytest.mark.parametrize("page", TRANSLATIONS)
def test_translations_keep_step(page, request):
    """A translation has the blocks of its page, to the letter, and as many headings, rows and items."""
    other = TRANSLATIONS[page]
    theirs, ours = ([*blocks_of(each)] for each in (other, page))
    if request.config.getoption("update_snapshots", default=False):
        texts = {mine.span: its.text for mine, its in zip(ours, theirs, strict=True)}
        (ROOT / page).write_text(replaced(page, texts), encoding="utf-8")
        return
    assert [(block.language, block.text) for block in ours] == [(block.language, block.text) for block in theirs]
    for mark in (r"^#+ ", r"^\|", r"^- ", r"^\d+\. "):
        outside = [re.sub(BLOCK, "", text_of(each)) for each in (page, other)]
        mine, its = (re.findall(mark, each, re.MULTILINE) for each in outside)
        assert mine == its


def test_readme_specimens_are_all_there():
    """Every wrong specimen has its row."""
    wrong = {path.stem for path in SPECIMENS.glob("[!_]*.py") if not path.stem.endswith("_right")}
    assert {name for name, _, _ in ROWS} == wrong
    assert all(title == find_mistake(mistake).title.rstrip(".") for _, mistake, title in ROWS)


@pytest.mark.parametrize(("specimen", "mistake"), [row[:2] for row in ROWS if f"{row[0]}.py:Adam --rule" not in README])
def test_readme_specimen(specimen, mistake):
    """A specimen is caught with the mistake that its row names; the one whose page the README shows is seen there."""
    name = re.findall(r"^class (\w+)", (SPECIMENS / f"{specimen}.py").read_text(encoding="utf-8"), re.MULTILINE)[0]
    said = json.loads(judged(f"{specimen}:{name}").to_json())
    assert (said["verdict"], [each["id"] for each in said["mistakes"]]) == ("refuted", [mistake])


def test_shapes_and_keys(optproof):
    """The table of shapes lists those that exist, and the keys of the JSON line are in the schema."""
    answer = optproof("check implementations/specimens/adam_right.py:Adam --rule adam --shape nonsense")
    shapes = set(re.findall(r"[a-z-]+", answer.partition("There are: ")[2].partition(".")[0]))
    table = (ROOT / "docs" / "shapes.md").read_text(encoding="utf-8").partition("\n\n## ")[0]
    assert {*re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)} == shapes
    keys = re.findall(r"`(\w+)`", README.partition("the keys ")[2].partition(" and some more")[0])
    assert set(keys) <= set(SCHEMA["properties"])


def test_changelog_counts_the_forms():
    """How many rules have how many forms."""
    news = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())
    said = news.partition("- Rules: ")[2].partition(" forms in all.")[0]
    names, _, forms = said.rpartition(", ")
    assert len(names.replace(" and ", ", ").split(", ")) == len(RULES)
    assert int(forms) == sum(len(rule.forms) for rule in RULES)


def test_both_commands_stand_on_one_line():
    """Each command of "Try it" is one line, and the tests are run by .ci/run as the README says."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert [len(block.splitlines()) for block in blocks] == [1, 1]
    tests = blocks[1].strip().split("/bin/")[-1]
    assert tests in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", documents())
def test_links(page):
    """Links inside the project lead somewhere."""
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)|(?:src|href)=\"([^\"#]+)", re.sub(BLOCK, "", text_of(page)))
    paths = [one or other for one, other in links if "://" not in one + other]
    assert [path for path in paths if not (ROOT / page).parent.joinpath(path).exists()] == []


def test_architecture_names_what_exists():
    """Every path and every file in the listing exists."""
    named = re.findall(r"`([\w./-]+)`", ARCHITECTURE + DECISIONS)
    paths = {each for each in named if "/" in each or each.endswith(".py")}
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
    """Every module of the three packages, and what gathers their names."""
    packages = ("reference", "implementations", "verification")
    return ["optproof"] + [
        each.name
        for package in packages
        for each in walk_packages([str(ROOT / package)], f"optproof.{package}.")
        if ".specimens." not in each.name
    ]


def test_examples_in_docstrings():
    """Docstrings that show a session show what happens."""
    linecache.clearcache()  # doctest looks for each of its files anew for each of our modules
    results = [doctest.testmod(import_module(name)) for name in ["optproof.implementations", *modules()]]
    assert sum(result.attempted for result in results) > 0
    assert sum(result.failed for result in results) == 0


@pytest.mark.long
def test_benchmarks_run():
    """The benchmarks still find what they measure: one round of those that take seconds."""
    done = subprocess.run(
        [sys.executable, "benchmarks/run.py", "--repeats", "1", "--json", "--only", "costs", "--only", "oracle"],
        cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["imports", "check", "proof", "oracle-float32", "oracle-float64"]
    assert all(row["ratio"] > 0 for row in rows)
