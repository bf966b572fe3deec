"""What is known of the words of a step: the kinds of their values, what steps store, and what the trace has compared."""

import ast
import builtins
from dataclasses import dataclass
from types import ModuleType

from ..subjects.inherited import inherited
from .blocks import Position
from .names import CHANGING, MEMORY, SIZE
from .observation import Observed, kind_of
from .scopes import Argument, Element, Scope, Steps, last_name
from .source import position_in

Found = list[tuple[Scope, ast.expr]]
"""Expressions, each with the function in which it stands."""


@dataclass(frozen=True)
class Knowledge:
    """What is known of the words of a step.

    Attributes:
        seen: the places at which the trace compares letters, by file; a proof for every step covers both sides of each.
        letters: what the subject calls the hyperparameters that the claim leaves open.
    """

    steps: Steps
    observed: Observed
    seen: frozenset[tuple[str, Position]]
    letters: frozenset[str]

    def is_seen(self, node: ast.AST, scope: Scope) -> bool:
        """Whether the trace has compared letters there."""
        return (scope.measured.code.co_filename, position_in(node)) in self.seen

    def kinds(self, node: ast.expr, scope: Scope) -> frozenset[str]:
        """The kinds of the values that an expression had; empty where nobody saw one."""
        return self.observed.of(scope.measured, node) or _kind_in_module(node, scope)

    def is_kept(self, node: ast.expr) -> bool:
        """Whether it is reached by names and constant keys alone, and no step stores anything there."""
        return is_chain(node) and not self.steps.stores(last_name(node))

    def is_left_empty(self, node: ast.expr, scope: Scope) -> bool:
        """Whether it holds other things, has none, and gets none from a step."""
        kinds = self.kinds(node, scope)
        return bool(kinds) and kinds <= {"empty", "none"} and self.is_kept(node)

    def is_of_the_caller(self, node: ast.expr, scope: Scope, looked: frozenset[ast.AST] = frozenset()) -> bool:
        """Whether it is what a step is called with, or made of that: where it is empty, there is nothing to step."""
        if node in looked:
            return True
        looked = looked | {node}
        match node:
            case ast.Name(id=name):
                sources = [each for meaning in scope.meaning(name, node) for each in _sources(meaning, scope)]
                return bool(scope.meaning(name, node)) and self._all_of_the_caller(sources, looked)
            case ast.Call(func=ast.Name(id="list" | "tuple" | "zip" | "sorted" | "dict"), args=[_, *_] as inside):
                return self._all_of_the_caller([(scope, each) for each in inside], looked)
            case ast.Call(func=ast.Attribute(value=value, attr="keys" | "values" | "items")):
                return self.is_of_the_caller(value, scope, looked)
            case ast.ListComp(generators=[ast.comprehension(iter=iterated)]):
                return self.is_of_the_caller(iterated, scope, looked)
            case _:
                found = self.results(node)
                return bool(found) and self._all_of_the_caller(found, looked)

    def _all_of_the_caller(self, found: Found, looked: frozenset[ast.AST]) -> bool:
        return all(self.is_of_the_caller(each, scope, looked) for scope, each in found)

    def results(self, node: ast.expr) -> Found:
        """What a call of one of the functions that steps enter gives, or an item of what it gives."""
        if isinstance(node, ast.Call):
            return self.steps.results(last_name(node.func))
        if not (isinstance(node, ast.Subscript) and isinstance(node.value, ast.Call)):
            return []
        number = node.slice.value if isinstance(node.slice, ast.Constant) else None
        return [
            (scope, result.elts[number])
            for scope, result in self.results(node.value)
            if isinstance(result, ast.Tuple) and isinstance(number, int) and number < len(result.elts)
        ]

    def changes(self, function: ast.expr, scope: Scope) -> bool:
        """Whether a function says something else each time that it is asked."""
        parts = {*_module(function, scope).split("."), *ast.unparse(function).split(".")}
        return not parts.isdisjoint(CHANGING) or any("rand" in each for each in parts)

    def is_inherited(self, name: str, scope: Scope) -> bool:
        """Whether a name is what the environment said when its module was loaded."""
        return name in inherited(scope.measured.code.co_filename)

    def is_everybodys(self, node: ast.expr, scope: Scope) -> bool:
        """Whether it holds other things, and belongs to everybody in a process, as `sys.modules` does."""
        kinds = self.kinds(node, scope)
        return isinstance(node, ast.Attribute) and bool(kinds & {"container", "empty"}) and self.changes(node, scope)

    def is_of_a_module(self, function: ast.expr, scope: Scope) -> bool:
        """Whether it is a function of a module, and no method."""
        return bool(_module(function, scope))


def _sources(meaning: ast.expr | Element | Argument, scope: Scope) -> Found:
    """Where the value of a name comes from; nothing for an argument that nobody here gives."""
    if isinstance(meaning, Argument):
        return [*meaning.given]
    return [(scope, meaning.of if isinstance(meaning, Element) else meaning)]


def _module(function: ast.expr, scope: Scope) -> str:
    """The module of a function; empty where it is a method of something."""
    node = function
    while isinstance(node, ast.Attribute):
        node = node.value
    value = scope.measured.names.get(node.id) if isinstance(node, ast.Name) else None
    if node is not function:
        return value.__name__ if isinstance(value, ModuleType) else ""
    return str(getattr(value, "__module__", "") or "")


def _kind_in_module(node: ast.expr, scope: Scope) -> frozenset[str]:
    """The kind of what a global name stands for, or an attribute of a module; empty for anything else."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or scope.meaning(node.id, node):
        return frozenset()
    missing = object()
    value = scope.measured.names.get(node.id, vars(builtins).get(node.id, missing))
    for name in names:
        value = vars(value).get(name, missing) if isinstance(value, ModuleType) else missing
    return frozenset() if value is missing else frozenset({kind_of(value)})


def is_chain(node: ast.expr) -> bool:
    """Whether it is reached by names and constant keys alone."""
    match node:
        case ast.Name():
            return True
        case ast.Attribute(value=value) | ast.Subscript(value=value, slice=ast.Constant()):
            return is_chain(value)
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(), *_]):
            return is_chain(value)
        case _:
            return False


def is_size(node: ast.expr) -> bool:
    """Whether it says how large something is."""
    return isinstance(node, ast.Attribute) and node.attr in SIZE


def kept_in_memory(node: ast.expr) -> ast.expr | None:
    """Of what it says how it lies in memory: `g` of `g.flags.aligned`, of `g.flags["ALIGNED"]` and of `g.dtype.isnative`."""
    match node:
        case ast.Attribute(value=ast.Attribute(value=array, attr="dtype"), attr=attr) if attr in MEMORY:
            return array
        case ast.Attribute(value=ast.Attribute(value=array, attr="flags")):
            return array
        case ast.Subscript(value=ast.Attribute(value=array, attr="flags")):
            return array
        case _:
            return None
