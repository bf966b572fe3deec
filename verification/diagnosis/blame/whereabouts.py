"""Where in its source a subject is wrong: the statement to blame where that is certain, else the lines to look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ....reference.rule import Form
from ...verdicts.verdict import Formula, Line, Place
from ..evidence import Evidence
from ..mistakes import Diagnosis
from ..rounding import Rounding
from .lines import corrected, deviation_of
from .place import only_call, place_of

ROUNDS = ("round", "around", "round_", "rint")

CASTS = ("astype", "half", "float", "bfloat16", "float16", "float32", "single", "type", "to", "convert_element_type")
"""What NumPy, PyTorch and JAX call it."""


@dataclass(frozen=True)
class Whereabouts:
    """Where a subject is wrong.

    Attributes:
        line: the statement to blame; None where none is certainly.
        place: that statement, else the lines that assign what differs, or make a step; None where there is no source.
    """

    line: Line | None
    place: Place | None


def whereabouts(
    evidence: Evidence,
    formula: Formula,
    forms: Sequence[Form] = (),
    diagnosis: Diagnosis | None = None,
    closest: Form | None = None,
) -> Iterator[Whereabouts]:
    """One answer, or two where looking goes on: the statement to blame, and then the same with its correction.

    No statement is blamed where there are no `forms` that it could be made to compute; for the rest see `deviation_of`.
    """
    deviation = deviation_of(evidence, forms, diagnosis, closest) if forms else None
    if deviation is None:
        # Code scanning needs a place all the same.
        yield Whereabouts(None, place_of(evidence.subject, formula.differing))
        return
    yield _at(deviation.line)
    yield _at(corrected(evidence, deviation))


def of_rounding(evidence: Evidence, rounding: Rounding) -> Whereabouts | None:
    """The one statement that calls what rounds; None where several do, or none is found."""
    line = only_call(evidence.subject, CASTS if rounding.narrows else ROUNDS)
    return None if line is None else _at(line)


def _at(line: Line) -> Whereabouts:
    return Whereabouts(line, Place(line.path, line.number, line.number))
