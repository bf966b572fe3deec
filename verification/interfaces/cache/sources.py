"""Whether code computes from its arguments and from what it opens alone, by what it imports and calls.

A clock, the environment, the state of the machine: code that may ask for these is checked anew each time.  What is looked at is
the target's file and the modules beside it.  Libraries may ask for them, and so they are a part of what is asked.
"""

import ast
import sys
from collections.abc import Collection, Iterator

PURE = frozenset(
    """__future__ abc array bisect cmath collections contextlib copy copyreg dataclasses decimal enum fractions functools graphlib
    heapq itertools json keyword logging math numbers operator pprint random re reprlib statistics string struct textwrap types
    typing unicodedata warnings weakref""".split()
)
"""Modules of Python's that tell nothing of what is outside; what is drawn follows from the seed."""

LIBRARIES = frozenset(
    """chex einops equinox flax jax jaxlib jaxtyping keras matplotlib ml_dtypes numpy optax pandas scipy sklearn sympy tensorflow
    torch tqdm typing_extensions""".split()
)
"""Of which it is known that they ask for nothing but the environment and the machine."""

PLACES = frozenset(
    """os.curdir os.pardir os.sep os.path.abspath os.path.basename os.path.dirname os.path.join os.path.normpath os.path.pardir
    sys.float_info sys.maxsize sys.path sys.version_info""".split()
)
"""What code may name of modules that tell of the world: where a file lies, and what Python this is."""

ASKING = frozenset("__builtins__ __import__ breakpoint compile eval exec globals input".split())
"""Names of Python's own by which code comes to what it does not import."""

DRAWN = frozenset("RandomState SeedSequence datetime64 default_rng".split())
"""What libraries give that follows neither from arguments nor from the seed."""


def is_closed(source: str, beside: Collection[str]) -> bool:
    """Whether a module asks for nothing outside; `beside` names the modules that are looked at themselves."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    nodes = [*ast.walk(tree)]
    imported = [*_imported(nodes)]
    if any(_is_foreign(module, beside) for module, _ in imported):
        return False  # it runs when it is imported
    worldly = {name for module, name in imported if _top(module) in sys.stdlib_module_names - PURE}
    names = {each for each in nodes if isinstance(each, ast.Name) and each.id in worldly | ASKING}
    attributes = [each for each in nodes if isinstance(each, ast.Attribute)]
    places = {_root(each) for each in attributes if ast.unparse(each) in PLACES}
    return "*" not in worldly and names <= places and not any(each.attr in DRAWN for each in attributes)


def _is_foreign(module: str, beside: Collection[str]) -> bool:
    """Whether a module is none of Python's, of the libraries that are known, nor of those that are looked at themselves."""
    top = _top(module)
    return bool(top) and top not in sys.stdlib_module_names | LIBRARIES and top not in beside


def _top(module: str) -> str:
    return module.partition(".")[0]


def _imported(nodes: Collection[ast.AST]) -> Iterator[tuple[str, str]]:
    """The modules that are imported, relative ones without a name, with the names that stand for what is of them."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((each.name, each.asname or each.name.partition(".")[0]) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "" if node.level else node.module or ""
            yield from ((module, each.asname or each.name) for each in node.names)


def _root(node: ast.expr) -> ast.expr:
    return _root(node.value) if isinstance(node, ast.Attribute) else node
