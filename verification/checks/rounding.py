"""Checks that a subject's floats stay within the bound of its rule."""

import numpy as np

from ..fuzzing.arithmetic import fuzz
from ..fuzzing.departure import Counterexample, departure, of_underflow
from ..fuzzing.tapes import shaped_tape
from ..symbolic.dtypes import dtype_of
from .check import ALGEBRA, Check, Finding, Skipped
from .context import Context

NOT_INSTALLED = "ml_dtypes is not installed"
NO_BOUND = "the bound is infinite on every tape that it takes"


def _within_the_bound(dtype: str, why: str, link: str, *requires: str) -> Check:
    def finds(context: Context) -> Finding | None:
        assert context.form is not None
        if dtype_of(dtype) is None:
            raise Skipped(NOT_INSTALLED)
        many_steps = context.many_steps and dtype == "float64"
        found = fuzz(
            context.subject, context.form, context.setting, context.lr_paths, context.seed,
            dtypes=(dtype,), examples=context.examples, many_steps=many_steps,
        )  # fmt: skip
        context.tally.add(found.tally)
        if found.counterexample is not None:
            return Finding(told(context, found.counterexample), counterexample=found.counterexample)
        if found.raised:
            # Float64 is what every optimizer is written for; not to take another dtype, and to say so, is a limit.
            return Finding(f"on a valid tape, {found.raised}", refutes=dtype == "float64")
        if found.refused:
            return Finding(f"in {dtype}, on gradients of extreme sizes, {found.refused}", refutes=False)
        if found.beyond is not None:
            return Finding(_beyond(found.beyond), refutes=False, counterexample=found.beyond)
        if not context.tally.scalars:
            raise Skipped(NO_BOUND)
        return None

    return Check(
        f"bound-{dtype}",
        "arithmetic",
        f"In {dtype}, no parameter is further from the rule's exact value than rounding can take it.",
        why,
        link,
        finds,
        requires=(ALGEBRA, "setters-followed", "parameters-apart", *requires),
        cautions=True,
        skips=(NOT_INSTALLED, NO_BOUND) if dtype == "bfloat16" else (NO_BOUND,),
    )


def told(context: Context, example: Counterexample) -> str:
    """A departure as a clause, which tells overflow and underflow from error."""
    of, name = example.departure, example.tape.dtype.name
    where = "" if of.what == "theta" else " in the point at which it takes the gradient"
    if not np.isfinite(of.computed):
        return f"in {name} it gives {of.computed}{where} in step {of.step}, where the rule gives {of.expected:.6g} and nothing overflows"
    if not np.isfinite(of.excess):
        return f"in {name} it gives {of.computed:.6g}{where} in step {of.step}, where the rule gives exactly {of.expected:.6g}"
    assert context.form is not None
    share = round(100 * of_underflow(context.form, example))
    allowed = f"; {share} % of the bound is for underflow" if share else ""
    return f"in {name} it is {of.excess:.3g} times the bound away from the rule{where} in step {of.step}{allowed}"


def _beyond(example: Counterexample) -> str:
    tape, of = example.tape, example.departure
    rows = [row[of.parameter] for row in tape.gradients[: of.step]]
    largest = max(abs(float(each.flat[of.index])) for each in rows if each is not None)
    return (
        f"in {tape.dtype.name} its state overflows or underflows where the rule does not: in step {of.step}, for "
        f"gradients up to {largest:.3g}"
    )


BOUNDS = {
    dtype: _within_the_bound(dtype, why, link, *requires)
    for dtype, why, link, *requires in (
        (
            "float64",
            "A term that is lost or misplaced shows where gradients are tiny, huge or sparse, and nowhere else.",
            "https://github.com/keras-team/keras/issues/9178",
            "initial-state",
        ),
        (
            "float32",
            "Models are trained in single precision, and a formula that cancels or a constant that rounds away shows there first.",
            "https://github.com/mila-iqia/blocks/issues/1175",
            "bound-float64",
        ),
        (
            "float16",
            "Squares of ordinary gradients underflow and overflow in half precision, and a moment of zeros divides.",
            "https://github.com/FluxML/Optimisers.jl/issues/167",
            "bound-float32",
        ),
        (
            "bfloat16",
            "With eight binary digits, a β near 1 is 1, and what is added to a large sum is lost.",
            "https://github.com/FluxML/Optimisers.jl/issues/215",
            "bound-float32",
        ),
    )
}

OF_THE_BOUND = frozenset(each.id for each in BOUNDS.values())
"""The checks that hold the target's numbers to the rule's."""


def _precision_kept(context: Context) -> Finding | None:
    assert context.form is not None
    setting = context.setting
    tape = shaped_tape(setting, np.dtype(np.float64), context.seed, ((8,),))
    context.run(tape)
    if not context.single:
        return None
    if departure(context.subject, context.form, tape, context.lr_paths) is None:
        return None
    detail = f"{context.single} whatever the dtype of its parameters is, so that no more than the bound of float32 holds of it in float64"
    return Finding(detail, refutes=False)


PRECISION_KEPT = Check(
    "precision-kept",
    "arithmetic",
    "What is handed over in float64 is computed in float64.",
    "State in single precision takes half of the digits from parameters in double precision, and nobody is told.",
    "https://github.com/FluxML/Optimisers.jl/issues/167",
    _precision_kept,
    requires=("bound-float64",),
    refutes=False,
    cautions=True,
)
