"""Right optimizers with places in which something wrong can stand: a rule in a style of writing.

Whatever stands there speaks of `self`, `g`, `theta`, `lr` and `t`, and of `key` and `params` where the style has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from . import arguments
from .condition import Draw


@dataclass(frozen=True)
class Rule:
    """A published rule as the lines that move θ.

    Attributes:
        given: the hyperparameters beside lr, with their defaults.
        state: the arrays that are kept for every parameter; in the lines, by their names.
    """

    name: str
    lines: tuple[str, ...]
    given: Mapping[str, float] = field(default_factory=dict[str, float])
    state: tuple[str, ...] = ()
    lr: float = 0.01


RULES = (
    Rule("sgd", ("theta -= lr * g",)),
    Rule("momentum", ("v *= mu", "v -= lr * g", "theta += v"), {"mu": 0.9}, ("v",)),
    Rule("adagrad", ("v += g * g", "theta -= lr * g / (np.sqrt(v) + epsilon)"), {"epsilon": 1e-7}, ("v",)),
    Rule(
        "rmsprop",
        ("v *= rho", "v += (1 - rho) * g * g", "theta -= lr * g / (np.sqrt(v) + epsilon)"),
        {"rho": 0.9, "epsilon": 1e-7},
        ("v",),
        0.001,
    ),
    Rule(
        "adam",
        (
            "m *= beta1",
            "m += (1 - beta1) * g",
            "v *= beta2",
            "v += (1 - beta2) * g * g",
            "theta -= lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)",
        ),
        {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
        ("m", "v"),
        0.001,
    ),
)


@dataclass(frozen=True)
class Style:
    """A way to write an optimizer: text with places in capital letters, each alone on its line.

    Attributes:
        has: what may be spoken of besides `self`, `g`, `theta`, `lr` and `t`; "lr" where that and the gradient are stepped with.
        rules: those that are written so.
        kinds: the kinds of conditions that may stand there; any where there are none.
        wrong: what is another rule there; `harmless` what changes no number.
    """

    name: str
    text: str
    has: frozenset[str]
    rules: tuple[Rule, ...] = RULES
    kinds: tuple[Draw, ...] = ()
    wrong: tuple[str, ...] = ()
    harmless: tuple[str, ...] = ()


BEGINNING = """\
import numpy as np
MODULE


class Optimizer:
    CLASS

    def __init__(self, PARAMS, lr=RATE, GIVEN):
        KEPT
        self.lr = lr
        SET
        self.t = 0
        self.state = NOTHING
        INIT

"""
"""How every style begins."""


def _style(name: str, step: str, has: frozenset[str], nothing: str = "{}", *, takes_params: bool = False) -> Style:
    """A style by its step, and by what its constructor makes of the parameters, if it takes them."""
    text = BEGINNING.replace("NOTHING", nothing)
    if takes_params:
        text = text.replace("PARAMS", "params").replace("KEPT", "self.params = params = list(params)")
    else:
        text = text.replace(" PARAMS,", "").replace("        KEPT\n", "")
    return Style(name, text + step, has)


DICTIONARIES = _style(
    "dictionaries",
    """\
    def update(self, params, grads):
        self.t += 1
        t, lr = self.t, self.lr
        GET
        CALL
        for key in params:
            g, theta = grads[key], params[key]
            if key not in self.state:
                self.state[key] = [ZEROS]
            [STATE] = self.state[key]
            EACH
            STEP
""",
    frozenset({"key", "params", "lr"}),
)

LISTS = _style(
    "lists",
    """\
    def step(self, grads):
        self.t += 1
        t, lr, params = self.t, self.lr, self.params
        GET
        CALL
        for theta, g, [STATE] in zip(self.params, grads, self.state):
            EACH
            STEP
""",
    frozenset({"params", "lr"}),
    "[[ZEROS] for theta in params]",
    takes_params=True,
)

ARRAYS = _style(
    "arrays",
    """\
    def update(self, theta, g):
        if self.state is None:
            self.state = [ZEROS]
        self.t += 1
        t, lr = self.t, self.lr
        GET
        [STATE] = self.state
        theta = theta.copy()
        CALL
        EACH
        STEP
        return theta
""",
    frozenset({"lr"}),
    "None",
)

PAIRS = _style(
    "pairs",
    """\
    def update(self, w, b, dw, db):
        if self.state is None:
            self.state = [[ZEROS] for theta in (w, b)]
        self.t += 1
        t, lr = self.t, self.lr
        GET
        CALL
        made = []
        for theta, g, beside, [STATE] in zip((w, b), (dw, db), (b, w), self.state):
            theta = theta.copy()
            EACH
            STEP
            made.append(theta)
        return made[0], made[1]
""",
    frozenset({"beside", "lr"}),
    "None",
)

NESTEROV = Rule("nesterov", ("v *= mu", "v -= lr * g", "theta += v"), {"mu": 0.9}, ("v",))
"""In its form `lookahead`: momentum whose gradients are taken further on."""

LOOKING = replace(
    _style(
        "looking",
        """\
    def look_ahead(self, params):
        GET
        t, lr, points = self.t, self.lr, {}
        CALL
        for key in params:
            theta = g = params[key]
            [v] = self.state.get(key, [np.zeros_like(theta)])
            point = theta + mu * v
            EACH
            points[key] = point
        return points

    def update(self, params, grads):
        self.t += 1
        GET
        lr = self.lr
        for key in params:
            g, theta = grads[key], params[key]
            if key not in self.state:
                self.state[key] = [ZEROS]
            [STATE] = self.state[key]
            STEP
""",
        frozenset({"key", "params"}),
    ),
    rules=(NESTEROV,),
    wrong=("point = theta", "point = theta + v", "point = point + 1"),
    harmless=("point = 1 * point", "point = point.copy()", "noted = True"),
)
"""Its conditions are on where gradients are taken; what they say of a gradient they say of θ."""

GROUPS = Style(
    "groups",
    """\
import torch
MODULE


class Optimizer(torch.optim.Optimizer):
    CLASS

    def __init__(self, params, lr=RATE, GIVEN):
        super().__init__(params, dict(lr=lr))
        INIT

    @torch.no_grad()
    def step(self, closure=None):
        CALL
        for number, group in enumerate(self.param_groups):
            lr = group["lr"]
            for theta in group["params"]:
                if theta.grad is None:
                    continue
                g = theta.grad
                EACH
                STEP
""",
    frozenset({"group"}),
    rules=(RULES[0],),
    kinds=(arguments.group,),
    wrong=("g = -g", "g = g + 1", "lr = lr / 10"),
    harmless=("g = 1 * g", "g = g.clone()", "lr = 1.0 * lr"),
)

STYLES = (DICTIONARIES, LISTS, ARRAYS, PAIRS, LOOKING, GROUPS)
