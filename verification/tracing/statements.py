"""The statements of a source, by the lines on which they stand."""

import ast
from dataclasses import dataclass

from ..subjects.source import tree_of


@dataclass(frozen=True)
class Statement:
    """A statement of the subject's source: its file and the lines that it takes."""

    path: str
    first: int
    last: int


_STATEMENTS: dict[str, list[Statement]] = {}


def statement_at(path: str, line: int) -> Statement | None:
    """The simple statement to which a line belongs; None for the head of one that holds others."""
    if path not in _STATEMENTS:
        _STATEMENTS[path] = _statements(path)
    fitting = [each for each in _STATEMENTS[path] if each.first <= line <= each.last]
    return min(fitting, key=lambda each: each.last - each.first) if fitting else None


def _statements(path: str) -> list[Statement]:
    return [Statement(path, each.lineno, each.end_lineno or each.lineno) for each in simple_statements(tree_of(path))]


def simple_statements(tree: ast.AST) -> list[ast.stmt]:
    """The statements that hold no others."""
    return [each for each in ast.walk(tree) if isinstance(each, ast.stmt) and not hasattr(each, "body")]
