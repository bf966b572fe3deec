"""What the tests do not notice, as a page, and as JSON; survivors first."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from rich.text import Text

from ...reference.library import UnknownNameError
from ...reference.mistakes import find_mistake
from ..english import counted
from ..reports.layout import Page, paragraph, sections
from .campaign import Finding
from .judging import Asked

NAME = "bold cyan"

SORTS = ("mistake", "wrong", "misconduct", "unlike", "unreached", "unknown", "")
"""Survivors in this order; the last were not judged."""

TITLES = {
    "wrong": "computes something else, which is no mistake of the catalogue",
    "misconduct": "computes the rule, and fails",
    "unlike": "computes the same, and is told apart by",
    "unreached": "stands outside the step, where nothing is proved",
    "unknown": "could not be decided",
    "": "not judged, for it is not known what the optimizer computes",
}


def report(target: str, asked: Asked | None, why: str, findings: Sequence[Finding], width: int) -> Page:
    """The page."""
    lived = sorted((each for each in findings if each.survives), key=_order)
    groups = [[*group] for _, group in groupby(lived, key=_heading)]
    known = f", as {asked.rule} {asked.form}" if asked else ""
    return sections(
        [
            Text(f"{len(lived)} of {len(findings) - _unnoticeable(findings)}", "bold")
            + Text(f" changes survive  {target}{known}")
        ],
        paragraph(why, width) if why else [],
        *(_group(group, width) for group in groups),
        paragraph(_counts(findings), width),
    )


def _order(finding: Finding) -> tuple[int, str, str, int, str]:
    mutant = finding.mutant
    return SORTS.index(_sort(finding)), _heading(finding), mutant.path, mutant.line, mutant.before


def _sort(finding: Finding) -> str:
    return "" if finding.judgement is None else finding.judgement.sort


def _heading(finding: Finding) -> str:
    sort, names = _sort(finding), finding.judgement.names if finding.judgement else ()
    if sort == "mistake":
        return " and ".join(names)
    return " ".join((TITLES[sort], *([", ".join(names)] if names else [])))


def _group(group: Sequence[Finding], width: int) -> Page:
    heading = _heading(group[0])
    titles = [_title(each) for each in (group[0].judgement.names if group[0].judgement else ())]
    places = groupby(group, key=lambda each: (each.mutant.path, each.mutant.line, each.mutant.before))
    lines = [line for _, changes in places for line in _changes([*changes], width)]
    return [Text(f"  {heading}", NAME), *(line for each in titles if each for line in paragraph(each, width)), *lines]


def _title(name: str) -> str:
    try:
        return f"{find_mistake(name).title}."
    except UnknownNameError:
        return ""


def _changes(changes: Sequence[Finding], width: int) -> Page:
    """What becomes of one statement: as it is, and each way in which nobody notices that it is another."""
    mutant = changes[0].mutant
    place = Text(f"    {Path(mutant.path).name}:{mutant.line}", "dim")
    page = [place, *paragraph(f"- {mutant.before}", width, indent=6, hang=8, style="green")]
    for each in changes:
        page += paragraph(f"+ {each.mutant.after or 'pass'}", width, indent=6, hang=8, style="red")
        if each.judgement is not None and each.judgement.reason and _sort(each) in ("unknown", "unreached"):
            page += paragraph(each.judgement.reason, width, indent=8, style="dim")
    return page


def _unnoticeable(findings: Sequence[Finding]) -> int:
    return sum(each.changes_nothing for each in findings)


def _counts(findings: Sequence[Finding]) -> str:
    killed = sum(each.run.fate == "killed" for each in findings)
    equivalent = sum(each.judgement is not None and each.judgement.sort == "equivalent" for each in findings)
    return (
        f"{counted(len(findings), 'change')}: {killed} noticed, {equivalent} proved to change nothing, "
        f"{_unnoticeable(findings) - equivalent} that cannot be run."
    )


def as_json(target: str, asked: Asked | None, findings: Sequence[Finding]) -> str:
    """One JSON object: what it is held to, and every mutant with what became of it, survivors first."""
    rows = [
        {
            **asdict(each.mutant),
            "survives": each.survives,
            "test": asdict(each.run),
            "judgement": each.judgement and asdict(each.judgement),
        }
        for each in sorted(
            findings, key=lambda each: (not each.survives, _order(each) if each.survives else (0, "", "", 0, ""))
        )
    ]
    held = {"rule": asked.rule, "form": asked.form} if asked else None
    return json.dumps({"target": target, "held_to": held, "mutants": rows}, ensure_ascii=False)
