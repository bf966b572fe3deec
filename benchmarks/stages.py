"""Where the time of one check goes: stage by stage, in the processor's time, in the one process that makes it.

The stages are functions of optproof's that are timed; what one spends in another counts for that one alone.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Mapping

import processes

STAGES = {
    "the target loaded and driven": ("verification.diagnosis.evidence:posed", "verification.subjects.target:load"),
    "trace": ("verification.tracing.trace:trace",),
    "its own foretelling of ordinary runs": ("verification.diagnosis.selfcheck:disbelief",),
    "numbers in the code recovered": ("verification.proof.constants:constants_of",),
    "proof": ("verification.proof.prover:prove",),
    "z3": ("verification.proof.z3prover:compare", "verification.proof.z3prover:possible"),
    "tapes drawn by Hypothesis": ("verification.fuzzing.arithmetic:_drawn",),
    "the rule and its bound on the tapes": ("verification.fuzzing.departure:_foretold",),
    "runs on the tapes, in four dtypes": ("verification.fuzzing.departure:departures",),
    "a run of thousands of steps": ("verification.fuzzing.long_runs:long_run",),
    "which branches runs take": ("verification.paths.account:account_of", "verification.questions.ways:followed"),
    "all other checks": ("verification.questions.cross_examination:carry_out",),
}
"""What a stage is called → the functions that are it."""

TIMED = """
import gc, importlib, json, sys, time

gc.set_threshold(50_000)  # as the command does

begun = time.process_time()
import numpy, sympy, hypothesis

found = {"import of NumPy, SymPy, Hypothesis": time.process_time() - begun}
begun = time.process_time()
from optproof.verification import api
from optproof.verification.interfaces import cli
from optproof.verification.diagnosis.evidence import question

found["import of optproof, z3, coverage.py and typer"] = time.process_time() - begun
inside = []


def timed(stage, function):
    def call(*args, **kwargs):
        begun = time.process_time()
        inside.append(0.0)
        try:
            return function(*args, **kwargs)
        finally:
            whole = time.process_time() - begun
            found[stage] = found.get(stage, 0.0) + whole - inside.pop()
            if inside:
                inside[-1] += whole

    return call


stages = json.loads(sys.argv[3])
ours = [each for name, each in [*sys.modules.items()] if name.startswith("optproof.")]
for stage, functions in stages.items():
    for place, name in (each.split(":") for each in functions):
        original = vars(importlib.import_module("optproof." + place))[name]
        instead = timed(stage, original)
        instead.__wrapped__ = getattr(original, "__wrapped__", original)
        for module in ours:
            if vars(module).get(name) is original:
                setattr(module, name, instead)
asked = question(sys.argv[2], None, {}, None, 0)
begun = time.process_time()
verdict = api._examined(sys.argv[1], asked)
whole = time.process_time() - begun
assert verdict.verdict == "proved", verdict
found["all else"] = whole - sum(found.get(each, 0.0) for each in stages)
print(json.dumps(found))
"""


def measure(repeats: int, target: str = processes.BOOK_FORM, rule: str = "adam") -> Mapping[str, float]:
    """The median seconds of each stage, in the order in which they come."""
    rounds = [_round(target, rule) for _ in range(repeats)]
    return {stage: statistics.median(each.get(stage, 0.0) for each in rounds) for stage in rounds[0]}


def _round(target: str, rule: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", TIMED, target, rule, json.dumps(STAGES)],
        cwd=processes.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{done.stderr}\nThe benchmark stops: a check by stages failed.")
    return json.loads(done.stdout)
