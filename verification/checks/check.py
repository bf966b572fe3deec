"""A check is one claim about a subject; a result says what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from ..fuzzing.arithmetic import Counterexample
from ..fuzzing.driving import DrivingError, RaisedError, StoppedEarlyError
from ..fuzzing.tally import Tally
from ..process.progress import report
from .context import AstrayError, Context

ALGEBRA = "algebra"
"""What a check requires that holds a subject to the form of the rule that it was found to be."""


@dataclass(frozen=True)
class Finding:
    """That a claim does not hold: a clause about the subject.

    Attributes:
        refutes: whether the subject is wrong: numbers come out wrong, or somebody's data is lost or written over.  Else it is a
            caution, which leaves a right optimizer PROVED: something limits its use, as that it raises on 0-d arrays.
    """

    detail: str
    refutes: bool = True
    counterexample: Counterexample | None = None


@dataclass(frozen=True)
class Check:
    """One claim about a subject.

    Attributes:
        id: what it is called in reports.
        part: the line of the verdict to which it belongs.
        claim: the claim, in one sentence.
        why: what goes wrong where it does not hold.
        link: where it went wrong once.
        finds: what speaks against the claim, or None.  Raises `Skipped` where the subject cannot take part.
        requires: the checks that must have passed, or `ALGEBRA`.
        refutes: whether what it finds may make the subject wrong.
        cautions: whether what it finds may be a caution.
        skips: the reasons for which a subject cannot take part, as clauses.
    """

    id: str
    part: Literal["arithmetic", "conduct"]
    claim: str
    why: str
    link: str
    finds: Callable[[Context], Finding | None]
    requires: tuple[str, ...] = ()
    refutes: bool = True
    cautions: bool = False
    skips: tuple[str, ...] = ()


class Skipped(Exception):
    """The subject cannot take part in a check; the message is a clause that says why.

    Args:
        reason: one of those that the check declares.
        shown: the error that showed it.
    """

    def __init__(self, reason: str, shown: object = "") -> None:
        super().__init__(f"{reason}: {shown}" if shown else reason)
        self.reason = reason


class UndeclaredError(Exception):
    """A check came to something that it does not declare, and the pages say nothing of: a bug of the check's."""


@dataclass(frozen=True)
class Result:
    """What became of one check.

    Attributes:
        outcome: "caution" is a finding that does not make the subject wrong; "vacuous" is a check that saw nothing.
        notes: what was seen besides, as sentences.
        tally: how much was tried.
        awaits: where it was skipped for that alone: what it requires, and what did not pass.
        lacks: where it was skipped: why, without the error that showed it.
    """

    id: str
    part: Literal["arithmetic", "conduct"]
    outcome: Literal["passed", "failed", "caution", "skipped", "vacuous"]
    detail: str = ""
    counterexample: Counterexample | None = None
    notes: tuple[str, ...] = ()
    tally: Tally = field(default_factory=Tally)
    awaits: str = ""
    lacks: str = ""


def carry_out(checks: Sequence[Check], context: Context) -> list[Result]:
    """Make the checks in their order; one whose requirement failed is skipped, so that one cause gives one failure."""
    failed: set[str] = {ALGEBRA} if context.form is None else set()
    results: list[Result] = []
    for number, check in enumerate(checks):
        report(check.id, number, len(checks))
        lacking = next((each for each in check.requires if each in failed), None)
        result = _waiting(check, lacking) if lacking else _made(check, context)
        if result.outcome not in ("passed", "caution"):
            failed.add(check.id)
        results.append(result)
    return results


def _made(check: Check, context: Context) -> Result:
    context.begin()
    try:
        finding = check.finds(context)
    except Skipped as skipped:
        _insist(skipped.reason in check.skips, check, f"is skipped where {skipped.reason}")
        return _skipped(check, str(skipped), skipped.reason)
    except StoppedEarlyError as error:
        return _skipped(check, str(error), str(error))
    except DrivingError as error:
        return replace(_result(check, context), outcome="vacuous", detail=str(error))
    except AstrayError as error:
        return replace(_result(check, context), outcome="failed", detail=str(error))
    except RaisedError as error:
        # Whatever is claimed does not hold of a run that breaks off, so no check has to declare this.
        return replace(_result(check, context), outcome="failed", detail=str(error))
    result = _result(check, context)
    if finding is not None:
        outcome = "failed" if finding.refutes else "caution"
        _insist(check.refutes if finding.refutes else check.cautions, check, f"comes to {outcome}")
        return replace(result, outcome=outcome, detail=finding.detail, counterexample=finding.counterexample)
    if not context.tally.steps:
        return replace(result, outcome="vacuous", detail="it never came to a step, so that nothing was seen")
    return result


def _result(check: Check, context: Context) -> Result:
    return Result(check.id, check.part, "passed", notes=tuple(context.notes), tally=replace(context.tally))


def _insist(declared: bool, check: Check, became: str) -> None:
    if not declared:
        raise UndeclaredError(f"The check {check.id} {became}, which it does not declare.")


def _skipped(check: Check, detail: str, lacks: str) -> Result:
    return Result(check.id, check.part, "skipped", detail, lacks=lacks)


def _waiting(check: Check, lacking: str) -> Result:
    reason = f"it requires {lacking}"
    return replace(_skipped(check, reason, reason), awaits=lacking)
