"""Of what the code of a target speaks: what else its file imports may be for others."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any

import numpy as np

from .homes import home_of
from .replaced_code import codes_in, functions_behind
from .target import Target


def is_for_torch(target: Target, torch: Any) -> bool:
    """Whether the target is one of PyTorch's, or its module has something from there, and it does not speak of NumPy alone."""
    if target.is_class and issubclass(target.object, torch.optim.Optimizer):
        return True
    held = vars(target.module).values() if target.module is not None else ()
    return any(home_of(each).partition(".")[0] == "torch" for each in held) and not _is_for_numpy(target, torch)


def _is_for_numpy(target: Target, torch: Any) -> bool:
    """Whether it speaks of NumPy, and neither of PyTorch nor of what tensors alone have, as `add_`."""
    speech = speech_of(target)
    if "torch" in speech.libraries or "numpy" not in speech.libraries:
        return False
    arrays = {*dir(np.ndarray), *dir(np)}
    return not any(hasattr(torch.Tensor, each) for each in speech.names - arrays)


@dataclass(frozen=True)
class Speech:
    """The libraries of which a target speaks, and what of its own module it names, as `numpy`; and all names that it uses."""

    libraries: frozenset[str]
    names: frozenset[str]


def speech_of(target: Target) -> Speech:
    """Of what its functions speak, and those that they name."""
    waiting, seen, found, names = [target.object], set[int](), set[str](), set[str]()
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        for function in _functions(value):
            for name in (name for code in codes_in(function.__code__) for name in code.co_names):
                names.add(name)
                named = function.__globals__.get(name)
                home = home_of(named)
                found.add(home.partition(".")[0])
                if home == function.__module__:
                    waiting.append(named)
    return Speech(frozenset(found - {""}), frozenset(names))


def _functions(value: Any) -> Iterator[FunctionType]:
    """The function, or those of a class and of what it derives from, as far as that is written where the class is."""
    if not inspect.isclass(value):
        yield from functions_behind(value)
        return
    for kind in value.__mro__:
        if kind.__module__ == value.__module__:
            for each in vars(kind).values():
                yield from functions_behind(each)
