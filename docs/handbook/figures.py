"""Pictures for the handbook, drawn when it is built."""

from importlib.util import find_spec
from pathlib import Path

PICTURES = "optproof.verification.pictures"


def draw(folder: Path) -> None:
    """Draw every picture into `folder`, where the pictures and what they need are installed."""
    if find_spec(PICTURES) is None or find_spec("matplotlib") is None:
        return
    # The pictures' own module knows their names: the call that draws all of them belongs here.
