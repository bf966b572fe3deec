"""Names that are what the environment, or the command line, said when their module was loaded: `SCALE = os.environ["SCALE"]`.

They stay as they are in one process, and are others in the next: what a step computes with them holds in this shell alone.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache
from types import CodeType

from .source import Definition, name_of, tree_of

ASKED = frozenset("environ environb getenv argv".split())
"""What tells of the environment and of the command line."""

Binding = ast.Assign | ast.AnnAssign | ast.AugAssign


def inherited(path: str) -> frozenset[str]:
    """The names of a file, and of its classes, that hold such a thing, or something that was made of one or chosen by it."""
    return _of_file(path)[0]


def computed_with(code: CodeType) -> tuple[str, ...]:
    """Those that a function speaks of elsewhere than where it asks them which way to go, which is accounted for by itself."""
    names, spoken = _of_file(code.co_filename)
    return tuple(sorted(names & {*code.co_names} & spoken.get(code.co_firstlineno, names)))


@lru_cache(maxsize=64)
def _of_file(path: str) -> tuple[frozenset[str], dict[int, frozenset[str]]]:
    """The names; and what each function that begins at a line speaks of outside its questions."""
    tree = tree_of(path)
    if not _speaks(tree, ASKED):
        return frozenset(), {}
    asking = ASKED | {node.name for node in tree.body if isinstance(node, Definition) and _speaks(node, ASKED)}
    names = frozenset(_bound(tree.body, set(asking)))
    functions = [node for node in ast.walk(tree) if isinstance(node, Definition)]
    return names, {_first_line(node): frozenset(_outside_questions(node)) for node in functions}


def _bound(body: Iterable[ast.stmt], asking: set[str]) -> Iterator[str]:
    """The names that a body binds to what is asked; each is from there on one that tells of it."""
    for node in body:
        if isinstance(node, Binding):
            found = _targets(node) if node.value is not None and _speaks(node.value, asking) else []
        elif isinstance(node, ast.If | ast.Try | ast.With):
            chosen = isinstance(node, ast.If) and _speaks(node.test, asking)
            found = [*_every_name(node)] if chosen else [*_bound(_inside(node), asking)]
        else:
            found = [*_bound(node.body, asking)] if isinstance(node, ast.ClassDef) else []
        asking |= {*found}
        yield from found


def _inside(node: ast.If | ast.Try | ast.With) -> Iterator[ast.stmt]:
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.stmt):
            yield each
        elif isinstance(each, ast.ExceptHandler):
            yield from each.body


def _every_name(node: ast.stmt) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, Binding):
            yield from _targets(each)
        elif isinstance(each, Definition | ast.ClassDef):
            yield each.name


def _targets(node: Binding) -> list[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]


def _speaks(node: ast.AST, names: Iterable[str]) -> bool:
    return any(isinstance(each, ast.Name | ast.Attribute) and name_of(each) in names for each in ast.walk(node))


def _first_line(node: Definition) -> int:
    return min(each.lineno for each in (node, *node.decorator_list))


def _outside_questions(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name | ast.Attribute):
        yield name_of(node)
    questions = (node.test,) if isinstance(node, ast.If) else ()
    for each in ast.iter_child_nodes(node):
        if each not in questions:
            yield from _outside_questions(each)
