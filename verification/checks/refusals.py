"""What a subject does not take, as a caution."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..english import listed
from ..fuzzing.driving import RaisedError
from .check import Finding


@dataclass(frozen=True)
class Refusal:
    """Something that a subject does not take, and how it says so."""

    what: str
    error: RaisedError


def caution(refusals: Sequence[Refusal], others: Sequence[str] = (), kind: str = "") -> Finding | None:
    """A caution that names what is not taken, with the first error, and says whatever else there is to say."""
    whole = [*([_told(refusals, kind)] if refusals else []), *others]
    return Finding("; ".join(whole), refutes=False) if whole else None


def _told(refusals: Sequence[Refusal], kind: str) -> str:
    return f"it does not take {kind}{listed([each.what for each in refusals], 'or')}: {refusals[0].error}"
