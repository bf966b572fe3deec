"""The options that several commands have, each declared once; and what the user said by them, read."""

from typing import Annotated, Any

import typer

from ..process.isolation import LEAST_MEMORY
from ..questions.set_option import InputError, insist, parsed
from .completion import forms, targets
from .output import complain
from .settings import Effort, Settings, SettingsError, nearest

WARNING = "Note: checking an optimizer runs its code. Do not check code that you would not run."
"""Stands below the help of every command that does so."""

PLACE = "file.py:Name, notebook.ipynb:Name or package.module:Name."

Target = Annotated[str, typer.Argument(metavar="TARGET", help=PLACE, autocompletion=targets)]
Targets = Annotated[list[str], typer.Argument(metavar="TARGET", help=PLACE, autocompletion=targets)]
FormName = Annotated[
    str | None,
    typer.Option("--form", metavar="FORM", help="One form of the rule; any if left out.", autocompletion=forms),
]
Given = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Fix a hyperparameter, or give another argument."),
]
ShapeName = Annotated[
    str | None,
    typer.Option("--shape", metavar="SHAPE", help="How the target is called, where that cannot be recognised."),
]
Json = Annotated[bool, typer.Option("--json", help="One JSON object a line for each target.")]
OneJson = Annotated[bool, typer.Option("--json", help="One JSON object.")]


def seed(about: str, **others: Any) -> Any:
    """`--seed`, which means something else to each command."""
    return typer.Option("--seed", metavar="N", min=0, help=about, **others)


# What pyproject.toml may say, where the command line does not: None is what was not said.

SeedOfVerdict = Annotated[int | None, seed("The same seed gives the same verdict.", show_default=str(Effort.seed))]
SeedOfAnswer = Annotated[int | None, seed("The same seed gives the same answer.", show_default=str(Effort.seed))]
Examples = Annotated[
    int | None,
    typer.Option(
        "--examples",
        metavar="N",
        min=1,
        help="Tapes drawn for each dtype: more find more, and take longer.",
        show_default=str(Effort.examples),
    ),
]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        "--time-limit",
        metavar="SECONDS",
        min=0.1,
        help="What one target may take; then it is UNKNOWN.",
        show_default=str(Effort.time_limit),
    ),
]
MemoryLimit = Annotated[
    int | None,
    typer.Option(
        "--memory-limit",
        metavar="MB",
        min=LEAST_MEMORY,
        help="Memory that one target may ask for (on Linux).",
        show_default=str(Effort.memory_limit),
    ),
]


Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs",
        metavar="N",
        min=1,
        help="Targets that are asked of at once.",
        show_default="one for each processor",
    ),
]


def project() -> Settings:
    """What the nearest pyproject.toml says; the command ends where that cannot be read."""
    try:
        return nearest()
    except SettingsError as error:
        complain(error)


def given(settings: list[str] | None) -> dict[str, Any]:
    """What `--set` says; the command ends where that cannot be read, or no hyperparameter of its name may be so."""
    try:
        values = parsed(settings or [])
        if values:
            from ...reference.hyperparameters import KNOWN

            for name in values.keys() & KNOWN.keys():
                insist(KNOWN[name], values[name])
    except InputError as error:
        complain(error)
    return values
