"""What a target was found to be, as a page that a person reads."""

from collections.abc import Mapping
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
    best = identity.fits[0] if identity.exit_status == 0 else None
    return sections(
        _headline(identity, best, width),
        [] if best else paragraph(identity.reason, width),
        *([_formula(identity), _facts(identity, best, width)] if best else _nearest(identity, width)),
        _others(identity, width),
        _next(identity, best, width),
        _footer(identity, width),
    )


def _headline(identity: Identity, best: Fit | None, width: int) -> Page:
    word = Text("IDENTIFIED", "bold green") if best else Text("UNKNOWN", "bold yellow")
    head = word + (Text("  ") + Text(_name(best), HEADING) if best else Text())
    target = legible(identity.target)
    if head.cell_len + 2 + cell_len(target) <= width:
        return [head + Text(f"  {target}")]
    return [head, Text(f"  {target}")]


def _name(fit: Fit) -> str:
    return f"{fit.rule} {fit.form}" + (f" {fit.condition}" if fit.condition else "")


def _formula(identity: Identity) -> Page:
    if not identity.computed:
        return []
    return [Text("  It computes", HEADING), *(Text(f"    {legible(each)}") for each in identity.computed)]


def _facts(identity: Identity, fit: Fit, width: int) -> Page:
    rows = [
        ("rule", find_rule(fit.rule).title),
        ("form", fit.title),
        *((letter(each.name), _value(each)) for each in fit.values),
        (fit.how, _how(identity, fit)),
        ("", fit.note),
        ("relation", f"Compared with the rule's first form, it is {fit.relation}." if fit.relation else ""),
        ("besides", _arguments(identity.defaults) + ", its defaults" if identity.defaults else ""),
    ]
    return [line for label, text in rows if text for line in entry(label, legible(text), width, room=ROOM)]


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


def _others(identity: Identity, width: int) -> Page:
    """The other forms that it is, those of one rule under one condition together."""
    others = identity.fits[1 if identity.exit_status == 0 else 0 :]
    page: Page = []
    for (rule, condition, switches), some in groupby(others, lambda fit: (fit.rule, fit.condition, fit.switches)):
        forms = listed([each.form for each in some])
        where = ", ".join(
            [*([condition] if condition else []), *([f"with {_arguments(switches)}"] if switches else [])]
        )
        page += entry("also" if not page else "", f"{rule} {forms}{f', {where}' if where else ''}", width, room=ROOM)
    return page


def _arguments(arguments: Mapping[str, Any]) -> str:
    return ", ".join(
        f"{name} = {figure(value) if isinstance(value, float) else repr(value)}" for name, value in arguments.items()
    )


def _nearest(identity: Identity, width: int) -> list[Page]:
    if identity.nearest is None:
        return [_formula(identity)]
    near = identity.nearest
    shown = Verdict(
        identity.target, near.rule, "refuted", closest=f"{near.rule} {near.form}",
        formula=near.formula, mistakes=near.mistakes, reason=identity.reason,
    )  # fmt: skip
    right = "It should compute" if near.mistakes else "The nearest computes"
    return [mistakes(shown, width), differences(near.differences, width), formula(shown, width, right)]


def _next(identity: Identity, best: Fit | None, width: int) -> Page:
    rule, form = (best.rule, best.form) if best else (identity.nearest.rule, "") if identity.nearest else ("", "")
    if not rule:
        return []
    chosen = f" --form{TOGETHER}{form}" if form else ""
    head = (
        "To hold it to that in floating point, and to watch what it does besides:"
        if best
        else "To see a run on which it differs:"
    )
    command = f"optproof check {legible(identity.target)} --rule{TOGETHER}{rule}{chosen}"
    return [*paragraph(head, width), *paragraph(command, width, indent=4, hang=8)]


def _footer(identity: Identity, width: int) -> Page:
    if not identity.shape:
        return []
    given = [f"{name} = {value!r}" for name, value in identity.settings.items()]
    return paragraph(" · ".join([f"driven as {identity.shape}", *given, f"seed {identity.seed}"]), width, style="dim")
