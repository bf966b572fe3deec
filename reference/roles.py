"""Read a form: which of its symbols plays which role.

Mistakes and parts are written against roles and not against the letters or the name of one rule, so that a new rule gets them for
nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Integer, Pow, Rational, Symbol, diff, expand, sign

from .choices import Where
from .rule import Assignment, Form
from .symbols import FRACTIONS, epsilon, g, t, theta

HALF = Rational(1, 2)


@dataclass(frozen=True)
class Recursion:
    """A state that gathers gradients: symbol ← decay·symbol + weight·ofᵖᵒʷᵉʳ + besides.

    Attributes:
        of: what it gathers a power of: g, or what is made of it and linear in it, as AdaBelief's g − m.
        besides: what is added in every step whatever the gradient is, as AdaBelief's ε.
    """

    symbol: Symbol
    decay: Expr
    weight: Expr
    power: int
    of: Expr = g
    besides: Expr = Integer(0)

    @property
    def is_average(self) -> bool:
        """Whether it is a moving average: the weights of old and new sum to 1."""
        return self.weight == 1 - self.decay and self.decay != 1

    @property
    def line(self) -> Assignment:
        return Assignment(self.symbol, self.decay * self.symbol + self.weight * self.gathered + self.besides)

    @property
    def gathered(self) -> Expr:
        """What enters with the weight."""
        return self.of**self.power


Role = Callable[[Form], Recursion | None]


def line_of(form: Form, symbol: Symbol) -> Assignment | None:
    """The only line that assigns `symbol`."""
    lines = [line for line in form.step if line.assigns(symbol)]
    return lines[0] if len(lines) == 1 else None


def remembers(form: Form) -> bool:
    """Whether a step keeps anything for the next besides θ."""
    return any(line_of(form, each.symbol) for each in form.state)


def chooses(form: Form) -> bool:
    """Whether a line of it chooses by t, as RAdam's step does."""
    return any(line.value.has(Where) for line in form.step)


@lru_cache(maxsize=1024)
def recursions(form: Form) -> tuple[Recursion, ...]:
    """The states that gather gradients linearly."""
    found = (_recursion(form, each.symbol) for each in form.state)
    return tuple(each for each in found if each is not None)


def _recursion(form: Form, symbol: Symbol) -> Recursion | None:
    line = line_of(form, symbol)
    if line is None or not line.value.has(g) or not line.value.is_polynomial(symbol, g):
        return None
    decay, fed = diff(line.value, symbol), line.value.xreplace({symbol: Integer(0)})
    if decay.has(symbol, g) or expand(line.value - decay * symbol - fed) != 0:
        return None
    besides, entering = fed.as_independent(g) if fed.is_Add else (Integer(0), fed)
    if entering.is_Add:
        return None
    weight, gathered = entering.as_independent(g)
    of, power = gathered.as_base_exp()
    if power not in (1, 2) or diff(of, g, 2) != 0:
        return None
    return Recursion(symbol, decay, weight, int(power), of, besides)


def second_moment(form: Form) -> Recursion | None:
    """The state that gathers squared gradients."""
    return next((each for each in recursions(form) if each.power == 2), None)


@lru_cache(maxsize=1024)
def follower(form: Form) -> Recursion | None:
    """The state that follows the squares of gradients, though it is no average of them, as Yogi's v; said as if it were one."""
    for each in form.state:
        line = line_of(form, each.symbol)
        if line is not None and any(taken.has(each.symbol, g) for taken in line.value.atoms(sign)):
            decays = [decay for decay in form.symbols if decay in FRACTIONS and line.value.has(decay)]
            if len(decays) == 1 and line.value.has(g**2):
                return Recursion(each.symbol, decays[0], 1 - decays[0], 2)
    return None


def divisor(form: Form) -> Recursion | None:
    """What stands under the root that the step divides by: the second moment, or what follows the squares."""
    return second_moment(form) or follower(form)


def first_moment(form: Form) -> Recursion | None:
    """The state that gathers gradients, in a rule with a second moment, or what stands for one."""
    return _gathering_gradients(form) if divisor(form) else None


def velocity(form: Form) -> Recursion | None:
    """The state that gathers gradients, in a rule without a second moment."""
    return None if divisor(form) else _gathering_gradients(form)


def fellows(form: Form, moment: Recursion) -> tuple[Recursion, ...]:
    """A moment, and those that are written as it is: who writes one of AggMo's velocities wrong does so with all of them."""
    if moment != velocity(form):
        return (moment,)
    return tuple(each for each in recursions(form) if each.power == 1)


def _gathering_gradients(form: Form) -> Recursion | None:
    return next((each for each in recursions(form) if each.power == 1), None)


# A search for two mistakes asks dozens of times of each wrong form.


@lru_cache(maxsize=4096)
def correction_of(form: Form, role: Role) -> Expr | None:
    """1 − βᵗ where the step corrects the bias of that moment by it."""
    moment = role(form)
    if moment is None:
        return None
    correction = 1 - moment.decay**t
    return correction if any(line.value.has(correction) for line in form.step) else None


def corrections_of(form: Form, roles: tuple[Role, ...]) -> tuple[Expr, ...] | None:
    """The bias corrections of those moments, or None where one of them is not corrected."""
    found = tuple(each for each in (correction_of(form, role) for role in roles) if each is not None)
    return found if len(found) == len(roles) else None


@dataclass(frozen=True)
class Mixture:
    """A number of the step alone that mixes what a velocity kept with the new gradient: symbol ← kept·velocity + weight·g."""

    symbol: Symbol
    kept: Expr
    weight: Expr


@lru_cache(maxsize=1024)
def mixture(form: Form) -> Mixture | None:
    """What the step is made of where that is neither the velocity nor the gradient, as in Lion."""
    moment = velocity(form)
    if moment is None:
        return None
    state = {each.symbol for each in form.state}
    for line in form.step:
        if line.symbol in state or line.symbol == theta or not line.value.is_polynomial(moment.symbol, g):
            continue
        kept, weight = diff(line.value, moment.symbol), diff(line.value, g)
        whole = expand(line.value - kept * moment.symbol - weight * g) == 0
        if whole and kept != 0 and weight != 0 and not (kept * weight).has(moment.symbol, g):
            return Mixture(line.symbol, kept, weight)
    return None


def corrected(form: Form, role: Role) -> Symbol | None:
    """The local that holds the corrected moment: m̂, v̂."""
    moment, correction = role(form), correction_of(form, role)
    if moment is None or correction is None:
        return None
    kept = {theta, *(each.symbol for each in form.state)}
    for line in form.step:
        if line.symbol not in kept and line.value.has(moment.symbol) and line.value.has(correction):
            return line.symbol
    return None


@dataclass(frozen=True)
class Denominator:
    """The factor 1/(√scale + ε), or 1/√(scale + ε), in the line of θ."""

    factor: Pow
    scale: Expr
    epsilon_inside: bool


@lru_cache(maxsize=1024)
def denominator(form: Form) -> Denominator | None:
    """The guarded root that the step divides by."""
    line = line_of(form, theta)
    for factor in [] if line is None else line.value.atoms(Pow):
        if factor.exp == -HALF and factor.base.has(epsilon):
            return Denominator(factor, factor.base - epsilon, epsilon_inside=True)
        if factor.exp == -1 and factor.base.has(epsilon):
            root = factor.base - epsilon
            if isinstance(root, Pow) and root.exp == HALF:
                return Denominator(factor, root.base, epsilon_inside=False)
    return None
