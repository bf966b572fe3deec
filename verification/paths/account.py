"""The account of all branches of a step: how many sides ran, and of each that never did whether the claim explains it."""

import ast
from collections.abc import Iterator, Sequence

from ..subjects.source import name_of, shown
from ..verdicts.paths import Paths, Side
from .knowledge import Knowledge
from .measurement import Measurement
from .names import RAISED_FOR_KINDS, TELLING
from .reads import Reading, reading
from .scopes import Scope
from .sides import Branch, Unread, Way, branches
from .source import Source


def account_of(measurement: Measurement, known: Knowledge) -> Paths:
    """The account of what was measured."""
    ran, missing = 0, list[Side]()
    for branch in branches(measurement):
        if isinstance(branch, Unread):
            code = branch.measured.code
            text = f"`{code.co_name}` branches, and its source cannot be read"
            missing.append(Side(shown(code.co_filename), code.co_firstlineno, text, ("it",)))
            continue
        ran += len(branch.taken)
        missing += _missing(branch, known)
    return Paths(
        measurement.steps,
        ran,
        tuple(each for each in missing if not each.open),
        tuple(each for each in missing if each.open),
    )


def _missing(branch: Branch, known: Knowledge) -> Iterator[Side]:
    scope = known.steps.scope(branch.measured)
    assert scope is not None
    for way in sorted(branch.missing):
        harmless = _harmless(branch.source, branch.node, way) or _idle(branch.node, way, scope, known)
        found = Reading((), (harmless,)) if harmless else _reading(branch, way, scope, known)
        yield Side(
            shown(branch.measured.code.co_filename),
            getattr(branch.node, "lineno", 0),
            _told(branch.node, way, branch.lacks(way)),
            found.open,
            "" if found.open else next(iter(found.fixed), "it reads nothing that changes"),
        )


def _told(node: ast.AST, way: Way, lacks: str) -> str:
    if isinstance(node, ast.ExceptHandler):
        return f"`except{f' {ast.unparse(node.type)}' if node.type else ''}` {lacks}"
    if isinstance(node, ast.With):
        return f"`with {', '.join(map(ast.unparse, node.items))}` {lacks}"
    text = " ".join(ast.unparse(node).split())
    text = text if len(text) <= 80 else f"{text[:79]}…"
    return f"{'the loop over ' if way in ('began', 'ended') else ''}`{text}` {lacks}"


# What a condition reads.


def _reading(branch: Branch, way: Way, scope: Scope, known: Knowledge) -> Reading:
    node = branch.node
    if isinstance(node, ast.ExceptHandler | ast.With):
        types = node.type if isinstance(node, ast.ExceptHandler) else _suppressed(node)
        caught = {each.id for each in ast.walk(types) if isinstance(each, ast.Name)} if types else set[str]()
        if caught and caught <= RAISED_FOR_KINDS:
            return Reading((), ("the kind of values",))
        return Reading(("what it tries",), ())
    assert isinstance(node, ast.expr)
    if way == "ended":
        return Reading((f"how many there are of `{ast.unparse(node)}`",), ())
    return reading(node, scope, known)


def _suppressed(node: ast.With) -> ast.expr | None:
    """What `suppress` ends, if that is all that the `with` does."""
    match node.items:
        case [ast.withitem(context_expr=ast.Call(args=[_, *_] as types, keywords=[]))]:
            return ast.Tuple(types, ast.Load())
        case _:
            return None


def _idle(node: ast.AST, way: Way, scope: Scope, known: Knowledge) -> str:
    """Whether a side is of a step that has nothing to do, since it is called with nothing."""
    empty: Way = "failed"
    match node:
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[of]), ops=[ast.Eq()], comparators=[ast.Constant(0)]
        ):
            empty = "held"
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="len"), args=[of]),
            ops=[ast.Gt() | ast.NotEq()],
            comparators=[ast.Constant(0)],
        ):
            pass
        case ast.Call(func=ast.Name(id="len"), args=[of]):
            pass
        case ast.Name() as of if way in ("held", "failed") and known.kinds(of, scope) <= {
            "container",
            "tuple",
            "empty",
        }:
            pass
        case _:
            return ""
    return "a step that is called with nothing" if way == empty and known.is_of_the_caller(of, scope) else ""


# Where a side leads.


def _harmless(source: Source, node: ast.AST, way: Way) -> str:
    """Why it does not matter that a side never ran, whatever its condition reads; empty where it may."""
    if isinstance(node, ast.ExceptHandler):
        return "it only raises" if _only_raises(node.body) else ""
    if isinstance(node, ast.With):
        return ""
    turned = False
    inner = node
    for above in source.above(node):
        if isinstance(above, ast.UnaryOp) and isinstance(above.op, ast.Not):
            turned = not turned
        if isinstance(above, ast.Assert):
            return "an assertion" if inner is above.test else ""
        if isinstance(above, ast.If | ast.While | ast.IfExp | ast.match_case):
            leads = (way == "held") != turned
            return _harmless_side(source, above, inner, leads) if isinstance(above, ast.If) else ""
        if isinstance(above, ast.stmt):
            return ""
        inner = above
    return ""


def _harmless_side(source: Source, branch: ast.If, inner: ast.AST, leads: bool) -> str:
    """Where a side of the test of an `if` leads: to what it does, or past it."""
    if inner is not branch.test:
        return ""
    taken = branch.body if leads else branch.orelse or _after(source, branch)
    if _only_raises(taken):
        return "it only raises"
    if leads and all(_says(each) for each in taken) and not branch.orelse:
        return "it only says something"
    return ""


def _after(source: Source, node: ast.stmt) -> list[ast.stmt]:
    """What follows a statement in its block, if that is its last word."""
    parent = source.parents.get(node)
    for _, block in ast.iter_fields(parent) if parent is not None else ():
        if isinstance(block, list) and node in block:
            return block[block.index(node) + 1 :]
    return []


def _only_raises(body: Sequence[ast.stmt]) -> bool:
    return (
        bool(body)
        and isinstance(body[-1], ast.Raise)
        and not any(isinstance(each, ast.If | ast.For | ast.While | ast.Return) for each in body)
    )


def _says(statement: ast.stmt) -> bool:
    """Whether it does nothing but tell people something."""
    if isinstance(statement, ast.Pass):
        return True
    if not isinstance(statement, ast.Expr):
        return False
    if isinstance(statement.value, ast.Constant):
        return True
    return isinstance(statement.value, ast.Call) and name_of(statement.value.func) in TELLING
