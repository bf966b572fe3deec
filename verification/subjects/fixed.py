"""Steps that take their parameters apart by number or by name, and so are made for so many of them: `w, b = params`."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from .source import Definition, definition, name_of

COPYING = frozenset("dict list tuple copy deepcopy".split())
"""Functions whose result is taken apart in the place of what they are given."""


@dataclass(frozen=True)
class Fixed:
    """How many parameters a step is made for.

    Attributes:
        count: how many arrays.
        packed: a list of them, a list of pairs, a dict by their names, or a dict of dicts.
        keys: the names of the parameters, in the order of the text; with a stroke between two names of a dict of dicts.
        prefix: what stands before them in the names of the gradients.
    """

    count: int
    packed: Literal["list", "tuples", "dict", "nested"]
    keys: tuple[str, ...] = ()
    prefix: str = ""


def fixed(function: Any, parameters: Iterable[str], gradients: Iterable[str]) -> Fixed | None:
    """Into what a step takes the arguments of these names apart; None where it goes through any number of items."""
    ours = next((found for each in parameters if (found := _apart(function, each)) is not None), None)
    theirs = next((found for each in gradients if (found := _apart(function, each)) is not None), None)
    if theirs is None or not theirs.keys:
        return ours or theirs
    if ours is None or not ours.keys:
        prefix = "d" if all(len(each) > 1 and each[0] == "d" for each in theirs.keys) else ""
        return replace(theirs, keys=tuple(each.removeprefix(prefix) for each in theirs.keys), prefix=prefix)
    prefix = _prefix(ours.keys, theirs.keys)
    return None if prefix is None else replace(ours, prefix=prefix)


def _prefix(keys: Sequence[str], others: Sequence[str]) -> str | None:
    """What stands before each of the keys in one of the others: "d" in `dW1`; None where they are called otherwise."""
    prefixes = [others[0].removesuffix(key) for key in keys if others[0].endswith(key)]
    return next((each for each in prefixes if {each + key for key in keys} >= {*others}), None)


@lru_cache(maxsize=512)
def _apart(function: Any, argument: str) -> Fixed | None:
    own = definition(function)
    if own is None:
        return None
    found = next((each for each in map(_of_pattern, _patterns(own, argument)) if each is not None), None)
    return found or _of_items(own, argument)


# Taken apart in one statement.


def _patterns(own: Definition, argument: str) -> Iterator[ast.Tuple | ast.List]:
    """What the argument is unpacked into."""
    for node in ast.walk(own):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = [(target, node.value)]
                if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    pairs += zip(target.elts, node.value.elts, strict=False)
                yield from (
                    one
                    for one, value in pairs
                    if isinstance(one, ast.Tuple | ast.List) and isinstance(value, ast.Name) and value.id == argument
                )


def _of_pattern(pattern: ast.Tuple | ast.List) -> Fixed | None:
    parts = pattern.elts
    pairs = [len(each.elts) == 2 for each in parts if isinstance(each, ast.Tuple | ast.List)]
    if any(isinstance(each, ast.Starred) for each in parts) or (
        pairs and not (all(pairs) and len(pairs) == len(parts))
    ):
        return None
    return Fixed(2 * len(parts), "tuples") if pairs else Fixed(len(parts), "list")


# Taken apart item by item.


def _of_items(own: Definition, argument: str) -> Fixed | None:
    """By the items that are asked for, if nothing else is done with it."""
    over = {id(inner): node for node in ast.walk(own) for inner in ast.iter_child_nodes(node)}
    words = {
        node.target.id: [each.value for each in node.iter.elts if isinstance(each, ast.Constant)]
        for node in ast.walk(own)
        if isinstance(node, ast.For | ast.comprehension)
        and isinstance(node.target, ast.Name)
        and isinstance(node.iter, ast.Tuple | ast.List)
    }
    items: dict[Any, None] = {}
    for node in ast.walk(own):
        if isinstance(node, ast.Name) and node.id == argument and isinstance(node.ctx, ast.Load):
            asked = _asked(node, over, words)
            if asked is None:
                return None
            items |= dict.fromkeys(asked)
    return _of_keys([*items])


def _asked(node: ast.Name, over: dict[int, ast.AST], words: dict[str, list[Any]]) -> list[Any] | None:
    """The items for which it is asked in one place; None where it may be any."""
    above = over[id(node)]
    if isinstance(above, ast.Return) or (isinstance(above, ast.Tuple) and isinstance(over[id(above)], ast.Return)):
        return []
    if isinstance(above, ast.Call) and name_of(above.func) in COPYING:
        return []
    index: ast.expr | None = None
    if isinstance(above, ast.Subscript) and above.value is node:
        index = above.slice
    elif isinstance(above, ast.Attribute):
        call = over[id(above)]
        if above.attr == "copy":
            return []
        if above.attr == "get" and isinstance(call, ast.Call) and call.args:
            index = call.args[0]
    outer = None if index is None else _meant(index, words)
    further = over[id(above)]
    if outer is None or not (isinstance(further, ast.Subscript) and further.value is above):
        return outer
    inner = _meant(further.slice, words)
    # A number asks for an element, or for a row.
    named = inner is not None and all(isinstance(each, str) for each in (*outer, *inner))
    return [(one, other) for one in outer for other in inner or ()] if named else outer


def _meant(index: ast.expr, words: dict[str, list[Any]]) -> list[Any] | None:
    """What an index may be: a constant, or a name that goes through some, with a word before it."""
    if isinstance(index, ast.Constant):
        return [index.value]
    if isinstance(index, ast.Name):
        return words.get(index.id)
    parts = [index.left, index.right] if isinstance(index, ast.BinOp) and isinstance(index.op, ast.Add) else []
    if isinstance(index, ast.JoinedStr):
        parts = [each.value if isinstance(each, ast.FormattedValue) else each for each in index.values]
    if len(parts) != 2:
        return None
    one, other = (_meant(each, words) for each in parts)
    found = [] if one is None or other is None else [(a, b) for a in one for b in other]
    return [a + b for a, b in found if isinstance(a, str) and isinstance(b, str)] or None


def _of_keys(items: list[Any]) -> Fixed | None:
    if not items:
        return None
    if all(isinstance(each, tuple) for each in items):
        return Fixed(len(items), "nested", tuple("/".join(map(str, each)) for each in items))
    if all(isinstance(each, str) for each in items):
        return Fixed(len(items), "dict", tuple(items))
    numbers = sorted(each for each in items if type(each) is int)
    return Fixed(len(items), "list") if numbers == [*range(len(items))] else None
