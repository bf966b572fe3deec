"""The names that people give to the same things."""

import inspect
import re
from collections.abc import Iterable, Mapping

from ..subject import COMPLEMENT

HYPERPARAMETERS: dict[str, tuple[str, ...]] = {
    "lr": (
        "lr", "learningrate", "stepsize", "learnrate", "learningrateinit", "lrate", "steprate", "initiallr", "lr0", "baselr", "alpha",
        "eta", "η", "α", "initlr", "initiallearningrate", "initlearningrate", "startlr", "step", "rate", "l", "a", "gamma",
    ),
    "mu": (
        "mu", "μ", "momentum", "momentumfactor", "momentumcoefficient", "momentumcoeff", "momentumrate", "mom", "gamma",
        "γ", "beta", "β", "mass", "rho", "ρ", "beta1", "b1", "m", "alpha", "α", "friction", "decayrate", "decay",
    ),
    "rho": (
        "rho", "ρ", "decayrate", "decayfactor", "gamma", "γ", "beta", "β", "alpha", "α", "beta2", "b2", "smoothing",
        "forgettingfactor", "decay", "avgdecay", "momentum", "mu", "beta1",
    ),
    "beta1": ("beta1", "β1", "β₁", "b1", "rho1", "decay1", "decaymom1", "decayrate1", "betam", "betaone", "gamma1", "beta", "mu", "momentum"),
    "beta2": ("beta2", "β2", "β₂", "b2", "rho2", "decay2", "decaymom2", "decayrate2", "betav", "betatwo", "gamma2", "rho", "gamma", "decayrate"),
    "epsilon": ("epsilon", "ε", "eps", "epsilonhat", "offset", "epsilion", "epislon", "e", "ep", "delta", "δ", "fuzz", "smooth", "smoothingterm", "tiny"),
    "weight_decay": (
        "weightdecay", "wd", "weightdecayrate", "weightdecaycoeff", "lambda", "λ", "lam", "lambd", "lamb", "lmbda", "l2", "l2reg", "regl2",
        "l2penalty", "l2lambda", "lambdal2", "reg", "regularization", "regularizer", "wdecay", "decayweight", "decay",
    ),
    "dampening": ("dampening", "damp", "damping", "tau", "τ"),
    "initial_accumulator": (
        "initialaccumulatorvalue", "initialaccumulator", "initialscale", "initaccumulator", "accumulatorinit", "initialvalue",
        "initacc", "v0", "h0",
    ),
    "lr_decay": ("lrdecay", "learningratedecay", "lrdecayrate", "decay", "decayrate", "eta", "η"),
    "eps_root": ("epsroot", "epsilonroot", "rooteps", "epsbar"),
}  # fmt: skip
"""For each hyperparameter of the rules, how it is spelled in code, the surest spelling first."""

SURE = 4
"""How many of the first spellings mean no other hyperparameter, where a rule has both: `momentum` is no ρ beside a μ."""


def canonical(name: str) -> str:
    """`Learning_Rate` is `learningrate`."""
    return re.sub(r"[_\W]", "", name.lower().lstrip("_"))


def surely_named(rule_names: Iterable[str], names: Iterable[str]) -> set[str]:
    """The hyperparameters of the rule that these names spell so that they mean no other."""
    words = {canonical(each) for each in names}
    return {each for each in rule_names if words & {*HYPERPARAMETERS[each][:SURE]}}


def match_hyperparameters(rule_names: Iterable[str], signature: Mapping[str, inspect.Parameter]) -> dict[str, str]:
    """Which parameter of the subject is which hyperparameter of the rule."""
    spelled: dict[str, str] = {}
    for name in signature:
        spelled.setdefault(canonical(name), name)
    found: dict[str, str] = {}
    wanted = [*rule_names]
    for rule_name in wanted:
        surely_others = {each for other in wanted if other != rule_name for each in HYPERPARAMETERS[other][:SURE]}
        for synonym in HYPERPARAMETERS[rule_name]:
            name = None if synonym in surely_others else spelled.get(synonym)
            if name is None or name in found.values() or not _plausible(rule_name, signature[name]):
                continue
            if rule_name != "lr" or not _is_decay(signature[name], wanted):
                found[rule_name] = name + (COMPLEMENT if _is_complement(rule_name, signature[name]) else "")
                break
    return found


def is_ambiguous(name: str, rule_names: Iterable[str]) -> bool:
    """Whether what a parameter is called may mean lr, and as well another of these hyperparameters, as γ and α do."""
    return any(canonical(name) in HYPERPARAMETERS[each] for each in rule_names if each != "lr")


def _is_decay(parameter: inspect.Parameter, rule_names: Iterable[str]) -> bool:
    """Whether what may be called so is rather a decay than lr, by its default: nobody's lr is 0.9 beside a momentum."""
    default = parameter.default
    return isinstance(default, float) and 0.5 <= default < 1 and is_ambiguous(parameter.name, rule_names)


def _is_complement(rule_name: str, parameter: inspect.Parameter) -> bool:
    """Whether 1 − β goes by that name: nobody's own choice of a β of Adam is below a half."""
    default = parameter.default
    return rule_name in ("beta1", "beta2") and isinstance(default, float) and default < 0.5


def _plausible(rule_name: str, parameter: inspect.Parameter) -> bool:
    """A default of 0 or less, or of 1 or more, is no momentum and no decay; neither is a flag or a word."""
    default = parameter.default
    if default is inspect.Parameter.empty or default is None:
        return True
    if isinstance(default, bool | str) or not isinstance(default, int | float):
        return False
    if rule_name in ("rho", "beta1", "beta2"):
        return 0 < default < 1
    return not (rule_name == "mu" and canonical(parameter.name) == "decay" and default == 0)
