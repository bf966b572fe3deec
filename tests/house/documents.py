"""The code blocks of the documents, and a reader who does what they say."""

import difflib
import doctest
import json
import os
import re
import runpy
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.core import TyperGroup
from typer.main import get_command

from optproof.verification.interfaces.cli import app, main
from optproof.verification.subjects.registry import adapters

for each in ("api", "reports.mistakes", "interfaces.trials"):
    # pytester forgets the modules that are first imported in its runs, and NumPy cannot be loaded twice.
    import_module(f"optproof.verification.{each}")

ROOT = Path(__file__).parents[2]

GENERATED = ("_build", "reference", "handbook")
"""Folders of docs whose pages are made by the site's builder, and tested with it."""

TRANSLATIONS = {
    "README.zh.md": "README.md",
    "docs/zh/tutorial/stalled-adam.md": "docs/tutorial/stalled-adam.md",
    "docs/zh/explanation/bias-correction.md": "docs/explanation/bias-correction.md",
}
"""Chinese page → the page that it translates."""

BLOCK = re.compile(
    r"(?:^<!-- not run: (?P<reason>[^>]+) -->\n\n?)?"
    r"(?:^```(?P<language>[^\n]*)\n(?P<fenced>.*?)^```$|(?<=\n\n)(?P<indented>(?:^    [^\n]*\n|\n(?=    ))+))",
    re.MULTILINE | re.DOTALL,
)

PROJECT = "[tool.optproof]\nexamples = 1\n"
"""What a reader's project says where the page says nothing.  Pages show no count of what was tried, so little is."""


@dataclass(frozen=True)
class Block:
    """A code block of a page; `language` is "indented" where four spaces make it one.

    Attributes:
        reason: why it is not run, as the comment above it says.
        span: where its text stands in the page.
    """

    page: str
    language: str
    text: str
    reason: str
    span: tuple[int, int]

    @property
    def file(self) -> str:
        """The file that the block is, where its first line says so."""
        named = re.match(r"# ([\w./-]+\.\w+)\n", self.text)
        return named[1] if named else ""


def documents() -> list[str]:
    """Every page that people wrote."""
    pages = [*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/README.md"), *ROOT.glob("docs/**/*.md")]
    names = (page.relative_to(ROOT) for page in pages)
    return sorted(str(name) for name in names if not set(name.parts[1:-1]) & {*GENERATED})


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks_of(page: str) -> Iterator[Block]:
    """The blocks of a page, those of Sphinx left to Sphinx."""
    for found in BLOCK.finditer(text_of(page)):
        kind = "fenced" if found["indented"] is None else "indented"
        language = kind if kind == "indented" else found["language"]
        if not language.startswith("{"):
            yield Block(page, language, found[kind], " ".join((found["reason"] or "").split()), found.span(kind))


def replaced(page: str, texts: dict[tuple[int, int], str]) -> str:
    """The page with other texts in some of its blocks."""
    written = text_of(page)
    for (start, end), text in sorted(texts.items(), reverse=True):
        written = written[:start] + text + written[end:]
    return written


# What is shown, and what is so.


def matches(shown: str, printed: str) -> bool:
    """Whether this is what is printed; `…` stands for anything."""
    return re.fullmatch(".*?".join(map(re.escape, shown.strip().split("…"))), printed.strip(), re.DOTALL) is not None


def refreshed(shown: str, printed: str) -> str:
    """What is printed, as much of it as was shown: for each piece between two `…` the lines that are most like it."""
    new = [line.rstrip() for line in printed.strip().splitlines()]
    pieces = [piece.strip("\n") for piece in re.split(r"^…$", shown.strip(), flags=re.MULTILINE)]
    told: list[str] = []
    at = 0
    for number, piece in enumerate(pieces):
        first, last = number == 0, number == len(pieces) - 1
        start, end = _most_like(piece, new, at, begins=first, ends=last) if piece else (at, at)
        told += ["…"] * (not first) + [_elided(piece, line) for line in new[start:end]]
        at = end
    return "\n".join(told)


def _most_like(piece: str, lines: list[str], at: int, *, begins: bool, ends: bool) -> tuple[int, int]:
    """From where to where the lines after `at` are most like a piece."""
    size = len(piece.splitlines())
    places = [
        (start, end)
        for start in ([at] if begins else range(at, len(lines)))
        for end in ([len(lines)] if ends else range(start + max(size - 3, 1), min(start + size + 6, len(lines)) + 1))
    ]
    return max(places, key=lambda place: _likeness(piece, "\n".join(lines[slice(*place)])))


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one, other, autojunk=False).ratio()


def _elided(piece: str, line: str) -> str:
    """The line as the piece has it, where it leaves out the end of it."""
    return next((each for each in piece.splitlines() if "…" in each and matches(each, line)), line)


@dataclass
class Reader:
    """Somebody who does what a page says, in a folder of his own, block by block.

    A command that names a file of the project runs in the project, as in a clone.
    """

    pytester: pytest.Pytester
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    names: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder = self.pytester.path
        self.monkeypatch.setenv("COLUMNS", "80")
        self.monkeypatch.setattr(sys, "dont_write_bytecode", True)
        self.monkeypatch.syspath_prepend(self.folder)
        (self.folder / "pyproject.toml").write_text(PROJECT, encoding="utf-8")

    def reads(self, block: Block) -> str:
        """Do what a block says; its text, as it should be.  Raises `KeyError` for a language that nobody reads."""
        self.monkeypatch.chdir(self.folder)
        try:
            return LANGUAGES[block.language](self, block) or block.text
        finally:
            self._forget_modules()

    def _forget_modules(self) -> None:
        """Files of the page change from block to block."""
        for name, module in [*sys.modules.items()]:
            if str(getattr(module, "__file__", "")).startswith(str(self.folder)):
                del sys.modules[name]

    def _write(self, block: Block) -> None:
        if block.file:
            (self.folder / block.file).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / block.file).write_text(block.text, encoding="utf-8")

    # The languages.

    def console(self, block: Block) -> str:
        """Commands, each after a `$`, with what they print."""
        session = re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE)
        told = ""
        for command, shown in session:
            printed = self.run(command)
            assert "tapes" not in shown, "a page shows no count of what was tried"
            told += f"$ {command}\n" + (shown if matches(shown, printed) else refreshed(shown, printed) + "\n")
        return told

    def run(self, command: str) -> str:
        """What a command prints.  Raises `KeyError` for one that nobody runs."""
        name, *arguments = shlex.split(command)
        files = [word.partition(":")[0] for word in arguments]
        in_project = any((ROOT / each).is_file() and not (self.folder / each).exists() for each in files)
        self.monkeypatch.chdir(ROOT if in_project else self.folder)
        self.capsys.readouterr()
        return COMMANDS[name](self, arguments)

    def optproof(self, arguments: list[str]) -> str:
        if arguments[0] == "check":
            arguments = [*arguments, "--examples", "1"]
        self.monkeypatch.setattr("sys.argv", ["optproof", *arguments])
        with pytest.raises(SystemExit):
            main()
        # In the place of these lines a reader sees a bar.
        return re.sub(r"^.*: answered after [\d.]+ s\n", "", "".join(self.capsys.readouterr()), flags=re.MULTILINE)

    def run_python(self, arguments: list[str]) -> str:
        self.monkeypatch.setattr("sys.argv", arguments)
        runpy.run_path(arguments[0], run_name="__main__")
        return "".join(self.capsys.readouterr())

    def run_pytest(self, arguments: list[str]) -> str:
        said = self.pytester.runpytest_inprocess(*arguments, "-p", "no:cacheprovider").stdout.str()
        return re.sub(r" in \d+\.\d+s", " in …", said)

    def python(self, block: Block) -> None:
        """A file, or lines; both are run."""
        self._write(block)
        exec(compile(block.text, block.file or block.page, "exec"), self.names)

    def pycon(self, block: Block) -> None:
        """A session, in which the lines before have been run."""
        parsed = doctest.DocTestParser().get_doctest(block.text, self.names, block.page, block.page, 0)
        if any((ROOT / each).is_file() for each in re.findall(r"[\"']([\w./-]+)", block.text)):
            self.monkeypatch.chdir(ROOT)
        said: list[str] = []
        failed = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(parsed, out=said.append, clear_globs=False)
        assert not failed.failed, "".join(said)
        self.names.update(parsed.globs)

    def diff(self, block: Block) -> None:
        """A change of a file of the page, or of the project, where it is only looked at."""
        name = re.findall(r"^\+\+\+ (\S+)$", block.text, re.MULTILINE)[0]
        lines = [line for line in block.text.splitlines() if not line.startswith(("---", "+++", "@@"))]
        old, new = ("\n".join(line[1:] for line in lines if not line.startswith(sign)) for sign in "+-")
        own = self.folder / name
        before = (own if own.exists() else ROOT / name).read_text(encoding="utf-8")
        assert before.count(old) == 1, f"{name} has not the lines that the change leaves or takes away, once"
        if own.exists():
            own.write_text(before.replace(old, new), encoding="utf-8")

    def toml(self, block: Block) -> None:
        """A project whose `pyproject.toml` it is, is installed."""
        project = tomllib.loads(block.text).get("project")
        self._write(block)
        if block.file and project:
            information = self.folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
            groups = (
                [f"[{group}]", *(f"{name} = {place}" for name, place in each.items())]
                for group, each in project["entry-points"].items()
            )
            information.mkdir()
            (information / "entry_points.txt").write_text("\n".join(chain(*groups)), encoding="utf-8")
            adapters.cache_clear()

    def yaml(self, block: Block) -> None:
        assert yaml.safe_load(block.text)

    def json(self, block: Block) -> None:
        assert json.loads(block.text)

    def sh(self, block: Block) -> None:
        """For a shell: it is parsed, and must say why it is not run."""
        assert block.reason
        subprocess.run(["bash", "-n"], input=block.text, text=True, check=True)

    def synopsis(self, block: Block) -> None:
        """How commands are called: they exist, and have these options; what is indented further goes on with the line above."""
        for line in re.findall(r"^ {4}(?=\S).*(?:\n {5,}.*)*", block.text, re.MULTILINE):
            assert not unknown_options(line), line


@dataclass
class Shell(Reader):
    """The same, with each command in a shell, where nothing but what the page says is set."""

    def __post_init__(self) -> None:
        self.folder = self.pytester.path
        commands = self.folder.parent / "commands"
        commands.mkdir()
        for name, script in SCRIPTS.items():
            (commands / name).write_text(f"#!{sys.executable}\n{script}", encoding="utf-8")
            (commands / name).chmod(0o755)
        self.monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
        self.monkeypatch.setenv("COLUMNS", "80")

    def run(self, command: str) -> str:
        files = [word.partition(":")[0] for word in shlex.split(command)]
        in_project = any((ROOT / each).is_file() and not (self.folder / each).exists() for each in files)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=ROOT if in_project else self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        return re.sub(r" in \d+\.\d+s", " in …", done.stdout)

    def reads(self, block: Block) -> str:
        """A file of Python's is saved: the page runs it by a command."""
        if block.language != "python":
            return super().reads(block)
        self._write(block)
        return block.text


SCRIPTS = {
    "python": "import os, sys\nos.execv(sys.executable, [sys.executable, *sys.argv[1:]])\n",
    "optproof": "from optproof.verification.interfaces.cli import program\nprogram()\n",
    "pytest": "import sys\nfrom pytest import console_main\nsys.exit(console_main())\n",
}
"""Commands as pip installs them: none puts the working directory on Python's path."""


def held(page: str, reader: Reader, *, update: bool) -> None:
    """A page's blocks say what is so; or with `update`, what is so is written into the page."""
    found = {block.span: (block.text, block.text if block.reason else reader.reads(block)) for block in blocks_of(page)}
    if update:
        (ROOT / page).write_text(replaced(page, {span: true for span, (_, true) in found.items()}), encoding="utf-8")
        return
    for shown, true in found.values():
        assert shown == true


def unknown_options(line: str) -> set[str]:
    """The options of a command that it does not have.  Raises `KeyError` for a command that does not exist."""
    name, word, *_ = line.split()
    options = set(re.findall(r"(?<![\w-])--[\w-]+", line))
    if name == "optproof":
        group = get_command(app)
        assert isinstance(group, TyperGroup)
        return options - {each for parameter in group.commands[word].params for each in parameter.opts}
    programs = {"pytest": "verification/interfaces/pytest_plugin.py", "python": word}
    text = text_of(programs[Path(name).name])
    return {each for each in options if each not in text}


COMMANDS: dict[str, Callable[[Reader, list[str]], str]] = {
    "optproof": Reader.optproof,
    "python": Reader.run_python,
    "pytest": Reader.run_pytest,
}

LANGUAGES: dict[str, Callable[[Reader, Block], str | None]] = {
    "console": Reader.console,
    "python": Reader.python,
    "pycon": Reader.pycon,
    "diff": Reader.diff,
    "toml": Reader.toml,
    "yaml": Reader.yaml,
    "json": Reader.json,
    "sh": Reader.sh,
    "indented": Reader.synopsis,
}
