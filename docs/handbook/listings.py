"""The forms as NumPy code: the classes of optproof.implementations, from their own source."""

import ast
from functools import cache
from pathlib import Path

from optproof.implementations.forms import FORMS

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "implementations"


@cache
def _classes() -> dict[str, tuple[str, str]]:
    """Each class, with the module that has it and its source."""
    found: dict[str, tuple[str, str]] = {}
    for path in sorted(FOLDER.glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef):
                found[node.name] = path.name, ast.get_source_segment(text, node) or ""
    return found


def classes_of(rule: str, form: str) -> tuple[str, ...]:
    """The classes that compute that form."""
    return tuple(name for name, of in FORMS.items() if of == (rule, form))


def listing(name: str) -> str:
    """A class as Markdown, without its docstring, which says what the page says already."""
    module, source = _classes()[name]
    (tree,) = ast.parse(source).body
    assert isinstance(tree, ast.ClassDef)
    body = tree.body[1:] if ast.get_docstring(tree) else tree.body
    lines = source.splitlines()
    shown = [lines[tree.lineno - 1], "\n\n".join("\n".join(lines[each.lineno - 1 : each.end_lineno]) for each in body)]
    return f"`{name}` in `implementations/{module}`:\n\n```python\n" + "\n".join(shown) + "\n```\n"
