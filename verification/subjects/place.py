"""Where a target's name leads: a file or a module, and the class or function in it; and what was meant where it leads nowhere.

What a file or a folder has is read from its text.  Nothing of it is run.
"""

import ast
import re
from collections.abc import Sequence
from pathlib import Path

from .cells import Definition, NotebookError, cells_in, definitions
from .loading import TargetError, not_python
from .source import text_of, tree_of

HOW = "Write path/to/file.py:Name or package.module:Name."

RULED = re.compile(r"sgd|adam|moment|nesterov|grad|prop|optim|lion|muon|solver|descent", re.IGNORECASE)
"""What optimizers are called, more often than not."""

MOST = 8
"""Names that a sentence has room for."""


def parted(target: str) -> tuple[str, str]:
    """The file or module, and the name in it.  Raises `TargetError` with what was meant."""
    place, _, name = target.rpartition(":")
    if place and name and not place.endswith(":"):
        return place, name
    raise TargetError(f"{target!r} names no optimizer. {_meant(target.rstrip(':'))}")


def _meant(target: str) -> str:
    place, colons, name = target.partition("::")
    if colons:
        return f"Did you mean {place}:{name.replace('::', '.')}?"
    path = Path(target)
    if path.is_dir():
        files = sorted((*path.glob("[!_]*.py"), *path.glob("[!_]*.ipynb")))
        return _listed([f"{each}:{name}" for each in files for name in optimizers_in(each)], target)
    if path.suffix in (".py", ".ipynb"):
        if not path.is_file():
            return f"There is no file {target}. {HOW}"
        return _listed([f"{target}:{name}" for name in optimizers_in(path)], target, unreadable(path))
    module, _, name = target.rpartition(".")
    if re.fullmatch(r"\w+(\.\w+)*", module) and name.isidentifier():
        return f"Did you mean {module}:{name}?"
    return HOW


def _listed(found: list[str], place: str, why: str = "") -> str:
    if not found:
        return why or f"There is no class and no function to check in {place}. {HOW}"
    more = f", and {len(found) - MOST} more" if len(found) > MOST else ""
    return f"There {'is' if len(found) == 1 else 'are'}: {', '.join(found[:MOST])}{more}."


def unreadable(path: Path) -> str:
    """Why nothing can be read of a file; nothing where it can."""
    try:
        cells_in(path) if path.suffix == ".ipynb" else ast.parse(text_of(str(path)))
    except NotebookError as error:
        return str(error)
    except SyntaxError as error:
        return not_python(str(path), error)
    except ValueError as error:
        return f"{path} is no text: {error}."
    return ""


def optimizers_in(path: Path) -> list[str]:
    """The classes and functions of a file that may be optimizers, those that are called so if there are any."""
    read = definitions(path) if path.suffix == ".ipynb" else tree_of(str(path)).body
    return optimizers_among(read)


def optimizers_among(statements: Sequence[ast.stmt]) -> list[str]:
    """Those that some statements define."""
    found = [each.name for each in statements if isinstance(each, Definition) and _steps(each)]
    return [each for each in found if RULED.search(each)] or found


def _steps(node: Definition) -> bool:
    """Whether it is a class with a method, or a base that may have one, or a function that is given something."""
    if isinstance(node, ast.ClassDef):
        methods = (each for each in node.body if isinstance(each, ast.FunctionDef) and each.name != "__init__")
        return not node.name.startswith("_") and (any(methods) or bool(node.bases))
    return not node.name.startswith(("_", "test")) and bool(node.args.args)
