"""`optproof exercise`: write a rule by hand first, then compare."""

from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from ...process.jobs import cores
from ...process.progress import Listener, bar
from ...questions.set_option import InputError
from .. import completion
from ..options import FormName, Jobs, MemoryLimit, SeedOfVerdict, TimeLimit, project
from ..output import UNKNOWN, complain, stoppable, writable, writable_among, write_file
from ..settings import Effort
from ..targets import in_order

if TYPE_CHECKING:
    from ...api import Question
    from ...exercises.words import Words
    from ...verdicts.verdict import Verdict


def exercise(
    rule: Annotated[
        str,
        typer.Argument(metavar="RULE", help="The rule; `optproof rules` lists them.", autocompletion=completion.rules),
    ],
    attempt: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="Your attempt, to be answered; a sheet is written if left out."),
    ] = None,
    form: FormName = None,
    hint: Annotated[bool, typer.Option("--hint", help="Answer with the mistake, and its line.")] = False,
    solution: Annotated[bool, typer.Option("--solution", help="Show a class that is right.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where the sheet is written, as .py or .ipynb.", show_default="RULE.py"),
    ] = None,
    grade: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Answer every attempt in a folder: a line for each.")
    ] = None,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the grades for a spreadsheet.")] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the graded verdicts as one page.")] = None,
    zh: Annotated[bool, typer.Option("--zh", help="In Chinese.")] = False,
    seed: SeedOfVerdict = None,
    time_limit: TimeLimit = None,
    memory_limit: MemoryLimit = None,
    jobs: Jobs = None,
) -> None:
    """Write a sheet with the pseudo-code of RULE and a class to fill in, and answer what was made of it.

    The answer says which lines agree, and the smallest run on which it goes
    wrong; with --hint also the mistake. Its exit status is 0 if the attempt is
    right, 1 if not, and 2 if nothing can be said of it. --grade answers all
    attempts in a folder, each in a process of its own.
    """
    from ....reference.library import UnknownNameError
    from ...api import question
    from ...exercises.sheet import ExerciseError, insist_on_theta
    from ...exercises.words import CHINESE, ENGLISH

    words = CHINESE if zh else ENGLISH
    effort = project().effort_with(seed=seed, time_limit=time_limit, memory_limit=memory_limit)
    try:
        asked = question(rule, form, {}, None, effort.seed, effort.examples)
        if form is not None:
            insist_on_theta(asked.rule, asked.forms[0])
    except (UnknownNameError, ExerciseError) as error:
        complain(InputError(str(error)))
    if sum((attempt is not None, solution, grade is not None)) > 1:
        complain(InputError("Choose one of FILE, --solution and --grade."))
    if hint and attempt is None:
        complain(InputError("--hint needs your attempt: optproof exercise RULE FILE --hint"))
    if (csv or html) and grade is None:
        complain(InputError("--csv and --html need the attempts: --grade FOLDER"))
    if solution:
        _show_solution(asked)
    if grade is not None:
        _grade(grade, csv, html, asked, effort, jobs or cores())
    if attempt is not None:
        _answer(attempt, form, asked, effort, words, hint=hint)
    _write_sheet(out, asked, words)


def _show_solution(asked: "Question") -> NoReturn:
    from ...exercises.solution import solution

    shown = [solution(asked.rule.name, form.name) for form in asked.forms]
    found = next((each for each in shown if each), "")
    if not found:
        complain(InputError(f"optproof has no class of its own for {asked.rule.name} {asked.forms[0].name}."))
    print(found, end="")
    raise typer.Exit(0)


def _write_sheet(out: Path | None, asked: "Question", words: "Words") -> NoReturn:
    from ...exercises.sheet import as_file, as_notebook

    rule, form = asked.rule, asked.forms[0]
    file = Path(f"{rule.name.replace('+', '_')}.py") if out is None else out
    if file.suffix not in (".py", ".ipynb"):
        complain(InputError(f"--out {file}: a sheet is a .py or an .ipynb."))
    if file.exists():
        complain(InputError(f"{file} is there already, and is left as it is. Choose another with --out FILE."))
    text = as_notebook(rule, form, words) if file.suffix == ".ipynb" else as_file(rule, form, quote(str(file)), words)
    if not writable("--out", file) or not write_file("--out", file, text):
        raise typer.Exit(UNKNOWN)
    print(file)
    raise typer.Exit(0)


def _verdict_on(file: Path, asked: "Question", effort: Effort, listener: Listener) -> "Verdict":
    """The verdict on the class of the exercise in a file, or on whatever optimizer is there alone."""
    from ...api import check_question
    from ...exercises.sheet import class_name
    from ...subjects.place import optimizers_in
    from ...verdicts.verdict import Verdict

    due = class_name(asked.rule)
    there = optimizers_in(file)
    if due not in there and len(there) != 1:
        found = f"There {'are' if there else 'is'} {', '.join(there) or 'no optimizer'}."
        return Verdict(str(file), asked.rule.name, "unknown", reason=f"Which is it? Call your class {due}. {found}")
    name = due if due in there else there[0]
    return check_question(f"{file}:{name}", asked, effort.time_limit, effort.memory_limit, listener)


def _answer(file: Path, form: str | None, asked: "Question", effort: Effort, words: "Words", *, hint: bool) -> NoReturn:
    from ...exercises.answer import answer
    from ...reports.layout import page_width, write

    if not file.is_file():
        complain(InputError(f"There is no file {file}. Without it, a sheet is written."))
    with stoppable(), bar(str(file)) as listener:
        verdict = _verdict_on(file, asked, effort, listener)
    named = f"optproof exercise {asked.rule.name}{f' --form {form}' if form else ''}"
    command = "" if hint else f"{named} {quote(str(file))} --hint{words.option}"
    write(answer(verdict, asked.rule, words, page_width(), hint=command, solution=f"{named} --solution"))
    raise typer.Exit(verdict.exit_status)


def _grade(folder: Path, csv: Path | None, html: Path | None, asked: "Question", effort: Effort, jobs: int) -> NoReturn:
    from ...exercises.grades import Grade, as_csv, as_line, handed_in
    from ...reports.html.document import document
    from ...reports.layout import page_width, write

    files = handed_in(folder) if folder.is_dir() else []
    if not files:
        complain(InputError(f"--grade {folder}: there is no .py and no .ipynb in it."))
    wanted, complete = writable_among({"--csv": csv, "--html": html})
    room = max(len(str(each.relative_to(folder))) for each in files)

    def ask(name: str, listener: Listener) -> Grade:
        return Grade(str(Path(name).relative_to(folder)), _verdict_on(Path(name), asked, effort, listener))

    grades = in_order(
        [str(each) for each in files], ask, lambda each, _: write(as_line(each, room, page_width())), jobs
    )
    texts = {"--csv": lambda: as_csv(grades), "--html": lambda: document([each.verdict for each in grades])}
    written = [write_file(option, file, texts[option]()) for option, file in wanted.items()]
    raise typer.Exit(0 if complete and all(written) else UNKNOWN)
