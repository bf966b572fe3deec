"""Verdicts as they are kept, each with what it depends on.

A verdict is kept where it follows from files alone: where the target wrote nothing, asked nobody, and where no code beside it can come to
anything else (`sources.py`).  It is given again as long as all of these files are what they were.
"""

import os
import pickle
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ....reference.letters import UNICODE
from ...process.reading import Reading
from ...verdicts.verdict import Verdict
from ..asked import Asked
from .files import Owner, State, modules_in, saved, site_folders, state_of, whose
from .question import word_of
from .sources import LIBRARIES, is_closed

MOST = 2000
"""Verdicts that are kept; the oldest go."""


@dataclass(frozen=True)
class Record:
    """A verdict, and what it depends on besides what was asked.

    Attributes:
        files: path → its state.
        folders: path → the modules in it, any of which may come before another.
        letters: how the names in the verdict are written, of which only rules know.
    """

    verdict: Verdict
    files: Mapping[str, State]
    folders: Mapping[str, tuple[str, ...]]
    letters: Mapping[str, str]

    @property
    def holds(self) -> bool:
        return all(state_of(each) == state for each, state in self.files.items()) and all(
            modules_in(each) == modules for each, modules in self.folders.items()
        )


def folder() -> Path:
    """Where verdicts are kept.  Raises `RuntimeError` where the user has no home."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "optproof" / "verdicts"


def recalled(asked: Asked) -> Verdict | None:
    """The verdict on what is asked, if it is kept and holds."""
    with suppress(Exception):  # whatever is wrong with a file there, it is as if there were none
        record = pickle.loads((folder() / word_of(asked)).read_bytes())  # noqa: S301 - the user's own, as bytecode is
        if isinstance(record, Record) and record.holds:
            UNICODE.update(record.letters)
            return record.verdict
    return None


def keep(asked: Asked, verdict: Verdict, reading: Reading, begun: int) -> None:
    """Keep a verdict that was begun at a time in nanoseconds, if it can be."""
    with suppress(OSError, RuntimeError, pickle.PicklingError):
        record = _record(asked, verdict, reading, begun)
        if record is None:
            return
        place = folder()
        place.mkdir(parents=True, exist_ok=True)
        made = place / f"{os.getpid()}.new"
        made.write_bytes(pickle.dumps(record))
        made.replace(place / word_of(asked))
        for each in sorted(place.iterdir(), key=lambda file: file.stat().st_mtime)[:-MOST]:
            each.unlink()


def _record(asked: Asked, verdict: Verdict, reading: Reading, begun: int) -> Record | None:
    if verdict.verdict == "unknown" or not reading.alone:
        return None
    read: dict[str, Owner] = {each: whose(each) for each in sorted(reading.files)}
    own = [each for each, owner in read.items() if owner == "own"]
    # What was saved since may not be what was read.
    if any(saved(each) >= begun for each in own) or any(each.endswith(".ipynb") for each in own):
        return None
    code = [each for each in own if each.endswith(".py")] + _installed_code(asked.target, read)
    beside = {name for each in code for name in (Path(each).stem, *Path(each).parent.parts)}
    if not all(is_closed(Path(each).read_text(encoding="utf-8"), beside) for each in code):
        return None
    return Record(
        verdict,
        {each: state_of(each) for each, owner in read.items() if owner != "ours"},
        {each: modules_in(each) for each in {str(Path(module).parent) for module in code}},
        {name: UNICODE[name] for name in _names_in(verdict) if name in UNICODE},
    )


def _installed_code(target: str, read: Mapping[str, Owner]) -> list[str]:
    """The code of the target's own package, where that is installed and none of the libraries that are known."""
    top = target.partition(":")[0].partition(".")[0]
    if top in LIBRARIES:
        return []
    roots = [folder / top for folder in site_folders()]
    return [
        each
        for each, owner in read.items()
        if owner == "installed"
        and each.endswith(".py")
        and any(root in (Path(each).with_suffix(""), *Path(each).parents) for root in roots)
    ]


def _names_in(verdict: Verdict) -> set[str]:
    """The hyperparameters that a report of the verdict has letters for."""
    checks = (*verdict.arithmetic.checks, *verdict.conduct.checks)
    shown = (verdict.counterexample, *(each.counterexample for each in checks))
    return {*verdict.constants, *(name for each in shown if each is not None for name in each.hyperparameters)}
