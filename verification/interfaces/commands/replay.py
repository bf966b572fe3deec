"""`optproof replay`: run the failures again that were kept."""

from pathlib import Path
from typing import Annotated

import typer

from ...process.jobs import cores
from ...process.progress import Listener
from ...questions.set_option import InputError
from ..options import Jobs, MemoryLimit, TimeLimit, project
from ..output import UNKNOWN, complain
from ..store import Failure, Replayed, kept, replayed
from ..targets import in_order

STATUS = {"mended": 0, "fails": 1, "cannot be run": UNKNOWN}
HEADS = {"mended": "MENDED", "fails": "FAILS", "cannot be run": "UNKNOWN"}


def replay(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where `check --store` has kept them.")],
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    jobs: Jobs = None,
) -> None:
    """Run again the failures that `optproof check --store FOLDER` has kept.

    The exit status is 0 if all are mended, 1 if any fails still, and 2 if any
    cannot be run any more.
    """
    found = kept(folder)
    if not found:
        complain(InputError(f"{folder}: no failure is kept there. `optproof check --store {folder}` keeps them."))
    effort = project().effort_with(time_limit=time_limit, memory_limit=memory_limit)

    def ask(failure: Failure, listener: Listener) -> Replayed:
        return replayed(failure, effort, listener)

    answers = in_order(found, ask, lambda answer, _: _show(answer), jobs or cores())
    statuses = {STATUS[each.outcome] for each in answers}
    raise typer.Exit(1 if 1 in statuses else max(statuses))


def _show(answer: Replayed) -> None:
    from ...reports.layout import entry, page_width, write

    failure = answer.failure
    text = f"{failure.target} ({failure.rule}), {failure.file.name}"
    reason = answer.error if answer.outcome == "cannot be run" else failure.reason if answer.outcome == "fails" else ""
    page = entry(HEADS[answer.outcome], text, page_width(), room=7, indent=0, style="bold")
    write([*page, *(entry("", reason, page_width(), room=7, indent=0) if reason else [])])
