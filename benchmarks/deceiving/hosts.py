"""Right optimizers with places in which something wrong can stand: a rule in a style of writing.

Whatever stands there speaks of `self`, `g`, `theta`, `lr` and `t`, and of `key` and `params` where the style has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
        has: what may be spoken of besides `self`, `g`, `theta`, `lr` and `t`.
    """

    name: str
    text: str
    has: frozenset[str]


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
    frozenset({"key", "params"}),
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
    frozenset({"params"}),
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
    frozenset(),
    "None",
)

STYLES = (DICTIONARIES, LISTS, ARRAYS)
