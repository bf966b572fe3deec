"""A form as pseudo-code, and what of it differs from the first form of its rule."""

from dataclasses import dataclass

from .notation import latex, lines, text
from .rule import Assignment, Form, Rule, let


@dataclass(frozen=True)
class Line:
    """One line of pseudo-code; `differs` where the first form of the rule has no such line."""

    text: str
    latex: str
    differs: bool = False


@dataclass(frozen=True)
class Column:
    """A form as pseudo-code: what is done once, and what is done in every step."""

    form: Form
    before: tuple[Line, ...]
    step: tuple[Line, ...]


def columns(rule: Rule) -> tuple[Column, ...]:
    """Every form of the rule, each line marked that the first form does not have."""
    return tuple(_column(form, rule.first) for form in rule.forms)


def column(form: Form) -> Column:
    """One form, for itself."""
    return _column(form, form)


def _column(form: Form, first: Form) -> Column:
    starts, steps = {*first.state}, {*first.step}
    point = Line(
        f"g ← ∇f({text(form.gradient_at)})",
        rf"g \leftarrow \nabla f({latex(form.gradient_at)})",
        form.gradient_at != first.gradient_at,
    )
    return Column(
        form,
        tuple(_assignment(let(each.symbol, each.initial), each not in starts) for each in form.state),
        (point, *(_assignment(each, each not in steps) for each in form.step)),
    )


def _assignment(of: Assignment, differs: bool) -> Line:
    (shown,) = lines([of])
    return Line(shown, rf"{latex(of.symbol)} \leftarrow {latex(of.value)}", differs)
