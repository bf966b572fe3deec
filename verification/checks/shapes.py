"""Checks on parameters of every shape and size."""

import math
from collections.abc import Callable, Sequence
from contextlib import suppress

import numpy as np

from ...reference.tape import Tape
from ..english import listed
from ..fuzzing.driving import RaisedError
from ..subjects.constants import LARGEST, constants_of
from .check import Check, Finding, Skipped
from .context import Context, Parameters
from .ordinary_tapes import Shape, alike_tape, changed_shapes, ordinary_tape, reshaped
from .refusals import Refusal, caution
from .vectors import is_for_vectors

SIZE = 36
KINDS: tuple[Shape, ...] = ((6, 6), (9, 4), (4, 9), (SIZE, 1), (1, SIZE), (2, 3, 6), (2, 3, 2, 3), (1, 3, 2, 3, 2))
"""A matrix that is square, tall, wide, a column and a row, and the kernels of convolutions in one, two and three dimensions."""

MIXED: tuple[Shape, ...] = ((2, 3), (4,), (3, 2))
"""Parameters of a model, whose places in one flat vector are wrong where a length is taken for a size."""

LARGE = 70_001
"""More elements than any usual chunk or block has, and no multiple of one."""


def _shapes_alike(context: Context) -> Finding | None:
    flat = alike_tape(context, (SIZE,))
    plain = context.run(flat)
    refused: list[Refusal] = []
    broken: list[str] = []
    for shape in KINDS:
        tape = reshaped(flat, [shape] * len(flat.initial))
        try:
            found = context.run(tape)
        except RaisedError as error:
            refused.append(Refusal(str(shape), error))
            continue
        changed = changed_shapes(tape, found)
        if changed:
            broken += changed
        elif not context.agree(plain, [[each.reshape(SIZE) for each in step] for step in found], flat):
            return Finding(f"the elements of a parameter move otherwise when its shape is {shape}")
    if broken and not is_for_vectors(context, flat):
        return Finding(broken[0])
    if not broken and not _mixed_alike(context):
        return Finding(
            f"parameters of shapes {listed([*map(str, MIXED)])} move otherwise beside each other than vectors do"
        )
    told = [f"it is for vectors, whose length it takes: {each}" for each in broken[:1]]
    return caution(refused, told, kind="parameters of shape ")


def _mixed_alike(context: Context) -> bool:
    """Whether parameters of several shapes move beside each other as vectors of as many elements do."""
    mixed = ordinary_tape(context, [*MIXED, *MIXED[-1:] * (-len(MIXED) % context.subject.shape.in_one_call)])
    flat = reshaped(mixed, [(each.size,) for each in mixed.initial])
    try:
        plain, found = context.run(flat), context.run(mixed)
    except RaisedError:
        return True  # parameters of one call are of one shape there
    whole = not changed_shapes(mixed, found)
    return whole and context.agree(plain, [[each.ravel() for each in step] for step in found], flat)


NOTHING = np.zeros(0)


NUMBERS = "it takes numbers, and is given each element by itself"


def _large_alike(context: Context) -> Finding | None:
    if context.subject.shape.takes_numbers:
        raise Skipped(NUMBERS)
    few = alike_tape(context, (len(COLUMNS),), steps=2)
    plain = context.run(few)
    try:
        finding = _differs(context, few, plain, (LARGE,))
    except RaisedError as error:
        return Finding(f"with a parameter of {LARGE:,} elements, {error}", refutes=False)
    for shape in _spoken_of(context):
        with suppress(RaisedError):  # `shapes-alike` tells which shapes it does not take
            finding = finding or _differs(context, few, plain, shape)
    return finding


MOST = 16
"""Shapes that are tried because the code has their numbers; a library that compiles does so anew for each of them."""


def _spoken_of(context: Context) -> list[Shape]:
    """The shapes of which its code may think: with as many elements, rows, columns or dimensions as numbers that stand in it."""
    known = constants_of(context.subject.target)
    size = len(COLUMNS)
    ends = [each for number in known.numbers for each in (number, number + 1, 2 * number + 1)]
    deep = [
        (1,) * (each - 1) + (size,)
        for each in range(size - 1, DEEPEST)
        if {each - 1, each, each + 1} & {*known.numbers}
    ]
    wide = [(each,) for each in ends if size < each <= LARGEST]
    # Of one row or one column, an upper or a lower triangle is all.
    oblong = [shape for side in (2, 1) for (each,) in wide if each <= LARGE for shape in ((side, each), (each, side))]
    whole = [each for each in known.shapes if size < math.prod(each) <= LARGEST]
    found = [*whole, *wide, *deep, *oblong]
    return found[: MOST // 4 if context.subject.target.compiles else MOST]


DEEPEST = 32
"""Dimensions that an array may have everywhere."""


def _differs(context: Context, few: Tape, plain: Sequence[Parameters], shape: Shape) -> Finding | None:
    """How the columns of `few`, repeated in parameters of a shape, move otherwise than by themselves."""
    many = _repeated(few, shape)
    found = context.run(many)
    changed = changed_shapes(many, found)
    if changed:
        return Finding(changed[0]) if shape == (LARGE,) else None
    flat = [[each.ravel() for each in step] for step in found]
    # Of each column, the least and the largest element stand for all.
    for of_column in (np.min, np.max):
        if not context.agree(plain, [[_folded(each, of_column) for each in step] for step in flat], few):
            return Finding(_where(plain, flat, shape))
    return None


COLUMNS = range(7)
"""The elements that are repeated in a large parameter."""


def _repeated(few: Tape, shape: Shape) -> Tape:
    def whole(array: np.ndarray) -> np.ndarray:
        return np.resize(array, shape)

    rows = tuple(tuple(None if each is None else whole(each) for each in row) for row in few.gradients)
    return Tape(tuple(whole(each) for each in few.initial), rows, few.lr, few.hyperparameters)


def _folded(array: np.ndarray, of_column: Callable[..., np.ndarray]) -> np.ndarray:
    return np.array([of_column(array[column :: len(COLUMNS)]) for column in COLUMNS])


def _where(plain: Sequence[Parameters], found: Sequence[Parameters], shape: Shape) -> str:
    step, odd = next(
        (k, np.flatnonzero(np.resize(small, large.size) != large))
        for k, (few, many) in enumerate(zip(plain, found, strict=True), 1)
        for small, large in zip(few, many, strict=True)
        if not np.array_equal(np.resize(small, large.size), large)
    )
    what = f"{math.prod(shape):,} elements" if len(shape) == 1 else f"shape {shape}"
    return (
        f"in a parameter of {what}, {odd.size:,} of them move otherwise than in a small one, from element "
        f"{odd[0]:,} on, in step {step}"
    )


def _sizes_alike(context: Context) -> Finding | None:
    pair = alike_tape(context, (2,))
    plain = context.run(pair)
    first = _first_element(pair)
    kinds = (
        ("a parameter of one element", first, [[each[:1] for each in step] for step in plain]),
        ("a 0-d parameter", reshaped(first, [()] * len(first.initial)), [[each[0] for each in step] for step in plain]),
        ("an empty parameter beside another", _beside_empty(pair), [[*step, *[NOTHING] * len(step)] for step in plain]),
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
    empty = (NOTHING,) * len(tape.initial)
    rows = tuple((*row, *empty) for row in tape.gradients)
    return Tape((*tape.initial, *empty), rows, tape.lr, tape.hyperparameters)


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
    Check(
        "large-alike",
        "conduct",
        f"A parameter of {LARGE:,} elements is updated as a small one.",
        "What goes through an array in chunks or blocks goes wrong at the second, or at the last, which is not full.",
        "https://github.com/hpcaitech/ColossalAI/pull/633",
        _large_alike,
        requires=("elementwise",),
        cautions=True,
        skips=(NUMBERS,),
    ),
)
