"""`optproof diff`: whether two optimizers are the same."""

from typing import Annotated

import typer

from ...process.progress import bar
from ..completion import targets
from ..options import PLACE, Given, MemoryLimit, OneJson, SeedOfAnswer, TimeLimit, given, project
from ..output import show, stoppable


def diff(
    one: Annotated[str, typer.Argument(metavar="ONE", help=PLACE, autocompletion=targets)],
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="The optimizer to compare it with.", autocompletion=targets)
    ],
    settings: Given = None,
    seed: SeedOfAnswer = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    json: OneJson = False,
) -> None:
    """Say whether two optimizers are the same, and else on which smallest tape they part.

    The exit status is 0 if they are the same, or alike on every tape where one could not be traced; 1 if they differ, and 2
    if that is unknown. [tool.optproof] in pyproject.toml may give the seed and the limits.
    """
    values = given(settings)
    effort = project().effort_with(seed=seed, time_limit=time_limit, memory_limit=memory_limit)
    with stoppable(), bar(f"{one} and {other}") as listener:
        from ...api import diff as difference_of

        found = difference_of(
            one,
            other,
            hyperparameters=values,
            seed=effort.seed,
            examples=effort.examples,
            time_limit=effort.time_limit,
            memory_limit=effort.memory_limit,
            on_progress=listener,
        )
    show(found, json)
    raise typer.Exit(found.exit_status)
