"""`optproof mutate`: which changes of an optimizer somebody's tests notice."""

from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ...questions.set_option import InputError
from .. import completion
from ..options import Given, OneJson, SeedOfVerdict, ShapeName, Target, given, project
from ..output import UNKNOWN, complain, say, stoppable, writable


def mutate(
    target: Target,
    test: Annotated[
        str | None,
        typer.Option(metavar="COMMAND", help="Your tests: 'pytest tests/test_it.py'. Our check if left out."),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(metavar="RULE", help="What it computes; found out if left out.", autocompletion=completion.rules),
    ] = None,
    settings: Given = None,
    shape: ShapeName = None,
    seed: SeedOfVerdict = None,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Processes that share the work.")] = 1,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask cluster that shares it instead: tcp://host:8786.")
    ] = None,
    kept: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep results here, and go on from what is there.")
    ] = None,
    json: OneJson = False,
) -> None:
    """Change TARGET in small ways, and show which changes your tests do not notice, by the name of the mistake.

    The exit status is 0 if they notice every change that matters, 1 if not, and 2 if that could not be found out.
    [tool.optproof] in pyproject.toml may give the seed.
    """
    from ....reference.library import UnknownNameError
    from ...mutation.command import mutate as run
    from ...mutation.suite import SuiteError
    from ...reports.layout import page_width, write
    from ...subjects.loading import TargetError

    values = given(settings)
    if kept is not None and not writable("--kept", kept):
        raise typer.Exit(UNKNOWN)
    effort = project().effort_with(seed=seed)
    try:
        with stoppable():
            found = run(
                target,
                test=test,
                rule=rule,
                settings=values,
                shape=shape,
                seed=effort.seed,
                jobs=jobs,
                kept=kept,
                executor=None if cluster is None else _cluster(cluster),
            )
    except (InputError, UnknownNameError, SuiteError, TargetError) as error:
        complain(error)
    if json:
        say(found.json())
    else:
        write(found.page(page_width()))
    raise typer.Exit(UNKNOWN if not found.findings else 1 if found.survivors else 0)


def _cluster(address: str) -> Callable[[], AbstractContextManager[Executor]]:
    """What connects to a Dask cluster.  Raises `InputError`."""
    try:
        from ...mutation.cluster import cluster
    except ImportError as error:
        raise InputError("--cluster needs Dask: pip install 'optproof[cluster]'.") from error
    return partial(cluster, address)
