"""What a published update rule is: data from which everything else follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from sympy import Expr, Integer, Rational, Symbol

from .display import Displayed
from .symbols import g, lr, t, theta

NOTEBOOK = "optproof.reference.notebook"


@dataclass(frozen=True)
class Domain:
    """The interval in which a hyperparameter makes sense; `None` is unbounded."""

    lower: Rational | Integer | None
    upper: Rational | Integer | None
    lower_open: bool = False
    upper_open: bool = True

    def __contains__(self, value: object) -> bool:
        below = self.lower is not None and (value <= self.lower if self.lower_open else value < self.lower)  # type: ignore[operator]
        above = self.upper is not None and (value >= self.upper if self.upper_open else value > self.upper)  # type: ignore[operator]
        return not (below or above)

    def __str__(self) -> str:
        left = "(−∞" if self.lower is None else f"{'(' if self.lower_open else '['}{self.lower}"
        right = "∞)" if self.upper is None else f"{self.upper}{')' if self.upper_open else ']'}"
        return f"{left}, {right}"


@dataclass(frozen=True)
class Hyperparameter:
    """A number that the user of the rule chooses."""

    symbol: Symbol
    default: Rational
    domain: Domain
    meaning: str

    @property
    def name(self) -> str:
        return self.symbol.name


@dataclass(frozen=True)
class State:
    """What a rule carries from one step to the next, one number for each element of the parameter."""

    symbol: Symbol
    initial: Expr = Integer(0)


@dataclass(frozen=True)
class Assignment:
    """One line of the pseudo-code: `symbol` ← `value`.

    `also` holds other usual ways to write the same value.  They are equal over the reals, as a derivation proves, but they
    round differently, and the bound allows for each.
    """

    symbol: Symbol
    value: Expr
    also: tuple[Expr, ...] = field(default=(), compare=False)


def let(symbol: Symbol, value: Expr, *also: Expr) -> Assignment:
    """Write one line of the pseudo-code."""
    return Assignment(symbol, value, also)


@dataclass(frozen=True)
class Source:
    """Where a rule is published."""

    title: str
    place: str
    link: str

    def __str__(self) -> str:
        return f"{self.title}, {self.place}, {self.link}"


@dataclass(frozen=True)
class Relation:
    """How a form relates to the first form of its rule, and the derivation that shows it."""

    kind: Literal["first", "equal", "equal when", "different"]
    detail: str = ""
    derivation: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.detail}".strip()


FIRST = Relation("first")


@dataclass(frozen=True)
class Form(Displayed):
    """One published way to write a rule: a symbolic state machine.

    The assignments of `step` are carried out in their order; a symbol on the right is its current value.  A symbol that
    is neither state nor parameter is local to the step.  The gradient of the step is taken at `gradient_at`.
    """

    displayed_by = NOTEBOOK

    name: str
    title: str
    hyperparameters: tuple[Hyperparameter, ...]
    state: tuple[State, ...]
    step: tuple[Assignment, ...]
    sources: tuple[Source, ...] = ()
    relation: Relation = FIRST
    gradient_at: Expr = theta
    note: str = ""

    # A form is the key of many caches, and a search for two mistakes asks them ten thousand times about one: to go through
    # all that it is made of takes a tenth of that search.
    @cached_property
    def _hash(self) -> int:
        return hash((self.name, self.state, self.step))

    def __hash__(self) -> int:
        return self._hash

    def __getstate__(self) -> dict[str, Any]:
        """Without the hash, which is another one in another process."""
        return {name: value for name, value in self.__dict__.items() if name != "_hash"}

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """The hyperparameters' symbols, in the rule's order."""
        return tuple(each.symbol for each in self.hyperparameters)

    def start(self) -> dict[Symbol, Expr]:
        """The state before the first step."""
        return {each.symbol: each.initial for each in self.state}

    def after(self, before: Mapping[Symbol, Expr]) -> dict[Symbol, Expr]:
        """Carry out one step symbolically.

        `before` maps θ, g, t, lr, the state, and any hyperparameter that is not to stay a symbol, to expressions; the
        result maps θ and every state symbol to its value after the step.
        """
        values: dict[Symbol, Expr] = dict(before)
        for line in self.step:
            values[line.symbol] = line.value.xreplace(values)
        kept = (theta, *(each.symbol for each in self.state))
        return {symbol: values.get(symbol, symbol) for symbol in kept}

    def unroll(self, steps: int, *, constant_lr: bool = False) -> list[dict[Symbol, Expr]]:
        """The values of θ and the state after each of the first `steps` steps, as expressions.

        The gradients are g1, g2, …; the learning rates are lr1, lr2, …, or lr in every step where `constant_lr`.
        """
        values = {theta: theta, **self.start()}
        run: list[dict[Symbol, Expr]] = []
        for k in range(1, steps + 1):
            rate = lr if constant_lr else numbered(lr, k)
            values = self.after({**values, g: numbered(g, k), lr: rate, t: Integer(k)})
            run.append(values)
        return run

    def with_step(self, *lines: Assignment) -> "Form":
        """The same form with other lines."""
        return replace(self, step=lines)


def numbered(symbol: Symbol, k: int) -> Symbol:
    """The symbol of step k: g → g3."""
    return Symbol(f"{symbol.name}{k}", **symbol.assumptions0)


@dataclass(frozen=True)
class Rule(Displayed):
    """A published update rule with all its forms; the first form is the one that the others relate to.

    Attributes:
        parts: the names of the options that are combined with it, as in adam+l2 (`reference.parts`).
    """

    displayed_by = NOTEBOOK

    name: str
    title: str
    summary: str
    forms: tuple[Form, ...]
    aliases: tuple[str, ...] = field(default=())
    parts: tuple[str, ...] = ()

    @property
    def base(self) -> str:
        """The name of the rule without its parts."""
        return self.name.partition("+")[0]

    @property
    def first(self) -> Form:
        return self.forms[0]

    def form(self, name: str) -> Form:
        """The form of that name.  Raises `KeyError`."""
        for each in self.forms:
            if each.name == name:
                return each
        raise KeyError(name)
