"""How the hyperparameters of a tape may be read: as they are given, or as the dtype rounds them."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import numpy as np

from ...reference.oracle import Expected, judge
from ...reference.rule import Form
from ...reference.tape import Tape
from ..symbolic.dtypes import is_exact, rounded

Reading = Callable[[Form, Tape, np.dtype[Any]], list[list[Expected]]]
"""What the parameters of a tape ought to be, step by step, for one way of reading its hyperparameters."""


def as_given(form: Form, tape: Tape, dtype: np.dtype[Any]) -> list[list[Expected]]:
    """Hyperparameters are meant exactly, and rounded where they meet data, if at all."""
    return list(judge(form, tape, dtype))


def as_rounded(form: Form, tape: Tape, dtype: np.dtype[Any]) -> list[list[Expected]]:
    """Hyperparameters are rounded to the dtype before they are used."""
    return list(judge(form, with_rounded(tape, dtype, names(form)), dtype))


def as_mixed(form: Form, tape: Tape, dtype: np.dtype[Any]) -> list[list[Expected]]:
    """Each use of a hyperparameter is one or the other."""
    return list(judge(form, tape, dtype, mixed=names(form)))


def readings(tape: Tape, dtype: np.dtype[Any]) -> tuple[Reading, ...]:
    """The ways to read a tape: one, where the dtype holds its hyperparameters exactly."""
    exact = all(is_exact(value, dtype) for value in (*tape.hyperparameters.values(), *tape.lr))
    return (as_given,) if exact else (as_given, as_rounded, as_mixed)


def names(form: Form) -> list[str]:
    """The hyperparameters of a form."""
    return [each.name for each in form.hyperparameters]


def with_rounded(tape: Tape, dtype: np.dtype[Any], which: Collection[str]) -> Tape:
    """The tape with some of its hyperparameters rounded to the dtype."""
    given = {name: rounded(value, dtype) if name in which else value for name, value in tape.hyperparameters.items()}
    rates = tuple(rounded(each, dtype) for each in tape.lr) if "lr" in which else tape.lr
    return replace(tape, lr=rates, hyperparameters=given)
