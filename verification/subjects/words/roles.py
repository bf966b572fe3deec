"""What an argument is, by what it is called."""

import re

from .hyperparameters import COUNTERS, GRADIENTS, KEYS, LOSSES, PAIRS, PARAMETERS, SIZES, canonical

_WEIGHTS = r"(w|ws|weight|weights|kernel|kernels|coef|coefs)"
_BIASES = r"(b|bs|bias|biases|intercept|intercepts)"
_OF = r"(d|dl|de|dj|dc|dld|ded|djd|dcd|dloss|dcost|grad|grads|gradient|gradients|g|delta|deltas|nabla)(wrt|of)?"
_SUFFIX = r"(grad|grads|gradient|gradients|derivative|derivatives|delta|deltas|g)"


def kind_of(name: str) -> str | None:
    """The role that a name speaks of; None where it could be anything."""
    word = canonical(name)
    for kind, stem in (("weights", _WEIGHTS), ("biases", _BIASES)):
        if re.fullmatch(stem, word):
            return kind
        if re.fullmatch(f"{_OF}{stem}|{stem}{_SUFFIX}", word):
            return f"gradients of {kind}"
    if is_gradient(word):
        return "gradients"
    if word in COUNTERS:
        return "counter"
    for kind, words in (("pairs", PAIRS), ("key", KEYS), ("loss", LOSSES), ("size", SIZES)):
        if word in words:
            return kind
    return "parameters" if is_parameter(word) else None


def is_gradient(word: str) -> bool:
    """Whether gradients are called so."""
    return word in GRADIENTS or bool(
        re.fullmatch(r"(the|all|cur|current|param|params|my|new|raw|mean|avg|batch)?(grad|gradient)s?(dict|list|t|x|k|array|vec|vector|value|values)?", word)
        or re.fullmatch(r"d(x|p|theta|params?|parameters?|weights?|xt|xk)|(loss|cost|param|parameter)(grad|gradient)s?|pd", word)
    )  # fmt: skip


def is_parameter(word: str) -> bool:
    """Whether parameters are called so."""
    return (
        word in PARAMETERS
        or word in START_WORDS
        or bool(re.fullmatch(r"(\w*)(params?|parameters?|weights)(0|dict|list)?", word))
    )


START_WORDS = frozenset(
    "x0 xinit initx w0 winit initw theta0 thetainit inittheta start startpoint startingpoint startx initial initialpoint "
    "initialguess initialvalue guess x0s p0 init initialposition position xstart point pos xk xt wt beta0 u0 z0 y0 b0 "
    "initialx initialw initialtheta initialweights initialparams initparams z u array arr tensor".split()
)
"""What parameters are called where a loop begins from them, or a pure function is handed them."""

_STATE = (
    r"\w*(state|cache|veloc|moment|buf|mem|hist|accum|mean|avg|sum|sq|vel|acc)\w*|"
    r"(old|prev|last)?(m|v|s|u|h|r|z|n|eg|ex|mt|vt|st|ht|rt|gt)\d?(t|dw|db|w|b|prev|old|hat)?|opt|aux|slots?"
)


def is_state(word: str) -> bool:
    """Whether what an optimizer keeps is called so."""
    return bool(re.fullmatch(_STATE, word))


def is_gradient_function(word: str) -> bool:
    """Whether a function that returns gradients is called so."""
    return any(stem in word for stem in ("grad", "deriv", "nabla", "jac", "fprime")) or word in (
        "df", "dfdx", "dj", "dl", "dloss", "dcost", "dcost", "g", "dfun", "dfunc", "fdash", "dldw", "backprop", "backward",
    )  # fmt: skip


def is_objective(word: str) -> bool:
    """Whether a function to minimize is called so."""
    return word in (
        "f", "func", "fn", "fun", "function", "objective", "objectivefn", "objectivefunction", "objectivefunc", "obj", "loss",
        "lossfn", "lossfunction", "lossfunc", "cost", "costfn", "costfunction", "costfunc", "j", "energy", "target", "model",
        "problem", "closure", "objfn", "objfun", "objfunc", "lossf", "costf", "fx", "oracle",
    )  # fmt: skip


def is_iterations(word: str) -> bool:
    """Whether the number of steps is called so."""
    return word in ("n", "k", "t", "iterations", "iters", "iter", "its", "rounds", "nit", "maxit", "budget", "maxfev") or bool(
        re.fullmatch(r"(n|num|max|nb|no|number|numberof|total|tot|maximum)?(of)?(iter|iters|iteration|iterations|steps|step|epoch|epochs|it|its|updates|evals|evaluations)(s|max|count|limit)?", word)
    )  # fmt: skip


def is_tolerance(word: str) -> bool:
    """Whether the threshold of a stopping rule is called so."""
    return bool(re.fullmatch(r"\w*(tol|tolerance|threshold|thresh|precision|accuracy|cutoff|convergence)\w*", word))
