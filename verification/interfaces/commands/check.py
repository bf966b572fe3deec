"""`optproof check`: hold optimizers to a rule."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from shlex import quote
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from ...process.jobs import cores
from ...questions.set_option import InputError
from .. import completion
from ..asked import Asked, question_of, verdict_on
from ..cache import records
from ..options import (
    PLACE,
    Examples,
    FormName,
    Given,
    Jobs,
    Json,
    MemoryLimit,
    SeedOfVerdict,
    ShapeName,
    TimeLimit,
    project,
)
from ..output import UNKNOWN, complain, plottable, show, writable_among, write_file
from ..settings import Settings
from ..store import keep
from ..targets import are_many, in_order

if TYPE_CHECKING:
    from ...verdicts.verdict import Verdict


def check(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TARGET]",
            help=f"{PLACE} Those of pyproject.toml if left out.",
            autocompletion=completion.targets,
        ),
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(
            "--rule",
            metavar="RULE",
            help="The rule; `optproof rules` lists them, or pyproject.toml has it.",
            autocompletion=completion.rules,
        ),
    ] = None,
    form: FormName = None,
    settings: Given = None,
    shape: ShapeName = None,
    seed: SeedOfVerdict = None,
    examples: Examples = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    jobs: Jobs = None,
    json: Json = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the verdicts as one page for a browser.")
    ] = None,
    sarif: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the findings for code scanning, as SARIF 2.1.0.")
    ] = None,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw what is refuted beside its rule, as PNG or SVG.")
    ] = None,
    store: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Keep failures there, as tests, and run those first that are kept."),
    ] = None,
    no_cache: Annotated[
        bool,
        typer.Option("--no-cache", envvar="OPTPROOF_NO_CACHE", help="Check anew what has not changed, too."),
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Check again whenever a file is saved, until Ctrl-C.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Say how the target is driven, and why so.")] = False,
) -> None:
    """Prove that optimizers compute RULE, or show where they do not.

    The exit status is 0 if all are proved, passed or refuted as expected, 1 if
    any other is refuted, and 2 otherwise, or where a file cannot be written. [tool.optproof] in pyproject.toml says
    what is expected, and may list targets with their rules.
    """
    said = {"seed": seed, "examples": examples, "time_limit": time_limit, "memory_limit": memory_limit}

    def asked() -> tuple[list[Asked], Settings]:
        says = project()
        effort = says.effort_with(**said)
        told = partial(Asked, settings=settings or [], effort=effort, patient=json, store=store or says.store)
        return _questions(targets or [], rule, form, shape, told, says), says

    def ask() -> int:
        questions, says = asked()
        plotted = None if plot is None else plottable("--plot", plot)
        wanted = {"--html": html, "--sarif": sarif, "--plot": plotted}
        recalled = questions if no_cache else _recalled(questions)
        return _checked(recalled, says, wanted, jobs or cores(), cached=not no_cache, json=json, verbose=verbose)

    raise typer.Exit(_watched([each.target for each in asked()[0]], ask) if watch else ask())


def _watched(targets: list[str], ask: Callable[[], int]) -> int:
    try:
        from ..watching import watched
    except ModuleNotFoundError as error:
        complain(InputError(f"--watch: {error.name} is not installed: pip install 'optproof[watch]'"))
    return watched(targets, ask)


def _checked(
    questions: list[Asked],
    says: Settings,
    wanted: Mapping[str, Path | None],
    jobs: int,
    *,
    cached: bool,
    json: bool,
    verbose: bool,
) -> int:
    """The status of all verdicts, which are shown, and written into the files that options ask for."""
    files, complete = writable_among(wanted)
    first = questions[0]
    alike = all(replace(each, target=first.target, before=first.before) == first for each in questions)
    new = [each for each in questions if each.before is None]
    verdicts = in_order(
        questions,
        lambda asked, listener: verdict_on(asked, says, listener, records.keep if cached else None),
        lambda verdict, is_first: show(verdict, json, is_first, verbose=verbose),
        jobs if new else 1,
        partial(_prepare, first) if alike and are_many(len(new)) else None,
    )
    if len(verdicts) > 1 and not json:
        _summarize(verdicts)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        _annotate(verdicts)
    written = [_written(verdicts, option, file) for option, file in files.items()]
    if first.store is not None:
        written.append(_stored(verdicts, first.store))
    statuses = {each.exit_status for each in verdicts}
    return UNKNOWN if not (complete and all(written)) else 1 if 1 in statuses else max(statuses)


def _recalled(questions: list[Asked]) -> list[Asked]:
    """The same, with the verdicts of before where they hold still."""
    return [replace(each, before=records.recalled(each)) for each in questions]


def _questions(
    targets: list[str],
    rule: str | None,
    form: str | None,
    shape: str | None,
    told: Callable[..., Asked],
    says: Settings,
) -> list[Asked]:
    """What is asked of each target: what the command says, and where it names no rule, what pyproject.toml lists."""
    if rule is not None and targets:
        return [told(each, rule, form, shape=shape, counted=says.counted) for each in targets]
    listed = {each: says.listed(each) for each in targets}
    unlisted = [each for each in targets if not listed[each]]
    if unlisted:
        complain(InputError(_no_rule(unlisted)))
    entries = [entry for each in targets for entry in listed[each]] if targets else says.targets
    if not entries or rule is not None:
        complain(InputError(_NOTHING))
    return [
        told(
            each.target,
            each.rule,
            form or each.form,
            shape=shape or each.shape,
            listed=each.set,
            counted=each.counted.over(says.counted),
            expected=each.expected,
        )
        for each in entries
    ]


_NOTHING = """Which optimizer? Name a TARGET: optproof check path/to/file.py:Name --rule adam
Or list targets with their rules in pyproject.toml, under [[tool.optproof.targets]]."""


def _no_rule(targets: list[str]) -> str:
    from ....reference.library import RULES

    known = fill(f"--rule is missing: what is it to be? There are {', '.join(rule.name for rule in RULES)}.", 80)
    return (
        f"{known}\n"
        "`optproof rules` lists them with their forms and parts.\n"
        f"To find out which it is: optproof identify {' '.join(map(quote, targets))}"
    )


def _prepare(asked: Asked, verdicts: "Sequence[Verdict]") -> None:
    """Work out what targets need: at first that of the rule, then that of what two of them have turned out to be."""
    from ...api import prepare

    found = [(each.form, each.constants) for each in verdicts]
    if found and (found[-1][0] is None or found.count(found[-1]) != 2):
        return
    with suppress(InputError):
        prepare(question_of(asked), *found[-1:])


# What is shown and written.


def _summarize(verdicts: "list[Verdict]") -> None:
    from rich.text import Text

    from ...reports.layout import write
    from ...reports.report import summary

    write([Text(), Text(), *summary(verdicts)])


def _annotate(verdicts: "list[Verdict]") -> None:
    """Have GitHub show the findings beside the lines; it reads both streams, and standard output may be JSON."""
    from ...reports.annotations import annotations
    from ...reports.sarif import run_of

    for each in annotations(run_of(verdicts)):
        print(each, file=sys.stderr)


def _written(verdicts: "list[Verdict]", option: str, file: Path) -> bool:
    """Write the file that an option asks for; whether that could be done."""
    if option == "--plot":
        return _drawn(verdicts, file)
    if option == "--html":
        from ...reports.html.document import document as written
    else:
        from ...reports.sarif import sarif_of as written
    return write_file(option, file, written(verdicts))


def _stored(verdicts: "list[Verdict]", folder: Path) -> bool:
    """Keep what fails; whether that could be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for each in verdicts:
            keep(folder, each)
    except OSError as error:
        print(f"--store {folder}: it cannot be written ({error.strerror}).", file=sys.stderr)
        return False
    return True


def _drawn(verdicts: "list[Verdict]", file: Path) -> bool:
    from ...reports.pictures.drawing import PlotError, draw_partings

    try:
        if not draw_partings(verdicts, file):
            print(f"--plot {file}: nothing is drawn, for nothing is refuted by a counterexample.", file=sys.stderr)
    except PlotError as error:
        print(f"--plot {error}", file=sys.stderr)
        return False
    return True
