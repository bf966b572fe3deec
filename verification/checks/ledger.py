"""What became of every claim about a target, one by one: the algebra, and each check."""

from ..verdicts.amounts import tried
from ..verdicts.verdict import Checked, Verdict
from .table import CHECKS

ALGEBRA = "algebra"
CLAIMS = (ALGEBRA, *(each.id for each in CHECKS))
"""The ids of all claims, in the order in which they are looked into."""


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


def speaks_against(claim: Checked) -> bool:
    """Whether a claim does not stand: it failed, or nothing was seen of it."""
    return claim.outcome in ("failed", "vacuous")
