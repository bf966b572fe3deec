"""The page of the pictures, which are drawn when the handbook is built."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .markdown import page

PICTURES = "optproof.verification.reports.pictures"
FOLDER = "reference/pictures"
TOLD = (
    "Each is drawn from numbers that code computes with a fixed seed, when the handbook is built; `optproof plot NAME` draws the "
    "same."
)


def available() -> bool:
    """Whether the pictures are there, and what draws them."""
    return find_spec(PICTURES) is not None and find_spec("matplotlib") is not None


def every() -> dict[str, str]:
    """The page."""
    if not available():
        return {}
    return {
        f"{FOLDER}.md": page("# Pictures", TOLD, *(part for each in _pictures().PICTURES for part in _picture(each)))
    }


def _pictures() -> Any:
    """The module, which needs matplotlib, so it is imported where it is asked for."""
    return import_module(PICTURES)


def _picture(each: Any) -> tuple[str, ...]:
    """For light and for dark paper, and in words for who does not see it."""
    return (
        f"## {each.title}",
        _image(f"{each.name}.svg", "only-light", each.description),
        _image(f"{each.name}-dark.svg", "only-dark", each.description),
        f"{each.description} `optproof plot {each.name}`",
    )


def _image(file: str, shown: str, description: str) -> str:
    return f"```{{image}} pictures/{file}\n:alt: {description}\n:class: {shown}\n```"


def draw(root: Path) -> None:
    """Draw what is missing, or older than the code that draws it."""
    if not available():
        return
    pictures, folder = _pictures(), root / FOLDER
    sources = Path(pictures.__file__).parent.glob("*.py")
    wanted = [folder / f"{each.name}{dark}.svg" for each in pictures.PICTURES for dark in ("", "-dark")]
    oldest = min((each.stat().st_mtime if each.exists() else 0.0) for each in wanted)
    if oldest < max(each.stat().st_mtime for each in sources):
        pictures.draw_all(folder)
