"""`optproof identify`: which rule an optimizer is."""

from typing import TYPE_CHECKING

import typer

from ...process.jobs import cores
from ...process.progress import Listener
from ..options import Given, Jobs, Json, MemoryLimit, SeedOfAnswer, ShapeName, Targets, TimeLimit, given, project
from ..output import show
from ..targets import in_order

if TYPE_CHECKING:
    from ...verdicts.identity import Identity


def identify(
    targets: Targets,
    settings: Given = None,
    shape: ShapeName = None,
    seed: SeedOfAnswer = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    jobs: Jobs = None,
    json: Json = False,
) -> None:
    """Say which rule, form and hyperparameters an optimizer is.

    The exit status is 0 if all are identified, and 2 otherwise. [tool.optproof]
    in pyproject.toml may give the seed and the limits.
    """
    values = given(settings)
    effort = project().effort_with(seed=seed, time_limit=time_limit, memory_limit=memory_limit)

    def ask(target: str, listener: Listener) -> "Identity":
        from ...api import identify as identity_of

        return identity_of(
            target,
            hyperparameters=values,
            shape=shape,
            seed=effort.seed,
            examples=effort.examples,
            time_limit=effort.time_limit,
            memory_limit=effort.memory_limit,
            on_progress=listener,
        )

    found = in_order(targets, ask, lambda identity, first: show(identity, json, first), jobs or cores())
    raise typer.Exit(max(each.exit_status for each in found))
