"""What the names of a step stand for in its source: what they are assigned from, what they are called with, and what steps store."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .measurement import Measured
from .names import MUTATING
from .observation import function_of
from .source import Function, Source, is_within, source_of

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(frozen=True, eq=False)
class Element:
    """What a loop takes out of something, and so one of several."""

    of: ast.expr


@dataclass(frozen=True, eq=False)
class Argument:
    """A parameter of a function: what it is given by the functions that steps enter, in each their own scope."""

    given: tuple[tuple["Scope", ast.expr], ...]


@dataclass(frozen=True, eq=False)
class Scope:
    """A measured function, as what it stands in sees names."""

    measured: Measured
    source: Source
    steps: "Steps"

    def meaning(self, name: str, at: ast.AST) -> list[ast.expr | Element | Argument]:
        """What a name is assigned from, at a node; nothing where it is global, or free in the measured function."""
        for above in self.source.above(at):
            if isinstance(above, Comprehension):
                for each in above.generators:
                    if name in _names(each.target):
                        return [Element(_taken(name, each.target, each.iter))]
            elif isinstance(above, Function):
                found = [*self._assigned(name, above, at)]
                argument = self._argument(name, above)
                if found or argument:
                    return [*found, *([argument] if argument else [])]
        return []

    def _assigned(self, name: str, function: Function, at: ast.AST) -> Iterator[ast.expr | Element]:
        line = getattr(at, "lineno", 0)
        loops = {above for above in self.source.above(at) if isinstance(above, ast.For | ast.AsyncFor | ast.While)}
        for node in own_nodes(function):
            if getattr(node, "lineno", 0) > line and loops.isdisjoint(self.source.above(node)):
                continue  # it comes later
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and not self.ran(node):
                continue  # the side on which it stands is accounted for by itself
            match node:
                case ast.Assign(targets=targets, value=value):
                    for target in targets:
                        yield from _bound(name, target, value)
                case ast.AnnAssign(target=ast.Name(id), value=ast.expr() as value) if id == name:
                    yield value
                case ast.AugAssign(target=ast.Name(id), value=value) if id == name:
                    yield value
                case ast.NamedExpr(target=ast.Name(id), value=value) if id == name:
                    yield value
                case ast.For(target=target, iter=iterated) | ast.AsyncFor(target=target, iter=iterated):
                    if name in _names(target):
                        yield Element(_taken(name, target, iterated))
                case ast.withitem(context_expr=value, optional_vars=ast.expr() as target) if name in _names(target):
                    yield value
                case _:
                    pass

    def ran(self, node: ast.stmt | ast.expr) -> bool:
        """Whether some run came across a statement, or a whole expression."""
        return any(is_within(place, node) for place in self.measured.places)

    def _argument(self, name: str, function: Function) -> Argument | None:
        arguments = function.args
        places = [*arguments.posonlyargs, *arguments.args]
        every = [*places, *arguments.kwonlyargs, *filter(None, (arguments.vararg, arguments.kwarg))]
        if name not in {each.arg for each in every}:
            return None
        position = next((number for number, each in enumerate(places) if each.arg == name), None)
        defaults = dict(zip([each.arg for each in reversed(places)], reversed(arguments.defaults), strict=False))
        defaults |= {
            each.arg: value
            for each, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if value is not None
        }
        given: list[tuple[Scope, ast.expr]] = []
        for scope, call in self.steps.calls.get(getattr(function, "name", ""), ()):
            bound = isinstance(call.func, ast.Attribute) and bool(places) and places[0].arg in ("self", "cls")
            number = None if position is None else position - bound
            here = [each.value for each in call.keywords if each.arg == name]
            if number is not None and 0 <= number < len(call.args):
                here.append(call.args[number])
            # What is handed on as a whole may hold it.
            here = here or [each.value for each in call.keywords if each.arg is None]
            here = here or [each for each in call.args if isinstance(each, ast.Starred)]
            here = here or [each for each in (defaults.get(name),) if each is not None]
            given += [(scope, each) for each in here]
        return Argument(tuple(given))


@dataclass(frozen=True, eq=False)
class Steps:
    """All functions that steps enter."""

    functions: Sequence[Measured]
    _scopes: dict[int, Scope | None] = field(default_factory=dict[int, "Scope | None"])

    def scope(self, measured: Measured) -> Scope | None:
        if id(measured) not in self._scopes:
            source = source_of(measured.code.co_filename)
            self._scopes[id(measured)] = None if source is None else Scope(measured, source, self)
        return self._scopes[id(measured)]

    @cached_property
    def bodies(self) -> list[tuple[Scope, ast.AST]]:
        """The functions, each where it stands."""
        found: list[tuple[Scope, ast.AST]] = []
        for each in self.functions:
            scope = self.scope(each)
            node = None if scope is None else function_of(each, scope.source)
            if scope is not None and node is not None:
                found.append((scope, node))
        return found

    @cached_property
    def calls(self) -> Mapping[str, list[tuple[Scope, ast.Call]]]:
        """What they call, by its last name."""
        found: dict[str, list[tuple[Scope, ast.Call]]] = {}
        for scope, body in self.bodies:
            for node in ast.walk(body):
                if isinstance(node, ast.Call) and last_name(node.func):
                    found.setdefault(last_name(node.func), []).append((scope, node))
        return found

    def results(self, name: str) -> list[tuple[Scope, ast.expr]]:
        """What the functions of that name return."""
        return [
            (scope, node.value)
            for scope, body in self.bodies
            if getattr(body, "name", None) == name
            for node in own_nodes(body)
            if isinstance(node, ast.Return) and node.value is not None and scope.ran(node)
        ]

    @cached_property
    def stored(self) -> frozenset[str]:
        """The attributes, items and globals that they store, and what they change by a method, by their last names."""
        found: set[str] = set()
        # What a constructor stores belongs to an object that begins there, unless somebody calls it on an old one.
        again = any(not ast.unparse(each).startswith("super(") for _, each in self.calls.get("__init__", ()))
        for _, body in self.bodies:
            if getattr(body, "name", None) == "__init__" and not again:
                continue
            for node in ast.walk(body):
                match node:
                    case ast.Attribute(attr=name, ctx=ast.Store() | ast.Del()):
                        found.add(name)
                    case ast.Subscript(value=value, slice=index, ctx=ast.Store() | ast.Del()):
                        found.add(str(index.value) if isinstance(index, ast.Constant) else last_name(value))
                        found.add(last_name(value))
                    case ast.Global(names=names) | ast.Nonlocal(names=names):
                        found.update(names)
                    case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in MUTATING:
                        found.add(last_name(value))
                    case ast.Call(func=ast.Name("setattr"), args=[_, ast.Constant(value=str(name)), _]):
                        found.add(name)
                    case ast.Call(func=ast.Name("setattr")) | ast.Attribute(attr="__dict__"):
                        found.add(ANYTHING)
                    case _:
                        pass
        return frozenset(found - {""})

    def kept_in(self, name: str) -> list[tuple[Scope, ast.expr]]:
        """What steps keep in a container under keys that they make up, as in a cache; nothing where it may hold more than that."""
        kept: list[tuple[Scope, ast.expr]] = []
        for scope, body in self.bodies:
            for node in ast.walk(body):
                match node:
                    case ast.Assign(targets=targets, value=value) if any(_holds(name, each) for each in targets):
                        if all(isinstance(each, ast.Subscript) for each in targets):
                            kept += [(scope, value)] if scope.ran(node) else []
                        elif ast.unparse(value) not in ("{}", "dict()"):
                            return []
                    case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in MUTATING:
                        if last_name(value) == name:
                            return []
                    case ast.AugAssign(target=target) | ast.Delete(targets=[target]) if _holds(name, target):
                        return []
                    case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                        return []
                    case _:
                        pass
        return [] if ANYTHING in self.stored else kept

    def stores(self, name: str) -> bool:
        """Whether a step may store something under that name."""
        return name in self.stored or ANYTHING in self.stored


ANYTHING = "*"


def _holds(name: str, target: ast.expr) -> bool:
    """Whether something is stored in what is reached by that name, or under it."""
    reached = target.value if isinstance(target, ast.Subscript) else target
    return last_name(reached) == name


def last_name(node: ast.AST) -> str:
    """The name by which something is reached: `m` of `self.m`, `m` and `state["m"]`, and of `self.m[key]`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value, slice=index):
            return str(index.value) if isinstance(index, ast.Constant) else last_name(value)
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value=key), *_]):
            return str(key)
        case ast.Call(func=function):
            return last_name(function)
        case _:
            return ""


def own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions in it."""
    for child in ast.iter_child_nodes(function):
        yield child
        if not isinstance(child, Function | ast.ClassDef):
            yield from own_nodes(child)


def _names(target: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(target) if isinstance(node, ast.Name)}


def _taken(name: str, target: ast.expr, iterated: ast.expr) -> ast.expr:
    """What a loop takes a name out of, where a pair of names goes over the items of a dict: its keys, or its values."""
    match target, iterated:
        case ast.Tuple(elts=[key, value]), ast.Call(func=ast.Attribute(value=of, attr="items"), args=[]):
            half = "keys" if name in _names(key) and name not in _names(value) else "values"
            return ast.copy_location(ast.Call(ast.Attribute(of, half, ast.Load()), [], []), iterated)
        case _:
            return iterated


def _bound(name: str, target: ast.expr, value: ast.expr) -> Iterator[ast.expr]:
    """What a target of an assignment binds to the name, item by item where both sides have them."""
    if isinstance(target, ast.Name):
        if target.id == name:
            yield value
    elif (
        isinstance(target, ast.Tuple | ast.List)
        and isinstance(value, ast.Tuple | ast.List)
        and len(target.elts) == len(value.elts)
    ):
        for one, other in zip(target.elts, value.elts, strict=True):
            yield from _bound(name, one, other)
    elif isinstance(target, ast.Tuple | ast.List):
        for number, one in enumerate(target.elts):
            item = ast.Subscript(value, ast.Constant(number), ast.Load())
            yield from _bound(name, one, ast.copy_location(item, value))
    elif isinstance(target, ast.Starred) and name in _names(target):
        yield value
