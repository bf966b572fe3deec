"""Two runs with one seed agree to the byte, whatever Python makes of its hashes."""

import json
import os
import subprocess
import sys

import pytest

from .conftest import ROOT, SPECIMENS

OPTPROOF = (sys.executable, "-c", "from optproof.verification.interfaces.cli import main; main()")
HOSTILE = "tests/subjects/hostile.py"
SKLEARN = "sklearn.neural_network._stochastic_optimizers"

COMMANDS = {
    "adam": {
        f"{SPECIMENS}/adam_v_plus_equals.py:Adam": "refuted",
        f"{HOSTILE}:ReplacesEverything": "unknown",
    },
    "momentum": {
        "implementations.momentum:ClassicalMomentum": "proved",
        f"{SKLEARN}:SGDOptimizer": "proved",
        f"{HOSTILE}:AddsNoise": "unknown",
        f"{SPECIMENS}/momentum_never_decays.py:Momentum": "refuted",
    },
}
"""Rule → targets → their verdicts."""


def said(rule: str, hash_seed: str) -> bytes:
    command = [
        *OPTPROOF,
        "check",
        *COMMANDS[rule],
        "--rule",
        rule,
        "--json",
        "--examples",
        "6",
        "--memory-limit",
        "1000",
    ]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": hash_seed}, stdout=subprocess.PIPE, check=False
    ).stdout


@pytest.mark.long
@pytest.mark.parametrize("rule", COMMANDS)
def test_same_bytes(rule: str) -> None:
    """Every kind of verdict, on our own optimizers, wrong ones and somebody else's."""
    first = said(rule, "1")
    verdicts = [json.loads(line) for line in first.splitlines()]
    assert {each["target"]: each["verdict"] for each in verdicts} == COMMANDS[rule]
    assert said(rule, "20141222") == first
