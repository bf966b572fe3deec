"""What holds a subject to the reference.

What is slow to import is found when it is first asked for, so that `optproof --help` and pytest's plugin import neither
SymPy nor NumPy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .process import bytecode

bytecode.keep()

from .verdicts.verdict import Verdict  # noqa: E402 - its bytecode is kept as well

if TYPE_CHECKING:
    from .api import check, diff, identify, replay
    from .interfaces.trials import check_optimizer, parametrize_with_checks

__all__ = ["Verdict", "check", "check_optimizer", "diff", "identify", "parametrize_with_checks", "replay"]

LATER = {
    "check": "api",
    "diff": "api",
    "identify": "api",
    "replay": "api",
    "check_optimizer": "interfaces.trials",
    "parametrize_with_checks": "interfaces.trials",
}
"""Name → the module that has it."""


def __getattr__(name: str) -> Any:
    if name in LATER:
        return getattr(import_module(f".{LATER[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
