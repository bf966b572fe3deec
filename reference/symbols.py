"""The letters of the literature, as SymPy symbols.

Every rule is written in these, so that equal things are the same object.  A second moment and a velocity share the
letter v, as they do in the papers; the velocity may be negative, so it is a symbol of its own.
"""

from sympy import Expr, Integer, Symbol

from .letters import UNICODE, letter as parts_of_name, typeset

t = Symbol("t", integer=True, positive=True)
"""The step, counted from 1."""

theta = Symbol("theta", real=True)
"""A parameter (one element of it)."""

g = Symbol("g", real=True)
"""The gradient of the step."""

m = Symbol("m", real=True)
"""First moment."""

c = Symbol("c", real=True)
"""What a step takes the sign of."""

d = Symbol("d", real=True)
"""What a rule gathers a change by: Adadelta's step before lr scales it, its paper's −Δx; the change of Adan's gradient."""

u = Symbol("u", nonnegative=True)
"""What a rule gathers beside the second moment: Adadelta's average of squared steps, AdaMax's maximum norm."""

v = Symbol("v", nonnegative=True)
"""Second moment; the book's h."""

velocity = Symbol("v", real=True)
"""Velocity of the momentum family."""

m_hat = Symbol("m_hat", real=True)
"""First moment, bias corrected."""

v_hat = Symbol("v_hat", nonnegative=True)
"""Second moment, bias corrected."""

lr_t = Symbol("lr_t", positive=True)
"""Learning rate of step t, with a schedule or Adam's bias corrections folded in."""

lr = Symbol("lr", positive=True)
"""Learning rate; it may change from step to step."""

lr_start = Symbol("lr0", positive=True)
"""Learning rate at the start, before any schedule changes it."""

mu = Symbol("mu", nonnegative=True)
"""Momentum."""

rho = Symbol("rho", nonnegative=True)
"""Decay of RMSprop's average."""

beta1 = Symbol("beta1", nonnegative=True)
"""Decay of Adam's first moment."""

beta2 = Symbol("beta2", nonnegative=True)
"""Decay of Adam's second moment."""

epsilon = Symbol("epsilon", nonnegative=True)
"""The guard against division by zero."""

weight_decay = Symbol("weight_decay", nonnegative=True)
"""λ, the strength of weight decay."""

dampening = Symbol("dampening", nonnegative=True)
"""τ, the share of a gradient that the velocity leaves out."""

initial_accumulator = Symbol("initial_accumulator", nonnegative=True)
"""v₀, where the second moment starts."""

lr_decay = Symbol("lr_decay", nonnegative=True)
"""η, by which lr falls."""

eps_root = Symbol("eps_root", nonnegative=True)
"""A second guard, under the root."""

buffer = Symbol("b", real=True)
"""Velocity of a rule that has a second moment besides."""

lr_mean = Symbol("lr_mean", nonnegative=True)
"""The average of the learning rates so far, by which LaProp's code corrects its bias."""

m_slow = Symbol("m_slow", real=True)
"""AdEMAMix's slow average of gradients."""

v1, v2, v3 = (Symbol(f"v{k}", real=True) for k in (1, 2, 3))
"""AggMo's velocities, the most forgetful first."""

beta3 = Symbol("beta3", nonnegative=True)
"""A third decay: of AdEMAMix's slow average, of AggMo's third velocity."""

alpha = Symbol("alpha", nonnegative=True)
"""What weighs a second direction beside the first."""

beta = Symbol("beta", nonnegative=True)
"""What weighs the change of the gradient in an optimistic step."""

p = Symbol("p", real=True)
"""The gradient of the step before."""

delta = Symbol("Delta", nonnegative=True)
"""Rprop's step size."""

q = Symbol("q", real=True)
"""The product of a gradient and the one before, by whose sign Rprop sees whether it went past a minimum."""

memory = Symbol("mem", positive=True)
"""Of how many gradients SMORMS3's averages are, about."""

r = Symbol("r", real=True)
"""What a new gradient counts in SMORMS3's averages."""

eta_t = Symbol("eta_t", positive=True)
"""ASGD's learning rate, as it falls."""

m_change = Symbol("m_change", real=True)
"""Adan's average of the changes of the gradient; its paper's v."""

m_change_hat = Symbol("m_change_hat", real=True)
"""The same, bias corrected."""

nu = Symbol("nu", nonnegative=True)
"""ν, the share of the velocity in a quasi-hyperbolic step."""

nu1 = Symbol("nu1", nonnegative=True)
"""ν₁, the share of the first moment above."""

nu2 = Symbol("nu2", nonnegative=True)
"""ν₂, the share of the second moment below."""

mu_t = Symbol("mu_t", real=True)
"""The momentum of a step, by a schedule."""

mu_next = Symbol("mu_next", real=True)
"""The momentum of the next step."""

mu_product = Symbol("mu_product", real=True)
"""P, the product of the momenta of all steps so far."""

rho_inf = Symbol("rho_inf", real=True)
"""ρ_∞, of how many squares v is an average in the end."""

rho_t = Symbol("rho_t", real=True)
"""Of how many squares v is an average now."""

psi = Symbol("psi", nonnegative=True)
"""ψ, how fast NAdam's schedule of momenta goes."""

v_max = Symbol("v_max", nonnegative=True)
"""The largest second moment so far."""

LATEX = {
    "theta": r"\theta",
    "Delta": r"\Delta",
    "v_max": r"v^{\max}",
    "m_hat": r"\hat{m}",
    "m_change": r"m^{\Delta}",
    "m_change_hat": r"\hat{m}^{\Delta}",
    "m_slow": r"m^{\mathrm{slow}}",
    "v_hat": r"\hat{v}",
    "lr": r"\mathrm{lr}",
    "lr_t": r"\mathrm{lr}_t",
    "eta_t": r"\eta_t",
    "mem": r"\mathrm{mem}",
    "mu_t": r"\mu_t",
    "mu_next": r"\mu_{\mathrm{next}}",
    "mu_product": "P",
    "v1": "v_1",
    "v2": "v_2",
    "v3": "v_3",
    "rho_inf": r"\rho_{\infty}",
    "rho_t": r"\rho_t",
}
"""How a symbol is written in LaTeX, where that differs from its name; `declare` adds the hyperparameters."""

SHARED = {t, lr_t, lr_start, eta_t, mu_t, mu_next, mu_product, rho_inf, rho_t}
"""The symbols that are one number for all elements; `declare` adds the hyperparameters."""

FRACTIONS: set[Symbol] = set()
"""The hyperparameters that lie in [0, 1)."""

LEAST: dict[Symbol, Expr] = {t: 1 + Symbol("_t_above", nonnegative=True)}
"""What is never below a positive number, as that number and a rest that is not negative, or positive where it is never that number."""

DECLARED: set[Symbol] = set()


def declare(symbol: Symbol, letter: str, *, fraction: bool, least: Expr | None = None, above: bool = False) -> None:
    """Let a hyperparameter be known by its symbol alone, since that is all that an expression holds.

    What is known of a symbol is known wherever it stands, so it cannot be made wider, or get another letter, later.

    Args:
        symbol: its symbol.
        letter: how it is written.
        fraction: whether it lies in [0, 1).
        least: the least value that it may have; None where there is none.
        above: whether it lies above that, and is never the least itself.

    Raises:
        ValueError: another hyperparameter of that name was declared otherwise.
    """
    known = UNICODE.get(symbol.name, symbol.name if symbol in DECLARED else letter)
    if known != letter:
        raise ValueError(f"the hyperparameter {symbol.name} is written {known}, and not {letter}: give it another name")
    if symbol in FRACTIONS and not fraction:
        raise ValueError(f"the hyperparameter {symbol.name} lies in [0, 1) elsewhere: give it another name")
    if fraction and symbol not in DECLARED:
        FRACTIONS.add(symbol)
    if least is not None and least >= Integer(1) and symbol not in DECLARED:
        rest = Symbol(f"_{symbol.name}_above", **({"positive": True} if above else {"nonnegative": True}))
        LEAST[symbol] = least + rest
    DECLARED.add(symbol)
    SHARED.add(symbol)
    if letter != symbol.name:
        UNICODE[symbol.name], LATEX[symbol.name] = letter, typeset(parts_of_name(letter))
