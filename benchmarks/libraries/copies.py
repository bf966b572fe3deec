"""Copies of a library's modules, made from what is installed: theirs in all but one change, and in where they lie."""

import ast
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from libraries.changes import Change, Original
from optproof.verification.tracing.statements import simple_statements


@dataclass(frozen=True)
class Copy:
    """A copy with a change in it.

    Attributes:
        target: what is checked, as on the command line.
        file: the file that is changed; empty where nothing is.
        lines: where the statement begins and ends that is wrong now.
    """

    target: str
    file: str = ""
    lines: tuple[int, int] = (0, 0)


def copied(original: Original, change: Change | None, folder: Path) -> Copy:
    """The modules of the original in a folder, with the change.  Raises `ValueError` where it is not one statement's."""
    target = f"{folder / _file(original.modules[0])}:{original.name}"
    found = Copy(target)
    for module in original.modules:
        text = _among(_source(module), module, original.modules)
        if change is not None and change.module == module:
            text, lines = changed(text, change)
            found = Copy(target, _file(module), lines)
        (folder / _file(module)).write_text(text, encoding="utf-8")
    return found


def changed(text: str, change: Change) -> tuple[str, tuple[int, int]]:
    """A source with the change made, and the lines of the statement that is wrong now."""
    function = _function(ast.parse(text), change.function)
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    begin, end = starts[function.lineno - 1], starts[function.end_lineno or function.lineno]
    inside = text[begin:end]
    if inside.count(change.before) != 1:
        raise ValueError(f"{change.before!r} stands {inside.count(change.before)} times in {change.function}")
    place = begin + inside.index(change.before)
    new = text[:place] + change.after + text[place + len(change.before) :]
    changed_function = _function(ast.parse(new), change.function)
    if change.at:
        found = [each for each in simple_statements(changed_function) if _segment(new, each).startswith(change.at)]
    else:
        same = _same(change.before, change.after)
        first = new.count("\n", 0, place + same) + 1
        last = max(first, new.count("\n", 0, place + len(change.after) - _same_end(change, same)) + 1)
        found = [each for each in simple_statements(changed_function) if each.lineno <= last and first <= _end(each)]
    if len(found) != 1:
        raise ValueError(f"{len(found)} statements of {change.function} are wrong where {change.after!r} stands")
    return new, (found[0].lineno, _end(found[0]))


def _same_end(change: Change, begin: int) -> int:
    """How many letters at the end are the same, besides those at the beginning."""
    most = min(len(change.before), len(change.after)) - begin
    return min(most, _same(change.before[::-1], change.after[::-1]))


def _same(one: str, other: str) -> int:
    """How many letters at the beginning are the same."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _end(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _segment(text: str, node: ast.AST) -> str:
    return ast.get_source_segment(text, node) or ""


def _function(tree: ast.Module, qualname: str) -> ast.FunctionDef:
    body: list[ast.stmt] = tree.body
    found: ast.stmt | None = None
    for name in qualname.split("."):
        found = next(each for each in body if isinstance(each, ast.FunctionDef | ast.ClassDef) and each.name == name)
        body = found.body
    assert isinstance(found, ast.FunctionDef)
    return found


def _source(module: str) -> str:
    package, _, rest = module.partition(".")
    spec = importlib.util.find_spec(package)  # of the package alone: that of a module would import what is above it
    assert spec is not None and spec.submodule_search_locations
    return (Path(spec.submodule_search_locations[0]) / f"{rest.replace('.', '/')}.py").read_text(encoding="utf-8")


def _file(module: str) -> str:
    return f"{module.rpartition('.')[2]}.py"


def _among(text: str, module: str, copied_modules: tuple[str, ...]) -> str:
    """The source with imports of copied modules relative, and of all others absolute."""
    lines = text.splitlines(keepends=True)
    tree = ast.parse(text)
    for node in reversed([each for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)]):
        package = module.split(".")[: -node.level] if node.level else []
        source = ".".join([*package, *([node.module] if node.module else [])])
        from_copies = [each for each in node.names if f"{source}.{each.name}" in copied_modules]
        if source in copied_modules:
            new = [f"from .{source.rpartition('.')[2]} import {_names(node.names)}"]
        else:
            others = [each for each in node.names if each not in from_copies]
            new = [f"from . import {_names(from_copies)}"] if from_copies else []
            new += [f"from {source} import {_names(others)}"] if others else []
        indentation = " " * node.col_offset
        lines[node.lineno - 1 : node.end_lineno] = [f"{indentation}{each}\n" for each in new]
    return "".join(lines)


def _names(names: list[ast.alias]) -> str:
    return ", ".join(each.name if each.asname is None else f"{each.name} as {each.asname}" for each in names)
