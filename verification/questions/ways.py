"""Which ways through the subject's step the runs of a verdict take, and what is open of the others."""

from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager
from itertools import islice

from ..checks.context import Context
from ..diagnosis.evidence import Evidence
from ..fuzzing.driving import play
from ..paths.account import account_of
from ..paths.blocks import Position, position
from ..paths.knowledge import Knowledge
from ..paths.measurement import entered, measuring
from ..paths.observation import observed
from ..paths.room import room_of
from ..paths.scopes import Steps
from ..proof.prover import Proof
from ..symbolic.asked import Comparison
from ..verdicts.paths import Paths


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
