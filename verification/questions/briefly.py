"""A refutation for whoever asks only whether a target holds, as `mutate` asks of every change: without why it does not, and where."""

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import replace

from ...reference.rule import Form
from ..diagnosis.evidence import Evidence
from ..fuzzing.arithmetic import Arithmetic as Runs
from ..verdicts.verdict import Algebra, Verdict
from .cross_examination import counterexample_to
from .findings import arithmetic_of, result_of, shown

BRIEFLY: ContextVar[bool] = ContextVar("BRIEFLY", default=False)
"""Whether that is all that is asked: it takes a fifth of the time."""


def refuted_briefly(evidence: Evidence, base: Verdict) -> Verdict | None:
    """By a tape on which the real code leaves the first form, where algebra tells it from every form; None where none shows it."""
    form = evidence.asked.forms[0]
    example = counterexample_to(evidence, form)
    if example is None:
        return None
    reason = f"It is no form of {evidence.asked.rule.name} that is asked about."
    algebra = Algebra("refuted", reason)
    return replace(
        base, verdict="refuted", algebra=algebra, counterexample=shown(example), closest=form.name, reason=reason
    )


def left_briefly(evidence: Evidence, left: Sequence[tuple[Form, Runs]], base: Verdict) -> Verdict:
    """By runs, which have left every form."""
    form, runs = left[0]
    numbers = arithmetic_of([result_of(runs)], evidence, form)
    example = None if runs.counterexample is None else shown(runs.counterexample)
    return replace(base, verdict="refuted", arithmetic=numbers, counterexample=example, reason=numbers.detail)
