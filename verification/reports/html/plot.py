"""The counterexample as a drawing: what was computed and what was expected, step by step.  It needs no colour."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ...verdicts.verdict import Shown
from ..report import distance
from .element import tag

WIDTH, HEIGHT = 480, 270
LEFT, RIGHT, TOP, BOTTOM = 64, 118, 34, 48
NAMES = ("computed", "expected")
VISIBLE = 0.02
"""The share of the height from which on a difference can be seen."""


@dataclass(frozen=True)
class Series:
    """A line of the drawing: the steps and the values of its points, and the two lines of text that stand at its end."""

    name: str
    label: tuple[str, str]
    steps: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class Scale:
    """Where steps and values lie on the drawing."""

    steps: int
    low: float
    high: float

    def x(self, step: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * step / self.steps

    def y(self, value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (self.high - value) / (self.high - self.low)


def plot(shown: Shown) -> Element | None:
    """The drawing; None where it would have nothing to show: a number that is not finite, or only one point."""
    start = (shown.theta0,) if shown.quantity == "θ" else ()
    paths = [(*start, *each) for each in (shown.computed_course, shown.expected_course)]
    if len(paths[0]) < 2 or not all(math.isfinite(each) for path in paths for each in path):
        return None
    steps = tuple(range(shown.step + 1 - len(paths[0]), shown.step + 1))
    axis = shown.quantity if start else "where the gradient is taken"
    series = [Series(name, (name, _short(path[-1])), steps, path) for name, path in zip(NAMES, paths, strict=True)]
    spread = max(map(max, paths)) - min(map(min, paths))
    if abs(paths[0][-1] - paths[1][-1]) < VISIBLE * spread:
        apart = tuple(one - other for one, other in zip(*paths, strict=True))
        series = [
            Series("computed", ("computed", f"off by {_short(apart[-1])}"), steps, apart),
            Series("expected", ("expected", ""), steps, (0.0,) * len(apart)),
        ]
        axis = f"{axis}, computed − expected"
    return _drawn(shown, axis, series)


def _drawn(shown: Shown, axis: str, series: Sequence[Series]) -> Element:
    ticks = nice([value for each in series for value in each.values])
    scale = Scale(max(series[0].steps), ticks[0], ticks[-1])
    places = _apart([scale.y(each.values[-1]) for each in series])
    ends = " and ".join(" ".join(each.label).strip() for each in series)
    summary = f"The run, step by step: {ends} after step {shown.step}. {distance(shown)}"
    return tag(
        "svg",
        tag("title", "Computed and expected, step by step"),
        tag("desc", summary),
        [_tick(each, scale) for each in ticks],
        [_step(each, scale) for each in _thinned(series[0].steps)],
        tag("text", "step", x=f"{(LEFT + WIDTH - RIGHT) / 2:.0f}", y=f"{HEIGHT - 6}", class_="axis middle"),
        tag("text", axis, x="2", y="14", class_="axis"),
        [_line(each, scale, place) for each, place in zip(reversed(series), reversed(places), strict=True)],
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        role="img",
        class_="plot",
        aria_label=summary,
    )  # fmt: skip


def _tick(value: float, scale: Scale) -> list[Element]:
    y = f"{scale.y(value):.1f}"
    return [
        tag("line", x1=f"{LEFT}", x2=f"{WIDTH - RIGHT}", y1=y, y2=y, class_="grid"),
        tag("text", _short(value), x=f"{LEFT - 14}", y=f"{scale.y(value) + 4:.1f}", class_="end"),
    ]


def _step(step: int, scale: Scale) -> Element:
    return tag("text", str(step), x=f"{scale.x(step):.1f}", y=f"{HEIGHT - BOTTOM + 22}", class_="middle")


def _line(series: Series, scale: Scale, place: float) -> list[Element]:
    points = [(scale.x(step), scale.y(value)) for step, value in zip(series.steps, series.values, strict=True)]
    end = f"{points[-1][0] + 12:.1f}"
    label = [tag("tspan", each, x=end, dy=None if n == 0 else "15") for n, each in enumerate(series.label) if each]
    return [
        tag("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), class_=f"line {series.name}"),
        *(_marker(series.name, x, y) for x, y in points),
        tag("text", label, y=f"{place:.1f}", class_=f"label {series.name}"),
    ]


def _marker(name: str, x: float, y: float) -> Element:
    """A disc for what was computed, a hollow square for what was expected: they are told apart where they lie on each other."""
    if name == "computed":
        return tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r="3.5", class_=f"marker {name}")
    return tag("rect", x=f"{x - 6:.1f}", y=f"{y - 6:.1f}", width="12", height="12", class_=f"marker {name}")


def _apart(places: list[float], room: float = 36) -> list[float]:
    """Heights of two labels that do not lie on each other."""
    one, other = places
    short = max(0.0, room - abs(one - other)) / 2
    return [one + short, other - short] if one > other else [one - short, other + short]


def _thinned(steps: Sequence[int]) -> list[int]:
    """About ten of the steps, and always the last."""
    stride = max(1, math.ceil(len(steps) / 10))
    return [each for each in steps if (steps[-1] - each) % stride == 0]


def _short(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")


def nice(values: Sequence[float]) -> list[float]:
    """Round numbers, three to eight of them, from below the least value to above the largest."""
    low, high = min(values), max(values)
    if high - low <= 1e-12 * max(abs(low), abs(high)) or high == low:
        low, high = low - max(abs(low), 1e-300) / 2, high + max(abs(high), 1e-300) / 2
    rough = (high - low) / 5
    unit = 10.0 ** math.floor(math.log10(rough))
    width = next(each for each in (unit, 2 * unit, 5 * unit, 10 * unit) if each >= rough)
    first, last = math.floor(low / width), math.ceil(high / width)
    return [float(f"{each * width:.12g}") for each in range(first, last + 1)]
