"""A copy of a library's optimizer, with a change or without, put to the whole check in a process of its own."""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from libraries.changes import Change, Original
from libraries.copies import Copy, copied
from libraries.plain_loops import SHOWING, shown

COMMAND = "from optproof.verification.interfaces.cli import main; main()"

LIMIT = 240.0
"""What one check may take, in seconds, before it is UNKNOWN."""


@dataclass(frozen=True)
class Outcome:
    """What the check found of a copy.

    Attributes:
        verdict: "crashed" where the command gave none.
        named: the mistakes that are named.
        told: what it says of the difference.
        line: the file and the number of the line that is blamed; empty where none is.
        text: that line.
        fixed: whether a statement in its place is proposed, which is proved.
        wrong: the file and the lines that were changed.
        findings: the checks of conduct and of arithmetic that failed, or are cautions.
        shown: those of them that a plain loop shows too.
    """

    verdict: str
    named: tuple[str, ...]
    told: str
    line: str
    text: str
    fixed: bool
    wrong: str
    findings: tuple[str, ...]
    shown: tuple[str, ...]
    seconds: float


def judged(original: Original, change: Change | None) -> Outcome:
    """What the check finds of a copy with the change in it, or of one as it is."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "changed"
        folder.mkdir()
        made = copied(original, change, folder)
        begun = time.perf_counter()
        found = _checked(original, made)
        outcome = _outcome(found, made, time.perf_counter() - begun)
        unchanged = Path(name) / "unchanged"
        unchanged.mkdir()
        copied(original, None, unchanged)
        again = [
            each["id"]
            for each in _remarks(found)
            if each["id"] in SHOWING and shown(original, unchanged, folder, each["id"], each["detail"])
        ]
        return replace(outcome, shown=tuple(again))


def _checked(original: Original, made: Copy) -> dict[str, Any]:
    given = [f"--set={name}={value}" for name, value in original.settings]
    arguments = ["check", made.target, "--rule", original.rule, *given, "--json", "--time-limit", str(LIMIT)]
    try:
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, *arguments],
            capture_output=True, text=True, check=False, timeout=2 * LIMIT,
        )  # fmt: skip
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, json.JSONDecodeError):
        return {}


def _outcome(found: dict[str, Any], made: Copy, seconds: float) -> Outcome:
    line = found.get("line") or {}
    return Outcome(
        verdict=found.get("verdict", "crashed"),
        named=tuple(each["id"] for each in found.get("mistakes", ())),
        told=found.get("algebra", {}).get("detail") or found.get("reason") or "",
        line=f"{Path(line['path']).name}:{line['number']}" if line else "",
        text=line.get("text", ""),
        fixed=bool(line.get("fix")),
        wrong=f"{made.file}:{made.lines[0]}-{made.lines[1]}" if made.file else "",
        findings=tuple(each["id"] for each in _remarks(found)),
        shown=(),
        seconds=round(seconds, 1),
    )


def _remarks(found: dict[str, Any]) -> list[dict[str, Any]]:
    """The checks of conduct and of arithmetic that failed, or are cautions."""
    checks = [*found.get("conduct", {}).get("checks", ()), *found.get("arithmetic", {}).get("checks", ())]
    return [each for each in checks if each["outcome"] in ("failed", "caution")]


@dataclass(frozen=True)
class Row:
    """A change, and what became of it.

    Attributes:
        own: findings that the copy without a change does not have, and that a plain loop shows of this one.
        foreign: findings that neither has.
    """

    change: Change
    outcome: Outcome
    own: tuple[str, ...]
    foreign: tuple[str, ...]

    @property
    def refuted(self) -> bool:
        return self.outcome.verdict == "refuted"

    @property
    def explained(self) -> bool:
        """Whether the mistake that was made is named, or what differs told in terms in which it does."""
        if self.change.mistakes and self.outcome.named:
            return {*self.outcome.named} == {*self.outcome.named} & {*self.change.mistakes}
        pattern = self.change.told
        return bool(pattern and not self.outcome.named and re.search(pattern, self.outcome.told))

    @property
    def lined(self) -> bool:
        """Whether the line that is blamed is the changed one."""
        file, _, number = self.outcome.line.partition(":")
        place, _, lines = self.outcome.wrong.partition(":")
        first, _, last = lines.partition("-")
        return bool(number) and file == place and int(first) <= int(number) <= int(last)

    @property
    def spared(self) -> bool:
        """Whether what is no mistake is taken for none."""
        return bool(self.change.equal) and self.outcome.verdict in ("proved", "passed")


def row(change: Change, outcome: Outcome, control: Outcome) -> Row:
    """The change beside what its original has of itself."""
    new = [each for each in outcome.findings if each not in control.findings]
    own = tuple(each for each in new if each in outcome.shown)
    return Row(change, outcome, own, tuple(each for each in new if each not in own))


def document(rows: Sequence[Row], originals: Sequence[tuple[str, Outcome]], versions: str) -> str:
    """What was found as JSON, one copy a line."""
    changes = ",\n".join(written(each.change.label, each.outcome) for each in rows)
    copies = ",\n".join(written(label, outcome) for label, outcome in originals)
    return f'{{\n"versions": "{versions}",\n"originals": [\n{copies}\n],\n"changes": [\n{changes}\n]\n}}\n'


def written(label: str, outcome: Outcome) -> str:
    """What was found of one copy, as JSON."""
    return json.dumps({"label": label, **asdict(outcome)}, ensure_ascii=False)


def read(text: str) -> tuple[dict[str, Outcome], dict[str, Outcome], str]:
    """The changed copies of a document, its unchanged ones, by their labels, and its versions."""
    found = json.loads(text)
    changed, unchanged = ({each["label"]: outcome_of(each) for each in found[key]} for key in ("changes", "originals"))
    return changed, unchanged, found["versions"]


def outcome_of(row: Mapping[str, Any]) -> Outcome:
    """What was found of the copy in a row of JSON."""
    rest = {name: value for name, value in row.items() if name not in ("label", "named", "findings", "shown")}
    return Outcome(named=tuple(row["named"]), findings=tuple(row["findings"]), shown=tuple(row["shown"]), **rest)
