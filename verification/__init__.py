"""What holds a subject to the reference.

`check`, `identify` and `replay` are found when they are first asked for, so that `optproof --help` imports neither SymPy nor NumPy.
"""

from typing import TYPE_CHECKING, Any

from .verdict import Verdict

if TYPE_CHECKING:
    from .api import check, identify, replay

__all__ = ["Verdict", "check", "identify", "replay"]


def __getattr__(name: str) -> Any:
    if name in ("check", "identify", "replay"):
        from . import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
