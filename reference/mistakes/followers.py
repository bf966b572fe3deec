"""Yogi's second moment, which follows g² by steps whose direction alone is a sign of the difference."""

from collections.abc import Callable

from sympy import Expr, Integer, sign

from ..roles import follower, line_of
from ..rule import Form, Rule
from ..symbols import g
from .mistake import Mistake, Transform
from .rewriting import replaced, rewrite


def in_direction(change: Callable[[Expr], Expr]) -> Transform:
    """The mistake that has something else, of what the sign is taken of, in place of the sign."""

    def transform(rule: Rule, form: Form) -> Form | None:
        found = follower(form)
        if found is None:
            return None
        line = line_of(form, found.symbol)
        directions = () if line is None else line.value.atoms(sign)
        wrong = {each: change(each.args[0]) for each in directions}
        return rewrite(form, found.symbol, lambda value: replaced(value, wrong))

    return transform


def adams(rule: Rule, form: Form) -> Form | None:
    """v = β₂·v + (1 − β₂)·g²."""
    found = follower(form)
    return None if found is None else rewrite(form, found.symbol, lambda _: found.line.value)


def gathers_signed(rule: Rule, form: Form) -> Form | None:
    """v = β₂·v + (1 − β₂)·(sign(v − g²)·g²)²."""
    found = follower(form)
    if found is None:
        return None
    signed = sign(found.symbol - g**2) * g**2
    return rewrite(form, found.symbol, lambda _: found.decay * found.symbol + found.weight * signed**2)


def wholly(rule: Rule, form: Form) -> Form | None:
    """v = v − sign(v − g²)·g²."""
    found = follower(form)
    if found is None:
        return None
    return rewrite(form, found.symbol, lambda value: replaced(value, {found.weight: Integer(1)}))


FOLLOWERS = (
    Mistake(
        id="follower-turned",
        title="The second moment moves away from g²: the sign is turned",
        kind="sign",
        symptom="NaN where gradients are large, for v falls below 0, and steps that shrink where they are small.",
        fix="Subtract (1 − β₂)·sign(v − g²)·g², or add it with the sign of g² − v.",
        links=(),
        transform=in_direction(lambda apart: -sign(apart)),
    ),
    Mistake(
        id="follower-is-average",
        title="The second moment is Adam's average: v moves by the difference from g², and not by g²",
        kind="missing step",
        symptom="Adam's curve: after large gradients v falls fast, and steps become long again.",
        fix="Take the sign of v − g², and multiply it by g².",
        links=(),
        transform=adams,
    ),
    Mistake(
        id="follower-gathers-signed",
        title="The second moment is an average of (sign(v − g²)·g²)², which is g⁴",
        kind="wrong variable",
        symptom="Steps that grow as gradients become small, and nearly stop where they are large; another lr seems to mend it.",
        fix="Let v move by the signed square, v − (1 − β₂)·sign(v − g²)·g², and square nothing again.",
        links=("https://github.com/google-deepmind/optax/pull/288",),
        transform=gathers_signed,
    ),
    Mistake(
        id="follower-moves-wholly",
        title="The second moment moves by all of g²: 1 − β₂ is missing",
        kind="wrong constant",
        symptom="A restless curve: v leaps between 0 and twice g² from step to step.",
        fix="Weight g² by 1 − β₂.",
        links=(),
        transform=wholly,
    ),
)
