"""The ways in which real optimizers went wrong, each with what catches it: `mechanisms.jsonl` beside this file."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Incident:
    """Where it happened; `link` is empty where there is none to give."""

    project: str
    optimizer: str
    link: str


@dataclass(frozen=True)
class Mechanism:
    """One way in which real optimizers went wrong.

    Attributes:
        mistakes: the ids of the mistakes that it is, in the catalogue.
        checks: the ids of the checks that find it, where it is no matter of the formula.
        reason: why neither is enough, or neither is there.
    """

    name: str
    incidents: tuple[Incident, ...]
    mistakes: tuple[str, ...]
    checks: tuple[str, ...]
    reason: str

    @property
    def links(self) -> tuple[str, ...]:
        return tuple(each.link for each in self.incidents if each.link)


@cache
def mechanisms() -> tuple[Mechanism, ...]:
    """All of them, as the file has them."""
    text = (files("optproof.reference") / "mistakes" / "mechanisms.jsonl").read_text(encoding="utf-8")
    return tuple(_mechanism(json.loads(line)) for line in text.splitlines())


def _mechanism(row: dict[str, Any]) -> Mechanism:
    incidents = tuple(Incident(**each) for each in row["bugs"])
    return Mechanism(row["mechanism"], incidents, tuple(row["mistakes"]), tuple(row["checks"]), row["reason"])
