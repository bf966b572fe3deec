"""Checks that an elementwise rule is elementwise, however its elements are packed into parameters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ...reference.tape import Tape
from ..fuzzing.driving import RaisedError
from .check import Check, Finding
from .context import Context, Parameters
from .ordinary_tapes import alike_tape

SIZE = 6
ORDER = (3, 0, 5, 1, 4, 2)


@dataclass(frozen=True)
class Packing:
    """The elements of one parameter, packed in another way.

    Attributes:
        how: what is done to the parameter, as a participle.
        unpack: the parameters of one step as the one parameter would be.
        parts: into how many it is split.
    """

    how: str
    tape: Tape
    unpack: Callable[[Parameters], Parameters]
    parts: int = 1


def _elementwise(context: Context) -> Finding | None:
    flat = alike_tape(context, (SIZE,))
    plain = context.run(flat)
    for packing in _repackings(flat):
        try:
            found = context.run(packing.tape)
        except RaisedError:
            if packing.parts < SIZE:
                raise
            continue  # `sizes-alike` tells that it takes no parameter of one element
        if not context.agree(plain, [packing.unpack(step) for step in found], flat):
            return Finding(f"the elements of a parameter move otherwise when it is {packing.how}")
    return None


def _repackings(flat: Tape) -> list[Packing]:
    inverse = np.argsort(ORDER)
    return [
        Packing(
            "permuted", _mapped(flat, lambda each: [each[list(ORDER)]]), lambda step: [each[inverse] for each in step]
        ),
        *(_split(flat, how, places) for how, places in SPLIT.items()),
    ]


SPLIT = {"split in two": (2,), "split into parameters of one element": tuple(range(1, SIZE))}
"""Where a parameter is cut: of those of one element, too, each has state of its own."""


def _split(flat: Tape, how: str, places: Sequence[int]) -> Packing:
    parts = len(places) + 1
    return Packing(how, _mapped(flat, lambda each: np.split(each, places)), lambda step: _joined(step, parts), parts)


def _joined(step: Parameters, parts: int) -> Parameters:
    """The first parts of all parameters stand before the second ones, so that each is where its whole was in a call."""
    count = len(step) // parts
    return [np.concatenate(step[place::count]) for place in range(count)]


def _mapped(flat: Tape, pack: Callable[[np.ndarray], Sequence[np.ndarray]]) -> Tape:
    def packed(row: Sequence[np.ndarray | None]) -> tuple[np.ndarray, ...]:
        parts = [pack(each) for each in row if each is not None]
        return tuple(each[place] for place in range(len(parts[0])) for each in parts)

    return Tape(packed(flat.initial), tuple(map(packed, flat.gradients)), flat.lr, flat.hyperparameters)


ELEMENTWISE = (
    Check(
        "elementwise",
        "conduct",
        "Permuting, splitting or concatenating parameters changes nothing for any element.",
        "A norm or a mean over a parameter makes the rule depend on how the model packs its numbers.",
        "https://github.com/google/objax/pull/136",
        _elementwise,
        requires=("parameters-apart", "bound-float64"),
    ),
)
