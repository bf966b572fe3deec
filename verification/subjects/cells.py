"""A class or function of a notebook, with the statements of its cells that it needs, and no other: nothing is trained.

A notebook is a file of JSON (nbformat 4, https://nbformat.readthedocs.io/en/latest/format_description.html).  Its code cells are
numbered from 1, and each is a file of its own to Python: `adam.ipynb, cell 3`.
"""

import ast
import json
import linecache
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any

from ..english import listed
from .supplied import note

MAGIC = re.compile(r"^(?P<indent>\s*)(?:[%!?].*|\S.*\?)$")
"""A line that is IPython's and not Python's: a magic, a command of the shell, a question."""

HARMLESS = frozenset("print help repr str len isinstance issubclass callable type id dir hasattr".split())
"""Functions that change nothing of what they are given."""

FAR = frozenset(
    "exec eval globals vars locals setattr delattr __setattr__ __class__ __dict__ __globals__ modules get_ipython".split()
)
"""Names by which anything can be changed from anywhere."""

TRANSPARENT = ("%%time", "%%timeit", "%%capture", "%%optproof")
"""Magics of a whole cell that leave it a cell of Python."""

Definition = ast.FunctionDef | ast.ClassDef

IN_CELL = ", cell "
"""Between a notebook's name and the number of a cell, in what stands for the cell's file."""

UNRUN = "__unrun__"
"""The name under which a notebook's module keeps which cells have something that did not run, and may change what did."""

CELLS = "__cells__"
"""The name under which a notebook's module keeps which cells ran in it."""


class NotebookError(Exception):
    """The notebook cannot be read; the message says why."""


@dataclass(frozen=True)
class Cell:
    """A code cell; where it has no tree it is no Python: of another language, or there is an error in it."""

    number: int
    text: str
    tree: ast.Module | None = None
    error: SyntaxError | None = None


@dataclass(frozen=True)
class Statement:
    """A statement of a cell.

    Attributes:
        binds: names that it gives a value, or changes: an attribute, an item, or what is decorated with them.
        reads: names that it reads, or its functions do when they are called.
        changes: whether it needs what its names were before.
    """

    cell: int
    node: ast.stmt
    binds: frozenset[str]
    reads: frozenset[str]
    changes: bool


def load_cells(path: Path, place: str, module: ModuleType, wanted: str) -> None:
    """Run in `module` what `wanted` needs of a notebook.  Raises `NotebookError`, `SyntaxError`, and whatever they raise."""
    cells = cells_in(path, place)
    asked_for = re.compile(rf"\b(class|def)\s+{wanted}\b|^{wanted}\s*=", re.MULTILINE)
    for each in cells:
        if each.error is not None and asked_for.search(each.text):  # another such cell is half a thought
            raise each.error
    statements = [each for cell in cells for each in _statements(cell)]
    known = {name: None for each in statements for name in each.binds if isinstance(each.node, Definition)}
    if not any(wanted in each.binds for each in statements):
        close = get_close_matches(wanted, known, n=1, cutoff=0.4)
        hint = f"Did you mean {close[0]!r}?" if close else f"It has: {', '.join(known) or 'nothing to check'}."
        raise NotebookError(f"{place} has no {wanted!r}. {hint}")
    needed = _needed(statements, wanted)
    vars(module)[UNRUN] = _unrun(cells, statements, needed)
    numbers = sorted({each.cell for each in needed})
    vars(module)[CELLS] = frozenset(_file(place, each) for each in numbers)
    sys.modules[module.__name__] = module
    for each in numbers:
        note("cell", str(each))
    for each in needed:
        exec(compile(ast.Module([each.node], []), _file(place, each.cell), "exec"), vars(module))  # noqa: S102 - the user's own


def unrun_of(module: object) -> str:
    """What of a notebook did not run, and may change what did, as a clause; nothing where there is no such."""
    cells = getattr(module, "__dict__", {}).get(UNRUN, ())
    kind = "cell" if len(cells) == 1 else "cells"
    return f"not all of code {kind} {listed(cells)} was run, which may change it" if cells else ""


def definitions(path: Path) -> list[ast.stmt]:
    """The statements of a notebook, of which nothing is run; none where it cannot be read."""
    try:
        cells = cells_in(path)
    except NotebookError:
        return []
    return [each for cell in cells if cell.tree is not None for each in cell.tree.body]


def cells_of(module: object) -> frozenset[str]:
    """The cells that ran in a module, which is a notebook then, by the names that stand for their files; else none."""
    return getattr(module, "__dict__", {}).get(CELLS, frozenset())


# What did not run.


def _unrun(cells: list[Cell], statements: list[Statement], needed: list[Statement]) -> tuple[str, ...]:
    """The cells with a statement that did not run and names what did, but to call it or to make an instance."""
    own = frozenset(name for each in needed for name in each.binds)
    imported = {name for each in needed if isinstance(each.node, ast.Import | ast.ImportFrom) for name in each.binds}
    ours = HARMLESS | {
        name for each in statements for name in each.binds
        if isinstance(each.node, ast.ImportFrom) and (each.node.module or "").partition(".")[0] == "optproof"
    }  # fmt: skip
    ran = {id(each) for each in needed}
    found = {
        each.cell
        for each in statements
        if id(each) not in ran and _may_change(each.node, own - imported, imported, ours)
    }
    found |= {each.number for each in cells if each.tree is None and own & {*re.findall(r"\w+", each.text)}}
    return tuple(str(each) for each in sorted(found))


def _may_change(tree: ast.stmt, own: frozenset[str], imported: set[str], harmless: frozenset[str]) -> bool:
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    shown = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in harmless
        for argument in node.args
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            if node.id in FAR or (node.id in own and id(node) not in called | shown):
                return True
        elif isinstance(node, ast.Attribute | ast.Subscript):
            changed = not isinstance(node.ctx, ast.Load)
            if (changed and imported & {*_root(node)}) or (isinstance(node, ast.Attribute) and node.attr in FAR):
                return True
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name in own:
            return True
    return False


def _file(place: str, number: int) -> str:
    return f"{place}{IN_CELL}{number}"


def cells_in(path: Path, place: str = "") -> list[Cell]:
    """The code cells: what is IPython's is left out, and no line moves.  Raises `NotebookError`."""
    place = place or str(path)
    try:
        read: Any = json.loads(path.read_text(encoding="utf-8"))
        sources = [each["source"] for each in read["cells"] if each["cell_type"] == "code"]
        texts = ["".join(each) for each in sources]
    except (ValueError, KeyError, TypeError) as error:
        raise NotebookError(f"{place} is no notebook of nbformat 4: {type(error).__name__}: {error}.") from None
    return [_cell(number, text, _file(place, number)) for number, text in enumerate(texts, 1)]


def _cell(number: int, text: str, file: str) -> Cell:
    if text.lstrip().startswith("%%") and not text.lstrip().startswith(TRANSPARENT):
        return Cell(number, text)
    lines = text.splitlines(keepends=True)
    linecache.cache[file] = (len(text), None, lines, file)
    try:
        return Cell(
            number,
            text,
            ast.parse("".join(MAGIC.sub(r"\g<indent>pass", each.rstrip("\n")) + "\n" for each in lines), file),
        )
    except SyntaxError as error:
        return Cell(number, text, error=error)


def _statements(cell: Cell) -> Iterator[Statement]:
    for node in cell.tree.body if cell.tree is not None else ():
        binds = frozenset(_bound(node))
        reads = {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}
        decorated = isinstance(node, Definition) and bool(node.decorator_list)
        changed = frozenset(_changed(node)) - binds
        changes = bool(changed) or decorated or isinstance(node, ast.AugAssign) or bool(binds & reads)
        yield Statement(cell.number, node, binds | changed, frozenset(reads), changes)


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that a statement binds where it stands: not those of functions and classes in it."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from (each.asname or each.name.partition(".")[0] for each in node.names)
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    if not isinstance(node, ast.Lambda):
        for each in ast.iter_child_nodes(node):
            yield from _bound(each)


def _changed(node: ast.stmt) -> Iterator[str]:
    """The names whose value a statement changes: `Adam.step = step`, `setattr(Adam, …)`, `config.update(…)`, `@add_to(Adam)`."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        call = node.value
        if isinstance(call.func, ast.Attribute):
            yield from _root(call.func)
        elif isinstance(call.func, ast.Name) and call.func.id in ("setattr", "delattr") and call.args:
            yield from _root(call.args[0])
    if isinstance(node, Definition):
        for each in node.decorator_list:
            if isinstance(each, ast.Call):
                yield from (arg.id for arg in each.args if isinstance(arg, ast.Name))
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            if isinstance(target, ast.Attribute | ast.Subscript):
                yield from _root(target)


def _root(value: ast.expr) -> Iterator[str]:
    """The name of whose attribute or item something is; nothing where it is another expression."""
    while isinstance(value, ast.Attribute | ast.Subscript):
        value = value.value
    if isinstance(value, ast.Name):
        yield value.id


def _needed(statements: list[Statement], wanted: str) -> list[Statement]:
    """The statements that bind the wanted name, and those that bind what they read, in their order."""
    kept: set[int] = {at for at, each in enumerate(statements) if "*" in each.binds}
    left: list[tuple[str, int]] = [(wanted, len(statements))]
    seen: set[tuple[str, int]] = set()
    while left:
        name, before = left.pop()
        for at in _binding(statements, name, before):
            kept.add(at)
            asked = {(each, at) for each in statements[at].reads} - seen
            seen |= asked
            left += sorted(asked)
    return [statements[at] for at in sorted(kept)]


def _binding(statements: list[Statement], name: str, before: int) -> set[int]:
    """Those that make what a name stands for where it is read, and those that make it in the end."""
    found: set[int] = set()
    binding = [at for at, each in enumerate(statements) if name in each.binds]
    for places in ([at for at in binding if at < before], binding):
        for at in reversed(places):
            found.add(at)
            if not statements[at].changes:
                break
    return found
