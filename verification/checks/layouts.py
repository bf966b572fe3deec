"""Checks on how arrays lie in memory, and on their dtype."""

from collections.abc import Sequence
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...reference.tape import Tape
from ..fuzzing.driving import Caller, RaisedError
from .check import Check, Finding, Skipped
from .context import Context, Parameters
from .ordinary_tapes import Shape, alike_tape, ordinary_tape
from .refusals import Refusal, caution


@final
class _Fortran(Caller):
    """His arrays are laid out column by column."""

    def initial(self, parameter: NDArray[Any]) -> NDArray[Any]:
        return np.asfortranarray(parameter)

    def gradient(self, gradient: NDArray[Any], place: int) -> NDArray[Any]:
        return np.asfortranarray(gradient)


@final
class _FortranParameters(Caller):
    """His parameters are laid out column by column, and his gradients row by row."""

    def initial(self, parameter: NDArray[Any]) -> NDArray[Any]:
        return np.asfortranarray(parameter)


@final
class _Strided(Caller):
    """His arrays are every second element of larger ones."""

    def initial(self, parameter: NDArray[Any]) -> NDArray[Any]:
        return _every_second(parameter)

    def gradient(self, gradient: NDArray[Any], place: int) -> NDArray[Any]:
        return _every_second(gradient)


@final
class _Turned(Caller):
    """His gradients are views from the last element to the first."""

    def gradient(self, gradient: NDArray[Any], place: int) -> NDArray[Any]:
        return gradient[..., ::-1].copy()[..., ::-1]


@final
class _ReadOnly(Caller):
    """His gradients may not be written to."""

    def gradient(self, gradient: NDArray[Any], place: int) -> NDArray[Any]:
        own = gradient.copy()
        own.setflags(write=False)
        return own


@final
class _Broadcast(Caller):
    """All elements of his gradients are one number in memory."""

    def gradient(self, gradient: NDArray[Any], place: int) -> NDArray[Any]:
        return np.broadcast_to(gradient.flat[0], gradient.shape)


def _every_second(array: NDArray[Any]) -> NDArray[Any]:
    strided = np.empty((*array.shape, 2), array.dtype)[..., 0]
    strided[...] = array
    return strided


FLAT: Shape = (6,)
MATRIX: Shape = (2, 3)
KERNEL: Shape = (2, 3, 2)
KINDS: tuple[tuple[str, Shape, type[Caller]], ...] = (
    ("non-contiguous arrays", FLAT, _Strided),
    ("non-contiguous arrays of two dimensions", MATRIX, _Strided),
    ("Fortran-ordered arrays", MATRIX, _Fortran),
    ("Fortran-ordered parameters", MATRIX, _FortranParameters),
    ("Fortran-ordered arrays of three dimensions", KERNEL, _Fortran),
    ("gradients that run backwards in memory", FLAT, _Turned),
    ("read-only gradients", FLAT, _ReadOnly),
    ("broadcast gradients", FLAT, _Broadcast),
)


def _layouts_alike(context: Context) -> Finding | None:
    refused: list[Refusal] = []
    for name, shape, caller in KINDS:
        tape = alike_tape(context, shape)
        if caller is _Broadcast:
            tape = _evened(tape)
        try:
            plain = context.run(tape)
        except RaisedError:
            continue  # `shapes-alike` tells it
        try:
            found = context.run(tape, caller())
        except RaisedError as error:
            refused.append(Refusal(name, error))
            continue
        if not context.agree(plain, found, tape):
            return Finding(f"with {name}, {_instead(tape, found)}")
    return caution(refused)


def _evened(tape: Tape) -> Tape:
    """The tape with gradients whose elements are all the first."""
    rows = tuple(
        tuple(None if gradient is None else np.full_like(gradient, gradient.flat[0]) for gradient in row)
        for row in tape.gradients
    )
    return Tape(tape.initial, rows, tape.lr, tape.hyperparameters)


def _instead(tape: Tape, found: Sequence[Parameters]) -> str:
    still = all(np.array_equal(old, new) for old, new in zip(tape.initial, found[-1], strict=True))
    return "it leaves the parameters as they are" if still else "it computes something else"


# Dtypes.

DOUBLE_ONLY = "it takes neither float32 nor float16 arrays"


def _dtype_kept(context: Context) -> Finding | None:
    changed: list[str] = []
    refused: list[RaisedError] = []
    for dtype in ("float32", "float16"):
        try:
            found = context.run(ordinary_tape(context, dtype=dtype))
        except RaisedError as error:
            refused.append(error)
            continue
        others = sorted({parameter.dtype.name for step in found for parameter in step} - {dtype})
        if others:
            changed.append(f"{dtype} parameters come back as {' and '.join(others)}")
    if not changed and len(refused) == 2:
        raise Skipped(DOUBLE_ONLY, refused[0])
    return caution([], changed)


LAYOUTS = (
    Check(
        "layouts-alike",
        "conduct",
        "How arrays lie in memory, and whether gradients may be written to, changes nothing.",
        "Transposed weights are not contiguous: what is written into a copy of them is lost, and they never learn.",
        "https://github.com/pytorch/pytorch/issues/118117",
        _layouts_alike,
        requires=("gradients-let-go", "elementwise"),
        cautions=True,
    ),
    Check(
        "dtype-kept",
        "conduct",
        "Parameters keep their dtype.",
        "One step that makes float64 of float32 doubles the model's memory, and everything that meets it follows.",
        "https://github.com/jax-ml/jax/issues/4827",
        _dtype_kept,
        requires=("parameters-updated",),
        refutes=False,
        cautions=True,
        skips=(DOUBLE_ONLY,),
    ),
)
