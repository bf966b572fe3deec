"""`optproof check`: hold optimizers to a rule."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shlex import quote
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from ...process.jobs import cores
from ...process.progress import Listener
from ...questions.set_option import InputError, insist, parsed
from ..options import (
    Examples,
    FormName,
    Given,
    Jobs,
    Json,
    MemoryLimit,
    SeedOfVerdict,
    ShapeName,
    Targets,
    TimeLimit,
    project,
)
from ..output import UNKNOWN, complain, plottable, show, writable, write_file
from ..settings import Effort, Settings
from ..targets import in_order

if TYPE_CHECKING:
    from ...api import Question
    from ...verdicts.verdict import Verdict


@dataclass(frozen=True)
class _Options:
    """What `check` was told besides its targets, as the user wrote it."""

    rule: str
    form: str | None
    settings: list[str]
    shape: str | None
    effort: Effort
    json: bool


def check(
    targets: Targets,
    rule: Annotated[
        str | None, typer.Option("--rule", metavar="RULE", help="The rule; `optproof rules` lists them.  [required]")
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
    verbose: Annotated[bool, typer.Option("--verbose", help="Say how the target is driven, and why so.")] = False,
) -> None:
    """Prove that optimizers compute RULE, or show where they do not.

    The exit status is 0 if all are proved, passed or refuted as expected, 1 if
    any other is refuted, and 2 otherwise, or where a file cannot be written. [tool.optproof] in pyproject.toml says
    what is expected.
    """
    says = project()
    effort = says.effort_with(seed=seed, examples=examples, time_limit=time_limit, memory_limit=memory_limit)
    if rule is None:
        complain(InputError(_no_rule(targets)))
    options = _Options(rule, form, settings or [], shape, effort, json)
    plotted = None if plot is None else plottable("--plot", plot)
    asked = {"--html": html, "--sarif": sarif, "--plot": plotted}
    files = {option: file for option, file in asked.items() if file is not None and writable(option, file)}
    lost = len(files) < sum(file is not None for file in asked.values())
    verdicts = in_order(
        targets,
        lambda target, listener: _verdict_on(target, options, says, listener),
        lambda verdict, first: show(verdict, json, first, verbose=verbose),
        jobs or cores(),
        partial(_prepare, options),
    )
    if len(verdicts) > 1 and not json:
        _summarize(verdicts)
    written = [_written(verdicts, option, file) for option, file in files.items()]
    statuses = {each.exit_status for each in verdicts}
    raise typer.Exit(UNKNOWN if lost or not all(written) else 1 if 1 in statuses else max(statuses))


def _no_rule(targets: list[str]) -> str:
    from ....reference.library import RULES

    known = fill(f"--rule is missing: what is it to be? There are {', '.join(rule.name for rule in RULES)}.", 80)
    return (
        f"{known}\n"
        "`optproof rules` lists them with their forms and parts.\n"
        f"To find out which it is: optproof identify {' '.join(map(quote, targets))}"
    )


def _verdict_on(target: str, options: _Options, says: Settings, listener: Listener) -> "Verdict":
    """The verdict on one target; bad input is one too where JSON was asked for, and else ends the command."""
    from ...verdicts.verdict import Verdict

    effort = options.effort
    unknown = Verdict(target, options.rule, "unknown", options.form, seed=effort.seed)
    try:
        asked = _question(options)
        expected = _expected(target, says)
    except InputError as error:
        if not options.json:
            complain(error)
        return replace(unknown, reason=str(error))
    from ...api import check_question
    from ...checks.expected import compared

    try:
        return compared(check_question(target, asked, effort.time_limit, effort.memory_limit, listener), expected)
    except Exception as error:  # noqa: BLE001 - the other targets are to be checked all the same
        reason = f"optproof itself failed, which is a bug of optproof's: {type(error).__name__}: {error}"
        return replace(unknown, rule=asked.rule.name, reason=reason)


def _prepare(options: _Options, verdicts: "Sequence[Verdict]") -> None:
    """Work out what targets need: at first that of the rule, then that of what two of them have turned out to be."""
    from ...api import prepare

    found = [(each.form, each.constants) for each in verdicts]
    if found and (found[-1][0] is None or found.count(found[-1]) != 2):
        return
    with suppress(InputError):
        prepare(_question(options), *found[-1:])


def _question(options: _Options) -> "Question":
    """What is asked.  Raises `InputError`."""
    from ....reference.library import UnknownNameError
    from ...api import question

    given = parsed(options.settings)
    try:
        asked = question(options.rule, options.form, given, options.shape, options.effort.seed, options.effort.examples)
    except UnknownNameError as error:
        raise InputError(str(error)) from None
    for each in {each.name: each for form in asked.rule.forms for each in form.hyperparameters}.values():
        if each.name in given:
            insist(each, given[each.name])
    return asked


def _expected(target: str, says: Settings) -> Mapping[str, str]:
    """What pyproject.toml expects of a target.  Raises `InputError`."""
    from ....reference.library import UnknownNameError
    from ...checks.expected import validated

    try:
        return validated(says.expected_of(target))
    except (UnknownNameError, ValueError) as error:
        raise InputError(f'{says.file}: [tool.optproof.expected."{target}"]: {error}') from None


# What is shown and written.


def _summarize(verdicts: "list[Verdict]") -> None:
    from rich.text import Text

    from ...reports.layout import write
    from ...reports.report import summary

    write([Text(), Text(), *summary(verdicts)])


def _written(verdicts: "list[Verdict]", option: str, file: Path) -> bool:
    """Write the file that an option asks for; whether that could be done."""
    if option == "--plot":
        return _drawn(verdicts, file)
    if option == "--html":
        from ...reports.html.document import document as written
    else:
        from ...reports.sarif import sarif_of as written
    return write_file(option, file, written(verdicts))


def _drawn(verdicts: "list[Verdict]", file: Path) -> bool:
    from ...reports.pictures.drawing import PlotError, draw_partings

    try:
        if not draw_partings(verdicts, file):
            print(f"--plot {file}: nothing is drawn, for nothing is refuted by a counterexample.", file=sys.stderr)
    except PlotError as error:
        print(f"--plot {error}", file=sys.stderr)
        return False
    return True
