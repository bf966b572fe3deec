"""`[tool.optproof]` in pyproject.toml: what holds for a whole project, whatever command or test asks.

[tool.optproof]
seed = 0
examples = 24
time-limit = 120
memory-limit = 4096
ignore = ["any-order"]
store = "tests/kept"

[[tool.optproof.targets]]
target = "path/to/file.py:Adam"
rule = "adam"
form = "epsilon-hat"
set = { epsilon = 1e-7 }
ignore = []
expected = { any-order = "We sum in the order of arrival." }

[tool.optproof.expected."path/to/file.py:Adam"]
v-plus-equals = "The old checkpoints need it until 2.0."
"""

import inspect
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import invalidate_caches
from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..process.isolation import LEAST_MEMORY

NUMBERS: Mapping[str, tuple[type, float]] = {
    "seed": (int, 0), "examples": (int, 1), "time-limit": (float, 0.1), "memory-limit": (int, LEAST_MEMORY),
}  # fmt: skip
"""Key → its type and the least that it may be."""

LISTS = ("select", "ignore")
"""Keys of lists of checks."""

KEYS = (*NUMBERS, *LISTS, "store", "expected", "targets")
ENTRY: Mapping[str, type] = {
    "target": str, "rule": str, "form": str, "shape": str, "set": dict, "select": list, "ignore": list, "expected": dict,
}  # fmt: skip
"""What an entry of a target may say, with its type."""

KINDS = {str: "a string", dict: "a table", list: "a list of strings"}

WORD = re.compile(r"^\s*(?:class|def)\s+(\w+)", re.MULTILINE)
"""What a file defines."""


@dataclass(frozen=True)
class Effort:
    """How much is tried where nobody says otherwise."""

    seed: int = 0
    examples: int = 24
    time_limit: float = 120.0
    memory_limit: int = 4096


@dataclass(frozen=True)
class Counted:
    """Whose findings count: those of the checks that are selected, and not ignored; None is what was not said."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None

    def over(self, other: "Counted") -> "Counted":
        """What is said here, and else there."""
        return Counted(
            other.select if self.select is None else self.select, other.ignore if self.ignore is None else self.ignore
        )


@dataclass(frozen=True)
class Listed:
    """A target that a project lists, and what it is held to: what the options of a command say otherwise.

    Attributes:
        target: as a command takes it, from the working directory.
        set: hyperparameters to fix, and other arguments.
        counted: in the place of what holds for all.
        expected: check or mistake → reason.
    """

    target: str
    rule: str
    form: str | None = None
    shape: str | None = None
    set: Mapping[str, Any] = field(default_factory=dict)
    counted: Counted = field(default_factory=Counted)
    expected: Mapping[str, Any] = field(default_factory=dict)


class SettingsError(ValueError):
    """The table cannot be read; the message says where, and what to write."""


@dataclass(frozen=True)
class Settings:
    """What a project says.

    Attributes:
        file: the pyproject.toml that says it; None where there is none.
        effort: seed, examples, time_limit and memory_limit, where they are given.
        expected: target → check or mistake → reason.
        targets: what is checked where nobody names a target.
        store: the folder in which failures are kept.
    """

    file: Path | None = None
    effort: Mapping[str, Any] = field(default_factory=dict)
    counted: Counted = field(default_factory=Counted)
    expected: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    targets: tuple[Listed, ...] = ()
    store: Path | None = None

    def effort_with(self, **said: Any) -> Effort:
        """What holds for a command: what it was told, and else what the project says; None is what it was not told."""
        return Effort(**{**self.effort, **{name: value for name, value in said.items() if value is not None}})

    def listed(self, target: str) -> tuple[Listed, ...]:
        """The entries for a target, by whichever of its names it is listed."""
        names = names_of(target, Path())
        return tuple(each for each in self.targets if names & names_of(each.target, Path()))

    def expected_of(self, target: Any) -> Mapping[str, Any]:
        """What is expected of a target, by whichever of its names it is listed."""
        if self.file is None:
            return {}
        names = names_of(target, Path())
        found: dict[str, Any] = {}
        for name, entries in self.expected.items():
            if names & names_of(name, self.file.parent):
                found |= entries
        return found


def nearest(folder: Path | None = None) -> Settings:
    """What the nearest pyproject.toml with such a table says, in a folder (the working directory) or above.

    Raises `SettingsError`.
    """
    start = (folder or Path()).resolve()
    for each in (start, *start.parents):
        file = each / "pyproject.toml"
        if file.is_file():
            table = _table(file)
            if table is not None:
                return _read(file, table)
    return Settings()


def names_of(target: Any, folder: Path) -> set[str]:
    """The names by which a target may be listed: an absolute path or a module, and the name in it."""
    if isinstance(target, str):
        place, _, name = target.rpartition(":")
        return {f"{(folder / place).resolve()}:{name}" if is_file(place) else target}
    name = getattr(target, "__qualname__", "")
    names = {f"{getattr(target, '__module__', '')}:{name}"}
    with suppress(TypeError, OSError):
        names.add(f"{Path(inspect.getfile(target)).resolve()}:{name}")
    return names


def is_file(place: str) -> bool:
    """Whether what stands before the name in a target is a file, and no module."""
    return place.endswith((".py", ".ipynb")) or "/" in place


def _table(file: Path) -> Any:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("optproof")
    except (OSError, ValueError, AttributeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from None


def _read(file: Path, table: Any) -> Settings:
    if not isinstance(table, dict):
        raise SettingsError(f"{file}: write a table, [tool.optproof].")
    for key in table:
        if key not in KEYS:
            raise SettingsError(f"{file}: [tool.optproof] has no {key!r}. {_hint(key, KEYS)}")
    effort = {key.replace("-", "_"): _number(file, key, table[key]) for key in NUMBERS if key in table}
    expected = table.get("expected", {})
    if not isinstance(expected, dict):
        raise SettingsError(f'{file}: write a table for each target, [tool.optproof.expected."path/to/file.py:Name"].')
    for target, entries in expected.items():
        where = f'{file}: [tool.optproof.expected."{target}"]'
        _insist_on_target(file, target, where)
        if not isinstance(entries, dict):
            raise SettingsError(f'{where} is a table: check-or-mistake = "reason".')
    store = table.get("store")
    if not isinstance(store, str | None):
        raise SettingsError(f"{file}: store is the name of a folder, and {store!r} is not.")
    return Settings(
        file, effort, _counted(table, str(file)), expected, tuple(_targets(file, table.get("targets", []))),
        None if store is None else Path(os.path.relpath(file.parent / store)),
    )  # fmt: skip


def _hint(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.4)
    return f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join(known)}."


def _targets(file: Path, entries: Any) -> Iterator[Listed]:
    """What is listed, each with a rule."""
    if not isinstance(entries, list):
        raise SettingsError(f"{file}: write [[tool.optproof.targets]], with target and rule, for each of them.")
    for number, entry in enumerate(entries, 1):
        where = f"{file}: [[tool.optproof.targets]], number {number}"
        if not isinstance(entry, dict):
            raise SettingsError(f'{where}: write a table, with target = "path/to/file.py:Name" and rule = "adam".')
        for key, value in entry.items():
            if key not in ENTRY:
                raise SettingsError(f"{where} has no {key!r}. {_hint(key, [*ENTRY])}")
            if not isinstance(value, ENTRY[key]):
                raise SettingsError(f"{where}: {key} is {KINDS[ENTRY[key]]}, and {value!r} is not.")
        for key in ("target", "rule"):
            if key not in entry:
                raise SettingsError(f"{where} has no {key}.")
        _insist_on_target(file, entry["target"], where)
        others: dict[str, Any] = {key: value for key, value in entry.items() if key not in LISTS}
        others["target"] = _from_here(file, entry["target"])
        yield Listed(**others, counted=_counted(entry, where))


def _counted(table: Mapping[str, Any], where: str) -> Counted:
    """What a table says of checks, whose names are looked up where they are known."""
    for key in LISTS:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise SettingsError(f"{where}: {key} is {KINDS[list]}, and {value!r} is not.")
    return Counted(**{key: tuple(table[key]) for key in LISTS if key in table})


def _from_here(file: Path, target: str) -> str:
    """A target that is listed beside pyproject.toml, as a command takes it in the working directory."""
    place, _, name = target.rpartition(":")
    return f"{os.path.relpath(file.parent / place)}:{name}" if is_file(place) else target


def _number(file: Path, key: str, value: Any) -> Any:
    kind, least = NUMBERS[key]
    if isinstance(value, bool) or not isinstance(value, int if kind is int else int | float) or not value >= least:
        raise SettingsError(f"{file}: {key} is a number of {least:g} or more, and {value!r} is not.")
    return value


def _insist_on_target(file: Path, target: str, where: str) -> None:
    """A target is named so that it can be found."""
    place, _, name = target.rpartition(":")
    if not place or not name:
        raise SettingsError(f"{where} names no target. Write path/to/file.py:Name or package.module:Name.")
    if not is_file(place):
        missing = _missing_of(place, file.parent)
        if missing:
            raise SettingsError(f"{where}: there is no module {missing}, neither beside pyproject.toml nor installed.")
        return
    if not (file.parent / place).is_file():
        raise SettingsError(f"{where}: there is no file {place} beside pyproject.toml.")
    text = (file.parent / place).read_text(encoding="utf-8", errors="replace")
    if not re.search(rf"\b{re.escape(name.partition('.')[0])}\b", text):
        raise SettingsError(f"{where}: there is no {name} in {place}. {_hint(name, sorted({*WORD.findall(text)}))}")


def _missing_of(module: str, folder: Path) -> str:
    """As much of a module's name as leads nowhere; nothing is imported to find out."""
    invalidate_caches()  # a file may have come since this folder was last looked at
    top, *rest = module.split(".")
    spec = PathFinder.find_spec(top, [str(folder)])
    if spec is None:
        # What is installed may make its modules when it is imported.
        return "" if top in sys.modules or _is_installed(top) else top
    for number, part in enumerate(rest, 1):
        inside = spec.submodule_search_locations
        spec = None if inside is None else PathFinder.find_spec(f"{spec.name}.{part}", inside)
        if spec is None:
            return ".".join((top, *rest[:number]))
    return ""


def _is_installed(top: str) -> bool:
    try:
        return find_spec(top) is not None
    except ValueError:  # it is being imported, and says nothing of itself
        return True
