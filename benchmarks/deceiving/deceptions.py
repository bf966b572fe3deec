"""A deception: a right optimizer in which something stands behind a condition, wrong or without effect."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from .condition import Condition
from .grammar import condition
from .hosts import RULES, STYLES, Rule, Style

WRONG = ("g = -g", "g = g + 1", "g = 0 * g", "lr = lr / 10", "lr = -lr", "continue", "STATE *= 0")
"""What is another rule wherever it happens."""

HARMLESS = ("g = 1 * g", "g = -(-g)", "g = g.copy()", "lr = 1.0 * lr", "noted = True", "pass", "lr = -(-lr)")
"""What changes no number."""


@dataclass(frozen=True)
class Deception:
    """An optimizer that somebody may take for a rule.

    Attributes:
        source: a module whose class `Optimizer` it is.
        right: whether what stands behind the condition has no effect.
    """

    rule: str
    style: str
    kind: str
    source: str
    right: bool


def deceptions(count: int, seed: int, *, right: bool) -> Iterator[Deception]:
    """So many; the same seed gives the same conditions, for the wrong ones and for the right."""
    for number in range(count):
        random = Random(f"{seed}/{number}")
        rule, style = random.choice(RULES), random.choice(STYLES)
        asked = condition(random, style.has)
        acts = HARMLESS if right else tuple(each for each in WRONG if _can_stand(each, rule, style))
        yield Deception(rule.name, style.name, asked.kind, source(rule, style, asked, random.choice(acts)), right)


def _can_stand(act: str, rule: Rule, style: Style) -> bool:
    if act == "continue":
        return "params" in style.has
    return act != "STATE *= 0" or bool(rule.state)


def source(rule: Rule, style: Style, asked: Condition, act: str) -> str:
    """The module: the style's text with every place filled."""
    given = ", ".join(f"{name}={value}" for name, value in rule.given.items())
    zeros = ", ".join("np.zeros_like(theta)" for _ in rule.state)
    act = act.replace("STATE", rule.state[-1] if rule.state else "")
    lines: Mapping[str, Sequence[str]] = {
        "MODULE": asked.module,
        "CLASS": asked.inside,
        "SET": [f"self.{name} = {name}" for name in rule.given],
        "INIT": asked.init,
        "GET": [f"{name} = self.{name}" for name in rule.given],
        "CALL": asked.call,
        "EACH": [*asked.each, f"if {asked.test}:", f"    {act}"],
        "STEP": rule.lines,
    }
    words = {
        "RATE": str(rule.lr),
        ", GIVEN": f", {given}" if given else "",
        "ZEROS": zeros,
        "STATE": ", ".join(rule.state),
    }
    return "\n".join(line for each in style.text.splitlines() for line in _filled(each, lines, words)) + "\n"


def _filled(line: str, lines: Mapping[str, Sequence[str]], words: Mapping[str, str]) -> list[str]:
    place = line.strip()
    if place in lines:
        return [textwrap.indent(each, line.removesuffix(place)) for each in lines[place]]
    for word, text in words.items():
        line = line.replace(word, text)
    return [line]
