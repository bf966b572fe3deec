"""Checks on laws of scale, which are found from the rule itself."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from sympy import Integer, Symbol

from ...reference.algebra import is_zero
from ...reference.rule import Form
from ...reference.symbols import epsilon, g, theta
from ...reference.tape import Tape
from ..fuzzing.driving import RaisedError
from .check import ALGEBRA, Check, Finding, Skipped
from .context import Context, Parameters

Law = Literal["invariant", "linear"]
"""Invariant: gradients that are c times as large make the same steps where ε = 0.  Linear: with parameters that are
c times as large as well, they make steps that are."""

LAW_OF: dict[int, Law] = {0: "invariant", 1: "linear"}
"""By the power of c with which θ grows."""

SCALES = {"2⁴⁰": 2.0**40, "2⁻⁴⁰": 2.0**-40}
"""Powers of two, so that scaling is exact; even the squares of what is scaled are ordinary numbers in float32."""

GRADIENTS = (1.5, -0.75, 0.5, -3.0, 2.5, 0.25)

scale = Symbol("c", positive=True)

NO_LAW = "its rule has no law of scale"
EPSILON_STAYS = "its ε cannot be set to 0"
UNFINISHED = "it does not finish the tape"

POWERS = (1, 2, 0)
"""How numbers of a rule may grow with the gradient: m as it does, v as its square, t not at all."""


@lru_cache(maxsize=64)
def law_of(form: Form) -> Law | None:
    """The law of scale that the form has, by induction: a step from a scaled state is a scaled step."""
    for power, law in LAW_OF.items():
        for powers in product(POWERS, repeat=len(form.state)):
            start = {each.symbol: k for each, k in zip(form.state, powers, strict=True)}
            begins = all(each.initial == 0 or start[each.symbol] == 0 for each in form.state)
            if begins and _kept(form, {theta: power, **start}):
                return law
    return None


def _kept(form: Form, start: Mapping[Symbol, int]) -> bool:
    """Whether a step from numbers scaled by these powers of c leaves them scaled so, where g is scaled by c and ε = 0."""
    powers = {**start, g: 1}
    for line in form.step:
        value = line.value.xreplace({epsilon: Integer(0)})
        scaled = value.xreplace({symbol: scale**k * symbol for symbol, k in powers.items()})
        grown = next((k for k in POWERS if is_zero(scaled - scale**k * value)), None)
        if grown is None or grown != start.get(line.symbol, grown):
            return False
        powers[line.symbol] = grown
    return True


def _scale_law(context: Context) -> Finding | None:
    assert context.form is not None
    law = law_of(context.form)
    if law is None:
        raise Skipped(NO_LAW)
    if law == "invariant" and "epsilon" not in context.setting.free:
        raise Skipped(EPSILON_STAYS)
    tape = _tape(context, 1.0, law)
    if law == "invariant" and tape.hyperparameters["epsilon"] != 0:
        raise Skipped(EPSILON_STAYS)
    try:
        plain = context.run(tape)
    except RaisedError as error:
        raise Skipped(UNFINISHED, error) from error
    for name, factor in SCALES.items():
        try:
            scaled = context.run(_tape(context, factor, law))
        except RaisedError as error:
            raise Skipped(UNFINISHED, error) from error
        found = _unscaled(scaled, factor if law == "linear" else 1.0)
        if not context.agree(plain, found, tape):
            return Finding(_broken(law, name))
    return None


def _broken(law: Law, times: str) -> str:
    if law == "invariant":
        return f"where gradients are {times} times as large and ε = 0, its steps are not the same, as the rule's are"
    return f"where gradients and parameters are {times} times as large, its steps are not, as the rule's are"


def _tape(context: Context, factor: float, law: Law) -> Tape:
    """A tape whose gradients, and parameters where the law is linear, are scaled."""
    setting = context.setting
    values = setting.moderate(epsilon=0.0)
    rows = tuple((_float32(each * factor), _float32(-each * factor, 2)) for each in GRADIENTS)
    of_theta = factor if law == "linear" else 1.0
    rate = 0.125 if setting.lr is None else setting.lr
    return setting.taken(Tape((_float32(of_theta), _float32(-of_theta, 2)), rows, (rate,) * len(rows), values))


def _float32(size: float, elements: int = 3) -> NDArray[np.float32]:
    return np.array([1.0, 0.5, 3.0][:elements], np.float32) * np.float32(size)


def _unscaled(run: Sequence[Parameters], factor: float) -> list[Parameters]:
    return [[parameter / parameter.dtype.type(factor) for parameter in parameters] for parameters in run]


SCALE_LAWS = (
    Check(
        "scale-law",
        "conduct",
        "Scaling the gradients by a power of two does to the parameters exactly what it does in the rule.",
        "A threshold, a clip or a guard that nobody mentions shows only where gradients are of another size.",
        "https://github.com/oracle/tribuo/pull/401",
        _scale_law,
        requires=(ALGEBRA, "bound-float64", "bound-float32"),
        skips=(NO_LAW, EPSILON_STAYS, UNFINISHED),
    ),
)
