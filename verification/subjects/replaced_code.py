"""Other code in the place of a function's, for a while, wherever its file was imported."""

import ast
import inspect
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from .cells import cells_of


class StillbornError(Exception):
    """The change makes no code that could take the place of the function's."""


class AbsentError(Exception):
    """The function's file was not imported, so there is nothing whose place could be taken."""


def code_in(tree: ast.Module, path: str, qualname: str) -> CodeType:
    """The code of a function in a file's syntax tree.  Raises `StillbornError`."""
    try:
        whole = compile(ast.fix_missing_locations(tree), path, "exec")
    except (SyntaxError, ValueError, TypeError) as error:
        raise StillbornError(str(error)) from error
    return [each for each in codes_in(whole) if each.co_qualname == qualname][-1]


def codes_in(code: CodeType) -> Iterator[CodeType]:
    """A code object, and those of the functions and comprehensions in it."""
    yield code
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from codes_in(each)


@contextmanager
def replaced(path: str, qualname: str, code: CodeType) -> Generator[None]:
    """Have the code in the place of the function's, wherever its file was imported.

    Raises `StillbornError` and `AbsentError`.
    """
    functions = [*_living(path, qualname)]
    if not functions:
        raise AbsentError(f"{path} is not imported here")
    before = [each.__code__ for each in functions]
    try:
        for each in functions:
            each.__code__ = code
    except ValueError as error:
        raise StillbornError(str(error)) from error
    try:
        yield
    finally:
        for each, own in zip(functions, before, strict=True):
            each.__code__ = own


def _living(path: str, qualname: str) -> Iterator[FunctionType]:
    for module in modules_from(path):
        value: Any = module
        for name in qualname.split("."):
            value = inspect.getattr_static(value, name, None)
        yield from functions_behind(value)


def functions_behind(value: Any) -> list[FunctionType]:
    """The function that a property, a method or a decorated function is made of; nothing for what has none."""
    value = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
    value = inspect.unwrap(value) if callable(value) else value
    return [value] if isinstance(value, FunctionType) else []


def modules_from(path: str) -> Iterator[ModuleType]:
    """The modules that were loaded from a file; the notebook where it is none, but the name of a cell."""
    if not Path(path).is_file():
        yield next((each for each in [*sys.modules.values()] if path in cells_of(each)), sys.modules["__main__"])
        return
    name = Path(path).name
    for module in [*sys.modules.values()]:
        file = getattr(module, "__file__", None)
        # Most of thousands of modules are told by the end of the text alone.
        if (
            isinstance(file, str)
            and file.endswith(name)
            and Path(file).name == name
            and str(Path(file).resolve()) == path
        ):
            yield module
