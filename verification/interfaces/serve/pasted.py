"""What somebody has pasted, what is asked of it, and the answer, as the page shows it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...api import identify
from ...process.progress import Listener
from ...questions.set_option import InputError, parsed
from ...reports.html.document import article
from ...reports.html.element import written
from ...reports.html.identity import identified
from ...reports.identity import best_of
from ...reports.statement import last_line, statement_at
from ...subjects.place import optimizers_in, unreadable
from ...verdicts.verdict import Verdict
from ..asked import Asked, verdict_on
from ..settings import Effort, Settings

FILE = "pasted.py"
"""What it is called where it is checked, and in the report."""

Tell = Callable[[str, Mapping[str, Any]], None]
"""What is told to the page: the name of an event, and its data."""


@dataclass(frozen=True)
class Pasted:
    """Code, and what is asked of it.

    Attributes:
        rule: a rule, and after a space its form; empty where it is asked which one it is.
        name: the class or function; empty where there is one alone.
        settings: as `--set` takes them, a line each.
    """

    code: str
    rule: str = ""
    name: str = ""
    settings: str = ""

    @classmethod
    def read(cls, said: Any) -> "Pasted":
        """What a page has sent.  Raises `ValueError`."""
        if not isinstance(said, dict) or not all(isinstance(each, str) for each in said.values()):
            raise ValueError("An object of strings is due.")
        try:
            return cls(**said)
        except TypeError as error:
            raise ValueError(str(error)) from None


def answer(pasted: Pasted, folder: Path, effort: Effort, tell: Tell) -> None:
    """Check it in a folder of its own, which becomes that of this process, and tell what comes of it."""
    os.chdir(folder)
    Path(FILE).write_text(pasted.code, encoding="utf-8")

    def listener(*reached: Any) -> None:
        tell("progress", stage(*reached))

    try:
        name = _name(pasted)
        if not name:
            tell("which", {"names": optimizers_in(Path(FILE))})
        elif pasted.rule:
            _checked(f"{FILE}:{name}", pasted, effort, listener, tell)
        else:
            _identified(f"{FILE}:{name}", pasted, effort, listener, tell)
    except InputError as error:
        tell("trouble", {"message": str(error)})


def stage(name: str, done: int = 0, total: int = 0) -> dict[str, Any]:
    """How far it has come, as the page hears it."""
    return {"stage": name, "done": done, "total": total}


def _name(pasted: Pasted) -> str:
    """What is to be checked; empty where the page has to ask.  Raises `InputError` where there is nothing."""
    if pasted.name:
        return pasted.name
    there = optimizers_in(Path(FILE))
    if not there:
        raise InputError(
            unreadable(Path(FILE)) or "There is no class and no function in it that could be an optimizer."
        )
    rule = pasted.rule.partition(" ")[0].partition("+")[0]
    called = [each for each in there if each.lower() == rule] or there
    return called[0] if len(called) == 1 else ""


def _settings(pasted: Pasted) -> list[str]:
    return [line for line in pasted.settings.splitlines() if line.strip()]


def _checked(target: str, pasted: Pasted, effort: Effort, listener: Listener, tell: Tell) -> None:
    rule, _, form = pasted.rule.partition(" ")
    asked = Asked(target, rule, form or None, _settings(pasted), None, effort, patient=True)
    verdict = verdict_on(asked, Settings(), listener)
    tell(
        "report",
        {
            "html": written(article(verdict, None)),
            "summary": f"{verdict.verdict.upper()} {verdict.rule}. {verdict.reason}".replace("`", ""),
            "mark": _mark(verdict),
            "rule": "",
        },
    )


def _mark(verdict: Verdict) -> dict[str, Any] | None:
    """The lines that the editor marks, how they should read, and from where to where that takes their place."""
    at, place = verdict.line, verdict.place
    if at is not None and at.path == FILE:
        statement = statement_at(FILE, at.number)
        if statement is None:
            return {"first": at.number, "last": at.number, "instead": at.fix, "columns": None}
        columns = [statement.col_offset, len(last_line(FILE, statement))]
        last = statement.end_lineno or at.number
        return {"first": at.number, "last": last, "instead": at.fix, "columns": columns if at.fix else None}
    if verdict.verdict == "refuted" and place is not None and place.file == FILE:
        return {"first": place.line, "last": place.end, "instead": "", "columns": None}
    return None


def _identified(target: str, pasted: Pasted, effort: Effort, listener: Listener, tell: Tell) -> None:
    found = identify(
        target,
        hyperparameters=parsed(_settings(pasted)),
        seed=effort.seed,
        examples=effort.examples,
        time_limit=effort.time_limit,
        memory_limit=effort.memory_limit,
        on_progress=listener,
    )
    best = best_of(found)
    named = f"{best.rule} {best.form}" if best else ""
    said = f"IDENTIFIED {named}" if best else f"UNKNOWN. {found.reason}".replace("`", "")
    tell("report", {"html": written(identified(found)), "summary": said, "mark": None, "rule": named})
