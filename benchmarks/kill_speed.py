"""How fast mistakes are killed: refuted and named, by the whole check."""

import time
from dataclasses import dataclass

from kills.matrix import EXAMPLES, cases

from optproof.reference.lowering import lowered
from optproof.verification.diagnosis.evidence import question
from optproof.verification.questions.check import examine

EVERY = 29
"""Every which case of the matrix is taken: a sample that goes through all rules."""


@dataclass(frozen=True)
class Kills:
    """Of one process, in seconds."""

    count: int
    seconds: float
    slowest: float
    which: str

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


def measure() -> Kills:
    """Check a sample of the wrong optimizers, one after the other.  Raises `SystemExit` where one lives."""
    sample = [each for each in cases() if each.mistakes][::EVERY]
    times: dict[str, float] = {}
    for case in sample:
        begun = time.perf_counter()
        verdict = examine(lowered(case.wrong), question(case.rule, case.form, {}, None, 0, EXAMPLES))
        times["-".join((case.rule, case.form, *case.mistakes))] = time.perf_counter() - begun
        if verdict.verdict != "refuted":
            raise SystemExit(f"{case} lives: {verdict.verdict}")
    which = max(times, key=lambda each: times[each])
    return Kills(len(times), sum(times.values()), times[which], which)
