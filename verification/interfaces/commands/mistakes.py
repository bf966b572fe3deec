"""`optproof mistakes`: the catalogue."""

from typing import Annotated

import typer

from .. import completion
from ..output import complain


def mistakes(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]", help="A mistake's id; all are listed if left out.", autocompletion=completion.mistakes
        ),
    ] = None,
) -> None:
    """List the known mistakes, or show one: its formula, its symptom, who notices it, and where it happened."""
    from ....reference.library import UnknownNameError
    from ...reports.layout import page_width, write
    from ...reports.mistakes import about_mistake, every_mistake

    try:
        write(every_mistake(page_width()) if name is None else about_mistake(name, page_width()))
    except UnknownNameError as error:
        complain(error)
