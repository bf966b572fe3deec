"""What several proofs share: carrying a step out, induction over the steps, and βᵗ → 0."""

from collections.abc import Callable, Mapping

from sympy import Expr, Integer, Rational, Symbol

from ..library import find_form, find_rule
from ..rule import Form, let
from ..symbols import epsilon, t, theta
from .claims import NotNegative, Zero
from .derivation import Line

Sequence = Callable[[Expr], Expr]
"""A closed form: from the number of steps taken to a value."""

ZERO, ONE = Integer(0), Integer(1)

WITHOUT_EPSILON = {epsilon: ZERO}

positive_epsilon = Symbol("epsilon", positive=True)
"""ε where it is not zero."""


def at(expr: Expr, values: Mapping[Symbol, Expr]) -> Expr:
    """`expr` where the symbols have those values."""
    return expr.xreplace(dict(values))


def carried_out(form: Form, before: Mapping[Symbol, Expr]) -> dict[Symbol, Expr]:
    """One step, like `Form.after`, but with the values of the locals too."""
    values: dict[Symbol, Expr] = dict(before)
    for line in form.step:
        values[line.symbol] = at(line.value, values)
    return values


def stepped(form: Form, before: Mapping[Symbol, Expr] | None = None) -> Expr:
    """Δθ of one step."""
    return form.after(before or {})[theta] - theta


def form_of(rule: str, name: str) -> Form:
    return find_form(find_rule(rule), name)


def same_state(left: Form, right: Form, *but: Symbol) -> tuple[Line, ...]:
    """That both make the same of every state symbol that they share, and start from the same."""
    shared = [each for each in left.start() if each in right.start() and each not in but]
    one, other = left.after({}), right.after({})
    return (
        *(Line(f"both start {s} at the same", Zero(left.start()[s] - right.start()[s])) for s in shared),
        *(Line(f"both make the same {s}", Zero(one[s] - other[s])) for s in shared),
    )


def with_line(form: Form, symbol: Symbol, value: Expr) -> Form:
    """The form with `value` assigned to `symbol` instead."""
    return form.with_step(*(let(symbol, value) if line.symbol == symbol else line for line in form.step))


def induction(form: Form, closed: Mapping[Symbol, Sequence]) -> tuple[Line, ...]:
    """That each state symbol of `closed` is its closed form after every number of steps, g and lr being constant."""
    begins, before = form.start(), {symbol: value(t) for symbol, value in closed.items()}
    after = form.after({**before, t: t + 1})
    lines: list[Line] = []
    for symbol, value in closed.items():
        lines.append(Line(f"{symbol} starts at its closed form for t = 0", Zero(value(ZERO) - begins[symbol])))
        lines.append(
            Line(f"a step takes {symbol} from there for t to there for t + 1", Zero(value(t + 1) - after[symbol]))
        )
    return tuple(lines)


def correspondence(left: Form, right: Form, relation: Mapping[Symbol, Expr]) -> tuple[Line, ...]:
    """That `left`'s state is `relation` (in right's state) before and after each step, lr staying as it is."""
    ours, theirs = left.start(), right.start()
    after_left, after_right = left.after(relation), right.after({})
    lines: list[Line] = []
    for symbol, value in relation.items():
        lines.append(Line(f"{symbol} starts so related", Zero(ours[symbol] - at(value, theirs))))
        lines.append(Line(f"{symbol} stays so related", Zero(after_left[symbol] - at(value, after_right))))
    return tuple(lines)


def vanishing(name: str) -> tuple[Line, ...]:
    """That bᵗ → 0 where b = 1/(1 + z), z > 0: Bernoulli's bᵗ ≤ 1/(1 + t·z), which falls below every δ > 0."""
    z, more, delta = Symbol("z", positive=True), Symbol("s", nonnegative=True), Symbol("delta", positive=True)
    late = 1 / (z * delta) + more
    return (
        Line(
            f"with {name} = 1/(1 + z), {name}ᵗ ≤ 1/(1 + tz): both are 1 at t = 0,"
            " and from t to t + 1, (1 + tz)(1 + z) ≥ 1 + (t + 1)z",
            NotNegative((1 + t * z) * (1 + z) - (1 + (t + 1) * z)),
        ),
        Line(f"which is below δ from t = 1/(zδ) on: {name}ᵗ → 0", NotNegative(delta - 1 / (1 + late * z))),
    )


def defaults(form: Form) -> dict[Symbol, Rational]:
    """The form's default hyperparameters."""
    return {each.symbol: each.default for each in form.hyperparameters}
