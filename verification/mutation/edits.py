"""The small ways in which the source of a function is changed: operators, constants, names, and statements.

An edit changes a syntax tree in place, so that a tree is good for one edit.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial
from itertools import pairwise
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef

OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip


TELLING = {"print", "warn", "debug", "info", "warning", "error", "exception"}


@dataclass(frozen=True)
class Edit:
    """A change that can be made.

    Attributes:
        kind: "operator", "operand", "constant", "name", "call", "assignment", "comparison", "deleted" or "order".
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
    names = _operands(function)
    for body in _bodies(function):
        for place, statement in enumerate(body):
            if _is_told(statement):
                continue
            for node in _own_nodes(statement):
                for kind, changed, make in _of_node(node, names):
                    yield Edit(kind, statement, changed, make)
            if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr):
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


def alarm(function: Function, statement: ast.stmt) -> None:
    """Raise in the place of a statement, to see whether anybody comes there."""
    raising = ast.parse("raise RuntimeError").body[0]
    for body in _bodies(function):
        for place, each in enumerate(body):
            if each is statement:
                body[place] = ast.copy_location(raising, statement)


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


Change = tuple[str, ast.AST, Callable[[], None]]


def _of_node(node: ast.AST, names: dict[str, list[str]]) -> Iterator[Change]:
    match node:
        case ast.BinOp() | ast.AugAssign():
            yield from _of_operation(node)
        case ast.Assign(targets=[ast.Name() | ast.Attribute() | ast.Subscript() as target]) if _reads(
            node.value, target
        ):
            yield "assignment", node, partial(_become, node, ast.AugAssign(target, ast.Add(), node.value))
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield "operator", node, partial(_become, node, node.operand)
        case ast.Constant(value=int() | float()):
            for value in _other_constants(node.value):
                yield "constant", node, partial(setattr, node, "value", value)
        case ast.Compare(ops=[op]) if type(op) in COMPARISONS:
            yield "comparison", node, partial(setattr, node, "ops", [COMPARISONS[type(op)]()])
        case ast.Call(func=ast.Attribute() | ast.Name(), args=[argument], keywords=[]):
            yield "call", node, partial(_become, node, argument)
        case _:
            pass
    for operand in _arithmetic(node):
        for other in names.get(ast.unparse(operand), ()):
            yield "name", operand, partial(_become, operand, ast.parse(other, mode="eval").body)


def _of_operation(node: ast.BinOp | ast.AugAssign) -> Iterator[Change]:
    for other in OPERATORS.get(type(node.op), ()):
        yield "operator", node, partial(setattr, node, "op", other())
    if isinstance(node, ast.AugAssign):
        yield "assignment", node, partial(_become, node, ast.Assign([node.target], node.value))
    else:
        yield "operand", node, partial(_become, node, node.left)
        yield "operand", node, partial(_become, node, node.right)


def _reads(value: ast.expr, target: ast.expr) -> bool:
    """Whether what is assigned is made of what was there."""
    return ast.unparse(target) in {ast.unparse(each) for each in ast.walk(value) if isinstance(each, ast.expr)}


def _other_constants(value: Any) -> tuple[Any, ...]:
    if isinstance(value, bool):
        return (not value,)
    if value == 1:
        return (type(value)(0), type(value)(2))
    return (value + 1,) if value == 0 or isinstance(value, int) else (value * 2,)


def _operands(function: Function) -> dict[str, list[str]]:
    """What stands in arithmetic, with what it is easily taken for: names for names, attributes for those of the same object."""
    found: dict[str, list[str]] = {}
    for operand in (each for node in ast.walk(function) for each in _arithmetic(node)):
        owner = ast.unparse(operand.value) if isinstance(operand, ast.Attribute) else ""
        alike, text = found.setdefault(owner, []), ast.unparse(operand)
        if text not in alike:
            alike.append(text)
    return {text: _likely(text, alike) for alike in found.values() for text in alike}


def _likely(text: str, alike: list[str]) -> list[str]:
    """The names before and after it, in the order in which they first stand, and the one that is written most like it."""
    place = alike.index(text)
    others = alike[:place] + alike[place + 1 :]
    near = alike[max(0, place - 1) : place] + alike[place + 1 : place + 2]
    return [*dict.fromkeys((*near, *get_close_matches(text, others, 1)))]


def _arithmetic(node: ast.AST) -> list[ast.Name | ast.Attribute]:
    """The names and attributes that an operation works on; of `m[k]`, m."""
    match node:
        case ast.BinOp():
            sides = [node.left, node.right]
        case ast.AugAssign():
            sides = [node.value]
        case ast.UnaryOp():
            sides = [node.operand]
        case _:
            return []
    whole = [each.value if isinstance(each, ast.Subscript) else each for each in sides]
    return [each for each in whole if isinstance(each, ast.Name | ast.Attribute)]


def _become(node: Any, other: ast.AST) -> None:
    """Make a node another one, where it stands."""
    kept = {name: getattr(node, name) for name in ("lineno", "col_offset", "end_lineno", "end_col_offset")}
    fields = dict(ast.iter_fields(other))
    node.__class__ = other.__class__
    for name, value in {**kept, **fields}.items():
        setattr(node, name, value)
