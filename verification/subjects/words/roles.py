"""What an argument or an attribute is, by what it is called: one vocabulary for every shape."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from .hyperparameters import canonical

RoleName = Literal[
    "pairs", "weights", "biases", "gradients of weights", "gradients of biases", "gradients", "counter", "key", "loss",
    "size", "start", "parameters", "changes", "state", "config", "objective", "gradient function", "iterations", "tolerance", "data",
    "some gradient",
]  # fmt: skip


@dataclass(frozen=True)
class Role:
    """What something may be.

    Attributes:
        words: what people call it, as `canonical` writes names.
        pattern: what else they call it, as a regular expression for the whole word.
        broader: the role of which this one is a kind.
    """

    name: RoleName
    words: frozenset[str] = frozenset()
    pattern: str = ""
    broader: RoleName | None = None

    def has(self, word: str) -> bool:
        return word in self.words or bool(self.pattern and re.fullmatch(self.pattern, word))


_WEIGHTS = r"(w|ws|weight|weights|kernel|kernels|coef|coefs)"
_BIASES = r"(b|bs|bias|biases|intercept|intercepts)"
_OF = r"(d|dl|de|dj|dc|dld|ded|djd|dcd|dloss|dcost|grad|grads|gradient|gradients|g|delta|deltas|nabla)(wrt|of)?"
_SUMMED = r"(global|total|batch|mean|avg|acc|accumulated|sum)?"
_SUFFIX = r"(grad|grads|gradient|gradients|derivative|derivatives|delta|deltas|g)"

_PARAMETERS = frozenset(
    "params param parameters parameter p w ws weight weights theta x var vars variables pars values network model net "
    "paramsdict modelparams paramlist trainableparams namedparams layers layer module θ wrt variables learnables".split()
)

ROLES: tuple[Role, ...] = (
    # Before the gradients: `params_grads` is one list of both.
    Role(
        "pairs",
        frozenset(
            "gradsandvars paramsandgrads gradsandparams paramsgrads pairs varsandgrads gradvars gradsvars paramsandgrad weightsandgrads gradsandweights gradientsandvariables "
            "paramgradpairs paramsandgradients".split()
        ),
    ),
    Role("weights", pattern=_WEIGHTS, broader="parameters"),
    # A bias is no parameter by itself: `b` alone is as often a number, and a start, as a vector.
    Role("biases", pattern=_BIASES),
    Role("gradients of weights", pattern=f"{_OF}{_WEIGHTS}|{_WEIGHTS}{_SUMMED}{_SUFFIX}"),
    Role("gradients of biases", pattern=f"(?!debias){_OF}{_BIASES}|{_BIASES}{_SUMMED}{_SUFFIX}"),
    Role(
        "gradients",
        frozenset(
            "grads grad gradients gradient g gs dw dws dtheta gradwrtw gradparams dparams derivative derivatives "
            "paramgrads paramgrad gradsdict gradlist delta dx dp deltas gradientlist dweights pgrad updates".split()
        ),
        r"(the|all|cur|current|param|params|my|new|raw|mean|avg|batch)?(grad|gradient)s?"
        r"(dict|list|t|x|k|array|vec|vector|value|values)?|"
        r"d(x|p|theta|params?|parameters?|weights?|xt|xk)|(loss|cost|param|parameter)(grad|gradient)s?|pd|"
        r"d(l|j|e|c|f|loss|cost|err)_?(d|by|wrt)+(x|p|theta|params?|parameters?)",
    ),
    # What clients of a server have changed: some subtract it, as a gradient, and some add it.
    Role(
        "changes",
        pattern=r"(server|client|avg|average|averaged|mean|agg|aggregated|model|global|round)?(pseudograd|pseudogradient|delta)s?t?",
        broader="gradients",
    ),
    # Before the sizes: `n` is a size to a constructor, which asks for sizes alone, and a counter to a step.
    Role(
        "counter",
        frozenset(
            "t step steps count counter epoch iteration iter it i k n timestep nstep stepcount globalstep numiter itr "
            "iternum iterno itnum stepnum stepno iterationnumber stepnumber".split()
        ),
    ),
    Role("key", frozenset("key name paramname layername id index idx layerid paramid varname".split())),
    Role("loss", frozenset("loss cost curloss lossvalue closure error".split())),
    Role(
        "size",
        frozenset(
            "size shape dim n nparams numparams paramshape paramsshape wsize wshape inputshape weightsshape sizes ndim "
            "dims".split()
        ),
        r"(grad|gradient|param|parameter|weight|theta|vector|input)s?(size|shape|dim|dims|length)",
    ),
    # Where a loop begins, or what a pure function is handed.
    Role(
        "start",
        frozenset(
            "x0 xinit initx w0 winit initw theta0 thetainit inittheta start startpoint startingpoint startx initial initialpoint "
            "initialguess initialvalue guess x0s p0 init initialposition position xstart point pos xk xt wt beta0 u0 z0 y0 b0 "
            "initialx initialw initialtheta initialweights initialparams initparams z u array arr tensor".split()
        ),
        broader="parameters",
    ),
    Role("parameters", _PARAMETERS, r"(?!\w*hyper)\w*(params?|parameters?|weights)(0|dict|list)?"),
    Role(
        "state",
        pattern=r"\w*(state|cache|veloc|moment|buf|mem|hist|accum|mean|avg|sum|sq|vel|acc)\w*|"
        r"(old|prev|last)?(m|v|s|u|h|r|z|n|eg|ex|mt|vt|st|ht|rt|gt)\d?(t|dw|db|w|b|prev|old|hat)?|opt|aux|slots?",
    ),
    Role("config", frozenset("config cfg conf state configs".split())),
    Role(
        "objective",
        frozenset(
            "f func fn fun function objective objectivefn objectivefunction objectivefunc obj loss lossfn lossfunction lossfunc "
            "cost costfn costfunction costfunc j energy target model problem closure objfn objfun objfunc lossf costf fx "
            "oracle".split()
        ),
    ),
    Role(
        "gradient function",
        frozenset("df dfdx dj dl dloss dcost g dfun dfunc fdash dldw backprop backward".split()),
        r"\w*(grad|deriv|nabla|jac|fprime)\w*",
    ),
    Role(
        "iterations",
        frozenset("n k t iterations iters iter its rounds nit maxit budget maxfev".split()),
        r"(n|num|max|nb|no|number|numberof|total|tot|maximum)?(of)?"
        r"(iter|iters|iteration|iterations|steps|step|epoch|epochs|it|its|updates|evals|evaluations)(s|max|count|limit)?",
    ),
    Role("tolerance", pattern=r"\w*(tol|tolerance|threshold|thresh|precision|accuracy|cutoff|convergence)\w*"),
    # What a loop is given only to hand it on to the function, and to count it.
    Role(
        "data", frozenset("x y data inputs targets batch labels xs ys xtrain ytrain features samples dataset".split())
    ),
    # It may as well be their sum, their norm or a function of them: the last guess of who has to be handed gradients.
    Role(
        "some gradient",
        frozenset(f"d{word}" for word in _PARAMETERS)
        | frozenset("error errors err errs slope slopes sensitivity sensitivities jacobian jac".split()),
        r"grad\w*",
    ),
)
"""The likeliest role of a name stands before what else it may be."""

OF_A_STEP: tuple[RoleName, ...] = (
    "pairs", "weights", "biases", "gradients of weights", "gradients of biases", "gradients", "counter", "key", "loss",
    "size", "parameters",
)  # fmt: skip
"""What the arguments of a step, and of who makes it, are."""

GRADIENTS: tuple[RoleName, ...] = ("gradients", "gradients of weights", "gradients of biases")


@cache
def roles_of(name: str) -> tuple[RoleName, ...]:
    """Every role that a name speaks of, the likeliest first; none where it could be anything."""
    word = canonical(name)
    found = [role for role in ROLES if role.has(word)]
    return tuple(dict.fromkeys([*(role.name for role in found), *(role.broader for role in found if role.broader)]))


def role_of(name: str) -> RoleName | None:
    """The likeliest role of an argument of a step; None where it could be anything."""
    return next((role for role in roles_of(name) if role in OF_A_STEP), None)


def speaks_of(name: str, *roles: RoleName) -> bool:
    """Whether a name may have one of these roles."""
    return any(role in roles for role in roles_of(name))


def is_listed(name: str) -> bool:
    """Whether a name is, to the letter, what people call an argument of a step or its config: an option is called otherwise."""
    word = canonical(name)
    return any(word in role.words for role in ROLES if role.name in (*OF_A_STEP, "config"))
