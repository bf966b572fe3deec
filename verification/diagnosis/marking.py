"""Which lines of two formulas differ: those that the named mistake changes, else those whose values differ."""

import itertools
import math
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..verdicts.verdict import Formula, NamedMistake

ARROW = " ← "
POINT = "g is taken at "
GRADIENT_AT = "gradient at"
FIRST_STEP = "[t = 1]·"
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵗ⁽⁾ᵏⁿ", "0123456789+-t()kn")
TOKEN = re.compile(r"(?P<number>\d+\.?\d*(?:e[+-]?\d+)?)|(?P<name>[^\W\d][\w\u0302'′.]*)|(?P<sign>[-+*/()|,√^])|\s+")


@dataclass(frozen=True)
class Marked:
    """One line of a formula, and whether it differs from its counterpart."""

    text: str
    differs: bool


def marked(formula: Formula, mistakes: Sequence[NamedMistake]) -> tuple[list[Marked], list[Marked]]:
    """The lines of the code and those of the rule, with the differing ones marked."""
    wrong = [line for each in mistakes for line in each.wrong]
    right = [line for each in mistakes for line in each.right]
    if not formula.computed:
        return [Marked(spoken(line), True) for line in wrong], [Marked(spoken(line), True) for line in right]
    if wrong or right:
        letters = _letters(formula)
        return _by_mistake(formula.computed, wrong, letters), _by_mistake(formula.expected, right, {})
    ours, theirs = _by_value(formula)
    return _numbered(formula.computed, ours), _numbered(formula.expected, theirs)


def differing(formula: Formula, mistakes: Sequence[NamedMistake]) -> tuple[str, ...]:
    """What the differing lines of the code assign, by its own names."""
    return tuple(_left(each.text) for each in marked(formula, mistakes)[0] if each.differs)


def spoken(line: str) -> str:
    """A line of a mistake as the formula would say it."""
    left, _, right = line.partition(ARROW)
    if left == GRADIENT_AT:
        return f"{POINT}{right}"
    if FIRST_STEP in right:
        return f"in step 1, first: {left}{ARROW}{right.replace(FIRST_STEP, '')}"
    return f"at the start: {line}" if left.endswith("₀") else line


def _numbered(lines: Sequence[str], which: set[int]) -> list[Marked]:
    return [Marked(line, number in which) for number, line in enumerate(lines)]


def _left(line: str) -> str:
    return GRADIENT_AT if line.startswith(POINT) else line.partition(ARROW)[0]


# By the mistake.


def _by_mistake(lines: Sequence[str], changed: Sequence[str], letters: Mapping[str, str]) -> list[Marked]:
    """Mark what the mistake changes; what is computed in passing belongs to θ where it has no line of its own."""
    present = {_left(line) for line in lines}
    wanted: set[str] = set()
    added: list[Marked] = []
    for line in changed:
        left = letters.get(_left(line), _left(line))
        if FIRST_STEP in line or (left not in present and (left == GRADIENT_AT or left.endswith("₀"))):
            added.append(Marked(spoken(line), True))
        elif left in present:
            wanted.add(left)
        else:
            wanted.add("θ")
    return [*added, *(Marked(line, _left(line) in wanted) for line in lines)]


def _letters(formula: Formula) -> dict[str, str]:
    """The code's letter for each letter of the rule's state."""
    ours = [left for left in map(_left, formula.computed) if left not in ("θ", GRADIENT_AT)]
    theirs = _state(formula.expected)
    ranked = sorted(_renamings(theirs, ours), key=lambda each: -_agreement(formula, each))
    return ranked[0] if ranked else {}


def _state(lines: Sequence[str]) -> list[str]:
    """The letters that are read before they are assigned; the others are local to the step."""
    found: dict[str, None] = {}
    assigned: set[str] = set()
    lefts = {_left(line) for line in lines} - {"θ", "g", GRADIENT_AT}
    for line in lines:
        left, _, right = line.partition(ARROW)
        found |= dict.fromkeys(sorted(lefts & _names(right) - assigned))
        assigned.add(left)
    return [*found]


def _renamings(theirs: Sequence[str], ours: Sequence[str]) -> list[dict[str, str]]:
    """Ways to call the rule's letters by the code's; letters that both have keep their meaning."""
    free = [each for each in theirs if each not in ours]
    names = [each for each in ours if each not in theirs]
    if len(free) > 4 or len(names) > 6:
        return [{}]
    short = min(len(free), len(names))
    return [
        dict(zip(some, others, strict=True))
        for some in itertools.combinations(free, short)
        for others in itertools.permutations(names, short)
    ]


def _agreement(formula: Formula, letters: Mapping[str, str]) -> int:
    return sum(_same(ours, theirs, letters) is True for ours, theirs in _pairs(formula, letters))


# By value.


def _pairs(formula: Formula, letters: Mapping[str, str]) -> list[tuple[str, str]]:
    """Lines of the code with the rule's line for the same letter."""
    theirs = {letters.get(_left(line), _left(line)): line for line in formula.expected}
    return [(line, theirs[_left(line)]) for line in formula.computed if _left(line) in theirs]


def _by_value(formula: Formula) -> tuple[set[int], set[int]]:
    """Where no mistake is named: lines that have other values at some point; what cannot be compared stays unmarked."""
    letters = _letters(formula)
    local = set(map(_left, formula.expected)) - set(_state(formula.expected)) - {"θ", GRADIENT_AT}
    ours: set[int] = set()
    theirs: set[int] = set()
    comparable = True
    for one, other in _pairs(formula, letters):
        if local & _names(other.partition(ARROW)[2]):
            comparable = False
            continue
        if _same(one, other, letters) is False:
            ours.add(formula.computed.index(one))
            theirs.add(formula.expected.index(other))
    if not ours and not comparable:
        ours = {number for number, line in enumerate(formula.computed) if _left(line) == "θ"}
        theirs = {number for number, line in enumerate(formula.expected) if _left(line) == "θ"}
    return ours, theirs


def _same(ours: str, theirs: str, letters: Mapping[str, str]) -> bool | None:
    """Whether two lines have the same values; None where they cannot be read."""
    one, other = ours.partition(ARROW)[2], theirs.partition(ARROW)[2]
    for number in range(3):
        left, right = evaluated(one, number, {}), evaluated(other, number, letters)
        if left is None or right is None:
            return None
        if not math.isclose(left, right, rel_tol=1e-9, abs_tol=1e-12):
            return False
    return True


def _plain(text: str) -> str:
    """Raised figures on the line: g² is g^(2)."""
    raised = re.sub(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵗ⁽⁾ᵏⁿ]+", lambda each: f"^({each[0].translate(SUPERSCRIPTS)})", text)
    return raised.replace("−", "-").replace("·", "*")


def _names(text: str) -> set[str]:
    return {match["name"] for match in TOKEN.finditer(_plain(text)) if match["name"]}


def evaluated(text: str, point: int, letters: Mapping[str, str]) -> float | None:
    """The value of a formula at a point that belongs to the names in it; None where it cannot be read."""
    written = _as_python(_plain(text), point, letters)
    if written is None:
        return None
    try:
        functions = {"abs": abs, "max": max, "min": min, "root": math.sqrt}
        return float(eval(written, {"__builtins__": {}, **functions}))  # noqa: S307 - numbers and operators
    except (ArithmeticError, SyntaxError, TypeError, ValueError):
        return None


def _as_python(plain: str, point: int, letters: Mapping[str, str]) -> str | None:
    """The formula with numbers for its names: nothing is left but numbers, operators and four functions."""
    parts: list[str] = []
    at, bars, rooted = 0, 0, False
    while at < len(plain):
        token = TOKEN.match(plain, at)
        if token is None:
            return None
        at = token.end()
        written = token[0]
        if token["name"]:
            written = _value(letters.get(written, written), point)
        elif written == "|":
            bars += 1
            written = "abs(" if bars % 2 else ")"
        elif written == "^":
            written = "**"
        if written == "√":
            rooted = not plain.startswith("(", at)
            written = "root(" if rooted else "root"
        elif rooted:
            rooted, written = False, f"{written})"
        parts.append(written)
    return "".join(parts)


def _value(name: str, point: int) -> str:
    return name if name in ("max", "min") else repr(random.Random(f"{name} {point}").uniform(0.1, 0.9))
