"""Import the file or the module that somebody points at, in whatever package it lies."""

import ast
import hashlib
import importlib
import importlib.util
import re
import sys
from collections.abc import Callable
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from ..process.child import ALLOWED
from . import old_python
from .absent import standing_in, stood_in
from .cells import NotebookError, load_cells
from .guarded import read_names, supply_guarded
from .old_numpy import supply_for_error, supply_for_source
from .source import tree_of
from .supplied import note


class TargetError(Exception):
    """The target cannot be found or imported; the message says what to do."""


def module_at(place: str, wanted: str) -> ModuleType:
    """The module in a file, or of that name; of a notebook, what `wanted` needs.  Raises `TargetError`."""
    if place.endswith((".py", ".ipynb")) or "/" in place:
        return _from_file(place, wanted)
    sys.path.insert(0, "")
    try:
        return _run(lambda: importlib.import_module(place), place, lambda _: False)
    finally:
        sys.path.remove("")


def _from_file(place: str, wanted: str) -> ModuleType:
    path = Path(place)
    if not path.is_file():
        folder = path.parent if path.parent.is_dir() else Path()
        close = get_close_matches(path.name, [each.name for each in folder.glob(f"*{path.suffix or '.py'}")], n=1)
        hint = f" Did you mean {folder / close[0]}?" if close else ""
        raise TargetError(f"There is no file {place}.{hint}")
    path = path.resolve()
    supply_for_source(path)
    package = _package_of(path)
    tried = {package}

    def load() -> ModuleType:
        if path.suffix == ".ipynb":
            return _as_notebook(path, place, wanted)
        return _as_file(path) if package is None else _in_package(*package)

    def mended(error: BaseException) -> bool:
        nonlocal package
        own = _own_package(error, path)
        if own is not None and own not in tried:
            tried.add(own)
            package = own
            return True
        if _put_on_path(error, path):
            return True
        inside = package[1].partition(".")[0] if package is not None else ""
        missing = _missing(error)
        return bool(missing) and stand_in(missing, inside)

    with standing_in() as stand_in:
        module = _run(load, place, mended)
    for each in stood_in(module):
        note("module", each)
    supply_guarded(module, str(path))
    old_python.supply_for_names(module, read_names(tree_of(str(path))))
    return module


def _as_file(path: Path) -> ModuleType:
    """A file by itself, with its folder on the path as Python has it for a script."""
    name = own_name(path)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    _see_neighbours(path)
    spec.loader.exec_module(module)
    return module


def _as_notebook(path: Path, place: str, wanted: str) -> ModuleType:
    """A notebook, which like IPython has no file, with its folder on the path."""
    module = ModuleType(own_name(path))
    _see_neighbours(path)
    load_cells(path, place, module, wanted)
    return module


def _see_neighbours(path: Path) -> None:
    """Put the folder of a file on the path."""
    if str(path.parent) not in sys.path:
        sys.path.insert(0, str(path.parent))


def _in_package(root: Path, dotted: str) -> ModuleType:
    top, dot, rest = dotted.partition(".")
    if _means_another(top, root):
        # Only its own files, by their relative imports, can mean the folder.
        return importlib.import_module(_by_own_name(root / top) + dot + rest)
    _give_name(top, root)
    sys.path.insert(0, str(root))
    try:
        return importlib.import_module(dotted)
    finally:
        sys.path.remove(str(root))


def _means_another(name: str, root: Path) -> bool:
    """Whether Python means another module by the name of a folder: one of its own, or any before a plain folder."""
    if name in sys.stdlib_module_names:
        return True
    if (root / name / "__init__.py").is_file():
        return False
    try:
        found = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return False
    return found is not None and found.origin is not None and not Path(found.origin).is_relative_to(root)


def _by_own_name(folder: Path) -> str:
    """The package in a folder, under a name that nothing else has."""
    name, init = own_name(folder), folder / "__init__.py"
    if name in sys.modules:
        return name
    if init.is_file():
        spec = importlib.util.spec_from_file_location(name, init, submodule_search_locations=[str(folder)])
        assert spec is not None and spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    else:
        sys.modules[name] = ModuleType(name)
        sys.modules[name].__path__ = [str(folder)]
    return name


def own_name(path: Path) -> str:
    """The name under which a file by itself is imported, so that no other module is in its way."""
    return f"{path.stem}_{hashlib.sha1(str(path).encode(), usedforsecurity=False).hexdigest()[:8]}"


Package = tuple[Path, str]
"""The folder that has to be on the path, and the dotted name under it."""


def _package_of(path: Path) -> Package | None:
    """The package of a file that imports its neighbours relatively, whether its folder says so or not."""
    level = _relative_level(path)
    if not level:
        return None
    folder = path.parent
    while level > 0 or (folder / "__init__.py").is_file():
        folder, level = folder.parent, level - 1
    return _named_under(folder, path)


def _own_package(error: BaseException, path: Path) -> Package | None:
    """The package that a file lies in and that could not be imported as such: its name meant another module, or none."""
    missing = error.name if isinstance(error, ImportError) else None
    if not missing:
        return None
    top, *rest = missing.split(".")
    folders = [each for each in path.parents if each.name == top]
    # Of two that are called so, as `net/net`, the one that holds what is missing.
    folders.sort(key=lambda each: not any(each.joinpath(*rest).parent.glob(f"{rest[-1]}*")) if rest else False)
    level = _relative_level(path)
    found = [_named_under(each.parent, path) for each in folders]
    return next((each for each in found if each[1].count(".") >= level), None)


def _named_under(root: Path, path: Path) -> Package:
    return root, ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")


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
    return _level(tree_of(str(path)))


@lru_cache(maxsize=8)
def _level(tree: ast.Module) -> int:
    return max((node.level for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)), default=0)


def _run(load_module: Callable[[], ModuleType], place: str, mended: Callable[[BaseException], bool]) -> ModuleType:
    """The module, tried anew as long as what it fails with can be mended."""
    while True:
        try:
            return load_module()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            if not (supply_for_error(error) or mended(error)):
                raise TargetError(_import_advice(error, place)) from error


def _missing(error: BaseException) -> str:
    """The module that was not found, as such or as a part of its package; nothing where it was something else."""
    if isinstance(error, ModuleNotFoundError):
        return error.name or ""
    part = re.match(r"cannot import name '(\w+)' from '([\w.]+)' \(unknown location\)", str(error))
    return f"{part[2]}.{part[1]}" if isinstance(error, ImportError) and part else ""


def _put_on_path(error: BaseException, path: Path) -> bool:
    """Put on `sys.path` the folder beside or above the file in which a missing module is found, if there is one."""
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return False
    missing = error.name.partition(".")[0]
    for folder in path.parents:
        for root in (folder, folder / "src"):
            there = (root / f"{missing}.py").is_file() or any((root / missing).glob("*.py"))
            if there and str(root) not in sys.path:
                sys.path.insert(0, str(root))
                importlib.invalidate_caches()
                sys.modules.pop(missing, None)
                return True
    return False


def absence(module: str, place: str) -> str:
    """That a module is missing, and what to do."""
    return (
        f"Importing {place} needs the module {module!r}, which is not here: not installed, nor in a folder beside the "
        "file or above it. Install it, or set PYTHONPATH to the folder in which it lies."
    )


def not_python(place: str, error: SyntaxError) -> str:
    """Why a file or a cell cannot be read, as a sentence."""
    where = f" (line {error.lineno})" if error.lineno else ""
    return f"{place} is not valid Python: {error.msg}{where}.{old_python.advice(error.msg or '')}"


def _import_advice(error: BaseException, place: str) -> str:
    if isinstance(error, ModuleNotFoundError):
        missing = error.name or "a module"
        if missing == place or place.startswith(f"{missing}."):
            return (
                f"There is no module {missing!r}. Is it installed here, or did you mean a file (path/to/file.py:Name)?"
            )
        return absence(missing, place)
    if isinstance(error, NotebookError):
        return str(error)
    if isinstance(error, SyntaxError):
        return not_python(place, error)
    if isinstance(error, SystemExit):
        return f'Importing {place} calls sys.exit({error.code!r}). Guard it with `if __name__ == "__main__":`.'
    if isinstance(error, ImportError) and error.name and "cannot import name" in str(error):
        where = getattr(error, "path", None) or error.name
        return f"Importing {place} fails: {describe(error)}. The module that was found is {where}; is it the right one?"
    return f"Importing {place} fails: {describe(error)}.{old_python.advice(str(error))}"


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
