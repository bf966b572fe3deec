"""The few ways to change a form from which every mistake is made."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sympy import Expr, Pow, Symbol

from ..operations import is_flat
from ..roles import Denominator, Recursion, Role, denominator, fellows, mixture
from ..rule import Assignment, Form, Rule
from ..symbols import rho_t, theta
from .mistake import Transform


def rewrite(form: Form, symbol: Symbol, change: Callable[[Expr], Expr]) -> Form:
    """Change the right-hand side of the lines that assign `symbol`."""
    lines = (Assignment(line.symbol, change(line.value)) if line.assigns(symbol) else line for line in form.step)
    return form.with_step(*lines)


def rewrite_all(form: Form, change: Callable[[Expr], Expr]) -> Form:
    """Change every right-hand side."""
    return form.with_step(*(Assignment(line.symbol, change(line.value)) for line in form.step))


def rewrite_corrections(form: Form, change: Callable[[Expr], Expr]) -> Form:
    """Change every right-hand side but that of ρ_t, in which 1 − β₂ᵗ corrects no moment."""
    return form.with_step(
        *(line if line.assigns(rho_t) else Assignment(line.symbol, change(line.value)) for line in form.step)
    )


def replaced(value: Expr, values: Mapping[Any, Expr]) -> Expr:
    """`value` with expressions replaced by others, all at once."""
    return value.xreplace(values)


def substitute(form: Form, values: Mapping[Any, Expr]) -> Form:
    """Replace expressions by others, all at once, on every right-hand side."""
    return rewrite_all(form, lambda value: replaced(value, values))


def substitute_in(form: Form, symbol: Symbol, values: Mapping[Any, Expr]) -> Form:
    """Replace expressions by others, all at once, in the lines that assign `symbol`."""
    return rewrite(form, symbol, lambda value: replaced(value, values))


def rename(form: Form, old: Symbol, new: Symbol) -> Form:
    """Write `new` for `old`, on both sides."""
    return form.with_step(
        *(
            Assignment(new if line.symbol == old else line.symbol, replaced(line.value, {old: new}))
            for line in form.step
        )
    )


def reorder(form: Form, last: Callable[[Assignment], bool]) -> Form:
    """Carry out the lines that `last` picks after all the others."""
    return form.with_step(*sorted(form.step, key=last))


def begin(form: Form, *lines: Assignment) -> Form:
    """Put lines before the others."""
    return form.with_step(*lines, *form.step)


def started(form: Form, symbol: Symbol, initial: Expr) -> Form:
    """Give a state another initial value."""
    state = (replace(each, initial=initial) if each.symbol == symbol else each for each in form.state)
    return replace(form, state=tuple(state))


def powers(value: Expr, base: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """Change the exponents of `base`."""
    return replaced(value, {node: Pow(base, change(node.exp)) for node in value.atoms(Pow) if node.base == base})


def recursion(role: Role, change: Callable[[Recursion], Recursion | None]) -> Transform:
    """The mistake that changes the recursion of one moment, and of those that are written as it is."""

    def transform(rule: Rule, form: Form) -> Form | None:
        found = role(form)
        wrong = {each.symbol: change(each) for each in (fellows(form, found) if found else ())}
        lines = {symbol: each.line for symbol, each in wrong.items() if each is not None}
        if not wrong or len(lines) < len(wrong):
            return None
        return form.with_step(*(lines.get(line.symbol, line) for line in form.step))

    return transform


def where_size_shows(transform: Transform) -> Transform:
    """The mistake in rules that see more of what they gather than its sign: in others it is only a multiple of something else."""

    def sized(rule: Rule, form: Form) -> Form | None:
        signs = any(is_flat(line.value) for line in form.step)
        return None if signs and mixture(form) is None else transform(rule, form)

    return sized


def dividing(change: Callable[[Denominator], Expr]) -> Transform:
    """The mistake that has another factor in place of 1/(√v + ε) in the step."""

    def transform(rule: Rule, form: Form) -> Form | None:
        found = denominator(form)
        return substitute_in(form, theta, {found.factor: change(found)}) if found else None

    return transform


def uphill(form: Form) -> Form:
    """The same step in the other direction."""
    return rewrite(form, theta, lambda value: theta - (value - theta))


def with_option(values: Mapping[Any, Expr]) -> Transform:
    """The mistake that has other expressions in place of an option's hyperparameters."""

    def transform(rule: Rule, form: Form) -> Form | None:
        return substitute(form, values) if set(values) <= set(form.symbols) else None

    return transform
