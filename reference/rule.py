"""What a published update rule is: data from which everything else follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Literal

from sympy import Expr, Integer, Rational, Symbol

from .display import Typeset
from .letters import in_greek
from .symbols import declare, g, lr, lr_start, t, theta

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

    @property
    def is_fraction(self) -> bool:
        """Whether it lies in [0, 1)."""
        below = self.upper is not None and (self.upper < 1 or (self.upper == 1 and self.upper_open))
        return below and self.lower is not None and bool(self.lower >= 0)

    def at(self, share: float) -> float:
        """Some number in it: `share` of the way where it has two ends, and else `share` from its end, or from 0."""
        if self.lower is None:
            return share if self.upper is None else float(self.upper) - share
        return float(self.lower) + share * (1.0 if self.upper is None else float(self.upper - self.lower))

    def __str__(self) -> str:
        left = "(−∞" if self.lower is None else f"{'(' if self.lower_open else '['}{self.lower}"
        right = "∞)" if self.upper is None else f"{self.upper}{')' if self.upper_open else ']'}"
        return f"{left}, {right}"


@dataclass(frozen=True)
class Hyperparameter:
    """A number that the user of the rule chooses: all that there is to know of it, wherever it is needed.

    What is left out follows from its name and domain.

    Attributes:
        letter: how it is written; where empty, its name, which is a Greek letter where it spells one.
        spellings: how it is spelled in code, in lower case and without `_`, the surest first; where empty, its name.
        visible: a value at which every term that it is in can be seen, exact in float32, and different from those of others.
        simple: a value with which a person can follow a run.
        tried: the values that tapes may choose, the simple ones first, exact in the dtypes where that can be.
        dispensable: whether at 0 what it belongs to is gone, as momentum at μ = 0.
        near_one: whether nobody chooses less than a half, so that a smaller default is that of its complement, 1 − β.
        member: the names of a sequence that people keep it in, and its place there, as β₁ is `betas[0]`.
        hidden_by: the decay x with which 1 − it = (1 − x)² hides mistakes in the start of a run, as β₁ = 0.9 does beside β₂ = 0.99.
    """

    symbol: Symbol
    default: Rational
    domain: Domain
    meaning: str
    letter: str = ""
    spellings: tuple[str, ...] = ()
    visible: float | None = None
    simple: float | None = None
    tried: tuple[float, ...] = ()
    dispensable: bool = False
    near_one: bool = False
    member: tuple[tuple[str, ...], int] | None = None
    hidden_by: Symbol | None = None

    def __post_init__(self) -> None:
        domain = self.domain
        declare(
            self.symbol,
            self.letter or in_greek(self.name),
            fraction=domain.is_fraction,
            least=domain.lower,
            above=domain.lower_open,
        )

    @property
    def name(self) -> str:
        return self.symbol.name


Hyperparameters = Mapping[str, Hyperparameter]
"""Some hyperparameters, by their names."""


@dataclass(frozen=True)
class State:
    """What a rule carries from one step to the next, one number for each element of the parameter."""

    symbol: Symbol
    initial: Expr = Integer(0)


@dataclass(frozen=True)
class Assignment:
    """One line of the pseudo-code: `symbol` ← `value`."""

    symbol: Symbol
    value: Expr

    def assigns(self, symbol: Symbol) -> bool:
        """Whether it is the line of this symbol."""
        # To find that two symbols are not one, SymPy goes through all that is assumed of them.
        return hash(self.symbol) == hash(symbol) and self.symbol == symbol


def let(symbol: Symbol, value: Expr) -> Assignment:
    """Write one line of the pseudo-code."""
    return Assignment(symbol, value)


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
class Form(Typeset):
    """One published way to write a rule: a symbolic state machine.

    The assignments of `step` are carried out in their order; a symbol on the right is its current value.  A symbol that
    is neither state nor parameter is local to the step.  The gradient of the step is taken at `gradient_at`.

    Attributes:
        also: other usual ways to write what a symbol is assigned.  They are equal over the reals, as a test proves, but they
            round differently, and the bound allows for each.
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
    also: Mapping[Symbol, tuple[Expr, ...]] = field(default_factory=dict[Symbol, tuple[Expr, ...]], compare=False)

    @property
    def named(self) -> dict[str, Hyperparameter]:
        """The hyperparameters by their names, in the rule's order."""
        return {each.name: each for each in self.hyperparameters}

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

    @property
    def keeps_lr(self) -> bool:
        """Whether its state begins with the lr of the start, which no tape tells from that of the first step."""
        return any(each.initial.has(lr) for each in self.state)

    @property
    def shared(self) -> frozenset[Symbol]:
        """The state that is one number for all elements: no gradient enters it, nor a parameter."""
        values = {line.symbol: line.value.free_symbols for line in self.step}
        apart = {g, theta}
        while more := {symbol for symbol, read in values.items() if symbol not in apart and read & apart}:
            apart |= more
        return frozenset(each.symbol for each in self.state if each.symbol not in apart)

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

        The gradients are g1, g2, …; the learning rates are lr1, lr2, …, or lr in every step where `constant_lr`.  For a form
        that keeps the lr of the start, lr0, that is the lr of the first step.
        """
        return [dict(each) for each in _unrolled(self, steps, constant_lr)]

    def writings(self, line: Assignment) -> tuple[Expr, ...]:
        """The usual ways to write the value of a line, the paper's first."""
        return (line.value, *self.also.get(line.symbol, ()))

    def with_step(self, *lines: Assignment) -> "Form":
        """The same form with other lines; what is assigned otherwise now has no other writings."""
        changed = {each.symbol for each in {*lines} ^ {*self.step}}
        kept = {symbol: ways for symbol, ways in self.also.items() if symbol not in changed}
        return replace(self, step=lines, also=kept)


@lru_cache(maxsize=512)
def _unrolled(form: Form, steps: int, constant_lr: bool) -> tuple[Mapping[Symbol, Expr], ...]:
    begins: dict[Symbol, Symbol] = {} if constant_lr else {lr: lr_start}
    values = {theta: theta, **{symbol: each.xreplace(begins) for symbol, each in form.start().items()}}
    run: list[dict[Symbol, Expr]] = []
    for k in range(1, steps + 1):
        rate = lr if constant_lr else lr_start if k == 1 and form.keeps_lr else numbered(lr, k)
        values = form.after({**values, g: numbered(g, k), lr: rate, t: Integer(k)})
        run.append(values)
    return tuple(run)


@lru_cache(maxsize=1024)
def numbered(symbol: Symbol, k: int) -> Symbol:
    """The symbol of step k: g → g3, v1 → v1_3."""
    between = "_" if symbol.name[-1].isdigit() else ""
    return Symbol(f"{symbol.name}{between}{k}", **symbol.assumptions0)


@dataclass(frozen=True)
class Rule(Typeset):
    """A published update rule with all its forms; the first form is the one that the others relate to.

    Attributes:
        parts: the names of the options that are combined with it, as in adam+l2 (`reference.parts`).
        without: the rule without its parts, where it has any.
    """

    displayed_by = NOTEBOOK

    name: str
    title: str
    summary: str
    forms: tuple[Form, ...]
    aliases: tuple[str, ...] = field(default=())
    parts: tuple[str, ...] = ()
    without: "Rule | None" = field(default=None, repr=False)

    @property
    def plain(self) -> "Rule":
        """The rule without its parts."""
        return self.without or self

    @property
    def base(self) -> str:
        """The name of the rule without its parts."""
        return self.plain.name

    @property
    def hyperparameters(self) -> dict[str, Hyperparameter]:
        """Those of all its forms, each as the first form that has it says."""
        found: dict[str, Hyperparameter] = {}
        for form in self.forms:
            found |= {name: each for name, each in form.named.items() if name not in found}
        return found

    @property
    def first(self) -> Form:
        return self.forms[0]

    def form(self, name: str) -> Form:
        """The form of that name.  Raises `KeyError`."""
        for each in self.forms:
            if each.name == name:
                return each
        raise KeyError(name)
