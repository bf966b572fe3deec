"""`optproof plot`: pictures of how optimizers go about it."""

from pathlib import Path
from typing import Annotated

import typer

from ..options import seed as seed_option
from ..output import complain, plottable


def plot(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A picture's name; all are listed if left out.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where it is drawn, as PNG or SVG.", show_default="NAME.png")
    ] = None,
    dark: Annotated[bool, typer.Option("--dark", help="Light lines on dark paper.")] = False,
    seed: Annotated[int, seed_option("The same seed gives the same bytes.")] = 0,
) -> None:
    """Draw a picture: how optimizers, right and wrong, go about it."""
    from ...reports.layout import entry, page_width, write
    from ...reports.pictures import PICTURES, PlotError, draw, find_picture

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
    print(file)
