"""What the source of a function says about how it is meant to be called; nothing where there is no source."""

import ast
import inspect
import linecache
import sys
import textwrap
import types
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

METHODS = frozenset({*dir(np.ndarray), *dir(list), *dir(dict), *dir(str)})
"""Methods of what is no function."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def text_of(path: str) -> str:
    """The text of a file, or of a notebook's cell, which Python keeps by the name that stands for its file; else nothing."""
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return "".join(linecache.getlines(path))


def shown(path: str) -> str:
    """A file as people know it: relative to the working directory where it lies below it; a cell as IPython calls it."""
    file = Path(path)
    if not file.is_file():
        return _cell(path)
    file = file.resolve()
    return (file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file).as_posix()


def _cell(path: str) -> str:
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    named = getattr(getattr(shell, "compile", None), "format_code_name", lambda _: None)(path)
    return " ".join(named) if named else path


def tree_of(path: str) -> ast.Module:
    """The syntax tree of a file, which is not to be changed; one without statements where it cannot be read."""
    try:
        return _parsed(text_of(path))
    except (SyntaxError, ValueError):
        return ast.Module([], [])


@lru_cache(maxsize=8)
def _parsed(text: str) -> ast.Module:
    return ast.parse(text)


@lru_cache(maxsize=512)
def definition(function: Any) -> Definition | None:
    """The syntax tree of a function."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError, SyntaxError, ValueError):
        return None
    first = tree.body[0] if tree.body else None
    return first if isinstance(first, Definition) else None


def name_of(callee: ast.expr) -> str:
    """The last name of what is called; nothing where it has none."""
    if isinstance(callee, ast.Attribute):
        return callee.attr
    return callee.id if isinstance(callee, ast.Name) else ""


def called(function: Any) -> set[str]:
    """The names that it calls, by themselves or one of their own attributes: `f(x)`, `f.gradient(x)`."""
    found: set[str] = set()
    for node in _nodes(function):
        if isinstance(node, ast.Call):
            callee = node.func
            if isinstance(callee, ast.Attribute) and callee.attr not in METHODS:
                callee = callee.value
            if isinstance(callee, ast.Name):
                found.add(callee.id)
    return found


def unused(function: Any, names: Iterable[str]) -> set[str]:
    """Those of the names that stand nowhere in it."""
    used = {node.id for node in _nodes(function) if isinstance(node, ast.Name)}
    return {name for name in names if name not in used} if definition(function) is not None else set()


def passed_on(function: Any) -> set[str]:
    """The names that it only hands on to other functions."""
    handed, used = set[int](), list[ast.Name]()
    for node in _nodes(function):
        if isinstance(node, ast.Call):
            handed |= {id(argument) for argument in node.args} | {id(argument.value) for argument in node.keywords}
        elif isinstance(node, ast.Name):
            used.append(node)
    elsewhere = {each.id for each in used if id(each) not in handed}
    return {each.id for each in used} - elsewhere


def handing_on(function: Any, rest: str) -> Iterator[tuple[ast.Call, Any]]:
    """The calls in which it hands on its `**rest`, each with the function that is called."""
    for node in _nodes(function):
        if isinstance(node, ast.Call) and any(
            each.arg is None and isinstance(each.value, ast.Name) and each.value.id == rest for each in node.keywords
        ):
            callee = _meant(node.func, function)
            if callee is not None:
                yield node, callee


def _meant(expr: ast.expr, function: Any) -> Any:
    """What a name, an attribute, or a method of `super()` stands for in a function; None where that cannot be told."""
    if isinstance(expr, ast.Name):
        free = inspect.getclosurevars(function)
        return {**free.builtins, **free.globals, **free.nonlocals}.get(expr.id)
    if not isinstance(expr, ast.Attribute):
        return None
    if isinstance(expr.value, ast.Call) and isinstance(expr.value.func, ast.Name) and expr.value.func.id == "super":
        names = expr.value.args[:1]
        cls = _meant(names[0], function) if names else inspect.getclosurevars(function).nonlocals.get("__class__")
        above = inspect.getmro(cls)[1:] if inspect.isclass(cls) else ()
        method = next((vars(each)[expr.attr] for each in above if expr.attr in vars(each)), None)
        return types.MethodType(method, cls) if inspect.isfunction(method) else None
    return getattr(_meant(expr.value, function), expr.attr, None)


def returned(function: Any) -> tuple[str, ...]:
    """What the items of the last thing that it returns are called; "" where an item is no plain name."""
    found: tuple[str, ...] = ()
    own = definition(function)
    for node in _own_nodes(own) if own is not None else ():
        if isinstance(node, ast.Return) and node.value is not None:
            items = node.value.elts if isinstance(node.value, ast.Tuple | ast.List) else [node.value]
            found = tuple(item.id if isinstance(item, ast.Name) else "" for item in items)
    return found


def parts_of(function: Any, name: str) -> int:
    """Into how many a value of that name is taken apart: 2 in `m, v = state`; 0 where it is not."""
    for node in _nodes(function):
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Name) or node.value.id != name:
            continue
        if isinstance(node.targets[0], ast.Tuple | ast.List):
            return len(node.targets[0].elts)
    return 0


def assigned(function: Any) -> set[str]:
    """The names that it gives a value, or whose items it gives one."""
    found: set[str] = set()
    for node in _nodes(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
            found.add(node.value.id)
    return found


def keys(function: Any, name: str) -> tuple[str, ...]:
    """The words by which it asks a dict of that name: `hyperparams["lr"]`, `hyperparams.get("lr")`."""
    found: dict[str, None] = {}
    for node in _nodes(function):
        holder, asked = None, None
        if isinstance(node, ast.Subscript):
            holder, asked = node.value, node.slice
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and node.args
        ):
            holder, asked = node.func.value, node.args[0]
        word = asked.value if isinstance(asked, ast.Constant) else None
        if isinstance(holder, ast.Name) and holder.id == name and isinstance(word, str):
            found[word] = None
    return tuple(found)


@lru_cache(maxsize=128)
def attributes(cls: Any) -> tuple[str, ...]:
    """The attributes that the methods of a class, or a function, read or write of things other than `self`."""
    found: dict[str, None] = {}
    kinds = [kind for kind in inspect.getmro(cls) if kind is not object] if inspect.isclass(cls) else [cls]
    for kind in kinds:
        try:
            tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
        except (OSError, TypeError, SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and not (isinstance(node.value, ast.Name) and node.value.id == "self"):
                found[node.attr] = None
    return tuple(found)


@lru_cache(maxsize=128)
def words_of_items(cls: type) -> tuple[str, ...]:
    """The words by which a class asks anything for an item, or an attribute: `layer["weights"]`, `getattr(layer, "W")`."""
    nodes = [node for kind in cls.__mro__[:-1] for node in _statements(kind)]
    words = [node.slice for node in nodes if isinstance(node, ast.Subscript)]
    if any(isinstance(node, ast.Name) and node.id == "getattr" for node in nodes):
        # It asks for attributes by words, which it may go through: `for name in ("W", "b")`.
        words += [each for node in nodes if isinstance(node, ast.Tuple | ast.List) for each in node.elts]
        words += [each for node in nodes if isinstance(node, ast.Call) for each in node.args]
    keys = (word.value for word in words if isinstance(word, ast.Constant))
    return tuple(dict.fromkeys(key for key in keys if isinstance(key, str) and key.isidentifier()))


@lru_cache(maxsize=128)
def asked_kinds(cls: type) -> tuple[type, ...]:
    """The classes of its own file that a class asks for, `isinstance(layer, Linear)`, or that it knows by their names."""
    found: dict[type, None] = {}
    module = sys.modules.get(cls.__module__)
    for kind in cls.__mro__[:-1]:
        for node in _statements(kind):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
                for name in [each.id for each in ast.walk(node.args[-1]) if isinstance(each, ast.Name)]:
                    asked = getattr(module, name, None)
                    if isinstance(asked, type) and asked.__module__ == cls.__module__:
                        found[asked] = None
            elif (
                isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "__name__"
            ):
                words = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
                found |= {type(word, (), {}): None for word in words if isinstance(word, str) and word.isidentifier()}
    return tuple(found)


def _statements(cls: type) -> Iterator[ast.AST]:
    for value in vars(cls).values():
        if inspect.isfunction(value):
            yield from _nodes(value)


def _nodes(function: Any) -> Iterator[ast.AST]:
    own = definition(function)
    for statement in own.body if own is not None else ():
        yield from ast.walk(statement)


def _own_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, those of functions inside it left out, in the order of the text."""
    for child in ast.iter_child_nodes(tree):
        if not isinstance(child, Definition | ast.Lambda | ast.ClassDef):
            yield child
            yield from _own_nodes(child)
