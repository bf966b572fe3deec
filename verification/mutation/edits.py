"""The small ways in which the source of a function is changed: what `operators` makes of its nodes, and of its statements.

An edit changes a syntax tree in place, so that a tree is good for one edit.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from .operators import Function, changes, likely_names

TELLING = {"print", "warn", "debug", "info", "warning", "error", "exception"}


@dataclass(frozen=True)
class Edit:
    """A change that can be made.

    Attributes:
        kind: "operator", "operand", "constant", "name", "call", "assignment", "comparison", "branch",
            "loop", "deleted" or "order".
        statement: the statement that is changed.
        changed: what of the tree is changed: a node, or a list of statements.
        make: make the change, in the tree.
    """

    kind: str
    statement: ast.stmt
    changed: Any
    make: Callable[[], None]

    def shown(self) -> tuple[str, str]:
        """What stands there before, and after: the first line of a statement, or both where two change places."""
        if isinstance(self.changed, list):
            place = next(place for place, each in enumerate(self.changed) if each is self.statement)
            count = 2 if self.kind == "order" else 1
            return self._seen(lambda: "; ".join(map(_first_line, self.changed[place : place + count])))
        return self._seen(lambda: _first_line(self.statement))

    def _seen(self, look: Callable[[], str]) -> tuple[str, str]:
        before = look()
        undo = _undoing(self.changed)
        self.make()
        after = look()
        undo()
        return before, after


def _first_line(statement: ast.stmt) -> str:
    return "" if isinstance(statement, ast.Pass) else ast.unparse(statement).partition("\n")[0]


def _undoing(changed: Any) -> Callable[[], None]:
    """A function that makes a node, or a list, what it is now."""
    if isinstance(changed, list):
        return partial(changed.__setitem__, slice(None), changed[:])
    kind, fields = changed.__class__, dict(vars(changed))

    def undo() -> None:
        changed.__class__ = kind
        vars(changed).clear()
        vars(changed).update(fields)

    return undo


def edits(function: Function) -> Iterator[Edit]:
    """Every change that can be made in the body of a function, in the order of its lines."""
    names = likely_names(function)
    for body in _bodies(function):
        for place, statement in enumerate(body):
            if _is_told(statement):
                continue
            for node in _own_nodes(statement):
                for kind, changed, make in changes(node, names):
                    yield Edit(kind, statement, changed, make)
            if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr | ast.Continue | ast.Break):
                yield Edit(
                    "deleted",
                    statement,
                    body,
                    partial(body.__setitem__, place, ast.copy_location(ast.Pass(), statement)),
                )
        for place, (one, two) in enumerate(pairwise(body)):
            if _depend(one, two):
                yield Edit("order", one, body, partial(body.__setitem__, slice(place, place + 2), [two, one]))


def _bodies(function: Function) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(function):
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                yield body


def put_before(function: Function, edit: Edit, other: ast.stmt) -> None:
    """Make an edit, and put another statement before the one that is changed."""
    body, place = next(
        (body, place) for body in _bodies(function) for place, each in enumerate(body) if each is edit.statement
    )
    edit.make()
    body.insert(place, ast.copy_location(other, edit.statement))


def _depend(one: ast.stmt, two: ast.stmt) -> bool:
    """Whether one of two assignments writes what the other reads or writes, so that their order may matter."""
    if not isinstance(one, ast.Assign | ast.AugAssign) or not isinstance(two, ast.Assign | ast.AugAssign):
        return False
    return bool(_written(one) & _mentioned(two) or _written(two) & _mentioned(one))


def _written(statement: ast.Assign | ast.AugAssign) -> set[str]:
    """What is assigned, `m` for `m[k]`; a call may write to what it is given."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    single = [each for target in targets for each in (target.elts if isinstance(target, ast.Tuple) else [target])]
    return {ast.unparse(each.value if isinstance(each, ast.Subscript) else each) for each in single}


def _mentioned(statement: ast.stmt) -> set[str]:
    return {ast.unparse(each) for each in ast.walk(statement) if isinstance(each, ast.Name | ast.Attribute)}


def _is_told(statement: ast.stmt) -> bool:
    """Whether a statement is for people: a docstring, or what is printed, logged or warned of."""
    match statement:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name))):
            return name in TELLING
        case _:
            return False


def _own_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """The nodes of a statement, without those of the statements inside of it, and without what is raised or annotated."""
    if isinstance(statement, ast.Raise | ast.Assert | ast.Import | ast.ImportFrom | Function | ast.ClassDef):
        return
    left: list[ast.AST] = [statement]
    while left:
        node = left.pop(0)
        yield node
        left += [each for each in ast.iter_child_nodes(node) if not isinstance(each, ast.stmt | ast.JoinedStr)]
