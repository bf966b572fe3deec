"""The specimens, as examples: they are read as text, for what judges optimizers imports none of them."""

import ast
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from ....reference.library import is_rule

PACKAGE = "optproof.implementations.specimens"


@dataclass(frozen=True)
class Example:
    """A file: what it is called, the rule that it is meant to be, the first line of its docstring, and its text."""

    name: str
    rule: str
    title: str
    code: str


def examples() -> list[Example]:
    """All of them, those of one rule together, the right one first."""
    spec = find_spec(PACKAGE)
    places = spec.submodule_search_locations if spec else None
    found = [_example(file) for place in places or () for file in Path(place).glob("[!_]*.py")]
    return sorted(found, key=lambda each: (each.rule, not each.name.endswith("_right"), each.name))


def _example(file: Path) -> Example:
    code = file.read_text(encoding="utf-8")
    title = (ast.get_docstring(ast.parse(code)) or file.stem).splitlines()[0]
    rule = file.stem.partition("_")[0]
    return Example(file.stem, rule if is_rule(rule) else "", title, code)
