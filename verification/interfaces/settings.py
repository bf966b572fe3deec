"""`[tool.optproof]` in pyproject.toml: what holds for a whole project, whatever command or test asks.

[tool.optproof]
seed = 0
examples = 24
time-limit = 120
memory-limit = 4096

[tool.optproof.expected."path/to/file.py:Adam"]
v-plus-equals = "The old checkpoints need it until 2.0."
"""

import inspect
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ..process.isolation import LEAST_MEMORY

NUMBERS: Mapping[str, tuple[type, float]] = {
    "seed": (int, 0), "examples": (int, 1), "time-limit": (float, 0.1), "memory-limit": (int, LEAST_MEMORY),
}  # fmt: skip
"""Key → its type and the least that it may be."""


@dataclass(frozen=True)
class Effort:
    """How much is tried where nobody says otherwise."""

    seed: int = 0
    examples: int = 24
    time_limit: float = 120.0
    memory_limit: int = 4096


class SettingsError(ValueError):
    """The table cannot be read; the message says where, and what to write."""


@dataclass(frozen=True)
class Settings:
    """What a project says.

    Attributes:
        file: the pyproject.toml that says it; None where there is none.
        effort: seed, examples, time_limit and memory_limit, where they are given.
        expected: target → check or mistake → reason.
    """

    file: Path | None = None
    effort: Mapping[str, Any] = field(default_factory=dict)
    expected: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def effort_with(self, **said: Any) -> Effort:
        """What holds for a command: what it was told, and else what the project says; None is what it was not told."""
        return Effort(**{**self.effort, **{name: value for name, value in said.items() if value is not None}})

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
        is_file = place.endswith((".py", ".ipynb")) or "/" in place
        return {f"{(folder / place).resolve()}:{name}" if is_file else target}
    name = getattr(target, "__qualname__", "")
    names = {f"{getattr(target, '__module__', '')}:{name}"}
    with suppress(TypeError, OSError):
        names.add(f"{Path(inspect.getfile(target)).resolve()}:{name}")
    return names


def _table(file: Path) -> Any:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("optproof")
    except (OSError, ValueError, AttributeError) as error:
        raise SettingsError(f"{file} cannot be read: {error}.") from None


def _read(file: Path, table: Any) -> Settings:
    if not isinstance(table, dict):
        raise SettingsError(f"{file}: write a table, [tool.optproof].")
    for key in table:
        if key not in (*NUMBERS, "expected"):
            close = get_close_matches(key, [*NUMBERS, "expected"], n=1, cutoff=0.4)
            hint = f"Did you mean {close[0]!r}?" if close else f"There are: {', '.join([*NUMBERS, 'expected'])}."
            raise SettingsError(f"{file}: [tool.optproof] has no {key!r}. {hint}")
    effort = {key.replace("-", "_"): _number(file, key, table[key]) for key in NUMBERS if key in table}
    expected = table.get("expected", {})
    if not isinstance(expected, dict):
        raise SettingsError(f'{file}: write a table for each target, [tool.optproof.expected."path/to/file.py:Name"].')
    for target, entries in expected.items():
        _insist(file, target, entries)
    return Settings(file, effort, expected)


def _number(file: Path, key: str, value: Any) -> Any:
    kind, least = NUMBERS[key]
    if isinstance(value, bool) or not isinstance(value, int if kind is int else int | float) or not value >= least:
        raise SettingsError(f"{file}: {key} is a number of {least:g} or more, and {value!r} is not.")
    return value


def _insist(file: Path, target: str, entries: Any) -> None:
    """A target is named so that it can be found, and has a table of reasons."""
    where = f'{file}: [tool.optproof.expected."{target}"]'
    place, _, name = target.rpartition(":")
    if not place or not name:
        raise SettingsError(f"{where} names no target. Write path/to/file.py:Name or package.module:Name.")
    if (place.endswith((".py", ".ipynb")) or "/" in place) and not (file.parent / place).is_file():
        raise SettingsError(f"{where}: there is no file {place} beside pyproject.toml.")
    if not isinstance(entries, dict):
        raise SettingsError(f'{where} is a table: check-or-mistake = "reason".')
