"""The syntax tree of the file in which a measured function stands, wherever Python has its text from."""

import ast
import linecache
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from .blocks import Position

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(frozen=True, eq=False)
class Source:
    """A file as a tree.

    Attributes:
        at: the nodes by where they stand, outer ones first.
        parents: the node in which each stands.
        functions: the functions by their name and the line on which they begin.
        tries: the statements with handlers of exceptions.
        suppressions: the `with` statements that may end an exception.
    """

    tree: ast.Module
    at: Mapping[Position, tuple[ast.AST, ...]]
    parents: Mapping[ast.AST, ast.AST]
    functions: Mapping[tuple[str, int], ast.AST]
    tries: tuple[ast.Try | ast.TryStar, ...]
    suppressions: tuple[ast.With, ...]

    def expression(self, position: Position) -> ast.expr | None:
        """The expression that stands there, or that a pattern there asks about."""
        for node in reversed(self.at.get(position, ())):
            if isinstance(node, ast.expr) and not isinstance(self.parents.get(node), ast.pattern):
                return node
            if isinstance(node, ast.pattern):
                return next((above.subject for above in self.above(node) if isinstance(above, ast.Match)), None)
        pattern = next(
            (node for node in self.at.get(position, ()) if isinstance(self.parents.get(node), ast.pattern)), None
        )
        return (
            next((above.subject for above in self.above(pattern) if isinstance(above, ast.Match)), None)
            if pattern
            else None
        )

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, the innermost first."""
        while node in self.parents:
            node = self.parents[node]
            yield node


@lru_cache(maxsize=64)
def source_of(path: str) -> Source | None:
    """The file's tree; None where there is no text of it."""
    try:
        tree = ast.parse("".join(linecache.getlines(path)))
    except (SyntaxError, ValueError):
        return None
    at: dict[Position, list[ast.AST]] = {}
    parents: dict[ast.AST, ast.AST] = {}
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            parents[child] = node
        position = position_in(node)
        if position is not None:
            at.setdefault(position, []).append(node)
    functions = {
        (getattr(node, "name", "<lambda>"), _begins(node)): node for node in parents if isinstance(node, Function)
    }
    tries = tuple(node for node in parents if isinstance(node, ast.Try | ast.TryStar) and node.handlers)
    if not tree.body:
        return None
    own = {"suppress", *(each.name for each in ast.walk(tree) if _ends_exceptions(each))}  # type: ignore[attr-defined]
    suppressions = tuple(
        node
        for node in parents
        if isinstance(node, ast.With) and any(_last_name(each.context_expr) in own for each in node.items)
    )
    return Source(tree, {place: tuple(nodes) for place, nodes in at.items()}, parents, functions, tries, suppressions)


def _ends_exceptions(node: ast.AST) -> bool:
    """Whether it is a context manager that may do so: its `__exit__` returns something, or it catches what is raised in it."""
    if isinstance(node, ast.ClassDef):
        return any(
            isinstance(inner, ast.Return) and inner.value is not None
            for each in node.body
            if isinstance(each, ast.FunctionDef) and each.name == "__exit__"
            for inner in ast.walk(each)
        )
    return isinstance(node, ast.FunctionDef) and any(isinstance(each, ast.ExceptHandler) for each in ast.walk(node))


def _last_name(node: ast.expr) -> str:
    """The name of what makes a context manager."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _begins(node: Function) -> int:
    """The line on which Python says that a function begins: that of its first decorator, if it has some."""
    decorators = [] if isinstance(node, ast.Lambda) else node.decorator_list
    return min(node.lineno, *(each.lineno for each in decorators), node.lineno)


def position_in(node: ast.AST) -> Position | None:
    """Where a node stands."""
    line, end = getattr(node, "lineno", None), getattr(node, "end_lineno", None)
    if line is None or end is None:
        return None
    return line, end, node.col_offset, node.end_col_offset  # type: ignore[attr-defined]


def is_within(position: Position, node: ast.AST) -> bool:
    """Whether a piece of source stands in a node."""
    around = position_in(node)
    if around is None:
        return False
    line, end, column, last = position
    return (around[0], around[2]) <= (line, column) and (end, last) <= (around[1], around[3])
