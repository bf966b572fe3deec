"""What `identify` and `diff` print: snapshots of the page, the JSON and its schema, and the exit status."""

import json
from importlib.resources import files

import jsonschema
import pytest
from rich.cells import cell_len

from optproof.verification.reports.notebook import identity_html
from optproof.verification.verdicts.identity import Fit, Identity, Nearest, Value
from optproof.verification.verdicts.verdict import Formula, NamedMistake

from .conftest import BAD, SPECIMENS

SCHEMA = json.loads(files("optproof.verification").joinpath("identity.schema.json").read_text(encoding="utf-8"))

PARTS = json.loads(files("optproof.verification").joinpath("difference.schema.json").read_text(encoding="utf-8"))

SEEN = {
    "identified": ("optproof.implementations:BufferMomentum", 0),
    "a mistake": (f"{SPECIMENS}/adagrad_lr_in_h.py:AdaGrad", 2),
    "nothing near": (f"{BAD}:Halved", 2),
    "missing file": ("nowhere.py:A", 2),
}


@pytest.mark.parametrize("case", SEEN)
def test_page(case, optproof, snapshot):
    """The page says what it said before, fits 80 columns, and has no colour in a pipe."""
    target, status = SEEN[case]
    said = optproof("identify", target)
    assert said.out == snapshot
    assert (said.err, said.status) == ("", status)
    assert "\x1b" not in said.out
    assert max(cell_len(line) for line in said.out.splitlines()) <= 80


def test_html():
    """In a notebook and on the page of `serve`: the formula is typeset, and what comes nearest stands beside what it is not."""
    values = (Value("lr", "step_size", 0.1), Value("mu", written=0.9))
    fit = Fit("momentum", "classical", "Classical", "proved", provers=("z3",), steps="every step", values=values)
    known = identity_html(Identity("a.py:A", "identified", ("θ ← θ + v",), (fit,), shape="update-dict"))
    for each in ("IDENTIFIED", "its step_size, by default 0.1", "0.9, as its code has it", "<math", "--form classical"):
        assert each in known
    mistake = NamedMistake("v-plus-equals", "Twice.", symptom="It stalls.", docs="")
    near = Nearest("adam", "inside", Formula(("v ← <2>·v",), ("v ← v",)), (mistake,), differences=("`v` grows.",))
    unknown = identity_html(Identity("a.py:A", "unknown", nearest=near, reason="It is none."))
    for each in ("UNKNOWN", "It is none.", "It should compute (adam inside)", "It stalls.", "<code>v</code> grows."):
        assert each in unknown
    assert "<2>" not in unknown


def test_json(optproof):
    """One valid object a line for each target, with every key of the schema; the status is that of the worst."""
    targets = [f"{BAD}:Prints", f"{SPECIMENS}/adagrad_lr_in_h.py:AdaGrad", f"{BAD}:Exits"]
    said = optproof("identify", *targets, "--json", "--seed", "3")
    lines = [json.loads(line) for line in said.out.splitlines()]
    for line in lines:
        jsonschema.validate(line, SCHEMA)
        assert set(line) == set(SCHEMA["properties"])
    assert [each["target"] for each in lines] == targets
    assert [each["answer"] for each in lines] == ["identified", "unknown", "unknown"]
    assert lines[1]["nearest"]["mistakes"][0]["id"] == "lr-in-v"
    assert said.status == 2


def test_bad_input(optproof):
    """A clear sentence on stderr, nothing on stdout, status 2."""
    said = optproof("identify", "a.py:A", "--set", "lr")
    assert (said.out, said.status) == ("", 2)
    assert "NAME=VALUE" in said.err


@pytest.mark.parametrize(("other", "status"), [("BufferMomentum", 1), ("ClassicalMomentum", 0)])
def test_difference(other, status, optproof, snapshot):
    """The page of two targets says what it said before, in 80 columns; the JSON has every key of its schema."""
    targets = ("optproof.implementations:ClassicalMomentum", f"optproof.implementations:{other}")
    said = optproof("diff", *targets)
    assert said.out == snapshot
    assert (said.err, said.status) == ("", status)
    assert max(cell_len(line) for line in said.out.splitlines()) <= 80
    line = json.loads(optproof("diff", *targets, "--json").out)
    jsonschema.validate(line, PARTS)
    assert set(line) == set(PARTS["properties"])
