"""Which ways through the subject's step the runs of a verdict take, and what is open of the others."""

from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any

from ..checks.context import Context, same
from ..diagnosis.evidence import Evidence
from ..fuzzing.driving import play
from ..paths.account import account_of
from ..paths.blocks import Position, position
from ..paths.dependence import dependences, marked_names
from ..paths.knowledge import Knowledge
from ..paths.measurement import entered, measuring
from ..paths.observation import observed
from ..paths.room import room_of
from ..paths.scopes import Steps
from ..proof.prover import Proof
from ..symbolic.asked import Comparison
from ..verdicts.paths import Paths, Side

SIZES = (((2, 3), (4,)), ((4,), (2, 3), (4,)))
"""Parameters of two runs, of which there are more in the second: of shapes that are few, since JAX compiles for each."""

VECTORS = (((4,), (5,)), ((5,), (4,), (5,)))
"""The same for who takes nothing but vectors."""

ORDINARY = (((2,), (1,)), ((2,), (2,), (2,)))
"""And for who takes no more than the first steps of a trace are made of."""


def computed_with(evidence: Evidence, context: Context) -> tuple[Side, ...]:
    """Where the subject's steps compute with sizes, places and names, so that what they do elsewhere is not what was proved."""
    subject = evidence.subject
    marked = replace(subject, shape=replace(subject.shape, keys=marked_names(subject.shape.keys)))

    def act(shapes: Any) -> Callable[[], Any]:
        one_call = subject.shape.in_one_call
        tape = context.tape_of([*shapes, *shapes[-1:] * (-len(shapes) % one_call)], 2)
        return lambda: [each.parameters for each in play(marked, tape, context.lr_paths)]

    families = [[act(shapes) for shapes in each] for each in (SIZES, VECTORS, ORDINARY)]
    return dependences(families, same, room_of(subject.target))


@contextmanager
def followed(evidence: Evidence, context: Context, proof: Proof | None) -> Generator[Callable[[], Paths]]:
    """Measure the steps of the block; what is yielded tells, after it, which sides of branches they took.

    A comparison of letters that the trace has seen is decided by the proof, for every step.
    """
    subject = evidence.subject

    def ordinary() -> None:
        deque(play(subject, context.tape, context.lr_paths), maxlen=0)

    codes = entered(ordinary, subject.settings, room_of(subject.target))
    with measuring(codes, subject.settings) as measurement:
        yield lambda: account_of(measurement, known())

    def known() -> Knowledge:
        functions = measurement.functions
        seen = evidence.compared if proof is not None and proof.every_step else ()
        return Knowledge(
            Steps(functions),
            observed(ordinary, subject.settings, functions),
            frozenset(place for each in seen for place in _places(each)),
            frozenset(name.partition("[")[0] for name in subject.names.values()),
        )


def _places(comparison: Comparison) -> list[tuple[str, Position]]:
    """The file and the place of an instruction."""
    code, offset = comparison
    found = (position(*each) for each in islice(code.co_positions(), offset // 2, offset // 2 + 1))
    return [(code.co_filename, each) for each in found if each is not None]
