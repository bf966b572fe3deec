"""Whether a subject says that its parameter is one flat vector, as where it makes its state as long as that."""

import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ...reference.tape import Tape
from ..fuzzing.driving import Caller, RaisedError
from ..paths.room import room_of
from .context import Context


def is_for_vectors(context: Context, tape: Tape) -> bool:
    """Whether what makes it asks how long its parameter is, as `self.dim = len(theta)` does: nobody asks a matrix so."""
    caller = _Noting(room_of(context.subject.target))
    with suppress(RaisedError):
        context.open(tape, caller)
    return caller.asked


@final
class _Noting(Caller):
    """He notes whether the subject asks for the length of a parameter, before any step."""

    def __init__(self, is_own: Callable[[str], bool]) -> None:
        self.is_own, self.asked = is_own, False

    def initial(self, parameter: NDArray[Any]) -> NDArray[Any]:
        array = parameter.copy().view(_Vector)
        array.caller = self
        return array


class _Vector(np.ndarray[Any, Any]):
    """Tells whose it is that somebody asks for its length."""

    caller: _Noting | None = None

    def __array_finalize__(self, of: Any) -> None:
        self.caller = getattr(of, "caller", None)

    def __len__(self) -> int:
        frame = inspect.currentframe()
        asking = None if frame is None else frame.f_back
        if self.caller is not None and asking is not None:
            self.caller.asked |= self.caller.is_own(asking.f_code.co_filename)
        return super().__len__()
