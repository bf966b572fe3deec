"""What a teacher says of an attempt: what agrees, the smallest run on which it goes wrong, and no more than was asked for."""

from collections.abc import Sequence

from rich.text import Text

from ...reference.pseudocode import column
from ...reference.rule import Rule
from ..reports.figures import figure, in_steps, subscript, told_apart
from ..reports.layout import Page, cut, entry, fold_formula, legible, paragraph, sections
from ..reports.report import chosen
from ..verdicts.verdict import Marked, Shown, Verdict
from .words import Words, is_unwritten

ROOM = 9
"""Columns for a label."""


def answer(verdict: Verdict, rule: Rule, words: Words, width: int, *, hint: str = "", solution: str = "") -> Page:
    """The page.

    Args:
        verdict: on the attempt.
        rule: what was to be written.
        words: in which language.
        width: columns of the page.
        hint: the command that gives a hint; where empty, this is it.
        solution: the command that shows how it is done.
    """
    if verdict.verdict in ("proved", "passed"):
        return _right(verdict, rule, words, width)
    if verdict.verdict == "unknown":
        return _unknown(verdict, rule, words, width)
    told = _hint(verdict, words, width)
    commands = ((words.ask_hint, hint if told else ""), (words.ask_solution, solution))
    return sections(
        [Text(words.wrong, "bold yellow")],
        _about_conduct(verdict, words, width) if verdict.computes_the_rule else _lines(verdict, words, width),
        _smallest(verdict.counterexample, words, width) if verdict.counterexample else [],
        [] if hint else told,
        [Text(f"  {sentence.format(command=command)}") for sentence, command in commands if command],
    )


def _right(verdict: Verdict, rule: Rule, words: Words, width: int) -> Page:
    form = next((each for each in rule.forms if each.name == verdict.form), rule.first)
    said = words.right.format(rule=rule.title, form=form.name, title=form.title)
    known = words.proved if verdict.verdict == "proved" else words.passed
    cautions = [line for each in verdict.cautions for line in paragraph(each, width)]
    return sections(paragraph(said, width, indent=0, style="bold green"), paragraph(known, width), cautions)


def _unknown(verdict: Verdict, rule: Rule, words: Words, width: int) -> Page:
    if is_unwritten(verdict.reason):
        first = column(rule.first).step[1]
        return paragraph(words.unwritten.format(line=first.text), width, indent=0)
    return sections([Text(words.unknown, "bold yellow")], paragraph(verdict.reason, width))


def _lines(verdict: Verdict, words: Words, width: int) -> Page:
    """The lines of the rule, by whether those of the attempt agree with them."""
    _, theirs = verdict.formula.sides
    if not theirs:
        return paragraph(verdict.reason, width)
    parts = [
        (words.agree, [each for each in theirs if not each.differs]),
        (words.differ, [each for each in theirs if each.differs]),
    ]
    return sections(*(_listing(title, lines, words, width) for title, lines in parts))


def _listing(title: str, lines: Sequence[Marked], words: Words, width: int) -> Page:
    shown = [part for each in lines for part in fold_formula(each.text, width - 8)] or [words.none]
    return [Text(f"  {title}", "bold"), *(Text(f"    {each}") for each in shown)]


def _about_conduct(verdict: Verdict, words: Words, width: int) -> Page:
    return sections(paragraph(words.conduct, width), paragraph(verdict.reason, width))


def _smallest(shown: Shown, words: Words, width: int) -> Page:
    """The counterexample as a few numbers."""
    name = f"θ{subscript(shown.step)}" if shown.quantity == "θ" else shown.quantity
    computed, expected = told_apart(shown.computed, shown.expected)
    rows = [
        (words.given, ",  ".join([f"θ₀ = {figure(shown.theta0)}", *in_steps("g", shown.gradients)])),
        ("", ",  ".join(chosen(shown))),
        (words.yours, f"{name} = {computed}"),
        (words.rules, f"{name} = {expected}"),
    ]
    return [
        Text(f"  {words.smallest}", "bold"),
        *(line for label, text in rows for line in entry(label, text, width, room=ROOM, indent=4)),
    ]


def _hint(verdict: Verdict, words: Words, width: int) -> Page:
    """The mistake by its name, or what is computed, and the line."""
    rows = [(words.mistake, f"{each.title}. {each.fix}") for each in verdict.mistakes]
    ours, _ = verdict.formula.sides
    if not rows and not verdict.computes_the_rule:
        rows = [(words.terms, each) for each in verdict.differences] or [
            (words.terms, each.text) for each in ours if each.differs
        ]
    if verdict.line is not None:
        at = verdict.line
        rows.append((words.line, f"{at.path}:{at.number}"))
        rows.append(("", cut(legible(at.text), width - ROOM - 6)))
    return [line for label, text in rows for line in entry(label, text, width, room=ROOM, indent=2)]
