"""SMORMS3."""

from sympy import Integer, sqrt

from . import hyperparameters as hyper
from .extremes import Min
from .rule import Form, Rule, Source, State, let
from .symbols import c, epsilon, g, lr, m, memory, r, theta, v

FUNK = Form(
    name="funk",
    title="Funk's own",
    hyperparameters=(hyper.lr("0.001"), hyper.epsilon("1e-16")),
    state=(State(m), State(v), State(memory, Integer(1))),
    step=(
        # MOMENTS
        let(r, 1 / (memory + 1)),
        let(m, (1 - r) * m + r * g),
        let(v, (1 - r) * v + r * g**2),
        # STEP
        let(c, m**2 / (v + epsilon)),
        let(theta, theta - Min(lr, c) * g / (sqrt(v) + epsilon)),
        # MEMORY
        let(memory, 1 + (1 - c) * memory),
    ),
    also={m: (m + r * (g - m),), v: (v + r * (g**2 - v),), memory: (1 + memory - c * memory,)},
    sources=(
        Source(
            "Funk 2015, RMSprop loses to SMORMS3: Beware the Epsilon!",
            "the code, where mem is our memory, and g, g2 are m, v",
            "https://sifter.org/~simon/journal/20150420.html",
        ),
        Source(
            "Chainer, SMORMS3",
            "chainer/optimizers/smorms3.py",
            "https://docs.chainer.org/en/stable/reference/generated/chainer.optimizers.SMORMS3.html",
        ),
    ),
)

SMORMS3 = Rule(
    name="smorms3",
    title="SMORMS3",
    summary="RMSprop that averages for as long as the gradients agree, and steps by how much they do, by lr at most.",
    forms=(FUNK,),
)
