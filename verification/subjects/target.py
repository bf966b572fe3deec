"""Find what the user points at: `path/to/file.py:Name` or `package.module:Name`."""

import ast
import hashlib
import importlib
import importlib.util
import inspect
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import partial, wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from ..process.child import ALLOWED
from .environment import tell_libraries
from .module_state import rewinder
from .old_numpy import supply_for_error, supply_for_source

MANY_STEPS = 3000
"""Steps of a long run, where a step is a few operations of NumPy's."""


class TargetError(Exception):
    """The target cannot be found or imported; the message says what to do."""


@dataclass(frozen=True)
class Target:
    """Somebody's optimizer: a class or a function, and the module that it lives in.

    Attributes:
        rewind: put what the module keeps for all runs back as it was when it was loaded.  Every run begins so, but for those
            of one check: what a class or a default argument keeps fails that check, and nothing else.
        flushed: the dtypes whose subnormals the library that it computes with takes for zero.
        compiles: whether that library may compile a step as a whole.
        most_steps: how many steps of a tiny parameter that library makes in about a tenth of a second.
    """

    label: str
    object: Any
    module: ModuleType | None
    rewind: Callable[[], None] = lambda: None
    flushed: frozenset[str] = frozenset()
    compiles: bool = False
    most_steps: int = MANY_STEPS

    @property
    def is_class(self) -> bool:
        return inspect.isclass(self.object)


def load(target: Any) -> Target:
    """The class or function that `target` names, or is.  Raises `TargetError`."""
    tell_libraries()
    if not isinstance(target, str):
        if not callable(target):
            raise TargetError(f"A target is a class, a function or 'file.py:Name'; {target!r} is none of these.")
        module = sys.modules.get(getattr(target, "__module__", ""))
        return Target(getattr(target, "__qualname__", repr(target)), _function_of(target), module, rewinder(module))
    place, _, name = target.rpartition(":")
    if not place or not name:
        raise TargetError(f"{target!r} names no optimizer. Write path/to/file.py:Name or package.module:Name.")
    module = _from_file(place) if place.endswith(".py") or "/" in place else _from_module(place)
    return Target(target, _attribute(module, name, place), module, rewinder(module))


def _from_file(place: str) -> ModuleType:
    path = Path(place)
    if not path.is_file():
        folder = path.parent if path.parent.is_dir() else Path()
        close = get_close_matches(path.name, [each.name for each in folder.glob("*.py")], n=1)
        hint = f" Did you mean {folder / close[0]}?" if close else ""
        raise TargetError(f"There is no file {place}.{hint}")
    path = path.resolve()
    supply_for_source(path)
    name = own_name(path)
    package = _package_of(path)
    if package:
        root, dotted = package
        _give_name(dotted.partition(".")[0], root)
        sys.path.insert(0, str(root))
        try:
            return _run(lambda: importlib.import_module(dotted), place)
        finally:
            sys.path.remove(str(root))
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    sys.path.insert(0, str(path.parent))
    loader = spec.loader

    def execute() -> ModuleType:
        loader.exec_module(module)
        return module

    return _run(execute, place)


def own_name(path: Path) -> str:
    """The name under which a file by itself is imported, so that no other module is in its way."""
    return f"{path.stem}_{hashlib.sha1(str(path).encode(), usedforsecurity=False).hexdigest()[:8]}"


def _package_of(path: Path) -> tuple[Path, str] | None:
    """The root and the dotted name of a file that imports its neighbours relatively, whether its folder says so or not."""
    level = _relative_level(path)
    if not level:
        return None
    parts, folder = [path.stem], path.parent
    while level > 0 or (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder, level = folder.parent, level - 1
    return folder, ".".join(parts)


def _give_name(name: str, root: Path) -> None:
    """Let a package's name mean the folder under `root`, whatever else is called so, imported before or installed."""
    folder = root / name
    if str(folder) in getattr(sys.modules.get(name), "__path__", ()):
        return
    for each in [known for known in sys.modules if f"{known}.".startswith(f"{name}.")]:
        del sys.modules[each]
    if not (folder / "__init__.py").is_file():
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__path__ = [str(folder)]


def _relative_level(path: Path) -> int:
    """How many folders up the relative imports of a file reach; 0 where it has none."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8", errors="replace"))
    except (SyntaxError, ValueError):
        return 0
    return max((node.level for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)), default=0)


def _from_module(place: str) -> ModuleType:
    sys.path.insert(0, "")
    try:
        return _run(lambda: importlib.import_module(place), place)
    finally:
        sys.path.remove("")


def _run(load_module: Any, place: str) -> ModuleType:
    try:
        return load_module()
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if supply_for_error(error) or _put_on_path(error, place):
            return _run(load_module, place)
        raise TargetError(_import_advice(error, place)) from error


def _put_on_path(error: BaseException, place: str) -> bool:
    """Put on `sys.path` the folder beside or above the file in which a missing module is found, if there is one."""
    if not isinstance(error, ModuleNotFoundError) or not error.name or not place.endswith(".py"):
        return False
    missing = error.name.partition(".")[0]
    for folder in Path(place).resolve().parents:
        for root in (folder, folder / "src"):
            there = (root / f"{missing}.py").is_file() or any((root / missing).glob("*.py"))
            if there and str(root) not in sys.path:
                sys.path.insert(0, str(root))
                importlib.invalidate_caches()
                sys.modules.pop(missing, None)
                return True
    return False


def _import_advice(error: BaseException, place: str) -> str:
    if isinstance(error, ModuleNotFoundError):
        missing = error.name or "a module"
        if missing == place or place.startswith(f"{missing}."):
            return (
                f"There is no module {missing!r}. Is it installed here, or did you mean a file (path/to/file.py:Name)?"
            )
        return (
            f"Importing {place} needs the module {missing!r}, which is not here: not installed, nor in a folder beside the "
            "file or above it. Install it, or set PYTHONPATH to the folder in which it lies."
        )
    if isinstance(error, SyntaxError):
        return f"{place} is not valid Python: {error.msg} (line {error.lineno})."
    if isinstance(error, SystemExit):
        return f'Importing {place} calls sys.exit({error.code!r}). Guard it with `if __name__ == "__main__":`.'
    if isinstance(error, ImportError) and error.name and "cannot import name" in str(error):
        where = getattr(error, "path", None) or error.name
        return f"Importing {place} fails: {describe(error)}. The module that was found is {where}; is it the right one?"
    return f"Importing {place} fails: {describe(error)}."


def _attribute(module: ModuleType, name: str, place: str) -> Any:
    value: Any = module
    for part in name.split("."):
        if not hasattr(value, part):
            known = [each for each, thing in vars(value).items() if callable(thing) and not each.startswith("__")]
            close = get_close_matches(part, known, n=1, cutoff=0.4)
            own = [each for each in known if getattr(getattr(value, each), "__module__", None) == module.__name__]
            hint = (
                f"Did you mean {close[0]!r}?" if close else f"It has: {', '.join(own or known) or 'nothing to check'}."
            )
            raise TargetError(f"{place} has no {part!r}. {hint}")
        value = getattr(value, part)
    if not callable(value):
        raise TargetError(f"{name} in {place} is a {type(value).__name__}, not a class or a function.")
    return _function_of(value)


def _function_of(value: Any) -> Any:
    """A function with some arguments fixed beforehand, `functools.partial`, as the function that it is."""
    if not (isinstance(value, partial) and inspect.isfunction(value.func)):
        return value

    @wraps(value.func)
    def fixed(*args: Any, **kwargs: Any) -> Any:
        return value(*args, **kwargs)

    fixed.__signature__ = inspect.signature(value)  # type: ignore[attr-defined]
    return fixed


ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
"""Where an object lies in memory: another place in every run."""


def describe(error: BaseException) -> str:
    """An exception as part of a sentence."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - somebody's exception may fail to speak
        text = ""
    text = ADDRESS.sub("", text)
    if len(text) > 200:
        text = text[:200] + "…"
    said = f"{type(error).__name__}: {text}" if text else type(error).__name__
    allowed = ALLOWED.get()
    if allowed is None or not isinstance(error, MemoryError):
        return said
    return f"{said.rstrip('.')}; it asked for more than {allowed} MB of memory"
