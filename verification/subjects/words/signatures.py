"""What the names in a signature say about how to call it."""

import inspect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from ....reference.hyperparameters import KNOWN
from ....reference.rule import Hyperparameters
from ..shapes.calls import Argument, Container
from ..subject import signature_of
from .hyperparameters import (
    COMPLEMENT,
    COUNTERS,
    GRADIENTS,
    KEYS,
    LOSSES,
    PAIRS,
    PARAMETERS,
    STEP_METHODS,
    canonical,
    match_hyperparameters,
    surely_named,
)
from .roles import kind_of


def containers(own: Mapping[str, inspect.Parameter]) -> tuple[Container, ...]:
    """Plural names are containers; singular ones single arrays."""
    words = [canonical(name) for name in own]
    gradients = next((word for word in words if word in GRADIENTS), "")
    if gradients.endswith("s"):
        return ("dict", "list", "array")
    return ("array", "dict", "list") if gradients else ("dict", "list", "array")


@dataclass(frozen=True)
class Making:
    """What the constructor of a class, or a factory, is to be given.

    Attributes:
        names: hyperparameter of the rule → its own name.
        settings: what the user sets, by its own names.
        missing: what it insists on besides.
        optional: what it takes besides, and may be left out.
    """

    signature: Mapping[str, inspect.Parameter]
    names: Mapping[str, str]
    settings: Mapping[str, Any]
    missing: tuple[str, ...]
    optional: tuple[str, ...]

    @classmethod
    def of(cls, function: Any, rule_names: Hyperparameters, settings: Mapping[str, Any]) -> "Making":
        """By the signature of the class or function."""
        own = signature_of(function)
        with_step = surely_named(rule_names, _names_at_steps(function)) - surely_named(rule_names, own)
        wanted = without(rule_names, with_step)
        names = match_hyperparameters(without(wanted, settings), own)
        names |= betas_of(own, names, rule_names)
        given = by_own_name(settings, match_hyperparameters(wanted, own), own, rule_names)
        left = [
            name
            for name in own
            if name not in names.values() and name not in given
            and not any(each.startswith(f"{name}[") for each in names.values())
        ]  # fmt: skip
        needed = tuple(name for name in left if own[name].default is inspect.Parameter.empty)
        return cls(own, names, given, needed, tuple(name for name in left if name not in needed))


def _names_at_steps(function: Any) -> set[str]:
    """The names of what the methods of a class take beside something else, as its step does: γ is no lr where that takes lr."""
    if not inspect.isclass(function):
        return set()
    methods = [{*signature_of(each)} - {"self"} for name, each in methods_of(function).items() if name != "__init__"]
    return {name for names in methods if len(names) > 1 for name in names}


@dataclass(frozen=True)
class InCall:
    """The hyperparameters that a step takes at each call.

    Attributes:
        names: hyperparameter of the rule → its own name.
        settings: what the user sets of them, by its own names.
    """

    names: Mapping[str, str]
    settings: Mapping[str, Any]

    @classmethod
    def of(
        cls,
        free: Mapping[str, inspect.Parameter],
        rule_names: Hyperparameters,
        settings: Mapping[str, Any],
        taken: Mapping[str, str],
    ) -> "InCall":
        """Those among the arguments `free`; what the constructor has `taken` is none of them."""
        open_names = without(rule_names, {*settings, *taken})
        names = match_hyperparameters(open_names, free) | betas_of(free, {}, open_names)
        return cls(names, by_own_name(settings, match_hyperparameters(rule_names, free), free, rule_names))

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments that take them."""
        return tuple(dict.fromkeys([*(each.partition("[")[0] for each in self.names.values()), *self.settings]))


def arguments_of(
    own: Mapping[str, inspect.Parameter], call_names: Mapping[str, str], owner: str | None
) -> tuple[Argument, ...] | None:
    """What to hand to the step method, by the names of its parameters; None where that cannot be told."""
    found: list[Argument] = []
    taken: set[str] = set()
    for name, parameter in own.items():
        word = canonical(name)
        if name in {each.partition("[")[0] for each in call_names.values()}:
            continue
        role = role_of(word, taken)
        if role is None:
            if parameter.default is parameter.empty:
                role = _by_place(taken, owner)
                if role is None:
                    return None
            else:
                continue
        if (
            role in ("counter", "key", "loss")
            and parameter.default is not parameter.empty
            and parameter.default is not None
        ):
            continue
        taken.add(role)
        keyword = None if parameter.kind is not parameter.KEYWORD_ONLY and not _after_hole(own, name, found) else name
        found.append(Argument(role, keyword))  # type: ignore[arg-type]
    if not taken & {"gradients", "pairs"}:
        return None
    return tuple(found)


def _after_hole(own: Mapping[str, inspect.Parameter], name: str, found: Sequence[Argument]) -> bool:
    return list(own).index(name) != len(found) or any(each.keyword is not None for each in found)


def role_of(word: str, taken: set[str]) -> str | None:
    kinds = {
        "pairs": PAIRS,
        "gradients": GRADIENTS,
        "parameters": PARAMETERS,
        "counter": COUNTERS,
        "key": KEYS,
        "loss": LOSSES,
    }
    for role, words in kinds.items():
        if word in words and role not in taken:
            return role
    if word.startswith(("grad", "d")) and word[1:] in PARAMETERS and "gradients" not in taken:
        return "gradients"
    return "gradients" if word.startswith("grad") and "gradients" not in taken else None


def _by_place(taken: set[str], owner: str | None) -> str | None:
    """Unknown names: parameters come first, then gradients."""
    if "parameters" not in taken and "gradients" not in taken and owner is None:
        return "parameters"
    return "gradients" if "gradients" not in taken else None


def required_of(own: Mapping[str, inspect.Parameter]) -> list[str]:
    return [name for name, each in own.items() if each.default is each.empty]


def step_methods(cls: Any) -> list[str]:
    known = [
        name
        for name in STEP_METHODS
        if callable(getattr(cls, name, None)) and (name != "__call__" or "__call__" in dir(cls))
    ]
    abstract = getattr(cls, "__abstractmethods__", frozenset())
    if "__call__" in known and not any("__call__" in vars(kind) for kind in cls.__mro__):
        known.remove("__call__")
    others = [
        name
        for kind in cls.__mro__[:-1]
        for name, value in vars(kind).items()
        if inspect.isfunction(value) and not name.startswith("__") and name not in known
        and any((kind_of(word) or "").startswith("gradients") for word in signature_of(value))
    ]  # fmt: skip
    public = [each for each in others if not each.startswith("_")]
    # Where something public takes arguments, what is private is at most a part of a step.
    asked = [name for name, each in methods_of(cls).items() if not name.startswith("_") and len(signature_of(each)) > 1]
    within = [] if known or asked else others
    return [name for name in dict.fromkeys([*known, *public, *within]) if name not in abstract]


def methods_of(cls: type) -> dict[str, FunctionType]:
    """The methods that others call, inherited ones too: its constructor, `__call__`, and what has no name of Python's."""
    return {
        name: value
        for kind in reversed(cls.__mro__[:-1])
        for name, value in vars(kind).items()
        if isinstance(value, FunctionType) and (name in ("__init__", "__call__") or not name.startswith("__"))
    }


def betas_of(
    constructor: Mapping[str, inspect.Parameter], names: Mapping[str, str], rule_names: Hyperparameters
) -> dict[str, str]:
    """`betas=(…, …)` is β₁ and β₂."""
    for name in constructor:
        if canonical(name) in ("betas", "beta", "coeffs") and "beta1" in rule_names and name not in names.values():
            return {"beta1": f"{name}[0]", "beta2": f"{name}[1]"}
    return {}


def without(hyperparameters: Hyperparameters, names: Collection[str]) -> Hyperparameters:
    """The hyperparameters but for those of these names."""
    return {name: each for name, each in hyperparameters.items() if name not in names}


def by_own_name(
    settings: Mapping[str, Any],
    names: Mapping[str, str],
    known: Mapping[str, inspect.Parameter],
    rule_names: Hyperparameters,
) -> dict[str, Any]:
    """Settings may go by the rule's names or by the subject's; a hyperparameter that it does not take is not handed over."""
    turned = {name: each.removesuffix(COMPLEMENT) for name, each in names.items() if each.endswith(COMPLEMENT)}
    own = {
        name if name in known else names.get(name, name): value
        for name, value in settings.items()
        if name not in turned
    }
    own |= {turned[name]: 1 - value for name, value in settings.items() if name in turned}
    return {name: value for name, value in own.items() if name in known or name not in {*rule_names, *KNOWN}}


def by_rule_name(settings: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Settings by the rule's names, where the subject's own is another: momentum=0.9 is μ = 0.9."""
    found: dict[str, Any] = {}
    for name, value in settings.items():
        roles = {role: own.removeprefix(name) for role, own in names.items() if own.partition("[")[0] == name}
        if not roles:
            found[name] = value
        for role, rest in roles.items():
            found[role] = value if not rest else 1 - value if rest == COMPLEMENT else value[int(rest[1:-1])]
    return found
