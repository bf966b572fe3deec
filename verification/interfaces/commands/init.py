"""`optproof init`: list the optimizers of a project in its pyproject.toml."""

import json
import tomllib
from collections.abc import Iterator
from os import walk
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ...process.jobs import cores
from ...process.progress import Listener
from ...questions.set_option import InputError
from ..options import Jobs, MemoryLimit, SeedOfAnswer, TimeLimit, project
from ..output import UNKNOWN, complain, writable, write_file
from ..settings import names_of
from ..targets import in_order

if TYPE_CHECKING:
    from ...verdicts.identity import Identity

PASSED_BY = frozenset({"node_modules", "build", "dist", "site-packages", "__pycache__"})
"""Folders whose files nobody wrote here; so are hidden ones, and virtual environments."""


def init(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="Where to look.")] = Path(),
    identify: Annotated[
        bool, typer.Option("--identify", help="Run what is found, to find out which rule and form it is.")
    ] = False,
    seed: SeedOfAnswer = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    jobs: Jobs = None,
) -> None:
    """List the optimizers of FOLDER in its pyproject.toml, under [[tool.optproof.targets]], for `optproof check`.

    It reads their files, and runs nothing unless --identify is given. What is
    called by the name of a rule is held to that rule; of all else the entry is
    a comment, which says how to find out.
    """
    if not folder.is_dir():
        complain(InputError(f"There is no folder {folder}."))
    file = folder / "pyproject.toml"
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    listed = _listed(file, before)
    effort = project().effort_with(seed=seed, time_limit=time_limit, memory_limit=memory_limit)
    found = [each for each in _optimizers(folder) if not names_of(each, folder) & listed]
    if not found:
        print(f"{folder}: no optimizer is found that is not listed.")
        raise typer.Exit(0)

    def ask(target: str, listener: Listener) -> "Identity":
        from ...api import identify as identity_of

        return identity_of(
            str(folder / target),
            seed=effort.seed,
            time_limit=effort.time_limit,
            memory_limit=effort.memory_limit,
            on_progress=listener,
        )

    if identify:
        known = in_order(found, ask, lambda *_: None, jobs or cores())
        fits = [each.fits[0] if each.fits else None for each in known]
        entries = [_entry(target, fit and fit.rule, fit and fit.form) for target, fit in zip(found, fits, strict=True)]
    else:
        entries = [_entry(target, _named(target), None) for target in found]
    text = "\n".join(entries)
    if not writable("pyproject.toml", file) or not write_file(
        "pyproject.toml", file, f"{before.rstrip()}\n\n{text}" if before.strip() else text
    ):
        raise typer.Exit(UNKNOWN)
    print(f"{file}, added:\n\n{text}", end="")


def _listed(file: Path, text: str) -> set[str]:
    """The names of what is listed there already; the command ends where entries cannot be added."""
    try:
        table = tomllib.loads(text).get("tool", {}).get("optproof", {})
        entries = table.get("targets", [])
        names = [names_of(each["target"], file.parent) for each in entries]
    except (tomllib.TOMLDecodeError, AttributeError, TypeError, KeyError) as error:
        complain(InputError(f"{file} cannot be read: {error}."))
    return set[str]().union(*names)


def _optimizers(folder: Path) -> Iterator[str]:
    """What is called as optimizers are, in the files below a folder, by its path from there."""
    from ...subjects.place import RULED, optimizers_in

    for place, folders, files in walk(folder):
        folders[:] = sorted(each for each in folders if _is_own(Path(place) / each))
        for each in sorted(files):
            path = Path(place) / each
            if path.suffix in (".py", ".ipynb") and not each.startswith(("test_", "conftest", "_")):
                names = (name for name in optimizers_in(path) if RULED.search(name))
                yield from (f"{path.relative_to(folder).as_posix()}:{name}" for name in names)


def _is_own(folder: Path) -> bool:
    return not folder.name.startswith(".") and folder.name not in PASSED_BY and not (folder / "pyvenv.cfg").exists()


def _named(target: str) -> str | None:
    """The rule by whose name a target is called, if it is."""
    from ....reference.library import is_rule

    name = target.rpartition(":")[2].lower().replace("_", "")
    return name if is_rule(name) else None


def _entry(target: str, rule: str | None, form: str | None) -> str:
    """An entry, as TOML; a comment where the rule is not known."""
    lines = ["[[tool.optproof.targets]]", f"target = {json.dumps(target)}"]
    if rule is None:
        lines.append(f'rule = ""  # optproof identify {target}')
        return "".join(f"# {each}\n" for each in lines)
    lines.append(f"rule = {json.dumps(rule)}")
    if form is not None:
        lines.append(f"form = {json.dumps(form)}")
    return "".join(f"{each}\n" for each in lines)
