"""The statement that a correction takes the place of, where it stands."""

import ast

from ..subjects.source import text_of, tree_of


def statement_at(file: str, line: int) -> ast.stmt | None:
    """The only statement that begins on a line of a file, if there is one, and no other is within it."""
    tree = tree_of(file) if file.endswith(".py") else ast.Module([], [])
    found = [each for each in ast.walk(tree) if isinstance(each, ast.stmt) and each.lineno == line]
    alone = len(found) == 1 and not hasattr(found[0], "body")
    # Columns are counted in letters, and Python counts them in bytes: what stands before is white, which is one and the same.
    return found[0] if alone and text_of(file).splitlines()[line - 1][: found[0].col_offset].isspace() else None


def last_line(file: str, statement: ast.stmt) -> str:
    """The last line of a statement, up to its end."""
    line = text_of(file).splitlines()[(statement.end_lineno or statement.lineno) - 1]
    return line.encode()[: statement.end_col_offset].decode()
