"""What became of every claim about a target, one by one: the algebra, and each check."""

from ..verdicts.amounts import tried
from ..verdicts.verdict import Checked, Verdict
from .rounding import BOUNDS
from .table import CHECKS

ALGEBRA = "algebra"
CLAIMS = (ALGEBRA, *(each.id for each in CHECKS))
"""The ids of all claims, in the order in which they are looked into."""

OF_THE_BOUND = frozenset(each.id for each in BOUNDS.values())
"""The checks that hold the target's numbers to the rule's."""


def ledger(verdict: Verdict) -> dict[str, Checked]:
    """Id of each claim → what became of it.  A verdict that is not green has a claim that is not, too."""
    made = {check.id: check for part in (verdict.arithmetic, verdict.conduct) for check in part.checks}
    awaits = ALGEBRA if verdict.algebra.verdict == "refuted" else ""
    reason = f"It requires {awaits}." if awaits else "It was not reached."
    known = {each: made.get(each, Checked(each, "skipped", reason, awaits=awaits)) for each in CLAIMS[1:]}
    lost = verdict.verdict in ("refuted", "unknown") and all(not speaks_against(each) for each in known.values())
    return {ALGEBRA: _algebra(verdict, lost), **known}


def _algebra(verdict: Verdict, lost: bool) -> Checked:
    """The algebra, which answers for a verdict that no check explains."""
    part = verdict.algebra
    if part.verdict == "refuted":
        return Checked(
            ALGEBRA, "failed", verdict.reason, counterexample=verdict.counterexample, reproduce=verdict.reproduce
        )
    if lost:
        return Checked(ALGEBRA, "vacuous", verdict.reason)
    if part.verdict == "unknown":
        return Checked(ALGEBRA, "skipped", part.detail)
    return Checked(ALGEBRA, "passed", part.detail, notes=(tried(part),))


def failed_besides(verdict: Verdict) -> list[Checked]:
    """The checks that failed besides the rule; that its numbers are not the rule's, the counterexample tells."""
    made = (*verdict.arithmetic.checks, *verdict.conduct.checks)
    return [each for each in made if each.outcome == "failed" and each.id not in OF_THE_BOUND]


def speaks_against(claim: Checked) -> bool:
    """Whether a claim does not stand: it failed, or nothing was seen of it."""
    return claim.outcome in ("failed", "vacuous")
