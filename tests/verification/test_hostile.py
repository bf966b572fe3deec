"""Whatever a target does, a verdict comes back, in a sentence, and nothing that it has started is left."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optproof import check
from optproof.verification.process import isolation
from optproof.verification.process.guard import SpoiledError, changed, restore, snapshot, unspoiled
from optproof.verification.process.isolation import LostError, isolated
from optproof.verification.process.messages import ForeignError, pipe
from optproof.verification.process.progress import keep, report
from optproof.verification.process.scratch import scratch
from optproof.verification.process.underway import under_way

from .asking import SUBJECTS, names_in

OPTPROOF = (sys.executable, "-c", "from optproof.verification.interfaces.cli import main; main()")

LISTENING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGTERM, signal.SIG_DFL)
"""
"""Hear signals, which a process that was started in the background may ignore."""

MEMORY = 300

PATIENCE = 900
"""Seconds that nothing here takes: a busy machine is no finding.  What loops is given 2."""

FINDINGS = dict.fromkeys(
    (
        "RaisesLater",
        "ExitsLater",
        "MutatesGradients",
        "ClearsGradients",
        "MakesNothing",
        "MakesNaN",
        "returns_nan",
        "returns_none",
    ),
    "refuted",
)
"""The optimizer's fault."""

HARMLESS = dict.fromkeys(
    "Prints Sgd StartsACommand StartsADeafCommand StartsACommandElsewhere StartsAThread".split(), "proved"
) | dict.fromkeys("Floods Forks ForksAndGoesOnTwice ChangesItsProcess returns_generator".split(), "passed")
"""Those whose steps ask the environment, or for handlers of signals, or go on in a frame, are beyond what is proved."""

SHARED_STATE = ("RaisesFloatingPointErrors", "SeedsNumPy", "DrawsAndDropsNumbers", "AddsNoise")
"""A check of its own judges these; here they only have to end well."""

SENTENCES = {
    "Dies": r"It ended its own process, with exit code 0\.",
    "DiesWithStatus3": r"It ended its own process, with exit code 3\.",
    "DiesInTheConstructor": r"It ended its own process, with exit code 0\.",
    "DiesInTheConstructorWithStatus3": r"It ended its own process, with exit code 3\.",
    "DiesAndLeavesAChild": r"It ended its own process, with exit code 3\.",
    "Segfaults": r"Its process was ended by SIGSEGV \(segmentation fault\)\.",
    "Aborts": r"Its process was ended by SIGABRT \(aborted\)\.",
    "KillsItself": r"Its process was ended by SIGKILL \(killed\)\.",
    "RaisesGeneratorExit": r".*GeneratorExit.*",
    "Loops": r"It did not come to an end in 2 seconds\.",
    "StartsACommandAndLoops": r"It did not come to an end in 2 seconds\.",
    "ClosesAllFiles": r"It closed the pipe through which its verdict was to come\.",
    "WaitsInItsStep": r"`update` did not return in 0\.5 seconds\.",
    "TurnsForEver": r"`update` did not return in 0\.5 seconds\.",
    "ReplacesBuiltIns": r"It replaces builtins\.abs, builtins\.max, which .*",
    "ReplacesIsinstance": r"It replaces builtins\.isinstance, which .*",
    "ReplacesSqrt": r"It replaces np\.sqrt, which .*",
    "ReplacesEverything": r"It replaces np\.\w+, np\.\w+, np\.\w+ and \d more, which .*",
    "Recurses": r".*RecursionError.*",
    "Interrupts": r".*KeyboardInterrupt.*",
    "Exits": r".*SystemExit.*",
    "ReadsFromTheTerminal": r".*EOFError.*",
    **dict.fromkeys(
        ("GrowsAList", "HoardsMemory", "WantsAHugeArray", "WantsALargeArray"),
        rf".*[Ii]t asked for more than {MEMORY} MB of memory\.",
    ),
}

UNANSWERED = ("WaitsInItsStep", "TurnsForEver")

CRUEL = ("Segfaults", "Dies", "HoardsMemory", "ClosesAllFiles", "ReplacesSqrt", "Floods", "DiesAndLeavesAChild")

AT_IMPORT = {
    "import os; os._exit(0)": r"It ended its own process, with exit code 0\.",
    "import os; os._exit(3)": r"It ended its own process, with exit code 3\.",
    "import os; os.abort()": r"Its process was ended by SIGABRT .*",
    "import sys; sys.exit(3)": r".*calls sys\.exit\(3\).*",
    "raise KeyboardInterrupt": r"It raised KeyboardInterrupt\.",
    "while True: pass": r"It did not come to an end in 2 seconds\.",
    "kept = [0.0] * 10**10": rf".*[Ii]t asked for more than {MEMORY} MB of memory\.",
    "import numpy; numpy.sqrt = abs": r"It replaces np\.sqrt, which .*",
    "import math; del math.sqrt": r"It replaces math\.sqrt, which .*",
}


@pytest.fixture
def pids(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where hostile.py notes every process that comes to be."""
    path = tmp_path / "pids"
    path.touch()
    monkeypatch.setenv("OPTPROOF_PIDS", str(path))
    return path


LOOKS = 500
"""How often a process that is to end is looked for: none of ours takes as many, and none that was forgotten ends."""


def alive(pids: Path) -> list[int]:
    """The noted processes that are still there, a moment later."""
    left = [int(each) for each in pids.read_text().split()]
    for _ in range(LOOKS):
        left = [each for each in left if _is_running(each)]
        if not left:
            break
        time.sleep(0.02)
    return left


def _is_running(pid: int) -> bool:
    """Whether there is such a process, and it is more than an entry in the table that nobody has read."""
    shown = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(shown.strip()) and not shown.startswith("Z")


@pytest.mark.parametrize(
    "name", [*(each for each in names_in("hostile") if not each.startswith("_")), "not_callable", "Missing"]
)
def test_ends_in_a_verdict(
    name: str, pids: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The verdict is unknown, or refuted where the target was driven, in a sentence; nothing is printed or left running."""
    limit = 2 if "Loops" in name else PATIENCE
    monkeypatch.setattr(isolation, "ANSWERS", 0.5 if name in UNANSWERED else PATIENCE)
    target = f"{SUBJECTS}/hostile.py:{name}"
    verdict = check(target, rule="sgd", examples=1, time_limit=limit, memory_limit=MEMORY)
    if name not in SHARED_STATE:
        assert verdict.verdict == {**FINDINGS, **HARMLESS}.get(name, "unknown")
    printed = capfd.readouterr()
    assert (printed.out, printed.err) == ("", "")
    if verdict.verdict != "proved":
        # Glue that is filled in stands between two paragraphs.
        told = [each for each in verdict.reason.split("\n\n") if not each.startswith(" ")]
        assert all(re.fullmatch(r"[^\n]+[.?:]", each) for each in told) and told[-1][-1] in ".?"
    assert re.fullmatch(SENTENCES.get(name, ".*"), verdict.reason, re.DOTALL)
    assert "Traceback" not in verdict.reason
    assert "bug of optproof" not in verdict.reason
    assert pids.read_text()
    assert not alive(pids)


@pytest.mark.parametrize("line", AT_IMPORT)
def test_hostile_at_import(line: str, tmp_path: Path) -> None:
    """So it is where importing the target's module does the harm."""
    path = tmp_path / "optimizer.py"
    path.write_text(f"def sgd(w, dw, lr=0.01):\n    return w - lr * dw\n\n{line}\n")
    verdict = check(f"{path}:sgd", rule="sgd", time_limit=2, memory_limit=MEMORY)
    assert verdict.verdict == "unknown"
    assert re.fullmatch(AT_IMPORT[line], verdict.reason)


def test_the_others_are_checked_all_the_same(pids: Path) -> None:
    """The cruellest do no harm to the targets beside them, nor to the terminal."""
    targets = [f"{SUBJECTS}/hostile.py:{each}" for each in (*CRUEL, "Sgd")]
    options = ["--rule", "sgd", "--memory-limit", str(MEMORY), "--examples", "1", "--json"]
    command = [*OPTPROOF, "check", *targets, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    verdicts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["target"] for each in verdicts] == targets
    assert verdicts[-1]["verdict"] == "proved"
    assert len(done.stderr.splitlines()) == len(targets) and done.returncode == 2
    assert not alive(pids)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL], ids=lambda n: n.name)
def test_stopped_by_the_user(number: signal.Signals, pids: Path) -> None:
    """Ctrl-C, an ordinary kill, and closing the terminal leave nothing behind; a hard kill, not the target's own process."""
    name = "Loops" if number == signal.SIGKILL else "StartsACommandAndLoops"
    *python, main = OPTPROOF
    command = [*python, LISTENING + main, "check", f"{SUBJECTS}/hostile.py:{name}", "--rule", "sgd"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0)
    while len(pids.read_text().split()) < (1 if name == "Loops" else 2):
        assert running.poll() is None
        time.sleep(0.05)
    os.killpg(running.pid, number)
    out, err = running.communicate()
    assert out == ""
    if number != signal.SIGKILL:
        assert (err, running.returncode) == ("Stopped.\n", 130)
    assert pids.read_text() and not alive(pids)


def test_several_are_stopped_by_the_user(pids: Path) -> None:
    """So it is where several targets run at once, each in a process of its own."""
    targets = [f"{SUBJECTS}/hostile.py:StartsACommandAndLoops"] * 3
    command = [*OPTPROOF, "check", *targets, "--rule", "sgd", "--jobs", "2"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0)
    while len(pids.read_text().split()) < 4:
        assert running.poll() is None
        time.sleep(0.05)
    running.terminate()
    assert (*running.communicate(), running.returncode) == ("", "Stopped.\n", 130)
    assert not alive(pids)


def test_says_what_was_raised() -> None:
    """The exception's own words are in the reason."""
    verdict = check(f"{SUBJECTS}/hostile.py:Raises", rule="sgd")
    assert "RuntimeError: the tank is empty" in verdict.reason


def test_says_what_the_constructor_needs() -> None:
    """What cannot be guessed is named, with how to give it."""
    verdict = check(f"{SUBJECTS}/hostile.py:NeedsWhatNobodyKnows", rule="sgd")
    assert "secret" in verdict.reason and "--set secret=" in verdict.reason


def test_progress_is_handed_over() -> None:
    """What is reported in the process reaches the parent, in order, before the answer; elsewhere nobody listens."""
    told: list[tuple[str, int, int]] = []

    def work() -> str:
        for step in range(3):
            report("proving", step, 3)
        return "done"

    assert isolated(work, PATIENCE, on_progress=lambda *each: told.append(each)) == "done"
    assert isolated(work, PATIENCE) == "done"
    report("proving", 1, 1)
    assert told == [("proving", 0, 3), ("proving", 1, 3), ("proving", 2, 3)]


def test_what_was_kept_stands() -> None:
    """What would be added to an answer may fail to come in time; the answer does not."""

    def work() -> str:
        keep("refuted")
        time.sleep(60)
        return "refuted, in line 3"

    assert isolated(work, 0.5) == "refuted"
    keep("heard by nobody")


def test_an_answer_may_be_large() -> None:
    """The limit on memory does not keep an answer from coming back, and is gone with the process."""
    assert len(isolated(lambda: b"x" * 30_000_000, PATIENCE, 100)) == 30_000_000
    with pytest.raises(LostError, match="more than 50 MB"):
        isolated(lambda: b"x" * 400_000_000, PATIENCE, 50)


def test_what_a_child_keeps_is_taken_away() -> None:
    """It has a folder of its own while it works, and is killed in the end; nobody else has one."""

    def work() -> str:
        folder = scratch()
        assert folder is not None
        (folder / "program").write_text("compiled")
        return str(folder)

    assert scratch() is None
    folder = isolated(work, PATIENCE)
    assert Path(folder).name.startswith("optproof-")
    assert not Path(folder).exists()


def test_only_the_process_itself_answers() -> None:
    """A copy that the target's fork made of it has nothing to say."""

    def work() -> str:
        if os.fork() == 0:
            return "copy"
        time.sleep(0.3)
        return "own"

    assert isolated(work, PATIENCE) == "own"


def test_our_own_failure_is_called_so() -> None:
    """An exception that nobody caught, or an answer that cannot be sent, is a bug of ours."""
    with pytest.raises(LostError, match="bug of optproof's: ZeroDivisionError"):
        isolated(lambda: 1 / 0, PATIENCE)
    with pytest.raises(LostError, match=r"bug of optproof's: .*pickle"):
        isolated(lambda: lambda: 0, PATIENCE)


def test_guard() -> None:
    """What is replaced or removed is named and put back; what is added stays; the error state is put back in silence."""
    before, sqrt, errors = snapshot(), np.sqrt, np.geterr()
    np.sqrt = abs
    del np.linalg.norm
    assert changed(before) == ("np.sqrt", "np.linalg.norm")
    restore(before)
    assert np.sqrt is sqrt and changed(before) == ()
    with unspoiled():
        np.seterr(all="raise")
    assert np.geterr() == errors

    def spoil() -> None:
        np.sqrt = abs
        raise KeyError("its consequence")

    with pytest.raises(SpoiledError, match=r"^It replaces np\.sqrt, which"), unspoiled():
        spoil()
    assert np.sqrt is sqrt


@pytest.mark.parametrize("wrong", [{"examples": 0}, {"memory_limit": 0}], ids=str)
def test_nothing_is_asked_for(wrong: dict[str, Any]) -> None:
    """Less than 1 is refused, by name."""
    with pytest.raises(ValueError, match=next(iter(wrong))):
        check(f"{SUBJECTS}/hostile.py:Sgd", rule="sgd", **wrong)


def test_a_slow_step_is_no_hanging_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many calls take as long as they like together, and so does one with a process of its own, as a compiler."""
    monkeypatch.setattr(isolation, "ANSWERS", 1.0)  # twenty times as long as a call, for a busy machine is no finding

    def often() -> str:
        for _ in range(25):
            with under_way("update"):
                time.sleep(0.05)
        return "done"

    def compiled() -> str:
        with under_way("update"):
            subprocess.run(["sleep", "2"], check=True)
        return "done"

    assert isolated(often) == isolated(compiled) == "done"


@pytest.mark.parametrize("junk", [b"junk", b"junk " * 50_000, b"\0" * 8])
def test_what_is_no_message_is_seen(junk: bytes) -> None:
    """Whatever somebody writes into the pipe, nobody waits for the rest of it, and it is the subject's doing."""
    receiver, send, sender = pipe()
    send("first")
    os.write(sender, junk[:60_000])
    assert receiver.receive(PATIENCE) == ("first",)
    with pytest.raises(ForeignError):
        receiver.receive(PATIENCE)
    os.close(sender)
    receiver.close()
