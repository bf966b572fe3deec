"""How parameters are shown to a step whose constructor was told the sizes of layers: as what has these sizes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..words.hyperparameters import canonical


@dataclass(frozen=True)
class Layout:
    """What weights and biases look like.

    In squares, weights are square matrices and biases have as many elements as such a matrix has rows: a parameter's
    elements are repeated until they fill it, so that each stands beside its like alone.

    Attributes:
        biases: what biases are, where weights are squares.
    """

    kind: Literal["given", "columns", "squares"] = "given"
    biases: Literal["column", "row", "flat"] = "flat"

    def shown(self, array: Any, place: int, side: int) -> Any:
        """An array, or its gradient, as the step is given it; those of even places are weights."""
        if self.kind == "columns":
            # A matrix of weights and a row of biases.
            return array if place else array.reshape(-1, 1)
        if self.kind == "given":
            return array
        biases = {"column": (side, 1), "row": (1, side), "flat": (side,)}
        shape = biases[self.biases] if place % 2 else (side, side)
        return array.reshape(-1)[np.arange(np.prod(shape)) % array.size].reshape(shape)

    def given(self, array: Any, shape: tuple[int, ...]) -> Any:
        """What was shown, in the shape of the parameter."""
        if self.kind == "given" or not hasattr(array, "reshape"):
            return array
        return array.reshape(-1)[: int(np.prod(shape))].reshape(shape)

    def sizes(self, arrays: Sequence[Any], side: int) -> dict[str, Any]:
        """What a constructor is told of the sizes of parameters as they are shown."""
        first = arrays[0]
        layers = [side] * (-(-len(arrays) // 2) + 1)
        return {
            "shape": first.shape,
            "rows": first.shape[0] if first.ndim else 1,
            "columns": first.shape[-1] if first.ndim > 1 else 1,
            "biases": arrays[1].shape if len(arrays) > 1 else first.shape,
            "layers": layers,
        }


GIVEN = Layout()

SQUARES = tuple(Layout("squares", biases) for biases in ("column", "row", "flat"))


def side(name: str) -> str:
    """Which size goes by that name: "rows" or "columns"; else nothing."""
    word = canonical(name)
    if re.fullmatch(
        r"(n|num|number|nb)?(of)?(rows?|inputs?|features|(in|inputs?)(features?|dims?|size|channels?|units|nodes|neurons))|(n|d|fan|dim)in",
        word,
    ):
        return "rows"
    return (
        "columns"
        if re.fullmatch(
            r"(n|num|number|nb)?(of)?(cols?|columns?|outputs?|(out|outputs?)(features?|dims?|size|channels?|units|nodes|neurons))|(n|d|fan|dim)out",
            word,
        )
        else ""
    )


def is_of_layers(name: str) -> bool:
    """Whether it is the list of the sizes of all layers."""
    return bool(
        re.fullmatch(r"(layers?|network|net|all)?(dims|sizes|shape|units|nodes|neurons|layers)", canonical(name))
    )
