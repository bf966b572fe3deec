"""What an optimizer really computes, and whether that is the published rule.

    >>> from optproof import check
    >>> from optproof.implementations import Adam
    >>> check(Adam, rule="adam").verdict
    'proved'

What people call is found when it is first asked for, so that `import optproof` imports nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optproof.verification import Verdict, check, check_optimizer, diff, identify, parametrize_with_checks, replay

    __version__: str

__all__ = [
    "Verdict", "__version__", "check", "check_optimizer", "diff", "identify", "parametrize_with_checks", "replay",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("optproof")
    if name in __all__:
        return getattr(import_module(f"{__name__}.verification"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext optproof`: the magic `%%optproof` of notebooks."""
    import_module(f"{__name__}.verification.interfaces.magic").load(shell)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
