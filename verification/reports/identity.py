"""What a target was found to be, as a page that a person reads."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from ...reference.library import find_rule
from ..english import listed
from ..verdicts.identity import Fit, Identity, Value
from ..verdicts.verdict import Verdict
from .figures import figure, letter
from .layout import TOGETHER, Page, entry, legible, paragraph, sections
from .report import HEADING, differences, formula, mistakes

ROOM = 10
"""The width of the column of labels."""


def page(identity: Identity, width: int) -> Page:
    """Everything about one target."""
    best = best_of(identity)
    return sections(
        _headline(identity, best, width),
        [] if best else paragraph(identity.reason, width),
        *([_formula(identity), _entries(facts(identity, best), width)] if best else _nearest(identity, width)),
        _entries([("" if number else "also", each) for number, each in enumerate(others(identity))], width),
        _next(identity, width),
        _footer(identity, width),
    )


def best_of(identity: Identity) -> Fit | None:
    """The form that it is; None where it is none."""
    return identity.fits[0] if identity.exit_status == 0 else None


def _entries(rows: Sequence[tuple[str, str]], width: int) -> Page:
    return [line for label, text in rows if text for line in entry(label, legible(text), width, room=ROOM)]


def _headline(identity: Identity, best: Fit | None, width: int) -> Page:
    word = Text("IDENTIFIED", "bold green") if best else Text("UNKNOWN", "bold yellow")
    head = word + (Text("  ") + Text(name_of(best), HEADING) if best else Text())
    target = legible(identity.target)
    if head.cell_len + 2 + cell_len(target) <= width:
        return [head + Text(f"  {target}")]
    return [head, Text(f"  {target}")]


def name_of(fit: Fit) -> str:
    """Rule and form, with the condition under which it is that."""
    return f"{fit.rule} {fit.form}" + (f" {fit.condition}" if fit.condition else "")


def _formula(identity: Identity) -> Page:
    if not identity.computed:
        return []
    return [Text("  It computes", HEADING), *(Text(f"    {legible(each)}") for each in identity.computed)]


def facts(identity: Identity, fit: Fit) -> list[tuple[str, str]]:
    """What is known of it: labels, and what stands beside them; empty where there is nothing."""
    return [
        ("rule", find_rule(fit.rule).title),
        ("form", fit.title),
        *((letter(each.name), _value(each)) for each in fit.values),
        (fit.how, _how(identity, fit)),
        ("", fit.note),
        ("relation", f"Compared with the rule's first form, it is {fit.relation}." if fit.relation else ""),
        ("besides", _arguments(identity.defaults) + ", its defaults" if identity.defaults else ""),
    ]


def _value(value: Value) -> str:
    if not value.parameter:
        return f"{figure(value.written)}, as its code has it" if value.written is not None else "not to be seen"
    default = "" if value.default is None else f", by default {figure(value.default)}"
    return f"its {value.parameter}{default}"


def _how(identity: Identity, fit: Fit) -> str:
    if not fit.provers:
        return f"No run left it; nothing was proved. {identity.reason}".strip()
    rate = "and every lr, which may change" if fit.lr == "changing" else "at a constant lr"
    return f"{'For' if fit.how == 'proved' else 'Holds for'} {fit.steps} {rate}; by {listed(fit.provers)}."


def others(identity: Identity) -> list[str]:
    """The other forms that it is, those of one rule under one condition together."""
    left = identity.fits[1 if best_of(identity) else 0 :]
    told: list[str] = []
    for (rule, condition, switches), some in groupby(left, lambda fit: (fit.rule, fit.condition, fit.switches)):
        forms = listed([each.form for each in some])
        where = ", ".join(
            [*([condition] if condition else []), *([f"with {_arguments(switches)}"] if switches else [])]
        )
        told.append(f"{rule} {forms}{f', {where}' if where else ''}")
    return told


def _arguments(arguments: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} = {figure(value) if isinstance(value, float) else repr(value)}" for name, value in arguments.items()
    )


def likened(identity: Identity) -> tuple[Verdict, str] | None:
    """What it is nearest to, as a verdict would show it, and the heading of that one's formula; None where nothing is near."""
    near = identity.nearest
    if near is None:
        return None
    shown = Verdict(
        identity.target, near.rule, "refuted", closest=f"{near.rule} {near.form}",
        formula=near.formula, mistakes=near.mistakes, reason=identity.reason,
    )  # fmt: skip
    return shown, "It should compute" if near.mistakes else "The nearest computes"


def _nearest(identity: Identity, width: int) -> list[Page]:
    known = likened(identity)
    if known is None or identity.nearest is None:
        return [_formula(identity)]
    shown, right = known
    return [mistakes(shown, width), differences(identity.nearest.differences, width), formula(shown, width, right)]


def next_step(identity: Identity) -> tuple[str, str] | None:
    """What to ask next, and the command that does; None where there is nothing to hold it to."""
    best, near = best_of(identity), identity.nearest
    if best is None and near is None:
        return None
    rule = best.rule if best else near.rule if near else ""
    chosen = f" --form{TOGETHER}{best.form}" if best else ""
    head = (
        "To hold it to that in floating point, and to watch what it does besides:"
        if best
        else "To see a run on which it differs:"
    )
    return head, f"optproof check {legible(identity.target)} --rule{TOGETHER}{rule}{chosen}"


def _next(identity: Identity, width: int) -> Page:
    step = next_step(identity)
    return [*paragraph(step[0], width), *paragraph(step[1], width, indent=4, hang=8)] if step else []


def _footer(identity: Identity, width: int) -> Page:
    if not identity.shape:
        return []
    given = [f"{name} = {value!r}" for name, value in identity.settings.items()]
    return paragraph(" · ".join([f"driven as {identity.shape}", *given, f"seed {identity.seed}"]), width, style="dim")
