"""The sheet of an exercise: the paper's pseudo-code, and a class with its step left out, as a file or as a notebook."""

import json
from collections.abc import Sequence
from textwrap import fill, indent

from ...reference.notation import latex, name_of, number
from ...reference.pseudocode import column
from ...reference.rule import Form, Rule
from ...reference.symbols import theta
from .words import Words


class ExerciseError(ValueError):
    """There is no such exercise; the message says why, and which there are."""


def class_name(rule: Rule) -> str:
    """What the class of the exercise is called: Adam, SignSGD, AdamL2."""
    title = rule.title if rule.title.isalnum() else "".join(each.capitalize() for each in rule.name.split("+"))
    return title[0].upper() + title[1:]


def insist_on_theta(rule: Rule, form: Form) -> None:
    """Raises `ExerciseError` for a form whose gradient is not taken at θ, for which `update(params, grads)` has no room."""
    if form.gradient_at != theta:
        others = [each.name for each in rule.forms if each.gradient_at == theta]
        raise ExerciseError(
            f"{rule.name} {form.name} takes its gradient ahead of θ, and an exercise is handed the gradients. "
            f"Choose another form: {', '.join(others)}."
        )


def as_file(rule: Rule, form: Form, file: str, words: Words) -> str:
    """The sheet as Python, to be saved under that name."""
    commands = [("", words.answer), (" --hint", words.hint)]
    asked = [
        f"    optproof exercise {_named(rule, form)} {file}{option}{words.option}\n        {what}"
        for option, what in commands
    ]
    asked.append(f"    optproof exercise {_named(rule, form)} --solution\n        {words.solution}")
    told = "\n".join((*_told(rule, form, words), "", words.when_ready, "", *asked))
    return f'"""{told}\n"""\n\nimport numpy as np\n\n\n{_skeleton(rule, form, words)}'


def as_notebook(rule: Rule, form: Form, words: Words) -> str:
    """The sheet as a notebook of Jupyter's, version 4.5: what is asked, the class under a magic that answers, and how to go on."""
    shown = column(form)
    formulas = [each.latex for each in shown.step[1:]]
    begun = ", ".join(f"${each.latex}$" for each in shown.before)
    about = "\n".join(f"- ${latex(each.symbol)}$ `{each.name}`: {each.meaning}" for each in form.hyperparameters)
    head = [
        f"# {words.title.format(rule=rule.title)}",
        *(f"{each.title}, {each.place}, <{each.link}>" for each in form.sources),
        *([f"{words.before} {begun}"] if begun else []),
        words.step,
        "$$\n\\begin{aligned}\n" + " \\\\\n".join(each.replace(r" \leftarrow ", r" &\leftarrow ") for each in formulas)
        + "\n\\end{aligned}\n$$",
        words.letters,
        about,
    ]  # fmt: skip
    chosen = f"--rule {_named(rule, form)} --exercise{words.option}"
    cells = [
        _cell("markdown", "sheet", "\n\n".join(head)),
        _cell("code", "load", "%load_ext optproof"),
        _cell("markdown", "how", words.in_a_notebook),
        _cell("code", "attempt", f"%%optproof {chosen}\nimport numpy as np\n\n\n{_skeleton(rule, form, words)}"),
    ]
    return json.dumps(
        {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False, indent=1
    )


def _cell(kind: str, name: str, text: str) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "id": name, "metadata": {}, "source": text.splitlines(keepends=True)}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}


def _named(rule: Rule, form: Form) -> str:
    return rule.name if form is rule.first else f"{rule.name} --form {form.name}"


def _told(rule: Rule, form: Form, words: Words) -> list[str]:
    """What the sheet says above the class."""
    shown = column(form)
    before = [f"    {each.text}" for each in shown.before]
    letters = [
        fill(
            f"{name_of(each.symbol)}, `{each.name}`: {each.meaning}; {words.default.format(default=number(each.default))}",
            80,
            initial_indent="    ",
            subsequent_indent="        ",
        )
        for each in form.hyperparameters
    ]
    return [
        words.title.format(rule=rule.title),
        "",
        *(f"{fill(f'{each.title}, {each.place}', 80)}\n{each.link}" for each in form.sources),
        *(["", words.before, "", *before] if before else []),
        "",
        words.step,
        "",
        *(f"    {each.text}" for each in shown.step[1:]),
        "",
        words.letters,
        "",
        *letters,
    ]


def _skeleton(rule: Rule, form: Form, words: Words) -> str:
    """The class, with `update` left out."""
    given = ", ".join(f"{each.name}={float(each.default)!r}" for each in form.hyperparameters)
    kept = [name_of(each.symbol) for each in form.state]
    body = [words.hyperparameters, *(f"self.{each.name} = {each.name}" for each in form.hyperparameters)]
    if kept:
        body.append(words.state.format(state=", ".join(kept)))
    step = f'raise NotImplementedError("{words.missing}")'
    return (
        f"class {class_name(rule)}:\n    def __init__(self, {given}):\n{_block(body)}\n\n"
        f"    def update(self, params, grads):\n{_block([words.update, step])}\n"
    )


def _block(lines: Sequence[str]) -> str:
    return indent("\n".join(lines), " " * 8)
