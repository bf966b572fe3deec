"""The ways in which real optimizers went wrong, each with what catches it: `mechanisms.jsonl` beside this file."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


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
    text = files(__package__).joinpath("mechanisms.jsonl").read_text(encoding="utf-8")
    return tuple(_mechanism(json.loads(line)) for line in text.splitlines())


def _mechanism(row: dict[str, object]) -> Mechanism:
    match row:
        case {"mechanism": str(name), "bugs": [*bugs], "mistakes": [*made], "checks": [*checks], "reason": str(reason)}:
            incidents = tuple(Incident(each["project"], each["optimizer"], each["link"]) for each in bugs)
            return Mechanism(name, incidents, tuple(made), tuple(checks), reason)
    raise ValueError(f"a mechanism has a name, bugs, mistakes, checks and a reason, and this has {sorted(row)}")
