"""What the arguments of a step are to be given, by the names in its signature."""

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .roles import GRADIENTS, OF_A_STEP, RoleName, role_of, roles_of

Container = Literal["dict", "list", "array"]
"""What parameters and gradients are packed in."""

Handed = Literal["parameters", "gradients", "pairs", "swapped pairs", "counter", "key", "loss", "lr"]
"""What a caller can hand to a step."""


@dataclass(frozen=True)
class Argument:
    """One argument of the step method: what it is, and the name to pass it by (None is by position)."""

    role: Handed
    keyword: str | None = None


HANDED: Mapping[RoleName, Handed] = {
    **dict.fromkeys((*GRADIENTS, "some gradient"), "gradients"),
    **dict.fromkeys(("parameters", "weights", "biases"), "parameters"),
    "pairs": "pairs",
    "counter": "counter",
    "key": "key",
    "loss": "loss",
}


def handed_as(name: str) -> Handed | None:
    """What is handed over under that name; None where its place tells more."""
    # A step has no start: `z` and `u` are as often what it keeps.
    return next((HANDED.get(role) for role in roles_of(name) if role in (*OF_A_STEP, "start", "some gradient")), None)


def takes_parameters(name: str, parameter: inspect.Parameter) -> bool:
    """Whether a constructor takes its parameters under that name."""
    return handed_as(name) == "parameters" and role_of(name) != "biases" and not _is_number(parameter)


def containers(own: Mapping[str, inspect.Parameter]) -> tuple[Container, ...]:
    """Plural names are containers; singular ones single arrays."""
    gradients = next((name for name in own if role_of(name) in GRADIENTS), "")
    if gradients.lower().endswith("s"):
        return ("dict", "list", "array")
    return ("array", "dict", "list") if gradients else ("dict", "list", "array")


def arguments_of(
    own: Mapping[str, inspect.Parameter], call_names: Mapping[str, str], owner: str | None
) -> tuple[Argument, ...] | None:
    """What to hand to the step method, by the names of its parameters; None where that cannot be told."""
    found: list[Argument] = []
    taken: set[Handed] = set()
    hyperparameters = {name.partition("[")[0] for name in call_names.values()}
    for name, parameter in own.items():
        if name in hyperparameters:
            continue
        role = handed_as(name)
        if role in taken:
            role = None
        if parameter.default is parameter.empty:
            role = role or _by_place(taken, owner)
            if role is None:
                return None
        elif role is None or _may_be_left_out(role, parameter):
            continue
        taken.add(role)
        keyword = None if parameter.kind is not parameter.KEYWORD_ONLY and not _after_hole(own, name, found) else name
        found.append(Argument(role, keyword))
    return tuple(found) if taken & {"gradients", "pairs"} else None


def _may_be_left_out(role: Handed, parameter: inspect.Parameter) -> bool:
    return _is_number(parameter) or (role in ("counter", "key", "loss") and parameter.default is not None)


def _is_number(parameter: inspect.Parameter) -> bool:
    """Whether what it is when nobody gives it is no array: a number other than 0, a flag or a word."""
    default = parameter.default
    return isinstance(default, bool | str) or (isinstance(default, int | float) and default != 0)


def _after_hole(own: Mapping[str, inspect.Parameter], name: str, found: Sequence[Argument]) -> bool:
    return list(own).index(name) != len(found) or any(each.keyword is not None for each in found)


def _by_place(taken: set[Handed], owner: str | None) -> Handed | None:
    """Unknown names: parameters come first, then gradients."""
    if "parameters" not in taken and "gradients" not in taken and owner is None:
        return "parameters"
    return "gradients" if "gradients" not in taken else None


def required_of(own: Mapping[str, inspect.Parameter]) -> list[str]:
    return [name for name, each in own.items() if each.default is each.empty]
