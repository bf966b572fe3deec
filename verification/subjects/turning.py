"""Hand −g to a run in the place of g."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Step = Callable[[Sequence[Any], Any], None]


def turned(step: Step) -> Step:
    """A step that is handed −g: in one array for each of the caller's, so that who keeps it or writes to it shows."""
    arrays: dict[int, tuple[Any, Any]] = {}

    def opposite(gradient: Any) -> Any:
        if gradient is None:
            return None
        found = arrays[id(gradient)][1] if id(gradient) in arrays else np.empty_like(gradient)
        found[...] = -gradient
        return found

    def turned_step(gradients: Sequence[Any], lr: Any) -> None:
        given = [opposite(each) for each in gradients]
        arrays.clear()
        arrays.update({id(one): (one, other) for one, other in zip(gradients, given, strict=True) if one is not None})
        step(given, lr)
        for each, other in arrays.values():
            if type(each) is np.ndarray and (-other).tobytes() != each.tobytes():
                each[...] = -other

    return turned_step
