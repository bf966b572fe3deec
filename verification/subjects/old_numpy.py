"""Names that NumPy has removed, put back for code that was written when they were there; the verdict says so."""

import re
from pathlib import Path

import numpy as np

from .supplied import note

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


def supply(name: str) -> bool:
    """Put a removed name back; whether there was one to put back."""
    if name not in REMOVED or hasattr(np, name):
        return False
    setattr(np, name, REMOVED[name])
    note("numpy", f"np.{name}")
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
