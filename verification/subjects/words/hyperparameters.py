"""The names that people give to the same things."""

import inspect
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from ....reference.rule import Hyperparameter, Hyperparameters
from ..subject import COMPLEMENT

SURE = 4
"""How many of the first spellings mean no other hyperparameter, where a rule has both: `momentum` is no ρ beside a μ."""


@lru_cache(maxsize=4096)  # every name of a class is asked for at every run
def canonical(name: str) -> str:
    """`Learning_Rate` is `learningrate`; so is the field `config.learning_rate` of a record."""
    return re.sub(r"[_\W]", "", name.rpartition(".")[2].lower().lstrip("_"))


def spellings(of: Hyperparameter) -> tuple[str, ...]:
    """How it is spelled in code, the surest first."""
    return of.spellings or (canonical(of.name),)


def surely_named(wanted: Hyperparameters, names: Iterable[str]) -> set[str]:
    """The hyperparameters of the rule that these names spell so that they mean no other."""
    words = {canonical(each) for each in names}
    return {name for name, each in wanted.items() if words & {*spellings(each)[:SURE]}}


def match_hyperparameters(wanted: Hyperparameters, signature: Mapping[str, inspect.Parameter]) -> dict[str, str]:
    """Which parameter of the subject is which hyperparameter of the rule."""
    spelled: dict[str, str] = {}
    for name in signature:
        spelled.setdefault(canonical(name), name)
    found: dict[str, str] = {}
    for rule_name, of in wanted.items():
        surely_others = {word for other in wanted.values() if other != of for word in spellings(other)[:SURE]}
        for synonym in spellings(of):
            name = None if synonym in surely_others else spelled.get(synonym)
            if name is None or name in found.values() or not may_be(of, signature[name]):
                continue
            if rule_name != "lr" or not _is_decay(signature[name], wanted):
                found[rule_name] = name + (COMPLEMENT if _is_complement(of, signature[name]) else "")
                break
    return found


def is_ambiguous(name: str, wanted: Hyperparameters) -> bool:
    """Whether what a parameter is called may mean lr, and as well another of these hyperparameters, as γ and α do."""
    return any(canonical(name) in spellings(each) for each in wanted.values() if each.name != "lr")


def _is_decay(parameter: inspect.Parameter, wanted: Hyperparameters) -> bool:
    """Whether what may be called so is rather a decay than lr, by its default: nobody's lr is 0.9 beside a momentum."""
    default = parameter.default
    return isinstance(default, float) and 0.5 <= default < 1 and is_ambiguous(parameter.name, wanted)


def _is_complement(of: Hyperparameter, parameter: inspect.Parameter) -> bool:
    """Whether 1 − β goes by that name."""
    default = parameter.default
    return of.near_one and isinstance(default, float) and default < 0.5


def may_be(of: Hyperparameter, parameter: inspect.Parameter) -> bool:
    """Whether its default lets it be that: one of 0 or less, or of 1 or more, is no momentum and no decay; no flag is, or word."""
    default = parameter.default
    if default is inspect.Parameter.empty or default is None:
        return True
    if isinstance(default, bool | str) or not isinstance(default, int | float):
        return False
    if of.domain.is_fraction and not of.dispensable:
        return 0 < default < 1
    return not (of.domain.is_fraction and canonical(parameter.name) == "decay" and default == 0)
