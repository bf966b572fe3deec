"""Names that NumPy has removed, put back for code that was written when they were there; the verdict says so."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import numpy as np

REMOVED: dict[str, object] = {
    "int": int,
    "float": float,
    "complex": complex,
    "object": object,
    "str": str,
    "float_": np.float64,
    "Inf": np.inf,
    "infty": np.inf,
    "NaN": np.nan,
    "NAN": np.nan,
    "product": np.prod,
}
"""Removed in NumPy 1.24 and 2.0 → what each was another name of."""

SUPPLIED: ContextVar[list[str] | None] = ContextVar("SUPPLIED", default=None)
"""The names that were put back while somebody listens; None where nobody does."""


@contextmanager
def supplied() -> Generator[list[str]]:
    """The names that are put back in the block, as they come; what the process has already is not put back again."""
    names: list[str] = []
    before = SUPPLIED.set(names)
    try:
        yield names
    finally:
        SUPPLIED.reset(before)


def supply(name: str) -> bool:
    """Put a removed name back; whether there was one to put back."""
    if name not in REMOVED or hasattr(np, name):
        return False
    setattr(np, name, REMOVED[name])
    names = SUPPLIED.get()
    if names is not None:
        names.append(name)
    return True


def supply_for_source(path: Path) -> None:
    """Put back the removed names that a source file uses."""
    used = re.findall(r"\b(?:np|numpy)\.(\w+)", path.read_text(encoding="utf-8", errors="replace"))
    for name in dict.fromkeys(used):
        supply(name)


def supply_for_error(error: BaseException) -> bool:
    """Put back the removed name that an import stumbled over; whether it is worth another try."""
    found = (
        re.match(r"module 'numpy' has no attribute '(\w+)'", str(error)) if isinstance(error, AttributeError) else None
    )
    return found is not None and supply(found[1])
