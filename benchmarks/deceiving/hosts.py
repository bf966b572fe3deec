"""Right optimizers with places in which something wrong can stand: a rule in a style of writing.

Whatever stands there speaks of `g`, `theta`, `lr` and `t`, and of `key`, `params` and `self` where the style has them.
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
        has: what may be spoken of besides `g`, `theta`, `lr` and `t`.
    """

    name: str
    text: str
    has: frozenset[str]


DICTIONARIES = Style(
    "dictionaries",
    """\
import numpy as np
MODULE


class Optimizer:
    CLASS

    def __init__(self, lr=RATE, GIVEN):
        self.lr = lr
        SET
        self.t = 0
        self.state = {}
        INIT

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
    frozenset({"self", "key", "params"}),
)

LISTS = Style(
    "lists",
    """\
import numpy as np
MODULE


class Optimizer:
    CLASS

    def __init__(self, params, lr=RATE, GIVEN):
        self.params = params = list(params)
        self.lr = lr
        SET
        self.t = 0
        self.state = [[ZEROS] for theta in params]
        INIT

    def step(self, grads):
        self.t += 1
        t, lr, params = self.t, self.lr, self.params
        GET
        CALL
        for theta, g, [STATE] in zip(self.params, grads, self.state):
            EACH
            STEP
""",
    frozenset({"self", "params"}),
)

ARRAYS = Style(
    "arrays",
    """\
import numpy as np
MODULE


class Optimizer:
    CLASS

    def __init__(self, lr=RATE, GIVEN):
        self.lr = lr
        SET
        self.t = 0
        self.state = None
        INIT

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
    frozenset({"self"}),
)

STYLES = (DICTIONARIES, LISTS, ARRAYS)
