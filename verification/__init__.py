"""What holds a subject to the reference.

`check` and `replay` are found when they are first asked for, so that `optproof --help` imports neither SymPy nor NumPy.
"""

from typing import TYPE_CHECKING, Any

from .verdict import Verdict

if TYPE_CHECKING:
    from .api import check, replay

__all__ = ["Verdict", "check", "replay"]


def __getattr__(name: str) -> Any:
    if name in ("check", "replay"):
        from . import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
