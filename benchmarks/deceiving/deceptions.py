"""A deception: a right optimizer in which something stands behind a condition, wrong or without effect."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from .condition import Condition
from .grammar import condition
from .hosts import STYLES, Rule, Style

WRONG = ("g = -g", "g = g + 1", "g = 0 * g", "lr = lr / 10", "lr = -lr", "continue", "STATE *= 0")
"""What is another rule wherever it happens."""

HARMLESS = ("g = 1 * g", "g = -(-g)", "g = g.copy()", "lr = 1.0 * lr", "noted = True", "pass", "lr = -(-lr)")
"""What changes no number."""


COMPUTED = ("lr = lr * (1 + NUMBER)", "g = g * 0.5 ** NUMBER", "g = (1 - 2 * NUMBER) * g", "g = g + NUMBER")
"""The same where nothing branches."""

WITHOUT_EFFECT = ("lr = lr * (1 + 0 * NUMBER)", "g = 1.0**NUMBER * g", "noted = NUMBER")


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
        style = random.choice(STYLES)
        rule = random.choice(style.rules)
        asked = condition(random, style.has, style.kinds)
        acts = _acts(asked, rule, style, right=right)
        yield Deception(rule.name, style.name, asked.kind, source(rule, style, asked, random.choice(acts)), right)


def _acts(asked: Condition, rule: Rule, style: Style, *, right: bool) -> tuple[str, ...]:
    """What may stand behind a condition, or be computed of it."""
    if asked.computed:
        return WITHOUT_EFFECT if right else COMPUTED
    own = style.harmless if right else style.wrong
    return own or (HARMLESS if right else tuple(each for each in WRONG if _can_stand(each, rule, style)))


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
        "EACH": [*asked.each, *_happens(asked, act)],
        "STEP": rule.lines,
    }
    words = {
        "RATE": str(rule.lr),
        ", GIVEN": f", {given}" if given else "",
        "ZEROS": zeros,
        "STATE": ", ".join(rule.state),
    }
    return "\n".join(line for each in style.text.splitlines() for line in _filled(each, lines, words)) + "\n"


def _happens(asked: Condition, act: str) -> list[str]:
    if "NUMBER" in act:
        return [act.replace("NUMBER", f"({asked.test})")]
    return [f"if {asked.test}:", f"    {act}"]


def _filled(line: str, lines: Mapping[str, Sequence[str]], words: Mapping[str, str]) -> list[str]:
    place = line.strip()
    if place in lines:
        return [textwrap.indent(each, line.removesuffix(place)) for each in lines[place]]
    for word, text in words.items():
        line = line.replace(word, text)
    return [line]
