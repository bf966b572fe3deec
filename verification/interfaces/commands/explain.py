"""`optproof explain` and `optproof rules`: what is known, and a list of it."""

from typing import Annotated

import typer

from ...questions.set_option import InputError
from ..completion import topics
from ..options import FormName
from ..output import complain, say


def explain(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME]", help="What is to be explained; all rules are listed if left out.", autocompletion=topics
        ),
    ] = None,
    form: FormName = None,
    latex: Annotated[bool, typer.Option("--latex", help="Its formulas, in LaTeX.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="All of it, in Markdown with LaTeX.")] = False,
    json: Annotated[bool, typer.Option("--json", help="All of a rule, as one JSON object.")] = False,
) -> None:
    """Show what is known of a rule, a form, a part, a derivation, a mistake or a check.

    Of a rule: its forms side by side, how they relate, hyperparameters,
    derivations, known mistakes and sources. A rule may have parts: adam+l2.
    """
    if name is None:
        if latex or markdown or json or form:
            complain(InputError("--form, --latex, --markdown and --json need a NAME: optproof explain adam --latex"))
        rules()
        return
    from ....reference.library import UnknownNameError
    from ...reports.layout import page_width, write
    from ...reports.topics import find_topic

    try:
        found = find_topic(name, form)
    except UnknownNameError as error:
        complain(error)
    texts = ((latex, found.latex, "--latex"), (markdown, found.markdown, "--markdown"), (json, found.json, "--json"))
    for wanted, text, option in texts:
        if wanted and text is None:
            complain(InputError(f"{option}: there is none of {name}. `optproof explain {name}` shows what there is."))
        if wanted and text is not None:
            say(text().rstrip("\n"))
    if not (latex or markdown or json):
        write(found.page(page_width()))


def rules(
    json: Annotated[bool, typer.Option("--json", help="All of each rule, as one JSON object a line.")] = False,
) -> None:
    """List every rule and form, and every part, a line each."""
    if json:
        from ....reference.library import RULES
        from ...reports.rule_data import rule_json

        for each in RULES:
            say(rule_json(each, each.forms))
        return
    from ...reports.explanation import rules as every_rule
    from ...reports.layout import page_width, write

    write(every_rule(page_width()))
