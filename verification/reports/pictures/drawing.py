"""From a picture, or from verdicts, to a file."""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ...verdicts.verdict import Verdict
from .counterexample import draw as draw_parting, partings
from .table import PICTURES, Picture

if TYPE_CHECKING:
    from .canvas import Canvas

KINDS = (".png", ".svg")


class PlotError(Exception):
    """A picture cannot be drawn; the message says why, and what to do."""


def draw(picture: Picture, *files: Path, dark: bool = False, seed: int = 0) -> None:
    """Draw `picture` into each of `files`, a PNG or an SVG by its name.  The same seed gives the same bytes.

    Raises:
        PlotError: matplotlib is not installed, or a file's name ends otherwise, or it cannot be written.
    """
    _write(files, picture.title, picture.description, lambda canvas: picture.draw(picture.data(seed), canvas), dark)


def draw_all(folder: Path, *, seed: int = 0, kind: str = ".svg") -> list[Path]:
    """Draw every picture into `folder`, which is made: `NAME.svg`, and `NAME-dark.svg` for dark paper.

    Raises `PlotError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    drawn: list[Path] = []
    for each in PICTURES:
        for dark in (False, True):
            drawn.append(folder / f"{each.name}{'-dark' if dark else ''}{kind}")
            draw(each, drawn[-1], dark=dark, seed=seed)
    return drawn


def draw_partings(verdicts: Sequence[Verdict], file: Path, *, dark: bool = False) -> bool:
    """Draw each refuted target beside its rule on the counterexample; False where there is none, and nothing is written.

    Raises `PlotError`.
    """
    data = partings(verdicts)
    if not data:
        return False
    title = "Refuted: " + ", ".join(each.title for each in data)
    said = [f"{each.title}: the code computes {each.code[-1]:.8g}, the rule {each.rule[-1]:.8g}." for each in data]
    _write([file], title, " ".join(said), lambda canvas: draw_parting(data, canvas), dark)
    return True


def suited(file: Path) -> Path:
    """`file`, if a picture can be written there.  Raises `PlotError`."""
    if file.suffix.lower() not in KINDS:
        raise PlotError(f"{file}: a picture's name ends in .png or .svg.")
    if not file.absolute().parent.is_dir():
        raise PlotError(f"{file}: there is no folder {file.absolute().parent}.")
    if find_spec("matplotlib") is None:
        raise PlotError("matplotlib draws the pictures, and is not installed: pip install 'optproof[plot]'.")
    return file


def _write(files: Sequence[Path], title: str, description: str, fill: "Callable[[Canvas], None]", dark: bool) -> None:
    for each in files:
        suited(each)
    from .canvas import DARK, LIGHT, Canvas, styled

    with styled():
        canvas = Canvas(DARK if dark else LIGHT)
        fill(canvas)
        canvas.finish()
        for each in files:
            try:
                canvas.save(each, title, description)
            except OSError as error:
                raise PlotError(f"{each}: it cannot be written ({error.strerror}).") from None
