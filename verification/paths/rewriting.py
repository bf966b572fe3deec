"""The functions of a file, rewritten so that each of their operations is carried out by whoever listens to it.

`a + b` becomes `LISTENER.binary(site, "Add", a, b)`, and so on: what a function computes is what the listener makes of it.
"""

import ast
import builtins
import linecache
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import CodeType
from typing import Any

from ..subjects.replaced_code import codes_in
from .blocks import Position
from .measurement import roots_of
from .source import Function, position_in

LISTENER = "__optproof_listener__"
"""The name by which rewritten functions reach whoever listens; it stands among Python's own, and hides none of a module's."""

OF_THE_FRAME = frozenset("super locals globals vars dir eval exec __import__".split())
"""Functions that look at who calls them."""

Site = tuple[str, Position]
"""Where an operation stands: the file, and the place in it."""

Loop = ast.For | ast.AsyncFor | ast.While


class _Rewriter(ast.NodeTransformer):
    """Rewrites what stands in functions; `attributes` are those that somebody listens for."""

    def __init__(self, path: str, attributes: frozenset[str]) -> None:
        self.path, self.attributes = path, attributes
        self.around: list[Function] = []
        self.loops: list[Loop] = []

    def visit(self, node: ast.AST) -> Any:
        if isinstance(node, Function):
            return self._function(node)
        return super().visit(node) if self.around else self.generic_visit(node)

    def _function(self, node: Function) -> ast.AST:
        self.around.append(node)
        outside, self.loops = self.loops, []
        if isinstance(node, ast.Lambda):
            node.body = self.visit(node.body)
        else:
            node.body = [each for statement in node.body for each in self._statements(statement)]
        self.loops = outside
        self.around.pop()
        return node

    def _statements(self, node: ast.stmt) -> list[ast.stmt]:
        found = self.visit(node)
        return found if isinstance(found, list) else [found]

    def _heard(self, method: str, node: ast.AST, *given: ast.expr) -> ast.Call:
        """An operation as a call of whoever listens, at the place where it stands."""
        heard = ast.Attribute(ast.Name(LISTENER, ast.Load()), method, ast.Load())
        return ast.copy_location(ast.Call(heard, [self._site(node), *given], []), node)

    def _site(self, node: ast.AST) -> ast.Constant:
        return ast.Constant((self.path, position_in(node)))  # type: ignore[arg-type]

    # Expressions.

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        value = self.visit(node.value)
        if isinstance(node.ctx, ast.Load) and node.attr in self.attributes:
            return self._heard("attribute", node, value, ast.Constant(node.attr))
        node.value = value
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        heard = self._heard("call", node)
        if isinstance(node.func, ast.Name) and node.func.id in OF_THE_FRAME:
            return self.generic_visit(node)
        heard.args += [self.visit(node.func), *(self.visit(each) for each in node.args)]
        heard.keywords = [self.visit(each) for each in node.keywords]
        return heard

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        operation = ast.Constant(type(node.op).__name__)
        return self._heard("binary", node, operation, self.visit(node.left), self.visit(node.right))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.operand, ast.Constant):
            return node
        return self._heard("unary", node, ast.Constant(type(node.op).__name__), self.visit(node.operand))

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        relations = ast.Constant(tuple(type(each).__name__ for each in node.ops))  # type: ignore[arg-type]
        return self._heard(
            "compared", node, relations, self.visit(node.left), *(self.visit(each) for each in node.comparators)
        )

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        value, index = self.visit(node.value), self._index(node.slice)
        if isinstance(node.ctx, ast.Load):
            return self._heard("item", node, value, index)
        node.value, node.slice = value, index
        return node

    def _index(self, node: ast.expr) -> ast.expr:
        """An index, a slice as the object that it is."""
        if isinstance(node, ast.Slice):
            ends: list[ast.expr] = [
                ast.Constant(None) if each is None else self.visit(each) for each in (node.lower, node.upper, node.step)
            ]
            made = ast.Attribute(ast.Name(LISTENER, ast.Load()), "slice", ast.Load())
            return ast.copy_location(ast.Call(made, ends, []), node)
        if isinstance(node, ast.Tuple):
            node.elts = [self._index(each) for each in node.elts]
            return node
        return self.visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        parts: list[ast.expr] = []
        for each in node.values:
            if isinstance(each, ast.FormattedValue):
                spec = ast.Constant("") if each.format_spec is None else self.visit(each.format_spec)
                parts.append(
                    self._heard("formatted", node, self.visit(each.value), ast.Constant(each.conversion), spec)
                )
            else:
                parts.append(each)
        return self._heard("joined", node, *parts)

    def _comprehension(self, node: Any) -> ast.AST:
        first = node.generators[0].iter
        made = self._heard("made", first)
        self.generic_visit(node)
        made.args.append(node)
        return made

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension  # noqa: N815 - Python's names

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        if not node.is_async:
            node.iter = self._heard("each", node.iter, self.visit(node.iter))
        node.ifs = [self.visit(each) for each in node.ifs]
        return node

    # What a pattern compares with stays as it is.
    def visit_MatchValue(self, node: ast.AST) -> ast.AST:
        return node

    visit_MatchClass = visit_MatchMapping = visit_MatchValue  # noqa: N815 - Python's names

    # Statements.

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if node.value is not None:
            node.value = self._heard("returned", node, self.visit(node.value))
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        node.iter = self._heard("each", node.iter, self.visit(node.iter))
        return self._loop(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        node.test = self._heard("tested", node.test, self.visit(node.test))
        return self._loop(node)

    def _loop(self, node: ast.For | ast.While) -> ast.AST:
        self.loops.append(node)
        # What a name is assigned to in the loop is asked of the source as it was.
        node.optproof_set = {ast.unparse(each) for each in _assigned(node)}  # type: ignore[union-attr]
        node.body = [each for statement in node.body for each in self._statements(statement)]
        self.loops.pop()
        node.orelse = [each for statement in node.orelse for each in self._statements(statement)]
        return node

    def visit_Assign(self, node: ast.Assign) -> Any:
        carried = self._carried(node.targets[0]) if _reads_itself(node) else None
        node.value = self.visit(node.value)
        if carried is not None:
            node.value = self._heard("carried", node, node.value, carried)
        if any(isinstance(each, ast.Tuple | ast.List) for each in node.targets):
            node.value = self._heard("unpacked", node, node.value)
        if isinstance(node.targets[0], ast.Subscript) and len(node.targets) == 1:
            return self._stored(node, node.targets[0])
        node.targets = [self.visit(each) for each in node.targets]
        return node

    def _stored(self, node: ast.Assign, target: ast.Subscript) -> list[ast.stmt]:
        """`a[b] = c` computes `c` first."""
        names = [f"__optproof_{what}_{node.lineno}_{node.col_offset}__" for what in ("made", "value", "index")]
        parts = (node.value, self.visit(target.value), self._index(target.slice))
        kept = [ast.Assign([ast.Name(name, ast.Store())], part) for name, part in zip(names, parts, strict=True)]
        made, value, index = (ast.Name(name, ast.Load()) for name in names)
        told = ast.Expr(self._heard("stored", target, value, index))
        stored = ast.Assign([ast.Subscript(value, index, ast.Store())], made)
        return [ast.copy_location(each, node) for each in (*kept, told, stored)]

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.value = None if node.value is None else self.visit(node.value)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """`a.b[c] += d` computes `a.b` and `c` once."""
        before: list[ast.stmt] = []
        carried = self._carried(node.target)

        def kept(value: ast.expr, what: str) -> ast.expr:
            name = f"__optproof_{what}_{node.lineno}_{node.col_offset}__"
            before.append(ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], value), node))
            return ast.Name(name, ast.Load())

        reads: ast.expr
        target: ast.expr = node.target
        match target:
            case ast.Attribute(value=value, attr=name):
                value = kept(self.visit(value), "value")
                target, reads = ast.Attribute(value, name, ast.Store()), ast.Attribute(value, name, ast.Load())
            case ast.Subscript(value=value, slice=index):
                value, index = kept(self.visit(value), "value"), kept(self._index(index), "index")
                target = ast.Subscript(value, index, ast.Store())
                reads = self._heard("item", node.target, value, index)
            case ast.Name(id=name):
                reads = ast.Name(name, ast.Load())
            case _:
                return node
        operation = ast.Constant(type(node.op).__name__)
        made = self._heard("augmented", node, operation, reads, self.visit(node.value), carried)
        return [*before, ast.copy_location(ast.Assign([target], made), node)]

    def _carried(self, target: ast.expr) -> ast.expr:
        """The loops that carry what stands in the target on from one round to the next, innermost last."""
        text, function = ast.unparse(target), self.around[-1]
        begins = isinstance(target, ast.Name) or any(ast.unparse(each) == text for each in _assigned(function))
        loops = [each for each in self.loops if begins and text not in each.optproof_set]  # type: ignore[union-attr]
        # Where an inner loop begins it anew, an outer one carries nothing.
        sites = [self._site(each.test if isinstance(each, ast.While) else each.iter) for each in loops]
        return ast.Tuple([*sites], ast.Load())


def _reads_itself(node: ast.Assign) -> bool:
    """Whether what a name is assigned to is made of what it was."""
    match node.targets:
        case [ast.Name(id=name)]:
            return any(isinstance(each, ast.Name) and each.id == name for each in ast.walk(node.value))
        case _:
            return False


def _assigned(around: ast.AST) -> Iterator[ast.expr]:
    """What is assigned to there, made of something else than what it was."""
    for node in ast.walk(around):
        match node:
            case ast.Assign(targets=targets) if not _reads_itself(node):
                for each in targets:
                    yield from each.elts if isinstance(each, ast.Tuple | ast.List) else [each]
            case ast.AnnAssign(target=target, value=ast.expr()) | ast.For(target=target) if node is not around:
                yield from target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
            case _:
                pass


@lru_cache(maxsize=16)
def _rewritten(path: str, attributes: frozenset[str]) -> Mapping[tuple[str, int], CodeType]:
    """The functions of a file, rewritten, by their names and the lines on which they begin; none where it has no text."""
    try:
        tree = ast.parse("".join(linecache.getlines(path)))
        made = compile(ast.fix_missing_locations(_Rewriter(path, attributes).visit(tree)), path, "exec")
    except (SyntaxError, ValueError, RecursionError):
        return {}
    return {(each.co_qualname, each.co_firstlineno): each for each in codes_in(made)}


@contextmanager
def heard_by(listener: Any, codes: frozenset[CodeType], attributes: frozenset[str]) -> Generator[frozenset[CodeType]]:
    """Have the functions to which these codes belong carried out by the listener; yields those that have no source."""
    own = [(each, each.__code__) for root in roots_of(codes) for each in root.living]
    instead = {
        code: _rewritten(code.co_filename, attributes).get((code.co_qualname, code.co_firstlineno)) for _, code in own
    }
    heard = {code: new for code, new in instead.items() if new is not None and new.co_freevars == code.co_freevars}
    inside = {inner for code in heard for inner in codes_in(code)}
    setattr(builtins, LISTENER, listener)
    try:
        for each, code in own:
            each.__code__ = heard.get(code, code)
        yield codes - inside
    finally:
        for each, code in own:
            each.__code__ = code
        delattr(builtins, LISTENER)
