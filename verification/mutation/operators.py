"""What one node of a syntax tree may become: another operator, constant, name, call or branch."""

import ast
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import partial
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

Change = tuple[str, ast.AST, Callable[[], None]]


def changes(node: ast.AST, names: dict[str, list[str]]) -> Iterator[Change]:
    """What one node may become; `names` says what a name is easily taken for."""
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
        case ast.Call():
            yield from _of_call(node)
        case ast.If() | ast.While() | ast.IfExp():
            yield from _of_branch(node)
        case ast.BoolOp() | ast.Continue() | ast.Break():
            yield _turned(node)
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


def _of_call(node: ast.Call) -> Iterator[Change]:
    """One of its arguments in its place, or what its method is called on; two arguments exchanged, a named one left out."""
    match node.args:
        case [] if isinstance(node.func, ast.Attribute) and not node.keywords:
            yield "call", node, partial(_become, node, node.func.value)
        case [one, two] if ast.dump(one) != ast.dump(two):
            yield "call", node, partial(setattr, node, "args", [two, one])
        case _:
            pass
    for argument in node.args:
        if not isinstance(argument, ast.Starred | ast.GeneratorExp):
            yield "call", node, partial(_become, node, argument)
    for each in node.keywords:
        yield "call", node, partial(setattr, node, "keywords", [other for other in node.keywords if other is not each])


def _of_branch(node: ast.If | ast.While | ast.IfExp) -> Iterator[Change]:
    """The other branch, where no comparison turns into its opposite; of an expression, each branch alone."""
    match node.test:
        case ast.Compare(ops=[ast.Eq() | ast.NotEq() | ast.Is() | ast.IsNot() | ast.In() | ast.NotIn()]):
            pass
        case ast.UnaryOp(op=ast.Not()):
            pass
        case test:
            yield "branch", node, partial(setattr, node, "test", ast.UnaryOp(ast.Not(), test))
    if isinstance(node, ast.IfExp):
        yield "branch", node, partial(_become, node, node.body)
        yield "branch", node, partial(_become, node, node.orelse)


def _turned(node: ast.BoolOp | ast.Continue | ast.Break) -> Change:
    """`or` for `and`, `break` for `continue`, and the other way."""
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return "operator", node, partial(setattr, node, "op", other)
    return "loop", node, partial(_become, node, ast.Break() if isinstance(node, ast.Continue) else ast.Continue())


def _reads(value: ast.expr, target: ast.expr) -> bool:
    """Whether what is assigned is made of what was there."""
    return ast.unparse(target) in {ast.unparse(each) for each in ast.walk(value) if isinstance(each, ast.expr)}


def _other_constants(value: Any) -> tuple[Any, ...]:
    if isinstance(value, bool):
        return (not value,)
    if value == 1:
        return (type(value)(0), type(value)(2))
    return (value + 1,) if value == 0 or isinstance(value, int) else (value * 2,)


def likely_names(function: Function) -> dict[str, list[str]]:
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
