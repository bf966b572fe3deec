"""The parts of a report: what belongs to one claim that does not stand, and what there is to know of the whole."""

from ..checks.expected import explained
from ..checks.ledger import ALGEBRA, ledger
from ..verdicts.verdict import Checked, Verdict
from .layout import WIDEST, Page, entry, paragraph, sections
from .report import counterexample, footer, formula, headline, left_untold, mistakes, notes, reproduction
from .three_claims import claims


def excerpt(verdict: Verdict, claim: Checked, width: int = WIDEST) -> Page:
    """Why one claim does not stand, with the formulas and the mistake where it is the one that they explain."""
    about_formula = claim.id == explained(ledger(verdict))
    word = "REFUTED" if claim.outcome == "failed" else "UNKNOWN"
    return sections(
        paragraph(f"{word}: {claim.detail}", width, indent=0),
        [] if claim.id == ALGEBRA else _claimed(claim, width),
        mistakes(verdict, width) if about_formula else [],
        left_untold(verdict, width) if about_formula else [],
        formula(verdict, width) if about_formula else [],
        notes(verdict, width) if about_formula else [],
        counterexample(claim.counterexample, width) if claim.counterexample else [],
        reproduction(claim.reproduce, width),
    )


def gist(verdict: Verdict, width: int = WIDEST) -> Page:
    """The verdict, and its three claims with how much was really tried."""
    return sections(headline(verdict, width), claims(verdict, width), footer(verdict, width))


def _claimed(claim: Checked, width: int) -> Page:
    rows = [("check", claim.id), ("claim", claim.claim), ("why", claim.why), ("seen in", claim.link)]
    return [line for label, text in rows if text for line in entry(label, text, width, room=7)]
