"""What a condition reads: what the claim fixes, what the trace has seen, or what may change between steps or users."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from .contents import holds_what_is_made, is_written
from .knowledge import Knowledge, is_chain, is_size, kept_in_memory
from .names import ABOUT_KINDS, FINITE, KIND, SIZE, TRANSPARENT
from .scopes import Argument, Element, Scope, last_name

NEVER_NONE = (
    ast.Compare, ast.UnaryOp, ast.BinOp, ast.Dict, ast.List, ast.Tuple, ast.Set, ast.JoinedStr, ast.Lambda,
    ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp,
)  # fmt: skip

DEEPEST = 16
"""How far a name is followed to what it was assigned from; what goes on is open."""


@dataclass(frozen=True)
class Reading:
    """What was found of a condition: what it reads that is open, and by what the rest is fixed, as clauses."""

    open: tuple[str, ...]
    fixed: tuple[str, ...]


def reading(node: ast.expr, scope: Scope, known: Knowledge) -> Reading:
    """What a condition reads."""
    look = _Look(known)
    found = dict.fromkeys(look.opens(node, _At(scope)))
    return Reading(tuple(found), tuple(look.fixed))


@dataclass(frozen=True)
class _At:
    """Where one looks: in which function, how far from the condition, and whether the trace has compared what is there."""

    scope: Scope
    seen: bool = False
    depth: int = 0

    def of(self, scope: Scope) -> "_At":
        return _At(scope, self.seen, self.depth + 1)


@dataclass
class _Look:
    """One look at a condition, and at what the names in it were assigned from."""

    known: Knowledge
    fixed: dict[str, None] = field(default_factory=dict[str, None])
    looked: set[tuple[ast.AST, bool, bool]] = field(default_factory=set[tuple[ast.AST, bool, bool]])

    def opens(self, node: ast.AST, at: _At) -> Iterator[str]:
        """What is open of an expression."""
        at = _At(at.scope, at.seen or self.known.is_seen(node, at.scope), at.depth + 1)
        if at.depth > DEEPEST:
            yield _text(node)
        elif self._is_new(node, at):
            match node:
                case ast.Compare():
                    yield from self._comparison(node, at)
                case ast.Call():
                    yield from self._call(node, at)
                case ast.Attribute():
                    yield from self._attribute(node, at)
                case ast.Subscript():
                    yield from self._item(node, at)
                case ast.Name():
                    yield from self._name(node, at)
                case ast.ListComp(elt=elt, generators=loops) | ast.SetComp(elt=elt, generators=loops):
                    yield from self._all((elt, *(test for each in loops for test in each.ifs)), at)
                case ast.GeneratorExp(elt=elt, generators=loops):
                    yield from self._all((elt, *(test for each in loops for test in each.ifs)), at)
                case ast.IfExp(test=test, body=body, orelse=orelse):
                    # An arm that never ran is accounted for by itself.
                    yield from self._all((test, *(each for each in (body, orelse) if at.scope.ran(each))), at)
                case ast.Constant() | ast.Lambda():
                    pass
                case _:
                    yield from self._all(
                        (each for each in ast.iter_child_nodes(node) if isinstance(each, ast.expr)), at
                    )

    def _all(self, nodes: Iterator[ast.expr] | tuple[ast.expr, ...], at: _At) -> Iterator[str]:
        for each in nodes:
            yield from self.opens(each, at)

    def _is_new(self, node: ast.AST, at: _At, *, guard: bool = False) -> bool:
        """Whether nobody has looked at it so yet: functions may call themselves, and names be assigned from themselves."""
        look = (node, at.seen, guard)
        known = look in self.looked
        self.looked.add(look)
        return not known

    # Comparisons.

    def _comparison(self, node: ast.Compare, at: _At) -> Iterator[str]:
        match node:
            case ast.Compare(
                left=left, ops=[ast.Is() | ast.IsNot() | ast.Eq() | ast.NotEq()], comparators=[ast.Constant(None)]
            ):
                yield from self._guard(left, at)
            case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[right]):
                yield from self._membership(left, right, at)
            case _:
                yield from self._all((node.left, *node.comparators), at)

    def _membership(self, left: ast.expr, right: ast.expr, at: _At) -> Iterator[str]:
        kinds = self.known.kinds(right, at.scope)
        if self.known.is_left_empty(right, at.scope):
            self._note(f"{_text(right)}, which is left empty")
        elif self.known.is_everybodys(right, at.scope):
            yield f"{_text(right)}, which others change"
        elif isinstance(left, ast.Constant) and kinds & {"container", "tuple"}:
            if self.known.steps.stores(str(left.value)):
                yield f"what is kept in {_text(right)}"
            else:
                self._note(f"what {_text(right)} was given")
        elif kinds and kinds <= {"container", "tuple"} and self.known.is_kept(right):
            yield from self.opens(left, at)
        else:
            yield from self._all((left, right), at)

    def _guard(self, left: ast.expr, at: _At) -> Iterator[str]:
        """A question for None: of a gradient that may be absent, or an option that is left off."""
        if not self._is_new(left, at, guard=True) or at.depth > DEEPEST:
            yield from () if at.depth <= DEEPEST else (_text(left),)
        elif "array" in self.known.kinds(left, at.scope):
            self._note(f"a guard against an absent {_text(left)}")
        elif isinstance(left, ast.IfExp):
            yield from self.opens(left.test, at)
            yield from self._guards([(at.scope, left.body), (at.scope, left.orelse)], at)
        elif isinstance(left, ast.BoolOp):
            yield from self._guards([(at.scope, each) for each in left.values], at)
        elif isinstance(left, NEVER_NONE) or (isinstance(left, ast.Call) and last_name(left.func) in TRANSPARENT):
            pass  # it is never None
        elif self.known.results(left):
            yield from self._guards(self.known.results(left), at)
        elif isinstance(left, ast.Name) and at.scope.meaning(left.id, left):
            yield from self._guarded_name(left, at)
        elif isinstance(left, ast.Constant) or is_chain(left):
            self._note(f"{_text(left)}, as it is set")
        else:
            yield from self.opens(left, at)

    def _guards(self, found: list[tuple[Scope, ast.expr]], at: _At) -> Iterator[str]:
        for scope, each in found:
            yield from self._guard(each, at.of(scope))

    def _guarded_name(self, node: ast.Name, at: _At) -> Iterator[str]:
        for each in at.scope.meaning(node.id, node):
            if isinstance(each, ast.expr):
                yield from self._guard(each, at.of(at.scope))
            elif isinstance(each, Argument) and each.given:
                yield from self._guards([*each.given], at)
            elif isinstance(each, Argument) or self.known.kinds(node, at.scope) <= {"none", "callable", "object"}:
                self._note(f"{_text(node)}, as it is left")
            else:
                yield f"{_text(node)}, one of {_text(each.of)}"

    # Calls.

    def _call(self, node: ast.Call, at: _At) -> Iterator[str]:
        name, function = last_name(node.func), node.func
        receiver = function.value if isinstance(function, ast.Attribute) else None
        if name in ABOUT_KINDS or (name in KIND and receiver is not None):
            self._note(f"the kind of a value, {_text(node)}")
        elif name in FINITE:
            self._note("whether a number is finite, as those are that the verdict is about")
        elif name in SIZE and receiver is not None:
            yield _text(node)
        elif self.known.results(node):
            for scope, each in self.known.results(node):
                yield from self.opens(each, at.of(scope))
        elif self.known.changes(function, at.scope):
            yield _text(node)
        else:
            match name, node.args:
                case "hasattr" | "getattr", [_, ast.Constant(value=asked), *_]:
                    yield from self._asked_for(node, str(asked))
                case "len", [of]:
                    yield from self._length(node, of, at)
                case "get", [ast.Constant(value=key), *_] if receiver is not None:
                    yield from self._value(node, str(key), at)
                case _:
                    yield from self._called(node, receiver, at)

    def _asked_for(self, node: ast.Call, name: str) -> Iterator[str]:
        if name in SIZE or self.known.steps.stores(name):
            yield _text(node)
        else:
            self._note(f"{_text(node)}, as it is set")

    def _length(self, node: ast.Call, of: ast.expr, at: _At) -> Iterator[str]:
        if self.known.is_left_empty(of, at.scope):
            self._note(f"{_text(of)}, which is left empty")
        elif (
            self.known.kinds(of, at.scope) == frozenset({"tuple"})
            and self.known.is_kept(of)
            and not isinstance(of, ast.Name)
        ):
            self._note(f"{_text(of)}, as it is set")
        else:
            yield _text(node)

    def _called(self, node: ast.Call, receiver: ast.expr | None, at: _At) -> Iterator[str]:
        """A function of a library, or a method, that says what its arguments say."""
        arguments = [*node.args, *(each.value for each in node.keywords)]
        if receiver is not None and not self.known.is_of_a_module(node.func, at.scope):
            arguments.append(receiver)
        elif not arguments:
            self._note(f"a mode of the library, {_text(node)}")
        yield from self._all(tuple(arguments), at)
        known = last_name(node.func) in TRANSPARENT or "callable" in self.known.kinds(node.func, at.scope)
        if receiver is None and not known:
            yield _text(node)

    # Names, attributes and items.

    def _is_of_memory(self, node: ast.expr, at: _At) -> bool:
        array = kept_in_memory(node)
        no_array = {"none", "truth", "word", "object", "callable", "container", "tuple"}
        return array is not None and not self.known.kinds(array, at.scope) & no_array

    def _attribute(self, node: ast.Attribute, at: _At) -> Iterator[str]:
        has_no_size = self.known.kinds(node.value, at.scope) & {"none", "truth", "word", "object", "callable"}
        if self._is_of_memory(node, at):
            yield _text(node)
        elif node.attr in KIND:
            self._note(f"the kind of arrays, {_text(node)}")
        elif is_size(node) and not has_no_size:
            yield _text(node)
        else:
            yield from self._value(node, node.attr, at)

    def _item(self, node: ast.Subscript, at: _At) -> Iterator[str]:
        if self._is_of_memory(node, at):
            yield _text(node)
        elif self.known.results(node):
            for scope, each in self.known.results(node):
                yield from self.opens(each, at.of(scope))
        elif isinstance(node.slice, ast.Constant) and not is_size(node.value):
            yield from self._value(node, str(node.slice.value), at)
        elif at.seen and "array" in self.known.kinds(node, at.scope):
            self._note_proved(node)
        elif self.known.steps.kept_in(last_name(node.value)):
            # The branches that choose what is kept have sides of their own.
            for scope, each in self.known.steps.kept_in(last_name(node.value)):
                yield from self.opens(each, at.of(scope))
        else:
            yield from self._all((node.value, node.slice), at)

    def _value(self, node: ast.expr, name: str, at: _At) -> Iterator[str]:
        """An attribute, an item under a constant key, or a name from outside the function."""
        kinds = self.known.kinds(node, at.scope)
        if at.seen and kinds & {"number", "array"}:
            self._note_proved(node)
        elif self.known.is_inherited(name, at.scope):
            yield f"{_text(node)}, which is what the environment said when it was loaded"
        elif self.known.is_everybodys(node, at.scope):
            yield f"{_text(node)}, which others change"
        elif self.known.steps.stores(name) and kinds - {"none", "callable"}:
            yield f"{_text(node)}, which steps change"
        elif name in self.known.letters and kinds & {"number", "array"}:
            yield f"{_text(node)}, which is a hyperparameter"
        elif kinds and "array" not in kinds:
            self._note(f"{_text(node)}, as it is set")
        else:
            yield _text(node)

    def _name(self, node: ast.Name, at: _At) -> Iterator[str]:
        kinds = self.known.kinds(node, at.scope)
        meanings = at.scope.meaning(node.id, node)
        if at.seen and "array" in kinds:
            self._note_proved(node)
            return
        if not meanings:
            yield from self._value(node, node.id, at)
        for each in meanings:
            if isinstance(each, Element):
                yield from self._element(node, each, kinds, at)
            elif isinstance(each, Argument):
                yield from self._argument(node, each, kinds, at)
            else:
                yield from self.opens(each, at)

    def _element(self, node: ast.Name, element: Element, kinds: frozenset[str], at: _At) -> Iterator[str]:
        if at.seen and kinds == frozenset({"number"}):
            self._note_proved(node)
        elif kinds and kinds <= {"none", "callable", "object"}:
            self._note(f"{_text(node)}, as it is set")
        elif kinds and kinds <= {"none", "truth"}:
            yield from self.opens(element.of, at)  # a step may make truths of sizes and names
        elif is_written(element.of, at.scope, self.known):
            self._note(f"{_text(node)}, one of those that are written there")
        elif holds_what_is_made(element.of, at.scope, self.known):
            # What is put into it is chosen by branches that have sides of their own.
            self._note(f"{_text(node)}, which is made anew in each step")
        else:
            yield f"{_text(node)}, one of {_text(element.of)}"

    def _argument(self, node: ast.Name, argument: Argument, kinds: frozenset[str], at: _At) -> Iterator[str]:
        for scope, given in argument.given:
            if isinstance(given, ast.Constant):
                self._note(f"{_text(node)}, as it is given")
            yield from self.opens(given, at.of(scope))
        if argument.given:
            return
        if at.seen and kinds & {"number", "array"}:
            self._note_proved(node)
        elif kinds and kinds <= {"none", "truth", "callable", "object"}:
            self._note(f"{_text(node)}, as it is left")
        else:
            yield _text(node)

    # What was found.

    def _note(self, clause: str) -> None:
        self.fixed.setdefault(clause)

    def _note_proved(self, node: ast.expr) -> None:
        self._note(f"{_text(node)}, of which the proof covers every value")


def _text(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return f"`{text if len(text) <= 60 else f'{text[:59]}…'}`"
