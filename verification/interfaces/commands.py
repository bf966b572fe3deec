"""The commands `identify`, `diff`, `mistakes`, `plot` and `mutate`.  What is slow to import is imported by the command that needs it."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..verdicts.identity import Identity

Targets = Annotated[list[str], typer.Argument(metavar="TARGET", help="file.py:Name or package.module:Name.")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Fix a hyperparameter, or give another argument."),
]
ShapeName = Annotated[
    str | None,
    typer.Option("--shape", metavar="SHAPE", help="How the target is called, where that cannot be recognised."),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", min=0, help="The same seed gives the same answer.")]
TimeLimit = Annotated[
    float,
    typer.Option("--time-limit", metavar="SECONDS", min=0.1, help="What one target may take; then it is UNKNOWN."),
]
MemoryLimit = Annotated[
    int, typer.Option("--memory-limit", metavar="MB", min=1, help="Memory that one target may ask for (on Linux).")
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line for each target.")]

INTERRUPTED = 130


def identify(
    targets: Targets,
    settings: Settings = None,
    shape: ShapeName = None,
    seed: Seed = 0,
    time_limit: TimeLimit = 120.0,
    memory_limit: MemoryLimit = 4096,
    json: Json = False,
) -> None:
    """Say which rule, form and hyperparameters an optimizer is.

    The exit status is 0 if all are identified, and 2 otherwise.
    """
    from ..process.progress import bar
    from ..process.signals import stop_as_for_ctrl_c

    given = _given(settings or [])
    statuses: list[int] = []
    stop_as_for_ctrl_c()
    try:
        for number, target in enumerate(targets, 1):
            count = f" ({number} of {len(targets)})" if len(targets) > 1 else ""
            with bar(f"{target}{count}") as listener:
                found = _identified(target, given, shape, seed, time_limit, memory_limit, listener)
            statuses.append(found.exit_status)
            _show(found, json, first=number == 1)
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    raise typer.Exit(max(statuses))


def _identified(
    target: str,
    given: Mapping[str, Any],
    shape: str | None,
    seed: int,
    time_limit: float,
    memory_limit: int,
    listener: Any,
) -> "Identity":
    from ..api import identify as ask

    return ask(
        target, hyperparameters=given, shape=shape, seed=seed,
        time_limit=time_limit, memory_limit=memory_limit, on_progress=listener,
    )  # fmt: skip


def _show(found: "Identity", json: bool, first: bool) -> None:
    from .cli import say

    if json:
        say(found.to_json())
        return
    from rich.text import Text

    from ..reports.identity import page
    from ..reports.layout import page_width, write

    write([*([] if first else [Text(), Text()]), *page(found, page_width())])


def diff(
    one: Annotated[str, typer.Argument(metavar="ONE", help="file.py:Name or package.module:Name.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The optimizer to compare it with.")],
    settings: Settings = None,
    seed: Seed = 0,
    time_limit: TimeLimit = 120.0,
    memory_limit: MemoryLimit = 4096,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Say whether two optimizers are the same, and else on which smallest tape they part.

    The exit status is 0 if they are the same, or alike on every tape where one could not be traced; 1 if they differ, and 2
    if that is unknown.
    """
    from ..process.progress import bar
    from ..process.signals import stop_as_for_ctrl_c
    from .cli import say

    given = _given(settings or [])
    stop_as_for_ctrl_c()
    try:
        with bar(f"{one} and {other}") as listener:
            from ..api import diff as compare

            found = compare(
                one, other, hyperparameters=given, seed=seed,
                time_limit=time_limit, memory_limit=memory_limit, on_progress=listener,
            )  # fmt: skip
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if json:
        say(found.to_json())
    else:
        from ..reports.difference import page
        from ..reports.layout import page_width, write

        write(page(found, page_width()))
    raise typer.Exit(found.exit_status)


def mistakes(
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="A mistake's id; all are listed if left out.")
    ] = None,
) -> None:
    """List the known mistakes, or show one: its formula, its symptom, who notices it, and where it happened."""
    from ...reference.library import UnknownNameError
    from ..reports.layout import page_width, write
    from ..reports.mistakes import about_mistake, every_mistake
    from .cli import complain

    try:
        write(every_mistake(page_width()) if name is None else about_mistake(name, page_width()))
    except UnknownNameError as error:
        complain(error)


def plot(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A picture's name; all are listed if left out.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where it is drawn, as PNG or SVG.", show_default="NAME.png")
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="Light lines on dark paper.")] = False,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="The same seed gives the same bytes.")] = 0,
) -> None:
    """Draw a picture: how optimizers, right and wrong, go about it."""
    from ..reports.layout import entry, page_width, write
    from ..reports.pictures import PICTURES, PlotError, draw, find_picture
    from .cli import complain, plottable

    if name is None:
        room, width = max(len(each.name) for each in PICTURES), page_width()
        write(
            [line for each in PICTURES for line in entry(each.name, each.title, width, room=room, indent=0, style="")]
        )
        return
    try:
        picture = find_picture(name)
        file = plottable("--out", Path(f"{picture.name}.png") if out is None else out)
        draw(picture, file, dark=dark, seed=seed)
    except (LookupError, PlotError) as error:
        complain(error)
    typer.echo(str(file))


def mutate(
    target: Annotated[str, typer.Argument(metavar="TARGET", help="file.py:Name or package.module:Name.")],
    test: Annotated[
        str | None,
        typer.Option(metavar="COMMAND", help="Your tests: 'pytest tests/test_it.py'. Our check if left out."),
    ] = None,
    rule: Annotated[str | None, typer.Option(metavar="RULE", help="What it computes; found out if left out.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Fix a hyperparameter, or give another argument."),
    ] = None,
    shape: Annotated[
        str | None, typer.Option(metavar="SHAPE", help="How the target is called, where that cannot be recognised.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", min=0, help="Of the check that says what a change is.")] = 0,
    jobs: Annotated[int, typer.Option(metavar="N", min=1, help="Processes that share the work.")] = 1,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A Dask cluster that shares it instead: tcp://host:8786.")
    ] = None,
    kept: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keep results here, and go on from what is there.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Change TARGET in small ways, and show which changes your tests do not notice, by the name of the mistake.

    The exit status is 0 if they notice every change that matters, 1 if not, and 2 if that could not be found out.
    """
    from ...reference.library import UnknownNameError
    from ..mutation.command import mutate as run
    from ..mutation.suite import SuiteError
    from ..process.signals import stop_as_for_ctrl_c
    from ..questions.set_option import InputError, parsed
    from ..reports.layout import page_width, write
    from ..subjects.target import TargetError
    from .cli import UNKNOWN, complain, say

    stop_as_for_ctrl_c()
    try:
        given = parsed(settings or [])
        executor = _cluster(cluster) if cluster else None
        found = run(
            target,
            test=test,
            rule=rule,
            settings=given,
            shape=shape,
            seed=seed,
            jobs=jobs,
            kept=kept,
            executor=executor,
        )
    except (InputError, UnknownNameError, SuiteError, TargetError) as error:
        complain(error)
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    if json:
        say(found.json())
    else:
        write(found.page(page_width()))
    raise typer.Exit(UNKNOWN if not found.findings else 1 if found.survivors else 0)


def _cluster(address: str) -> Callable[[], AbstractContextManager[Executor]]:
    """What connects to a Dask cluster.  Raises `InputError`."""
    from ..questions.set_option import InputError

    try:
        from ..mutation.cluster import cluster
    except ImportError as error:
        raise InputError("--cluster needs Dask: pip install 'optproof[cluster]'.") from error
    return partial(cluster, address)


def _given(settings: list[str]) -> dict[str, Any]:
    """What `--set` says; bad input ends the command."""
    from ..questions.set_option import InputError, parsed

    try:
        return parsed(settings)
    except InputError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
