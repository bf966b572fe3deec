"""The counterexample: the run as a table, and as a drawing beside it."""

import math
from xml.etree.ElementTree import Element

from ...verdicts.verdict import Shown
from ..figures import figure, letter, subscript, told_apart
from ..report import distance, free_numbers
from .element import Inside, scrolling, tag
from .plot import plot

ROWS = 40
"""More steps than these are not all shown."""


def counterexample(shown: Shown) -> Element:
    """The section of a counterexample."""
    drawn = plot(shown)
    some = f" One element of {shown.parameters} parameters." if shown.parameters > 1 else ""
    start = [] if shown.quantity == "θ" else [_assigned(f"θ{subscript(0)}", shown.theta0)]
    chosen = [_assigned(letter(name), value) for name, value in shown.hyperparameters.items()]
    if len(set(shown.lr)) == 1:
        chosen = [_assigned("lr", shown.lr[0]), *chosen]
    chosen = [*start, *chosen]
    return tag(
        "section",
        tag("h3", "The counterexample"),
        tag("p", f"A run on which it is wrong, replayed on the real code in {shown.dtype}.{some}"),
        tag("p", "With ", ", ".join(chosen), ".") if chosen else None,
        tag("p", f"Any {free_numbers(shown)}") if shown.free else None,
        tag(
            "div",
            tag("div", _table(shown), tag("p", tag("strong", distance(shown)))),
            tag("figure", drawn) if drawn is not None else None,
            class_="columns run",
        ),
    )


def _assigned(name: str, value: float) -> str:
    return f"{name} = {figure(value)}"


def _table(shown: Shown) -> Element:
    rates = len(set(shown.lr)) > 1
    heads = ["step", "gradient", *(["lr"] if rates else []), "computed", "expected"]
    return scrolling(
        "The run",
        tag(
            "table",
            tag("caption", _quantity(shown), " after each step"),
            tag("thead", tag("tr", *(tag("th", each, scope="col") for each in heads))),
            tag("tbody", _start(shown, rates), [_row(shown, step, rates) for step in _steps(shown.step)]),
        ),
    )


def _quantity(shown: Shown) -> str:
    return "θ" if shown.quantity == "θ" else "Where the gradient is taken,"


def _start(shown: Shown, rates: bool) -> Element | None:
    """The line of step 0, where both begin."""
    if shown.quantity != "θ":
        return None
    value = figure(shown.theta0)
    return _cells("0", [tag("td", each) for each in ("–", *(["–"] if rates else []), value, value)])


def _steps(last: int) -> list[int]:
    """Those that have a row; 0 for all that are left out."""
    return [*range(1, last + 1)] if last <= ROWS else [*range(1, ROWS // 2), 0, *range(last - ROWS // 2, last + 1)]


def _row(shown: Shown, step: int, rates: bool) -> Element:
    if not step:
        return _cells("…", [tag("td", "…") for _ in range(4 if rates else 3)])
    gradient = shown.gradients[step - 1]
    lr = [tag("td", figure(shown.lr[step - 1]))] if rates else []
    before = [tag("td", "absent" if gradient is None else figure(gradient)), *lr]
    if step == shown.step:
        computed, expected = told_apart(shown.computed, shown.expected)
        mark = tag("span", "≠ ", class_="mark", role="img", aria_label="differs from")
        last: list[Inside] = [tag("td", computed), tag("td", mark, expected)]
        return _cells(str(step), [*before, *last], "differs")
    return _cells(str(step), [*before, *(tag("td", each) for each in _on_the_way(shown, step))])


def _on_the_way(shown: Shown, step: int) -> list[str]:
    """Both values after a step before the last; equal for our purposes, so they are written alike."""
    if len(shown.computed_course) < step:
        return ["…", "…"]
    values = shown.computed_course[step - 1], shown.expected_course[step - 1]
    return [f"{each:.8g}" if math.isfinite(each) else str(each) for each in values]


def _cells(step: str, cells: list[Inside], class_: str | None = None) -> Element:
    return tag("tr", tag("th", step, scope="row"), *cells, class_=class_)
