"""Checks on parameters of every shape and size."""

import numpy as np

from ...reference.tape import Tape
from ..fuzzing.driving import RaisedError
from .check import Check, Finding
from .context import Context, Parameters
from .ordinary_tapes import Shape, changed_shapes, ordinary_tape, reshaped
from .refusals import Refusal, caution

SIZE = 6
KINDS: tuple[Shape, ...] = ((2, 3), (SIZE, 1), (1, SIZE), (1, 2, 3))


def _shapes_alike(context: Context) -> Finding | None:
    flat = ordinary_tape(context, ((SIZE,),))
    plain = context.run(flat)
    refused: list[Refusal] = []
    for shape in KINDS:
        tape = reshaped(flat, [shape])
        try:
            found = context.run(tape)
        except RaisedError as error:
            refused.append(Refusal(str(shape), error))
            continue
        changed = changed_shapes(tape, found)
        if changed:
            return Finding(changed[0])
        if not context.agree(plain, [[step[0].reshape(SIZE)] for step in found], flat):
            return Finding(f"the elements of a parameter move otherwise when its shape is {shape}")
    return caution(refused, kind="parameters of shape ")


NOTHING = np.zeros(0)


def _sizes_alike(context: Context) -> Finding | None:
    pair = ordinary_tape(context, ((2,),))
    plain = context.run(pair)
    first = _first_element(pair)
    kinds = (
        ("a parameter of one element", first, [[step[0][:1]] for step in plain]),
        ("a 0-d parameter", reshaped(first, [()]), [[step[0][0]] for step in plain]),
        ("an empty parameter beside another", _beside_empty(pair), [[*step, NOTHING] for step in plain]),
    )
    refused: list[Refusal] = []
    changed: list[str] = []
    for name, tape, expected in kinds:
        try:
            found = context.run(tape)
        except RaisedError as error:
            refused.append(Refusal(name, error))
            continue
        if not context.agree(expected, [_shaped(step, tape) for step in found], tape):
            return Finding(f"with {name}, it computes something else")
        changed += changed_shapes(tape, found)
    return caution(refused, changed)


def _shaped(step: Parameters, tape: Tape) -> Parameters:
    """The parameters in the shapes that they had at first, where they have as many elements as then."""
    return [
        each.reshape(old.shape) if each.size == old.size else each for each, old in zip(step, tape.initial, strict=True)
    ]


def _first_element(tape: Tape) -> Tape:
    rows = tuple(tuple(None if gradient is None else gradient[:1] for gradient in row) for row in tape.gradients)
    return Tape(tuple(each[:1] for each in tape.initial), rows, tape.lr, tape.hyperparameters)


def _beside_empty(tape: Tape) -> Tape:
    rows = tuple((*row, NOTHING) for row in tape.gradients)
    return Tape((*tape.initial, NOTHING), rows, tape.lr, tape.hyperparameters)


SHAPES = (
    Check(
        "shapes-alike",
        "conduct",
        "A parameter of any number of dimensions is updated element by element, and keeps its shape.",
        "A column that is broadcast against a row, or flattened, changes the model, and nothing raises.",
        "https://github.com/eriklindernoren/ML-From-Scratch/blob/master/mlfromscratch/deep_learning/optimizers.py",
        _shapes_alike,
        requires=("elementwise",),
        cautions=True,
    ),
    Check(
        "sizes-alike",
        "conduct",
        "0-d, empty and one-element parameters are updated as any other.",
        "A scale, a temperature or a bias of one output is an array as well.",
        "https://github.com/eriklindernoren/ML-From-Scratch/blob/master/mlfromscratch/deep_learning/optimizers.py",
        _sizes_alike,
        requires=("elementwise",),
        cautions=True,
    ),
)
