"""What the arguments of a step are to be given, by the names in its signature."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from ..subject import signature_of
from ..uses import uses
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


def used_as(cls: Any, function: Any, own: Iterable[str]) -> dict[str, Handed]:
    """What arguments of a step are by what is done with them, where that tells: then their names need not."""
    found: dict[str, Handed] = {}
    kind = cls if inspect.isclass(cls) else None
    for name in own:
        done = uses(kind, function, name)
        if "exponent" in done and "array" not in done:
            found[name] = "counter"
        elif "key" in done and len(done) == 1:
            found[name] = "key"
        elif name.lower()[:1] == "d" and name[1:] in own:
            found[name] = "gradients"
    return found


def arguments_of(
    own: Mapping[str, inspect.Parameter],
    call_names: Mapping[str, str],
    owner: str | None,
    used: Mapping[str, Handed] = MappingProxyType({}),
) -> tuple[Argument, ...] | None:
    """What to hand to the step method, by what is `used` how, then by name; None where that cannot be told."""
    found: list[Argument] = []
    taken: set[Handed] = set()
    hyperparameters = {name.partition("[")[0] for name in call_names.values()}
    for name, parameter in own.items():
        if name in hyperparameters:
            continue
        role = used.get(name) if parameter.default is parameter.empty else None
        role = role or handed_as(name)
        if role in taken and not (role == "key" and used.get(name) == "key"):
            role = None
        if parameter.default is parameter.empty:
            role = role or _by_place(taken, owner, alone=len(required_of(own)) == 1)
            if role is None:
                return None
        elif role is None or _may_be_left_out(role, parameter):
            continue
        taken.add(role)
        keyword = None if parameter.kind is not parameter.KEYWORD_ONLY and not _after_hole(own, name, found) else name
        found.append(Argument(role, keyword))
    return tuple(found) if taken & {"gradients", "pairs"} else None


def told_by_place(own: Mapping[str, inspect.Parameter], used: Mapping[str, Handed]) -> bool:
    """Whether nothing but their places tells parameters from gradients."""
    # `b` beside another letter is no bias.
    return len([name for name in required_of(own) if used.get(name) is None and role_of(name) in (None, "biases")]) > 1


def _may_be_left_out(role: Handed, parameter: inspect.Parameter) -> bool:
    return _is_number(parameter) or (role in ("counter", "key", "loss") and parameter.default is not None)


def _is_number(parameter: inspect.Parameter) -> bool:
    """Whether what it is when nobody gives it is no array: a number other than 0, a flag or a word."""
    default = parameter.default
    return isinstance(default, bool | str) or (isinstance(default, int | float) and default != 0)


def _after_hole(own: Mapping[str, inspect.Parameter], name: str, found: Sequence[Argument]) -> bool:
    return list(own).index(name) != len(found) or any(each.keyword is not None for each in found)


def _by_place(taken: set[Handed], owner: str | None, *, alone: bool) -> Handed | None:
    """Unknown names: parameters come first, then gradients; what comes alone is a gradient."""
    if "parameters" not in taken and "gradients" not in taken and owner is None and not alone:
        return "parameters"
    return "gradients" if "gradients" not in taken else None


def required_of(own: Mapping[str, inspect.Parameter]) -> list[str]:
    return [name for name, each in own.items() if each.default is each.empty]


def needed_by(function: Any) -> list[str]:
    """The arguments that whoever calls a function or a method has to give."""
    return [name for name in required_of(signature_of(function)) if name != "self"]
