"""Mutants: somebody's optimizer with one small change, as code that can be put in the place of theirs."""

import ast
import hashlib
import inspect
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType, FunctionType

from ..subjects.loading import own_name
from ..subjects.replaced_code import StillbornError, code_in, functions_behind, modules_from, replaced
from ..subjects.target import Target
from . import edits as edits_module, operators
from .edits import edits, put_before
from .operators import Function
from .reached import mark


@dataclass(frozen=True)
class Mutant:
    """One small change of one function.

    Attributes:
        path: the file.
        module: the name under which it was imported, where it was found.
        function: the function's qualified name.
        number: which of its edits.
        kind: what kind of edit.
        before, after: the statement, as it is and as it becomes; "" where it is deleted.
        source: a hash of the file, and of what makes the edits: where either is changed, there are other mutants.
    """

    path: str
    module: str
    function: str
    number: int
    kind: str
    line: int
    before: str
    after: str
    source: str

    @property
    def id(self) -> str:
        return f"{self.source}:{self.function}:{self.number}"


def mutants_of(target: Target) -> list[Mutant]:
    """Every mutant of the functions that the target is made of."""
    return [each for function in functions_of(target) for each in mutants_in(function)]


def functions_of(target: Target) -> list[FunctionType]:
    """The functions of a class, of those that it inherits from in the same package, and the helpers in its module."""
    if inspect.isclass(target.object):
        package = target.object.__module__.partition(".")[0]
        classes = [each for each in target.object.__mro__ if each.__module__.partition(".")[0] == package]
        found = [function for each in classes for value in vars(each).values() for function in functions_behind(value)]
    else:
        found = functions_behind(target.object)
    for function in found:
        for name in function.__code__.co_names:
            found += [
                each for each in functions_behind(function.__globals__.get(name)) if _is_helper(each, function, found)
            ]
    return [each for each in dict.fromkeys(found) if "<locals>" not in each.__qualname__ and _has_source(each)]


def _is_helper(function: FunctionType, caller: FunctionType, found: list[FunctionType]) -> bool:
    return function not in found and function.__module__ == caller.__module__ and "." not in function.__qualname__


def _has_source(function: FunctionType) -> bool:
    return Path(function.__code__.co_filename).is_file()


def mutants_in(function: FunctionType) -> Iterator[Mutant]:
    """Every mutant of one function."""
    path = str(Path(function.__code__.co_filename).resolve())
    text, source = _read(path)
    node = _node(ast.parse(text), function.__qualname__)
    for number, edit in enumerate([] if node is None else [*edits(node)]):
        before, after = edit.shown()
        if before != after:
            line = edit.statement.lineno
            yield Mutant(
                path, function.__module__, function.__qualname__, number, edit.kind, line, before, after, source
            )


@lru_cache(maxsize=64)
def _read(path: str) -> tuple[str, str]:
    text = Path(path).read_text(encoding="utf-8")
    everything = text + inspect.getsource(edits_module) + inspect.getsource(operators)
    return text, hashlib.sha1(everything.encode(), usedforsecurity=False).hexdigest()[:12]


def _node(tree: ast.Module, qualname: str) -> Function | None:
    """The definition of that qualified name; the last one, where there are several."""
    body: list[ast.stmt] = tree.body
    *owners, name = qualname.split(".")
    for owner in owners:
        body = next((each.body for each in reversed(body) if isinstance(each, ast.ClassDef) and each.name == owner), [])
    return next((each for each in reversed(body) if isinstance(each, Function) and each.name == name), None)


def code_of(mutant: Mutant, *, marked: bool = False) -> CodeType:
    """The function's code with the change made, and marked where it was made.  Raises `StillbornError`."""
    tree = ast.parse(_read(mutant.path)[0])
    node = _node(tree, mutant.function)
    if node is None:
        raise StillbornError(f"there is no {mutant.function} in {mutant.path}")
    edit = [*edits(node)][mutant.number]
    put_before(node, edit, mark()) if marked else edit.make()
    return code_in(tree, mutant.path, mutant.function)


@contextmanager
def planted(mutant: Mutant, *, marked: bool = False) -> Generator[None]:
    """Have the mutant in the place of the function, wherever its file was imported; marked where it differs, if asked.

    Raises `StillbornError` and `AbsentError`.
    """
    with replaced(mutant.path, mutant.function, code_of(mutant, marked=marked)):
        yield


def is_imported(mutant: Mutant) -> bool:
    """Whether anybody but optproof has imported the function's file."""
    return any(module.__name__ != own_name(Path(mutant.path)) for module in modules_from(mutant.path))
