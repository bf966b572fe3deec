"""Names that a file binds under `if __name__ == "__main__":` alone, and that its classes and functions read all the same."""

import ast
import builtins
from collections.abc import Iterator
from functools import lru_cache
from types import ModuleType

from .source import name_of, tree_of
from .supplied import note

MAKERS = frozenset(
    "list dict set tuple int float str bool range deque defaultdict zeros ones empty array asarray arange linspace full "
    "random default_rng RandomState seed".split()
)
"""What may be called to make such a value: it reads no file, opens no window and trains nothing."""

MODULES = frozenset("collections itertools math functools random numpy".split())
"""Where these are imported from."""


def supply_guarded(module: ModuleType, path: str) -> None:
    """Bind those whose value is plain, as the file does it when it is run."""
    tree = tree_of(path)
    missing = read_names(tree) - vars(module).keys() - vars(builtins).keys()
    if not missing:
        return
    before = {*vars(module)}
    for statement in _guarded(tree):
        names = _bound(statement)
        value = getattr(statement, "value", None)
        if not names or names & before or not (_is_import(statement) or (value is not None and _is_plain(value))):
            continue
        try:
            exec(compile(ast.Module([statement], []), path, "exec"), vars(module))  # noqa: S102 - it is a statement of the file's own
        except Exception:  # noqa: BLE001 - then it stays as unbound as it was
            continue
    for name in sorted(vars(module).keys() - before):
        if name in missing:
            note("guard", name)
        else:
            delattr(module, name)


@lru_cache(maxsize=8)
def read_names(tree: ast.Module) -> frozenset[str]:
    """The names that functions and methods read and never give a value."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            inside = [*ast.walk(node)]
            names = [each for each in inside if isinstance(each, ast.Name)]
            own = {each.id for each in names if not isinstance(each.ctx, ast.Load)}
            own |= {each.arg for each in inside if isinstance(each, ast.arg)}
            found |= {each.id for each in names} - own
    return frozenset(found)


def _guarded(tree: ast.Module) -> Iterator[ast.stmt]:
    for node in tree.body:
        if isinstance(node, ast.If) and "__name__" in {
            each.id for each in ast.walk(node.test) if isinstance(each, ast.Name)
        }:
            yield from node.body


def _bound(statement: ast.stmt) -> set[str]:
    """The names that it binds."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {each.asname or each.name.partition(".")[0] for each in statement.names}
    return {each.id for each in _targets(statement) if isinstance(each, ast.Name)}


def _targets(statement: ast.stmt) -> list[ast.expr]:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
    return [part for each in targets for part in (each.elts if isinstance(each, ast.Tuple) else [each])]


def _is_import(statement: ast.stmt) -> bool:
    """Whether it imports what such values are made with."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module in MODULES and not any(each.name == "*" for each in statement.names)
    return isinstance(statement, ast.Import) and all(each.name in MODULES for each in statement.names)


def _is_plain(value: ast.expr) -> bool:
    """Whether it is made of numbers and words, in the usual collections and arrays."""
    return all(
        not isinstance(each, ast.Await | ast.Yield | ast.NamedExpr | ast.Lambda)
        and (not isinstance(each, ast.Call) or name_of(each.func) in MAKERS)
        for each in ast.walk(value)
    )
