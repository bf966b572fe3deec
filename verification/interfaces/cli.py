"""The command `optproof`.  What is slow to import is imported by the command that needs it."""

import sys
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from ..process.signals import left_as_they_were, stop_as_for_ctrl_c
from ..questions.set_option import InputError, insist, parsed
from . import commands
from .settings import Effort, Settings, SettingsError, nearest

if TYPE_CHECKING:
    from ..api import Question
    from ..process.progress import Listener
    from ..verdicts.verdict import Verdict

WARNING = "checking an optimizer runs its code. Do not check code that you would not run."

app = typer.Typer(
    name="optproof",
    help="What an optimizer really computes, and whether that is the published rule.",
    epilog=f"Note: {WARNING}",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80},
)

INTERRUPTED = 130
UNKNOWN = 2

RuleName = Annotated[str, typer.Option("--rule", metavar="RULE", help="The rule; `optproof rules` lists them.")]
FormName = Annotated[str | None, typer.Option("--form", metavar="FORM", help="One form of the rule; any if left out.")]


def main() -> None:
    """The entry point."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    with left_as_they_were():
        app(prog_name="optproof")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"optproof {version('optproof')}")
        raise typer.Exit


@app.callback()
def optproof(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@dataclass(frozen=True)
class _Options:
    """What `check` was told besides its targets, as the user wrote it."""

    rule: str
    form: str | None
    settings: list[str]
    shape: str | None
    effort: Effort
    json: bool


@app.command(epilog=f"Note: {WARNING}")
def check(
    targets: Annotated[list[str], typer.Argument(metavar="TARGET", help="file.py:Name or package.module:Name.")],
    rule: RuleName,
    form: FormName = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Fix a hyperparameter, or give another argument."),
    ] = None,
    shape: Annotated[
        str | None, typer.Option(metavar="SHAPE", help="How the target is called, where that cannot be recognised.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="The same seed gives the same verdict.", show_default=str(Effort.seed)),
    ] = None,
    examples: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Tapes drawn for each dtype: more find more, and take longer.",
            show_default=str(Effort.examples),
        ),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0.1,
            help="What one target may take; then it is UNKNOWN.",
            show_default=str(Effort.time_limit),
        ),
    ] = None,
    memory_limit: Annotated[
        int | None,
        typer.Option(
            metavar="MB",
            min=1,
            help="Memory that one target may ask for (on Linux).",
            show_default=str(Effort.memory_limit),
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line for each target.")] = False,
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
    any other is refuted, and 2 otherwise. [tool.optproof] in pyproject.toml says
    what is expected.
    """
    from ..process.progress import bar

    said = {"seed": seed, "examples": examples, "time_limit": time_limit, "memory_limit": memory_limit}
    try:
        project = nearest()
    except SettingsError as error:
        complain(error)
    given: dict[str, Any] = {**project.effort, **{name: each for name, each in said.items() if each is not None}}
    effort = Effort(**given)
    options = _Options(rule, form, settings or [], shape, effort, json)
    plotted = None if plot is None else plottable("--plot", plot)
    verdicts: list[Verdict] = []
    stop_as_for_ctrl_c()
    try:
        for number, target in enumerate(targets, 1):
            count = f" ({number} of {len(targets)})" if len(targets) > 1 else ""
            with bar(f"{target}{count}") as listener:
                verdict = _checked(target, options, project, listener)
            verdicts.append(verdict)
            _show(verdict, json, verbose, first=number == 1)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
    if len(verdicts) > 1 and not json:
        _summarize(verdicts)
    if html is not None:
        _write_html(verdicts, html)
    if sarif is not None:
        _write_sarif(verdicts, sarif)
    if plotted is not None:
        _plot(verdicts, plotted)
    statuses = {each.exit_status for each in verdicts}
    raise typer.Exit(1 if 1 in statuses else max(statuses))


def _checked(target: str, options: _Options, project: Settings, listener: "Listener") -> "Verdict":
    """The verdict on one target; bad input is one too where JSON was asked for, and else ends the command."""
    from ..verdicts.verdict import Verdict

    effort = options.effort
    try:
        asked = _question(options)
        expected = _expected(target, project)
    except InputError as error:
        if not options.json:
            complain(error)
        return Verdict(target, options.rule, "unknown", options.form, reason=str(error), seed=effort.seed)
    from ..api import check_question
    from ..checks.expected import compared

    try:
        return compared(check_question(target, asked, effort.time_limit, effort.memory_limit, listener), expected)
    except Exception as error:  # noqa: BLE001 - the other targets are to be checked all the same
        reason = f"optproof itself failed, which is a bug of optproof's: {type(error).__name__}: {error}"
        return Verdict(target, asked.rule.name, "unknown", options.form, reason=reason, seed=effort.seed)


def _expected(target: str, project: Settings) -> dict[str, str]:
    """What pyproject.toml expects of a target.  Raises `InputError`."""
    from ...reference.library import UnknownNameError
    from ..checks.expected import validated

    try:
        return validated(project.expected_of(target))
    except (UnknownNameError, ValueError) as error:
        raise InputError(f'{project.file}: [tool.optproof.expected."{target}"]: {error}') from None


def _write_html(verdicts: "list[Verdict]", file: Path) -> None:
    from ..reports.html.document import document

    try:
        file.write_text(document(verdicts), encoding="utf-8")
    except OSError as error:
        complain(InputError(f"--html {file}: it cannot be written ({error.strerror})."))


def _write_sarif(verdicts: "list[Verdict]", file: Path) -> None:
    from ..reports.sarif import sarif_of

    try:
        file.write_text(sarif_of(verdicts), encoding="utf-8")
    except OSError as error:
        complain(InputError(f"--sarif {file}: it cannot be written ({error.strerror})."))


def plottable(option: str, file: Path) -> Path:
    """`file`, if a picture can be written there; else the command ends."""
    from ..reports.pictures.drawing import PlotError, suited

    try:
        return suited(file)
    except PlotError as error:
        complain(InputError(f"{option} {error}"))


def _plot(verdicts: "list[Verdict]", file: Path) -> None:
    from ..reports.pictures.drawing import PlotError, draw_partings

    try:
        if not draw_partings(verdicts, file):
            print(f"--plot {file}: nothing is drawn, for nothing is refuted by a counterexample.", file=sys.stderr)
    except PlotError as error:
        complain(InputError(f"--plot {error}"))


def _show(verdict: "Verdict", json: bool, verbose: bool, first: bool) -> None:
    if json:
        say(verdict.to_json())
        return
    from rich.text import Text

    from ..reports.layout import page_width, write
    from ..reports.report import report

    write([*([] if first else [Text(), Text()]), *report(verdict, page_width(), verbose=verbose)])


def say(line: str) -> None:
    """Print a line of JSON."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    print(line if encoding.startswith("utf") else _escaped(line), flush=True)


def _escaped(line: str) -> str:
    """JSON in ASCII, for a stream that has no other letters."""
    from json import dumps, loads

    return dumps(loads(line))


def _summarize(verdicts: "list[Verdict]") -> None:
    from rich.text import Text

    from ..reports.layout import write
    from ..reports.report import summary

    write([Text(), Text(), *summary(verdicts)])


@app.command()
def explain(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="What is to be explained; all rules are listed if left out.")
    ] = None,
    form: FormName = None,
    latex: Annotated[bool, typer.Option("--latex", help="Its formulas, in LaTeX.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="All of it, in Markdown with LaTeX.")] = False,
) -> None:
    """Show what is known of a rule, a form, a part, a derivation, a mistake or a check.

    Of a rule: its forms side by side, how they relate, hyperparameters,
    derivations, known mistakes and sources. A rule may have parts: adam+l2.
    """
    from ...reference.library import UnknownNameError
    from ..reports.layout import page_width, write

    if name is None:
        rules()
        return
    from ..reports.topics import find_topic

    try:
        found = find_topic(name, form)
    except UnknownNameError as error:
        complain(error)
    for wanted, text, option in ((latex, found.latex, "--latex"), (markdown, found.markdown, "--markdown")):
        if wanted and text is None:
            complain(InputError(f"{option}: there is none of {name}. `optproof explain {name}` shows what there is."))
        if wanted and text is not None:
            say(text().rstrip("\n"))
    if not (latex or markdown):
        write(found.page(page_width()))


@app.command()
def rules() -> None:
    """List every rule and form, and every part, a line each."""
    from ..reports.explanation import rules as every_rule
    from ..reports.layout import page_width, write

    write(every_rule(page_width()))


app.command(epilog=f"Note: {WARNING}")(commands.identify)
app.command(epilog=f"Note: {WARNING}")(commands.diff)
app.command()(commands.mistakes)
app.command()(commands.plot)
app.command(epilog=f"Note: {WARNING}")(commands.mutate)


# What the user wrote.


def complain(error: Exception) -> NoReturn:
    print(error, file=sys.stderr)
    raise typer.Exit(UNKNOWN)


def _question(options: _Options) -> "Question":
    """What is asked.  Raises `InputError`."""
    from ...reference.library import UnknownNameError
    from ..api import question

    given = parsed(options.settings)
    try:
        asked = question(options.rule, options.form, given, options.shape, options.effort.seed, options.effort.examples)
    except UnknownNameError as error:
        raise InputError(str(error)) from None
    for each in {each.name: each for one in asked.rule.forms for each in one.hyperparameters}.values():
        if each.name in given:
            insist(each, given[each.name])
    return asked
