"""What a target replaces in the modules that everybody shares, NumPy, `math` and `builtins`, and how to undo it.

The oracle computes with NumPy in the target's own process: with a `np.sqrt` of the target's it would agree with the target.
"""

import builtins
import math
import warnings
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np

SHARED: Mapping[str, ModuleType] = {
    "builtins": builtins,
    "np": np,
    "np.linalg": np.linalg,
    "np.random": np.random,
    "math": math,
}


class SpoiledError(Exception):
    """The target has replaced what everybody shares; the message is a sentence."""


_BUILT_IN: dict[str, Any] = builtins.__dict__

Snapshot = Mapping[str, Mapping[str, Any]]
"""The attributes of each shared module."""


def snapshot() -> Snapshot:
    """How things are now."""
    return {name: {own: value for own, value in vars(module).items() if own != "_"} for name, module in SHARED.items()}


def changed(before: Snapshot) -> tuple[str, ...]:
    """The attributes that were replaced or removed since, as `np.sqrt`; what was added does nobody harm."""
    nothing = object()
    return tuple(
        f"{place}.{name}"
        for place, attributes in before.items()
        for name, value in attributes.items()
        if vars(SHARED[place]).get(name, nothing) is not value
    )


def _built_in(before: Snapshot) -> list[str]:
    """Put back what is built in, and say what was replaced: with nothing that is built in, for that may be replaced."""
    names, now = [], _BUILT_IN
    for name, value in before["builtins"].items():
        if now.get(name, before) is not value:
            now[name] = value
            names.append("builtins." + name)
    return names


def restore(before: Snapshot) -> None:
    """Put everything back as it was."""
    _built_in(before)
    for name in changed(before):
        place, _, attribute = name.rpartition(".")
        setattr(SHARED[place], attribute, before[place][attribute])


@contextmanager
def unspoiled() -> Generator[None]:
    """Undo what the block does to the shared modules, to NumPy's error state, and to the filters of warnings.

    Raises `SpoiledError` where it replaced anything, in place of whatever else it raises: that may be the consequence.
    """
    before = snapshot()
    try:
        with np.errstate(), warnings.catch_warnings():
            yield
    finally:
        built_in = _built_in(before)
        names = (*built_in, *changed(before))
        restore(before)
        if names:
            raise SpoiledError(sentence(names)) from None


def sentence(names: tuple[str, ...]) -> str:
    """Names what was replaced, and what to do."""
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return (
        f"It replaces {shown}, which changes what everybody else computes, optproof's oracle among them. "
        "Let it call a function of its own instead."
    )
