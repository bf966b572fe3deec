"""How long a check takes, in the time that a fresh process needs to import NumPy, SymPy and Hypothesis."""

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

os.environ["OPTPROOF_NO_CACHE"] = "1"  # what is measured is made anew

BOOK_FORM = "implementations/specimens/adam_right.py:Adam"

IMPORTS = "import numpy, sympy, hypothesis"

COMMAND = "from optproof.verification.interfaces.cli import program; program()"
"""As `optproof` is, from the prompt and back."""

TRACE_AND_PROOF = """
import sys, time
from optproof.verification.diagnosis.evidence import gather, question
from optproof.verification.subjects.rates import lr_paths
from optproof.verification.subjects.recognition import recognise
from optproof.verification.subjects.target import load
import z3

asked = question("adam", None, {}, None, 0)
subject = recognise(load(sys.argv[1]), asked.rule, None, {})
paths = lr_paths(subject)
begun = time.perf_counter()
evidence = gather(subject, asked, paths)
seconds = time.perf_counter() - begun
assert evidence.match is not None and evidence.match.outcome == "equal", evidence.obstacle
print(seconds)
"""


@dataclass(frozen=True)
class Costs:
    """Medians, in seconds."""

    imports: float
    check: float
    proof: float


def measure(repeats: int) -> Costs:
    """Fresh processes in turn, so that whatever else the machine does falls on all alike."""
    rounds = [(seconds(IMPORTS), _check_seconds(), _proof_seconds()) for _ in range(repeats)]
    return Costs(*(statistics.median(column) for column in zip(*rounds, strict=True)))


def _check_seconds() -> float:
    return seconds(COMMAND, "check", BOOK_FORM, "--rule", "adam")


def _proof_seconds() -> float:
    """The trace and the proof alone, the first in its process: nothing is remembered from an earlier one."""
    return float(_run(TRACE_AND_PROOF, BOOK_FORM))


def seconds(code: str, *arguments: str) -> float:
    """How long a fresh process takes to run `code`."""
    begun = time.perf_counter()
    _run(code, *arguments)
    return time.perf_counter() - begun


def _run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}\nThe benchmark stops: this should have ended with status 0.")
    return done.stdout
