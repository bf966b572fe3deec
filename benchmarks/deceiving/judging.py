"""What becomes of deceptions: each is checked, and each that is wrong is also identified, in a process of its own."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from optproof.reference.library import find_rule
from optproof.verification.api import check, identify

from .deceptions import Deception

LIMIT = 60.0
"""Seconds that an answer may take; what takes longer is UNKNOWN."""


@dataclass(frozen=True)
class Judged:
    """What was said of a deception.

    Attributes:
        identified: how `identify` says that it is a rule, "proved" or "passed"; empty where it does not, or nobody asked.
    """

    deception: Deception
    verdict: str
    reason: str
    identified: str = ""

    @property
    def is_false(self) -> bool:
        """Whether the verdict is: what is wrong is proved or called a rule by proof, or what is right is refuted."""
        if self.deception.right:
            return self.verdict == "refuted"
        return "proved" in (self.verdict, self.identified)


def judged(deceptions: Sequence[Deception], pool: Executor, examples: int, *, identifying: bool) -> Iterator[Judged]:
    """What is said of each, in their order."""
    return pool.map(partial(_judged, examples=examples, identifying=identifying), deceptions)


def _judged(deception: Deception, *, examples: int, identifying: bool) -> Judged:
    with TemporaryDirectory() as folder:
        path = Path(folder, "optimizer.py")
        path.write_text(deception.source, encoding="utf-8")
        target = f"{path}:Optimizer"
        verdict = check(target, rule=find_rule(deception.rule), examples=examples, time_limit=LIMIT)
        identified = ""
        # What is refuted leaves the rule on a tape that `identify` runs as well.
        if identifying and not deception.right and verdict.verdict != "refuted":
            fits = identify(target, examples=examples, time_limit=LIMIT).fits
            identified = min((each.how for each in fits), key=("proved", "passed").index, default="")
    return Judged(deception, verdict.verdict, verdict.reason, identified)
