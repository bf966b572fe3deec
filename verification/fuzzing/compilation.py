"""Run compiled what JAX may compile as a whole, once for all hyperparameters, where that is one and the same step.

Operation by operation, compiling took 20 of 25 seconds.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import numpy as np

from ...reference.rule import Form
from ...reference.tape import Tape
from ..subjects.object_graph import Path
from ..subjects.subject import Subject
from ..symbolic.jax_functions import compiling
from .arithmetic import LONG
from .departure import departure
from .driving import RaisedError
from .setting import Setting
from .tapes import shaped_tape


def compiled(
    subject: Subject, form: Form, setting: Setting, paths: Sequence[Path], seed: int
) -> AbstractContextManager[None]:
    """Let the subject run compiled, if it is the form compiled and uncompiled, over a long tape.

    What a program does not compute is not seen again once it is compiled: a counter of Python's own would stand still.
    """
    if not subject.target.compiles:
        # So for classes, which keep things.
        return nullcontext()
    # An impure function would change its meaning, so a long tape is run first, compiled and not.
    # At one lr: for another, what was made with it is made anew, compiled parts of its own and all, and forgets what it counted.
    tape = shaped_tape(setting, np.dtype(np.float64), seed, ((2,), (1,)), LONG)
    tape = replace(tape, lr=tape.lr[:1] * tape.steps)
    if not _holds(subject, form, tape, paths):
        return nullcontext()
    with compiling():
        alike = _holds(subject, form, tape, paths)
    return compiling() if alike else nullcontext()


def _holds(subject: Subject, form: Form, tape: Tape, paths: Sequence[Path]) -> bool:
    try:
        return departure(subject, form, tape, paths) is None
    except RaisedError:
        return False
