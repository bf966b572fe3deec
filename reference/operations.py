"""The functions that rules are made of besides + − · / and powers: one record each, from which all that knows them follows.

To add one is one record.  Either it has a `definition`, a formula in what is there already, and nothing else is needed; or it
is something new, with a `method` that every arithmetic has, and with a law for the normal form.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from typing import Protocol, TypeVar

import sympy
from sympy import Abs, Expr, Integer, KroneckerDelta, preorder_traversal, sign

from .symbols import t

N = TypeVar("N")

FIRST_STEP = KroneckerDelta(t, 1)
"""1 in the first step, else 0."""


class Functions(Protocol[N]):
    """What an arithmetic makes of the operations that have no definition.

    `where` takes the sides of a choice as functions, for one of them may have no value where the other is taken.
    """

    def absolute(self, value: N) -> N: ...
    def maximum(self, left: N, right: N) -> N: ...
    def minimum(self, left: N, right: N) -> N: ...
    def sign(self, value: N) -> N: ...
    def cospi(self, value: N) -> N: ...
    def by_sign(self, value: N, positive: N, zero: N, negative: N) -> N: ...
    def where(self, difference: N, then: Callable[[], N], otherwise: Callable[[], N]) -> N: ...


class NormalForm(Protocol):
    """Rational functions over atoms (`algebra.Atoms`), which the laws of the operations are written in."""

    def replace(self, expr: Expr) -> Expr: ...
    def root(self, radicand: Expr) -> Expr: ...
    def maximum(self, values: Sequence[Expr]) -> Expr: ...
    def sign_of(self, value: Expr) -> Expr: ...
    def choice(self, expr: Expr) -> Expr: ...
    def opaque(self, function: Callable[..., Expr], arguments: Sequence[Expr]) -> Expr: ...
    def above(self, difference: Expr) -> Expr: ...


@dataclass(frozen=True)
class Operation:
    """A function of rules.

    Attributes:
        name: what a terminal, LaTeX and the readers of both call it.
        numpy: what array libraries call it.
        method: the method of each arithmetic that carries it out; "" where the definition says how.
        definition: the same in other operations; None where it is one of the first.
        law: what the normal form makes of it; None where the definition says it.
        folded: it takes any number of arguments, and those that carry it out take two.
        of_step: it is made of t and numbers alone, and is a number once the step is known.
        flat: it has the same value over whole regions, so that one point tells little.
        text: how a terminal writes it, where that is no call; `{0}` is its first argument.
        latex: how LaTeX writes it, where that is no call.
        command: LaTeX's own name for it, where there is one.
        python: how Python writes it, where that is no call of the array library; `{library}` stands before what is its own.
    """

    name: str
    numpy: str = ""
    method: str = ""
    definition: Callable[..., Expr] | None = None
    law: Callable[[NormalForm, Expr], Expr] | None = None
    folded: bool = False
    of_step: bool = False
    flat: bool = False
    text: str = ""
    latex: str = ""
    command: str = ""
    python: str = ""

    def as_text(self, inside: Sequence[str]) -> str:
        """In a terminal, its arguments being written already."""
        return self.text.format(*inside) if self.text else f"{self.name}({', '.join(inside)})"

    def as_latex(self, inside: Sequence[str]) -> str:
        """In LaTeX."""
        if self.latex:
            return self.latex.format(*inside)
        name = self.command or rf"\operatorname{{{self.name}}}"
        return rf"{name}\left({', '.join(inside)}\right)"

    def as_python(self, inside: Sequence[str], library: str = "np.") -> str:
        """In Python, with functions of `library`."""
        if self.python:
            return self.python.format(*inside, library=library)
        call = f"{library}{self.numpy}"
        if not self.folded:
            return f"{call}({', '.join(inside)})"
        # A third argument of NumPy's is where the result goes.
        return reduce(lambda left, right: f"{call}({left}, {right})", inside)

    def written_out(self, expr: Expr) -> Expr | None:
        """`expr` in other operations; None where it is one of the first."""
        return None if self.definition is None else self.definition(*expr.args)


def _absolute(atoms: NormalForm, expr: Expr) -> Expr:
    return atoms.root(atoms.replace(expr.args[0]) ** 2)


def _maximum(atoms: NormalForm, expr: Expr) -> Expr:
    return atoms.maximum([atoms.replace(each) for each in expr.args])


def _minimum(atoms: NormalForm, expr: Expr) -> Expr:
    return -atoms.maximum([-atoms.replace(each) for each in expr.args])


def _sign(atoms: NormalForm, expr: Expr) -> Expr:
    return atoms.sign_of(atoms.replace(expr.args[0]))


OPERATIONS: dict[type[Expr], Operation] = {
    Abs: Operation("abs", "abs", "absolute", law=_absolute, text="|{0}|", latex=r"\left|{0}\right|"),
    sign: Operation("sign", "sign", "sign", law=_sign, flat=True),
    sympy.Max: Operation("max", "maximum", "maximum", law=_maximum, folded=True, command=r"\max"),
    sympy.Min: Operation("min", "minimum", "minimum", law=_minimum, folded=True, command=r"\min"),
    KroneckerDelta: Operation(
        "first",
        law=lambda atoms, expr: atoms.choice(expr),
        of_step=True,
        text="[{1} = {0}]",
        latex="[{1} = {0}]",
        python="(1 if {1} == {0} else 0)",
    ),
}
"""The operations that SymPy has a class for; a class of one's own says itself what it is, as its `operation`."""


def operation_of(expr: Expr) -> Operation | None:
    """The operation that `expr` is the value of; None for what is a sum, a product, a power, or not known."""
    own = getattr(expr, "operation", None)
    if isinstance(own, Operation):
        return own
    return next((operation for kind, operation in OPERATIONS.items() if isinstance(expr, kind)), None)


@lru_cache(maxsize=4096)
def is_flat(expr: Expr) -> bool:
    """Whether an operation in it is flat."""
    return any((operation := operation_of(each)) and operation.flat for each in preorder_traversal(expr))


def after_first_step(expr: Expr) -> Expr:
    """`expr` for t > 1, where what belongs to the first step alone is gone."""
    return expr.xreplace({each: Integer(0) for each in expr.atoms(KroneckerDelta)})
