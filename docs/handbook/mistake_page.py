"""The page of a mistake, and the list of all by what one sees."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from kills.page import Outcome, read

from optproof.reference.library import RULES, find_rule
from optproof.reference.mistakes import COMBINED, MISTAKES, OPTIONS, Mistake
from optproof.reference.mistakes.mechanisms import mechanisms
from optproof.reference.mistakes.usual import USUAL
from optproof.reference.mistakes.visibility import measurements
from optproof.reference.rule import Assignment
from optproof.verification.english import counted, sentence
from optproof.verification.reports.mistakes import errors_text, latex_line

from .markdown import ORPHAN, bullets, link, marked, math, page, side_by_side, table
from .places import MISTAKES_PAGE, mistake_page, to_mistake, to_rule

MATRIX = Path(__file__).parents[1] / "kill-matrix.json"


def every() -> dict[str, str]:
    """A page for each mistake, and the list of all."""
    return {mistake_page(each.id): mistake(each) for each in MISTAKES} | {"reference/mistakes.md": contents()}


def contents() -> str:
    told = (
        f"{counted(len(MISTAKES), 'mistake')} that people really make, by what one sees. Each is a transformation of a rule, made "
        "in every form that has the parts for it; an optimizer that computes the result is refuted, and the mistake is named. "
        f"{link('All by what is wrong', 'mistakes.md')}, with what happened in real projects."
    )
    sections = [part for kind in dict.fromkeys(each.kind for each in MISTAKES) for part in _kind(kind)]
    return page("# Mistakes", told, *sections)


def _kind(kind: str) -> tuple[str, str]:
    rows = [(to_mistake(each.id), sentence(each.title), each.symptom) for each in MISTAKES if each.kind == kind]
    return f"## {kind.capitalize()}", table(("mistake", "what is wrong", "what one sees"), rows)


def mistake(each: Mistake) -> str:
    measured = measurements()[each.id]
    rule, form = measured.home
    return page(
        ORPHAN,
        f"# {each.id}",
        f"{link('Mistakes', MISTAKES_PAGE)} · {each.kind}",
        f"**{sentence(each.title)}**",
        "## What one sees",
        each.symptom,
        "## The formulas",
        *formulas(each),
        "## The fix",
        each.fix,
        f"To look for it, or for any other mistake: `optproof check FILE.py:Name --rule {rule.name}`",
        "## Where it can be made",
        bullets(_homes(each)),
        "## How visible it is",
        f"{errors_text(measured)}, in {rule.name}, form {form.name}, at its defaults.",
        _noticed(each),
        _killed(each),
        _happened(each),
    )


def formulas(each: Mistake) -> list[str]:
    """The wrong lines beside the right ones, in each rule; where another rule has the same lines, once."""
    shown: dict[str, str] = {}
    for name, forms in _made()[each.id].items():
        rule = find_rule(name)
        wrong, right = each.difference(rule, rule.form(forms[0]))
        cards = side_by_side([("Wrong", _lines(wrong)), ("Right", _lines(right))])
        shown.setdefault(cards, f"As it is made in {to_rule(name)}, form {forms[0]}:")
    return [f"{told}\n\n{cards}" for cards, told in shown.items()]


def _lines(lines: Sequence[Assignment]) -> str:
    return (
        bullets(marked(math(latex_line(each)), differs=True) for each in lines) if lines else "(nothing in its place)"
    )


@cache
def _made() -> dict[str, dict[str, list[str]]]:
    """The forms in which each mistake can be made, by mistake and rule."""
    found: dict[str, dict[str, list[str]]] = {}
    for each in MISTAKES:
        for rule in COMBINED if each in OPTIONS else RULES:
            forms = [form.name for form in rule.forms if each.applies(rule, form)]
            if forms:
                found.setdefault(each.id, {})[rule.name] = forms
    return found


def mistakes_of(rule: str) -> list[Mistake]:
    """The mistakes that can be made in some form of the rule, adam or adam+l2."""
    return [each for each in MISTAKES if rule in _made()[each.id]]


def _homes(each: Mistake) -> list[str]:
    return [f"{to_rule(rule)}: {', '.join(forms)}" for rule, forms in _made()[each.id].items()]


def _noticed(each: Mistake) -> str:
    noticed = measurements()[each.id].noticed
    rows = [(way.title, "notices it" if noticed[way.id] else "**does not notice it**") for way in USUAL]
    return table(("a test that asks for", ""), rows)


@cache
def _matrix() -> dict[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = {}
    for outcome in read(MATRIX.read_text(encoding="utf-8"))["matrix"]:
        if len(outcome.case.mistakes) == 1:
            found.setdefault(outcome.case.mistakes[0], []).append(outcome)
    return found


def _killed(each: Mistake) -> str:
    kills = _matrix().get(each.id, [])
    if not kills:
        return ""
    killed, longest = sum(one.killed for one in kills), max(one.steps for one in kills)
    shown = f"the counterexample takes {counted(longest, 'step')}" + (" at most" if len(kills) > 1 else "")
    return (
        f"optproof was put to it in {counted(len(kills), 'form')}, refuted it in {killed} and named it; {shown} "
        f"({link('kill matrix', 'kill-matrix.md')})."
    )


def _happened(each: Mistake) -> str:
    """Links of the catalogue, and projects of the mechanisms that are this mistake."""
    projects = {
        one.link: f"[{one.project}, {one.optimizer}]({one.link})"
        for mechanism in mechanisms()
        if each.id in mechanism.mistakes
        for one in mechanism.incidents
        if one.link
    }
    known = {link: f"<{link}>" for link in each.links} | projects
    return f"## It happened\n\n{bullets(known.values())}" if known else ""


def table_for(mistakes: Sequence[Mistake]) -> str:
    """Mistakes with their symptoms."""
    return table(("mistake", "what one sees"), [(f"{to_mistake(one.id)} {one.title}", one.symptom) for one in mistakes])
