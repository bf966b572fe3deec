"""Which hyperparameters of the rule a signature takes, and under which names."""

import inspect
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ....reference.hyperparameters import KNOWN
from ....reference.rule import Hyperparameters
from ..subject import COMPLEMENT, signature_of
from ..uses import constructor_uses
from .hyperparameters import canonical, match_hyperparameters, surely_named
from .methods import methods_of
from .roles import RoleName, role_of


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
        names |= members_of(own, names, rule_names)
        given = by_own_name(settings, match_hyperparameters(wanted, own), own, rule_names)
        left = [
            name
            for name in own
            if name not in names.values() and name not in given
            and not any(each.startswith(f"{name}[") for each in names.values())
        ]  # fmt: skip
        needed = tuple(name for name in left if own[name].default is inspect.Parameter.empty)
        return cls(own, names, given, needed, tuple(name for name in left if name not in needed))

    def kind(self, function: Any, name: str) -> RoleName | None:
        """What an argument is by what is done with it, and then by its name."""
        done = constructor_uses(function, name) if inspect.isclass(function) else frozenset()
        if "size" in done and "array" not in done:
            # Sizes of all layers are no shape of a parameter.
            return None if "indexed" in done else "size"
        by_name = role_of(name)
        if "array" in done and by_name not in ("weights", "biases", "size"):
            return "parameters"
        return by_name


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
        names = match_hyperparameters(open_names, free) | members_of(free, {}, open_names)
        return cls(names, by_own_name(settings, match_hyperparameters(rule_names, free), free, rule_names))

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments that take them."""
        return tuple(dict.fromkeys([*(each.partition("[")[0] for each in self.names.values()), *self.settings]))


def members_of(
    constructor: Mapping[str, inspect.Parameter], names: Mapping[str, str], rule_names: Hyperparameters
) -> dict[str, str]:
    """Those that are kept in sequences: `betas=(…, …)` is β₁ and β₂, and `nus=(…, …)` ν₁ and ν₂."""
    found: dict[str, str] = {}
    for name in constructor:
        if name not in names.values():
            members = {
                rule_name: f"{name}[{each.member[1]}]"
                for rule_name, each in rule_names.items()
                if rule_name not in found and each.member is not None and canonical(name) in each.member[0]
            }
            found |= members
    return found


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
