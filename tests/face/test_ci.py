"""What continuous integration gets: SARIF, the action, the hook of pre-commit, and what docs/ci.md says of them."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest
import yaml

from optproof.reference.mistakes import find_mistake
from optproof.verification.checks.expected import validated
from optproof.verification.reports.annotations import annotations
from optproof.verification.reports.sarif import run_of as found_in, sarif_of
from optproof.verification.verdicts.verdict import Algebra, Expected, NamedMistake, Verdict

from .conftest import BAD, ROOT, SPECIMENS

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOK, *OTHERS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LOCATION = {
    "required": ["physicalLocation"],
    "properties": {
        "physicalLocation": {
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {"required": ["uri"], "properties": {"uri": {"pattern": r"^[^\s\\]+$"}}},
                "region": {"required": ["startLine"], "properties": {"startLine": {"type": "integer", "minimum": 1}}},
            },
        }
    },
}
FIX = {
    "required": ["artifactChanges"],
    "properties": {
        "description": TEXT,
        "artifactChanges": {
            "minItems": 1,
            "items": {
                "required": ["artifactLocation", "replacements"],
                "properties": {"replacements": {"minItems": 1, "items": {"required": ["deletedRegion"]}}},
            },
        },
    },
}
RESULT = {
    "required": ["ruleId", "level", "message"],
    "properties": {
        "fixes": {"items": FIX},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "message": TEXT,
        "locations": {"type": "array", "items": LOCATION},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "suppressions": {"items": {"properties": {"kind": {"enum": ["inSource", "external"]}, "status": {"enum": ["accepted"]}}}},
    },
}  # fmt: skip
RULE = {
    "required": ["id"],
    "properties": {"shortDescription": TEXT, "fullDescription": TEXT, "helpUri": {"type": "string", "pattern": "^https://"}},
}  # fmt: skip
RUN = {
    "required": ["tool", "results"],
    "properties": {
        "tool": {"properties": {"driver": {"required": ["name"], "properties": {"rules": {"items": RULE, "uniqueItems": True}}}}},
        "results": {"type": "array", "items": RESULT},
        "invocations": {"items": {"required": ["executionSuccessful"], "properties": {"toolExecutionNotifications": {"items": {"required": ["message"], "properties": {"message": TEXT}}}}}},
    },
}  # fmt: skip
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN},
    },
}
"""What of the format is used, read by hand from the OASIS standard, sections 3.13 to 3.49."""


def run_of(text: str) -> dict:
    log = json.loads(text)
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    assert {each["id"] for each in run["tool"]["driver"]["rules"]} == {each["ruleId"] for each in run["results"]}
    return run


def lines_of(result: dict) -> str:
    """The lines that a result points at."""
    place = result["locations"][0]["physicalLocation"]
    lines = Path(place["artifactLocation"]["uri"]).read_text(encoding="utf-8").splitlines()
    region = place["region"]
    return "\n".join(lines[region["startLine"] - 1 : region["endLine"]])


@pytest.mark.parametrize(
    ("target", "rule", "found", "line"),
    [
        (f"{SPECIMENS}/adam_v_plus_equals.py:Adam", "adam", "v-plus-equals", "# WRONG"),
        (f"{SPECIMENS}/momentum_never_decays.py:Momentum", "momentum", "velocity-decay-lost", "# WRONG"),
        (f"{SPECIMENS}/adam_no_correction.py:Adam", "adam", "correction-missing", "# WRONG"),
        (f"{BAD}:Halved", "sgd", "algebra", "self.lr * grads[key] / 2"),
    ],
)
def test_sarif_points_at_the_wrong_line(target, rule, found, line, optproof, tmp_path):
    """The statements that assign what differs, where the names tell; else the function that makes a step."""
    file = tmp_path / "optproof.sarif"
    said = optproof("check", target, "--rule", rule, "--sarif", str(file), "--examples", "1")
    assert said.status == 1
    run = run_of(file.read_text(encoding="utf-8"))
    result = next(each for each in run["results"] if each["level"] == "error")
    assert result["ruleId"] == found
    assert line in lines_of(result)
    assert len(lines_of(result).splitlines()) <= (3 if line == "# WRONG" else 30)
    if found != "algebra":
        rule_of = run["tool"]["driver"]["rules"][0]
        mistake = find_mistake(found)
        assert rule_of["shortDescription"]["text"] == mistake.title
        assert rule_of.get("helpUri", "") == (mistake.links[0] if mistake.links else "")


@pytest.mark.parametrize(("specimen", "rule"), [("adam_v_plus_equals", "adam"), ("adagrad_lr_in_h", "adagrad")])
def test_sarif_has_the_fix(specimen, rule, optproof, tmp_path):
    """Whoever lets it be applied has the rule."""
    file, sarif = tmp_path / "mine.py", tmp_path / "optproof.sarif"
    shutil.copy(ROOT / SPECIMENS / f"{specimen}.py", file)
    (name,) = re.findall(r"^class (\w+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    optproof("check", f"{file}:{name}", "--rule", rule, "--sarif", str(sarif), "--examples", "1")
    (fix,) = run_of(sarif.read_text(encoding="utf-8"))["results"][0]["fixes"]
    ((change,),) = (each["replacements"] for each in fix["artifactChanges"])
    region, lines = change["deletedRegion"], file.read_text(encoding="utf-8").splitlines()
    first, last = lines[region["startLine"] - 1], lines[region["endLine"] - 1]
    mended = first[: region["startColumn"] - 1] + change["insertedContent"]["text"] + last[region["endColumn"] - 1 :]
    lines[region["startLine"] - 1 : region["endLine"]] = [mended]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert optproof("check", f"{file}:{name}", "--rule", rule, "--examples", "1").status == 0


def test_sarif_of_everything_else():
    """What is UNKNOWN is a notification, what was expected is suppressed, and what is proved is nothing."""
    known = Verdict(
        "a b.py:A", "adam", "refuted", algebra=Algebra("refuted"), mistakes=(NamedMistake("v-plus-equals", "A slip"),),
        reason="A slip.", expected=(Expected("v-plus-equals", "It stays.", "found"), Expected("resumes", "Old.", "missing")),
    )  # fmt: skip
    unknown = Verdict("some.module:A", "adam", "unknown", reason="It cannot be driven.")
    run = run_of(sarif_of([known, unknown, Verdict("b.py:B", "sgd", "proved", algebra=Algebra("proved"))]))
    (result,) = run["results"]
    assert result["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "It stays."}]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b.py"
    (invocation,) = run["invocations"]
    texts = [each["message"]["text"] for each in invocation["toolExecutionNotifications"]]
    assert not invocation["executionSuccessful"]
    assert "resumes was expected (Old.) and not found" in texts[0]
    assert texts[1] == "some.module:A (adam): It cannot be driven."


def test_annotations(optproof, monkeypatch):
    """In a job of GitHub's a finding stands at its lines, what was expected nowhere, and standard output is as ever."""
    target = f"{SPECIMENS}/adam_v_plus_equals.py:Adam"
    plain = optproof("check", target, "--rule", "adam", "--json", "--examples", "1")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    told = optproof("check", target, "--rule", "adam", "--json", "--examples", "1")
    assert told.out == plain.out
    line = next(each for each in told.err.splitlines() if each.startswith("::error"))
    assert re.fullmatch(
        r"::error file=implementations/specimens/adam_v_plus_equals\.py,line=\d+,endLine=\d+,title=optproof v-plus-equals::.+",
        line,
    )
    known = Verdict(
        "a, b.py:A", "adam", "refuted", algebra=Algebra("refuted"), mistakes=(NamedMistake("v-plus-equals", "A slip"),),
        expected=(Expected("v-plus-equals", "It stays.", "found"),),
    )  # fmt: skip
    assert annotations(found_in([known])) == []
    (raised,) = annotations(found_in([Verdict("a, b.py:A", "adam", "unknown", reason="It raised\na KeyError: 50%")]))
    assert raised == "::error file=a%2C b.py,line=1,title=optproof::a, b.py:A (adam): It raised%0Aa KeyError: 50%25"


def test_sarif_that_cannot_be_written(optproof):
    """A sentence, and status 2."""
    said = optproof("check", "nowhere.py:A", "--rule", "sgd", "--sarif", "no/such/folder/a.sarif")
    assert said.status == 2
    assert "--sarif no/such/folder/a.sarif: it cannot be written (No such file or directory)." in said.err


@pytest.fixture
def shell(tmp_path):
    """Run a command of bash where `optproof` is this one."""
    command = tmp_path / "bin" / "optproof"
    command.parent.mkdir()
    command.write_text(
        f"#!{sys.executable}\nfrom optproof.verification.interfaces.cli import main\nmain()\n", encoding="utf-8"
    )
    command.chmod(0o755)

    def run(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        path = f"{command.parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            [shutil.which("bash") or "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=ROOT, env={**os.environ, "PATH": path, **environment}, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def test_action(shell, tmp_path):
    """The step that the action runs checks every target, and hands on what its inputs say, letter by letter."""
    check = ACTION["runs"]["steps"][-1]
    assert {name: value.partition("inputs.")[2].rstrip(" }") for name, value in check["env"].items()} == {
        name: name.lower() for name in check["env"]
    }
    file = tmp_path / "out.sarif"
    done = shell(
        check["run"],
        TARGETS=f"{BAD}:Halved\n {BAD}:Needs $(touch {tmp_path}/hacked)",
        RULE="sgd",
        ARGUMENTS="--examples 1\n--set lr=0.5\n--json\n",
        SARIF=str(file),
    )
    lines = [json.loads(each) for each in done.stdout.splitlines()]
    assert done.returncode == 1, done.stderr
    assert [each["target"] for each in lines][:2] == [f"{BAD}:Halved", f"{BAD}:Needs"]
    assert lines[0]["settings"] == {"lr": 0.5}
    assert [each["ruleId"] for each in run_of(file.read_text(encoding="utf-8"))["results"]] == ["algebra"]
    assert not (tmp_path / "hacked").exists()


def test_action_has_what_github_wants():
    """A composite action: each step that runs something names its shell, and every input that is used exists."""
    assert ACTION["runs"]["using"] == "composite"
    assert all(each["shell"] == "bash" for each in ACTION["runs"]["steps"])
    used = set(re.findall(r"inputs\.(\w+)", (ROOT / "action.yml").read_text(encoding="utf-8")))
    assert used == set(ACTION["inputs"])


def test_hook(shell):
    """What pre-commit runs: the entry, and the arguments of the project."""
    assert OTHERS == []
    assert HOOK["pass_filenames"] is False
    done = shell(f"{HOOK['entry']} {BAD}:Needs --rule sgd")
    assert (done.returncode, done.stdout[:12]) == (2, "UNKNOWN  sgd")


def test_page_is_true():
    """The blocks of docs/ci.md parse, name what exists, and give the action and the hook what they take."""
    listed, table = (tomllib.loads(each) for each in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
    ((target, entries),) = table["tool"]["optproof"]["expected"].items()
    for each in (target, *(entry["target"] for entry in listed["tool"]["optproof"]["targets"])):
        assert (ROOT / each.partition(":")[0]).is_file()
    assert validated(entries) == entries
    workflow, hooks = (yaml.safe_load(each) for each in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
    given = next(each["with"] for each in workflow["steps"] if "optproof" in each["uses"])
    assert set(given) <= set(ACTION["inputs"])
    assert workflow["steps"][-1]["with"]["sarif_file"] == ACTION["inputs"]["sarif"]["default"]
    assert hooks["repos"][0]["hooks"][0]["id"] == HOOK["id"]
    for each in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        compile(each, "docs/ci.md", "exec")
