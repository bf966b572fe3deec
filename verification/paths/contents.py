"""What a name holds, where that stands in the code: constants that are written there, or lists that a step makes anew."""

import ast
from collections.abc import Callable

from .knowledge import Found, Knowledge
from .scopes import Argument, Element, Scope

DISPLAYS = (ast.DictComp, ast.ListComp, ast.SetComp, ast.Dict, ast.List, ast.Tuple, ast.Set)

Looked = frozenset[ast.AST]
"""The nodes through which one came: a name may be assigned from itself."""

Holds = Callable[[ast.expr, Scope, Knowledge, Looked], bool]


def is_written(node: ast.expr, scope: Scope, known: Knowledge, looked: Looked = frozenset()) -> bool:
    """Whether it holds constants that stand in the code, and nothing else."""
    match node:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            return all(isinstance(each, ast.Constant) for each in items)
        case ast.Constant(None):
            return True
        case ast.IfExp(body=body, orelse=orelse):
            return all(is_written(each, scope, known, looked) for each in (body, orelse))
        case ast.Name(id=name):
            return not known.steps.stores(name) and _all_meanings(is_written, node, scope, known, looked)
        case _:
            return False


def holds_what_is_made(node: ast.expr, scope: Scope, known: Knowledge, looked: Looked = frozenset()) -> bool:
    """Whether it holds nothing but lists and the like that a step makes anew."""
    match node:
        case ast.Dict(values=items) | ast.List(elts=items) | ast.Tuple(elts=items):
            return all(isinstance(each, DISPLAYS) for each in items)
        case ast.DictComp(value=item) | ast.ListComp(elt=item):
            return isinstance(item, DISPLAYS)
        case ast.BoolOp(values=values):
            return all(holds_what_is_made(each, scope, known, looked) for each in values)
        case ast.Call(func=ast.Attribute(value=value, attr="values"), args=[]):
            return holds_what_is_made(value, scope, known, looked)
        case ast.Name():
            return _all_meanings(holds_what_is_made, node, scope, known, looked)
        case _:
            return _all(holds_what_is_made, known.results(node), known, looked | {node})


def _all_meanings(holds: Holds, node: ast.Name, scope: Scope, known: Knowledge, looked: Looked) -> bool:
    """Whether that holds of all that a name may stand for."""
    if node in looked:
        return True
    found: Found = []
    for meaning in scope.meaning(node.id, node):
        if isinstance(meaning, Element) or (isinstance(meaning, Argument) and not meaning.given):
            return False
        found += [*meaning.given] if isinstance(meaning, Argument) else [(scope, meaning)]
    return _all(holds, found, known, looked | {node})


def _all(holds: Holds, found: Found, known: Knowledge, looked: Looked) -> bool:
    return bool(found) and all(holds(each, scope, known, looked) for scope, each in found)
