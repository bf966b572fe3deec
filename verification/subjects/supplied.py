"""What had to be supplied for somebody's file to load: the verdict says so."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

from ..english import listed

Kind = str

SENTENCES = {
    "numpy": "It is written for an older NumPy: {} had to be supplied.",
    "python": "Of Python 2, and supplied: {}.",
    "guard": 'Bound under `if __name__ == "__main__":` alone, and supplied as there: {}.',
    "cell": "Of the notebook, only what it needs was run (code cells: {}).",
    "module": "Not here, and stood in for while the file loads: {}.",
    "decorator": "Left out with the modules that are not here: {}.",
}
"""What is said of the names of each kind."""

SUPPLIED: ContextVar[list[tuple[Kind, str]] | None] = ContextVar("SUPPLIED", default=None)
"""What is supplied while somebody listens; None where nobody does."""


@contextmanager
def supplied() -> Generator[list[tuple[Kind, str]]]:
    """What is supplied in the block, as it comes; what the process has already is not supplied again."""
    names: list[tuple[Kind, str]] = []
    before = SUPPLIED.set(names)
    try:
        yield names
    finally:
        SUPPLIED.reset(before)


def note(kind: Kind, name: str) -> None:
    """Say that a name was supplied."""
    names = SUPPLIED.get()
    if names is not None and (kind, name) not in names:
        names.append((kind, name))


def sentences(names: list[tuple[Kind, str]]) -> str:
    """What the verdict says of them."""
    kinds = {kind: [name for each, name in names if each == kind] for kind in SENTENCES}
    return " ".join(SENTENCES[kind].format(listed(each)) for kind, each in kinds.items() if each)
