"""The command line as a contract: JSON, exit statuses, bad input, explain and rules, and that --help is fast."""

import contextlib
import fcntl
import inspect
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from dataclasses import asdict, fields
from importlib.resources import files
from itertools import groupby

import jsonschema
import pytest
from rich.cells import cell_len

from optproof.reference.derivations import DERIVATIONS
from optproof.reference.library import RULES, SCHEDULES
from optproof.reference.parts import PARTS
from optproof.verification.api import check
from optproof.verification.interfaces.settings import Effort
from optproof.verification.process.signals import STOPS
from optproof.verification.questions.set_option import literal
from optproof.verification.reports.latex import readable
from optproof.verification.verdicts.verdict import Algebra, Arithmetic, Conduct, Formula, NamedMistake, Shown, Verdict

from .conftest import BAD, ROOT, SPECIMENS

SCHEMA = json.loads(files("optproof.verification").joinpath("schema.json").read_text(encoding="utf-8"))


def validated(out: str) -> list[dict]:
    lines = [json.loads(line) for line in out.splitlines()]
    for line in lines:
        jsonschema.validate(line, SCHEMA)
    return lines


def test_json_is_all_there_is(optproof):
    """One valid object a line for each target, whatever the target prints or does, and nothing else."""
    targets = [f"{SPECIMENS}/adagrad_lr_in_h.py:AdaGrad", f"{BAD}:Prints", f"{BAD}:Exits", "nowhere.py:A"]
    said = optproof("check", *targets, "--rule", "adagrad", "--json", "--seed", "7")
    lines = validated(said.out)
    assert [each["target"] for each in lines] == targets
    assert lines[0]["verdict"] == "refuted"
    assert lines[0]["mistakes"][0]["id"] == "lr-in-v"
    assert {each["seed"] for each in lines} == {7}
    assert said.status == 1 and all(": answered after" in each for each in said.err.splitlines())


def test_json_of_a_mistyped_command(optproof):
    """Bad input is an object for each target, too."""
    for wrong in (["--rule", "adma"], ["--rule", "adam", "--form", "epsilonhat"], ["--rule", "adam", "--set", "lr"]):
        said = optproof("check", "a.py:A", "b.py:B", "--json", *wrong)
        lines = validated(said.out)
        assert [each["verdict"] for each in lines] == ["unknown", "unknown"]
        assert all(each["reason"] for each in lines)
        assert said.status == 2


def test_schema_knows_every_key():
    """The published schema describes exactly the keys that a verdict has, and numbers that JSON has no word for."""
    shown = Shown("float32", 0.0, (1.0, None), (1.0, 1.0), {}, 2, "θ", float("nan"), float("inf"), 0.0, 1)
    verdict = Verdict("it", "adam", "refuted", counterexample=shown, mistakes=(NamedMistake("a", "b"),))
    line = json.loads(verdict.to_json())
    jsonschema.validate(line, SCHEMA)
    assert set(line) == set(SCHEMA["properties"])
    for key, part in (("algebra", Algebra), ("arithmetic", Arithmetic), ("conduct", Conduct), ("formula", Formula)):
        assert set(line[key]) == set(SCHEMA["properties"][key]["properties"])
        assert set(line[key]) == {each.name for each in fields(part) if not each.metadata.get("unspoken")}
    assert set(line["mistakes"][0]) == set(SCHEMA["properties"]["mistakes"]["items"]["properties"])
    assert set(line["counterexample"]) == set(SCHEMA["$defs"]["counterexample"]["properties"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "a.py:A"),
        ("check", "--rule", "adam"),
        ("check", "a.py:A", "--rule", "adma"),
        ("check", "a.py:A", "--rule", "xyz"),
        ("check", "a.py:A", "--rule", "adam", "--form", "algoritm-1"),
        ("check", "a.py:A", "--rule", "adam", "--set", "lr"),
        ("check", "a.py:A", "--rule", "adam", "--set", "lr=fast"),
        ("check", "a.py:A", "--rule", "adam", "--set", "beta1=1.5"),
        ("check", "a.py:A", "--rule", "adam", "--set", "lr=1e999"),
        ("check", "a.py:A", "--rule", "adam", "--set", "lr=1", "--set", "lr=2"),
        ("explain", "momentm"),
        ("explain", "adam", "--form", "outside"),
    ],
    ids=" ".join,
)
def test_bad_input(arguments, optproof, snapshot):
    """A clear sentence on stderr, nothing on stdout, status 2."""
    said = optproof(*arguments)
    assert (said.out, said.status) == ("", 2)
    assert said.err == snapshot


def test_unknown_shape_is_named(optproof):
    """A shape that does not exist is answered with those that do."""
    said = optproof("check", f"{BAD}:Prints", "--rule", "sgd", "--shape", "updte")
    assert said.status == 2
    assert "There is no shape 'updte'" in said.out


def test_rules(optproof, snapshot):
    """Every rule and form is on a line of its own, then every part, and then every schedule, in 80 columns."""
    said = optproof("rules")
    assert said.out == snapshot
    lines = said.out.splitlines()
    first, parts, rates = ([*some] for is_room, some in groupby(lines, key=lambda line: line == "") if not is_room)
    assert [line.split()[:2] for line in first] == [[rule.name, form.name] for rule in RULES for form in rule.forms]
    assert [line.split()[0] for line in parts] == [f"+{part.name}" for part in PARTS]
    assert [line.split()[:2] for line in rates] == [[rule.name, form.name] for rule in SCHEDULES for form in rule.forms]
    assert max(map(cell_len, lines)) <= 80


@pytest.mark.parametrize("rule", ["sgd", "momentum", "nesterov"])
def test_explain(rule, optproof, snapshot):
    """The page of a rule says what it said before."""
    assert optproof("explain", rule).out == snapshot


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_explain_says_everything(rule, optproof):
    """Forms, derivations and links of every rule are on its page, which fits 80 columns."""
    said = optproof("explain", rule.name)
    assert said.status == 0
    wanted = [each.name for each in rule.forms] + [each.id for each in DERIVATIONS if rule.name in each.rules]
    assert all(each in said.out for each in wanted)
    assert all(source.link in said.out for form in rule.forms for source in form.sources)
    assert max(cell_len(line) for line in said.out.splitlines() if "https://" not in line) <= 80


def test_explain_one_form(optproof, snapshot):
    """With --form, only what concerns that form."""
    assert optproof("explain", "momentum", "--form", "buffer").out == snapshot


def test_statements_are_readable(snapshot):
    """No LaTeX command is left in any derivation's statement."""
    shown = {each.id: readable(each.statement) for each in DERIVATIONS}
    assert not [each for each in shown.values() if "\\" in each or "{" in each]
    assert shown == snapshot


def test_values():
    """--set reads Python literals, true, false and none in any case, and takes the rest as text."""
    assert [literal(each) for each in ("1e-3", "True", "false", "NONE", "(0.9, 0.99)", "'1'", "adamw", "")] == [
        1e-3, True, False, None, (0.9, 0.99), "1", "adamw", "",
    ]  # fmt: skip


@pytest.mark.parametrize("arguments", [("--help",), ("check", "--help")], ids=" ".join)
def test_help_warns(arguments, optproof):
    """Whoever reads the help learns that checking an optimizer runs its code."""
    said = optproof(*arguments)
    assert said.status == 0
    assert "checking an optimizer runs its code" in " ".join(said.out.split())


@pytest.mark.parametrize(
    "arguments",
    [("--examples", "0"), ("--memory-limit", "0"), ("--memory-limit", "1.5"), ("--time-limit", "0")],
    ids=" ".join,
)
def test_limits(arguments, optproof):
    """Efforts and limits that allow nothing are refused, by name."""
    said = optproof("check", "a.py:A", "--rule", "adam", *arguments)
    assert (said.out, said.status) == ("", 2)
    assert arguments[0] in said.err
    assert "Traceback" not in said.err


def test_signals_are_left_as_they_were(optproof):
    """A command that is run inside another program, as inside pytest, does not change how that program is ended."""
    before = {each: signal.getsignal(each) for each in STOPS}
    optproof("diff", "nowhere.py:A", "nowhere.py:B", "--json")
    assert STOPS and {each: signal.getsignal(each) for each in STOPS} == before


def test_defaults_are_the_same_from_python():
    """`check` and the command try equally hard; the command has the numbers twice, so as to import nothing slow."""
    defaults = {name: each.default for name, each in inspect.signature(check).parameters.items()}
    assert asdict(Effort()) == {name: defaults[name] for name in asdict(Effort())}


@pytest.mark.parametrize(
    ("arguments", "status", "last"),
    [(["explain", "sgd"], 0, ""), (["check", "nope.py:X", "--rule", "sgd"], 2, "nope.py.")],
)
def test_whoever_leaves_at_once_has_said_all(arguments: list[str], status: int, last: str) -> None:
    """The installed command writes to a pipe what the function writes, and ends with its status."""
    said = [
        subprocess.run(
            [sys.executable, "-c", f"from optproof.verification.interfaces.cli import {name}; {name}()", *arguments],
            cwd=ROOT, capture_output=True, text=True, check=False,
        )
        for name in ("main", "program")
    ]  # fmt: skip
    assert said[0].stdout == said[1].stdout and said[0].stdout.rstrip().endswith(last)
    assert [each.returncode for each in said] == [status, status]


def on_a_terminal(*arguments: str, interrupt_at: bytes = b"") -> tuple[bytes, bytes, int]:
    """What a command writes to a pipe, and to a terminal on stderr; stopped when that shows something."""
    above, below = pty.openpty()
    fcntl.ioctl(below, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    command = [
        sys.executable,
        "-c",
        f"{heard}; from optproof.verification.interfaces.cli import main; main()",
        *arguments,
    ]
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    running = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=below, stdin=below
    )  # fmt: skip
    os.close(below)
    drawn = b""
    with contextlib.suppress(OSError):  # the terminal's other end is closed
        while part := os.read(above, 65536):
            drawn += part
            if interrupt_at and interrupt_at in drawn:
                running.send_signal(signal.SIGINT)
                interrupt_at = b""
    os.close(above)
    out, _ = running.communicate()
    return out, drawn, running.returncode


def test_progress_is_drawn_and_taken_away():
    """A terminal shows the target while it is checked; afterwards the line is clear and the cursor is back."""
    target = f"{BAD}:Prints"
    out, drawn, status = on_a_terminal("check", target, "--rule", "sgd", "--json")
    assert json.loads(out)["verdict"] == "proved"
    assert status == 0
    assert target.encode() in drawn
    assert drawn.rindex(b"\x1b[?25h") > drawn.rindex(b"\x1b[?25l")
    assert drawn.endswith(b"\x1b[2K")


def test_progress_is_taken_away_at_ctrl_c():
    """So it is when the user stops the command; what is left is one word."""
    _, drawn, status = on_a_terminal("check", f"{BAD}:Hangs", "--rule", "sgd", interrupt_at=b"Hangs")
    assert status == 130
    assert drawn.rindex(b"\x1b[?25h") > drawn.rindex(b"\x1b[?25l")
    assert drawn.endswith(b"\x1b[2KStopped.\r\n")


def test_help_is_fast():
    """--help imports neither NumPy nor SymPy."""
    script = (
        "import sys; sys.argv = ['optproof', '--help']\n"
        "from optproof.verification.interfaces.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print({'numpy', 'sympy', 'z3', 'hypothesis'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.rstrip().endswith("set()")
